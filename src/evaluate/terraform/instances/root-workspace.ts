/** The workspace in which a root is evaluated: the one that the user says, else "default", which is then taken as given. */
import { compareText, once } from "../../../base/collections.ts";
import type { Ground } from "../../../base/statement.ts";
import { STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { ModuleConfiguration } from "../configuration/module-configuration.ts";
import { asksForWorkspace, type ModulePlaces, WORKSPACE, workspacesNamed } from "../configuration/workspace-use.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

export class RootWorkspace {
  readonly #root: RootEvaluation;
  #isTaken = false;

  constructor(root: RootEvaluation) {
    this.#root = root;
  }

  /** Something was made from it, and nobody says that it is "default". */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Of `terraform.workspace`. */
  get value(): Value {
    const { options, isWorkspaceOpen } = this.#root.input;
    if (options.workspace !== undefined) return { kind: "string", value: options.workspace };
    const said = this.#root.stated.settled(this.#open(), WORKSPACE);
    if (said.kind !== "unknown" || options.strict || isWorkspaceOpen === true) return said;
    this.#isTaken = true;
    return { kind: "string", value: "default" };
  }

  /** Those of which the source speaks. */
  readonly named = once((): readonly string[] => workspacesNamed(this.#root.module.configuration, this.#places));

  /** The one of which it is the deployment; undefined where it is "default", or the root is the same in each. */
  told(root: ModuleConfiguration): () => string | undefined {
    return () => {
      const said = asksForWorkspace(root, this.#places) ? this.value : undefined;
      return said?.kind === "string" && said.value !== "default" ? said.value : undefined;
    };
  }

  get #places(): ModulePlaces {
    const { loader, manifest, input } = this.#root;
    return { loader, manifest, repository: input.repository };
  }

  readonly #open = once((): UnknownValue => {
    const text = "nobody says in which workspace Terraform runs";
    const hint = `scan with ${workspaceFlags(this.named())}`;
    return makeUnknown({ type: STRING, cause: { kind: "input", text, hint }, symbol: WORKSPACE, notNull: true });
  });
}

/** That it is "default", of the roots that ask for it. */
export function workspaceTaken(group: readonly RootEvaluation[]): Ground {
  const asking = group.filter(({ workspace }) => workspace.isTaken);
  const flags = workspaceFlags([...new Set(asking.flatMap(({ workspace }) => workspace.named()))].sort(compareText));
  return {
    id: WORKSPACE,
    assumption: { kind: "workspace", text: `the workspace is default, and ${flags} judges another` },
  };
}

/** More are not written out. */
const MOST_NAMES = 3;

/** `--workspace dev or --workspace prod`. */
function workspaceFlags(names: readonly string[]): string {
  if (names.length === 0) return "--workspace NAME";
  const flags = names.slice(0, MOST_NAMES).map((name) => `--workspace ${name}`);
  const more = names.length - flags.length;
  return `${flags.join(" or ")}${more === 0 ? "" : ` or another of ${names.length}`}`;
}

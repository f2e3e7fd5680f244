/** The workspace in which a root is evaluated: the one that the user says, else "default", which is then taken as given. */
import { once } from "../../../base/collections.ts";
import { STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { WORKSPACE, workspacesNamed } from "../configuration/workspace-use.ts";
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
  readonly named = once((): readonly string[] => {
    const { module, loader, manifest, input } = this.#root;
    return workspacesNamed(module.configuration, { loader, manifest, repository: input.repository });
  });

  readonly #open = once((): UnknownValue => {
    const text = "nobody says in which workspace Terraform runs";
    const hint = `scan with ${workspaceFlags(this.named())}`;
    return makeUnknown({ type: STRING, cause: { kind: "input", text, hint }, symbol: WORKSPACE, notNull: true });
  });
}

/** More are not written out. */
const MOST_NAMES = 3;

/** `--workspace dev or --workspace prod`. */
export function workspaceFlags(names: readonly string[]): string {
  if (names.length === 0) return "--workspace NAME";
  const flags = names.slice(0, MOST_NAMES).map((name) => `--workspace ${name}`);
  const more = names.length - flags.length;
  return `${flags.join(" or ")}${more === 0 ? "" : ` or another of ${names.length}`}`;
}

/** The roots of a scan, as far as files of values are concerned: which inputs each declares. */
import { once, remembered } from "../base/collections.ts";
import type { Discovery } from "../discover/discover.ts";
import { ModuleLoader } from "../evaluate/terraform/configuration/module-configuration.ts";
import { callsIn, rootDirectories, writtenCalls } from "../evaluate/terraform/instances/roots.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";

/** A root with its inputs. */
export interface RootInputs {
  /** A directory for Terraform, a file for a template. */
  readonly path: string;
  readonly dialect: "terraform" | "cloudformation";
  readonly declares: ReadonlySet<string>;
  /** Those of them that have no default. */
  readonly required: ReadonlySet<string>;
}

/** Terraform's roots of a scan, each parsed when it is asked for. */
export class DeclaredVariables {
  readonly #found: Pick<Discovery, "files" | "terraform" | "namedTerraform">;
  readonly #loader: ModuleLoader;
  readonly #known = new Map<string, RootInputs>();

  constructor(found: Pick<Discovery, "files" | "terraform" | "namedTerraform">, parsed = new ParsedFiles()) {
    this.#found = found;
    this.#loader = new ModuleLoader(found.files, parsed);
  }

  /** Of all directories that are roots by what calls them. */
  readonly all = once((): readonly RootInputs[] => {
    const { terraform, namedTerraform } = this.#found;
    const callsOf = (directory: string) => writtenCalls(directory, callsIn(this.#loader.load(directory)));
    return rootDirectories(terraform, namedTerraform, callsOf).map((path) => this.of(path));
  });

  of(path: string): RootInputs {
    return remembered(this.#known, path, () => {
      const variables = [...(this.#loader.load(path)?.variables ?? [])];
      const required = variables.filter(
        ([, { block }]) => !block.body.attributes.some(({ name }) => name === "default"),
      );
      return {
        path,
        dialect: "terraform",
        declares: new Set(variables.map(([name]) => name)),
        required: new Set(required.map(([name]) => name)),
      };
    });
  }
}

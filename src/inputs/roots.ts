/** The roots of a scan, as far as files of values are concerned: which inputs each declares. */
import { once, remembered } from "../base/collections.ts";
import type { Discovery } from "../discover/discover.ts";
import { readTemplates } from "../evaluate/cloudformation/template/read-templates.ts";
import { readTemplate } from "../evaluate/cloudformation/template/template.ts";
import { type ModuleConfiguration, ModuleLoader } from "../evaluate/terraform/configuration/module-configuration.ts";
import { callsIn, rootDirectories, writtenCalls } from "../evaluate/terraform/instances/roots.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";

/** A root with its inputs. */
export interface RootInputs {
  /** A directory for Terraform, a file for a template. */
  readonly path: string;
  readonly dialect: "terraform" | "cloudformation";
  readonly declares: ReadonlySet<string>;
  /** Those of them that have no default. */
  readonly required: ReadonlySet<string>;
  /** Those of which no value is to be shown. */
  readonly secret: ReadonlySet<string>;
}

/** Variables alone are no root: roots share them, by links to their file, and the values are for these. */
function declaresNothing(module: ModuleConfiguration | undefined): boolean {
  return module !== undefined && [module.resources, module.calls, module.outputs].every(({ size }) => size === 0);
}

/** Both dialects are read where somebody asks for their roots. */
export class RootsOfScan {
  readonly #found: Discovery;
  readonly #parsed: ParsedFiles;
  readonly #templates = new Map<string, readonly RootInputs[]>();

  constructor(found: Discovery, parsed: ParsedFiles) {
    this.#found = found;
    this.#parsed = parsed;
  }

  /** Directories that are roots by what calls them. */
  readonly terraform = once((): readonly RootInputs[] => {
    const { files, terraform, namedTerraform } = this.#found;
    const loader = new ModuleLoader(files, this.#parsed);
    const callsOf = (directory: string) => writtenCalls(directory, callsIn(loader.load(directory)));
    const roots = rootDirectories(terraform, namedTerraform, callsOf).filter(
      (path) => !declaresNothing(loader.load(path)),
    );
    return roots.map((path) => {
      const variables = [...(loader.load(path)?.variables ?? [])];
      const having = (name: string) =>
        variables.filter(([, { block }]) => block.body.attributes.some((attribute) => attribute.name === name));
      const optional = new Set(having("default"));
      const required = variables.filter((variable) => !optional.has(variable));
      return inputsOf(path, "terraform", variables, required, having("sensitive"));
    });
  });

  /** Templates, those that others nest among them: with a file of parameters each can be a stack of its own. */
  readonly templates = once(() => this.#found.documents.flatMap((path) => this.template(path)));

  /** None where the file is no template. */
  template(path: string): readonly RootInputs[] {
    return remembered(this.#templates, path, () =>
      readTemplates([path], [], this.#found.files, this.#parsed).templates.map((document) => {
        const parameters = [...readTemplate(document).parameters];
        const required = parameters.filter(([, declaration]) => declaration.default === undefined);
        const secret = parameters.filter(([, declaration]) => declaration.secret);
        return inputsOf(path, "cloudformation", parameters, required, secret);
      }),
    );
  }
}

type Named = readonly (readonly [name: string, declaration: unknown])[];

function inputsOf(
  path: string,
  dialect: RootInputs["dialect"],
  all: Named,
  required: Named,
  secret: Named,
): RootInputs {
  const names = (some: Named): ReadonlySet<string> => new Set(some.map(([name]) => name));
  return { path, dialect, declares: names(all), required: names(required), secret: names(secret) };
}

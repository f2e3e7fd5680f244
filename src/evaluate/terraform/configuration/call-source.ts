/** A module call into the configuration that it calls, or the reason why that is not in the scan. */
import { rootUnknowns, type Value } from "../../../base/value.ts";
import { unknownsIn } from "../../../values/known.ts";
import type { ModuleInstance } from "../instances/module-instance.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import { joinPath } from "./load-module.ts";
import { argument, type CallDeclaration, type ModuleConfiguration } from "./module-configuration.ts";
import { resolveModule } from "./module-source.ts";
import { ownModule } from "./own-module.ts";

/** Modules nested deeper than this are not followed. */
const MAX_MODULE_DEPTH = 40;

export type CallSource =
  | { readonly configuration: ModuleConfiguration; readonly missing: undefined }
  | { readonly configuration?: undefined; readonly missing: MissingSource };

export interface MissingSource {
  /** A clause that says which source is missing. */
  readonly text: string;
  /** What the user can do. */
  readonly hint?: string;
}

export function callSource(caller: ModuleInstance, name: string, { block }: CallDeclaration): CallSource {
  const { root } = caller;
  const address = `${caller.address === "" ? "" : `${caller.address}.`}module.${name}`;
  const expression = argument(block, "source");
  const source = expression === undefined ? undefined : evaluate(expression.expression, caller.scope());
  if (source?.kind !== "string") return { missing: unknownSource(address, source) };
  if (caller.depth >= MAX_MODULE_DEPTH)
    return {
      missing: {
        text: `${address} is nested more than ${MAX_MODULE_DEPTH} modules deep`,
        hint: "scan the directory of one of the modules on the way to it",
      },
    };
  const path = caller.callPath === "" ? name : `${caller.callPath}.${name}`;
  const directory = resolveModule(source.value, caller.directory, path, root.manifest, root.loader);
  const configuration = directory === undefined ? undefined : root.loader.load(directory);
  if (configuration !== undefined) return { configuration, missing: undefined };
  if (directory !== undefined) {
    const message = `Module "${name}" has the source "${source.value}", but there is no configuration in ${joinPath(directory, ".")}.`;
    const span = expression?.span ?? block.headerSpan;
    root.report({ code: "module-not-found", severity: "error", message, span });
  }
  const text = `the source of ${address} (${source.value}) is not in the scan`;
  return ownSource(caller, address, source.value) ?? { missing: { text, hint: hintFor(source.value) } };
}

function unknownSource(address: string, source: Value | undefined): MissingSource {
  const text = `the source of ${address} is not known`;
  const hint = "write the source as a text, or scan that module by itself";
  const unknown = source === undefined ? undefined : unknownsIn(source)[0];
  if (unknown === undefined) return { text, hint };
  const { cause } = rootUnknowns(unknown)[0] ?? unknown;
  return { text: `${text}: ${cause.text}`, hint: cause.hint ?? hint };
}

/** What belongs to the tree cannot be fetched (https://developer.hashicorp.com/terraform/language/modules/sources#local-paths). */
function hintFor(source: string): string {
  const local = /^\.\.?\//.test(source) && !source.includes(".terraform/");
  return local ? "scan a directory that holds it too" : "run terraform get";
}

function ownSource({ root }: ModuleInstance, address: string, source: string): CallSource | undefined {
  const { input, loader } = root;
  const directory = input.options.strict ? undefined : ownModule(source, input.repository);
  const configuration = directory === undefined ? undefined : loader.load(directory);
  if (configuration === undefined) return undefined;
  root.assume("module-source", `${address} (${source}) is ${directory} of this repository, as it stands there`);
  return { configuration, missing: undefined };
}

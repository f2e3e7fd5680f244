/** A module call into the configuration that it calls, or the reason why that is not in the scan. */
import { joinPath } from "./configuration/load-module.ts";
import { argument, type CallDeclaration, type ModuleConfiguration } from "./configuration/module-configuration.ts";
import { resolveModule } from "./configuration/module-source.ts";
import { ownModule } from "./configuration/own-module.ts";
import { evaluate } from "./expression/evaluate.ts";
import type { ModuleInstance } from "./module-instance.ts";

/** Modules nested deeper than this are not followed. */
const MAX_MODULE_DEPTH = 40;

export type CallSource =
  | { readonly configuration: ModuleConfiguration; readonly missing: undefined }
  /** A clause that says which source is missing. */
  | { readonly configuration?: undefined; readonly missing: string };

export function callSource(caller: ModuleInstance, name: string, { block }: CallDeclaration): CallSource {
  const { root } = caller;
  const address = `${caller.address === "" ? "" : `${caller.address}.`}module.${name}`;
  const expression = argument(block, "source");
  const source = expression === undefined ? undefined : evaluate(expression.expression, caller.scope());
  if (source?.kind !== "string") return { missing: `the source of ${address} is not known` };
  if (caller.depth >= MAX_MODULE_DEPTH)
    return { missing: `${address} is nested more than ${MAX_MODULE_DEPTH} modules deep` };
  const path = caller.callPath === "" ? name : `${caller.callPath}.${name}`;
  const directory = resolveModule(source.value, caller.directory, path, root.manifest, root.loader);
  const configuration = directory === undefined ? undefined : root.loader.load(directory);
  if (configuration !== undefined) return { configuration, missing: undefined };
  if (directory !== undefined) {
    const message = `Module "${name}" has the source "${source.value}", but there is no configuration in ${joinPath(directory, ".")}.`;
    const span = expression?.span ?? block.headerSpan;
    root.report({ code: "module-not-found", severity: "error", message, span });
  }
  const own = ownSource(caller, address, source.value);
  return own ?? { missing: `the source of ${address} (${source.value}) is not in the scan` };
}

function ownSource({ root }: ModuleInstance, address: string, source: string): CallSource | undefined {
  const { input, loader } = root;
  const directory = input.options.strict ? undefined : ownModule(source, input.repository);
  const configuration = directory === undefined ? undefined : loader.load(directory);
  if (configuration === undefined) return undefined;
  root.assume("module-source", `${address} (${source}) is ${directory} of this repository, as it stands there`);
  return { configuration, missing: undefined };
}

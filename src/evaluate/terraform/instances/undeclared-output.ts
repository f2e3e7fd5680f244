/** An output that is asked for and that the module does not have. */
import type { Span } from "../../../base/source-file.ts";
import type { UnknownValue } from "../../../base/value.ts";
import { errorUnknown, lostUnknown } from "../language/unknowns.ts";
import type { ModuleInstance } from "./module-instance.ts";

/** It is a mistake, unless a part of the module that cannot be read may declare it. */
export function undeclaredOutput(module: ModuleInstance, name: string, span: Span): UnknownValue {
  const { root, address } = module;
  const symbol = `${root.prefix}${address}.${name}`;
  const lost = module.lost(`output.${name}`);
  if (lost !== undefined) return lostUnknown(symbol, `${address}.${name}`, lost, span);
  const message = `${address} has no output named "${name}".`;
  root.report({ code: "undeclared-reference", severity: "error", message, span });
  return errorUnknown(symbol, message, span);
}

/** What an ephemeral resource leads to: a value that is there in one run of Terraform, and of which nothing is kept. */
import { DYNAMIC, type UnknownValue } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { A_CONSTANT } from "../language/unknowns.ts";
import type { ModuleInstance } from "./module-instance.ts";

const MODE = "ephemeral.";

/**
 * Of `ephemeral.random_password.main`, be it one or many; undefined where the module declares no such. Neither a plan nor a state has it
 * (https://developer.hashicorp.com/terraform/language/ephemeral), so that nothing outside of the run can tell it.
 */
export function ephemeralValue(module: ModuleInstance, key: string): UnknownValue | undefined {
  const declaration = key.startsWith(MODE) ? module.configuration.ephemerals.get(key.slice(MODE.length)) : undefined;
  if (declaration === undefined) return undefined;
  const text = `${key} is ephemeral: each run of Terraform opens it anew and keeps nothing of it`;
  const cause = { kind: "external", text, hint: A_CONSTANT, span: declaration.block.headerSpan } as const;
  return makeUnknown({ type: DYNAMIC, cause, symbol: module.symbolOf(key), notNull: true });
}

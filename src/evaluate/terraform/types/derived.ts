/** An operation on unknown values into the unknown that it gives, with a canonical symbol. */
import type { Type } from "../../../base/type.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";

/** The canonical name of a value in symbols: an unknown's own symbol, or the value as an expression. Bounded in length. */
export function symbolOf(value: Value): string {
  return value.kind === "unknown" ? value.symbol : value.kind;
}

/**
 * The unknown result of `name(args…)`: equal to every other result of the same operation on the same arguments.
 * `from` are the unknowns inside the arguments.
 */
export function derived(name: string, args: readonly Value[], type: Type): UnknownValue {
  return {
    kind: "unknown",
    type,
    cause: { kind: "derived", text: `${name} of an unknown value` },
    symbol: `${name}(${args.map(symbolOf).join(",")})`,
  };
}

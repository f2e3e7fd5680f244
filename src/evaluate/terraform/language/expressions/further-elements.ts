/** One of the elements of a collection of which it is not known which there are, or which one is meant. */
import { BOOL, DYNAMIC, type ListValue, type MapValue, type UnknownValue, type Value } from "../../../../base/value.ts";
import { makeUnknown, symbolOf } from "../../../../values/unknown.ts";
import type { Scope } from "../scope.ts";
import { MAX_ALTERNATIVES } from "../types/text.ts";
import type { Result } from "../types/values.ts";
import { derivedUnknown, furtherElement, oneOf } from "../unknowns.ts";

/**
 * Whether an unknown key is that of each instance in its turn: of what is repeated over the same collection as the instances, or over these themselves.
 * The element at it stands for all, as the turn does.
 */
function isOwnTurn({ symbol }: UnknownValue, pattern: UnknownValue, scope: Scope): boolean {
  const [, called, of] = /^(count\.index|each\.key|each\.value|key)\((.*)\)$/s.exec(symbol) ?? [];
  const over = called === undefined ? /^(.*)\[(?:each|\*)\]$/s.exec(symbol)?.[1] : of;
  if (over === undefined) return false;
  const decidedBy = scope.instances.existence(pattern);
  const own = decidedBy === undefined || decidedBy === true ? [] : [decidedBy.symbol, `toset(${decidedBy.symbol})`];
  const [, counted] = /^length\(\[(?:.*,)?([^,]*)\.\.\.\]\)$/s.exec(over) ?? [];
  // Over the instances themselves, or as many as there are of them.
  const isOfThem =
    over === pattern.symbol || counted === pattern.symbol || counted?.startsWith(`${pattern.symbol}.`) === true;
  return own.includes(over) || isOfThem;
}

/** The element at an unknown key is one of all. */
export function anyElement(value: ListValue | MapValue, elements: readonly Value[], key: Value, scope: Scope): Result {
  const from = key.kind === "unknown" ? [key] : [];
  const step = `[${symbolOf(key)}]`;
  const symbol = `${symbolOf(value)}${step}`;
  const further = (rest: UnknownValue): Value => {
    // Behind others, or in another order, it is not the one at this place of the collection that it comes from.
    if (value.kind === "list" && value.restFrom !== undefined) return movedPart(rest, symbol);
    return key.kind === "unknown" && (rest.ref?.attribute !== "" || isOwnTurn(key, rest, scope))
      ? restPart(rest, step)
      : namedPart(rest, step, scope);
  };
  const rest = value.kind === "map" && value.restEntries !== undefined ? undefined : value.rest;
  if (elements.length === 0 && rest !== undefined) return further(rest);
  const all = rest === undefined ? elements : [...elements, further(rest)];
  if (all.length <= MAX_ALTERNATIVES) return oneOf(symbol, all, from);
  return makeUnknown({
    cause: { kind: "derived", text: `it is the element at ${symbolOf(key)}` },
    symbol,
    from,
  });
}

/** Of instances of which it is not known how many there are, one that is named: where it may be missing, `try` may go on. */
export function chosen(value: Value, scope: Scope): Value {
  const isInstance = value.kind === "unknown" && value.ref?.attribute === "";
  const exists = isInstance ? scope.instances.existence(value) : undefined;
  if (exists !== undefined && exists !== true) scope.mayFail?.(() => isThere(value, exists));
  return value;
}

/** Of several instances that one thing decides on, each may be there without another. */
function isThere(instance: Value, decidedBy: UnknownValue): UnknownValue {
  return derivedUnknown(`${symbolOf(instance)} exists`, BOOL, [decidedBy]);
}

/** The further element of a key: of instances one of its own, about which nothing is known. */
export function namedPart(rest: UnknownValue, step: string, scope: Scope): Value {
  if (rest.ref?.attribute !== "") return restPart(rest, step);
  const exists = scope.instances.existence(rest);
  chosen({ ...rest, symbol: stepped(rest, step) }, scope);
  return derivedUnknown(stepped(rest, step), DYNAMIC, exists === undefined || exists === true ? [rest] : [exists]);
}

/** One of the further elements, by its place in a collection of which they are a part. */
function movedPart(rest: UnknownValue, symbol: string): UnknownValue {
  const part = furtherElement(rest, "[*]");
  return derivedUnknown(`${rest.symbol} in ${symbol}`, part.kind === "unknown" ? part.type : DYNAMIC, [rest]);
}

/** One of the further elements: a pattern instance stays one. */
function restPart(rest: UnknownValue, step: string): Value {
  if (rest.ref?.attribute === "") return { ...rest, symbol: stepped(rest, step) };
  return furtherElement(rest, step);
}

/** The symbol of one instance, from that of the pattern. */
function stepped(pattern: UnknownValue, step: string): string {
  return `${pattern.symbol.replace(/\[\*\]$/, "")}${step}`;
}

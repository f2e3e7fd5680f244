/** The members of an object as they are written, also those whose key is not known. */
import { DYNAMIC, type MapValue, type TextValue, type UnknownValue, type Value } from "../base/value.ts";
import { derivedAs, isFilled, symbolOf } from "./unknown.ts";

export interface ObjectMember {
  readonly key: string | TextValue | UnknownValue;
  readonly value: Value;
}

/** With more than these an unknown is no longer said to be one of them. */
const MAX_ALTERNATIVES = 16;

/**
 * The later of two equal keys wins: what is before a key that is not known stands only where that is another one. Those members are the
 * further entries, one of whose values is any of them, and which are named after all of them.
 */
export function membersOf(members: readonly ObjectMember[]): Pick<MapValue, "entries" | "rest"> {
  const entries = new Map<string, Value>();
  const further: { readonly symbol: string; readonly parts: readonly [key: Value, value: Value] }[] = [];
  for (const { key, value } of members) {
    if (typeof key === "string") {
      entries.set(key, value);
      continue;
    }
    const symbol = `${symbolOf(key)}:${symbolOf(value)}`;
    further.push({ symbol, parts: [key, value] });
    for (const [name, before] of entries) {
      if (!mayBe(key, name) || symbolOf(before) === symbolOf(value)) continue;
      const either = `{${JSON.stringify(name)}:${symbolOf(before)},${symbol}}[${JSON.stringify(name)}]`;
      entries.set(name, derivedAs(either, [before, key, value], DYNAMIC, alternatives([before, value])));
    }
  }
  if (further.length === 0) return { entries };
  const all = `{${further.map(({ symbol }) => symbol).join(",")}}`;
  const values = further.map(({ parts: [, value] }) => value);
  const rest = derivedAs(
    all,
    further.flatMap(({ parts }) => parts),
    DYNAMIC,
    alternatives(values),
  );
  const isSensitive = further.some(({ parts: [key] }) => key.sensitive === true);
  return { entries, rest: isSensitive ? { ...rest, sensitive: true } : rest };
}

function alternatives(values: readonly Value[]): { readonly oneOf?: readonly Value[] } {
  const all = values.flatMap((value) =>
    value.kind === "unknown" && value.oneOf !== undefined ? value.oneOf : [value],
  );
  const oneOf = [...new Map(all.map((value) => [`${value.kind}:${symbolOf(value)}`, value])).values()];
  return oneOf.length > MAX_ALTERNATIVES ? {} : { oneOf };
}

/** Whether a key that is not known can be this one, by what is known of it. */
function mayBe(key: TextValue | UnknownValue, name: string): boolean {
  if (key.kind === "unknown") {
    if (key.noneOf?.has(name) === true || (name === "" && isFilled(key))) return false;
    return key.prefix === undefined || name.startsWith(key.prefix);
  }
  const [first, last] = [key.parts[0], key.parts.at(-1)];
  const known = key.parts.reduce((length, part) => length + (typeof part === "string" ? part.length : 0), 0);
  if (name.length < known) return false;
  return (typeof first !== "string" || name.startsWith(first)) && (typeof last !== "string" || name.endsWith(last));
}

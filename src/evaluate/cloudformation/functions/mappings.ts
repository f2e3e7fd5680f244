/** `Fn::FindInMap` into the value that the template's Mappings have, or its default. */
import type { Origin } from "../../../base/origin.ts";
import { DYNAMIC } from "../../../base/type.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import type { Context } from "../context.ts";
import { entryAt, lastEntries } from "../template.ts";
import { derived, keyText, oneOf, symbolOf, textOfValue, usedAt } from "../values.ts";
import { listArgument, mistake, wrong } from "./arguments.ts";

/** Values of a map that are kept as possible where a key is not known. */
const MAXIMUM_ALTERNATIVES = 64;

/** A fourth argument `{ DefaultValue: … }` stands in for missing keys (`AWS::LanguageExtensions`). */
export function findInMap(argument: LocatedNode, context: Context, origin: Origin): Value {
  const parts = listArgument("Fn::FindInMap", argument, context, 3, 4);
  if (parts === undefined) return wrong("Fn::FindInMap", origin);
  const keys = parts.slice(0, 3).map((part) => context.evaluate(part, context));
  const fallback = entryAt(parts[3], "DefaultValue")?.value;
  const symbol = `findInMap(${context.stack.prefix}${keys.map(symbolOf).join(",")})`;
  const tops = keysOf(context.stack.mappings, keys[0]!);
  const found = tops.flatMap((map) => keysOf(map, keys[1]!)).flatMap((map) => keysOf(map, keys[2]!));
  const values = found.slice(0, MAXIMUM_ALTERNATIVES).map((node) => context.evaluate(node, context));
  const unknowns = keys.filter((key) => textOfValue(key) === undefined);
  if (unknowns.length === 0) {
    const [value] = values;
    if (value !== undefined) return usedAt(value, "call", origin.span);
    if (fallback !== undefined) return context.evaluate(fallback, context);
    mistake(context, argument, `Mappings have no ${keys.map((key) => textOfValue(key)).join(".")}`);
    return wrong("Fn::FindInMap", origin, "Mappings do not have the value");
  }
  if (fallback !== undefined) values.push(context.evaluate(fallback, context));
  const unknown = derived("findInMap", unknowns, DYNAMIC, origin);
  if (values.length === 0 || found.length > MAXIMUM_ALTERNATIVES) return { ...unknown, symbol };
  return oneOf(symbol, values, unknown.from ?? [], origin);
}

/** The nodes under a key, which may not be known: then those under every key that it can be. */
function keysOf(map: LocatedNode | undefined, key: Value): readonly LocatedNode[] {
  if (map?.kind !== "mapping") return [];
  const text = textOfValue(key);
  if (text !== undefined) {
    const entry = entryAt(map, text) ?? map.entries.findLast(({ key: own }) => keyText(own) === text);
    return entry === undefined ? [] : [entry.value];
  }
  const among = key.kind === "unknown" ? key.oneOf?.map(textOfValue) : undefined;
  if (among === undefined || among.includes(undefined)) return valuesOf(map);
  return among.flatMap((one) => entryAt(map, one ?? "")?.value ?? []);
}

function valuesOf(map: LocatedMapping): readonly LocatedNode[] {
  return lastEntries(map).map((entry) => entry.value);
}

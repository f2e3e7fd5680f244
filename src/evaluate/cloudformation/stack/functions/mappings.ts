/** `Fn::FindInMap` into the value that the template's Mappings have, or its default. */
import type { Origin } from "../../../../base/origin.ts";
import { DYNAMIC } from "../../../../base/type.ts";
import type { UnknownValue, Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { entryAt } from "../../template/template.ts";
import { derived, keyText, oneOf, symbolOf, textOfValue, usedAt } from "../../values.ts";
import type { Context, Entries, Entry } from "../context.ts";
import { entriesOf } from "../entries.ts";
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
  const rests: UnknownValue[] = [];
  const inside = (entries: readonly Entry[], key: Value): readonly Entry[] =>
    entries.flatMap(({ node, context: own }) =>
      keysOf(node.kind === "mapping" ? entriesOf(node, own) : NONE, key, rests),
    );
  const found = inside(inside(keysOf(context.stack.mappings, keys[0]!, rests), keys[1]!), keys[2]!);
  const values = found.slice(0, MAXIMUM_ALTERNATIVES).map((entry) => context.evaluate(entry.node, context));
  const unknowns = keys.filter((key) => textOfValue(key) === undefined);
  if (unknowns.length === 0) {
    const [value] = values;
    if (value !== undefined) return usedAt(value, "call", origin.span);
    if (rests.length > 0) return derived("findInMap", [...keys, rests[0]!], DYNAMIC, origin);
    if (fallback !== undefined) return context.evaluate(fallback, context);
    mistake(context, argument, `Mappings have no ${keys.map((key) => textOfValue(key)).join(".")}`);
    return wrong("Fn::FindInMap", origin, "Mappings do not have the value");
  }
  if (fallback !== undefined) values.push(context.evaluate(fallback, context));
  const unknown = derived("findInMap", unknowns, DYNAMIC, origin);
  if (values.length === 0 || found.length > MAXIMUM_ALTERNATIVES) return { ...unknown, symbol };
  return oneOf(symbol, values, unknown.from ?? [], origin);
}

const NONE: Entries = { entries: [], rests: [] };

/** The entries of a key, which may not be known: then those of every key that it can be. Where none is there, `rests` are added to. */
function keysOf({ entries, rests: others }: Entries, key: Value, rests: UnknownValue[]): readonly Entry[] {
  const text = textOfValue(key);
  if (text !== undefined) {
    const entry =
      entries.findLast((one) => one.key === text) ?? entries.findLast((one) => keyText(one.written) === text);
    if (entry === undefined) rests.push(...others);
    return entry === undefined ? [] : [entry];
  }
  const among = key.kind === "unknown" ? key.oneOf?.map(textOfValue) : undefined;
  if (among === undefined || among.includes(undefined)) return entries;
  return among.flatMap((one) => entries.findLast((entry) => entry.key === one) ?? []);
}

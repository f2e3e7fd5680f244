/** `Fn::If` into the branch that its condition chooses, and conditions into formulas. */
import { BOOL, DYNAMIC, type Origin, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { entryAt } from "../../template/template.ts";
import { derived, keyText, oneOf, symbolOf, textOfValue, usedAt } from "../../values.ts";
import type { Entries, EvaluationContext, MappingEntry } from "../context.ts";
import { entriesOf } from "../entries.ts";
import { listArgument, mistake, wrong } from "./arguments.ts";

/** Both branches are kept where it is not known which. */
export function ifThenElse(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::If", argument, context, 3, 3);
  const [name, then, otherwise] = parts ?? [];
  if (name === undefined || then === undefined || otherwise === undefined) return wrong("Fn::If", origin);
  if (name.kind !== "scalar") {
    mistake(context, name, "the first argument of Fn::If is the name of a condition");
    return wrong("Fn::If", origin);
  }
  const { truth, unknown } = context.stack.condition(name, context);
  if (truth !== "unknown") return context.evaluate(truth === "true" ? then : otherwise, context);
  const values = [context.evaluate(then, context), context.evaluate(otherwise, context)];
  return oneOf(`if(${unknown.symbol},${values.map(symbolOf).join(",")})`, values, [unknown], origin);
}

/** A condition function where a value is expected: CloudFormation allows it in conditions only. */
export function truthFunction(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  mistake(context, argument, "condition functions stand in Conditions, in rules and in other condition functions only");
  return wrong("a condition function", origin, "a condition function stands where a value is expected");
}

/** `!Condition Name` where a value is expected. */
export function conditionValue(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  if (argument.kind !== "scalar") return truthFunction(argument, context, origin);
  const { truth, unknown } = context.stack.condition(argument, context);
  if (truth !== "unknown") return { kind: "bool", value: truth === "true", origin };
  return derived("condition", [unknown], BOOL, origin);
}

/** Values of a map that are kept as possible where a key is not known. */
const MAXIMUM_ALTERNATIVES = 64;

/** A fourth argument `{ DefaultValue: … }` stands in for missing keys (`AWS::LanguageExtensions`). */
export function findInMap(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::FindInMap", argument, context, 3, 4);
  if (parts === undefined) return wrong("Fn::FindInMap", origin);
  const keys = parts.slice(0, 3).map((part) => context.evaluate(part, context));
  const fallback = entryAt(parts[3], "DefaultValue")?.value;
  const symbol = `findInMap(${context.stack.prefix}${keys.map(symbolOf).join(",")})`;
  const rests: UnknownValue[] = [];
  const inside = (entries: readonly MappingEntry[], key: Value): readonly MappingEntry[] =>
    entries.flatMap(({ node, context: own }) =>
      keysOf(node.kind === "mapping" ? entriesOf(node, own) : NONE, key, rests),
    );
  const found = inside(inside(keysOf(context.stack.section("Mappings"), keys[0]!, rests), keys[1]!), keys[2]!);
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
function keysOf({ entries, rests: others }: Entries, key: Value, rests: UnknownValue[]): readonly MappingEntry[] {
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

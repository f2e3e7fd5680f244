/** Ref, GetAtt, ImportValue, GetAZs, FindInMap and If into the values that they name or choose. */
import type { MapValue, Origin, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, DYNAMIC, STRING } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { entryAt } from "../../template/template.ts";
import {
  derived,
  giving,
  keyText,
  LIST,
  oneOf,
  piecesOf,
  symbolOf,
  textOfValue,
  unknown,
  usedAt,
} from "../../values.ts";
import type { Entries, EvaluationContext, MappingEntry } from "../context.ts";
import { entriesOf, withBindings } from "../entries.ts";
import { importedValue } from "../imports.ts";
import { listArgument, mistake, wrong } from "./arguments.ts";

export function reference(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const name = nameOf(argument, context);
  if (name !== undefined) return context.stack.reference(name, argument.span, context);
  return wrong("Ref", origin, "the argument of Ref is no name");
}

/** `!GetAtt A.B.C`, `[A, B.C]`: the logical id reaches to the first dot, the attribute is the rest. */
export function getAttribute(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const path = pathOf(argument, context);
  if (path === undefined) return wrong("Fn::GetAtt", origin, "the argument of Fn::GetAtt is not known");
  const dot = path.indexOf(".");
  if (dot > 0) return context.stack.attribute(path.slice(0, dot), path.slice(dot + 1), argument.span, context);
  mistake(context, argument, "Fn::GetAtt takes a logical id and the name of an attribute");
  return wrong("Fn::GetAtt", origin);
}

function pathOf(argument: LocatedNode, context: EvaluationContext): string | undefined {
  if (argument.kind === "scalar") return nameOf(argument, context);
  if (argument.kind !== "sequence") return undefined;
  const parts = argument.elements.map((element) => textOfValue(context.evaluate(element, context)));
  return parts.includes(undefined) ? undefined : parts.join(".");
}

/** A name as written, or (with `AWS::LanguageExtensions`) made by functions. Loop variables in it are replaced. */
function nameOf(argument: LocatedNode, context: EvaluationContext): string | undefined {
  if (argument.kind === "scalar" && argument.tag === undefined) {
    return withBindings(argument.text, context.bindings, textOfValue);
  }
  const value = context.evaluate(argument, context);
  const text = textOfValue(value);
  if (text === undefined && piecesOf(value) === undefined)
    mistake(context, argument, "the argument is the name of a parameter or resource");
  return text;
}

export function importValue(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const name = context.evaluate(argument, context);
  if (piecesOf(name) === undefined) {
    mistake(context, argument, "Fn::ImportValue takes the name of an export");
    return wrong("Fn::ImportValue", origin);
  }
  return importedValue(name, origin.span, context);
}

/**
 * Which zones an account has in a region is not in any source: only that no two are the same, and where their names begin. There are as many as have a
 * default subnet, if any has
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html).
 */
export function availabilityZones(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const given = context.evaluate(argument, context);
  const region =
    textOfValue(given) === "" || given.kind === "null"
      ? context.stack.reference("AWS::Region", argument.span, context)
      : given;
  const text = textOfValue(region);
  const because = `which availability zones ${text === undefined ? "the region" : text} has for the account is known only to AWS`;
  if (text !== undefined) {
    const symbol = `zones(${text})`;
    return { ...unknown("external", symbol, because, origin, giving(symbol), LIST), distinct: symbol, prefix: text };
  }
  if (piecesOf(region) === undefined) {
    mistake(context, argument, "Fn::GetAZs takes the name of a region");
    return wrong("Fn::GetAZs", origin);
  }
  const symbol = `zones(${derived("zones", [region], STRING, origin).symbol.slice(6, -1)})`;
  return { ...derived("zones", [region], LIST, origin), symbol, distinct: symbol };
}

/** The output of a stack by the stack's name, in this or another account or region: outside the source. */
export function getStackOutput(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const value = context.evaluate(argument, context);
  if (value.kind === "map" && value.entries.has("StackName") && value.entries.has("OutputName")) {
    const symbol = `stackOutput(${outputName(value)})`;
    const because = "the output of a stack by its name is read when the stack is made";
    return unknown("external", symbol, because, origin, giving(symbol));
  }
  mistake(context, argument, "Fn::GetStackOutput takes StackName and OutputName");
  return wrong("Fn::GetStackOutput", origin);
}

/** `stack.output`, of other parts than these as they are written. */
function outputName(value: MapValue): string {
  return [...value.entries.values()].map((one) => textOfValue(one) ?? symbolOf(one)).join(".");
}

/** Both branches are kept where it is not known which. */
export function ifThenElse(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::If", argument, context, 3, 3);
  const [name, then, otherwise] = parts ?? [];
  if (name === undefined || then === undefined || otherwise === undefined) return wrong("Fn::If", origin);
  if (name.kind !== "scalar") {
    mistake(context, name, "the first argument of Fn::If is the name of a condition");
    return wrong("Fn::If", origin);
  }
  const { truth, open } = context.stack.condition(name, context);
  if (truth !== "unknown") return context.evaluate(truth === "true" ? then : otherwise, context);
  const unknown = open();
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
  const { truth, open } = context.stack.condition(argument, context);
  if (truth !== "unknown") return { kind: "bool", value: truth === "true", origin };
  return derived("condition", [open()], BOOL, origin);
}

/** Values of a map that are kept as possible where a key is not known. */
const MAXIMUM_ALTERNATIVES = 64;

/** A fourth argument `{ DefaultValue: … }` stands in for missing keys (`AWS::LanguageExtensions`). */
export function findInMap(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::FindInMap", argument, context, 3, 4);
  if (parts === undefined) return wrong("Fn::FindInMap", origin);
  const keys = parts.slice(0, 3).map((part) => context.evaluate(part, context));
  const written = entryAt(parts[3], "DefaultValue")?.value;
  const fallback = written && context.evaluate(written, context);
  const named = fallback === undefined ? keys : [...keys, fallback];
  const symbol = `findInMap(${context.stack.prefix}${named.map(symbolOf).join(",")})`;
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
    if (rests.length > 0) return derived("findInMap", [...named, rests[0]!], DYNAMIC, origin);
    if (fallback !== undefined) return fallback;
    mistake(context, argument, `Mappings have no ${keys.map((key) => textOfValue(key)).join(".")}`);
    return wrong("Fn::FindInMap", origin, "Mappings do not have the value");
  }
  if (fallback !== undefined) values.push(fallback);
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

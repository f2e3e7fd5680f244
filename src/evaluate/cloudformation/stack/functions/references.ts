/** Ref, GetAtt, ImportValue and GetAZs into the values that they name. */

import { type MapValue, type Origin, STRING, type Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { derived, giving, LIST, piecesOf, symbolOf, textOfValue, unknown } from "../../values.ts";
import type { EvaluationContext } from "../context.ts";
import { withBindings } from "../entries.ts";
import { importedValue } from "../imports.ts";
import { mistake, wrong } from "./arguments.ts";

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

/** Which zones an account has in a region is not in any source. */
export function availabilityZones(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const given = context.evaluate(argument, context);
  const region =
    textOfValue(given) === "" || given.kind === "null"
      ? context.stack.reference("AWS::Region", argument.span, context)
      : given;
  const text = textOfValue(region);
  const because = `which availability zones ${text === undefined ? "the region" : text} has for the account is not in the source`;
  if (text !== undefined) return unknown("external", `zones(${text})`, because, origin, giving(`zones(${text})`), LIST);
  if (piecesOf(region) === undefined) {
    mistake(context, argument, "Fn::GetAZs takes the name of a region");
    return wrong("Fn::GetAZs", origin);
  }
  return {
    ...derived("zones", [region], LIST, origin),
    symbol: `zones(${derived("zones", [region], STRING, origin).symbol.slice(6, -1)})`,
  };
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

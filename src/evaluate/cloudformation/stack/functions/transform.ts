/** `Fn::Transform` into what `AWS::Include` reads from a file of the scan; any other macro is unknown
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html). */
import type { Origin } from "../../../../base/origin.ts";
import type { UnknownValue, Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { entryAt, INCLUDE, mappingAt, textAt } from "../../template/template.ts";
import { unknown } from "../../values.ts";
import type { EvaluationContext } from "../context.ts";

/** What stands in the place of one transform. */
export type Transformed = { readonly node: LocatedNode } | { readonly unknown: UnknownValue };

export function transform(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const [only] = transformed(argument, context);
  return only !== undefined && "node" in only ? context.evaluate(only.node, context) : { ...only!.unknown, origin };
}

/** Never empty: a transform, or a list of them in the order in which they are applied. */
export function transformed(argument: LocatedNode, context: EvaluationContext): readonly Transformed[] {
  if (argument.kind !== "sequence" || argument.elements.length === 0) return [one(argument, context)];
  return argument.elements.map((element) => one(element, context));
}

function one(argument: LocatedNode, context: EvaluationContext): Transformed {
  const origin: Origin = { kind: "call", span: argument.span };
  const name = textAt(argument, "Name") ?? "a macro without a name";
  const symbol = `${context.stack.path}:${argument.span.start}:transform`;
  if (name !== INCLUDE) {
    const text = `the macro ${name} is code that is not in the template`;
    return { unknown: unknown("unsupported", symbol, text, origin, PROCESSED) };
  }
  const location = entryAt(mappingAt(argument, "Parameters"), "Location")?.value;
  if (location === undefined)
    return { unknown: unknown("error", symbol, `${INCLUDE} has no Location`, origin, "name the file to include") };
  const found = context.stack.include(context.evaluate(location, context), location.span);
  if ("kind" in found) return { node: found };
  const hint = "add the file to the scanned tree";
  return { unknown: unknown("missing-source", symbol, found.because, { kind: "call", span: location.span }, hint) };
}

/** What macros make of a template is known to AWS alone. */
export const PROCESSED =
  "analyse what the macro made of it: aws cloudformation get-template --template-stage Processed";

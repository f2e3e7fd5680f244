/** A parameter's declaration and what was given for it into its value. */
import type { Origin } from "../../../base/origin.ts";
import { STRING } from "../../../base/type.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { ParameterDeclaration } from "../template/template.ts";
import {
  derived,
  giving,
  givingStored,
  LIST,
  list,
  literal,
  numberOrText,
  string,
  textOfValue,
  unknown,
  usedAt,
} from "../values.ts";
import { joinList, splitValue } from "./functions/lists.ts";

const LIST_TYPE = /^(?:CommaDelimitedList|List<.*>|AWS::SSM::Parameter::Value<(?:List<.*>|CommaDelimitedList)>)$/;
const SSM_VALUE = /^AWS::SSM::Parameter::Value<.*>$/;

export function isListType(type: string): boolean {
  return LIST_TYPE.test(type);
}

/** A given value or default, in the shape that the type demands: lists from text, text from lists and scalars. */
export function shaped(value: Value, declaration: ParameterDeclaration, origin: Origin): Value {
  if (value.kind === "null") return string("", origin);
  if (SSM_VALUE.test(declaration.type)) return storedParameter(value, declaration, origin);
  if (isListType(declaration.type)) return splitValue(value, ",", value.origin ?? origin, true);
  if (value.kind === "list") return joinList(value.elements, value.rest, ",", value.origin ?? origin) ?? value;
  if (value.kind === "unknown" && value.type.kind === "list")
    return derived("join", [string(",", origin), value], STRING, origin);
  const text = textOfValue(value);
  if (text === undefined) return value;
  const at = value.origin ?? origin;
  return declaration.type === "Number" ? numberOrText(text, at) : string(text, at);
}

/** The value is the name of a parameter in the account's store: what is stored there is no part of the source. */
function storedParameter(name: Value, declaration: ParameterDeclaration, origin: Origin): Value {
  const text = textOfValue(name);
  const type = isListType(declaration.type) ? LIST : STRING;
  if (text === undefined) return derived("ssm", [name], type, origin);
  return {
    ...unknown(
      "external",
      `ssm:${text}`,
      `the parameter ${text} of the parameter store is outside the source`,
      origin,
      givingStored(`ssm:${text}`),
      type,
    ),
    notNull: true,
  };
}

/** The texts that a parameter accepts; undefined where it accepts any. */
export function allowedTexts({ allowedValues }: ParameterDeclaration): readonly string[] | undefined {
  return allowedValues?.map((scalar) => textOfValue(defaultValue(scalar)) ?? scalar.text);
}

/** The default as the template writes it. */
export function defaultValue(node: LocatedNode, hint?: string): Value {
  const origin: Origin = { kind: "variable-default", span: node.span, ...(hint === undefined ? {} : { hint }) };
  if (node.kind === "scalar") return literal(node, origin);
  if (node.kind === "sequence")
    return list(
      node.elements.flatMap((one) => (one.kind === "scalar" ? [literal(one, origin)] : [])),
      origin,
    );
  return string("", origin);
}

/** A parameter without a value: one of its allowed values where it has such. `open` are those that are still possible. */
export function missingValue(
  declaration: ParameterDeclaration,
  symbol: string,
  open: readonly string[] | undefined,
): Value {
  const origin: Origin = { kind: "variable-default", span: declaration.nameSpan };
  const { name, type } = declaration;
  const shape = isListType(type) ? LIST : STRING;
  const isId = /^AWS::EC2::/.test(type);
  const base = unknown(
    "input",
    symbol,
    `the parameter ${name} has no value`,
    origin,
    isId ? giving(name) : `give it with --parameter ${name}=…`,
    shape,
  );
  const certain = isId ? { notNull: true as const } : {};
  if (open === undefined || open.length === 0 || isListType(type)) return { ...base, ...certain };
  if (open.length === 1) return type === "Number" ? numberOrText(open[0]!, origin) : string(open[0]!, origin);
  return {
    ...base,
    notNull: true,
    oneOf: open.map((text) => (type === "Number" ? numberOrText(text, origin) : string(text, origin))),
  };
}

/** The value as a `Ref` to the parameter uses it. */
export function referenced(value: Value, span: Origin["span"]): Value {
  return usedAt(value, "reference", span);
}

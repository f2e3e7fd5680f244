/** A node of a template into its value: literals, collections, and calls of intrinsic functions. */

import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Span } from "../../../base/source-file.ts";
import { DYNAMIC, type MapValue, type Origin, type Value } from "../../../base/value.ts";
import type { LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import { NOT_TOLD } from "../template/cut-text.ts";
import { isDecidedProperty } from "../template/resource-types.ts";
import { type Intrinsic, intrinsicOf } from "../template/template.ts";
import { concatenate, list, literal, secret, unknown } from "../values.ts";
import type { EvaluationContext } from "./context.ts";
import { entriesAsWritten, entriesOf, transform, valuesOf } from "./entries.ts";
import { cidr } from "./functions/cidr.ts";
import { join, length, select, split } from "./functions/lists.ts";
import {
  availabilityZones,
  conditionValue,
  findInMap,
  getAttribute,
  getStackOutput,
  ifThenElse,
  importValue,
  reference,
  truthFunction,
} from "./functions/references.ts";
import { base64, substitute, toJsonString } from "./functions/text.ts";

/** The value of a node; null where it is `AWS::NoValue` or written as null. */
export function evaluate(node: LocatedNode, context: EvaluationContext): Value {
  const call = intrinsicOf(node);
  if (call !== undefined) {
    const origin: Origin = { kind: "call", span: node.span };
    const known = FUNCTIONS.get(call.name);
    if (known !== undefined) return withSecrets(() => known(call.argument, context, origin));
    context.stack.report(unknownFunction(call, node));
    const symbol = `${context.stack.path}:${node.span.start}:${call.name}`;
    const text = `${node.tag ?? call.name} is not a function of CloudFormation`;
    return unknown("unsupported", symbol, text, origin, "correct the function's name");
  }
  const origin: Origin = { kind: "literal", span: node.span };
  switch (node.kind) {
    case "scalar": {
      if (node.text.includes("{{resolve:") && typeof node.value === "string") return concatenate([node.text], origin);
      return literal(node, origin);
    }
    case "sequence":
      return list(
        node.elements.map((element) => context.evaluate(element, context)),
        origin,
      );
    case "mapping":
      return evaluateMapping(node, context, origin);
  }
}

/** How many calls gave something that is not to be shown: what a call makes of that is not either. */
let secretsMade = 0;

function withSecrets(call: () => Value): Value {
  const before = secretsMade;
  const value = call();
  if (value.sensitive !== true && secretsMade === before) return value;
  secretsMade += 1;
  return secret(value);
}

/** Properties whose value is `AWS::NoValue` are left out. */
function evaluateMapping(node: LocatedMapping, context: EvaluationContext, origin: Origin): MapValue {
  const entries = new Map<string, Value>();
  const keySpans = new Map<string, Span>();
  const inner = (key: string, own: EvaluationContext): EvaluationContext =>
    own.settles && !isDecidedProperty(key) ? { ...own, settles: false } : own;
  const written = entriesAsWritten(node);
  if (written !== undefined) {
    for (const { key, value: at } of written) {
      const value = context.evaluate(at, inner(key.text, context));
      if (value.kind === "null") continue;
      entries.set(key.text, value);
      keySpans.set(key.text, key.span);
    }
    return { kind: "map", shape: "object", entries, keySpans, origin };
  }
  const { known, rest } = valuesOf(entriesOf(node, context), ({ key, node: value, context: own }) =>
    context.evaluate(value, inner(key, own)),
  );
  for (const [key, { entry, value }] of known) {
    entries.set(key, value);
    keySpans.set(key, entry.written.span);
  }
  const map: MapValue = { kind: "map", shape: "object", entries, keySpans, origin };
  return rest === undefined ? map : { ...map, rest: { ...rest, type: DYNAMIC } };
}

/** `origin` is that of the whole call. Total: a wrong argument is a diagnostic and an unknown. */
export type IntrinsicFunction = (argument: LocatedNode, context: EvaluationContext, origin: Origin) => Value;

const FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ["Ref", reference],
  ["Condition", conditionValue],
  ["Fn::And", truthFunction],
  ["Fn::Base64", base64],
  ["Fn::Cidr", cidr],
  ["Fn::Equals", truthFunction],
  ["Fn::FindInMap", findInMap],
  ["Fn::GetAZs", availabilityZones],
  ["Fn::GetAtt", getAttribute],
  ["Fn::GetStackOutput", getStackOutput],
  ["Fn::If", ifThenElse],
  ["Fn::ImportValue", importValue],
  ["Fn::Join", join],
  ["Fn::Length", length],
  ["Fn::Not", truthFunction],
  ["Fn::Or", truthFunction],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::Sub", substitute],
  ["Fn::ToJsonString", toJsonString],
  ["Fn::Transform", transform],
  [NOT_TOLD, notTold],
]);

/** In a template of another repository: of what stood there no more is known. */
function notTold(_: LocatedNode, { stack }: EvaluationContext, origin: Origin): Value {
  const { file, start } = origin.span;
  const text = "the index of the other repository does not tell it";
  return unknown("external", `${stack.path}:${file.path}:${start}`, text, origin, "scan both repositories together");
}

/** Functions that stand in conditions, in rules and as keys only. */
const OTHER_FUNCTIONS = [
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "ForEach",
  "RefAll",
  "ValueOf",
  "ValueOfAll",
].map((name) => `Fn::${name}`);

/** What to say about a function or tag that CloudFormation does not have. */
export function unknownFunction(intrinsic: Intrinsic, node: LocatedNode): Diagnostic {
  const written = node.tag ?? intrinsic.name;
  const meant = [...FUNCTIONS.keys(), ...OTHER_FUNCTIONS].find(
    (name) => name.toLowerCase() === intrinsic.name.toLowerCase().replace("fn::ref", "ref"),
  );
  const suggestion = meant === undefined ? undefined : node.tag === undefined ? meant : `!${meant.replace("Fn::", "")}`;
  if (written === "!placeholder")
    return {
      code: "placeholder",
      severity: "warning",
      message: `${quote(node)} is a placeholder of a text template, not CloudFormation`,
      span: node.span,
      hint: "render the template first and analyse the result",
    };
  return {
    code: "unknown-function",
    severity: "warning",
    message: `CloudFormation has no function ${written}; what it yields is not known`,
    span: node.span,
    ...(suggestion === undefined ? {} : { hint: `did you mean ${suggestion}?` }),
  };
}

function quote(node: LocatedNode): string {
  return node.kind === "scalar" ? node.text.replace(/\s+/g, " ").trim().slice(0, 60) : "this";
}

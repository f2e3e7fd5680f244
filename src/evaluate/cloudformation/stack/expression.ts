/** A node of a template into its value: literals, collections, and calls of intrinsic functions. */
import type { Origin } from "../../../base/origin.ts";
import type { Span } from "../../../base/source-file.ts";
import { DYNAMIC } from "../../../base/type.ts";
import type { MapValue, Value } from "../../../base/value.ts";
import type { LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import { intrinsicOf, unknownFunction } from "../template/intrinsic.ts";
import { isDecidedProperty } from "../template/resource-types.ts";
import { concatenate, list, literal, unknown } from "../values.ts";
import type { Context } from "./context.ts";
import { entriesOf } from "./entries.ts";
import { FUNCTIONS } from "./functions.ts";

/** The value of a node; null where it is `AWS::NoValue` or written as null. */
export function evaluate(node: LocatedNode, context: Context): Value {
  const call = intrinsicOf(node);
  if (call !== undefined) {
    const origin: Origin = { kind: "call", span: node.span };
    const known = FUNCTIONS.get(call.name);
    if (known !== undefined) return known(call.argument, context, origin);
    context.stack.report(unknownFunction(call, node));
    const symbol = `${context.stack.path}:${node.span.start}:${call.name}`;
    return unknown(
      "unsupported",
      symbol,
      `${node.tag ?? call.name} is not a function of CloudFormation`,
      origin,
      "correct the function's name",
    );
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

/** Properties whose value is `AWS::NoValue` are left out. */
function evaluateMapping(node: LocatedMapping, context: Context, origin: Origin): MapValue {
  const entries = new Map<string, Value>();
  const keySpans = new Map<string, Span>();
  const add = (key: string, span: Span, value: Value): void => {
    entries.delete(key);
    if (value.kind === "null") return;
    entries.set(key, value);
    keySpans.set(key, span);
  };
  const { entries: all, rests } = entriesOf(node, context);
  for (const { key, written, node: value, context: own } of all) {
    const inner = own.settles && !isDecidedProperty(key) ? { ...own, settles: false } : own;
    add(key, written.span, context.evaluate(value, inner));
  }
  const map: MapValue = { kind: "map", shape: "object", entries, keySpans, origin };
  const [rest] = rests;
  return rest === undefined ? map : { ...map, rest: { ...rest, type: DYNAMIC } };
}

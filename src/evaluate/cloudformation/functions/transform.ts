/** `Fn::Transform` into what `AWS::Include` reads from a file of the scan; any other macro is unknown. */
import type { Origin } from "../../../base/origin.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";
import type { LocatedEntry, LocatedNode } from "../../../parse/located.ts";
import type { Context } from "../context.ts";
import { entryAt, lastEntries, mappingAt, textAt } from "../template.ts";
import { unknown } from "../values.ts";

export function transform(argument: LocatedNode, context: Context, origin: Origin): Value {
  const included = includedNode(argument, context);
  return "node" in included ? context.evaluate(included.node, context) : { ...included.unknown, origin };
}

/** The entries that a transform inside a mapping puts beside its neighbours. */
export function includedEntries(
  argument: LocatedNode,
  context: Context,
): { readonly entries: readonly LocatedEntry[]; readonly rest: UnknownValue | undefined } {
  const included = includedNode(argument, context);
  if ("unknown" in included) return { entries: [], rest: included.unknown };
  return { entries: included.node.kind === "mapping" ? lastEntries(included.node) : [], rest: undefined };
}

function includedNode(
  argument: LocatedNode,
  context: Context,
): { readonly node: LocatedNode } | { readonly unknown: UnknownValue } {
  const origin: Origin = { kind: "call", span: argument.span };
  const name = textAt(argument, "Name") ?? "a macro without a name";
  const symbol = `${context.stack.path}:${argument.span.start}:transform`;
  if (name !== "AWS::Include")
    return { unknown: unknown("unsupported", symbol, `the macro ${name} is code that is not in the template`, origin) };
  const location = entryAt(mappingAt(argument, "Parameters"), "Location")?.value;
  const node =
    location === undefined ? undefined : context.stack.include(context.evaluate(location, context), location.span);
  if (node !== undefined) return { node };
  return {
    unknown: unknown(
      "missing-source",
      symbol,
      "the included file is not in the scan",
      origin,
      "add the file to the scanned tree",
    ),
  };
}

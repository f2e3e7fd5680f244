/** `Fn::ForEach` into the entries that it generates
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html). */
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { LocatedNode, LocatedScalar } from "../../parse/located.ts";
import type { Context } from "./context.ts";
import { lastEntries } from "./template.ts";
import { derived, LIST, piecesOf, string, symbolOf, textOfValue, unknown } from "./values.ts";

/** Entries that one loop may make; the rest are said to be missing. */
const MAXIMUM_ENTRIES = 1000;

export interface LoopEntry {
  /** With the loop variable replaced; `*` stands for one that is not known. */
  readonly key: string;
  readonly keySpan: Span;
  readonly node: LocatedNode;
  readonly context: Context;
  /** It stands for any number of entries, because the collection is not known. */
  readonly repeated: UnknownValue | undefined;
}

export interface Loop {
  readonly entries: readonly LoopEntry[];
  /** There are entries that are not in `entries`. */
  readonly rest: UnknownValue | undefined;
}

export function isLoop(key: string): boolean {
  return key.startsWith("Fn::ForEach::");
}

/** Loops inside the body are expanded as well. */
export function loopEntries(key: LocatedScalar, node: LocatedNode, context: Context): Loop {
  const [variable, collection, body] = node.kind === "sequence" ? node.elements : [];
  if (variable?.kind !== "scalar" || collection === undefined || body?.kind !== "mapping") {
    context.stack.report({
      code: "for-each",
      severity: "error",
      message: `${key.text} must be a list of a variable's name, a collection and a mapping`,
      span: key.span,
    });
    const because = unknown("error", `${context.stack.prefix}${key.text}`, `${key.text} is malformed`, {
      kind: "call",
      span: key.span,
    });
    return { entries: [], rest: because };
  }
  const origin = { kind: "call" as const, span: collection.span };
  const { elements, rest } = collectionOf(context.evaluate(collection, context), origin);
  const entries: LoopEntry[] = [];
  let missing = rest;
  const add = (value: Value, repeated: UnknownValue | undefined): void => {
    const bindings = new Map(context.bindings).set(variable.text, value);
    const inner: Context = { ...context, bindings };
    for (const entry of lastEntries(body)) {
      if (isLoop(entry.key.text)) {
        const loop = loopEntries(entry.key, entry.value, inner);
        entries.push(...loop.entries.map((one) => ({ ...one, repeated: one.repeated ?? repeated })));
        missing ??= loop.rest;
      } else
        entries.push({
          key: keyFor(entry.key.text, bindings),
          keySpan: entry.key.span,
          node: entry.value,
          context: inner,
          repeated,
        });
    }
  };
  for (const element of elements) {
    if (entries.length >= MAXIMUM_ENTRIES) {
      missing ??= unknown(
        "unsupported",
        symbolOf(element),
        `${key.text} makes more than ${MAXIMUM_ENTRIES} entries`,
        origin,
      );
      break;
    }
    add(element, undefined);
  }
  if (rest !== undefined) add({ ...rest, symbol: `each(${rest.symbol})` }, rest);
  return { entries, rest: missing };
}

function collectionOf(
  value: Value,
  origin: { readonly kind: "call"; readonly span: Span },
): { readonly elements: readonly Value[]; readonly rest: UnknownValue | undefined } {
  if (value.kind === "list") return { elements: value.elements, rest: value.rest };
  const text = textOfValue(value);
  if (text !== undefined)
    return { elements: text.split(",").map((one) => string(one.trim(), origin)), rest: undefined };
  return { elements: [], rest: value.kind === "unknown" ? value : derived("each", [value], LIST, origin) };
}

/** `${Variable}` stands for the value, `&{Variable}` for the value without what is not a letter or digit. */
function keyFor(key: string, bindings: ReadonlyMap<string, Value>): string {
  return key.replace(/([$&])\{\s*([^}\s]+)\s*\}/g, (written, sign: string, name: string) => {
    const value = bindings.get(name);
    if (value === undefined) return written;
    const text = (piecesOf(value) ?? []).map((piece) => (typeof piece === "string" ? piece : "*")).join("");
    return sign === "&" ? text.replace(/[^A-Za-z0-9*]/g, "") : text;
  });
}

/** The elements of a set into distinct ones in the order in which Terraform iterates them. */
import { compare } from "../../../../base/big-float.ts";
import { formatVerb } from "../../../../base/number-format.ts";
import { compareText, sortedKeys } from "../../../../base/text-order.ts";
import type { Value } from "../../../../base/value.ts";
import { equality } from "./equality.ts";
import { quote } from "./quote.ts";

/** Elements that are certainly equal to an earlier one are left out. */
export function distinctSorted(elements: readonly Value[]): readonly Value[] {
  const buckets = new Map<string, Value[]>();
  const kept: { readonly value: Value; readonly key: string }[] = [];
  for (const value of elements) {
    const key = orderKey(value);
    const bucket = buckets.get(key) ?? [];
    if (bucket.some((one) => equality(one, value) === "true")) continue;
    bucket.push(value);
    buckets.set(key, bucket);
    kept.push({ value, key });
  }
  return kept.sort((a, b) => order(a.value, b.value) || compareText(a.key, b.key)).map((one) => one.value);
}

function order(a: Value, b: Value): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a.kind === "string" && b.kind === "string") return compareText(a.value, b.value);
  if (a.kind === "bool" && b.kind === "bool") return Number(a.value) - Number(b.value);
  if (a.kind === "number" && b.kind === "number") return compare(a.value, b.value);
  return 0;
}

/** Known elements come first, then unknown ones, then null. */
function rankOf(value: Value): number {
  return value.kind === "null" ? 2 : value.kind === "unknown" || value.kind === "text" ? 1 : 0;
}

/** What cty compares composite elements by (cty/set_internals.go); equal for equal values. */
export function orderKey(value: Value): string {
  switch (value.kind) {
    case "unknown":
    case "text":
      return "?";
    case "null":
      return "~";
    case "bool":
      return value.value ? "T" : "F";
    case "number":
      return formatVerb(value.value, "g", 10, value.precision);
    case "string":
      return quote(value.value);
    case "list": {
      const inner = value.elements.map((element) => `${orderKey(element)};`).join("");
      return value.shape === "tuple" ? `<${inner}>` : `[${inner}]`;
    }
    case "map": {
      const keys = sortedKeys(value.entries);
      if (value.shape === "object") return `<${keys.map((key) => `${orderKey(value.entries.get(key)!)};`).join("")}>`;
      return `{${keys.map((key) => `${quote(key)}:${orderKey(value.entries.get(key)!)};`).join("")}}`;
    }
  }
}

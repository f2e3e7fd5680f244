/** Several names or clauses → one in a sentence. */
import type { UnknownValue } from "../../base/value.ts";
import type { Flow } from "../../reach/flow.ts";

/** `a`, `a and b`, `a, b and c`. */
export function list(names: readonly string[], conjunction = "and"): string {
  if (names.length <= 1) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`;
}

/** What some flows have in common, or each of them: `a`, `a and b`, `a, b and 3 more`. */
export function namesOf(all: readonly { readonly flow: Flow }[], name: (flow: Flow) => string): string {
  const names = [...new Set(all.map(({ flow }) => name(flow)))];
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES - 1).join(", ")} and ${names.length - MOST_NAMES + 1} more`
    : list(names);
}

const MOST_NAMES = 4;

/** The first of some clauses, and how many more there are. */
export function firstOf(clauses: readonly string[]): string {
  const [first, ...more] = new Set(clauses);
  return more.length === 0 ? first! : `${first} (and ${more.length} more like it)`;
}

export function causesOf(unknowns: readonly UnknownValue[]): string {
  return list([...new Set(unknowns.map(({ cause }) => cause.text))]) || "the source does not say it";
}

/** What a mutation puts in the place of something: values, names and scraps that programs stumble over, and what is wrapped around a part. */

/** Stands in a wrapper for what is wrapped. */
const HOLE = "§";

export interface Hostile {
  readonly values: readonly string[];
  readonly names: readonly string[];
  /** Each with what is wrapped at the places of the sign. */
  readonly aroundValues: readonly string[];
  readonly aroundMembers: readonly string[];
  readonly scraps: readonly string[];
}

export function wrapped(wrapper: string, inside: string): string {
  return wrapper.split(HOLE).join(inside);
}

/** What a terminal, a reader or a runner of workflows must never be given as it is. */
export const CONTROL = "a\u0000\u001b[2J\u0007\u009b\u202e\u2066\u200b\ufeff\ud800b";

export const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "prototype",
  "",
  "a b",
  "é",
  "名",
  "x".repeat(300),
  "0",
  "-1",
  "null",
  "<<",
  "//",
  "$",
  "::error::x",
  "</script><b>",
];

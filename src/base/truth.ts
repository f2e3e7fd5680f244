/** Three-valued logic (Kleene): what is proven, what is refuted, and what is not known. */

export type Truth = "true" | "false" | "unknown";

export function not(a: Truth): Truth {
  return a === "true" ? "false" : a === "false" ? "true" : "unknown";
}

export function and(a: Truth, b: Truth): Truth {
  return a === "false" || b === "false" ? "false" : a === "true" && b === "true" ? "true" : "unknown";
}

export function or(a: Truth, b: Truth): Truth {
  return a === "true" || b === "true" ? "true" : a === "false" && b === "false" ? "false" : "unknown";
}

/** True where every one is true (also of none), false where one is false. */
export function all(truths: Iterable<Truth>): Truth {
  let result: Truth = "true";
  for (const truth of truths) result = and(result, truth);
  return result;
}

/** True where one is true, false where every one is false (also of none). */
export function any(truths: Iterable<Truth>): Truth {
  let result: Truth = "false";
  for (const truth of truths) result = or(result, truth);
  return result;
}

export function truthOf(value: boolean): Truth {
  return value ? "true" : "false";
}

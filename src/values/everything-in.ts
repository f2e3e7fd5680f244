/** Values → all that is in them, at any depth. */
import type { UnknownValue, Value } from "../base/value.ts";

/** The values, their parts, and what unknowns among them may be or are made from; each once. `behind`: what an unknown stands for. */
export function everythingIn(
  values: readonly Value[],
  behind: (unknown: UnknownValue) => Value | undefined = () => undefined,
): readonly Value[] {
  // A set is walked with what is added to it on the way.
  const visited = new Set(values);
  for (const value of visited) {
    for (const part of partsOf(value)) visited.add(part);
    const stoodFor = value.kind === "unknown" ? behind(value) : undefined;
    if (stoodFor !== undefined) visited.add(stoodFor);
  }
  return [...visited];
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "list":
      return [...value.elements, ...(value.rest === undefined ? [] : [value.rest])];
    case "map":
      return [...value.entries.values(), ...(value.rest === undefined ? [] : [value.rest])];
    case "text":
      return value.parts.filter((part) => typeof part !== "string");
    case "unknown":
      return [...(value.from ?? []), ...(value.oneOf ?? [])];
    default:
      return [];
  }
}

/** A located tree into the plain value that it stands for, to compare it with other parsers. */
import type { LocatedNode, LocatedScalar } from "../../src/parse/located.ts";

export function plain(node: LocatedNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.elements.map(plain);
  const result = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.entries) result[key.text] = plain(value);
  return { ...result };
}

/** The scalars that are values, in source order. */
export function scalars(node: LocatedNode): readonly LocatedScalar[] {
  if (node.kind === "scalar") return [node];
  if (node.kind === "sequence") return node.elements.flatMap(scalars);
  return node.entries.flatMap((entry) => scalars(entry.value));
}

/** A node of a template into the intrinsic function that it calls, in short (`!Sub x`) or long form (`Fn::Sub: x`). */
import type { LocatedNode } from "../../../parse/located.ts";

export interface Intrinsic {
  /** `Ref`, `Fn::Sub`, `Condition`; as the long form writes it. */
  readonly name: string;
  readonly argument: LocatedNode;
}

/** Undefined where the node is plain. A node with an unknown tag is a call of an unknown function. */
export function intrinsicOf(node: LocatedNode): Intrinsic | undefined {
  if (node.tag !== undefined) return { name: nameOfTag(node.tag), argument: withoutTag(node) };
  if (node.kind !== "mapping" || node.entries.length !== 1) return undefined;
  const { key, value } = node.entries[0]!;
  if (key.text === "Ref" || (key.text.startsWith("Fn::") && !key.text.startsWith("Fn::ForEach::")))
    return { name: key.text, argument: value };
  return undefined;
}

/** The same in the places where `Condition: Name` refers to a condition. */
export function conditionIntrinsicOf(node: LocatedNode): Intrinsic | undefined {
  const [only, second] = node.kind === "mapping" && node.tag === undefined ? node.entries : [];
  if (only?.key.text === "Condition" && second === undefined) return { name: "Condition", argument: only.value };
  return intrinsicOf(node);
}

function nameOfTag(tag: string): string {
  const name = tag.slice(1);
  return name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
}

function withoutTag(node: LocatedNode): LocatedNode {
  const { tag: _, ...plain } = node;
  return plain;
}

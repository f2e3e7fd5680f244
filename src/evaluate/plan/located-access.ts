/** Reads a located JSON tree by names, without trusting that anything is there. */
import type { LocatedNode } from "../../parse/located.ts";

/** The value under a key; of a repeated key the last. */
export function member(node: LocatedNode | undefined, name: string): LocatedNode | undefined {
  return node?.kind === "mapping" ? node.entries.findLast(({ key }) => key.text === name)?.value : undefined;
}

/** The value at the end of a path of keys. */
export function memberAt(node: LocatedNode | undefined, ...names: readonly string[]): LocatedNode | undefined {
  return names.reduce<LocatedNode | undefined>(member, node);
}

export function text(node: LocatedNode | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

export function texts(node: LocatedNode | undefined): readonly string[] {
  return elements(node).flatMap((element) => text(element) ?? []);
}

export function elements(node: LocatedNode | undefined): readonly LocatedNode[] {
  return node?.kind === "sequence" ? node.elements : [];
}

export function entries(node: LocatedNode | undefined): readonly (readonly [string, LocatedNode])[] {
  return node?.kind === "mapping" ? node.entries.map(({ key, value }) => [key.text, value] as const) : [];
}

export function isTrue(node: LocatedNode | undefined): boolean {
  return node?.kind === "scalar" && node.value === true;
}

export function isNull(node: LocatedNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.value === null);
}

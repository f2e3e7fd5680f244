/** The JSON of planned values into values: known, null, or unknown where the plan says so. */
import { numberFromText } from "../../base/number-text.ts";
import { DYNAMIC, type Origin, type Value } from "../../base/value.ts";
import type { LocatedNode, LocatedScalar } from "../../parse/located.ts";

/** A step into a value: a key or an index. */
export type Path = readonly (string | number)[];

export interface Reading {
  /** The value of what is known only after apply, at a path inside the resource. */
  readonly unknown: (path: Path, place: LocatedNode) => Value;
  /** A known string as it is, or what it stands for (the id of a resource). */
  readonly string: (value: string, origin: Origin) => Value;
}

/** A value, and what stands beside it in the same shape: `true` for what is known only after apply, and for what is sensitive. */
export interface Planned {
  readonly node: LocatedNode;
  readonly unknown: LocatedNode | undefined;
  readonly sensitive: LocatedNode | undefined;
}

export function plannedValue(planned: Planned, path: Path, reading: Reading): Value {
  if (isTrue(planned.unknown)) return reading.unknown(path, planned.node);
  const value = known(planned, path, reading);
  return isTrue(planned.sensitive) ? { ...value, sensitive: true } : value;
}

function known({ node, unknown, sensitive }: Planned, path: Path, reading: Reading): Value {
  const origin: Origin = { kind: "literal", span: node.span };
  if (node.kind === "scalar") return scalar(node, origin, reading);
  if (node.kind === "sequence") {
    const [unknowns, marks] = [elements(unknown), elements(sensitive)];
    const list = node.elements.map((element, at) =>
      plannedValue({ node: element, unknown: unknowns[at], sensitive: marks[at] }, [...path, at], reading),
    );
    return { kind: "list", shape: "list", elementType: DYNAMIC, elements: list, origin };
  }
  const found = new Map<string, Value>();
  for (const [name, value] of entries(node)) {
    const inner = { node: value, unknown: member(unknown, name), sensitive: member(sensitive, name) };
    found.set(name, plannedValue(inner, [...path, name], reading));
  }
  for (const [name, one] of entries(unknown))
    if (!found.has(name) && isTrue(one)) found.set(name, reading.unknown([...path, name], node));
  const keySpans = new Map(node.entries.map(({ key }) => [key.text, key.span] as const));
  return { kind: "map", shape: "object", entries: found, keySpans, origin };
}

function scalar(node: LocatedScalar, origin: Origin, reading: Reading): Value {
  if (node.value === null) return { kind: "null", type: DYNAMIC, origin };
  if (typeof node.value === "boolean") return { kind: "bool", value: node.value, origin };
  if (typeof node.value === "string") return reading.string(node.value, origin);
  const number = numberFromText(node.text);
  return number === undefined ? { kind: "string", value: node.text, origin } : { ...number, origin };
}

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

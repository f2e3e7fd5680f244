/**
 * The JSON that `terraform show -json` prints of a plan or a state into the resource instances that it tells of, and their values: known,
 * null, or unknown where the plan says so (https://developer.hashicorp.com/terraform/internals/json-format).
 */

import { numberFromText } from "../../base/number-text.ts";
import type { SourceFile, Span } from "../../base/source-file.ts";
import { DYNAMIC, type Origin, type Value } from "../../base/value.ts";
import type { LocatedDocument, LocatedNode, LocatedScalar } from "../../parse/located.ts";

/** With its values. */
export interface PlannedResource extends Planned {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** The address of its module instance, empty in the root. */
  readonly module: string;
  readonly span: Span;
}

export interface PlanDocument {
  readonly file: SourceFile;
  readonly kind: "plan" | "state";
  /** Everything that exists after the plan is applied, and every data source that was read, by address. */
  readonly resources: ReadonlyMap<string, PlannedResource>;
  /** `configuration.root_module`; absent from a state. */
  readonly configuration: LocatedNode | undefined;
  /** Values of the root's input variables by name. */
  readonly variables: ReadonlyMap<string, LocatedNode>;
  /** The plan failed: resources may be missing from it. */
  readonly errored: boolean;
}

/** A look at the beginning of a text: whether it may be a plan or state. */
export function looksLikePlan(source: string): boolean {
  const start = source.slice(0, 400);
  return start.includes('"format_version"') && start.includes('"terraform_version"');
}

/** Undefined where the document is neither a plan nor a state. */
export function readPlan({ file, root }: LocatedDocument): PlanDocument | undefined {
  const isPlan = member(root, "resource_changes") !== undefined || member(root, "planned_values") !== undefined;
  const isState = member(root, "values") !== undefined && !isPlan;
  if (text(member(root, "format_version")) === undefined || (!isPlan && !isState)) return undefined;
  const resources = new Map<string, PlannedResource>();
  const states = isPlan
    ? [memberAt(root, "prior_state", "values", "root_module")]
    : [memberAt(root, "values", "root_module")];
  for (const state of states) readModule(state, isPlan ? ["data"] : ["data", "managed"], resources);
  for (const change of elements(member(root, "resource_changes"))) readChange(change, resources);
  return {
    file,
    kind: isPlan ? "plan" : "state",
    resources,
    configuration: memberAt(root, "configuration", "root_module"),
    variables: new Map(
      entries(member(root, "variables")).flatMap(([name, variable]) => {
        const value = member(variable, "value");
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
    errored: isTrue(member(root, "errored")),
  };
}

function readModule(
  module: LocatedNode | undefined,
  modes: readonly string[],
  into: Map<string, PlannedResource>,
): void {
  const address = text(member(module, "address")) ?? "";
  for (const resource of elements(member(module, "resources"))) {
    if (!modes.includes(text(member(resource, "mode")) ?? "")) continue;
    const sensitive = member(resource, "sensitive_values");
    add(resource, address, { node: member(resource, "values"), unknown: undefined, sensitive }, into);
  }
  for (const child of elements(member(module, "child_modules"))) readModule(child, modes, into);
}

/** What is deleted has no `after` and does not exist. */
function readChange(change: LocatedNode, into: Map<string, PlannedResource>): void {
  const [node, unknown, sensitive] = ["after", "after_unknown", "after_sensitive"].map((name) =>
    memberAt(change, "change", name),
  );
  if (isNull(node) || text(member(change, "deposed")) !== undefined) return;
  add(change, text(member(change, "module_address")) ?? "", { node, unknown, sensitive }, into);
}

function add(
  resource: LocatedNode,
  module: string,
  { node, ...marks }: { readonly [Key in keyof Planned]: LocatedNode | undefined },
  into: Map<string, PlannedResource>,
): void {
  const [address, type, name] = ["address", "type", "name"].map((key) => text(member(resource, key)));
  if (address === undefined || type === undefined || name === undefined || node === undefined) return;
  const mode = text(member(resource, "mode")) === "data" ? "data" : "managed";
  const span = member(resource, "address")?.span ?? resource.span;
  into.set(address, { address, mode, type, name, module, node, ...marks, span });
}

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
  // What is in something sensitive is so too, which is not said of each.
  const whole = isTrue(sensitive) ? sensitive : undefined;
  if (node.kind === "scalar") return scalar(node, origin, reading);
  if (node.kind === "sequence") {
    const [unknowns, marks] = [elements(unknown), elements(sensitive)];
    const list = node.elements.map((element, at) =>
      plannedValue({ node: element, unknown: unknowns[at], sensitive: whole ?? marks[at] }, [...path, at], reading),
    );
    return { kind: "list", shape: "list", elementType: DYNAMIC, elements: list, origin };
  }
  const found = new Map<string, Value>();
  const [unknowns, marks] = [new Map(entries(unknown)), new Map(entries(sensitive))];
  for (const [name, value] of entries(node)) {
    const inner = { node: value, unknown: unknowns.get(name), sensitive: whole ?? marks.get(name) };
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

function isNull(node: LocatedNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.value === null);
}

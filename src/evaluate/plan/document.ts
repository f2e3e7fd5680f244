/**
 * The JSON that `terraform show -json` prints of a plan or a state into the resource instances that it tells of
 * (https://developer.hashicorp.com/terraform/internals/json-format).
 */
import type { SourceFile, Span } from "../../base/source-file.ts";
import type { LocatedDocument, LocatedNode } from "../../parse/located.ts";
import { elements, entries, isNull, isTrue, member, memberAt, type Planned, text } from "./values.ts";

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

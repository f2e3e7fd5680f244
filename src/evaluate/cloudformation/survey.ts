/** A root's stacks into what links them to other templates: the templates they nest, their exports and their imports. */
import type { LocatedNode } from "../../parse/located.ts";
import type { Context } from "./context.ts";
import { intrinsicOf } from "./intrinsic.ts";
import type { Export, Import } from "./links.ts";
import { expandedEntries, type ResourceDeclaration } from "./resource-declarations.ts";
import {
  isCluster,
  isDecided,
  isDecidedProperty,
  isService,
  LAUNCH,
  startsHosts,
  templateProperty,
} from "./resource-types.ts";
import { declaresAny } from "./resources.ts";
import type { Stack } from "./stack.ts";
import { entryAt, lastEntries, textAt } from "./template.ts";
import { textOfValue } from "./values.ts";

export interface Survey {
  /** Paths of the templates that the root's own stack nests. */
  readonly nested: readonly string[];
  readonly exports: readonly Export[];
  readonly imports: readonly Import[];
  /** It declares services, without which it has no flow. */
  readonly services: boolean;
  /** A service of it may need instances to run on. */
  readonly needsHosts: boolean;
  /** It starts instances on which services can run. */
  readonly hosts: boolean;
  readonly clusters: boolean;
}

/** Evaluates names and URLs only, as the parameters' defaults make them. */
export function survey(stack: Stack): Survey {
  const exports: Export[] = [];
  const imports: Import[] = [];
  const nested: string[] = [];
  let hosts = false;
  let needsHosts = false;
  const visit = (at: Stack, top: boolean): void => {
    const { address, template } = at.settings;
    const root = at.settings.root.path;
    const types = [...at.declarations.values()].map(({ type }) => type);
    hosts ||= startsHosts(template.document.file.text, types);
    for (const entry of expandedEntries(template.outputs, at.context(false))) {
      const name = entryAt(entryAt(entry.node, "Export")?.value, "Name")?.value;
      if (name === undefined || !mayExist(at, entry.node)) continue;
      const value = at.context(false).evaluate(name, { ...entry.context, settles: false });
      exports.push({ root, address, output: entry.key, name: value, span: name.span });
    }
    const found: Found = (name, span, matters) => imports.push({ root, name, span, matters });
    for (const { value } of lastEntries(template.resources)) importsOfResource(value, at, found);
    for (const node of [template.outputs, template.conditions])
      if (node !== undefined) findImports(node, at, found, true);
    for (const declaration of at.declarations.values()) {
      needsHosts ||= isService(declaration.type) && !runsWithoutHosts(declaration, at);
      if (templateProperty(declaration.type) === undefined) continue;
      const child = at.child(declaration);
      if (child === undefined) continue;
      if (top) nested.push(child.path);
      visit(child, false);
    }
  };
  visit(stack, true);
  const [services, clusters] = [declaresAny(stack, isService), declaresAny(stack, isCluster)];
  return { nested, exports, imports, services, needsHosts, hosts, clusters };
}

function mayExist(stack: Stack, output: LocatedNode): boolean {
  const condition = entryAt(output, "Condition")?.value;
  return condition?.kind !== "scalar" || stack.condition(condition, stack.context(false)).truth !== "false";
}

function runsWithoutHosts({ properties }: ResourceDeclaration, stack: Stack): boolean {
  const launch = entryAt(properties, LAUNCH.property)?.value;
  const context = stack.context(false);
  return launch !== undefined && textOfValue(context.evaluate(launch, context)) === LAUNCH.withoutHosts;
}

type Found = (name: Import["name"], span: Import["span"], matters: boolean) => void;

/** What matters is what a flow can depend on: properties of certain types, and what nested stacks are given. */
function importsOfResource(resource: LocatedNode, stack: Stack, found: Found): void {
  if (!mayExist(stack, resource)) return;
  const type = textAt(resource, "Type");
  const decided = type === undefined || isDecided(type) || templateProperty(type) !== undefined;
  if (resource.kind !== "mapping") return;
  for (const { key, value } of lastEntries(resource)) {
    if (key.text !== "Properties" || value.kind !== "mapping") findImports(value, stack, found, decided);
    else
      for (const property of lastEntries(value))
        findImports(property.value, stack, found, decided && isDecidedProperty(property.key.text));
  }
}

/** Every `Fn::ImportValue` of a tree with its name evaluated; not those of the branch of an `Fn::If` that is not taken. */
function findImports(node: LocatedNode, stack: Stack, found: Found, matters: boolean): void {
  const context: Context = stack.context(false);
  const visited = new Set<LocatedNode>();
  const walk = (at: LocatedNode): void => {
    if (visited.has(at)) return;
    visited.add(at);
    const call = intrinsicOf(at);
    if (call?.name === "Fn::ImportValue") found(context.evaluate(call.argument, context), at.span, matters);
    if (call?.name === "Fn::If" && call.argument.kind === "sequence") {
      const [condition, yes, no] = call.argument.elements;
      const truth = condition?.kind === "scalar" ? stack.condition(condition, context).truth : "unknown";
      if (yes !== undefined && truth !== "false") walk(yes);
      if (no !== undefined && truth !== "true") walk(no);
      return;
    }
    if (at.kind === "sequence") for (const element of at.elements) walk(element);
    if (at.kind === "mapping") for (const entry of lastEntries(at)) walk(entry.value);
  };
  walk(node);
}

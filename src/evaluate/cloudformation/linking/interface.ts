/** A root's stacks into what links them to other templates: the templates they nest, their exports and their imports. */
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { unknownsIn } from "../../../values/unknown.ts";
import type { EvaluationContext, MappingEntry } from "../stack/context.ts";
import { entriesOf, entryNamed, transformed } from "../stack/entries.ts";
import { storedName } from "../stack/imports.ts";
import { declaresAny } from "../stack/resources.ts";
import type { DeclaredResource } from "../stack/sections.ts";
import type { Stack } from "../stack/stack.ts";
import {
  CLUSTER,
  isCluster,
  isDecided,
  isDecidedProperty,
  isService,
  LAUNCH,
  STORED,
  startsHosts,
  templateProperty,
} from "../template/resource-types.ts";
import { entryAt, intrinsicOf } from "../template/template.ts";
import { concatenate, piecesOf, string, textOfValue } from "../values.ts";
import { hasWord } from "./export-index.ts";
import type { Export, Import } from "./links.ts";

export interface TemplateInterface {
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
export function interfaceOf(stack: Stack): TemplateInterface {
  const imports: Import[] = [];
  const nested: string[] = [];
  let hosts = false;
  let needsHosts = false;
  const visit = (at: Stack, top: boolean): void => {
    const { template } = at.settings;
    const root = at.settings.root.path;
    const types = [...at.declarations.values()].map(({ type }) => type);
    hosts ||= startsHosts(template.document.file.text, types);
    const found: FoundImport = (name, span, matters, isName = false) =>
      imports.push({ root, name, span, matters, isName });
    for (const declaration of template.parameters.values()) {
      const value = at.parameter(declaration, { settles: false, symbolic: false });
      readsStored(value, declaration.nameSpan, found);
    }
    if (template.imports || template.readsStored) {
      for (const entry of at.section("Resources").entries) importsOfResource(entry, at, found);
      for (const name of ["Outputs", "Conditions"] as const)
        for (const entry of at.section(name).entries) findImports(entry, at, found, true);
    }
    for (const declaration of at.declarations.values()) {
      const needs = isService(declaration.type) && !runsWithoutHosts(declaration, at);
      needsHosts ||= needs;
      const wanted = needs ? nameAt(declaration, CLUSTER.of, "cluster", at) : undefined;
      if (wanted !== undefined) imports.push({ root, ...wanted, matters: true, isName: true });
      const child = at.child(declaration);
      if (child === undefined) continue;
      if (top) nested.push(child.path);
      visit(child, false);
    }
  };
  visit(stack, true);
  const [services, clusters] = [declaresAny(stack, isService), declaresAny(stack, isCluster)];
  return { nested, exports: [...exportsOf(stack)], imports, services, needsHosts, hosts, clusters };
}

/** What others may import of it, by the name under which it is exported or stored, and its clusters. */
export function* exportsOf(stack: Stack): Generator<Export> {
  const { address } = stack.settings;
  const root = stack.settings.root.path;
  for (const { key, node, context } of stack.section("Outputs").entries) {
    const name = entryAt(entryAt(node, "Export")?.value, "Name")?.value;
    if (name === undefined || !mayExist(stack, node)) continue;
    const value = stack.context(false).evaluate(name, { ...context, settles: false });
    yield { root, address, output: key, name: value, span: name.span };
  }
  for (const declaration of stack.declarations.values()) {
    const { id, type } = declaration;
    const stored = type === STORED.type ? nameAt(declaration, STORED.name, "stored", stack) : undefined;
    if (stored !== undefined) yield { root, address, output: undefined, resource: id, ...stored };
    const named = isCluster(type) ? nameAt(declaration, CLUSTER.name, "cluster", stack) : undefined;
    if (named !== undefined) yield { root, address, output: undefined, ...named };
    const child = stack.child(declaration);
    if (child !== undefined) yield* exportsOf(child);
  }
}

function mayExist(stack: Stack, output: LocatedNode): boolean {
  const condition = entryAt(output, "Condition")?.value;
  return condition?.kind !== "scalar" || stack.condition(condition, stack.context(false)).truth !== "false";
}

function runsWithoutHosts({ properties }: DeclaredResource, stack: Stack): boolean {
  const launch = entryAt(properties, LAUNCH.property)?.value;
  const context = stack.context(false);
  return launch !== undefined && textOfValue(context.evaluate(launch, context)) === LAUNCH.withoutHosts;
}

/** The name of a cluster or a stored parameter, apart from those of exports; none where nothing of it is known. */
function nameAt(
  { properties }: DeclaredResource,
  property: string,
  what: string,
  stack: Stack,
): { readonly name: Value; readonly span: Span } | undefined {
  const node = entryAt(properties, property)?.value;
  const context = stack.context(false);
  const pieces = node === undefined ? undefined : piecesOf(context.evaluate(node, context));
  if (node === undefined || pieces === undefined || !hasWord(pieces)) return undefined;
  return { name: concatenate([`${what} `, ...pieces], { kind: "literal", span: node.span }), span: node.span };
}

type FoundImport = (name: Import["name"], span: Import["span"], matters: boolean, isName?: boolean) => void;

/** Of a value that a stored parameter is, or that has one in it, the name. */
function readsStored(value: Value, span: Span, found: FoundImport): void {
  for (const { symbol } of unknownsIn(value)) {
    const name = storedName(symbol);
    if (name !== undefined) found(string(name, { kind: "literal", span }), span, true, true);
  }
}

/** What matters is what a flow can depend on: properties of certain types, and what nested stacks are given. */
function importsOfResource({ node, context }: Part, stack: Stack, found: FoundImport): void {
  if (node.kind !== "mapping" || !mayExist(stack, node)) return;
  const parts = entriesOf(node, unsettled(context));
  const type = entryNamed(parts, "Type")?.node;
  const name = type?.kind === "scalar" ? type.text : undefined;
  const decided = name === undefined || isDecided(name) || templateProperty(name) !== undefined;
  for (const part of parts.entries) {
    if (part.key !== "Properties" || part.node.kind !== "mapping") findImports(part, stack, found, decided);
    else
      for (const property of entriesOf(part.node, part.context).entries)
        findImports(property, stack, found, decided && isDecidedProperty(property.key));
  }
}

type Part = Pick<MappingEntry, "node" | "context">;

function unsettled(context: EvaluationContext): EvaluationContext {
  return { ...context, settles: false };
}

/** Every `Fn::ImportValue` of a tree with its name evaluated; not those of the branch of an `Fn::If` that is not taken. */
function findImports(part: Part, stack: Stack, found: FoundImport, matters: boolean): void {
  const dynamic = stack.settings.template.readsStored;
  const visited = new Map<EvaluationContext["bindings"], Set<LocatedNode>>();
  const walk = ({ node, context }: Part): void => {
    const seen = visited.get(context.bindings) ?? new Set();
    if (seen.has(node)) return;
    visited.set(context.bindings, seen.add(node));
    const call = intrinsicOf(node);
    if (dynamic && (call !== undefined || node.kind === "scalar"))
      readsStored(context.evaluate(node, context), node.span, found);
    if (call?.name === "Fn::ImportValue") found(context.evaluate(call.argument, context), node.span, matters);
    if (call?.name === "Fn::Transform") {
      for (const one of transformed(call.argument, context)) if ("node" in one) walk({ node: one.node, context });
      return;
    }
    if (call?.name === "Fn::If" && call.argument.kind === "sequence") {
      const [condition, yes, no] = call.argument.elements;
      const truth = condition?.kind === "scalar" ? stack.condition(condition, context).truth : "unknown";
      if (yes !== undefined && truth !== "false") walk({ node: yes, context });
      if (no !== undefined && truth !== "true") walk({ node: no, context });
      return;
    }
    if (node.kind === "sequence") for (const element of node.elements) walk({ node: element, context });
    if (node.kind === "mapping") for (const entry of entriesOf(node, context).entries) walk(entry);
  };
  walk({ node: part.node, context: unsettled(part.context) });
}

/** A root's stacks into what links them to other templates: the templates they nest, their exports and their imports. */
import type { LocatedNode } from "../../parse/located.ts";
import type { Context } from "./context.ts";
import { intrinsicOf } from "./intrinsic.ts";
import type { Export, Import } from "./links.ts";
import { expandedEntries } from "./resource-declarations.ts";
import { templateProperty } from "./resource-types.ts";
import type { Stack } from "./stack.ts";
import { entryAt, lastEntries } from "./template.ts";

export interface Survey {
  /** Paths of the templates that the root's own stack nests. */
  readonly nested: readonly string[];
  readonly exports: readonly Export[];
  readonly imports: readonly Import[];
}

/** Evaluates names and URLs only, as the parameters' defaults make them. */
export function survey(stack: Stack): Survey {
  const exports: Export[] = [];
  const imports: Import[] = [];
  const nested: string[] = [];
  const visit = (at: Stack, top: boolean): void => {
    const { root, address, template } = at.settings;
    const context = at.context(false);
    for (const entry of expandedEntries(template.outputs, context)) {
      const name = entryAt(entryAt(entry.node, "Export")?.value, "Name")?.value;
      if (name === undefined || !mayExist(at, entry.node)) continue;
      const value = at.context(false).evaluate(name, { ...entry.context, settles: false });
      exports.push({ root, address, output: entry.key, name: value, span: name.span });
    }
    for (const node of [template.resources, template.outputs, template.conditions])
      if (node !== undefined)
        findImports(node, context, (name) => imports.push({ root, name: name.value, span: name.span }));
    for (const declaration of at.declarations.values()) {
      if (templateProperty(declaration.type) === undefined) continue;
      const child = at.child(declaration);
      if (child === undefined) continue;
      if (top) nested.push(child.path);
      visit(child, false);
    }
  };
  visit(stack, true);
  return { nested, exports, imports };
}

function mayExist(stack: Stack, output: LocatedNode): boolean {
  const condition = entryAt(output, "Condition")?.value;
  return condition?.kind !== "scalar" || stack.condition(condition, stack.context(false)).truth !== "false";
}

/** Every `Fn::ImportValue` of a tree with its name evaluated. */
function findImports(
  node: LocatedNode,
  context: Context,
  found: (name: { readonly value: Import["name"]; readonly span: Import["span"] }) => void,
): void {
  const visited = new Set<LocatedNode>();
  const walk = (at: LocatedNode): void => {
    if (visited.has(at)) return;
    visited.add(at);
    const call = intrinsicOf(at);
    if (call?.name === "Fn::ImportValue") found({ value: context.evaluate(call.argument, context), span: at.span });
    if (at.kind === "sequence") for (const element of at.elements) walk(element);
    if (at.kind === "mapping") for (const entry of lastEntries(at)) walk(entry.value);
  };
  walk(node);
}

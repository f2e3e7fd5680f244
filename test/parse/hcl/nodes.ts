/** Syntax trees into the nodes in them. */
import type { Expression, TemplatePart } from "../../../src/parse/hcl/syntax.ts";

/** Every expression and part of a template inside a value of the tree, itself included, from outside to inside. */
export function* nodesOf(value: unknown): Generator<Expression | TemplatePart> {
  if (typeof value !== "object" || value === null || "lineStarts" in value) return;
  if (isNode(value)) yield value;
  for (const inner of Object.values(value)) yield* nodesOf(inner);
}

/** Keys of objects have kinds of their own. */
function isNode(value: object): value is Expression | TemplatePart {
  return "kind" in value && "span" in value && value.kind !== "name" && value.kind !== "expression";
}

/** Whether a node is an expression; the parts of templates have other fields under some of the same kinds. */
export function isExpression(node: Expression | TemplatePart): node is Expression {
  if (node.kind === "for") return "group" in node;
  return node.kind !== "text" && node.kind !== "interpolation" && node.kind !== "if";
}

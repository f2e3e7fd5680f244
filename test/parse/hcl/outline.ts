/** Syntax trees into one-line texts, so that tests can say what they expect: `a.b[0] + 1` is `(+ ([] (. a b) 0) 1)`. */
import type { Block, Body, Expression, ObjectKey, SplatStep, TemplatePart } from "../../../src/parse/hcl/syntax.ts";

export function outline(node: Expression): string {
  switch (node.kind) {
    case "literal":
      return typeof node.value === "object" && node.value !== null ? node.value.number : String(node.value);
    case "variable":
      return node.name;
    case "get-attribute":
      return `(. ${outline(node.target)} ${node.name})`;
    case "index":
      return `([] ${outline(node.target)} ${outline(node.key)})`;
    case "splat":
      return `(${["[*]", outline(node.target), ...node.steps.map(step)].join(" ")})`;
    case "call":
      return `(call ${[node.name, ...node.arguments.map(outline), ...(node.expandLast ? ["..."] : [])].join(" ")})`;
    case "unary":
      return `(${node.operator} ${outline(node.operand)})`;
    case "binary":
      return `(${node.operator} ${outline(node.left)} ${outline(node.right)})`;
    case "conditional":
      return `(? ${outline(node.condition)} ${outline(node.then)} ${outline(node.else)})`;
    case "tuple":
      return `[${node.elements.map(outline).join(" ")}]`;
    case "object":
      return `{${node.entries.map((entry) => `${key(entry.key)}=${outline(entry.value)}`).join(" ")}}`;
    case "parentheses":
      return `(paren ${outline(node.expression)})`;
    case "for": {
      const names = node.keyName === undefined ? node.valueName : `${node.keyName},${node.valueName}`;
      const value = node.key === undefined ? outline(node.value) : `${outline(node.key)}=>${outline(node.value)}`;
      const condition = node.condition === undefined ? "" : ` if ${outline(node.condition)}`;
      return `(for ${names} in ${outline(node.collection)}: ${value}${node.group ? "..." : ""}${condition})`;
    }
    case "template":
      return `${node.style === "quoted" ? "" : node.style}<${parts(node.parts)}>`;
  }
}

export function parts(list: readonly TemplatePart[]): string {
  return list.map(part).join(" ");
}

function part(node: TemplatePart): string {
  switch (node.kind) {
    case "text":
      return JSON.stringify(node.value);
    case "interpolation":
      return outline(node.expression);
    case "if": {
      const otherwise = node.else === undefined ? "" : ` else ${parts(node.else)}`;
      return `(if ${outline(node.condition)} ${parts(node.then)}${otherwise})`;
    }
    case "for": {
      const names = node.keyName === undefined ? node.valueName : `${node.keyName},${node.valueName}`;
      return `(for ${names} in ${outline(node.collection)} ${parts(node.body)})`;
    }
  }
}

function step(node: SplatStep): string {
  if (node.kind === "get-attribute") return `.${node.name}`;
  if (node.kind === "index") return `[${outline(node.key)}]`;
  return `(${["[*]", ...node.steps.map(step)].join(" ")})`;
}

function key(node: ObjectKey): string {
  return node.kind === "name" ? node.name : outline(node.expression);
}

/** `a=1; block label { … }`. */
export function outlineBody(body: Pick<Body, "attributes" | "blocks">): string {
  const attributes = body.attributes.map(({ name, expression }) => `${name}=${outline(expression)}`);
  return [...attributes, ...body.blocks.map(outlineBlock)].join("; ");
}

export function outlineBlock(block: Block): string {
  const header = [block.type, ...block.labels.map(({ value }) => JSON.stringify(value))].join(" ");
  return `${header} {${outlineBody(block.body)}}`;
}

/** A syntax tree of ours into the JSON that hcl2json makes of the same file, so that the two parsers can be compared. */
import type {
  Block,
  Body,
  Expression,
  HclFile,
  ObjectKey,
  TemplateExpression,
  TemplatePart,
} from "../../src/parse/hcl/syntax.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Thrown where hcl2json cannot say the file in JSON either: blocks of one type with different numbers of labels. */
export class NoJson extends Error {}

/** The same as https://github.com/tmccombs/hcl2json/blob/main/convert/convert.go without simplification. */
export function hclAsJson(hcl: HclFile): Json {
  return bodyAsJson(hcl.body, hcl.file.text);
}

function bodyAsJson(body: Body, text: string): JsonObject {
  const out = emptyObject();
  for (const block of body.blocks) addBlock(block, out, text);
  for (const { name, expression } of body.attributes) out[name] = valueAsJson(expression, text);
  return out;
}

/** In which `__proto__` is a name as any other. */
function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

function addBlock(block: Block, out: JsonObject, text: string): void {
  const path = [block.type, ...block.labels.map(({ value }) => value)];
  const last = path.pop()!;
  let at = out;
  for (const key of path) {
    if (!Object.hasOwn(at, key)) at[key] = emptyObject();
    const next = at[key];
    if (typeof next !== "object" || next === null || Array.isArray(next)) throw new NoJson();
    at = next;
  }
  const body = bodyAsJson(block.body, text);
  const current = Object.hasOwn(at, last) ? at[last] : undefined;
  if (current === undefined) at[last] = [body];
  else if (Array.isArray(current)) current.push(body);
  else throw new NoJson();
}

function valueAsJson(expression: Expression, text: string): Json {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "object" && expression.value !== null
        ? Number(expression.value.number)
        : expression.value;
    case "unary": {
      const value = expression.operand.kind === "literal" ? valueAsJson(expression.operand, text) : undefined;
      if (typeof value === "number" && expression.operator === "-") return -value;
      if (typeof value === "boolean" && expression.operator === "!") return !value;
      return wrapped(expression, text);
    }
    case "template": {
      const only = loneInterpolation(expression);
      return only === undefined ? partsAsText(expression.parts, text) : valueAsJson(only, text);
    }
    case "tuple":
      return expression.elements.map((element) => valueAsJson(element, text));
    case "object": {
      const out = emptyObject();
      for (const { key, value } of expression.entries) out[keyAsText(key, text)] = valueAsJson(value, text);
      return out;
    }
    default:
      return wrapped(expression, text);
  }
}

function loneInterpolation(template: TemplateExpression): Expression | undefined {
  const only = template.parts.length === 1 ? template.parts[0] : undefined;
  return only?.kind === "interpolation" ? only.expression : undefined;
}

function keyAsText(key: ObjectKey, text: string): string {
  if (key.kind === "name") return key.name;
  const { expression } = key;
  const root = traversalRoot(expression);
  if (root) return text.slice(expression.span.start, expression.span.end);
  return expressionAsText(expression, text);
}

/** Whether HCL reads the key as an absolute traversal with constant steps. */
function traversalRoot(expression: Expression): boolean {
  if (expression.kind === "variable") return true;
  if (expression.kind === "get-attribute") return traversalRoot(expression.target);
  if (expression.kind !== "index") return false;
  const { key } = expression;
  const constant =
    key.kind === "literal" || (key.kind === "template" && key.parts.every((part) => part.kind === "text"));
  return constant && traversalRoot(expression.target);
}

function expressionAsText(expression: Expression, text: string): string {
  if (expression.kind === "literal") {
    if (expression.value === null) return "null";
    return escaped(
      typeof expression.value === "object" ? numberText(expression.value.number) : String(expression.value),
    );
  }
  if (expression.kind === "template") {
    const only = loneInterpolation(expression);
    return only === undefined ? partsAsText(expression.parts, text) : expressionAsText(only, text);
  }
  if (expression.kind === "conditional") {
    const otherwise = expressionAsText(expression.else, text);
    return ifAsText(expression.condition, expressionAsText(expression.then, text), otherwise, text);
  }
  return wrapped(expression, text);
}

function partsAsText(parts: readonly TemplatePart[], text: string): string {
  return parts.map((part) => partAsText(part, text)).join("");
}

function partAsText(part: TemplatePart, text: string): string {
  switch (part.kind) {
    case "text":
      return escaped(part.value);
    case "interpolation":
      return expressionAsText(part.expression, text);
    case "if":
      return ifAsText(part.condition, partsAsText(part.then, text), partsAsText(part.else ?? [], text), text);
    case "for": {
      const names = part.keyName === undefined ? part.valueName : `${part.keyName}, ${part.valueName}`;
      const collection = text.slice(part.collection.span.start, part.collection.span.end);
      return `%{for ${names} in ${collection}}${partsAsText(part.body, text)}%{endfor}`;
    }
  }
}

function ifAsText(condition: Expression, then: string, otherwise: string, text: string): string {
  const test = text.slice(condition.span.start, condition.span.end);
  return `%{if ${test}}${then}${otherwise === "" ? "" : `%{else}${otherwise}`}%{endif}`;
}

function numberText(number: string): string {
  return /[.eE]/.test(number) ? String(Number(number)) : BigInt(number).toString();
}

function escaped(text: string): string {
  return text.replaceAll("${", () => "$${").replaceAll("%{", "%%{");
}

function wrapped(expression: Expression, text: string): string {
  return `\${${text.slice(expression.span.start, expression.span.end)}}`;
}

/** Where two JSON values differ first, as a path with both sides; undefined where they are equal. */
export function firstDifference(ours: unknown, theirs: unknown, path = "$"): string | undefined {
  if (ours === theirs) return undefined;
  if (typeof ours === "object" && typeof theirs === "object" && ours !== null && theirs !== null) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    if (Array.isArray(ours) !== Array.isArray(theirs)) return `${path}: ${show(ours)} | ${show(theirs)}`;
    for (const key of keys) {
      const difference = firstDifference(property(ours, key), property(theirs, key), `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return `${path}: ${show(ours)} | ${show(theirs)}`;
}

function property(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 300);
}

/** A text → the places in it where a mutation can take hold without leaving its syntax, as our own parsers name them. */
import { SourceFile, type Span } from "../../src/base/source-file.ts";
import { parseHcl, parseHclExpression } from "../../src/parse/hcl/parse.ts";
import type { Body } from "../../src/parse/hcl/syntax.ts";
import type { LocatedNode } from "../../src/parse/located.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import { isExpression, nodesOf } from "../parse/hcl/nodes.ts";
import type { Language } from "./samples.ts";

export type Range = Pick<Span, "start" | "end">;

export interface Slots {
  /** Blocks, arguments, properties, lines of scripts: what can be taken away, repeated or put elsewhere as a whole. */
  readonly members: readonly Range[];
  /** Expressions, scalars and collections. */
  readonly values: readonly Range[];
  /** Names that something is called by: of arguments, functions, resources, keys. */
  readonly names: readonly Range[];
}

const FINDERS: Readonly<Record<Language, (text: string) => Slots>> = {
  hcl: hclSlots,
  "hcl-json": documentSlots,
  expression: expressionSlots,
  yaml: documentSlots,
  json: documentSlots,
  plan: documentSlots,
  rule: documentSlots,
  configuration: documentSlots,
  baseline: documentSlots,
  "user-data": scriptSlots,
  tfvars: hclSlots,
  modules: documentSlots,
  parameters: documentSlots,
  assembly: documentSlots,
  ignore: scriptSlots,
  unit: hclSlots,
  facts: documentSlots,
  assume: documentSlots,
  index: documentSlots,
};

const known = new Map<string, Slots>();

export function slotsOf(language: Language, text: string): Slots {
  const slots = known.get(text) ?? FINDERS[language](text);
  known.set(text, slots);
  return slots;
}

interface Found {
  readonly members: Range[];
  readonly values: Range[];
  readonly names: Range[];
}

const nothing = (): Found => ({ members: [], values: [], names: [] });
const range = ({ start, end }: Range): Range => ({ start, end });

function hclSlots(text: string): Slots {
  const found = nothing();
  const visit = (body: Body): void => {
    for (const { span, nameSpan, expression } of body.attributes) {
      found.members.push(range(span));
      found.names.push(range(nameSpan));
      addExpressions(expression, found);
    }
    for (const { span, type, labels, body: inside } of body.blocks) {
      found.members.push(range(span));
      found.names.push(
        { start: span.start, end: span.start + type.length },
        ...labels.map((label) => range(label.span)),
      );
      visit(inside);
    }
  };
  visit(parseHcl(new SourceFile("a.tf", text)).output.body);
  return found;
}

function expressionSlots(text: string): Slots {
  const found = nothing();
  addExpressions(parseHclExpression(new SourceFile("a.tf", text)).output, found);
  return found;
}

function addExpressions(expression: unknown, found: Found): void {
  for (const node of nodesOf(expression)) {
    if (!isExpression(node)) continue;
    found.values.push(range(node.span));
    if (node.kind === "call" || node.kind === "variable")
      found.names.push({ start: node.span.start, end: node.span.start + node.name.length });
    if (node.kind === "object") found.members.push(...node.entries.map(({ span }) => range(span)));
  }
}

function documentSlots(text: string): Slots {
  const found = nothing();
  const visit = (node: LocatedNode): void => {
    found.values.push(range(node.span));
    if (node.kind === "scalar") return;
    if (node.kind === "sequence") for (const element of node.elements) visit(element);
    else
      for (const { key, value } of node.entries) {
        found.names.push(range(key.span));
        found.members.push({ start: key.span.start, end: Math.max(key.span.end, value.span.end) });
        visit(value);
      }
  };
  const root = parseYaml(new SourceFile("a.yaml", text)).output?.root;
  if (root !== undefined) visit(root);
  return found;
}

function scriptSlots(text: string): Slots {
  const all = (pattern: RegExp): readonly Range[] =>
    [...text.matchAll(pattern)].map(({ index, 0: match }) => ({ start: index, end: index + match.length }));
  return { members: all(/^.+$/gm), values: all(/[^\s;|&()]+/g), names: all(/[A-Za-z_]\w*/g) };
}

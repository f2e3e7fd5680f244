/** Our parser against hcl2json on one text. */
import { getExpressionAst, parse } from "@cdktf/hcl2json";
import { SourceFile } from "../../../src/base/source-file.ts";
import { parseHcl } from "../../../src/parse/hcl/parse.ts";
import type { Expression, TemplatePart } from "../../../src/parse/hcl/syntax.ts";
import { firstDifference, hclAsJson, NoJson } from "../../oracle/hcl-as-json.ts";
import { nodesOf } from "./nodes.ts";
import { expression } from "./source.ts";

/** In what the two differ: one accepts the text and the other does not, or they read other things; undefined where they agree. */
export async function disagreement(text: string): Promise<string | undefined> {
  const { output, diagnostics } = parseHcl(new SourceFile("main.tf", text));
  const mine = diagnostics[0]?.message;
  const theirs: unknown = await parse("main.tf", text).catch((error: unknown) => error);
  if (theirs instanceof Error) {
    const rejects = theirs.message.startsWith("parse config");
    if (rejects === (mine !== undefined)) return undefined;
    return `${mine ?? "we accept it"}, hcl2json: ${theirs.message}`;
  }
  if (mine !== undefined) return `we reject what hcl2json accepts: ${mine}`;
  try {
    return firstDifference(hclAsJson(output), theirs);
  } catch (error) {
    if (error instanceof NoJson) return "hcl2json can say it in JSON, we cannot";
    throw error;
  }
}

/** What HashiCorp's parser calls the nodes of which both trees have the same. */
const TYPES: Readonly<Record<string, string>> = {
  binary: "binaryOp",
  unary: "unaryOp",
  conditional: "conditional",
  if: "conditional",
  call: "function",
  for: "for",
  object: "object",
  tuple: "tuple",
};

/** Operators, calls, conditionals and collections inside an expression, each as `type text`, sorted, as we read them. */
export function ourNodes(text: string): readonly string[] {
  const nodes: readonly (Expression | TemplatePart)[] = [...nodesOf(expression(text))];
  return nodes
    .flatMap(({ kind, span }) => (kind in TYPES ? [`${TYPES[kind]} ${text.slice(span.start, span.end)}`] : []))
    .sort();
}

/** The same as HashiCorp's parser reads them. */
export async function theirNodes(text: string): Promise<readonly string[]> {
  const types = new Set(Object.values(TYPES));
  const found: string[] = [];
  const visit = (node: { type: string; meta?: unknown; children: readonly unknown[] }): void => {
    const value = (node.meta as { value?: string } | undefined)?.value;
    if (types.has(node.type)) found.push(`${node.type} ${value}`);
    for (const child of node.children) visit(child as typeof node);
  };
  const root = await getExpressionAst("main.tf", text);
  if (root !== null) visit(root as unknown as Parameters<typeof visit>[0]);
  return found.sort();
}

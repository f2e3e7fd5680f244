/** Texts into trees and messages, as the tests of the HCL parser ask for them. */
import { SourceFile, type Span, textOf } from "../../../src/base/source-file.ts";
import { parseHcl, parseHclExpression, parseHclTemplate } from "../../../src/parse/hcl/parse.ts";
import type { Expression, HclFile } from "../../../src/parse/hcl/syntax.ts";
import { outline, outlineBody, parts } from "./outline.ts";

export function config(text: string): HclFile {
  const { output, diagnostics } = parseHcl(new SourceFile("main.tf", text));
  if (diagnostics.length > 0) throw new Error(`${diagnostics[0]!.message} in ${JSON.stringify(text)}`);
  return output;
}

export function expression(text: string): Expression {
  const { output, diagnostics } = parseHclExpression(new SourceFile("expression", text));
  if (output === undefined) throw new Error(`${diagnostics[0]?.message} in ${JSON.stringify(text)}`);
  return output;
}

export const outlineOf = (text: string): string => outline(expression(text));
export const configOutline = (text: string): string => outlineBody(config(text).body);
export const templateOutline = (text: string): string => parts(parseHclTemplate(new SourceFile("t.tpl", text)).output);

/** What is left of a broken file, and its messages, each with the place as `line:column` and the text that is marked. */
export function broken(text: string): { readonly left: string; readonly messages: readonly string[] } {
  const { output, diagnostics } = parseHcl(new SourceFile("main.tf", text));
  const messages = diagnostics.map(
    ({ message, span }) => `${place(span!)} ${JSON.stringify(textOf(span!))} ${message}`,
  );
  return { left: outlineBody(output.body), messages };
}

/** The first message about an expression, with the text that is marked. */
export function complaint(text: string): string {
  const { diagnostics } = parseHclExpression(new SourceFile("expression", text));
  const first = diagnostics[0];
  return first === undefined ? "no complaint" : `${JSON.stringify(textOf(first.span!))} ${first.message}`;
}

function place(span: Span): string {
  const { line, column } = span.file.position(span.start);
  return `${line}:${column}`;
}

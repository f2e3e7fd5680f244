/** Files of Terraform's variables → the variables to which they give values. */
import type { Files } from "../base/files.ts";
import { SourceFile } from "../base/source-file.ts";
import type { Expression } from "../parse/hcl/syntax.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";
import type { ValueFile } from "./value-file.ts";

/** Undefined where the file cannot be read. */
export function variableFile(path: string, files: Files, parsed: ParsedFiles): ValueFile | undefined {
  const read = files.read(path);
  if (!read.ok) return undefined;
  const file = new SourceFile(path, read.text, true);
  const { output, diagnostics } = path.endsWith(".json") ? parsed.hclJson(file) : parsed.hcl(file);
  const { attributes } = output.body;
  const mistakes = diagnostics.filter(({ severity }) => severity === "error");
  const given = mistakes.length === 0 ? attributes.filter(({ expression }) => !isNothing(expression)) : [];
  return {
    path,
    all: new Set(attributes.map(({ name }) => name)),
    names: new Set(given.map(({ name }) => name)),
    mistakes,
  };
}

/** Null, or an empty text that somebody has yet to fill in. */
function isNothing(expression: Expression): boolean {
  if (expression.kind === "literal") return expression.value === null;
  return expression.kind === "template" && expression.parts.length === 0;
}

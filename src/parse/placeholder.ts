/** The place of a syntax error into a hint, where a placeholder of a text template language is what stands there. */
import type { SourceFile } from "../base/source-file.ts";

const PLACEHOLDER = /\{\{|\{%|<%|\}\}|%\}|\$\[\[/;

/** A hint for an error at `offset`; undefined where nothing around it looks like Jinja, Go, Mustache or ERB. */
export function placeholderHint(file: SourceFile, offset: number): string | undefined {
  const { line } = file.position(offset);
  const around = [line - 1, line, line + 1].map((number) => file.line(number));
  return around.some((text) => PLACEHOLDER.test(text))
    ? "this looks like a text template (Jinja, Go, Mustache); render it first and analyse the result"
    : undefined;
}

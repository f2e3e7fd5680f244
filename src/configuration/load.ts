/** The text of `reachlint.yaml` → what it says, or one usage error that names every mistake with its line and column. */
import { UsageError } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import type { Mistake } from "../parse/shape.ts";
import { parseYaml } from "../parse/yaml.ts";
import { type Configuration, configurationForm } from "./form.ts";

/** Further mistakes are not told. */
const MOST_MISTAKES = 20;

/** A file with nothing but comments says nothing. Throws a UsageError where something in it is wrong. */
export function loadConfiguration(file: SourceFile): Configuration {
  const { output, diagnostics } = parseYaml(file);
  const mistakes: Mistake[] = diagnostics.flatMap(({ message, span }) =>
    span === undefined ? [] : [{ message, span }],
  );
  const empty = output === undefined || (output.root.kind === "scalar" && output.root.value === null);
  const read = empty ? undefined : configurationForm.read(output.root, (mistake) => mistakes.push(mistake));
  refuse(mistakes);
  return read ?? { span: { file, start: 0, end: 0 } };
}

/** Throws a UsageError where there are mistakes. */
export function refuse(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0)
    throw new UsageError(mistakesText(mistakes), "docs/usage.md describes the keys; reachlint init writes an example");
}

/** `reachlint.yaml:3:10: fail-on: expected one of …`, one a line. */
export function mistakesText(mistakes: readonly Mistake[]): string {
  const lines = mistakes.slice(0, MOST_MISTAKES).map(({ span, message }) => {
    const { line, column } = span.file.position(span.start);
    return `${span.file.path}:${line}:${column}: ${message}`;
  });
  const more = mistakes.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}

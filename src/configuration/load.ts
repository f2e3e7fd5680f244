/** A text that the user writes in a form, above all `reachlint.yaml` → what it says, or every mistake with its line and column. */
import { resolve } from "node:path";
import { closest } from "../base/closest.ts";
import { type Parsed, UsageError } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import { builtinRules } from "../check/builtin-rules.generated.ts";
import { staysInside } from "../discover/boundary.ts";
import type { FoundFile } from "../discover/configuration-file.ts";
import type { FileSystem } from "../discover/file-system.ts";
import { ruleNames } from "../discover/rule-files.ts";
import { type LocatedDocument, type LocatedNode, PLACEHOLDER_TAG } from "../parse/located.ts";
import type { Mistake, Shape, Written } from "../parse/shape.ts";
import { parseYaml } from "../parse/yaml.ts";
import { type Configuration, configurationForm, RESOURCE } from "./form.ts";

/** Further mistakes are not told. */
const MOST_MISTAKES = 20;

/** A file with nothing but comments says nothing. Throws a UsageError where something in it is wrong. */
export function loadConfiguration(file: SourceFile): Configuration {
  const parsed = parseYaml(file);
  const root = parsed.output?.root;
  const isEmpty = root?.kind === "scalar" && root.value === null;
  const { read, mistakes } = readForm(configurationForm, isEmpty ? { ...parsed, output: undefined } : parsed);
  refuse(mistakes);
  return read ?? { span: { file, start: 0, end: 0 } };
}

/** What a form makes of a document, with the mistakes of both. */
export function readForm<T>(
  form: Shape<T>,
  { output, diagnostics }: Parsed<LocatedDocument | undefined>,
): { readonly read: T | undefined; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = diagnostics.flatMap(({ message, span }) =>
    span === undefined ? [] : [{ message, span }],
  );
  const told = new Set(mistakes.length === 0 ? [] : placeholdersIn(output?.root));
  const read = output && form.read(output.root, (one) => !told.has(one.span.start) && mistakes.push(one));
  return { read, mistakes };
}

/** Where what stands in the place of a value is no value, which the parser has told. */
function placeholdersIn(node: LocatedNode | undefined): readonly number[] {
  if (node === undefined) return [];
  if (node.tag === PLACEHOLDER_TAG) return [node.span.start];
  if (node.kind === "scalar") return [];
  return node.kind === "sequence"
    ? node.elements.flatMap(placeholdersIn)
    : node.entries.flatMap(({ value }) => placeholdersIn(value));
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

// What the form of `reachlint.yaml` cannot say: its paths are in the repository, and its rules are there.

/** Whoever can write the file must not lead the scan out of the repository by it. */
export function wrongPaths(
  workingDirectory: string,
  { directory, boundary }: FoundFile,
  says: Configuration,
  system: FileSystem,
): readonly Mistake[] {
  const { paths = [], rules = [], baseline, index = [], variables = [], parameters = [] } = says;
  const files = [...variables, ...parameters].flatMap(({ value }) => [...(value.files ?? []), ...(value.each ?? [])]);
  const templates = parameters.flatMap(({ value: { values = [] } }) =>
    values.flatMap(({ value: { value, span } }) => {
      const path = RESOURCE.exec(value)?.[1];
      return path === undefined ? [] : { value: path, span };
    }),
  );
  const named = [...paths, ...rules, ...files, ...templates, ...(baseline === undefined ? [] : [baseline])];
  const isInside = ({ value }: Written<string>): boolean =>
    staysInside(boundary, resolve(workingDirectory, directory, value), system);
  return [
    ...named
      .filter((one) => !isInside(one))
      .map(({ value, span }) => ({ span, message: `\`${value}\` leads out of the repository` })),
    ...index.filter(isInside).map(({ value, span }) => ({
      span,
      message: `index: \`${value}\` is in the repository, where whoever changes it could put an index of his own`,
    })),
  ];
}

/** Also of rules that the command line adds, in directories relative to the working directory. */
export function wrongRules(
  workingDirectory: string,
  directories: readonly string[],
  { disable = [], severity = [] }: Configuration,
  system: FileSystem,
): readonly Mistake[] {
  const named = [...disable, ...severity.map(({ name }) => name)];
  if (named.length === 0) return [];
  const known = [...builtinRules.map(({ id }) => id), ...ruleNames(workingDirectory, directories, system)];
  return named.filter(({ value }) => !known.includes(value)).map((one) => unknownRule(one, known));
}

function unknownRule({ value, span }: Written<string>, known: readonly string[]): Mistake {
  const meant = closest(value, known);
  return { span, message: `there is no rule \`${value}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}` };
}

/** Files that Terragrunt writes into the directory of a unit's module (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#generate). */
import { directoryOf } from "../../base/files.ts";
import { SourceFile, type Span } from "../../base/source-file.ts";
import { definition, type Value } from "../../base/value.ts";
import type { CallExpression, Expression } from "../../parse/hcl/syntax.ts";
import { argument } from "../terraform/configuration/module-configuration.ts";
import { pathFrom } from "../terraform/language/functions/file-access.ts";
import type { UnitConfiguration } from "./unit-configuration.ts";

/** By their names; of each whether it takes the place of a file that is there. `report`: of contents that are not known. */
export function generatedFiles(
  configuration: UnitConfiguration,
  report: (message: string, span: Span) => void,
): ReadonlyMap<string, { readonly file: SourceFile; readonly overwrites: boolean }> {
  const found = new Map<string, { readonly file: SourceFile; readonly overwrites: boolean }>();
  for (const { value, span } of written(configuration)) {
    const disabled = value("disable");
    if (disabled?.kind === "bool" && disabled.value) continue;
    const [path, contents, exists] = [value("path"), value("contents"), value("if_exists")];
    if (path === undefined || contents === undefined) continue;
    const name = path.kind === "string" ? path.value.replace(/^\.\//, "") : undefined;
    // Terraform reads no files of its language below the directory.
    if (name !== undefined && !/^[^/]+\.(?:tf|tofu)(?:\.json)?$/.test(name)) continue;
    if (contents.kind !== "string" || name === undefined) {
      const text = contents.kind === "text" ? contents.parts.filter((part) => typeof part === "string").join("") : "";
      if (contents.kind !== "text" || DECLARES.test(text))
        report("What this generates is not known before it is applied, and is not read.", span);
      continue;
    }
    found.set(name, {
      file: placed(contents.value, contents, span),
      overwrites: exists?.kind !== "string" || exists.value !== "skip",
    });
  }
  return found;
}

interface Generate {
  readonly value: (name: string) => Value | undefined;
  /** Of the contents. */
  readonly span: Span;
}

/** Files of Terraform elsewhere in the scan of which the text is generated, or is in another environment. */
export function fragmentsOf(configuration: UnitConfiguration): readonly string[] {
  const attribute = configuration.attribute("generate");
  const contents = [...configuration.labelled("generate").values()].flatMap(({ frame, what: block }) => {
    const given = argument(block, "contents");
    return given === undefined ? [] : [{ frame, what: given.expression }];
  });
  const named = [...contents, ...(attribute === undefined ? [] : [{ ...attribute, what: attribute.what.expression }])]
    .flatMap(({ frame, what }) => filesNamed(what).map((path) => pathFrom(frame.value(path), frame.file.directory)))
    .filter((path) => path !== undefined);
  const written = [...generatedFiles(configuration, () => {}).values()].map(({ file }) => file.path);
  return [...new Set([...named, ...written])].filter(
    (path) => isModuleFile(path) && directoryOf(path) !== configuration.directory,
  );
}

export function isModuleFile(path: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

/** The arguments of `file(…)` in an expression, which may be as deep as a file is long. */
function filesNamed(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  const queue: unknown[] = [expression];
  for (const node of queue) {
    if (Array.isArray(node)) for (const one of node) queue.push(one);
    if (typeof node !== "object" || node === null || Object.getPrototypeOf(node) !== Object.prototype) continue;
    const { kind, name, arguments: args } = node as Partial<CallExpression>;
    if (kind === "call" && name === "file" && args?.[0] !== undefined) found.push(args[0]);
    for (const one of Object.values(node)) queue.push(one);
  }
  return found;
}

/** Blocks, and entries of an attribute of that name. */
function written(configuration: UnitConfiguration): readonly Generate[] {
  const blocks = [...configuration.labelled("generate").values()].map(({ frame, what: block }) => ({
    value: (name: string) => {
      const given = argument(block, name);
      return given && frame.value(given.expression);
    },
    span: argument(block, "contents")?.expression.span ?? block.headerSpan,
  }));
  const attribute = configuration.attribute("generate");
  const value = attribute?.frame.value(attribute.what.expression);
  if (attribute === undefined || value?.kind !== "map") return blocks;
  const entries = [...value.entries.values()].flatMap((one) =>
    one.kind === "map"
      ? [{ value: (name: string) => one.entries.get(name), span: attribute.what.expression.span }]
      : [],
  );
  return [...blocks, ...entries];
}

/** What can change what gets through. */
const DECLARES = /^\s*(?:resource|module|data|locals|variable|output)\b/m;

/** The text as if it stood where it is written, so that its lines are those of that file. */
function placed(text: string, value: Value, given: Span): SourceFile {
  const span = value.origin === undefined ? given : definition(value.origin).span;
  const { line } = span.file.position(span.start);
  // The text of a heredoc begins below its marker.
  const isHeredoc = span.file.text.startsWith("<<", span.start);
  return new SourceFile(span.file.path, "\n".repeat(line - 1 + (isHeredoc ? 1 : 0)) + text);
}

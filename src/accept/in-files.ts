/**
 * A text of the scan → what accepts findings in it: comments `reachlint:ignore rule-id reason`, which speak of a line, and in a template the
 * blocks `Metadata: reachlint`, which speak of a resource, because JSON has no comments.
 */
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import type { SourceFile, Span } from "../base/source-file.ts";
import type { LocatedNode } from "../parse/located.ts";
import type { Parsers } from "../parse/parsed-files.ts";
import { fields, list } from "../parse/shape.ts";
import { ACCEPTANCE_KEYS, type Acceptance } from "./acceptance.ts";

const MARKER = "reachlint:ignore";

/** Several rules are joined by commas. Each part of the pattern is told from the next by its first character, and there are not very many. */
const RULES = /^[ \t]+[a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+){0,31}(?=[ \t]|$)/;

/**
 * One for each rule of each comment. `#` and `//` begin comments in HCL and in most languages, `#` in YAML. A comment speaks of the line on
 * which it stands; one on a line of its own, of the first line below that is no such comment.
 */
export function acceptedByComments(file: SourceFile): Parsed<readonly Acceptance[]> {
  const output: Acceptance[] = [];
  const diagnostics: Diagnostic[] = [];
  // JSON has no comments: there it is a text like any other.
  if (!file.text.includes(MARKER) || file.path.endsWith(".json")) return { output, diagnostics };
  const comments = file.lineStarts.flatMap((_, at) => commentOn(file, at + 1) ?? []);
  const below = lineBelow(comments);
  for (const comment of comments) {
    const { line, alone, start, text } = comment;
    const span = { file, start, end: start + text.length };
    const rules = RULES.exec(text.slice(text.indexOf(MARKER) + MARKER.length))?.[0];
    if (rules === undefined) {
      const message = "this suppression names no rule, so that it does not hold";
      const hint = `write ${MARKER}, the id of the rule and the reason`;
      diagnostics.push({ code: "suppression-without-rule", severity: "warning", message, span, hint });
      continue;
    }
    const reason = text.slice(text.indexOf(MARKER) + MARKER.length + rules.length).trim();
    const lines = alone ? [line, below(line)] : [line];
    const covers: Acceptance["covers"] = ({ places }) => places.some((place) => isOn(place, file.path, lines));
    for (const rule of namesIn(rules, start + text.indexOf(MARKER) + MARKER.length))
      output.push({
        rule: { value: rule.value, span: { file, start: rule.start, end: rule.start + rule.value.length } },
        reason,
        span,
        covers,
      });
  }
  return { output, diagnostics };
}

interface Comment {
  /** From 1. */
  readonly line: number;
  /** Nothing else stands on the line. */
  readonly alone: boolean;
  readonly start: number;
  readonly text: string;
}

/** The first line below one that is no comment of this kind and nothing else. */
function lineBelow(comments: readonly Comment[]): (line: number) => number {
  const found = new Map<number, number>();
  for (const { line, alone } of comments.toReversed()) if (alone) found.set(line, found.get(line + 1) ?? line + 1);
  return (line) => found.get(line) ?? line + 1;
}

/** The comment with the marker on a line, from its `#` or `//`. */
function commentOn(file: SourceFile, line: number): Comment | undefined {
  const text = file.line(line);
  const marker = text.indexOf(MARKER);
  if (marker === -1) return undefined;
  const before = text.slice(0, marker).trimEnd();
  const sign = before.endsWith("#") ? "#" : before.endsWith("//") ? "//" : undefined;
  if (sign === undefined) return undefined;
  const at = before.length - sign.length;
  const start = file.lineStarts[line - 1]! + at;
  return { line, alone: text.slice(0, at).trim() === "", start, text: text.slice(at).trimEnd() };
}

function isOn({ file, start }: Span, path: string, lines: readonly number[]): boolean {
  return file.path === path && lines.includes(file.position(start).line);
}

function namesIn(rules: string, at: number): readonly { readonly value: string; readonly start: number }[] {
  return [...rules.matchAll(/[a-z0-9-]+/g)].map(({ 0: value, index }) => ({ value, start: at + index }));
}

/** What stands under `reachlint` in the metadata of a resource. */
const metadataForm = fields("What reachlint is told of this resource.", {
  ignore: list("Findings that are accepted.", fields("A rule with a reason.", ACCEPTANCE_KEYS, ["rule"])),
});

/** Empty where the text is no template. */
export function acceptedByMetadata(file: SourceFile, yaml: Parsers["yaml"]): Parsed<readonly Acceptance[]> {
  const output: Acceptance[] = [];
  const diagnostics: Diagnostic[] = [];
  // Parsed again only where there is such a block.
  if (!/\breachlint["']?\s*:/.test(file.text) || !/\.(?:ya?ml|json|template|cfn)$/i.test(file.path))
    return { output, diagnostics };
  const resources = childOf(yaml(file).output?.root, "Resources");
  if (resources?.kind !== "mapping") return { output, diagnostics };
  for (const { key, value } of resources.entries) {
    const block = childOf(childOf(value, "Metadata"), "reachlint");
    if (block === undefined) continue;
    const told = metadataForm.read(block, ({ span, message }) => diagnostics.push(wrongForm(span, message)));
    const resource = { file, start: key.span.start, end: value.span.end };
    const covers: Acceptance["covers"] = ({ places, atFault }) =>
      [...places, ...atFault.map((node) => node.span)].some((place) => isWithin(place, resource));
    for (const { rule, reason, until, span } of told?.ignore ?? [])
      output.push({ rule, reason: reason?.value.trim() ?? "", until, span, covers });
  }
  return { output, diagnostics };
}

function isWithin({ file, start }: Span, outer: Span): boolean {
  return file.path === outer.file.path && outer.start <= start && start < outer.end;
}

/** The last entry of a name counts. */
function childOf(node: LocatedNode | undefined, name: string): LocatedNode | undefined {
  return node?.kind === "mapping" ? node.entries.findLast(({ key }) => key.text === name)?.value : undefined;
}

function wrongForm(span: Span, message: string): Diagnostic {
  return {
    code: "suppression-form",
    severity: "warning",
    message: `Metadata reachlint: ${message}`,
    span,
    hint: "write ignore: [{ rule: RULE-ID, reason: WHY }]",
  };
}

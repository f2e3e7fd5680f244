/** YAML that a text template (Go, Jinja, Mustache) still has to make → its located tree, with what the template's actions make left
 *  unknown; undefined where that cannot be told apart soundly. */
import { remembered } from "../base/collections.ts";
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import { SourceFile, textOf } from "../base/source-file.ts";
import {
  type LocatedDocument,
  type LocatedEntry,
  type LocatedNode,
  type LocatedScalar,
  PLACEHOLDER_TAG,
} from "./located.ts";

/** A collection that an action adds to is left unknown as a whole, if it stands at least so deep: what stands higher (sections, their
 *  members and these members' own parts) says what there is, and cannot be left unknown. */
const MINIMUM_DEPTH = 4;
/** Stands for each character of an action: no YAML is made of it. */
const FILLER = "\uFFFC";

/** What ends an action, by what begins it. `{{resolve:…}}` is a dynamic reference of CloudFormation, and none. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ["{{", "}}"],
  ["{%", "%}"],
]);
const DYNAMIC_REFERENCE = "{{resolve:";
const OPENS = /^(?:\{\{-?\s*(?:if|with|range|block|define|#|\^)|\{%-?\s*(?:if|for|block|with|macro|filter|raw|call)\b)/;
const CONTINUES = /^(?:\{\{-?\s*else\b|\{%-?\s*(?:else|elif|elsif)\b)/;
const CLOSES = /^(?:\{\{-?\s*(?:end\b|\/(?!\*))|\{%-?\s*end)/;
const COMMENT = /^(?:\{\{-?\s*(?:\/\*|!)|\{#)/;

/** Half-begun offsets. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** In a line. */
interface Action extends Range {
  readonly text: string;
}

interface Masked {
  readonly text: string;
  /** From the line of an opening action to that of its end. */
  readonly regions: readonly Range[];
  readonly actions: readonly Range[];
}

export function readTextTemplate(
  file: SourceFile,
  parse: (file: SourceFile) => LocatedDocument | undefined,
): Parsed<LocatedDocument> | undefined {
  const masked = mask(file.text);
  const [first] = masked?.actions ?? [];
  if (masked === undefined || first === undefined) return undefined;
  const document = parse(new SourceFile(file.path, masked.text));
  const root = document === undefined ? undefined : restored(document.root, file, masked);
  if (root === undefined) return undefined;
  const diagnostic: Diagnostic = {
    code: "text-template",
    severity: "warning",
    message: "this is a text template; what its actions make is left unknown",
    span: { file, start: first.start, end: first.end },
    hint: "render it first and analyse the result",
  };
  return { output: { file, root }, diagnostics: [diagnostic] };
}

/** Blanks lines that only control what is made, and fills actions that stand inside a line; undefined where actions do not pair up. */
function mask(text: string): Masked | undefined {
  const regions: Range[] = [];
  const actions: Range[] = [];
  const begun: number[] = [];
  let at = 0;
  const lines = text.split("\n").map((line): string | undefined => {
    const start = at;
    at += line.length + 1;
    const found = actionsIn(line);
    for (const action of found) actions.push({ start: start + action.start, end: start + action.end });
    const filled = fill(line, found);
    if (found.length !== 1 || filled.replaceAll(FILLER, "").trim() !== "") return balanced(found) ? filled : undefined;
    const [{ text: only }] = found as [Action];
    if (OPENS.test(only)) begun.push(start);
    else if (CLOSES.test(only)) {
      const from = begun.pop();
      if (from === undefined) return undefined;
      if (begun.length === 0) regions.push({ start: from, end: start + line.length });
    } else if (CONTINUES.test(only)) {
      if (begun.length === 0) return undefined;
    } else if (!COMMENT.test(only)) return filled;
    return line.replace(/[^\r]/g, " ");
  });
  if (begun.length > 0 || lines.includes(undefined)) return undefined;
  return { text: lines.join("\n"), regions, actions };
}

/** The actions in a line, in time linear in its length. */
function actionsIn(line: string): readonly Action[] {
  const found: Action[] = [];
  const without = new Set<string>();
  for (let start = line.indexOf("{"); start !== -1; start = line.indexOf("{", start)) {
    const close = line.startsWith(DYNAMIC_REFERENCE, start) ? undefined : ENDS.get(line.slice(start, start + 2));
    const at = close === undefined || without.has(close) ? -1 : line.indexOf(close, start + 2);
    if (at === -1) {
      if (close !== undefined) without.add(close);
      start += 1;
    } else {
      found.push({ start, end: at + 2, text: line.slice(start, at + 2) });
      start = at + 2;
    }
  }
  return found;
}

/** Whether what begins in a line ends in it. */
function balanced(found: readonly Action[]): boolean {
  let depth = 0;
  for (const { text } of found) {
    if (OPENS.test(text)) depth += 1;
    else if (CLOSES.test(text)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function fill(line: string, found: readonly Action[]): string {
  let filled = "";
  let from = 0;
  for (const { start, end } of found) {
    filled += line.slice(from, start) + FILLER.repeat(end - start);
    from = end;
  }
  return filled + line.slice(from);
}

/** The masked tree put back into the file that it was made from; undefined where something is left unknown that says what there is. */
function restored(root: LocatedNode, file: SourceFile, { regions, actions }: Masked): LocatedNode | undefined {
  const touched = [...regions, ...actions];
  const done = new Map<LocatedNode, LocatedNode | undefined>();
  const restore = (node: LocatedNode, depth: number): LocatedNode | undefined =>
    remembered(done, node, () => {
      const span = { ...node.span, file };
      if (node.kind === "scalar")
        return touched.some((range) => span.start < range.end && range.start < span.end)
          ? unknownAt(span)
          : { ...node, span };
      const members = node.kind === "mapping" ? node.entries.map(({ key }) => key) : node.elements;
      const isMade = members.some(
        (member) =>
          regions.some(({ start, end }) => start <= member.span.start && member.span.start < end) ||
          (node.kind === "mapping" && member.kind === "scalar" && member.text.includes(FILLER)),
      );
      if (isMade) return depth < MINIMUM_DEPTH ? undefined : unknownAt(span);
      if (node.kind === "sequence") {
        const elements = node.elements.map((element) => restore(element, depth + 1));
        return elements.every((element) => element !== undefined) ? { ...node, elements, span } : undefined;
      }
      const entries: LocatedEntry[] = [];
      for (const { key, value } of node.entries) {
        const found = restore(value, depth + 1);
        if (found === undefined) return undefined;
        entries.push({ key: { ...key, span: { ...key.span, file } }, value: found });
      }
      return { ...node, entries, span };
    });
  return restore(root, 0);
}

function unknownAt(span: LocatedScalar["span"]): LocatedScalar {
  const text = textOf(span);
  return { kind: "scalar", value: text, text, style: "plain", tag: PLACEHOLDER_TAG, span };
}

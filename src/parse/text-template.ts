/** YAML that a text template (Go, Jinja, Mustache) still has to make → its located tree, with what the template's actions make left
 *  unknown; undefined where that cannot be told apart soundly. */
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import { SourceFile } from "../base/source-file.ts";
import type { LocatedDocument, LocatedEntry, LocatedNode, LocatedScalar } from "./located.ts";

/** A collection that an action adds to is left unknown as a whole, if it stands at least so deep: what stands higher (sections, their
 *  members and these members' own parts) says what there is, and cannot be left unknown. */
const MINIMUM_DEPTH = 4;
/** Stands for each character of an action: no YAML is made of it. */
const FILLER = "\uFFFC";

/** An action that is no CloudFormation dynamic reference (`{{resolve:…}}`). */
const ACTION = /\{\{(?!resolve:)[^\n]*?\}\}|\{%[^\n]*?%\}/g;
const OPENS = /^(?:\{\{-?\s*(?:if|with|range|block|define|#|\^)|\{%-?\s*(?:if|for|block|with|macro|filter|raw|call)\b)/;
const CONTINUES = /^(?:\{\{-?\s*else\b|\{%-?\s*(?:else|elif|elsif)\b)/;
const CLOSES = /^(?:\{\{-?\s*(?:end\b|\/(?!\*))|\{%-?\s*end)/;
const COMMENT = /^(?:\{\{-?\s*(?:\/\*|!)|\{#)/;

/** Half-begun offsets. */
interface Range {
  readonly start: number;
  readonly end: number;
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
  const root = document === undefined ? undefined : new Restorer(file, masked).restore(document.root, 0);
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
    const found = [...line.matchAll(ACTION)];
    for (const { index, 0: action } of found)
      actions.push({ start: start + index, end: start + index + action.length });
    if (line.replace(ACTION, "").trim() !== "" || found.length === 0) return balanced(found) ? fill(line) : undefined;
    const [only] = found.map(([action]) => action);
    if (found.length > 1) return balanced(found) ? fill(line) : undefined;
    if (OPENS.test(only!)) begun.push(start);
    else if (CLOSES.test(only!)) {
      const from = begun.pop();
      if (from === undefined) return undefined;
      if (begun.length === 0) regions.push({ start: from, end: start + line.length });
    } else if (CONTINUES.test(only!)) {
      if (begun.length === 0) return undefined;
    } else if (!COMMENT.test(only!)) return fill(line);
    return line.replace(/[^\r]/g, " ");
  });
  if (begun.length > 0 || lines.includes(undefined)) return undefined;
  return { text: lines.join("\n"), regions, actions };
}

/** Whether what opens in a line ends in it. */
function balanced(found: readonly RegExpMatchArray[]): boolean {
  let depth = 0;
  for (const [action] of found) {
    if (OPENS.test(action)) depth += 1;
    else if (CLOSES.test(action)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function fill(line: string): string {
  return line.replace(ACTION, (action) => FILLER.repeat(action.length));
}

/** Puts a masked tree back into the file that it was made from. */
class Restorer {
  readonly #file: SourceFile;
  readonly #regions: readonly Range[];
  readonly #touched: readonly Range[];
  readonly #done = new Map<LocatedNode, LocatedNode | undefined>();

  constructor(file: SourceFile, { regions, actions }: Masked) {
    this.#file = file;
    this.#regions = regions;
    this.#touched = [...regions, ...actions];
  }

  /** Undefined where something is left unknown that says what there is. */
  restore(node: LocatedNode, depth: number): LocatedNode | undefined {
    if (this.#done.has(node)) return this.#done.get(node);
    const restored = this.#restored(node, depth);
    this.#done.set(node, restored);
    return restored;
  }

  #restored(node: LocatedNode, depth: number): LocatedNode | undefined {
    const span = { ...node.span, file: this.#file };
    if (node.kind === "scalar")
      return this.#touched.some((range) => span.start < range.end && range.start < span.end)
        ? this.#unknown(span)
        : { ...node, span };
    const members = node.kind === "mapping" ? node.entries.map(({ key }) => key) : node.elements;
    const isMade = members.some(
      (member) =>
        this.#regions.some(({ start, end }) => start <= member.span.start && member.span.start < end) ||
        (node.kind === "mapping" && member.kind === "scalar" && member.text.includes(FILLER)),
    );
    if (isMade) return depth < MINIMUM_DEPTH ? undefined : this.#unknown(span);
    if (node.kind === "sequence") {
      const elements = node.elements.map((element) => this.restore(element, depth + 1));
      return elements.every((element) => element !== undefined) ? { ...node, elements, span } : undefined;
    }
    const entries: LocatedEntry[] = [];
    for (const { key, value } of node.entries) {
      const restored = this.restore(value, depth + 1);
      if (restored === undefined) return undefined;
      entries.push({ key: { ...key, span: { ...key.span, file: this.#file } }, value: restored });
    }
    return { ...node, entries, span };
  }

  #unknown(span: LocatedScalar["span"]): LocatedScalar {
    const text = this.#file.text.slice(span.start, span.end);
    return { kind: "scalar", value: text, text, style: "plain", tag: "!placeholder", span };
  }
}

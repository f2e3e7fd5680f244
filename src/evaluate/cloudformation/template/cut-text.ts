/** The text of a document from which entries are taken, with blanks in their place, so that all else stays where it stood. */
import { endWithout } from "../../../base/text-ends.ts";
import type { LocatedEntry, LocatedMapping, LocatedNode, LocatedScalar } from "../../../parse/located.ts";

/** Stands in the place of a value that is not told. */
export const NOT_TOLD = "Fn::NotTold";
const TAG = "!NotTold";

/** Stands for a blank until all is cut: no document has it. */
const BLANK = "\u0000";

export class CutText {
  readonly #text: string;
  /** From where to where is blank, with what stands at its beginning. */
  readonly #cuts: { readonly start: number; readonly end: number; readonly instead: string }[] = [];

  /** Comments are taken from it at once: they speak of anything. */
  constructor(text: string, root: LocatedNode) {
    this.#text = text;
    if (!text.trimStart().startsWith("{")) this.#cutComments(root);
  }

  /** The mapping with what is kept of each entry. */
  entries(mapping: LocatedMapping, keep: (entry: LocatedEntry) => LocatedNode | undefined): LocatedMapping {
    const kept = mapping.entries.map((entry) => {
      const value = keep(entry);
      return value === undefined ? undefined : { key: entry.key, value };
    });
    const isFlow = this.#text[mapping.span.start] === "{";
    const last = kept.findLastIndex((one) => one !== undefined);
    if (last === -1 && !isFlow && kept.length > 0) this.#cut(mapping.span.start, mapping.span.end, "{}");
    for (const [at, { key, value }] of mapping.entries.entries()) {
      if (kept[at] !== undefined) continue;
      this.#cut(key.span.start, value.span.end);
      if (!isFlow) continue;
      // Of flow style, the comma behind it goes too; behind the last that is kept there is none.
      const next = mapping.entries[at + 1];
      if (next !== undefined) this.#cutComma(value.span.end, next.key.span.start);
      if (at === last + 1 && last >= 0) this.#cutComma(mapping.entries[last]!.value.span.end, key.span.start);
    }
    return { ...mapping, entries: kept.filter((one) => one !== undefined) };
  }

  /** A call of a function that gives something unknown, in the place of the value. */
  notTold({ key, value }: LocatedEntry): LocatedNode {
    const { span } = value;
    if (key.style === "json") return this.instead({ key, value }, [NOT_TOLD], "it");
    this.#cut(key.span.end, span.end, `: ${TAG} it`);
    return { kind: "scalar", value: "it", text: "it", style: "plain", span, tag: TAG };
  }

  /** Functions, each called with the next one, and the last with the text, in the place of the value. */
  instead({ key, value: { span } }: LocatedEntry, functions: readonly string[], text: string): LocatedNode {
    const written = functions.reduceRight<unknown>((inner, name) => ({ [name]: inner }), text);
    this.#cut(key.span.end, span.end, `: ${JSON.stringify(written)}`);
    const scalar = (value: string): LocatedScalar => ({ kind: "scalar", value, text: value, style: "json", span });
    return functions.reduceRight<LocatedNode>(
      (inner, name) => ({ kind: "mapping", entries: [{ key: scalar(name), value: inner }], span }),
      scalar(text),
    );
  }

  text(): string {
    let text = "";
    let at = 0;
    for (const { start, end, instead } of this.#cuts.sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (start < at) continue;
      const cut = this.#text.slice(start, end);
      text += this.#text.slice(at, start) + instead + cut.slice(instead.length).replace(/[^\n]/g, BLANK);
      at = end;
    }
    return (text + this.#text.slice(at)).split("\n").map(withoutBlanks).join("\n");
  }

  #cut(start: number, end: number, instead = ""): void {
    this.#cuts.push({ start, end, instead });
  }

  #cutComma(start: number, end: number): void {
    const comma = this.#text.indexOf(",", start);
    if (comma !== -1 && comma < end) this.#cut(comma, comma + 1);
  }

  /** Between scalars there is only what makes the structure, and comments. */
  #cutComments(root: LocatedNode): void {
    let from = 0;
    for (const { start, end } of [...spansOf(root), { start: this.#text.length, end: 0 }]) {
      const gap = this.#text.slice(from, Math.max(from, start));
      for (const { 0: comment, index } of gap.matchAll(/(?<![^\s])#[^\n]*/g))
        this.#cut(from + index, from + index + comment.length);
      from = Math.max(from, end);
    }
  }
}

/** Behind the last that is kept of a line no blanks are needed; those of the document itself may be part of a text. */
function withoutBlanks(line: string): string {
  const end = endWithout(/[\s\0]/, line);
  return (line.includes(BLANK, end) ? line.slice(0, end) : line).replaceAll(BLANK, " ");
}

/** Of all scalars, in the order of the text. */
function spansOf(root: LocatedNode): readonly { readonly start: number; readonly end: number }[] {
  const visited = new Set<LocatedNode>();
  const found: LocatedScalar["span"][] = [];
  const visit = (node: LocatedNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    if (node.kind === "scalar") found.push(node.span);
    else if (node.kind === "sequence") node.elements.forEach(visit);
    else
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
  };
  visit(root);
  return found.sort((a, b) => a.start - b.start);
}

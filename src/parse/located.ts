/** The located tree that YAML and JSON are read into, in which every scalar, key and collection knows its span; and what is to be said of
 *  the document: where it is none, and which keys stand twice. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile, Span } from "../base/source-file.ts";

export type LocatedScalar = {
  readonly kind: "scalar";
  /** The value by the YAML 1.2 core schema as CloudFormation reads it, or JSON. Numbers keep their text in `text`. */
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `0755`, `1e3`, a long account number. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "literal" | "folded" | "json";
  readonly tag?: string;
  readonly span: Span;
  /** For values whose text differs from the source (escapes, block scalars): the offset in the file of each character of `text`
   *  that begins a new run, so that a span inside the value can be found. See `spanInside`. */
  readonly runs?: readonly { readonly at: number; readonly offset: number }[];
};

export type LocatedSequence = {
  readonly kind: "sequence";
  readonly elements: readonly LocatedNode[];
  readonly tag?: string;
  readonly span: Span;
};

export type LocatedEntry = { readonly key: LocatedScalar; readonly value: LocatedNode };

/** Entries in source order. Duplicate keys are kept here and reported; the last one counts. */
export type LocatedMapping = {
  readonly kind: "mapping";
  readonly entries: readonly LocatedEntry[];
  readonly tag?: string;
  readonly span: Span;
};

/** `tag` is a local tag as written, `!Ref`; standard tags are resolved away. */
export type LocatedNode = LocatedScalar | LocatedSequence | LocatedMapping;

/** The tag of what is a placeholder of a text template language, `{{ name }}`, or an alias of nothing: nothing is known of its value. */
export const PLACEHOLDER_TAG = "!placeholder";

export interface LocatedDocument {
  readonly file: SourceFile;
  readonly root: LocatedNode;
}

/** The document cannot be read, because of what stands at `offset`. */
export function documentError(file: SourceFile, code: string, message: string, offset: number): Diagnostic {
  const start = Math.min(offset, file.text.length);
  const span = { file, start, end: Math.min(start + 1, file.text.length) };
  const hint = placeholderHint(file, start);
  return { code, severity: "error", message, span, ...(hint === undefined ? {} : { hint }), notAnalysed: true };
}

const PLACEHOLDER = /\{\{|\{%|<%|\}\}|%\}|\$\[\[/;

/** A hint for an error at `offset`; undefined where nothing around it looks like Jinja, Go, Mustache or ERB. */
export function placeholderHint(file: SourceFile, offset: number): string | undefined {
  const { line } = file.position(offset);
  const around = [line - 1, line, line + 1].map((number) => file.line(number));
  return around.some((text) => PLACEHOLDER.test(text))
    ? `this looks like a text template (Jinja, Go, Mustache); ${RENDER_IT}`
    : undefined;
}

/** What to do with a text template. */
export const RENDER_IT = "render it first and analyse the result, or leave it out with --exclude GLOB";

/** One warning per key that a mapping has twice, at the later one, which counts. `shares`: nodes may stand in several places (aliases), and are looked at once. */
export function reportDuplicateKeys(root: LocatedNode, shares: boolean): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visited = shares ? new Set<readonly LocatedEntry[] | readonly LocatedNode[]>() : undefined;
  const visit = (node: LocatedNode): void => {
    if (node.kind === "scalar") return;
    const inner = node.kind === "sequence" ? node.elements : node.entries;
    if (visited?.has(inner) === true) return;
    visited?.add(inner);
    if (node.kind === "sequence") {
      for (const element of node.elements) visit(element);
      return;
    }
    const keys = node.entries.length > 1 ? new Set<string>() : undefined;
    for (const { key, value } of node.entries) {
      if (keys?.has(key.text)) {
        const message = `duplicate key ${JSON.stringify(key.text)}; the last one wins`;
        diagnostics.push({ code: "duplicate-key", severity: "warning", message, span: key.span });
      }
      keys?.add(key.text);
      visit(value);
    }
  };
  visit(root);
  return diagnostics;
}

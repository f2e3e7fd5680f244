/** The located tree that YAML and JSON are read into: every scalar, key and collection knows its span. */
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

/**
 * `tag` is a local tag as written, `!Ref`; standard tags are resolved away. `!placeholder` marks what is a placeholder of a text
 * template language, `{{ name }}`: nothing is known of its value.
 */
export type LocatedNode = LocatedScalar | LocatedSequence | LocatedMapping;

export interface LocatedDocument {
  readonly file: SourceFile;
  readonly root: LocatedNode;
}

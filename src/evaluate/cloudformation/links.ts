/** What imports find: the exports and imports of roots, and which export each import means in one world. */
import type { Span } from "../../base/source-file.ts";
import type { Value } from "../../base/value.ts";

export interface Export {
  readonly root: string;
  /** The logical path of the stack in its root. */
  readonly address: string;
  readonly output: string;
  readonly name: Value;
  readonly span: Span;
}

export interface Import {
  readonly root: string;
  readonly name: Value;
  readonly span: Span;
  /** A flow can depend on it. */
  readonly matters: boolean;
}

/** What an import finds. */
export type ImportTarget =
  /** `assumed`: the sentence that says what is taken as given where the names alone do not prove it. */
  | { readonly kind: "export"; readonly export: Export; readonly assumed?: string }
  | { readonly kind: "ambiguous"; readonly exports: readonly Export[] }
  | { readonly kind: "none" };

export interface Links {
  target(root: string, name: Value): ImportTarget;
}

export const NO_LINKS: Links = { target: () => ({ kind: "none" }) };

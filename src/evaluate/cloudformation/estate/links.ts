/** What imports find: the exports and imports of roots, and which export each import means in one world. The names of clusters and
 *  of stored parameters link templates as those of exports do: they too are unique in an account and region
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html). */
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";

export interface Export {
  readonly root: string;
  /** The logical path of the stack in its root. */
  readonly address: string;
  /** The output that has the value; none where the name is that of a cluster, which has no value, or of a stored parameter. */
  readonly output: string | undefined;
  /** The logical id of the stored parameter. */
  readonly resource?: string;
  readonly name: Value;
  readonly span: Span;
}

export interface Import {
  readonly root: string;
  readonly name: Value;
  readonly span: Span;
  /** A flow can depend on it. */
  readonly matters: boolean;
  /** It is no import, but the name of a cluster or of a stored parameter. */
  readonly isName: boolean;
}

/** What an import finds. */
export type ImportTarget =
  /** `assumed`: the sentence that says what is taken as given where the names alone do not prove it. */
  | { readonly kind: "export"; readonly export: Export; readonly assumed?: string }
  | { readonly kind: "ambiguous"; readonly exports: readonly Export[] }
  /** `hint`: what makes one of the scan's templates export it. */
  | { readonly kind: "none"; readonly hint?: string };

/** What an unknown is, because only so an import finds the export that it is taken to mean. */
export interface Bound {
  readonly value: Value;
  /** Says so. */
  readonly assumed: string;
}

export interface Links {
  target(root: string, name: Value): ImportTarget;
  /** By the symbol of a parameter or of a stack's name. */
  bound(symbol: string): Bound | undefined;
}

export const NO_LINKS: Links = { target: () => ({ kind: "none" }), bound: () => undefined };

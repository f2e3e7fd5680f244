/** Sets of ports as canonical interval lists. */

/** Disjoint, non-adjacent, ascending, inclusive intervals within 0–65535. */
export interface PortSet {
  readonly intervals: readonly { readonly first: number; readonly last: number }[];
}

/** Two-sided approximation of a set that is only partly known. */

/** must ⊆ reality ⊆ may. */
export interface Bounds<S> {
  readonly must: S;
  readonly may: S;
}

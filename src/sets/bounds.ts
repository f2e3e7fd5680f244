/** Two-sided approximation of a set that is only partly known, and its algebra. */

/** must ⊆ reality ⊆ may. */
export interface Bounds<S> {
  readonly must: S;
  readonly may: S;
}

/** Bounds of a set that is known. */
export function exactly<S>(set: S): Bounds<S> {
  return { must: set, may: set };
}

/** The operations of a kind of set that its bounds need. */
export interface SetOperations<S> {
  readonly union: (a: S, b: S) => S;
  readonly intersect: (a: S, b: S) => S;
  readonly subtract: (a: S, b: S) => S;
  readonly within: (a: S, b: S) => boolean;
  readonly meets: (a: S, b: S) => boolean;
}

/** What holds of two sets of which only bounds are known. */
type Relation = "true" | "false" | "unknown";

export interface BoundsAlgebra<S> {
  union(a: Bounds<S>, b: Bounds<S>): Bounds<S>;
  intersect(a: Bounds<S>, b: Bounds<S>): Bounds<S>;
  /** Sound for an unknown b too: what b may have is not certain any more. */
  subtract(a: Bounds<S>, b: Bounds<S>): Bounds<S>;
  /** Whether every element of a is in b. */
  within(a: Bounds<S>, b: Bounds<S>): Relation;
  /** Whether some element is in both. */
  meets(a: Bounds<S>, b: Bounds<S>): Relation;
}

/** The algebra of bounds over a kind of set: each result holds whatever the realities between the bounds are. */
export function boundsAlgebra<S>(sets: SetOperations<S>): BoundsAlgebra<S> {
  return {
    union: (a, b) => ({ must: sets.union(a.must, b.must), may: sets.union(a.may, b.may) }),
    intersect: (a, b) => ({ must: sets.intersect(a.must, b.must), may: sets.intersect(a.may, b.may) }),
    subtract: (a, b) => ({ must: sets.subtract(a.must, b.may), may: sets.subtract(a.may, b.must) }),
    within: (a, b) => (sets.within(a.may, b.must) ? "true" : sets.within(a.must, b.may) ? "unknown" : "false"),
    meets: (a, b) => (sets.meets(a.must, b.must) ? "true" : sets.meets(a.may, b.may) ? "unknown" : "false"),
  };
}

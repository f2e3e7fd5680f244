/** What stands in the way besides filters, before it is known what it proves of a flow. */
import type { UnknownValue } from "../base/value.ts";
import type { Obstacle } from "./flow.ts";

/** An obstacle with what speaks against it. */
export interface Hindrance extends Omit<Obstacle, "proof"> {
  /** Why it is not certain that it is there, where what it stands on exists; undefined where it is certain. */
  readonly doubt: readonly UnknownValue[] | undefined;
}

/** It stands in the way for certain, so that nothing gets through. */
export function shuts({ effect, doubt }: Hindrance): boolean {
  return effect === "shuts" && doubt === undefined;
}

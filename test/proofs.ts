/** Proofs for tests that make flows by hand: from the derivation itself, which is the only thing that makes one. */
import type { Obstacle } from "../src/reach/flow.ts";
import type { Hindrance } from "../src/reach/hindrance.ts";
import { Proof } from "../src/reach/proof.ts";

/** An obstacle that is proven to be there. */
export function proven(of: Pick<Obstacle, "kind" | "text" | "span">): Obstacle {
  const hindrance: Hindrance = { ...of, effect: "shuts", doubt: undefined };
  const proof = Proof.ofHindrance(hindrance);
  return { ...of, effect: "shuts", proof: proof! };
}

/** Proofs for tests that make flows by hand: from the engine itself, which alone makes them, at a filter that closes just this much. */

import type { Hindrance } from "../src/reach/asked/hindrances.ts";
import type { Obstacle } from "../src/reach/flow.ts";
import { Proof } from "../src/reach/ways/proof.ts";
import { noPorts, type PortSet, subtractPorts } from "../src/sets/port-set.ts";
import { flowOf, hopOf } from "./reach/flows.ts";
import { launch, links, shop } from "./reach/graph-builder.ts";

/** An obstacle that is proven to be there. */
export function proven(of: Pick<Obstacle, "kind" | "text" | "span">): Obstacle {
  const hindrance: Hindrance = { ...of, effect: "shuts", doubt: undefined };
  const proof = Proof.ofHindrance(hindrance);
  return { ...of, effect: "shuts", proof: proof! };
}

const known = new Map<string, Proof>();

/** What is proven where of the required ports (one range) only these pass. */
export function proofOf(required: PortSet, open: PortSet = noPorts): Proof {
  const [{ first, last } = { first: 0, last: 0 }] = required.intervals;
  const passing = subtractPorts(open, subtractPorts(open, required)).intervals;
  const ingress = passing.map((range) => `tcp ${range.first}-${range.last} any`);
  const key = `${first}-${last} ${ingress.join()}`;
  const proof = known.get(key) ?? derived({ first, last }, ingress);
  known.set(key, proof);
  return proof;
}

function derived(ephemeral: { readonly first: number; readonly last: number }, ingress: readonly string[]): Proof {
  const builder = shop()
    .group("only", { ingress })
    .node("host-group", "asg", { launches: [launch(["only"])], subnets: links(["b1", "b2"]) });
  const { proof } = hopOf(flowOf(builder, { ephemeral }), "target-ingress");
  if (proof === undefined) throw new Error("nothing is proven");
  return proof;
}

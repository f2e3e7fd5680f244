/** Where the interfaces of one side are: the subnets that are named, and those that are not known. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, LinkSet, Subnet } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { whichTarget } from "./identity.ts";
import { doubts, type Given, unassumed, unknownFor } from "./unknowns.ts";

export interface Place {
  /** Undefined where any number of subnets are not known. */
  readonly subnet: Subnet | undefined;
  /** The list of which nothing is known but that the place is in it. */
  readonly list?: UnknownValue;
  /** Whether there is certainly an interface there. */
  readonly certain: boolean;
  /** Where not certain: why. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** The root in whose terms the place is named. */
  readonly root: string;
  readonly key: string;
}

/** Never empty: with no subnet at all, one place that is not known. Where nothing but an unknown list is given, an interface is in
 *  one of its subnets: AWS makes no load balancer, group or service with an empty list. */
export function placesOf(context: Context, subnets: LinkSet, given: Given, root: string): readonly Place[] {
  const places = new Map<string, Place>();
  const put = (place: Place): void => {
    if (!places.get(place.key)?.certain) places.set(place.key, place);
  };
  for (const link of subnets.links) {
    if (link.assumption !== undefined && context.options.strict) {
      put(unknownPlace([unassumed(link.assumption, link.origin.span)], root));
      continue;
    }
    const because = [...doubts(link.exists, given), ...(link.to.length > 1 ? [whichTarget(context.graph, link)] : [])];
    for (const id of link.to) {
      const subnet = context.graph.get("subnet", id);
      if (subnet === undefined) {
        put(unknownPlace([unknownFor("missing-source", `subnet:${id}`, `${id} is not in the scan`)], root));
        continue;
      }
      const assumptions = link.assumption === undefined ? [] : [link.assumption];
      const certain = because.length === 0;
      put({ subnet, certain, because, assumptions, root, key: `${subnet.id}${certain ? "" : "?"}` });
    }
  }
  if (subnets.open !== undefined) {
    const place = unknownPlace([subnets.open], root);
    put(places.size > 0 ? place : { ...place, list: subnets.open, certain: true, because: [] });
  }
  if (places.size === 0) put(unknownPlace([unknownFor("missing-source", "no-subnet", "no subnet is given")], root));
  return [...places.values()];
}

export function unknownPlace(because: readonly UnknownValue[], root: string): Place {
  const key = `? ${because.map(({ symbol }) => symbol).join(",")} in ${root}`;
  return { subnet: undefined, certain: false, because, assumptions: [], root, key };
}

/** Where the interfaces of one side are: the subnets that are named, and those that are not known. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, LinkSet, Subnet } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { whichTarget } from "./identity.ts";
import { doubts, type Given, notInScan, surer, unassumed, unknownFor } from "./unknowns.ts";

/** A subnet, or any number of subnets that are not known. Equal ones are one object, whoever is there. */
export interface Place {
  readonly subnet: Subnet | undefined;
  /** Where the subnet is not known: what stands for it, such as the list that it is in. */
  readonly names: readonly UnknownValue[];
}

/** Interfaces of one side in a place. */
export interface Placement {
  readonly place: Place;
  /** Why it is not certain that there is an interface; empty where it is. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/**
 * Never empty: with no subnet at all, one place that is not known. Where nothing but an unknown list is given, an interface is in one of
 * its subnets: AWS makes no load balancer, group or service with an empty list. `owner` is whose subnets they are, for people.
 */
export function placementsOf(context: Context, subnets: LinkSet, given: Given, owner: string): readonly Placement[] {
  const placements = new Map<Place, Placement>();
  const put = (placement: Placement): void => {
    const known = placements.get(placement.place);
    // Each link is one interface, which is elsewhere where what is taken as given of it does not hold.
    const assumptions = [...(known?.assumptions ?? []), ...placement.assumptions];
    placements.set(placement.place, known === undefined ? placement : { ...surer(known, placement), assumptions });
  };
  for (const link of subnets.links) {
    if (link.assumption !== undefined && context.options.strict) {
      put(unknownPlacement(context, [unassumed(link.assumption, link.origin.span)]));
      continue;
    }
    const because = [...doubts(link.exists, given), ...(link.to.length > 1 ? [whichTarget(context.graph, link)] : [])];
    const assumptions = link.assumption === undefined ? [] : [link.assumption];
    for (const id of link.to) {
      const subnet = context.graph.get("subnet", id);
      if (subnet === undefined) put(unknownPlacement(context, [notInScan("subnet", id)]));
      else put({ place: context.ask(placeOf, subnet), because, assumptions });
    }
  }
  if (subnets.rest !== undefined) {
    const alone = placements.size === 0;
    const place = context.ask(placeAmong, subnets.rest);
    put({ place, because: alone ? [] : [subnets.rest], assumptions: [] });
  }
  if (placements.size === 0)
    put(
      unknownPlacement(context, [
        unknownFor("missing-source", `subnets of ${owner}`, `${owner} names no subnet`, {
          hint: `name the subnets of ${owner}, or scan what defines them too`,
        }),
      ]),
    );
  return [...placements.values()];
}

/** Somewhere, because of these. */
export function unknownPlacement(context: Context, because: readonly UnknownValue[]): Placement {
  return { place: context.ask(placeAmong, ...because), because, assumptions: [] };
}

function placeOf(_: Context, subnet: Subnet): Place {
  return { subnet, names: [] };
}

function placeAmong(_: Context, ...names: readonly UnknownValue[]): Place {
  return { subnet: undefined, names };
}

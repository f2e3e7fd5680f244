/** Which network ACL filters at a subnet, and what it lets through there. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, NetworkAcl, NodeId } from "../graph/model.ts";
import { intersectPorts, noPorts, unionPorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import { type FilterOutcome, unfiltered } from "./filter-outcome.ts";
import { onlyTarget, sameTarget } from "./identity.ts";
import { filterByNetworkAcl } from "./network-acl-filter.ts";
import type { Place } from "./places.ts";
import type { Passage } from "./rule-match.ts";
import { doubts, type Given, rootsOf, unassumed, unknownFor } from "./unknowns.ts";

export interface SubnetFilter {
  /** It is one of these; `open` is a default network ACL that nobody has changed and that the source does not show. */
  readonly options: readonly (NetworkAcl | "open")[];
  /** Why there are several. */
  readonly because: readonly UnknownValue[];
  /** What `open` assumes. */
  readonly assumption: Assumption | undefined;
  readonly key: string;
}

/**
 * A subnet has the network ACL that claims it, else the default one of its VPC, which as AWS makes it lets everything through
 * (https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html).
 */
export function subnetFilter(context: Context, place: Place, given: Given): SubnetFilter {
  return context.memo("subnet filter", `${place.key}|${given.key}`, () => {
    const claims = claimsOf(context, place, given);
    const certain = claims.filter(({ because }) => because.length === 0);
    if (certain.length === 1)
      return made(
        certain.map(({ acl }) => acl),
        [],
        undefined,
      );
    if (certain.length > 1)
      return made(
        certain.map(({ acl }) => acl),
        [contested(place, certain)],
        undefined,
      );
    const fallback = defaultFilter(context, place, given);
    return made(
      [...claims.map(({ acl }) => acl), ...fallback.options],
      [...claims.flatMap(({ because }) => because), ...fallback.because],
      fallback.assumption,
    );
  });
}

function made(
  options: readonly (NetworkAcl | "open")[],
  because: readonly UnknownValue[],
  assumption: Assumption | undefined,
): SubnetFilter {
  const key = options.map((option) => (option === "open" ? option : option.id)).join("|");
  return { options, because, assumption, key };
}

interface Claim {
  readonly acl: NetworkAcl;
  /** Why it is not certain. */
  readonly because: readonly UnknownValue[];
}

function claimsOf(context: Context, place: Place, given: Given): readonly Claim[] {
  const claims = new Map<NodeId, Claim>();
  const put = (acl: NetworkAcl, because: readonly UnknownValue[]): void => {
    const known = claims.get(acl.id);
    if (known === undefined || because.length === 0) claims.set(acl.id, { acl, because });
  };
  const { subnet } = place;
  if (subnet !== undefined)
    for (const acl of context.index.aclsClaiming(subnet.id))
      for (const link of acl.subnets.links)
        if (link.to.includes(subnet.id))
          put(acl, [
            ...doubts(link.exists, given),
            ...doubts(acl.exists, given),
            ...(link.to.length > 1
              ? [unknownFor("derived", `subnet of ${acl.id}`, `${acl.address} may apply to another subnet`)]
              : []),
          ]);
  for (const acl of context.index.vagueAcls(place.root)) {
    const because = vagueClaim(context, acl, place, given);
    if (because !== undefined) put(acl, because);
  }
  return [...claims.values()];
}

/**
 * Why an ACL of which it is not known to which subnets it applies may apply to the place; nothing where it certainly does,
 * undefined where it does not. A subnet that is not in the source is taken to be one of them only where both are named by the
 * same unknown.
 */
function vagueClaim(
  context: Context,
  acl: NetworkAcl,
  place: Place,
  given: Given,
): readonly UnknownValue[] | undefined {
  const { subnet } = place;
  const { open, links } = acl.subnets;
  if (subnet?.vpc !== undefined && acl.vpc !== undefined && sameTarget(context.graph, subnet.vpc, acl.vpc) === "false")
    return undefined;
  const unknowns = [
    ...(open === undefined ? [] : [open]),
    ...links.flatMap(({ to }) => to.flatMap((id) => context.graph.node(id)?.external?.unknown ?? [])),
  ];
  if (subnet !== undefined && subnet.external === undefined) return unknowns;
  const names = subnet?.external === undefined ? place.because : [subnet.external.unknown];
  if (subnet === undefined && open !== undefined && names.length === 1 && names[0]!.symbol === open.symbol)
    return doubts(acl.exists, given);
  const roots = new Set(rootsOf(names).map(({ symbol }) => symbol));
  const shared = unknowns.filter((unknown) => rootsOf([unknown]).some(({ symbol }) => roots.has(symbol)));
  return shared.length > 0 ? shared : undefined;
}

function contested(place: Place, claims: readonly Claim[]): UnknownValue {
  const name = place.subnet?.address ?? "the subnet";
  const text = `${name} is associated with ${claims.map(({ acl }) => acl.address).join(" and ")}, but has only one network ACL`;
  return unknownFor(
    "error",
    `network ACL of ${place.key}`,
    text,
    place.subnet === undefined ? {} : { span: place.subnet.span },
  );
}

/** What filters at a subnet that no ACL claims. */
function defaultFilter(context: Context, { subnet }: Place, given: Given): SubnetFilter {
  const vpc = subnet?.vpc;
  const managed = context.index.defaultAcls().filter((acl) => {
    if (vpc === undefined || acl.vpc === undefined) return false;
    return sameTarget(context.graph, acl.vpc, vpc) === "true";
  });
  const doubt = managed.flatMap((acl) => doubts(acl.exists, given));
  if (managed.length > 0) return made(doubt.length === 0 ? managed : [...managed, "open"], doubt, undefined);
  const inSource = subnet !== undefined && subnet.external === undefined && vpc !== undefined;
  const madeHere = inSource && onlyTarget(context.graph, vpc)?.external === undefined;
  const name = subnet?.address ?? "a subnet that is not known";
  return made(
    ["open"],
    [],
    madeHere
      ? undefined
      : {
          kind: "default-network-acl",
          text: `${name} has the default network ACL of its VPC as AWS makes it, which lets everything through`,
        },
  );
}

/** What passes at the subnet in one direction, whichever ACL it is. */
export function filterAtSubnet(context: Context, filter: SubnetFilter, passage: Passage, given: Given): FilterOutcome {
  const outcomes = filter.options.map((option) =>
    option === "open"
      ? filterByDefault(context, filter.assumption, passage)
      : filterByNetworkAcl(context, option, passage, given),
  );
  if (outcomes.length === 1) return outcomes[0]!;
  return {
    nodes: outcomes.flatMap(({ nodes }) => nodes),
    open: {
      must: outcomes.map(({ open }) => open.must).reduce(intersectPorts),
      may: outcomes.map(({ open }) => open.may).reduce(unionPorts),
    },
    shares: outcomes.flatMap(({ shares }) => shares),
    because: [...filter.because, ...outcomes.flatMap(({ because }) => because)],
    assumptions: outcomes.flatMap(({ assumptions }) => assumptions),
    nearest: outcomes.find(({ nearest }) => nearest !== undefined)?.nearest,
  };
}

function filterByDefault(context: Context, assumption: Assumption | undefined, passage: Passage): FilterOutcome {
  const outcome = unfiltered(passage.need);
  if (assumption === undefined) return outcome;
  if (!context.options.strict) return { ...outcome, assumptions: [assumption] };
  return { ...outcome, open: { must: noPorts, may: passage.need.ports }, because: [unassumed(assumption)] };
}

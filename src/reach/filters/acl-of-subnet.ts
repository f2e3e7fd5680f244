/** Which network ACL filters at a subnet. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { NetworkAcl } from "../../graph/filters.ts";
import type { NodeId } from "../../graph/model.ts";

import type { ReachContext } from "../certainty/context.ts";
import {
  comesFromOutside,
  externalUnknowns,
  onlyTarget,
  outsideAssumption,
  sameTarget,
  whichTarget,
} from "../certainty/links.ts";
import { doubts, type Given, rootsOf, unassumed, unknownFor } from "../certainty/unknowns.ts";
import type { Place } from "../sides/interfaces.ts";

/** Undefined: a default network ACL that the source does not show, as AWS makes it. */
type Option = NetworkAcl | undefined;

export interface SubnetFilter {
  /** It is one of these, each of them once; by id, so that what is equal for several subnets is one answer for them. */
  readonly options: readonly Option[];
  /** Why there are several. */
  readonly because: readonly UnknownValue[];
  /** Why it is not known what an ACL that the source does not show lets through; empty where it lets everything through. */
  readonly unseen: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/**
 * A subnet has the network ACL that claims it, else the default one of its VPC, which as AWS makes it lets everything through
 * (https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html).
 */
export function aclOfSubnet(context: ReachContext, place: Place, given: Given): SubnetFilter {
  return context.ask(aclAt, place, given);
}

function aclAt(context: ReachContext, place: Place, given: Given): SubnetFilter {
  const byDefault = (): SubnetFilter =>
    firstOf(place, defaultClaims(context, place, given), () => asAwsMakesIt(context, place));
  return firstOf(place, claimsOf(context, place, given), byDefault);
}

/** The network ACLs that certainly claim the place, else those that may and what filters there otherwise. */
function firstOf(place: Place, { claims, assumptions }: Claims, otherwise: () => SubnetFilter): SubnetFilter {
  const certain = claims.filter(({ because }) => because.length === 0).map(({ acl }) => acl);
  if (certain.length > 0)
    return { ...NOTHING, options: certain.sort(byId), because: certain.length > 1 ? [contested(place, certain)] : [] };
  const fallback = otherwise();
  return {
    options: [...new Set([...claims.map(({ acl }) => acl), ...fallback.options])].sort(byId),
    because: [...claims.flatMap(({ because }) => because), ...fallback.because],
    unseen: fallback.unseen,
    assumptions: [...assumptions, ...fallback.assumptions],
  };
}

const NOTHING: SubnetFilter = { options: [], because: [], unseen: [], assumptions: [] };

interface Claim {
  readonly acl: NetworkAcl;
  /** Why it is not certain. */
  readonly because: readonly UnknownValue[];
}

interface Claims {
  readonly claims: readonly Claim[];
  /** What rules out further ones. */
  readonly assumptions: readonly Assumption[];
}

function claimsOf(context: ReachContext, place: Place, given: Given): Claims {
  const claims = new Map<NodeId, Claim>();
  const put = (acl: NetworkAcl, because: readonly UnknownValue[]): void => {
    const known = claims.get(acl.id)?.because;
    const certain = because.length === 0 || known?.length === 0;
    claims.set(acl.id, { acl, because: certain ? [] : [...(known ?? []), ...because] });
  };
  const { subnet } = place;
  for (const acl of subnet === undefined ? [] : context.index.aclsClaiming(subnet.id))
    for (const link of acl.subnets.links)
      if (link.to.includes(subnet!.id)) {
        const other = unknownFor("derived", `subnet of ${acl.id}`, `${acl.address} may apply to another subnet`, {
          hint: `give the value that chooses the subnet of ${acl.address}`,
          span: link.origin.span,
        });
        put(acl, [...doubts(link.exists, given), ...doubts(acl.exists, given), ...(link.to.length > 1 ? [other] : [])]);
      }
  const assumptions: Assumption[] = [];
  // What one root cannot resolve does not touch what another one defines, whoever looks.
  const defined = subnet !== undefined && subnet.external === undefined;
  for (const acl of context.index.vagueAcls(defined ? subnet.root : undefined)) {
    if (claims.get(acl.id)?.because.length === 0) continue;
    const { because, assumed = [] } = vagueClaim(context, acl, place, given);
    if (because !== undefined) put(acl, because);
    assumptions.push(...assumed);
  }
  return { claims: [...claims.values()], assumptions };
}

/** What the source does not show comes last. */
function byId(a: Option, b: Option): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.id < b.id ? -1 : 1;
}

/**
 * Whether an ACL of which it is not known to which subnets it applies may apply to the place: why that is not certain, or
 * nothing where it certainly does, or undefined where it does not.
 */
function vagueClaim(
  context: ReachContext,
  acl: NetworkAcl,
  place: Place,
  given: Given,
): { readonly because?: readonly UnknownValue[]; readonly assumed?: readonly Assumption[] } {
  const { subnet, names } = place;
  const { rest, links } = acl.subnets;
  if (subnet?.vpc !== undefined && acl.vpc !== undefined && sameTarget(context.graph, subnet.vpc, acl.vpc) === "false")
    return {};
  const unknowns = [
    ...(rest === undefined ? [] : [rest]),
    ...links.flatMap(({ to }) => to.flatMap((id) => context.graph.node(id)?.external?.unknown ?? [])),
  ];
  if (subnet !== undefined && subnet.external === undefined) {
    if (context.options.strict || !unknowns.every(comesFromOutside)) return { because: unknowns };
    return { assumed: unknowns.map((unknown) => outsideAssumption(unknown, "subnet")) };
  }
  if (subnet === undefined && rest !== undefined && names.length === 1 && names[0]!.symbol === rest.symbol)
    return { because: doubts(acl.exists, given) };
  const outside = subnet?.external === undefined ? names : [subnet.external.unknown];
  const roots = new Set(rootsOf(outside).map(({ symbol }) => symbol));
  const shared = unknowns.filter((unknown) => rootsOf([unknown]).some(({ symbol }) => roots.has(symbol)));
  return shared.length > 0 ? { because: shared } : {};
}

function contested({ subnet, names }: Place, acls: readonly NetworkAcl[]): UnknownValue {
  const name = subnet?.address ?? "the subnet";
  const key = subnet?.id ?? names.map(({ symbol }) => symbol).join(",");
  const text = `${name} is associated with ${acls.map(({ address }) => address).join(" and ")}, but has only one network ACL`;
  return unknownFor("error", `network ACL of ${key}`, text, subnet === undefined ? {} : { span: subnet.span });
}

/** The default network ACLs in the source that the VPC of a subnet has, or may have. */
function defaultClaims(context: ReachContext, { subnet }: Place, given: Given): Claims {
  const { graph, index, options } = context;
  const vpc = subnet?.vpc;
  const claims: Claim[] = [];
  const assumptions: Assumption[] = [];
  for (const acl of vpc === undefined ? [] : index.defaultAcls()) {
    const truth = acl.vpc === undefined ? "false" : sameTarget(graph, acl.vpc, vpc!);
    if (truth === "true") claims.push({ acl, because: doubts(acl.exists, given) });
    // What one root cannot resolve does not touch what another one defines.
    if (truth !== "unknown" || acl.root !== subnet!.root) continue;
    const links = [acl.vpc!, vpc!];
    const which = links.filter(({ to }) => to.length > 1).map((link) => whichTarget(graph, link));
    const outside = externalUnknowns(graph, ...links.flatMap(({ to }) => to));
    const defined = links.some((link) => onlyTarget(graph, link)?.external === undefined);
    if (which.length === 0 && defined && !options.strict && outside.every(comesFromOutside))
      assumptions.push(...outside.map((unknown) => outsideAssumption(unknown, "vpc")));
    else claims.push({ acl, because: [...which, ...outside, ...doubts(acl.exists, given)] });
  }
  return { claims, assumptions };
}

/** A default network ACL that the source does not show. */
function asAwsMakesIt(context: ReachContext, { subnet }: Place): SubnetFilter {
  const vpc = subnet?.vpc;
  const inSource = subnet !== undefined && subnet.external === undefined && vpc !== undefined;
  const unmanaged = { ...NOTHING, options: [undefined] };
  if (inSource && onlyTarget(context.graph, vpc)?.external === undefined) return unmanaged;
  const name = subnet?.address ?? "a subnet that is not known";
  const text = `${name} has the default network ACL of its VPC as AWS makes it, which lets everything through`;
  const assumption = { kind: "default-network-acl", text };
  return context.options.strict
    ? { ...unmanaged, unseen: [unassumed(assumption)] }
    : { ...unmanaged, assumptions: [assumption] };
}

/** What is in one VPC and has to be in another. */
import type { Truth } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { SecurityGroup } from "../../graph/filters.ts";
import type { Link } from "../../graph/model.ts";

import type { Hindrance } from "../asked/hindrances.ts";
import type { ReachContext } from "../certainty/context.ts";
import { externalUnknowns, sameTarget, whichTarget } from "../certainty/links.ts";
import type { InterfaceGroups, Placement } from "../sides/interfaces.ts";

/** Whether two links to VPCs certainly lead to different ones, or do in one of the ways in which they can turn out. */
export function apartness(context: ReachContext, a: Link, b: Link): Pick<Hindrance, "doubt"> | undefined {
  const truth = sameTarget(context.graph, a, b);
  if (truth === "false") return { doubt: undefined };
  const several = [a, b].filter(({ to }) => to.length > 1);
  const same = a.to.length === b.to.length && a.to.every((id) => b.to.includes(id));
  if (truth === "true" || several.length === 0 || same) return undefined;
  return { doubt: several.map((link) => whichTarget(context.graph, link)) };
}

/** The VPC in which everything is that has the group; undefined where that may be one of several. */
export function onlyVpcOf({ vpc, sharedWith }: SecurityGroup): Link | undefined {
  return sharedWith === undefined ? vpc : undefined;
}

/** An interface takes security groups of its own VPC, and those that are associated with it. */
export function foreignGroups(
  context: ReachContext,
  { place: { subnet } }: Placement,
  groups: InterfaceGroups | undefined,
): readonly Hindrance[] {
  if (subnet?.vpc === undefined || groups === undefined) return [];
  const { vpc } = subnet;
  return groups.set.members.flatMap(({ group, certain }): readonly Hindrance[] => {
    const apart = group.vpc === undefined ? undefined : apartness(context, group.vpc, vpc);
    if (group.vpc === undefined || apart === undefined) return [];
    const shared = sharing(context, group, vpc);
    if (shared.truth === "true") return [];
    const text = `${group.address} and ${subnet.address} are in different VPCs`;
    const because = [...(certain ? [] : (groups.memberships.get(group)?.because ?? [])), ...shared.because];
    const doubt = certain && because.length === 0 ? apart.doubt : [...because, ...(apart.doubt ?? [])];
    return [{ kind: "vpc-mismatch", text, span: group.vpc.origin.span, effect: "obscures", doubt }];
  });
}

/** Whether a group is associated with a VPC besides its own, and why that is not known
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html). */
function sharing(
  { graph }: ReachContext,
  { sharedWith }: SecurityGroup,
  vpc: Link,
): { readonly truth: Truth; readonly because: readonly UnknownValue[] } {
  const { links = [], rest } = sharedWith ?? {};
  const found = links.map((link) => ({ link, truth: sameTarget(graph, link, vpc) }));
  if (found.some(({ link, truth }) => truth === "true" && link.exists === true)) return { truth: "true", because: [] };
  const because = found.flatMap(({ link, truth }) => {
    if (truth === "false") return [];
    const which = externalUnknowns(graph, ...link.to, ...vpc.to);
    return [
      ...(link.exists === true ? [] : [link.exists]),
      ...(truth === "true" ? [] : which.length > 0 ? which : [whichTarget(graph, link)]),
    ];
  });
  const all = [...because, ...(rest === undefined ? [] : [rest])];
  return { truth: all.length === 0 ? "false" : "unknown", because: all };
}

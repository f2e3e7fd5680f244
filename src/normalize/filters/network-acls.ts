/** Network ACLs, their entries and associations into network ACL nodes. */
import type { Fact } from "../../base/fact.ts";
import type { Existence, UnknownValue } from "../../base/value.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { FilterRule, LinkSet, NetworkAcl, NodeId } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import { asBoolean, asNumber, asString, optional, required } from "../facts.ts";
import {
  certain,
  join,
  linkAt,
  linkSetAt,
  NO_LINKS,
  subnetsToGive,
  vpcOfDefault,
  vpcOrDefault,
} from "../references/reference.ts";
import { bothExist, given, single, unsettled } from "../value.ts";
import { type View, within } from "../view.ts";
import { bound, filterRule } from "./filter-rule.ts";
import { type LooseRule, type Rules, rulesOf } from "./loose-rules.ts";
import { cidrPeers, joinPeers } from "./peers.ts";

type Direction = FilterRule["direction"];

/** ACLs with the entries that are written in them. One without entries denies everything
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html). */
export function networkAcls(context: Context): void {
  for (const view of context.managed("network-acl", "default-network-acl")) context.put(acl(context, view));
}

function acl(context: Context, view: View): NetworkAcl {
  const isDefault = isOf("default-network-acl", view.resource.type);
  const inline = (direction: Direction): Rules =>
    rulesOf(context, view.views(direction), (entry) => entryRules(context, entry, direction));
  const ingress = inline("ingress");
  const egress = inline("egress");
  return {
    ...baseOf(view),
    kind: "network-acl",
    vpc: isDefault ? vpcOfDefault(context, view, "defaultNetworkAclId") : vpcOrDefault(context, view),
    entries: [...ingress.rules, ...egress.rules],
    ...given({
      ingressRest: ingress.rest,
      egressRest: egress.rest,
    }),
    isDefault,
    subnets: subnetsToGive(context, view, "subnetIds", linkSetAt(context, "subnet", view, "subnetId")),
  };
}

/** Entries that are resources of their own. */
export function looseEntries(context: Context): readonly LooseRule[] {
  return context.managed("network-acl-entry").flatMap((view) => {
    const target = linkAt(context, "network-acl", view, "networkAclId");
    if (target === undefined) return [];
    return directionsOf(required(view, "egress", asBoolean, false)).flatMap(({ direction, exists }) =>
      entryRules(context, view, direction).map((rule) => ({ view, target, rule: bound(rule, exists) })),
    );
  });
}

/** One entry; where it is not known whether it allows or denies, one of each that may exist. */
function entryRules(context: Context, view: View, direction: Direction): readonly FilterRule[] {
  const action = required(view, "ruleAction", asString, "deny");
  const number = optional(view, "ruleNumber", asNumber);
  const peers = joinPeers(
    cidrPeers(context, single(view.value("cidrBlock")), view.spanOf("cidrBlock")),
    cidrPeers(context, single(view.value("ipv6CidrBlock")), view.spanOf("ipv6CidrBlock")),
  );
  const parts = { direction, peers, ...given({ number, omitted: meaningOf(view).omittedPort }) };
  const known = action.known ? [action.value] : (action.among ?? ["allow", "deny"]);
  const actions = new Set(known.map((text) => (text.trim().toLowerCase() === "allow" ? "allow" : "deny")));
  const may = refusedNumber(view, number) ?? true;
  return [...actions].map((one) => {
    const chosen = actions.size === 1 || action.known ? view.exists : bothExist(view.exists, action.unknown);
    const exists = bothExist(chosen, may);
    return filterRule(view, { ...parts, action: one, exists }, within(view, "portRange") ?? view);
  });
}

/** The highest number of an entry that can be written (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html). */
const HIGHEST_NUMBER = 32766;

function refusedNumber({ resource, span }: View, number: Fact<number> | undefined): UnknownValue | undefined {
  if (number?.known !== true || (number.value >= 1 && number.value <= HIGHEST_NUMBER)) return undefined;
  const { address } = resource;
  const text = `AWS refuses an entry numbered ${number.value}, and ${address} has one`;
  return unsettled(`entry ${number.value} of ${address}`, text, "error", span, `number it from 1 to ${HIGHEST_NUMBER}`);
}

/** The directions that an entry may have. */
function directionsOf(egress: Fact<boolean>): readonly { readonly direction: Direction; readonly exists: Existence }[] {
  if (egress.known) return [{ direction: egress.value ? "egress" : "ingress", exists: true }];
  return (["ingress", "egress"] as const).map((direction) => ({ direction, exists: egress.unknown }));
}

/** Adds to each ACL the subnets that association resources give it, one each. */
export function associateSubnets(context: Context): void {
  const byAcl = new Map<NodeId, LinkSet>();
  for (const view of context.managed("network-acl-association")) {
    const target = linkAt(context, "network-acl", view, "networkAclId");
    const member = linkAt(context, "subnet", view, "subnetId");
    if (member === undefined || target === undefined) continue;
    const exists = bothExist(bothExist(view.resource.exists, member.exists), certain(target, view));
    for (const id of target.to) byAcl.set(id, join([byAcl.get(id) ?? NO_LINKS, { links: [{ ...member, exists }] }]));
  }
  for (const [id, added] of byAcl) {
    const node = context.node("network-acl", id);
    if (node !== undefined) context.put({ ...node, subnets: join([node.subnets, added]) });
  }
}

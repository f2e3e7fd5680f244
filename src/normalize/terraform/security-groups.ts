/** Terraform's security groups and rule resources into security group nodes. */
import type { FilterRule, Link, SecurityGroup } from "../../graph/model.ts";
import { defaultVpc } from "../companion.ts";
import { baseOf, type Context } from "../context.ts";
import { asString, factOf } from "../facts.ts";
import {
  cidrPeers,
  filterRule,
  joinPeers,
  linkedPeers,
  type Peers,
  type RuleNames,
  selfPeers,
} from "../filter-rule.ts";
import { type LooseRule, rulesOf } from "../loose-rules.ts";
import { impliedLink, linkAt } from "../reference.ts";
import { siteOf } from "../site.ts";
import { bothExist, single } from "../value.ts";
import { alternative, type View } from "../view.ts";

const INLINE: RuleNames = { protocol: "protocol", from: "from_port", to: "to_port" };
const SINGLE: RuleNames = { protocol: "ip_protocol", from: "from_port", to: "to_port" };
const CLASSIC_PEERS = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"];
const SINGLE_PEERS = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];

/** Groups with their inline rules. A group without egress has none: the provider revokes the default of AWS
 *  (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group). */
export function securityGroups(context: Context): void {
  for (const view of context.managed("aws_security_group")) context.put(group(context, view, false));
  for (const view of context.managed("aws_default_security_group")) context.put(group(context, view, true));
}

function group(context: Context, view: View, isDefault: boolean): SecurityGroup {
  const base = baseOf(view);
  const self = impliedLink(base.id, view.span);
  const vpc =
    linkAt(context, "vpc", view, "vpc_id") ?? impliedLink(defaultVpc(context, siteOf(view, "vpc_id")), view.span);
  const ingress = rulesOf(context, view.views("ingress"), (rule) => inline(context, rule, "ingress", self));
  const egress = rulesOf(context, view.views("egress"), (rule) => inline(context, rule, "egress", self));
  return {
    ...base,
    kind: "security-group",
    vpc,
    rules: [...ingress.rules, ...egress.rules],
    ...(ingress.open === undefined ? {} : { ingressRest: ingress.open }),
    ...(egress.open === undefined ? {} : { egressRest: egress.open }),
    isDefault,
  };
}

function inline(context: Context, view: View, direction: FilterRule["direction"], self: Link): readonly FilterRule[] {
  const peers = joinPeers(
    cidrPeers(context, view.value("cidr_blocks"), view.spanOf("cidr_blocks")),
    cidrPeers(context, view.value("ipv6_cidr_blocks"), view.spanOf("ipv6_cidr_blocks")),
    linkedPeers(context, "prefix-list", view.value("prefix_list_ids"), siteOf(view, "prefix_list_ids")),
    linkedPeers(context, "security-group", view.value("security_groups"), siteOf(view, "security_groups")),
    selfPeers(view, "self", self),
  );
  return [filterRule(view, INLINE, { direction, action: "allow", peers, exists: view.exists })];
}

/** The rule resources of every form, with the group that each belongs to. */
export function looseGroupRules(context: Context): readonly LooseRule[] {
  return [
    ...context.managed("aws_security_group_rule").flatMap((view) => classicRule(context, view)),
    ...context.managed("aws_vpc_security_group_ingress_rule").flatMap((view) => singleRule(context, view, "ingress")),
    ...context.managed("aws_vpc_security_group_egress_rule").flatMap((view) => singleRule(context, view, "egress")),
  ];
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule */
function classicRule(context: Context, view: View): readonly LooseRule[] {
  const target = linkAt(context, "security-group", view, "security_group_id");
  if (target === undefined) return [];
  const peers = joinPeers(
    cidrPeers(context, view.value("cidr_blocks"), view.spanOf("cidr_blocks")),
    cidrPeers(context, view.value("ipv6_cidr_blocks"), view.spanOf("ipv6_cidr_blocks")),
    linkedPeers(context, "prefix-list", view.value("prefix_list_ids"), siteOf(view, "prefix_list_ids")),
    linkedPeers(
      context,
      "security-group",
      single(alternative(view, "source_security_group_id", CLASSIC_PEERS)),
      siteOf(view, "source_security_group_id"),
    ),
    selfPeers(view, "self", target),
  );
  const type = view.value("type");
  const direction = type === undefined ? undefined : factOf(type, asString, view.spanOf("type"));
  return (["ingress", "egress"] as const).flatMap((one) => {
    if (direction === undefined || (direction.known && direction.value !== one)) return [];
    const exists = direction.known ? view.exists : bothExist(view.exists, direction.unknown);
    return [{ view, target, rule: filterRule(view, INLINE, { direction: one, action: "allow", peers, exists }) }];
  });
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule */
function singleRule(context: Context, view: View, direction: FilterRule["direction"]): readonly LooseRule[] {
  const target = linkAt(context, "security-group", view, "security_group_id");
  if (target === undefined) return [];
  const peers: Peers = joinPeers(
    cidrPeers(context, single(view.value("cidr_ipv4")), view.spanOf("cidr_ipv4")),
    cidrPeers(context, single(view.value("cidr_ipv6")), view.spanOf("cidr_ipv6")),
    linkedPeers(
      context,
      "prefix-list",
      single(alternative(view, "prefix_list_id", SINGLE_PEERS)),
      siteOf(view, "prefix_list_id"),
    ),
    linkedPeers(
      context,
      "security-group",
      single(alternative(view, "referenced_security_group_id", SINGLE_PEERS)),
      siteOf(view, "referenced_security_group_id"),
    ),
  );
  return [{ view, target, rule: filterRule(view, SINGLE, { direction, action: "allow", peers, exists: view.exists }) }];
}

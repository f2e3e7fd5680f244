/** Terraform's network ACLs, entry resources and associations into network ACL nodes. */
import type { Fact } from "../../base/fact.ts";
import type { FilterRule, NetworkAcl } from "../../graph/model.ts";
import { aclEntry, directionsOf } from "../acl-entry.ts";
import { defaultVpc } from "../companion.ts";
import { baseOf, type Context } from "../context.ts";
import { asBoolean, asNumber, asString, optional, required } from "../facts.ts";
import { bound, cidrPeers, joinPeers, type Peers, type RuleNames } from "../filter-rule.ts";
import { type LooseRule, rulesOf } from "../loose-rules.ts";
import { impliedLink, linkAt, linkSetAt } from "../reference.ts";
import { siteOf } from "../site.ts";
import { single } from "../value.ts";
import type { View } from "../view.ts";
import { vpcOfDefaultAcl } from "./defaults.ts";

const NAMES: RuleNames = { protocol: "protocol", from: "from_port", to: "to_port" };

/** ACLs with their inline entries. One without entries denies everything
 *  (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl). */
export function networkAcls(context: Context): void {
  for (const view of context.managed("aws_network_acl", "aws_default_network_acl")) context.put(acl(context, view));
}

function acl(context: Context, view: View): NetworkAcl {
  const isDefault = view.resource.type === "aws_default_network_acl";
  const ingress = rulesOf(context, view.views("ingress"), (entry) => inline(context, entry, "ingress"));
  const egress = rulesOf(context, view.views("egress"), (entry) => inline(context, entry, "egress"));
  const vpc = isDefault
    ? vpcOfDefaultAcl(context, view)
    : (linkAt(context, "vpc", view, "vpc_id") ?? impliedLink(defaultVpc(context, siteOf(view, "vpc_id")), view.span));
  return {
    ...baseOf(view),
    kind: "network-acl",
    vpc,
    entries: [...ingress.rules, ...egress.rules],
    ...(ingress.open === undefined ? {} : { ingressRest: ingress.open }),
    ...(egress.open === undefined ? {} : { egressRest: egress.open }),
    isDefault,
    subnets: linkSetAt(context, "subnet", view, "subnet_ids", "subnet_id"),
  };
}

function inline(context: Context, view: View, direction: FilterRule["direction"]): readonly FilterRule[] {
  return aclEntry(view, view, NAMES, {
    direction,
    action: actionOf(view, "action"),
    number: optional(view, "rule_no", asNumber),
    peers: peersOf(context, view),
    omitted: 0,
  });
}

function peersOf(context: Context, view: View): Peers {
  return joinPeers(
    cidrPeers(context, single(view.value("cidr_block")), view.spanOf("cidr_block")),
    cidrPeers(context, single(view.value("ipv6_cidr_block")), view.spanOf("ipv6_cidr_block")),
  );
}

function actionOf(view: View, name: string): Fact<string> {
  return required(view, name, asString, "deny");
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl_rule : omitted ports are sent as 0. */
export function looseEntries(context: Context): readonly LooseRule[] {
  return context.managed("aws_network_acl_rule").flatMap((view) => {
    const target = linkAt(context, "network-acl", view, "network_acl_id");
    if (target === undefined) return [];
    const egress = required(view, "egress", asBoolean, false);
    const action = actionOf(view, "rule_action");
    const number = optional(view, "rule_number", asNumber);
    return directionsOf(egress).flatMap(({ direction, exists }) =>
      aclEntry(view, view, NAMES, { direction, action, number, peers: peersOf(context, view), omitted: 0 }).map(
        (rule) => ({
          view,
          target,
          rule: bound(rule, exists),
        }),
      ),
    );
  });
}

/** CloudFormation's security groups and rule resources into security group nodes. */
import type { FilterRule, Link, SecurityGroup } from "../../graph/model.ts";
import { allowAll, anywhere, defaultVpc } from "../companion.ts";
import { baseOf, type Context } from "../context.ts";
import { cidrPeers, filterRule, joinPeers, linkedPeers, type Peers, type RuleNames } from "../filter-rule.ts";
import { type LooseRule, type Rules, rulesOf } from "../loose-rules.ts";
import { firstLink, impliedLink, linkAt } from "../reference.ts";
import { siteOf } from "../site.ts";
import { single, unsettled } from "../value.ts";
import type { View } from "../view.ts";

const NAMES: RuleNames = { protocol: "IpProtocol", from: "FromPort", to: "ToPort" };
const LOOSE_EGRESS = "AWS::EC2::SecurityGroupEgress";

/** Groups with their inline rules and the egress that CloudFormation adds. */
export function securityGroups(context: Context, loose: readonly LooseRule[]): void {
  const withLooseEgress = new Set(
    loose.filter((one) => one.view.resource.type === LOOSE_EGRESS).flatMap((one) => one.target.to),
  );
  for (const view of context.managed("AWS::EC2::SecurityGroup")) {
    const base = baseOf(view);
    const vpc =
      linkAt(context, "vpc", view, "VpcId") ?? impliedLink(defaultVpc(context, siteOf(view, "VpcId")), view.span);
    const ingress = rulesOf(context, view.views("SecurityGroupIngress"), (rule) => [
      filterRule(rule, NAMES, {
        direction: "ingress",
        action: "allow",
        peers: sources(context, rule),
        exists: rule.exists,
      }),
    ]);
    const egress = egressOf(context, view, withLooseEgress.has(base.id));
    const node: SecurityGroup = {
      ...base,
      kind: "security-group",
      vpc,
      rules: [...ingress.rules, ...egress.rules],
      ...(ingress.open === undefined ? {} : { ingressRest: ingress.open }),
      ...(egress.open === undefined ? {} : { egressRest: egress.open }),
      isDefault: false,
    };
    context.put(node);
  }
}

/**
 * A group without egress rules is given one that allows everything
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html). Whether it stays when an
 * egress resource of its own names the group is not documented and reported both ways (aws-cdk issues 987, 3355, 14657); nor is what an
 * empty list does. There the rule is one that may exist.
 */
function egressOf(context: Context, view: View, looseEgress: boolean): Rules {
  const name = "SecurityGroupEgress";
  const written = view.views(name);
  const rules = rulesOf(context, written, (rule) => [
    filterRule(rule, NAMES, {
      direction: "egress",
      action: "allow",
      peers: destinations(context, rule),
      exists: rule.exists,
    }),
  ]);
  const stripped = unsettled(
    `default egress of ${view.resource.address}`,
    `CloudFormation may remove the rule of ${view.resource.address} that allows everything when an ${LOOSE_EGRESS} is added to the group`,
    "external",
    view.span,
  );
  if (rules.rules.length > 0) {
    if (!looseEgress) return rules;
    return {
      ...rules,
      rules: rules.rules.map((rule) => (isDefaultShaped(rule) ? { ...rule, exists: stripped } : rule)),
    };
  }
  if (rules.open !== undefined) return { ...rules, rules: [perhaps(view, rules.open)] };
  if (looseEgress) return { rules: [perhaps(view, stripped)] };
  if (!written.written) return { rules: [perhaps(view, true)] };
  const empty = unsettled(
    `default egress of ${view.resource.address}`,
    `it is not documented whether an empty ${name} keeps the default rule`,
    "external",
    view.spanOf(name),
  );
  return { rules: [perhaps(view, empty)] };
}

function perhaps(view: View, exists: FilterRule["exists"]): FilterRule {
  const implied = "CloudFormation adds this egress rule to a group without any";
  return { ...allowAll(view.resource.address, view.span, "egress", anywhere(view.span), implied), exists };
}

function isDefaultShaped(rule: FilterRule): boolean {
  return rule.protocol.known && rule.protocol.value === "all" && rule.peers.some((peer) => peer.kind === "cidr");
}

function sources(context: Context, view: View): Peers {
  const group = view.value("SourceSecurityGroupId") === undefined ? "SourceSecurityGroupName" : "SourceSecurityGroupId";
  return peersOf(context, view, group, "SourcePrefixListId");
}

function destinations(context: Context, view: View): Peers {
  return peersOf(context, view, "DestinationSecurityGroupId", "DestinationPrefixListId");
}

/** A rule without any peer is accepted and admits nobody. */
function peersOf(context: Context, view: View, group: string, list: string): Peers {
  return joinPeers(
    cidrPeers(context, single(view.value("CidrIp")), view.spanOf("CidrIp")),
    cidrPeers(context, single(view.value("CidrIpv6")), view.spanOf("CidrIpv6")),
    linkedPeers(context, "prefix-list", single(view.value(list)), siteOf(view, list)),
    linkedPeers(context, "security-group", single(view.value(group)), siteOf(view, group)),
  );
}

/** `AWS::EC2::SecurityGroupIngress` and `…Egress` with the group that each belongs to. */
export function looseGroupRules(context: Context): readonly LooseRule[] {
  return [
    ...context
      .managed("AWS::EC2::SecurityGroupIngress")
      .flatMap((view) => loose(context, view, "ingress", sources(context, view))),
    ...context.managed(LOOSE_EGRESS).flatMap((view) => loose(context, view, "egress", destinations(context, view))),
  ];
}

function loose(context: Context, view: View, direction: FilterRule["direction"], peers: Peers): readonly LooseRule[] {
  const target: Link | undefined = firstLink(context, "security-group", view, ["GroupId", "GroupName"]);
  if (target === undefined) return [];
  return [{ view, target, rule: filterRule(view, NAMES, { direction, action: "allow", peers, exists: view.exists }) }];
}

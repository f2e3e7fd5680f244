/** CloudFormation's network ACLs, entries and associations into network ACL nodes. */
import { aclEntry, directionsOf } from "../acl-entry.ts";
import { baseOf, type Context } from "../context.ts";
import { asBoolean, asNumber, asString, optional, required } from "../facts.ts";
import { bound, cidrPeers, joinPeers, type RuleNames } from "../filter-rule.ts";
import type { LooseRule } from "../loose-rules.ts";
import { linkAt, NO_LINKS } from "../reference.ts";
import { single } from "../value.ts";
import { only } from "../view.ts";

const NAMES: RuleNames = { protocol: "Protocol", from: "From", to: "To" };

/** ACLs; all their entries are resources of their own. */
export function networkAcls(context: Context): void {
  for (const view of context.managed("AWS::EC2::NetworkAcl")) {
    context.put({
      ...baseOf(view),
      kind: "network-acl",
      vpc: linkAt(context, "vpc", view, "VpcId"),
      entries: [],
      isDefault: false,
      subnets: NO_LINKS,
    });
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-networkaclentry.html */
export function looseEntries(context: Context): readonly LooseRule[] {
  return context.managed("AWS::EC2::NetworkAclEntry").flatMap((view) => {
    const target = linkAt(context, "network-acl", view, "NetworkAclId");
    if (target === undefined) return [];
    const peers = joinPeers(
      cidrPeers(context, single(view.value("CidrBlock")), view.spanOf("CidrBlock")),
      cidrPeers(context, single(view.value("Ipv6CidrBlock")), view.spanOf("Ipv6CidrBlock")),
    );
    const action = required(view, "RuleAction", asString, "deny");
    const number = optional(view, "RuleNumber", asNumber);
    const ports = only(view.views("PortRange")) ?? view;
    return directionsOf(required(view, "Egress", asBoolean, false)).flatMap(({ direction, exists }) =>
      aclEntry(view, ports, NAMES, { direction, action, number, peers }).map((rule) => ({
        view,
        target,
        rule: bound(rule, exists),
      })),
    );
  });
}

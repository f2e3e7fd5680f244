/** The egress that CloudFormation adds to a security group. */
import type { FilterRule } from "../../graph/model.ts";
import type { Rules } from "../filters/loose-rules.ts";
import { allowAll, anywhere } from "../references/companion.ts";
import { unsettled } from "../value.ts";
import type { View } from "../view.ts";

const NAME = "securityGroupEgress";

/**
 * A group without egress rules is given one that allows everything
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html). Whether it stays when an
 * egress resource of its own names the group (`apart`) is not documented and reported both ways (aws-cdk issues 987, 3355, 14657); nor is
 * what an empty list does. There the rule is one that may exist.
 */
export function withDefaultEgress(view: View, rules: Rules, apart: boolean): Rules {
  const { address } = view.resource;
  const stripped = unsettled(
    `default egress of ${address}`,
    `CloudFormation may remove the rule of ${address} that allows everything when an AWS::EC2::SecurityGroupEgress is added to the group`,
    "external",
    view.span,
  );
  if (rules.rules.length > 0) {
    if (!apart) return rules;
    return {
      ...rules,
      rules: rules.rules.map((rule) => (isDefaultShaped(rule) ? { ...rule, exists: stripped } : rule)),
    };
  }
  if (rules.rest !== undefined) return { ...rules, rules: [perhaps(view, rules.rest)] };
  if (apart) return { rules: [perhaps(view, stripped)] };
  if (!view.views(NAME).written) return { rules: [perhaps(view, true)] };
  const empty = unsettled(
    `default egress of ${address}`,
    `it is not documented whether an empty ${view.spelt(NAME)} keeps the default rule`,
    "external",
    view.spanOf(NAME),
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

/** Security groups and rule resources into security group nodes. */
import type { Existence } from "../../base/value.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { FilterRule, SecurityGroup } from "../../graph/model.ts";
import { unknownsIn } from "../../values/unknown.ts";
import { baseOf, type Context, nodeId } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import { asString, factOf } from "../facts.ts";
import { leftToOthers } from "../ignored-changes.ts";
import { impliedLink } from "../references/companion.ts";
import { certain, join, linkAt, NO_LINKS, vpcOrDefault } from "../references/reference.ts";
import { bothExist, given, single, unsettled } from "../value.ts";
import { alternative, siteOf, type View } from "../view.ts";
import { bound, filterRule } from "./filter-rule.ts";
import { type LooseRule, type Rules, rulesOf } from "./loose-rules.ts";
import { joinPeers, linkedPeers, listedPeers, type Peers, selfPeers, singlePeers } from "./peers.ts";

type Direction = FilterRule["direction"];

/** Groups with their inline rules, and the egress that a dialect adds to them. */
export function securityGroups(context: Context, loose: readonly LooseRule[]): void {
  const adding = loose.filter(({ view, rule }) => rule.direction === "egress" && meaningOf(view).egress !== undefined);
  const apart = new Set(adding.flatMap(({ target }) => target.to));
  for (const view of context.managed("security-group", "default-security-group"))
    context.put(group(context, view, apart.has(baseOf(view).id)));
}

/** `egressApart`: whether a resource of its own adds egress to the group. */
function group(context: Context, view: View, egressApart: boolean): SecurityGroup {
  const base = baseOf(view);
  const vpc = vpcOrDefault(context, view);
  const inline = (name: string, direction: Direction): Rules =>
    rulesOf(context, view.views(name), (rule) => [ruleOf(rule, direction, inlinePeers(context, rule, direction))]);
  const ingress = inline("securityGroupIngress", "ingress");
  const written = inline("securityGroupEgress", "egress");
  const egress = meaningOf(view).egress?.(view, written, egressApart) ?? written;
  const made: SecurityGroup = {
    ...base,
    kind: "security-group",
    vpc,
    rules: [...ingress.rules, ...egress.rules],
    ...given({
      ingressRest: ingress.rest,
      egressRest: egress.rest,
    }),
    isDefault: isOf("default-security-group", view.resource.type),
  };
  return made.isDefault ? perhapsManaged(made, bothExist(base.exists, certain(vpc, view))) : made;
}

/**
 * A VPC has its default group whether or not the source manages it: where it does not, or manages that of another VPC, the group has the
 * rules that AWS makes.
 */
function perhapsManaged(group: SecurityGroup, exists: Existence): SecurityGroup {
  if (exists === true) return group;
  const rules = group.rules.map((rule) => bound(rule, exists));
  return { ...group, exists: true, rules, ingressRest: exists, egressRest: exists };
}

/** Adds to each group the VPCs with which resources of their own associate it. */
export function shareGroups(context: Context): void {
  for (const view of context.managed("security-group-vpc-association")) {
    const target = linkAt(context, "security-group", view, "groupId");
    const vpc = linkAt(context, "vpc", view, "vpcId");
    if (vpc === undefined || target === undefined) continue;
    const exists = bothExist(bothExist(view.resource.exists, vpc.exists), certain(target, view));
    const share = (node: SecurityGroup, where: Existence): void => {
      const shared = { links: [{ ...vpc, exists: where }] };
      context.put({ ...node, sharedWith: join([node.sharedWith ?? NO_LINKS, shared]) });
    };
    for (const id of target.to) {
      const node = context.node("security-group", id);
      const { external } = node ?? {};
      if (node !== undefined) share(node, exists);
      if (external === undefined || external.literal) continue;
      // It may be any group of the root.
      for (const other of context.nodesOf("security-group"))
        if (other.external === undefined && other.root === view.resource.root)
          share(other, bothExist(exists, external.unknown));
    }
  }
}

/**
 * A group without any rule is made to be filled: where an output of its root hands its id out and nothing in the scan fills it, others may.
 */
export function openExportedGroups(context: Context): void {
  for (const outputs of context.outputs.values()) {
    for (const [name, value] of outputs) {
      for (const { ref } of unknownsIn(value)) {
        const node = ref === undefined ? undefined : context.node("security-group", nodeId(ref));
        if (node === undefined || !isEmpty(node)) continue;
        const text = `${node.address} has no rule in the scan, and who reads the output ${name} may add some`;
        const hint = `scan what reads the output ${name} together with it`;
        const unknown = unsettled(`rules of ${node.address}`, text, "external", node.span, hint);
        context.put({ ...node, ingressRest: unknown, egressRest: unknown });
      }
    }
  }
}

/** So is one without rules of a direction that `ignore_changes` leaves to others. */
export function openGroupsLeft(context: Context): void {
  for (const view of context.managed("security-group", "default-security-group")) {
    const left = leftToOthers(view.resource);
    for (const direction of DIRECTIONS) {
      const node = context.node("security-group", baseOf(view).id);
      const part = left.find(({ name }) => name === direction);
      if (node === undefined || part === undefined || !isSilent(node, direction)) continue;
      const text = `${node.address} has no ${direction} in the scan, and its ignore_changes leaves that to others`;
      const hint = `write its ${direction}, or take that out of its ignore_changes`;
      const rest = unsettled(part.symbol, text, "external", node.span, hint);
      context.put({ ...node, ...(direction === "ingress" ? { ingressRest: rest } : { egressRest: rest }) });
    }
  }
}

function isSilent({ rules, ingressRest, egressRest }: SecurityGroup, direction: Direction): boolean {
  const rest = direction === "ingress" ? ingressRest : egressRest;
  return rest === undefined && !rules.some((rule) => rule.direction === direction);
}

/** As Terraform calls them too, which alone has such a lifecycle. */
const DIRECTIONS = ["ingress", "egress"] as const;

function isEmpty({ external, rules, ingressRest, egressRest }: SecurityGroup): boolean {
  return external === undefined && rules.length === 0 && ingressRest === undefined && egressRest === undefined;
}

/** A rule in its group takes lists of every sort of peer and the group itself, or one of each, as the dialect has it. */
function inlinePeers(context: Context, view: View, direction: Direction): Peers {
  if (view.spelt("cidrBlocks") === undefined) return singlePeers(context, view, direction);
  return joinPeers(
    listedPeers(context, view),
    linkedPeers(context, "security-group", view.value("securityGroups"), siteOf(view, "securityGroups")),
    selfPeers(view, "self", impliedLink(nodeId(view.resource), view.resource.span)),
  );
}

function ruleOf(view: View, direction: Direction, peers: Peers): FilterRule {
  return filterRule(view, { direction, action: "allow", peers, exists: view.exists });
}

/** The rule resources of every form, with the group that each belongs to. */
export function looseGroupRules(context: Context): readonly LooseRule[] {
  return [
    ...context.managed("security-group-rule").flatMap((view) => eitherWay(context, view)),
    ...context.managed("ingress-rule").flatMap((view) => oneWay(context, view, "ingress")),
    ...context.managed("egress-rule").flatMap((view) => oneWay(context, view, "egress")),
  ];
}

/** A rule that says its direction (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule). */
function eitherWay(context: Context, view: View): readonly LooseRule[] {
  const target = linkAt(context, "security-group", view, "groupId");
  if (target === undefined) return [];
  const source = alternative(view, "sourceSecurityGroupId", ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds"]);
  const peers = joinPeers(
    listedPeers(context, view),
    linkedPeers(context, "security-group", single(source), siteOf(view, "sourceSecurityGroupId")),
    selfPeers(view, "self", target),
  );
  const type = view.value("type");
  const direction = type === undefined ? undefined : factOf(type, asString, view.spanOf("type"));
  return (["ingress", "egress"] as const).flatMap((one) => {
    if (direction === undefined || (direction.known && direction.value !== one)) return [];
    const exists = direction.known ? view.exists : bothExist(view.exists, direction.unknown);
    return [{ view, target, rule: filterRule(view, { direction: one, action: "allow", peers, exists }) }];
  });
}

/** A rule of one direction and mostly one peer. */
function oneWay(context: Context, view: View, direction: Direction): readonly LooseRule[] {
  const target =
    linkAt(context, "security-group", view, "groupId") ?? linkAt(context, "security-group", view, "groupName");
  if (target === undefined) return [];
  return [{ view, target, rule: ruleOf(view, direction, singlePeers(context, view, direction)) }];
}

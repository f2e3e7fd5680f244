/** Rules that stand as resources of their own, joined to the security groups or network ACLs that they name. */
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { FilterRule, Link, NetworkAcl, NodeId, SecurityGroup } from "../graph/model.ts";
import { type Context, nodeId } from "./context.ts";
import { bound, variesWith } from "./filter-rule.ts";
import { IDENTITIES } from "./identity.ts";
import { certain } from "./reference.ts";
import { derived } from "./value.ts";
import type { View, Views } from "./view.ts";

/** A rule resource, or a thing that opens a group without saying how. */
export interface LooseRule {
  readonly view: View;
  readonly target: Link;
  readonly rule: FilterRule;
}

/** Rules of one direction, and whether there may be more. */
export interface Rules {
  readonly rules: readonly FilterRule[];
  readonly open?: UnknownValue;
}

/** The rules that blocks or objects of a group or ACL make. */
export function rulesOf(context: Context, views: Views, make: (view: View) => readonly FilterRule[]): Rules {
  const rules = views.views.flatMap(make);
  if (views.open === undefined) return { rules };
  const varied =
    rules.length === 0 || rules.some((rule) => rule.exists !== true && variesWith(context, rule) !== undefined);
  return varied ? { rules, open: views.open } : { rules };
}

/** What loose rules add to one node. */
export interface Addition {
  readonly rules: FilterRule[];
  readonly open: { ingress?: UnknownValue; egress?: UnknownValue };
}

/** Loose rules by the node that they belong to. Where a rule may belong to one of several, it may exist in each. */
export function additions(context: Context, loose: readonly LooseRule[]): ReadonlyMap<NodeId, Addition> {
  const byNode = new Map<NodeId, Addition>();
  const told = new Set<string>();
  const at = (id: NodeId): Addition => {
    const addition = byNode.get(id) ?? { rules: [], open: {} };
    byNode.set(id, addition);
    return addition;
  };
  for (const { view, target, rule } of loose) {
    for (const id of target.to) {
      const addition = at(id);
      const { resource } = view;
      addition.rules.push(bound(bound(rule, resource.exists), certain(target, view)));
      const varies = resource.repeated && !isOneEach(context, id, view) ? variesWith(context, rule) : undefined;
      if (varies !== undefined) addition.open[rule.direction] ??= varies;
      for (const { owner, unknown } of ownersElsewhere(context, id, resource.root))
        at(owner).rules.push(bound(bound(rule, resource.exists), unknown));
      const key = `${rule.direction} ${id} ${resource.root}`;
      if (told.has(key)) continue;
      told.add(key);
      for (const { owner, unknown } of possibleOwners(context, id, resource.root))
        at(owner).open[rule.direction] ??= unknown;
    }
  }
  return byNode;
}

/**
 * The nodes that a rule may belong to although it is not known to: all of its root where what names its node is wrong
 * (`aws_security_group.x["no such key"].id`), else those from which the name is made (`element(concat(…), 0)`).
 */
function possibleOwners(
  context: Context,
  target: NodeId,
  root: string,
): readonly { readonly owner: NodeId; readonly unknown: UnknownValue }[] {
  const kind = context.node("security-group", target) === undefined ? "network-acl" : "security-group";
  const outside = context.node(kind, target)?.external;
  if (outside === undefined) return [];
  const roots = rootUnknowns(outside.unknown);
  const wrong = roots.find(({ cause, symbol }) => cause.kind === "error" && !namesResource(symbol));
  if (wrong !== undefined) {
    const nodes = context.nodesOf(kind).filter((node) => node.external === undefined && node.root === root);
    return nodes.map(({ id }) => ({ owner: id, unknown: wrong }));
  }
  return roots.flatMap((unknown) => {
    const resource = unknown.ref === undefined ? undefined : context.resource(unknown.ref);
    const owner = resource === undefined ? undefined : context.node(kind, nodeId(resource));
    return owner === undefined || owner.external !== undefined ? [] : [{ owner: owner.id, unknown: outside.unknown }];
  });
}

/** A thing that a root names by an id from outside may be one that another root makes: its own it would refer to. */
function ownersElsewhere(
  context: Context,
  target: NodeId,
  root: string,
): readonly { readonly owner: NodeId; readonly unknown: UnknownValue }[] {
  const kind = context.node("security-group", target) === undefined ? "network-acl" : "security-group";
  const outside = context.node(kind, target);
  if (outside?.external === undefined) return [];
  const { unknown } = outside.external;
  const others = context.nodesOf(kind).filter((node) => node.external === undefined && node.root !== root);
  return others.map(({ id, address }) => {
    const text = `${outside.address} may be ${address}`;
    return { owner: id, unknown: derived(`${unknown.symbol} is ${id}`, text, [unknown]) };
  });
}

/** A resource that is not declared is none of those that are. */
function namesResource(symbol: string): boolean {
  return IDENTITIES.has(symbol.split(".", 1)[0] ?? "");
}

/** Whether rule and group are repeated over the same collection: there is one rule for each group. */
function isOneEach(context: Context, target: NodeId, view: View): boolean {
  const node = context.node("security-group", target) ?? context.node("network-acl", target);
  const { exists } = view.resource;
  return node?.repeated === true && node.exists !== true && exists !== true && node.exists.symbol === exists.symbol;
}

export function addToGroup(group: SecurityGroup, addition: Addition): SecurityGroup {
  const ingressOpen = group.ingressOpen ?? addition.open.ingress;
  const egressOpen = group.egressOpen ?? addition.open.egress;
  return {
    ...group,
    rules: [...group.rules, ...addition.rules],
    ...(ingressOpen === undefined ? {} : { ingressOpen }),
    ...(egressOpen === undefined ? {} : { egressOpen }),
  };
}

export function addToAcl(acl: NetworkAcl, addition: Addition): NetworkAcl {
  const ingressOpen = acl.ingressOpen ?? addition.open.ingress;
  const egressOpen = acl.egressOpen ?? addition.open.egress;
  return {
    ...acl,
    entries: [...acl.entries, ...addition.rules],
    ...(ingressOpen === undefined ? {} : { ingressOpen }),
    ...(egressOpen === undefined ? {} : { egressOpen }),
  };
}

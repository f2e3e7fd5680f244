/** Rules that stand as resources of their own, joined to the security groups or network ACLs that they name. */

import { once, remembered } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import { rootUnknowns, type UnknownValue } from "../../base/value.ts";
import { familyOf, isOf } from "../../catalogue/catalogue.ts";
import type { ConflictingRules, FilterRule, Link, NetworkAcl, NodeId, SecurityGroup } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { certain } from "../references/reference.ts";
import { derived, given } from "../value.ts";
import type { View, Views } from "../view.ts";
import { bound, variesWith } from "./filter-rule.ts";

/** A rule resource, or a thing that opens a group without saying how. */
export interface LooseRule {
  readonly view: View;
  readonly target: Link;
  readonly rule: FilterRule;
}

/** Rules of one direction, and whether there may be more. */
export interface Rules {
  readonly rules: readonly FilterRule[];
  readonly rest?: UnknownValue;
}

/** The rules that blocks or objects of a group or ACL make. */
export function rulesOf(context: Context, views: Views, make: (view: View) => readonly FilterRule[]): Rules {
  const rules = views.views.flatMap(make);
  if (views.rest === undefined) return { rules };
  // A block that stands for all others says of each what it says, unless that varies.
  const varied =
    views.alike !== true ||
    rules.length === 0 ||
    rules.some((rule) => rule.exists !== true && variesWith(context, rule) !== undefined);
  return varied ? { rules, rest: views.rest } : { rules };
}

/** Adds loose rules to the groups and ACLs that they belong to, and marks those that another writing of theirs would remove. */
export function addLooseRules(context: Context, loose: readonly LooseRule[]): void {
  for (const [id, { rules, rest }] of additions(context, loose)) {
    const node = filterAt(context, id);
    if (node === undefined) continue;
    const open = given({ ingressRest: node.ingressRest ?? rest.ingress, egressRest: node.egressRest ?? rest.egress });
    if (node.kind === "security-group") context.put({ ...node, rules: [...node.rules, ...rules], ...open });
    else context.put({ ...node, entries: [...node.entries, ...rules], ...open });
  }
  markConflicts(context, loose);
}

function filterAt(context: Context, id: NodeId): SecurityGroup | NetworkAcl | undefined {
  return context.node("security-group", id) ?? context.node("network-acl", id);
}

/** What loose rules add to one node. */
interface Addition {
  readonly rules: FilterRule[];
  readonly rest: { ingress?: UnknownValue; egress?: UnknownValue };
}

/** Loose rules by the node that they belong to. Where a rule may belong to one of several, it may exist in each. */
function additions(context: Context, loose: readonly LooseRule[]): ReadonlyMap<NodeId, Addition> {
  const byNode = new Map<NodeId, Addition>();
  const owners = new Map<string, readonly PossibleOwner[]>();
  const defined = {
    "security-group": once(() => context.nodesOf("security-group").filter(isDefined)),
    "network-acl": once(() => context.nodesOf("network-acl").filter(isDefined)),
  } as const;
  const at = (id: NodeId): Addition => remembered(byNode, id, () => ({ rules: [], rest: {} }));
  const add = (id: NodeId, { view: { resource }, rule }: LooseRule, varies: UnknownValue | undefined): void => {
    const addition = at(id);
    addition.rules.push(bound(rule, resource.exists));
    if (varies !== undefined) addition.rest[rule.direction] ??= varies;
  };
  for (const one of loose) {
    const { view, target } = one;
    const rule = bound(one.rule, certain(target, view));
    const varies = view.resource.repeated ? variesWith(context, rule) : undefined;
    for (const id of target.to) {
      add(id, { ...one, rule }, isOneEach(context, id, view) ? undefined : varies);
      const { root } = view.resource;
      for (const { owner, unknown } of remembered(owners, `${root}\n${id}`, () =>
        possibleOwners(context, defined, id, root),
      )) {
        if (at(owner).rules.length < MOST_RULES) add(owner, { ...one, rule: bound(rule, unknown) }, varies);
        else at(owner).rest[rule.direction] ??= unknown;
      }
    }
  }
  return byNode;
}

/** Of a node with more rules than this the others that it only may have are its rest, so that many of both do not multiply. */
const MOST_RULES = 200;

function isDefined({ external }: SecurityGroup | NetworkAcl): boolean {
  return external === undefined;
}

/** A node that a rule may belong to, depending on the unknown. */
interface PossibleOwner {
  readonly owner: NodeId;
  readonly unknown: UnknownValue;
}

/**
 * The nodes that a rule may belong to although its target is none of them, because what is given from outside may be one that is defined
 * here: of its own root and of others.
 */
function possibleOwners(
  context: Context,
  definedOf: Readonly<Record<"security-group" | "network-acl", () => readonly (SecurityGroup | NetworkAcl)[]>>,
  target: NodeId,
  root: string,
): readonly PossibleOwner[] {
  const kind = context.node("security-group", target) === undefined ? "network-acl" : "security-group";
  const node = context.node(kind, target);
  if (node?.external === undefined) return [];
  const { unknown, literal } = node.external;
  const defined = definedOf[kind]();
  const own = literal
    ? []
    : ownOf(
        context,
        unknown,
        defined.filter((one) => one.root === root),
      );
  const elsewhere = defined.filter((one) => one.root !== root);
  return [...own, ...elsewhere].map(({ id, address }) => ({
    owner: id,
    unknown: derived(`${unknown.symbol} is ${id}`, `${node.address} may be ${address}`, [unknown]),
  }));
}

/**
 * What a name that is not known may mean within its root: the things from which the name is made (`element(concat(…), 0)`), else any; but
 * a resource that is not declared is none of those that are. A literal id means nothing here, as a root refers to its own things.
 */
function ownOf(
  context: Context,
  unknown: UnknownValue,
  defined: readonly (SecurityGroup | NetworkAcl)[],
): readonly (SecurityGroup | NetworkAcl)[] {
  const roots = rootUnknowns(unknown);
  const sources = roots.flatMap(({ ref }) => {
    const resource = ref === undefined ? undefined : context.resource(ref);
    return resource === undefined ? [] : defined.filter(({ id }) => id === nodeId(resource));
  });
  if (sources.length > 0) return sources;
  return roots.every(({ cause, symbol }) => cause.kind === "error" && namesResource(symbol)) ? [] : defined;
}

/** A resource that is not declared is none of those that are. */
function namesResource(symbol: string): boolean {
  return familyOf(symbol.split(".", 1)[0] ?? "") !== undefined;
}

/** Whether rule and group are repeated over the same collection: there is one rule for each group. */
function isOneEach(context: Context, target: NodeId, view: View): boolean {
  const node = filterAt(context, target);
  const { exists } = view.resource;
  return node?.repeated === true && node.exists !== true && exists !== true && node.exists.symbol === exists.symbol;
}

/**
 * Groups and ACLs whose rules of one direction are written both in the resource and as resources of their own. The provider takes the
 * rules in the resource for all that there are and removes the others at the next apply
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group, …/network_acl).
 */
function markConflicts(context: Context, loose: readonly LooseRule[]): void {
  const owners = new Map(
    context
      .managed("security-group", "default-security-group", "network-acl", "default-network-acl")
      .filter(({ resource }) => resource.type.startsWith("aws_"))
      .map((view) => [nodeId(view.resource), view] as const),
  );
  const found = new Map<NodeId, ConflictingRules[]>();
  // Of a rule that only may be there, its own existence says so.
  for (const { view, target, rule } of loose) {
    const [id, other] = target.to;
    const owner = id === undefined || other !== undefined ? undefined : owners.get(id);
    const inline = owner === undefined ? undefined : inlineAt(owner, rule.direction);
    if (id === undefined || inline === undefined) continue;
    const { span: standalone, address } = view.resource;
    found.set(id, [...(found.get(id) ?? []), { direction: rule.direction, inline, standalone, address }]);
  }
  for (const [id, conflicting] of found) {
    const node = filterAt(context, id);
    if (node !== undefined) context.put({ ...node, conflicting });
  }
}

/**
 * Where the resource itself says all rules of a direction; undefined where it does not, or only may, or leaves them to others by its
 * `ignore_changes`, so that no apply removes one.
 */
function inlineAt(owner: View, direction: FilterRule["direction"]): Span | undefined {
  const { type, body, ignored } = owner.resource;
  if (ignored?.has(direction) === true || ignored?.has("all") === true) return undefined;
  const block = owner.views(direction).views.find(({ exists }) => exists === true);
  const argument = body.attributes.get(direction);
  if (argument !== undefined && argument.computed !== true && argument.value.kind === "list") return argument.span;
  if (argument === undefined && block !== undefined) return block.span;
  // Its entries are all that there are, also where it has none
  // (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_network_acl).
  return isOf("default-network-acl", type) && argument === undefined ? owner.span : undefined;
}

/** Finds or makes what comes with a VPC unasked: its default security group and network ACL; and the account's default VPC. */
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Companion } from "../../catalogue/families.ts";
import type {
  DefaultGroup,
  FilterRule,
  Link,
  LinkSet,
  NetworkAcl,
  NodeId,
  Peer,
  SecurityGroup,
} from "../../graph/model.ts";
import { wholeFamily } from "../../sets/ip-set.ts";
import { type Context, nodeId } from "../context.ts";
import { byDefault } from "../facts.ts";
import { unsettled } from "../value.ts";
import type { Site } from "../view.ts";
import { externalNode } from "./external.ts";

/** The id of a VPC's default group or ACL: the one that the source manages, else one with the rules as AWS makes them. */
export function companion(context: Context, which: Companion, vpc: NodeId, site: Site): NodeId {
  const managed = (which === "default-security-group" ? context.defaultGroups : context.defaultAcls).get(vpc);
  if (managed !== undefined) return managed;
  const id = `${vpc}/${which}`;
  if (!context.has(id)) context.put(companionNode(context, which, id, vpc, site));
  return id;
}

/**
 * Its rules are taken to be as AWS makes them
 * (https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html, …/default-network-acl.html).
 */
function companionNode(
  context: Context,
  which: Companion,
  id: NodeId,
  vpc: NodeId,
  site: Site,
): SecurityGroup | NetworkAcl {
  const isGroup = which === "default-security-group";
  const of = context.node("vpc", vpc);
  const address = `default ${isGroup ? "security group" : "network ACL"} of ${of?.address ?? vpc}`;
  const span = isGroup ? site.span : (of?.span ?? site.span);
  const unknown = unmanaged(address, span);
  const text = isGroup
    ? `${address} has its rules as AWS makes them, because nothing in the source manages it`
    : `${address} allows everything, as AWS makes it, because nothing in the source manages it`;
  const base = {
    id,
    address,
    root: of?.root ?? site.root,
    span,
    exists: of?.exists ?? true,
    vpc: impliedLink(vpc, span),
    isDefault: true,
    ...(context.strict ? { ingressRest: unknown, egressRest: unknown } : { assumption: { kind: which, text } }),
  };
  return isGroup
    ? { ...base, kind: "security-group", rules: context.strict ? [] : defaultRules(id, address, span) }
    : {
        ...base,
        kind: "network-acl",
        subnets: { links: [] },
        entries: context.strict ? [] : defaultEntries(address, span),
      };
}

/** A link that nobody wrote. */
export function impliedLink(id: NodeId, span: Span): Link {
  return { to: [id], exists: true, origin: { kind: "default", span } };
}

/** The rules of a default group as AWS makes it: everything from itself, and to everywhere. */
function defaultRules(id: NodeId, address: string, span: Span): readonly FilterRule[] {
  const self: Peer = { kind: "security-group", group: impliedLink(id, span), exists: true };
  const implied = "AWS makes a default security group with this rule";
  return [
    allowAll(address, span, "ingress", [self], implied),
    allowAll(address, span, "egress", anywhere(span), implied),
  ];
}

/** The entries of a default ACL as AWS makes it: everything, both families, both directions. */
function defaultEntries(address: string, span: Span): readonly FilterRule[] {
  const implied = "AWS makes a default network ACL with this entry";
  return (["ingress", "egress"] as const).flatMap((direction) =>
    anywhere(span).map((peer, family) => ({
      ...allowAll(address, span, direction, [peer], implied),
      number: byDefault(100 + family, span),
    })),
  );
}

/** A rule that allows all protocols and ports, which nobody wrote. */
export function allowAll(
  address: string,
  span: Span,
  direction: FilterRule["direction"],
  peers: readonly Peer[],
  implied: string,
): FilterRule {
  return {
    address,
    direction,
    action: "allow",
    protocol: byDefault("all", span),
    ports: "all",
    peers,
    exists: true,
    span,
    implied,
  };
}

/** Every address of both families. */
export function anywhere(span: Span): readonly Peer[] {
  return ([4, 6] as const).map((family) => ({
    kind: "cidr",
    range: byDefault(wholeFamily(family), span),
    exists: true,
  }));
}

function unmanaged(address: string, span: Span): UnknownValue {
  return unsettled(
    `rules of ${address}`,
    `nothing in the source manages the ${address}`,
    "assumption",
    span,
    "define its rules, or leave out --strict",
  );
}

/** The account's default VPC: the one that the source adopts, else an external one. */
export function defaultVpc(context: Context, site: Site): NodeId {
  const adopted = context.managed("default-vpc").find((view) => view.resource.root === site.root);
  if (adopted !== undefined) return nodeId(adopted.resource);
  const id = `external:default VPC of ${site.root}`;
  if (!context.has(id)) {
    const unknown = unsettled(
      `default VPC of ${site.root}`,
      "the default VPC of the account is not in the source",
      "external",
      site.span,
      "name the subnets or the security groups, so that their VPC is known",
    );
    context.put(externalNode("vpc", { ...site, id, address: "default VPC", unknown }, id));
  }
  return id;
}

/** The groups as written; where none is, the default group of the VPC and that this is why. `where` is what names none. */
export function groupsOrDefault(
  context: Context,
  written: LinkSet,
  subnets: LinkSet,
  site: Site,
  where: string,
): { readonly securityGroups: LinkSet; readonly defaultGroup?: DefaultGroup } {
  if (written.links.length > 0 || written.rest !== undefined) return { securityGroups: written };
  return {
    securityGroups: { links: [defaultGroupFor(context, subnets, site)] },
    defaultGroup: { because: `${where} names no security group`, span: site.span },
  };
}

/**
 * The default group that an interface in these subnets carries where none is written
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html). Without a subnet it is that of the default VPC.
 */
function defaultGroupFor(context: Context, subnets: LinkSet, site: Site): Link {
  const vpcs = new Map<NodeId, Link>();
  let sawSubnet = false;
  for (const subnet of subnets.links) {
    for (const id of subnet.to) {
      sawSubnet = true;
      const vpc = context.node("subnet", id)?.vpc;
      for (const to of vpc?.to ?? []) vpcs.set(to, vpc!);
    }
  }
  if (vpcs.size > 0) {
    const to = [...vpcs.keys()].map((vpc) => companion(context, "default-security-group", vpc, site));
    return { to, exists: true, origin: { kind: "default", span: site.span } };
  }
  if (!sawSubnet && subnets.rest === undefined) {
    return impliedLink(companion(context, "default-security-group", defaultVpc(context, site), site), site.span);
  }
  const of = subnets.rest?.symbol ?? subnets.links[0]?.to[0] ?? site.root;
  const symbol = `default security group of the VPC of ${of}`;
  const id = `external:${symbol}`;
  if (!context.has(id)) {
    const unknown = unsettled(
      symbol,
      `the VPC of ${of} is not in the source`,
      "external",
      site.span,
      "name the security groups, or scan what defines the subnets together with this",
    );
    context.put(externalNode("security-group", { ...site, id, address: symbol, unknown }, id));
  }
  return impliedLink(id, site.span);
}

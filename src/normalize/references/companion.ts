/** Finds or makes what comes with a VPC unasked: its default security group and network ACL, its main route table; and the account's default VPC. */
import type { Span } from "../../base/source-file.ts";
import { rootUnknowns, type UnknownValue } from "../../base/value.ts";
import type { Companion } from "../../catalogue/families.ts";
import type {
  DefaultGroup,
  FilterRule,
  Link,
  LinkSet,
  NetworkAcl,
  NodeId,
  Peer,
  RouteTable,
  SecurityGroup,
} from "../../graph/model.ts";
import { wholeFamily } from "../../sets/ip-set.ts";
import { type Context, nodeId } from "../context.ts";
import { byDefault } from "../facts.ts";
import { unsettled } from "../value.ts";
import type { Site } from "../view.ts";
import { externalNode } from "./external.ts";

/** The id of what comes with a VPC: the one that the source manages, else one as AWS makes it. */
export function companion(context: Context, which: Companion, vpc: NodeId, site: Site): NodeId {
  const id = companionId(context, which, vpc);
  if (!context.has(id) && !context.managedCompanions[which].has(vpc))
    context.put(AS_AWS_MAKES_IT[which](context, id, vpc, site));
  return id;
}

/** Its id, whether or not anything has referred to it. */
export function companionId(context: Context, which: Companion, vpc: NodeId): NodeId {
  return context.managedCompanions[which].get(vpc) ?? `${vpc}/${which}`;
}

const AS_AWS_MAKES_IT = {
  "default-security-group": defaultGroup,
  "default-network-acl": defaultAcl,
  "main-route-table": mainRouteTable,
} as const satisfies Readonly<
  Record<Companion, (context: Context, id: NodeId, vpc: NodeId, site: Site) => SecurityGroup | NetworkAcl | RouteTable>
>;

function parts(context: Context, id: NodeId, vpc: NodeId, site: Site, what: string) {
  const of = context.node("vpc", vpc);
  const address = `${what} of ${of?.address ?? vpc}`;
  const span = what === "default security group" ? site.span : (of?.span ?? site.span);
  return {
    id,
    address,
    root: of?.root ?? site.root,
    span,
    exists: of?.exists ?? true,
    vpc: impliedLink(vpc, span),
  } as const;
}

/** A link that nobody wrote. */
export function impliedLink(id: NodeId, span: Span): Link {
  return { to: [id], exists: true, origin: { kind: "default", span } };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
function defaultGroup(context: Context, id: NodeId, vpc: NodeId, site: Site): SecurityGroup {
  const base = {
    ...parts(context, id, vpc, site, "default security group"),
    kind: "security-group",
    isDefault: true,
  } as const;
  if (context.strict) {
    const unknown = unmanaged("rules", base.address, base.span);
    return { ...base, rules: [], ingressRest: unknown, egressRest: unknown };
  }
  const self: Peer = { kind: "security-group", group: impliedLink(id, base.span), exists: true };
  const implied = "AWS makes a default security group with this rule";
  return {
    ...base,
    assumption: {
      kind: "default-security-group",
      text: `${base.address} has its rules as AWS makes them, because nothing in the source manages it`,
    },
    rules: [
      allowAll(base.address, base.span, "ingress", [self], implied),
      allowAll(base.address, base.span, "egress", anywhere(base.span), implied),
    ],
  };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
function defaultAcl(context: Context, id: NodeId, vpc: NodeId, site: Site): NetworkAcl {
  const base = {
    ...parts(context, id, vpc, site, "default network ACL"),
    kind: "network-acl",
    isDefault: true,
    subnets: { links: [] } as LinkSet,
  } as const;
  if (context.strict) {
    const unknown = unmanaged("rules", base.address, base.span);
    return { ...base, entries: [], ingressRest: unknown, egressRest: unknown };
  }
  return {
    ...base,
    assumption: {
      kind: "default-network-acl",
      text: `${base.address} allows everything, as AWS makes it, because nothing in the source manages it`,
    },
    entries: defaultEntries(base.address, base.span),
  };
}

/** It has the routes within the VPC only (https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html#main-route-table). */
function mainRouteTable(context: Context, id: NodeId, vpc: NodeId, site: Site): RouteTable {
  const base = parts(context, id, vpc, site, "main route table");
  const table = { ...base, kind: "route-table", routes: [] } as const;
  if (context.strict) return { ...table, routesRest: unmanaged("routes", base.address, base.span) };
  return {
    ...table,
    assumption: {
      kind: "main-route-table",
      text: `${base.address} leads nowhere out of the VPC, as AWS makes it, because nothing in the source adds a route to it`,
    },
  };
}

/** The entries of a default ACL as AWS makes it: everything, both families, both directions. */
export function defaultEntries(address: string, span: Span): readonly FilterRule[] {
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

function unmanaged(what: "rules" | "routes", address: string, span: Span): UnknownValue {
  return unsettled(
    `${what} of ${address}`,
    `nothing in the source manages the ${address}`,
    "assumption",
    span,
    `define its ${what}, or leave out --strict`,
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
      "the default VPC of the account is not defined in the scanned files",
      "external",
      site.span,
      "name the subnets or the security groups, so that their VPC is known",
    );
    context.put(externalNode("vpc", { ...site, id, address: "default VPC", unknown }, id));
  }
  return id;
}

/**
 * The groups as written; where none is, the default group of the VPC and that this is why. `where` is what names none. Without subnets only
 * instances are started, in the default VPC; ECS and Elastic Load Balancing refuse it, as of everything but `instances`.
 */
export function groupsOrDefault(
  context: Context,
  written: LinkSet,
  subnets: LinkSet,
  site: Site,
  where: string,
  of: "instances" | "others" = "others",
): { readonly securityGroups: LinkSet; readonly defaultGroup?: DefaultGroup } {
  if (written.links.length > 0 || written.rest !== undefined) return { securityGroups: written };
  if (of === "others" && subnets.links.length === 0 && subnets.rest === undefined) {
    const text = `${where} names no subnet, so that it is in no VPC`;
    const rest = unsettled(`groups of ${where}`, text, "error", site.span, `name the subnets in ${where}`);
    return { securityGroups: { links: [], rest } };
  }
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
  const [first] = subnets.links.flatMap(({ to }) => to);
  const subnet = first === undefined ? undefined : context.node("subnet", first);
  const open = subnets.rest ?? subnet?.external?.unknown;
  const of = subnets.rest?.symbol ?? first ?? site.root;
  const symbol = `default security group of the VPC of ${of}`;
  const id = `external:${symbol}`;
  if (!context.has(id)) {
    const unknown = unsettled(
      symbol,
      `the VPC of ${subnets.rest?.symbol ?? subnet?.address ?? of} is not defined in the scanned files`,
      "external",
      site.span,
      "name the security groups, or scan what defines the subnets together with this",
    );
    // With the module that makes the subnets, their VPC is known too.
    const isModule = open !== undefined && rootUnknowns(open).every(({ cause }) => cause.kind === "missing-source");
    const settled = isModule ? { ...unknown, from: [open] } : unknown;
    context.put(externalNode("security-group", { ...site, id, address: symbol, unknown: settled }, id));
  }
  return impliedLink(id, site.span);
}

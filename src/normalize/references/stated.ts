/** What is known from outside of the source of things that it refers to and does not define. */
import type { Span } from "../../base/source-file.ts";
import type { Stated, StatedThing, StatedValue } from "../../base/statement.ts";
import type { Value } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import type { Family } from "../../catalogue/families.ts";
import type { Cluster, FilterRule, Launch, Link, NetworkAcl, NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { asString, factOf, rangeFact } from "../facts.ts";
import type { Site } from "../view.ts";
import { allowAll, anywhere, defaultEntries } from "./companion.ts";

/** The resource of a family that an id or name, written out, is said to be; undefined where that is not said. */
export function statedAs(context: Context, text: string, family: Family, { root }: Site): NodeId | undefined {
  const stated = statedOf(context, root, { address: text, kind: family });
  const id = stated?.says.kind === "is" ? idOf(context, stated.says, family, root) : undefined;
  if (stated === undefined || id === undefined) return undefined;
  context.take(stated);
  return id;
}

/** Adds to a subnet or group from outside what is known of it. `toVpc`: the link to the VPC that a value names. */
export function addStated(context: Context, id: NodeId, site: Site, toVpc: (vpc: Value, site: Site) => Link): void {
  const node = context.node("subnet", id) ?? context.node("security-group", id);
  const stated = node && statedOf(context, site.root, node);
  if (node === undefined || stated?.says.kind !== "traits") return;
  const { cidr, zone, vpc, egress } = stated.says;
  const { span } = stated.assumption;
  const at = { ...site, span };
  const of = vpc === undefined ? undefined : vpcOf(context, vpc, at, toVpc);
  const inVpc = of === undefined ? {} : { vpc: of };
  context.take(stated);
  if (node.kind === "security-group") {
    const rules = egress === undefined ? node.rules : [...node.rules, allOut(node.address, span)];
    context.put({ ...node, ...inVpc, rules });
  } else
    context.put({
      ...node,
      ...inVpc,
      ...(cidr === undefined ? {} : { cidrs: [rangeFact(cidr, span)] }),
      ...(zone === undefined ? {} : { zone: factOf(zone, asString, span) }),
    });
}

/** Its further rules, of which nothing is known, only allow more. */
function allOut(address: string, span: Span): FilterRule {
  return allowAll(address, span, "egress", anywhere(span), "it is said to let everything out");
}

function vpcOf(
  context: Context,
  says: StatedValue,
  site: Site,
  toVpc: (vpc: Value, site: Site) => Link,
): Link | undefined {
  if (says.kind === "value") return toVpc(says.value, site);
  const id = says.kind === "is" ? idOf(context, says, "vpc", site.root) : undefined;
  return id === undefined ? undefined : linkTo(id, site);
}

/** Gives subnets from outside the network ACLs that they are said to have. */
export function addStatedAcls(context: Context): void {
  for (const subnet of context.nodesOf("subnet")) {
    const stated = subnet.external === undefined ? undefined : statedOf(context, subnet.root, subnet);
    if (stated?.says.kind !== "traits" || stated.says.networkAcl === undefined) continue;
    const { networkAcl } = stated.says;
    const site = { root: subnet.root, span: stated.assumption.span };
    const member = linkTo(subnet.id, site);
    context.take(stated);
    if (networkAcl === "default") {
      context.put(defaultAclOf(subnet.id, subnet.address, member, site));
      continue;
    }
    const id = idOf(context, networkAcl, "network-acl", subnet.root);
    const acl = id === undefined ? undefined : context.node("network-acl", id);
    if (acl === undefined) continue;
    context.put({ ...acl, subnets: { ...acl.subnets, links: [...acl.subnets.links, member] } });
  }
}

/** It lets everything through, as AWS makes it. */
function defaultAclOf(subnet: NodeId, address: string, member: Link, { root, span }: Site): NetworkAcl {
  const name = `default network ACL of ${address}`;
  return {
    kind: "network-acl",
    id: `${subnet}/default-network-acl`,
    address: name,
    root,
    span,
    exists: true,
    vpc: undefined,
    isDefault: true,
    entries: defaultEntries(name, span),
    subnets: { links: [member] },
  };
}

/** Makes the instances of groups join the clusters that they are said to join, where the source does not say which they do. */
export function addStatedHosts(context: Context): void {
  for (const cluster of context.nodesOf("cluster")) {
    const stated = statedOf(context, cluster.root, cluster);
    if (stated?.says.kind !== "traits") continue;
    for (const thing of stated.says.joinedBy ?? []) joinBy(context, cluster, thing, stated);
  }
}

function joinBy(context: Context, cluster: Cluster, thing: StatedThing, stated: Stated): void {
  const id =
    idOf(context, thing, "host-group", cluster.root) ?? idOf(context, thing, "capacity-provider", cluster.root);
  const group = id === undefined ? undefined : context.node("host-group", id);
  if (group === undefined) return;
  context.take(stated);
  const launches = group.launches.map((launch): Launch => {
    const { clusterDoubt: _, userDataUnread: __, ...certain } = launch;
    const isOther =
      launch.cluster !== undefined && launch.clusterDoubt === undefined && !isOpen(context, launch.cluster);
    if (isOther && !launch.cluster.to.includes(cluster.id)) {
      const message = `what is assumed of ${stated.subject} is not what the source says, which counts: ${launch.address} joins another cluster`;
      context.warn("assumption-contradicted", message, stated.assumption.span, "leave it out, or correct it");
      return launch;
    }
    return { ...certain, cluster: linkTo(cluster.id, { root: cluster.root, span: stated.assumption.span }) };
  });
  context.put({ ...group, launches });
}

/** Which of several it is, or whether it is another one from outside, is not known. */
function isOpen(context: Context, { to }: Link): boolean {
  return to.length > 1 || to.some((id) => context.node("cluster", id)?.external?.literal === false);
}

/** By the name that reports have for it, alone or with its kind: `cluster web`. */
function statedOf(
  context: Context,
  root: string,
  { address, kind }: { readonly address: string; readonly kind: string },
): Stated | undefined {
  return context.stated(root, address) ?? context.stated(root, `${kind.replaceAll("-", " ")} ${address}`);
}

function linkTo(id: NodeId, { span }: Site): Link {
  return { to: [id], exists: true, origin: { kind: "variable-file", span } };
}

/** Undefined where no resource of the family is there, which is told. */
function idOf(context: Context, { root: path, address, span }: StatedThing, family: Family, from: string) {
  const root = path === undefined ? from : context.rootAt(path);
  const resource = root === undefined ? undefined : context.resource({ root, address, attribute: "" });
  if (resource !== undefined && familyOf(resource.type) === family) return nodeId(resource);
  const what = family.replaceAll("-", " ");
  context.warn(
    "assumption-thing",
    `there is no ${what} ${address} in ${path ?? from}`,
    span,
    `name a ${what} of the scan by its address`,
  );
  return undefined;
}

/**
 * A thing that the source refers to but does not define: the unknown that stands for it, with what the user can do, and its node, which is
 * made on the first use.
 */

import type { OpenFact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../base/value.ts";
import { definition } from "../../base/value.ts";
import type { Family } from "../../catalogue/families.ts";
import { nodeKindOf } from "../../catalogue/families.ts";
import type { Link, LinkSet, Node, NodeId, NodeKind } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asString, byDefault, optional, rangeFact, unknownFact } from "../facts.ts";
import { derived, isListType, ofInput, originOf, unsettled } from "../value.ts";
import type { Site, View } from "../view.ts";
import { spoken } from "./written.ts";

/** Families that are nodes and can be outside the source. */
export type Linked = Extract<Family, ExternalKind | "classic-load-balancer">;

/** What is known of it beside the unknown that names it, whose symbol is its own where no other is given. */
type ExternalOptions = Partial<Omit<ExternalThing, "id" | "root" | "span" | "unknown">> & {
  readonly symbol?: string;
  /** Of a listener, where it is known which it is. */
  readonly loadBalancer?: NodeId | undefined;
};

/** The id of the external node of a symbol, which is made on its first use. */
export function external(
  context: Context,
  family: Linked,
  unknown: UnknownValue,
  site: Site,
  options: ExternalOptions = {},
): NodeId {
  const kind = nodeKindOf(family) as ExternalKind;
  const symbol = options.symbol ?? unknown.symbol;
  const plain = `external:${symbol}`;
  const taken = context.has(plain) && context.node(kind, plain) === undefined;
  const id = taken ? `${plain} as ${kind}` : plain;
  if (context.has(id)) return id;
  const { span } = originOf(unknown, site.span);
  const repeated = options.repeated === true || isListType(unknown);
  // A symbol has the root with what it names: of an argument that is not given, and of each parameter in the name of an import.
  const address = symbol.replace(/( of |\$\{)[^\s#{}]*#/g, "$1");
  const { loadBalancer: known, ...more } = options;
  const thing = { address, ...more, id, root: site.root, span, unknown, repeated };
  const loadBalancer =
    kind === "listener" && known === undefined
      ? external(context, "load-balancer", { ...unknown, symbol: `load balancer of ${symbol}` }, site)
      : (known ?? id);
  context.put(externalNode(kind, thing, loadBalancer));
  return id;
}

/** A default that somebody has to fill in: each may stand for another thing. */
export function emptyName(value: StringValue | TextValue, family: Linked, site: Site): UnknownValue {
  const { span, input, hint: other, of: parameter } = definition(originOf(value, site.span));
  const { symbol, hint, of } = input ?? {
    symbol: `${span.file.path}:${span.file.position(span.start).line}`,
    hint: other ?? `write there which ${spoken(family)} is meant`,
    of: parameter,
  };
  const text = `an empty text names no ${spoken(family)}`;
  return ofInput(unsettled(`${spoken(family)} of ${symbol}`, text, "input", span, hint), of);
}

export function misplaced({ kind }: Value, family: Linked, { span }: Site): UnknownValue {
  const text = `a ${kind} stands where a ${spoken(family)} is expected`;
  return unsettled(
    `invalid reference at ${span.file.path}:${span.start}`,
    text,
    "error",
    span,
    `refer to one ${spoken(family)} there`,
  );
}

export function tooDeep({ span }: Site): UnknownValue {
  const text = "it is a reference through too many others";
  return unsettled("deep reference", text, "unsupported", span, "refer to the thing itself");
}

/** `toVpc` makes the link to the VPC that an argument names. */
export function addArguments(
  context: Context,
  id: NodeId,
  view: View,
  toVpc: (vpc: Value, name: string) => Link,
): void {
  const group = context.node("security-group", id);
  const vpc = vpcOf(view);
  if (group !== undefined && vpc !== undefined) context.put({ ...group, vpc: toVpc(vpc.value, vpc.name) });
  const subnet = context.node("subnet", id);
  if (subnet === undefined) return;
  const cidr = view.value("cidrBlock");
  const zone = optional(view, "availabilityZone", asString) ?? optional(view, "availabilityZoneId", asString);
  context.put({
    ...subnet,
    vpc: vpc === undefined ? subnet.vpc : toVpc(vpc.value, vpc.name),
    cidrs: cidr === undefined ? subnet.cidrs : [rangeFact(cidr, view.spanOf("cidrBlock"))],
    zone: zone ?? subnet.zone,
  });
}

/** The `vpcId` argument, or the only value of the filter of that name. */
function vpcOf(view: View): { readonly value: Value; readonly name: string } | undefined {
  const value = view.value("vpcId");
  if (value !== undefined) return { value, name: "vpcId" };
  for (const filter of view.views("filter").views) {
    const name = filter.value("name");
    const values = filter.value("values");
    if (name?.kind !== "string" || name.value !== "vpc-id" || values?.kind !== "list") continue;
    const [only, second] = values.elements;
    if (only !== undefined && second === undefined) return { value: only, name: "filter" };
  }
  return undefined;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html: what looks otherwise is yet to be filled in. Of the one
 *  named default it stays open who joins it: instances that run no containers name no cluster either. */
const CLUSTER_NAME = /^(?!default$)[\w-]+$/;

export type ExternalKind = Exclude<NodeKind, "service">;

export interface ExternalThing {
  readonly id: NodeId;
  /** What people read. */
  readonly address: string;
  readonly root: string;
  readonly span: Span;
  readonly unknown: UnknownValue;
  readonly literal?: boolean;
  /** It stands for any number of things. */
  readonly repeated?: boolean;
  /** A prefix list that AWS runs for a service. */
  readonly awsManaged?: boolean;
}

/** Services and listeners' load balancers are never external by themselves; `loadBalancer` is that of a listener. */
export function externalNode(kind: ExternalKind, thing: ExternalThing, loadBalancer: NodeId): Node {
  const base = {
    id: thing.id,
    address: thing.address,
    root: thing.root,
    span: thing.span,
    exists: true,
    external: { unknown: thing.unknown, literal: thing.literal === true },
    ...(thing.repeated === true ? ({ repeated: true } as const) : {}),
  } as const;
  // The symbol is that of the attribute, as an evaluator would name it.
  const unknown = (attribute: string): UnknownValue =>
    derived(`${thing.address}.${attribute}`, `${thing.address} is not defined in the scanned files`, [thing.unknown]);
  const fact = <T>(attribute: string): OpenFact<T> => unknownFact<T>(unknown(attribute), thing.span);
  const links = (attribute: string): LinkSet => ({ links: [], rest: unknown(attribute) });
  switch (kind) {
    case "vpc":
      return {
        ...base,
        kind,
        cidrs: [fact("cidr_block")],
        cidrsRest: unknown("cidr_block_associations"),
        middleboxRoutes: [],
      };
    case "vpc-endpoint":
      return { ...base, kind, vpc: undefined, service: fact("service_name") };
    case "subnet":
      return { ...base, kind, vpc: undefined, cidrs: [fact("cidr_block")], zone: fact("availability_zone") };
    case "route-table":
      return { ...base, kind, vpc: undefined, routes: [], routesRest: unknown("route") };
    case "nat-gateway":
      return { ...base, kind, subnet: undefined, isPrivate: fact("connectivity_type") };
    case "security-group":
      return {
        ...base,
        kind,
        vpc: undefined,
        rules: [],
        ingressRest: unknown("ingress"),
        egressRest: unknown("egress"),
        isDefault: false,
      };
    case "network-acl":
      return {
        ...base,
        kind,
        vpc: undefined,
        entries: [],
        ingressRest: unknown("ingress"),
        egressRest: unknown("egress"),
        isDefault: false,
        subnets: links("subnet_ids"),
      };
    case "prefix-list":
      return { ...base, kind, ranges: [], rangesRest: unknown("entries"), awsManaged: thing.awsManaged === true };
    case "load-balancer":
      return {
        ...base,
        kind,
        type: fact("load_balancer_type"),
        internal: fact("internal"),
        addressType: fact("ip_address_type"),
        securityGroups: links("security_groups"),
        subnets: links("subnets"),
        classicListeners: [],
      };
    case "listener":
      return {
        ...base,
        kind,
        loadBalancer: { to: [loadBalancer], exists: true, origin: { kind: "reference", span: thing.span } },
        port: fact("port"),
        protocol: fact("protocol"),
        forwards: links("default_action"),
      };
    case "target-group":
      return {
        ...base,
        kind,
        targetType: fact("target_type"),
        protocol: fact("protocol"),
        port: fact("port"),
        vpc: undefined,
        addressType: fact("ip_address_type"),
        healthCheck: {
          enabled: byDefault(true, thing.span),
          port: fact("health_check.port"),
          protocol: fact("health_check.protocol"),
          span: thing.span,
        },
        preserveClientIp: fact("preserve_client_ip"),
      };
    case "cluster":
      return {
        ...base,
        kind,
        name:
          thing.literal === true && CLUSTER_NAME.test(thing.address)
            ? { known: true, value: thing.address, origin: { kind: "literal", span: thing.span } }
            : fact("name"),
        capacityProviders: links("capacity_providers"),
        defaultStrategy: [],
        defaultStrategyRest: unknown("default_capacity_provider_strategy"),
      };
    case "capacity-provider":
      return { ...base, kind, provides: { kind: "unknown", unknown: unknown("auto_scaling_group_provider") } };
    case "host-group":
      return {
        ...base,
        kind,
        source: "auto-scaling-group",
        launches: [],
        launchesRest: unknown("launch_template"),
        subnets: links("vpc_zone_identifier"),
        size: undefined,
        targetGroups: links("target_group_arns"),
        classicLoadBalancers: links("load_balancers"),
      };
    case "task-definition":
      return {
        ...base,
        kind,
        networkMode: fact("network_mode"),
        containers: [],
        containersRest: unknown("container_definitions"),
        compatibilities: fact("requires_compatibilities"),
        platform: fact("runtime_platform"),
        cpu: fact("cpu"),
        memory: fact("memory"),
      };
  }
}

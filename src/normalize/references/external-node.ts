/** Makes the node of a thing that the source refers to but does not define: only its identity is known. */
import type { OpenFact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { LinkSet, Node, NodeId, NodeKind } from "../../graph/model.ts";
import { byDefault, unknownFact } from "../facts.ts";
import { derived } from "../value.ts";

export type ExternalKind = Exclude<NodeKind, "service">;

export interface ExternalThing {
  readonly id: NodeId;
  /** What people read. */
  readonly address: string;
  readonly root: string;
  readonly span: Span;
  readonly unknown: UnknownValue;
  readonly literal: boolean;
  readonly repeated: boolean;
  /** A prefix list that AWS runs for a service. */
  readonly awsManaged?: boolean;
}

const REPEATED: { readonly repeated?: true } = { repeated: true };

/** The unknown attribute of an external thing; the symbol is that of the attribute, as an evaluator would name it. */
function attributeOf(thing: ExternalThing, attribute: string): UnknownValue {
  return derived(`${thing.address}.${attribute}`, `${thing.address} is not in the source`, [thing.unknown]);
}

/** Services and listeners' load balancers are never external by themselves; `loadBalancer` is that of a listener. */
export function externalNode(kind: ExternalKind, thing: ExternalThing, loadBalancer: NodeId): Node {
  const base = {
    id: thing.id,
    address: thing.address,
    root: thing.root,
    span: thing.span,
    exists: true,
    external: { unknown: thing.unknown, literal: thing.literal },
    ...(thing.repeated ? REPEATED : {}),
  } as const;
  const unknown = (attribute: string): UnknownValue => attributeOf(thing, attribute);
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
    case "subnet":
      return { ...base, kind, vpc: undefined, cidrs: [fact("cidr_block")], zone: fact("availability_zone") };
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
        name: fact("name"),
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

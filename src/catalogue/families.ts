/** What resources are to those who refer to them, and what the ids, ARNs and names of each family look like. */
import type { NodeKind } from "../graph/model.ts";

/** What a resource is to others: a node of the graph, or a part that hosts are made from. */
export type Family =
  | NodeKind
  | "launch-template"
  | "launch-configuration"
  | "network-interface"
  | "internet-gateway"
  | "vpn-gateway"
  | "discovery-namespace"
  | "discovery-service"
  | "classic-load-balancer";

const NOT_NODES: ReadonlySet<Family> = new Set([
  "launch-template",
  "launch-configuration",
  "network-interface",
  "internet-gateway",
  "vpn-gateway",
  "discovery-namespace",
  "discovery-service",
]);

/** The kind of node that stands for a family, where there is one. */
export function nodeKindOf(family: Family): NodeKind | undefined {
  if (family === "classic-load-balancer") return "load-balancer";
  return isNode(family) ? family : undefined;
}

function isNode(family: Exclude<Family, "classic-load-balancer">): family is NodeKind {
  return !NOT_NODES.has(family);
}

/** The ARN's part that comes before the name, by family (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
export const ARN_MARKS: Partial<Record<Family, readonly string[]>> = {
  cluster: ["cluster/"],
  "capacity-provider": ["capacity-provider/"],
  "task-definition": ["task-definition/"],
  "target-group": ["targetgroup/"],
  "load-balancer": ["loadbalancer/app/", "loadbalancer/net/"],
  "classic-load-balancer": ["loadbalancer/"],
  "host-group": ["autoScalingGroupName/"],
  service: ["service/"],
};

/** What literal ids look like, by family. */
export const LITERAL_ID: Partial<Record<Family, RegExp>> = {
  vpc: /^vpc-/,
  subnet: /^subnet-/,
  "security-group": /^sg-/,
  "network-acl": /^acl-/,
  "prefix-list": /^pl-/,
  "route-table": /^rtb-/,
  "nat-gateway": /^nat-/,
  "vpc-endpoint": /^vpce-/,
  "launch-template": /^lt-/,
  "network-interface": /^eni-/,
};

/** Where a resource's attribute names another thing than the resource: the default group and ACL and the main route table that come with a VPC. */
export type Companion = "default-security-group" | "default-network-acl" | "main-route-table";

export const COMPANION_KIND = {
  "default-security-group": "security-group",
  "default-network-acl": "network-acl",
  "main-route-table": "route-table",
} as const satisfies Readonly<Record<Companion, NodeKind>>;

const COMPANIONS: ReadonlyMap<string, Companion> = new Map([
  ["default_security_group_id", "default-security-group"],
  ["DefaultSecurityGroup", "default-security-group"],
  ["default_network_acl_id", "default-network-acl"],
  ["DefaultNetworkAcl", "default-network-acl"],
  ["default_route_table_id", "main-route-table"],
  ["main_route_table_id", "main-route-table"],
]);

export function companionOf(attribute: string): Companion | undefined {
  return COMPANIONS.get(attribute);
}

/** Attributes that repeat an argument of the resource, where the evaluator did not look through them; the argument as readers say it. */
const ECHOES: ReadonlyMap<string, string> = new Map([
  ["vpc_id", "vpcId"],
  ["VpcId", "vpcId"],
  ["SecurityGroups", "securityGroups"],
  ["task_definition", "taskDefinition"],
]);

export function echoOf(attribute: string): string | undefined {
  return ECHOES.get(attribute);
}

/** All attributes that mean something whatever the resource is. */
export const MEANT_ANYWHERE: readonly string[] = [...COMPANIONS.keys(), ...ECHOES.keys()];

/** Attributes of a classic load balancer that name its only security group. */
export const SOURCE_GROUPS: ReadonlySet<string> = new Set([
  "source_security_group_id",
  "source_security_group",
  "SourceSecurityGroup.GroupName",
]);

/** The attributes of a launch template that are its newest version: its text, deployed as a whole, is that. */
export const NEWEST_VERSIONS: ReadonlySet<string> = new Set([
  "latest_version",
  "LatestVersionNumber",
  "latest_version_number",
]);

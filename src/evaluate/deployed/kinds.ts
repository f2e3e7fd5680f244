/**
 * What the AWS CLI prints, by the key at the top of it: which command prints it, and what names each thing in it
 * (https://docs.aws.amazon.com/cli/latest/reference/, each command's output).
 */
import type { LocatedNode } from "../../parse/located.ts";
import { member, text } from "../plan/document.ts";

export interface FactKind {
  /** At the top of what the command prints. */
  readonly key: string;
  /** Of the AWS CLI, without the ids that it is asked for. */
  readonly command: string;
  /** What names a thing; absent where only the name of the file does. */
  readonly id?: string;
  /** Says that a thing is of this kind, where several commands print the same key. */
  readonly isOne?: (thing: LocatedNode) => boolean;
  /** What a name of a file must hold, because the command does not print of what it speaks. */
  readonly subject?: RegExp;
  /** The key holds one thing, and no list. */
  readonly isObject?: true;
  /** It holds nothing that may be secret, so that reports may show its lines. */
  readonly isShown?: true;
}

const has =
  (...names: readonly string[]) =>
  (thing: LocatedNode): boolean =>
    names.every((name) => text(member(thing, name)) !== undefined);

export const FACT_KINDS = {
  vpc: { key: "Vpcs", command: "ec2 describe-vpcs", id: "VpcId", isShown: true },
  "availability-zone": {
    key: "AvailabilityZones",
    command: "ec2 describe-availability-zones",
    id: "ZoneName",
    isShown: true,
  },
  subnet: { key: "Subnets", command: "ec2 describe-subnets", id: "SubnetId", isShown: true },
  "security-group": {
    key: "SecurityGroups",
    command: "ec2 describe-security-groups",
    id: "GroupId",
    isOne: has("GroupId"),
    isShown: true,
  },
  "security-group-rule": {
    key: "SecurityGroupRules",
    command: "ec2 describe-security-group-rules",
    id: "SecurityGroupRuleId",
    isShown: true,
  },
  "network-acl": { key: "NetworkAcls", command: "ec2 describe-network-acls", id: "NetworkAclId", isShown: true },
  "route-table": { key: "RouteTables", command: "ec2 describe-route-tables", id: "RouteTableId", isShown: true },
  "nat-gateway": { key: "NatGateways", command: "ec2 describe-nat-gateways", id: "NatGatewayId", isShown: true },
  "internet-gateway": {
    key: "InternetGateways",
    command: "ec2 describe-internet-gateways",
    id: "InternetGatewayId",
    isShown: true,
  },
  "network-interface": {
    key: "NetworkInterfaces",
    command: "ec2 describe-network-interfaces",
    id: "NetworkInterfaceId",
    isShown: true,
  },
  "vpc-endpoint": { key: "VpcEndpoints", command: "ec2 describe-vpc-endpoints", id: "VpcEndpointId" },
  "prefix-list": {
    key: "PrefixLists",
    command: "ec2 describe-managed-prefix-lists",
    id: "PrefixListId",
    isShown: true,
  },
  "prefix-list-entries": {
    key: "Entries",
    command: "ec2 get-managed-prefix-list-entries",
    subject: /pl-[0-9a-f]+/,
    isOne: has("Cidr"),
    isShown: true,
  },
  instance: { key: "Reservations", command: "ec2 describe-instances", id: "InstanceId" },
  "launch-template": { key: "LaunchTemplates", command: "ec2 describe-launch-templates", id: "LaunchTemplateId" },
  "launch-template-version": {
    key: "LaunchTemplateVersions",
    command: "ec2 describe-launch-template-versions",
    id: "LaunchTemplateId",
  },
  "auto-scaling-group": {
    key: "AutoScalingGroups",
    command: "autoscaling describe-auto-scaling-groups",
    id: "AutoScalingGroupARN",
  },
  "launch-configuration": {
    key: "LaunchConfigurations",
    command: "autoscaling describe-launch-configurations",
    id: "LaunchConfigurationARN",
  },
  "load-balancer": {
    key: "LoadBalancers",
    command: "elbv2 describe-load-balancers",
    id: "LoadBalancerArn",
    isOne: has("LoadBalancerArn"),
    isShown: true,
  },
  "load-balancer-attributes": {
    key: "Attributes",
    command: "elbv2 describe-load-balancer-attributes",
    subject: /(?:load-balancer.*-)([0-9a-f]{16})(?![0-9a-f])/,
    isOne: has("Key"),
  },
  listener: {
    key: "Listeners",
    command: "elbv2 describe-listeners",
    id: "ListenerArn",
    isOne: has("ListenerArn", "LoadBalancerArn"),
  },
  "listener-rule": { key: "Rules", command: "elbv2 describe-rules", id: "RuleArn", isOne: has("RuleArn") },
  "target-group": {
    key: "TargetGroups",
    command: "elbv2 describe-target-groups",
    id: "TargetGroupArn",
    isOne: has("TargetGroupArn"),
    isShown: true,
  },
  "target-group-attributes": {
    key: "Attributes",
    command: "elbv2 describe-target-group-attributes",
    subject: /(?:target-group.*-)([0-9a-f]{16})(?![0-9a-f])/,
    isOne: has("Key"),
  },
  "classic-load-balancer": {
    key: "LoadBalancerDescriptions",
    command: "elb describe-load-balancers",
    id: "LoadBalancerName",
    isShown: true,
  },
  "classic-load-balancer-attributes": {
    key: "LoadBalancerAttributes",
    isObject: true,
    command: "elb describe-load-balancer-attributes",
    subject: /^(?:.*attributes-)([A-Za-z0-9-]+)\.json$/,
  },
  cluster: { key: "clusters", command: "ecs describe-clusters", id: "clusterArn", isOne: has("clusterArn") },
  service: { key: "services", command: "ecs describe-services", id: "serviceArn", isOne: has("serviceArn") },
  "container-instance": {
    key: "containerInstances",
    command: "ecs describe-container-instances",
    id: "containerInstanceArn",
  },
  "task-definition": {
    key: "taskDefinition",
    command: "ecs describe-task-definition",
    id: "taskDefinitionArn",
    isObject: true,
  },
  "capacity-provider": {
    key: "capacityProviders",
    command: "ecs describe-capacity-providers",
    id: "capacityProviderArn",
  },
  "stored-parameter": {
    key: "Parameters",
    command: "ssm get-parameters",
    id: "Name",
    isOne: has("Name", "Type", "Value"),
  },
  export: { key: "Exports", command: "cloudformation list-exports", id: "Name", isOne: has("Name", "Value") },
  stack: {
    key: "Stacks",
    command: "cloudformation describe-stacks",
    id: "StackName",
    isOne: has("StackId", "StackStatus"),
  },
} as const satisfies Readonly<Record<string, FactKind>>;

export type FactName = keyof typeof FACT_KINDS;

/** What is asked for on the way to others, and says nothing by itself. */
export const LISTS: ReadonlySet<string> = new Set([
  "clusterArns",
  "serviceArns",
  "taskDefinitionArns",
  "containerInstanceArns",
]);

export const ALL_KINDS: readonly (readonly [FactName, FactKind])[] = Object.entries(FACT_KINDS) as readonly [
  FactName,
  FactKind,
][];

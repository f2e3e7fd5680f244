/** Which attributes of which resource types say which thing they are: how a reference is recognised. */
import type { Resource } from "../evaluate/resource.ts";
import type { NodeKind } from "../graph/model.ts";

/** What a resource is to others: a node of the graph, or a part that hosts are made from. */
export type Family =
  | NodeKind
  | "launch-template"
  | "launch-configuration"
  | "network-interface"
  | "route-table"
  | "classic-load-balancer";

export interface Identity {
  readonly family: Family;
  /** Attributes whose value names the resource where the family is expected (id or ARN, as AWS accepts). */
  readonly attributes: readonly string[];
  /** The argument that holds its name, where AWS accepts the name in place of the id. */
  readonly name?: string;
}

const terraform = (family: Family, attributes: readonly string[], name?: string): Identity =>
  name === undefined ? { family, attributes } : { family, attributes: [...attributes, name], name };

const alb: Identity = terraform("load-balancer", ["id", "arn"], "name");
const listener: Identity = terraform("listener", ["id", "arn"]);
const targetGroup: Identity = terraform("target-group", ["id", "arn"], "name");

/** Attributes of the Terraform AWS provider (https://registry.terraform.io/providers/hashicorp/aws/latest/docs). */
const TERRAFORM: readonly (readonly [string, Identity])[] = [
  ["aws_vpc", terraform("vpc", ["id"])],
  ["aws_default_vpc", terraform("vpc", ["id"])],
  ["aws_subnet", terraform("subnet", ["id"])],
  ["aws_default_subnet", terraform("subnet", ["id"])],
  ["aws_security_group", terraform("security-group", ["id"], "name")],
  ["aws_default_security_group", terraform("security-group", ["id"], "name")],
  ["aws_network_acl", terraform("network-acl", ["id"])],
  ["aws_default_network_acl", terraform("network-acl", ["id"])],
  ["aws_network_acls", terraform("network-acl", ["ids"])],
  ["aws_ec2_managed_prefix_list", terraform("prefix-list", ["id"])],
  ["aws_prefix_list", terraform("prefix-list", ["id"])],
  ["aws_lb", alb],
  ["aws_alb", alb],
  ["aws_elb", terraform("classic-load-balancer", ["id"], "name")],
  ["aws_lb_listener", listener],
  ["aws_alb_listener", listener],
  ["aws_lb_target_group", targetGroup],
  ["aws_alb_target_group", targetGroup],
  ["aws_ecs_cluster", { family: "cluster", attributes: ["id", "arn", "name", "cluster_name"], name: "name" }],
  ["aws_ecs_capacity_provider", terraform("capacity-provider", ["id", "arn"], "name")],
  ["aws_autoscaling_group", terraform("host-group", ["id", "arn"], "name")],
  ["aws_instance", terraform("host-group", ["id"])],
  ["aws_spot_instance_request", terraform("host-group", ["id", "spot_instance_id"])],
  [
    "aws_ecs_task_definition",
    { family: "task-definition", attributes: ["id", "arn", "arn_without_revision", "family"], name: "family" },
  ],
  ["aws_launch_template", terraform("launch-template", ["id"], "name")],
  ["aws_launch_configuration", terraform("launch-configuration", ["id"], "name")],
  ["aws_network_interface", terraform("network-interface", ["id"])],
  ["aws_route_table", terraform("route-table", ["id"])],
  ["aws_ecs_service", terraform("service", ["id", "arn"], "name")],
];

const cloudFormation = (family: Family, attributes: readonly string[], name?: string): Identity =>
  name === undefined ? { family, attributes } : { family, attributes, name };

/** What Ref and GetAtt return (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html). */
const CLOUDFORMATION: readonly (readonly [string, Identity])[] = [
  ["AWS::EC2::VPC", cloudFormation("vpc", ["Ref", "VpcId"])],
  ["AWS::EC2::Subnet", cloudFormation("subnet", ["Ref", "SubnetId"])],
  ["AWS::EC2::SecurityGroup", cloudFormation("security-group", ["Ref", "GroupId", "Id"], "GroupName")],
  ["AWS::EC2::NetworkAcl", cloudFormation("network-acl", ["Ref", "Id"])],
  ["AWS::EC2::PrefixList", cloudFormation("prefix-list", ["Ref", "PrefixListId"])],
  ["AWS::ElasticLoadBalancingV2::LoadBalancer", cloudFormation("load-balancer", ["Ref", "LoadBalancerArn"], "Name")],
  ["AWS::ElasticLoadBalancing::LoadBalancer", cloudFormation("classic-load-balancer", ["Ref"], "LoadBalancerName")],
  ["AWS::ElasticLoadBalancingV2::Listener", cloudFormation("listener", ["Ref", "ListenerArn"])],
  [
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    cloudFormation("target-group", ["Ref", "TargetGroupArn", "TargetGroupName"], "Name"),
  ],
  ["AWS::ECS::Cluster", cloudFormation("cluster", ["Ref", "Arn"], "ClusterName")],
  ["AWS::ECS::CapacityProvider", cloudFormation("capacity-provider", ["Ref"], "Name")],
  ["AWS::AutoScaling::AutoScalingGroup", cloudFormation("host-group", ["Ref", "Arn"], "AutoScalingGroupName")],
  ["AWS::EC2::Instance", cloudFormation("host-group", ["Ref", "InstanceId"])],
  ["AWS::ECS::TaskDefinition", cloudFormation("task-definition", ["Ref", "TaskDefinitionArn"], "Family")],
  ["AWS::EC2::LaunchTemplate", cloudFormation("launch-template", ["Ref", "LaunchTemplateId"], "LaunchTemplateName")],
  ["AWS::AutoScaling::LaunchConfiguration", cloudFormation("launch-configuration", ["Ref"], "LaunchConfigurationName")],
  ["AWS::EC2::NetworkInterface", cloudFormation("network-interface", ["Ref", "Id"])],
  ["AWS::EC2::RouteTable", cloudFormation("route-table", ["Ref", "RouteTableId"])],
  ["AWS::ECS::Service", cloudFormation("service", ["Ref", "ServiceArn", "Name"], "ServiceName")],
];

export const IDENTITIES: ReadonlyMap<string, Identity> = new Map([...TERRAFORM, ...CLOUDFORMATION]);

const NOT_NODES: ReadonlySet<Family> = new Set([
  "launch-template",
  "launch-configuration",
  "network-interface",
  "route-table",
]);

/** The kind of node that stands for a family, where there is one. */
export function nodeKindOf(family: Family): NodeKind | undefined {
  if (family === "classic-load-balancer") return "load-balancer";
  return isNode(family) ? family : undefined;
}

function isNode(family: Exclude<Family, "classic-load-balancer">): family is NodeKind {
  return !NOT_NODES.has(family);
}

/** Where a resource's attribute names another thing than the resource: the default group and ACL that come with a VPC. */
export type Companion = "default-security-group" | "default-network-acl";

const COMPANIONS: ReadonlyMap<string, Companion> = new Map([
  ["default_security_group_id", "default-security-group"],
  ["DefaultSecurityGroup", "default-security-group"],
  ["default_network_acl_id", "default-network-acl"],
  ["DefaultNetworkAcl", "default-network-acl"],
]);

/**
 * An attribute as the readers of the resource's type know it: of one in another spelling the name that is spelt so. `id` is then its
 * primary identifier; a property of that name is called `security_group_id`.
 */
export function attributeOf(resource: Resource, attribute: string): string {
  const { spelling, type } = resource;
  if (spelling === undefined) return attribute;
  if (attribute === "id" || attribute === `${spelling(type.slice(type.lastIndexOf(":") + 1))}_id`) return "Ref";
  const known = [...(IDENTITIES.get(type)?.attributes ?? []), ...COMPANIONS.keys(), ...ECHOES.keys()];
  return known.find((name) => name !== attribute && spelling(name) === attribute) ?? attribute;
}

export function companionOf(attribute: string): Companion | undefined {
  return COMPANIONS.get(attribute);
}

/** Attributes that repeat an argument of the resource, where the evaluator did not look through them. */
const ECHOES: ReadonlyMap<string, string> = new Map([
  ["vpc_id", "vpc_id"],
  ["VpcId", "VpcId"],
  ["SecurityGroups", "SecurityGroups"],
  ["task_definition", "task_definition"],
]);

export function echoOf(attribute: string): string | undefined {
  return ECHOES.get(attribute);
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
  "launch-template": /^lt-/,
  "network-interface": /^eni-/,
};

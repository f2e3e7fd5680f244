/**
 * How each dialect spells what readers ask for. Readers say a name as AWS's API does, `targetGroupArn`; Terraform's AWS provider has it
 * in snake case, CloudFormation with a capital letter, the awscc provider in snake case of that. What goes by another rule is listed here.
 */
import { remembered, underKey } from "../base/collections.ts";
import type { Span } from "../base/source-file.ts";
import type { UnknownValue } from "../base/value.ts";
import { identityOf, snakeCase } from "../catalogue/catalogue.ts";
import { MEANT_ANYWHERE } from "../catalogue/families.ts";
import type { Resource } from "../evaluate/resource.ts";
import { makeUnknown } from "../values/unknown.ts";
import { given } from "./value.ts";

/**
 * The spellings of a name, of which the first that is written counts; none where the dialect has no such thing. `written` is what stands in
 * the thing in which it is looked for.
 */
export type Spelling = (name: string, written: ReadonlyMap<string, unknown>) => readonly string[];

/** By name: another spelling, several of which the first that is written counts, or none. */
type Exceptions = Readonly<Record<string, string | readonly string[]>>;

/** What the dialect writes in the thing around it, or not at all. */
const NOWHERE: readonly string[] = [];

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
const TERRAFORM: Exceptions = {
  actions: "action",
  awsvpcConfiguration: NOWHERE,
  clusterName: "name",
  connectServices: "service",
  crossZone: "cross_zone_load_balancing",
  defaultActions: "default_action",
  deploymentConfiguration: NOWHERE,
  deploymentStrategy: "deployment_configuration",
  destinationPrefixListId: "prefix_list_id",
  destinationSecurityGroupId: "referenced_security_group_id",
  ecsServices: "ecs_service",
  egressOnlyInternetGatewayId: "egress_only_gateway_id",
  entries: "entry",
  forwardConfig: "forward",
  forwardedGroup: "arn",
  groupId: "security_group_id",
  groupName: "name",
  groups: "security_groups",
  healthCheckEnabled: "enabled",
  healthCheckPort: "port",
  healthCheckProtocol: "protocol",
  launchConfigurationName: "launch_configuration",
  launchSpecifications: "launch_specification",
  launchTemplateConfigs: "launch_template_config",
  launchTemplateData: NOWHERE,
  launchTemplateId: ["id", "launch_template_id"],
  launchTemplateName: ["name", "launch_template_name"],
  listeners: "listener",
  loadBalancerAttributes: NOWHERE,
  loadBalancers: "load_balancer",
  loadBalancersConfig: NOWHERE,
  maximumPercent: "deployment_maximum_percent",
  minimumHealthyPercent: "deployment_minimum_healthy_percent",
  overrides: "override",
  portRange: NOWHERE,
  routes: "route",
  scheme: NOWHERE,
  securityGroupEgress: "egress",
  securityGroupIds: "vpc_security_group_ids",
  securityGroupIngress: "ingress",
  sourcePrefixListId: "prefix_list_id",
  sourceSecurityGroupId: "referenced_security_group_id",
  sourceSecurityGroupName: NOWHERE,
  spotFleetRequestConfigData: NOWHERE,
  subnetMappings: "subnet_mapping",
  targetGroupAttributes: NOWHERE,
  targetGroupPairInfoList: "target_group_pair_info",
  targetGroups: "target_group",
  trafficSources: "traffic_source",
  userData: ["user_data", "user_data_base64"],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const CLOUDFORMATION: Exceptions = {
  cidrBlocks: NOWHERE,
  connectServices: "Services",
  deploymentStrategy: "DeploymentConfiguration",
  ecsAttributes: "ECSAttributes",
  ecsServices: "ECSServices",
  cidrIpv4: "CidrIp",
  forwardedGroup: "TargetGroupArn",
  groups: ["GroupSet", "Groups"],
  internal: NOWHERE,
  logicalId: "LogicalID",
  privateIpv4Address: "PrivateIPv4Address",
  routes: NOWHERE,
  targetGroupArns: "TargetGroupARNs",
  vpcZoneIdentifier: "VPCZoneIdentifier",
};

const ACL_INLINE: Exceptions = { ipProtocol: "protocol", ruleAction: "action", ruleNumber: "rule_no" };
const CLASSIC_RULE: Exceptions = { ipProtocol: "protocol", sourceSecurityGroupId: "source_security_group_id" };
const INSTANCE: Exceptions = { imageId: "ami", networkInterfaces: ["network_interface", "primary_network_interface"] };

/** Spellings that hold within resources of one type. */
export const BY_TYPE: Readonly<Record<string, Exceptions>> = {
  aws_alb: { type: "load_balancer_type" },
  aws_autoscaling_attachment: {
    autoScalingGroupName: "autoscaling_group_name",
    targetGroupArn: ["lb_target_group_arn", "alb_target_group_arn"],
  },
  aws_autoscaling_group: { autoScalingGroupName: "name", loadBalancerNames: "load_balancers" },
  aws_autoscaling_schedule: { autoScalingGroupName: "autoscaling_group_name" },
  aws_autoscaling_traffic_source_attachment: { autoScalingGroupName: "autoscaling_group_name" },
  aws_default_network_acl: ACL_INLINE,
  aws_default_security_group: CLASSIC_RULE,
  aws_ec2_fleet: INSTANCE,
  aws_ecs_cluster_capacity_providers: { cluster: "cluster_name" },
  aws_ecs_service: { loadBalancerName: "elb_name", serviceName: "name" },
  aws_elb: { loadBalancerName: "name" },
  aws_instance: INSTANCE,
  aws_launch_template: { securityGroups: "security_group_names" },
  aws_lb: { type: "load_balancer_type" },
  aws_launch_configuration: { launchConfigurationName: "name" },
  aws_network_acl: ACL_INLINE,
  aws_network_acl_rule: { ipProtocol: "protocol" },
  aws_security_group: CLASSIC_RULE,
  aws_security_group_rule: CLASSIC_RULE,
  aws_spot_fleet_request: { ...INSTANCE, overrides: "overrides", loadBalancerNames: "load_balancers" },
  aws_spot_instance_request: INSTANCE,
  aws_vpc_endpoint: { securityGroupIds: "security_group_ids" },
  "AWS::EC2::NetworkAclEntry": { fromPort: "From", ipProtocol: "Protocol", toPort: "To" },
  "AWS::EC2::NetworkAcl": { egress: NOWHERE, ingress: NOWHERE, subnetId: NOWHERE, subnetIds: NOWHERE },
  "AWS::EC2::VPC": { ipv6CidrBlock: NOWHERE },
  "AWS::ECS::TaskSet": { awsvpcConfiguration: ["AwsVpcConfiguration", "AwsvpcConfiguration"] },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { healthCheck: NOWHERE },
};

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const underscored = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * JSON within a resource has the names of the API itself. The provider decodes it with Go, which takes them in any case
 * (https://pkg.go.dev/encoding/json#Unmarshal).
 */
export const inJson: Spelling = (name, written) => {
  const spelt = [...written.keys()].filter((one) => one.toLowerCase() === name.toLowerCase());
  return [spelt.at(-1) ?? name];
};

const made = new Map<string, Spelling>();

/** How the resource spells its arguments. */
export function spellingOf({ type, dialect }: Pick<Resource, "type" | "dialect">): Spelling {
  return remembered(made, `${dialect} ${type}`, () => {
    const spelt = madeFor(type, dialect);
    const names = new Map<string, readonly string[]>();
    return (name) => remembered(names, name, () => spelt(name));
  });
}

/**
 * An argument that is written as AWS's API has it, `portMappings`, where CloudFormation has a capital letter: it tells capitals from small
 * letters, and refuses what it does not know (https://repost.aws/knowledge-center/cloudformation-template-validation, "unsupported property").
 * Undefined where the dialect does not.
 */
export function refused(
  { dialect, address }: Resource,
  written: string,
  spelt: string,
  span: Span | undefined,
): UnknownValue | undefined {
  if (dialect !== "cloudformation" || written === spelt) return undefined;
  const text = `${address} has ${written}, where CloudFormation has ${spelt}: it refuses the template`;
  const hint = `write ${spelt}`;
  return makeUnknown({ cause: { kind: "error", text, hint, ...given({ span }) }, symbol: `${address}: ${written}` });
}

/** Whether it is a resource of the awscc provider, which is read as one of CloudFormation: its names are in snake case. */
function isInSnakeCase({ type, dialect }: Pick<Resource, "type" | "dialect">): boolean {
  return dialect === "terraform" && type.startsWith("AWS::");
}

function madeFor(type: string, dialect: Resource["dialect"]): (name: string) => readonly string[] {
  const exceptions = underKey(BY_TYPE, type) ?? {};
  const isTerraform = dialect === "terraform" && !type.startsWith("AWS::");
  const [general, rule] = isTerraform ? ([TERRAFORM, underscored] as const) : ([CLOUDFORMATION, capitalized] as const);
  const spelt = (name: string): readonly string[] => [exceptions[name] ?? general[name] ?? rule(name)].flat();
  return isInSnakeCase({ type, dialect }) ? (name) => spelt(name).map(snakeCase) : spelt;
}

/**
 * An attribute as the catalogue has it for the resource's type: of one whose type comes from a schema in another spelling the name that is
 * spelt so. `id` is then its primary identifier; a property of that name is called `security_group_id`.
 */
export function attributeOf(resource: Resource, attribute: string): string {
  if (!isInSnakeCase(resource)) return attribute;
  const { type } = resource;
  if (attribute === "id" || attribute === `${snakeCase(type.slice(type.lastIndexOf(":") + 1))}_id`) return "Ref";
  const known = [...identityOf(type), ...MEANT_ANYWHERE];
  return known.find((name) => name !== attribute && snakeCase(name) === attribute) ?? attribute;
}

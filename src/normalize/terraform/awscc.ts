/**
 * Resources of the awscc provider into the CloudFormation resources that they are. The provider is made from CloudFormation's schemas:
 * types and properties are theirs in snake case (https://github.com/hashicorp/terraform-provider-awscc/blob/main/internal/naming/naming.go),
 * nested ones too, and `id` is the primary identifier, which `Ref` gives in a template.
 */
import type { Resource } from "../../evaluate/resource.ts";

/** The types that the graph is made from. */
const TYPES = `
  AWS::AutoScaling::AutoScalingGroup AWS::AutoScaling::LaunchConfiguration AWS::CodeDeploy::DeploymentGroup
  AWS::EC2::EC2Fleet AWS::EC2::Instance AWS::EC2::LaunchTemplate AWS::EC2::NetworkAcl AWS::EC2::NetworkAclEntry
  AWS::EC2::NetworkInterface AWS::EC2::PrefixList AWS::EC2::Route AWS::EC2::RouteTable AWS::EC2::SecurityGroup
  AWS::EC2::SecurityGroupEgress AWS::EC2::SecurityGroupIngress AWS::EC2::SpotFleet AWS::EC2::Subnet AWS::EC2::SubnetCidrBlock
  AWS::EC2::SubnetNetworkAclAssociation AWS::EC2::VPC AWS::EC2::VPCCidrBlock AWS::ECS::CapacityProvider AWS::ECS::Cluster
  AWS::ECS::ClusterCapacityProviderAssociations AWS::ECS::Service AWS::ECS::TaskDefinition AWS::ECS::TaskSet
  AWS::ElasticLoadBalancing::LoadBalancer AWS::ElasticLoadBalancingV2::Listener AWS::ElasticLoadBalancingV2::ListenerRule
  AWS::ElasticLoadBalancingV2::LoadBalancer AWS::ElasticLoadBalancingV2::TargetGroup`
  .trim()
  .split(/\s+/);

/** CloudFormation's type by the provider's. */
export const AWSCC_TYPES: ReadonlyMap<string, string> = new Map(TYPES.map((type) => [terraformType(type), type]));

function terraformType(type: string): string {
  const [, service, resource] = type.split("::");
  return `awscc_${service!.toLowerCase()}_${snakeCase(resource!)}`;
}

/** `TargetGroupARNs` is `target_group_ar_ns`, `Ipv6CidrBlock` is `ipv_6_cidr_block`. What is in snake case stays. */
export function snakeCase(name: string): string {
  return name.replace(/[a-z](?=[A-Z0-9])|[0-9](?=[A-Za-z])|[A-Z](?=[A-Z][a-z])/g, "$&_").toLowerCase();
}

/** The resource as readers of CloudFormation know it; itself where it is no such resource. */
export function asCloudFormation(resource: Resource): Resource {
  const type = AWSCC_TYPES.get(resource.type);
  return type === undefined ? resource : { ...resource, type, spelling: snakeCase };
}

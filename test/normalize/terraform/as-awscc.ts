/** Evaluated CloudFormation resources into the configuration that makes the same things with the awscc provider. */
import type { Value } from "../../../src/base/value.ts";
import type { Resource } from "../../../src/evaluate/resource.ts";

/** Written by hand from the provider's documentation, not by the rule that the product uses. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["AWS::ApplicationAutoScaling::ScalableTarget", "awscc_applicationautoscaling_scalable_target"],
  ["AWS::AutoScaling::AutoScalingGroup", "awscc_autoscaling_auto_scaling_group"],
  ["AWS::EC2::Instance", "awscc_ec2_instance"],
  ["AWS::AutoScaling::ScheduledAction", "awscc_autoscaling_scheduled_action"],
  ["AWS::EC2::InternetGateway", "awscc_ec2_internet_gateway"],
  ["AWS::EC2::LaunchTemplate", "awscc_ec2_launch_template"],
  ["AWS::EC2::NatGateway", "awscc_ec2_nat_gateway"],
  ["AWS::EC2::NetworkAcl", "awscc_ec2_network_acl"],
  ["AWS::EC2::NetworkAclEntry", "awscc_ec2_network_acl_entry"],
  ["AWS::EC2::Route", "awscc_ec2_route"],
  ["AWS::EC2::RouteTable", "awscc_ec2_route_table"],
  ["AWS::EC2::SecurityGroup", "awscc_ec2_security_group"],
  ["AWS::EC2::SecurityGroupEgress", "awscc_ec2_security_group_egress"],
  ["AWS::EC2::SecurityGroupIngress", "awscc_ec2_security_group_ingress"],
  ["AWS::EC2::Subnet", "awscc_ec2_subnet"],
  ["AWS::EC2::SecurityGroupVpcAssociation", "awscc_ec2_security_group_vpc_association"],
  ["AWS::EC2::SubnetNetworkAclAssociation", "awscc_ec2_subnet_network_acl_association"],
  ["AWS::EC2::SubnetRouteTableAssociation", "awscc_ec2_subnet_route_table_association"],
  ["AWS::EC2::VPC", "awscc_ec2_vpc"],
  ["AWS::EC2::VPCEndpoint", "awscc_ec2_vpc_endpoint"],
  ["AWS::EC2::VPCGatewayAttachment", "awscc_ec2_vpc_gateway_attachment"],
  ["AWS::ECS::CapacityProvider", "awscc_ecs_capacity_provider"],
  ["AWS::ECS::Cluster", "awscc_ecs_cluster"],
  ["AWS::ECS::ClusterCapacityProviderAssociations", "awscc_ecs_cluster_capacity_provider_associations"],
  ["AWS::ECS::Service", "awscc_ecs_service"],
  ["AWS::ECS::TaskDefinition", "awscc_ecs_task_definition"],
  ["AWS::ServiceDiscovery::HttpNamespace", "awscc_servicediscovery_http_namespace"],
  ["AWS::ServiceDiscovery::PrivateDnsNamespace", "awscc_servicediscovery_private_dns_namespace"],
  ["AWS::ServiceDiscovery::Service", "awscc_servicediscovery_service"],
  ["AWS::ElasticLoadBalancing::LoadBalancer", "awscc_elasticloadbalancing_load_balancer"],
  ["AWS::ElasticLoadBalancingV2::Listener", "awscc_elasticloadbalancingv2_listener"],
  ["AWS::ElasticLoadBalancingV2::ListenerRule", "awscc_elasticloadbalancingv2_listener_rule"],
  ["AWS::ElasticLoadBalancingV2::LoadBalancer", "awscc_elasticloadbalancingv2_load_balancer"],
  ["AWS::ElasticLoadBalancingV2::TargetGroup", "awscc_elasticloadbalancingv2_target_group"],
]);

/** What the provider makes of names with acronyms and digits. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ["TargetGroupARNs", "target_group_ar_ns"],
  ["TTL", "ttl"],
  ["Ec2InstanceProfileArn", "ec_2_instance_profile_arn"],
  ["VPCZoneIdentifier", "vpc_zone_identifier"],
  ["CidrIpv6", "cidr_ipv_6"],
  ["DestinationIpv6CidrBlock", "destination_ipv_6_cidr_block"],
  ["Ipv6CidrBlock", "ipv_6_cidr_block"],
  ["PrivateIPv4Address", "private_i_pv_4_address"],
]);

function attributeName(property: string): string {
  const exception = EXCEPTIONS.get(property);
  if (exception !== undefined) return exception;
  if (/[A-Z]{2}|\d/.test(property)) throw new Error(`no name for ${property}`);
  return property.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
}

/** A file `main.tf.json`. */
export function asAwscc(resources: readonly Resource[]): string {
  const types = new Map(resources.map(({ address, type }) => [address, NAMES.get(type) ?? type.replaceAll("::", "_")]));
  const variables = new Map<string, object>();
  const locals = new Map<string, unknown>();
  const reference = (value: Extract<Value, { kind: "unknown" }>): string => {
    const { ref, symbol } = value;
    const type = ref === undefined ? undefined : types.get(ref.address);
    if (ref !== undefined && type !== undefined) {
      const attribute = ref.attribute === "Ref" ? "id" : ref.attribute.split(".").map(attributeName).join(".");
      return `\${${type}.${ref.address}.${attribute}}`;
    }
    const name = symbol.replace(/\W/g, "_");
    const among = value.oneOf?.map((one) => JSON.stringify(json(one))).join(", ");
    const condition = `\${contains([${among}], var.${name})}`;
    variables.set(name, among === undefined ? {} : { validation: { condition, error_message: "One of these." } });
    return `\${var.${name}}`;
  };
  const json = (value: Value): unknown => {
    if ((value.kind === "string" || value.kind === "unknown") && value.plain !== undefined) {
      const name = `plain_${locals.size}`;
      locals.set(name, json(value.plain));
      return `\${base64encode(local.${name})}`;
    }
    switch (value.kind) {
      case "string":
        return value.value.replace(/[$%]\{/g, (hole) => hole[0] + hole);
      case "number":
        return Number(value.value);
      case "bool":
        return value.value;
      case "null":
        return null;
      case "text":
        return value.parts.map((part) => (typeof part === "string" ? part : reference(part))).join("");
      case "list":
        return value.elements.map(json);
      case "map":
        return Object.fromEntries([...value.entries].map(([name, entry]) => [attributeName(name), json(entry)]));
      case "unknown":
        return reference(value);
    }
  };
  const made: Record<string, Record<string, unknown>> = {};
  for (const { address, type, body } of resources) {
    const name = NAMES.get(type);
    if (name === undefined) continue;
    const entries = [...body.attributes].map(([property, { value }]) => [attributeName(property), json(value)]);
    made[name] = { ...made[name], [address]: Object.fromEntries(entries) };
  }
  return JSON.stringify({
    variable: Object.fromEntries(variables),
    locals: Object.fromEntries(locals),
    resource: made,
  });
}

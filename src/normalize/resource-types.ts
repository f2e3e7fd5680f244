/** Which Terraform resources the graph is made from: a scan evaluates no others, unless one of these refers to them. */
import { AWSCC_TYPES } from "./terraform/awscc.ts";

const MANAGED: ReadonlySet<string> = new Set([
  "aws_alb",
  "aws_alb_listener",
  "aws_alb_listener_rule",
  "aws_alb_target_group",
  "aws_alb_target_group_attachment",
  "aws_autoscaling_attachment",
  "aws_autoscaling_group",
  "aws_autoscaling_traffic_source_attachment",
  // What these deploy is read in their place.
  "aws_cloudformation_stack",
  "aws_cloudformation_stack_set",
  "aws_codedeploy_deployment_group",
  "aws_default_network_acl",
  "aws_default_security_group",
  "aws_default_subnet",
  "aws_default_vpc",
  "aws_ec2_fleet",
  "aws_ec2_managed_prefix_list",
  "aws_ec2_managed_prefix_list_entry",
  "aws_ecs_capacity_provider",
  "aws_ecs_cluster",
  "aws_ecs_cluster_capacity_providers",
  "aws_ecs_express_gateway_service",
  "aws_ecs_service",
  "aws_ecs_task_definition",
  "aws_ecs_task_set",
  "aws_elb",
  "aws_elb_attachment",
  "aws_instance",
  "aws_launch_configuration",
  "aws_launch_template",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_listener_rule",
  "aws_lb_target_group",
  "aws_lb_target_group_attachment",
  "aws_network_acl",
  "aws_network_acl_association",
  "aws_network_acl_rule",
  "aws_network_interface",
  "aws_network_interface_sg_attachment",
  "aws_route",
  "aws_route_table",
  "aws_security_group",
  "aws_security_group_rule",
  "aws_spot_fleet_request",
  "aws_spot_instance_request",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_ipv4_cidr_block_association",
  "aws_vpc_ipv6_cidr_block_association",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
  "awscc_cloudformation_stack",
]);

/** What carries user data, in either dialect. */
const LAUNCHES: ReadonlySet<string> = new Set([
  "aws_instance",
  "aws_launch_configuration",
  "aws_launch_template",
  "aws_spot_fleet_request",
  "aws_spot_instance_request",
  "AWS::AutoScaling::LaunchConfiguration",
  "AWS::EC2::Instance",
  "AWS::EC2::LaunchTemplate",
  "AWS::EC2::SpotFleet",
]);

/** Whether a resource may have user data to be read. */
export function launches(type: string): boolean {
  return LAUNCHES.has(type);
}

/** Data sources of AWS are few and each may find a resource of the graph. */
export function isRead(mode: "managed" | "data", type: string): boolean {
  return mode === "managed" ? MANAGED.has(type) || AWSCC_TYPES.has(type) : /^aws(?:cc)?_/.test(type);
}

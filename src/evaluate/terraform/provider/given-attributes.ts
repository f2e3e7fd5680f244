/**
 * The attributes that AWS gives to every resource of a type: known only after apply, but never null or empty, and with ids what they
 * begin with.
 */

/** `attribute`, or `attribute=prefix` (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html, each type's id). */
const GIVEN: ReadonlyMap<string, string> = new Map([
  ["aws_autoscaling_group", "name"],
  ["aws_default_network_acl", "id=acl- owner_id vpc_id=vpc-"],
  ["aws_default_route_table", "id=rtb- owner_id vpc_id=vpc-"],
  ["aws_default_security_group", "id=sg- name owner_id vpc_id=vpc-"],
  ["aws_default_subnet", "id=subnet- availability_zone availability_zone_id cidr_block owner_id vpc_id=vpc-"],
  [
    "aws_default_vpc",
    "id=vpc- cidr_block default_network_acl_id=acl- default_route_table_id=rtb- default_security_group_id=sg- dhcp_options_id main_route_table_id=rtb- owner_id",
  ],
  ["aws_ec2_managed_prefix_list", "id=pl- owner_id"],
  ["aws_ecs_cluster", "id=arn:"],
  ["aws_ecs_service", "id=arn:"],
  ["aws_ecs_task_definition", "arn_without_revision=arn: revision"],
  ["aws_eip", "id=eipalloc- allocation_id=eipalloc-"],
  ["aws_elb", "dns_name name source_security_group source_security_group_id=sg- zone_id"],
  ["aws_iam_instance_profile", "name unique_id"],
  ["aws_iam_role", "name unique_id"],
  [
    "aws_instance",
    "id=i- availability_zone primary_network_interface_id=eni- private_dns private_ip subnet_id=subnet-",
  ],
  ["aws_internet_gateway", "id=igw- owner_id"],
  ["aws_launch_configuration", "name"],
  ["aws_launch_template", "id=lt- default_version latest_version name"],
  ["aws_lb", "id=arn: arn_suffix dns_name name vpc_id=vpc- zone_id"],
  ["aws_lb_listener", "id=arn:"],
  ["aws_lb_listener_rule", "id=arn:"],
  ["aws_lb_target_group", "id=arn: arn_suffix name"],
  ["aws_nat_gateway", "id=nat-"],
  ["aws_network_acl", "id=acl- owner_id"],
  ["aws_network_interface", "id=eni- mac_address owner_id private_ip"],
  ["aws_prefix_list", "id=pl- name"],
  ["aws_route_table", "id=rtb- owner_id"],
  ["aws_security_group", "id=sg- name owner_id vpc_id=vpc-"],
  ["aws_subnet", "id=subnet- availability_zone availability_zone_id owner_id vpc_id=vpc-"],
  [
    "aws_vpc",
    "id=vpc- default_network_acl_id=acl- default_route_table_id=rtb- default_security_group_id=sg- dhcp_options_id main_route_table_id=rtb- owner_id",
  ],
  ["aws_vpc_endpoint", "id=vpce-"],
  ["aws_vpc_security_group_egress_rule", "id=sgr- security_group_rule_id=sgr-"],
  ["aws_vpc_security_group_ingress_rule", "id=sgr- security_group_rule_id=sgr-"],
  ["awscc_autoscaling_auto_scaling_group", "auto_scaling_group_name"],
  ["awscc_ec2_instance", "id=i- instance_id=i-"],
  ["awscc_ec2_launch_template", "id=lt- default_version_number latest_version_number launch_template_id=lt-"],
  ["awscc_ec2_network_acl", "id=acl- network_acl_id=acl-"],
  ["awscc_ec2_network_interface", "id=eni- network_interface_id=eni-"],
  ["awscc_ec2_prefix_list", "id=pl- prefix_list_id=pl-"],
  ["awscc_ec2_route_table", "id=rtb- route_table_id=rtb-"],
  ["awscc_ec2_security_group", "id=sg- group_id=sg- security_group_id=sg-"],
  ["awscc_ec2_subnet", "id=subnet- subnet_id=subnet-"],
  ["awscc_ec2_vpc", "id=vpc- default_network_acl=acl- default_security_group=sg- vpc_id=vpc-"],
  ["awscc_ecs_cluster", "cluster_name"],
  ["awscc_ecs_service", "service_arn=arn:"],
  ["awscc_ecs_task_definition", "id=arn: task_definition_arn=arn:"],
  ["awscc_elasticloadbalancingv2_listener", "id=arn: listener_arn=arn:"],
  ["awscc_elasticloadbalancingv2_load_balancer", "id=arn: dns_name load_balancer_arn=arn:"],
  ["awscc_elasticloadbalancingv2_target_group", "id=arn: target_group_arn=arn:"],
]);

/** Every resource has them. */
const ALWAYS: ReadonlyMap<string, string> = new Map([
  ["id", ""],
  ["arn", "arn:"],
]);

const read = new Map<string, ReadonlyMap<string, string>>();

/**
 * What the attribute begins with, the empty text where no more is known than that it is there; undefined where it may be null or empty.
 * A value that begins otherwise (`"self"`, `""`) is not that resource's.
 */
export function givenPrefix(type: string, attribute: string): string | undefined {
  const name = type.replace(/^aws_alb(?=_|$)/, "aws_lb");
  return attributesOf(name).get(attribute) ?? ALWAYS.get(attribute);
}

function attributesOf(type: string): ReadonlyMap<string, string> {
  const known = read.get(type);
  if (known !== undefined) return known;
  const words = GIVEN.get(type)?.split(" ") ?? [];
  const attributes = new Map(words.map((word) => [word.split("=")[0]!, word.split("=")[1] ?? ""] as const));
  read.set(type, attributes);
  return attributes;
}

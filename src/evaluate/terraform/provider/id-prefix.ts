/** A resource type and an attribute into what the ids that AWS gives begin with. */

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html, each type's id. */
const ID_PREFIXES: ReadonlyMap<string, string> = new Map([
  ["aws_default_network_acl", "acl-"],
  ["aws_default_security_group", "sg-"],
  ["aws_default_subnet", "subnet-"],
  ["aws_default_vpc", "vpc-"],
  ["aws_eip", "eipalloc-"],
  ["aws_instance", "i-"],
  ["aws_internet_gateway", "igw-"],
  ["aws_launch_template", "lt-"],
  ["aws_nat_gateway", "nat-"],
  ["aws_network_acl", "acl-"],
  ["aws_network_interface", "eni-"],
  ["aws_route_table", "rtb-"],
  ["aws_security_group", "sg-"],
  ["aws_subnet", "subnet-"],
  ["aws_vpc", "vpc-"],
]);

/** Types whose id is their ARN. */
const ARN_IDS: ReadonlySet<string> = new Set([
  "aws_alb",
  "aws_alb_listener",
  "aws_alb_listener_rule",
  "aws_alb_target_group",
  "aws_ecs_cluster",
  "aws_ecs_service",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_listener_rule",
  "aws_lb_target_group",
]);

/** Undefined where nothing is known of it. An id that begins otherwise (`"self"`, `""`) is not that resource's. */
export function idPrefix(type: string, attribute: string): string | undefined {
  if (attribute === "arn") return "arn:";
  if (attribute !== "id") return undefined;
  return ARN_IDS.has(type) ? "arn:" : ID_PREFIXES.get(type);
}

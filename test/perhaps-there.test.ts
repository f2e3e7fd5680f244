/**
 * What only may be there, be it a block, a resource or one of two alternatives, is neither taken as there nor passed over: without the
 * value that decides it a flow is undetermined where the value makes a difference.
 */
import { expect, test } from "vitest";
import { scan } from "../src/index.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

const PERHAPS = 'variable "perhaps" { type = bool }\n';

const group = (name: string, admits = ""): string => `
resource "aws_security_group" "${name}" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ${admits}
}`;

/** From the load balancer's group. */
const admits = (from: number, to: number): string => `ingress {
    from_port       = ${from}
    to_port         = ${to}
    protocol        = "tcp"
    security_groups = [aws_security_group.alb.id]
  }`;

const NETWORK = `
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}
${group("alb")}
${group("open", admits(8080, 65535))}
${group("closed")}
resource "aws_ecs_cluster" "main" { name = "main" }`;

const balancer = (type: string, more: string): string => `
resource "aws_lb" "main" {
  load_balancer_type = "${type}"
  internal           = true
  ${more}
}`;

const SUBNETS = "subnets = [aws_subnet.a.id, aws_subnet.b.id]";
const APPLICATION = balancer("application", `${SUBNETS}\n  security_groups = [aws_security_group.alb.id]`);

const targets = (type: string, protocol = "HTTP"): string => `
resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "${protocol}"
  target_type = "${type}"
  vpc_id      = aws_vpc.main.id
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "${protocol}"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}`;

const service = (more: string, mode: string, hostPort = 0): string => `
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "${mode}"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "web"
    memory       = 128
    portMappings = [${mode === "bridge" ? `{ containerPort = 8080, hostPort = ${hostPort} }` : "{ containerPort = 8080 }"}]
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  ${more}
}`;

const entry = (target = "target_group_arn = aws_lb_target_group.web.arn"): string => `load_balancer {
    ${target}
    container_name = "web"
    container_port = 8080
  }`;

const JOINS =
  'user_data = base64encode("#!/bin/sh\\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config")';

const template = (name: string, more = `vpc_security_group_ids = [aws_security_group.${name}.id]`): string => `
resource "aws_launch_template" "${name}" {
  image_id = "ami-1"
  ${JOINS}
  ${more}
}`;

const launched = (name: string, launch: string): string => `
resource "aws_autoscaling_group" "${name}" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.a.id]
  ${launch}
}`;

const from = (id: string): string => `launch_template {
    id      = ${id}
    version = "$Latest"
  }`;

const hosts = (name: string): string => `${template(name)}${launched(name, from(`aws_launch_template.${name}.id`))}`;

const provider = (name: string): string => `${hosts(name)}
resource "aws_ecs_capacity_provider" "${name}" {
  name = "${name}"
  auto_scaling_group_provider { auto_scaling_group_arn = aws_autoscaling_group.${name}.arn }
}`;

/** A service with dynamic host ports on these hosts. */
const onHosts = (launches: string): string =>
  [NETWORK, APPLICATION, targets("instance"), launches, service(entry(), "bridge")].join("");

/** A service whose tasks carry these groups, behind this load balancer. */
const onFargate = (loadBalancer: string, groups: string, protocol = "HTTP"): string => {
  const network = `network_configuration {\n    subnets = [aws_subnet.a.id]\n    ${groups}\n  }`;
  const more = `launch_type = "FARGATE"\n  ${network}\n  ${entry()}`;
  return [NETWORK, loadBalancer, targets("ip", protocol), service(more, "awsvpc")].join("");
};

const classicListener = (port: number): string =>
  `{\n    instance_port = ${port}\n    instance_protocol = "tcp"\n    lb_port = ${port}\n    lb_protocol = "tcp"\n  }`;

const configuration = (name: string): string => `{
    launch_template_specification {
      id      = aws_launch_template.${name}.id
      version = "$Latest"
    }
    overrides { subnet_id = aws_subnet.a.id }
  }`;

/** A block that is there where the value is true. */
const perhaps = (type: string, content: string): string =>
  `dynamic "${type}" {\n    for_each = var.perhaps ? [1] : []\n    content ${content}\n  }`;

test.each([
  [
    "a cluster's default strategy",
    onHosts(`${provider("open")}${provider("closed")}
resource "aws_ecs_cluster_capacity_providers" "main" {
  count              = var.perhaps ? 1 : 0
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.open.name]
  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.open.name
    weight            = 1
  }
}`),
    ["reachable", "partial"],
  ],
  [
    "a subnet of a network load balancer",
    onFargate(
      balancer(
        "network",
        `enable_cross_zone_load_balancing = true\n  subnet_mapping { subnet_id = aws_subnet.a.id }\n  ${perhaps("subnet_mapping", "{ subnet_id = aws_subnet.b.id }")}`,
      ),
      "security_groups = [aws_security_group.range.id]",
      "TCP",
    ).concat(
      group(
        "range",
        'ingress {\n    from_port = 8080\n    to_port = 8080\n    protocol = "tcp"\n    cidr_blocks = ["10.0.1.0/24"]\n  }',
      ),
    ),
    ["partial", "reachable"],
  ],
  [
    "mapped subnets in place of listed ones",
    onFargate(
      balancer(
        "network",
        `enable_cross_zone_load_balancing = true\n  subnets = var.perhaps ? null : [aws_subnet.a.id]\n  ${perhaps("subnet_mapping", "{ subnet_id = aws_subnet.b.id }")}`,
      ),
      "security_groups = [aws_security_group.range.id]",
      "TCP",
    ).concat(
      group(
        "range",
        'ingress {\n    from_port = 8080\n    to_port = 8080\n    protocol = "tcp"\n    cidr_blocks = ["10.0.1.0/24"]\n  }',
      ),
    ),
    ["blocked", "reachable"],
  ],
  [
    "a listener of a classic load balancer",
    `${NETWORK}
resource "aws_elb" "main" {
  ${SUBNETS}
  security_groups = [aws_security_group.alb.id]
  listener ${classicListener(9090)}
  ${perhaps("listener", classicListener(8080))}
  health_check {
    target              = "TCP:8080"
    healthy_threshold   = 2
    unhealthy_threshold = 2
    interval            = 30
    timeout             = 5
  }
}
${hosts("open")}${service(entry("elb_name = aws_elb.main.name"), "bridge", 8080)}`,
    ["reachable", "blocked"],
  ],
  [
    "a group added to an instance",
    onHosts(`
resource "aws_instance" "host" {
  ami                    = "ami-1"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.closed.id]
  user_data              = "#!/bin/sh\\necho ECS_CLUSTER=\${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config"
}
resource "aws_network_interface_sg_attachment" "open" {
  count                = var.perhaps ? 1 : 0
  security_group_id    = aws_security_group.open.id
  network_interface_id = aws_instance.host.primary_network_interface_id
}`),
    ["reachable", "blocked"],
  ],
  [
    "an interface of a launch template",
    onHosts(
      template(
        "host",
        `vpc_security_group_ids = [aws_security_group.closed.id]\n  ${perhaps("network_interfaces", "{ security_groups = [aws_security_group.open.id] }")}`,
      ) + launched("host", from("aws_launch_template.host.id")),
    ),
    ["reachable", "blocked"],
  ],
  [
    "one of two launch templates",
    onHosts(
      template("open") +
        template("closed") +
        launched("host", from("var.perhaps ? aws_launch_template.open.id : aws_launch_template.closed.id")),
    ),
    ["reachable", "blocked"],
  ],
  [
    "an override of a mixed instances policy",
    onHosts(
      template("open") +
        template("closed") +
        launched(
          "host",
          `mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.open.id
        version            = "$Latest"
      }
      ${perhaps("override", '{\n      launch_template_specification {\n        launch_template_id = aws_launch_template.closed.id\n        version = "$Latest"\n      }\n    }')}
    }
  }`,
        ),
    ),
    ["partial", "reachable"],
  ],
  [
    "what a fleet launches",
    onHosts(`${template("open")}${template("closed")}
resource "aws_spot_fleet_request" "hosts" {
  iam_fleet_role  = "arn:aws:iam::123456789012:role/fleet"
  target_capacity = 2
  launch_template_config ${configuration("open")}
  ${perhaps("launch_template_config", configuration("closed"))}
}`),
    ["partial", "reachable"],
  ],
  [
    "the rules of a default group that the source may not manage",
    onFargate(balancer("application", SUBNETS), "").concat(`
resource "aws_default_security_group" "main" {
  count  = var.perhaps ? 1 : 0
  vpc_id = aws_vpc.main.id
}`),
    ["blocked", "reachable"],
  ],
  [
    "the rules of the default group of one of two VPCs",
    onFargate(balancer("application", SUBNETS), "").concat(`
resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
resource "aws_default_security_group" "either" {
  vpc_id = var.perhaps ? aws_vpc.main.id : aws_vpc.other.id
}`),
    ["blocked", "reachable"],
  ],
  [
    "the entries of the default network ACL of one of two VPCs",
    onFargate(APPLICATION, "security_groups = [aws_security_group.open.id]").concat(`
resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
resource "aws_default_network_acl" "either" {
  default_network_acl_id = var.perhaps ? aws_vpc.main.default_network_acl_id : aws_vpc.other.default_network_acl_id
}`),
    ["partial", "reachable"],
  ],
])("%s", async (_, source, [there, not]) => {
  const directory = makeDirectory({ "main.tf": PERHAPS + source });
  const verdicts = async (text?: string): Promise<readonly string[]> => {
    const assignments = text === undefined ? [] : [{ kind: "var" as const, name: "perhaps", text }];
    const { flows, findings } = await scan(directory, ["."], { assignments });
    const closed = findings.filter(({ verdict, ruleId }) => verdict === "violated" && /blocked|partly/.test(ruleId));
    if (text === undefined) expect(closed.map(({ ruleId }) => ruleId)).toEqual([]);
    return flows.filter(({ purpose }) => purpose === "traffic").map(({ verdict }) => verdict);
  };
  try {
    expect(await verdicts("true")).toEqual([there]);
    expect(await verdicts("false")).toEqual([not]);
    expect(await verdicts()).toEqual(["undetermined"]);
  } finally {
    removeDirectory(directory);
  }
});

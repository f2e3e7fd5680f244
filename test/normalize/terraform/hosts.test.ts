/** Terraform's auto scaling groups, launch templates, instances and fleets. */
import { describe, expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import type { Graph } from "../../../src/graph/model.ts";
import { linked, linkedAll, nodeAt } from "../describe.ts";
import { fromTerraform } from "../sources.ts";

const NET = `resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}
resource "aws_subnet" "a" {\n  vpc_id = aws_vpc.v.id\n  cidr_block = "10.0.1.0/24"\n}
resource "aws_subnet" "b" {\n  vpc_id = aws_vpc.v.id\n  cidr_block = "10.0.2.0/24"\n}
resource "aws_security_group" "g" {\n  vpc_id = aws_vpc.v.id\n}
resource "aws_security_group" "h" {\n  vpc_id = aws_vpc.v.id\n}
resource "aws_ecs_cluster" "c" {\n  name = "web"\n}\n`;

function graphOf(text: string, options = { strict: false }): Graph {
  return fromTerraform(NET + text, options).graph;
}

/** What the launches of a group carry: `address: groups in subnets joins cluster`. */
function launches(graph: Graph, address: string): readonly string[] {
  const group = nodeAt(graph, "host-group", address);
  const all = group.launches.map((launch) => {
    const groups = linkedAll(graph, launch.securityGroups).join(", ");
    const subnets = launch.subnets === undefined ? "" : ` in ${linkedAll(graph, launch.subnets).join(", ")}`;
    const joins =
      launch.userDataUnread === undefined ? linked(graph, launch.cluster) : `… ${launch.userDataUnread.symbol}`;
    return `${launch.address}: ${groups}${subnets} joins ${joins}`;
  });
  return group.launchesRest === undefined ? all : [...all, `… ${group.launchesRest.symbol}`];
}

const ASG = (more: string): string => `resource "aws_autoscaling_group" "x" {
  min_size = 1
  max_size = 2
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  ${more}
}\n`;
const WITH_TEMPLATE = ASG(`launch_template {\n    id = aws_launch_template.t.id\n    version = "$Latest"\n  }`);
const template = (args: string): string => `resource "aws_launch_template" "t" {\n${args}\n}\n`;

describe("auto scaling groups", () => {
  test("a launch template with groups", () => {
    const graph = graphOf(
      template(`vpc_security_group_ids = [aws_security_group.g.id]
      user_data = base64encode("#!/bin/bash\\necho ECS_CLUSTER=\${aws_ecs_cluster.c.name} >> /etc/ecs/ecs.config")`) +
        WITH_TEMPLATE,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual([
      "aws_launch_template.t: aws_security_group.g joins aws_ecs_cluster.c",
    ]);
    expect(nodeAt(graph, "host-group", "aws_autoscaling_group.x")).toMatchObject({
      source: "auto-scaling-group",
      size: { min: { value: 1 }, max: { value: 2 } },
    });
  });
  test("the template's interface wins, and without groups it carries the default ones", () => {
    const graph = graphOf(
      template(`vpc_security_group_ids = [aws_security_group.g.id]
      network_interfaces {\n  associate_public_ip_address = true\n}`) + WITH_TEMPLATE,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual([
      "aws_launch_template.t: default security group of aws_vpc.v joins ",
    ]);
  });
  test("of several interfaces that of index 0", () => {
    const graph = graphOf(
      template(`network_interfaces {\n  device_index = 1\n  security_groups = [aws_security_group.g.id]\n}
      network_interfaces {\n  device_index = 0\n  security_groups = [aws_security_group.h.id]\n}`) + WITH_TEMPLATE,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual(["aws_launch_template.t: aws_security_group.h joins "]);
  });
  test("no group at all: the default one of the subnets' VPC", () => {
    expect(launches(graphOf(template("") + WITH_TEMPLATE), "aws_autoscaling_group.x")).toEqual([
      "aws_launch_template.t: default security group of aws_vpc.v joins ",
    ]);
  });
  test("no group, subnets unknown: a default group of which nothing is known", () => {
    const graph = graphOf(
      `variable "subnets" { type = list(string) }\n${template("")}resource "aws_autoscaling_group" "x" {
        min_size = 1\n max_size = 1\n vpc_zone_identifier = var.subnets
        launch_template {\n id = aws_launch_template.t.id\n version = "$Latest"\n }\n}`,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual([
      "aws_launch_template.t: external default security group of the VPC of var.subnets joins ",
    ]);
  });
  test("a launch configuration, by name, with plain user data", () => {
    const graph = graphOf(
      `resource "aws_launch_configuration" "l" {
        security_groups = [aws_security_group.g.id]
        user_data = "#!/bin/bash\\necho ECS_CLUSTER=web > /etc/ecs/ecs.config"
      }\n${ASG("launch_configuration = aws_launch_configuration.l.name")}`,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual([
      "aws_launch_configuration.l: aws_security_group.g joins aws_ecs_cluster.c",
    ]);
  });
  test("a mixed instances policy with an override's own template", () => {
    const graph = graphOf(
      `${template("vpc_security_group_ids = [aws_security_group.g.id]")}
      resource "aws_launch_template" "u" {\n name = "other"\n vpc_security_group_ids = [aws_security_group.h.id]\n}
      ${ASG(`mixed_instances_policy {
        launch_template {
          launch_template_specification {\n launch_template_id = aws_launch_template.t.id\n version = "$Latest"\n }
          override {\n instance_type = "m5.large"\n }
          override {
            instance_type = "m6g.large"
            launch_template_specification {\n launch_template_name = "other"\n version = "$Latest"\n }
          }
        }
      }`)}`,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual([
      "aws_launch_template.t: aws_security_group.g joins ",
      "aws_launch_template.u: aws_security_group.h joins ",
    ]);
  });
  test.each([
    [`version = "$Latest"`, false],
    ["version = aws_launch_template.t.latest_version", false],
    [`version = "$Default"`, true],
    ["version = 3", true],
    ["", true],
  ])("version %s", (version, assumed) => {
    const text = template("") + ASG(`launch_template {\n id = aws_launch_template.t.id\n ${version}\n }`);
    const group = nodeAt(graphOf(text), "host-group", "aws_autoscaling_group.x");
    expect(group.launches[0]?.assumptions.map(({ kind }) => kind)).toEqual(assumed ? ["launch-template-version"] : []);
    const strict = nodeAt(graphOf(text, { strict: true }), "host-group", "aws_autoscaling_group.x");
    expect([strict.launches[0]?.assumptions, strict.launchesRest?.cause.kind]).toEqual([
      [],
      assumed ? "assumption" : undefined,
    ]);
  });
  test("a template from outside", () => {
    const graph = graphOf(
      `variable "t" { type = string }\n${ASG(`launch_template {\n id = var.t\n version = "1"\n }`)}`,
    );
    expect(launches(graph, "aws_autoscaling_group.x")).toEqual(["… var.t"]);
  });
  test("target groups of its own, attached and as traffic source", () => {
    const graph = graphOf(
      `resource "aws_lb_target_group" "a" {\n port = 80\n protocol = "HTTP"\n vpc_id = aws_vpc.v.id\n}
      resource "aws_lb_target_group" "b" {\n port = 80\n protocol = "HTTP"\n vpc_id = aws_vpc.v.id\n}
      resource "aws_elb" "e" {\n name = "e"\n subnets = [aws_subnet.a.id]\n listener {\n instance_port = 80\n instance_protocol = "http"\n lb_port = 80\n lb_protocol = "http"\n }\n}
      ${template("")}${ASG(`target_group_arns = [aws_lb_target_group.a.arn]\n load_balancers = ["e"]\n launch_template {\n id = aws_launch_template.t.id\n version = "$Latest"\n }`)}
      resource "aws_autoscaling_attachment" "y" {
        autoscaling_group_name = aws_autoscaling_group.x.id
        lb_target_group_arn = aws_lb_target_group.b.arn
      }`,
    );
    const group = nodeAt(graph, "host-group", "aws_autoscaling_group.x");
    expect(linkedAll(graph, group.targetGroups)).toEqual(["aws_lb_target_group.a", "aws_lb_target_group.b"]);
    expect(linkedAll(graph, group.classicLoadBalancers)).toEqual(["aws_elb.e"]);
  });
  test("by availability zones only, its subnets are unknown", () => {
    const graph = graphOf(
      `${template("vpc_security_group_ids = [aws_security_group.g.id]")}resource "aws_autoscaling_group" "x" {
        min_size = 1\n max_size = 1\n availability_zones = ["eu-west-1a"]
        launch_template {\n id = aws_launch_template.t.id\n version = "$Latest"\n }\n}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "host-group", "aws_autoscaling_group.x").subnets)).toEqual([
      "… default subnets of aws_autoscaling_group.x",
    ]);
  });
});

describe("instances", () => {
  test("ids and names of groups", () => {
    const graph = graphOf(
      `resource "aws_instance" "i" {\n subnet_id = aws_subnet.a.id\n vpc_security_group_ids = [aws_security_group.g.id]\n security_groups = [aws_security_group.h.name]\n user_data = "#!/bin/bash\\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config"\n}`,
    );
    expect(launches(graph, "aws_instance.i")).toEqual([
      "aws_instance.i: aws_security_group.g, aws_security_group.h in aws_subnet.a joins aws_ecs_cluster.c",
    ]);
  });
  test("an interface of its own", () => {
    const graph = graphOf(
      `resource "aws_network_interface" "n" {\n subnet_id = aws_subnet.b.id\n security_groups = [aws_security_group.h.id]\n}
      resource "aws_instance" "i" {\n network_interface {\n network_interface_id = aws_network_interface.n.id\n device_index = 0\n }\n}`,
    );
    expect(launches(graph, "aws_instance.i")).toEqual(["aws_instance.i: aws_security_group.h in aws_subnet.b joins "]);
  });
  test("a group attached to its primary interface", () => {
    const graph = graphOf(
      `resource "aws_instance" "i" {\n subnet_id = aws_subnet.a.id\n vpc_security_group_ids = [aws_security_group.g.id]\n}
      resource "aws_network_interface_sg_attachment" "x" {\n security_group_id = aws_security_group.h.id\n network_interface_id = aws_instance.i.primary_network_interface_id\n}`,
    );
    expect(launches(graph, "aws_instance.i")).toEqual([
      "aws_instance.i: aws_security_group.g, aws_security_group.h in aws_subnet.a joins ",
    ]);
  });
  test("what its launch template says where it says nothing itself", () => {
    const graph = graphOf(
      `${template(`vpc_security_group_ids = [aws_security_group.g.id]\n user_data = base64encode("#!/bin/bash\\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config")`)}
      resource "aws_instance" "i" {\n subnet_id = aws_subnet.a.id\n launch_template {\n id = aws_launch_template.t.id\n }\n}`,
    );
    expect(launches(graph, "aws_instance.i")).toEqual([
      "aws_instance.i: aws_security_group.g in aws_subnet.a joins aws_ecs_cluster.c",
    ]);
  });
  test("without subnet: the default group of the default VPC", () => {
    expect(launches(graphOf(`resource "aws_instance" "i" {}`), "aws_instance.i")).toEqual([
      "aws_instance.i: default security group of default VPC joins ",
    ]);
  });
  test("registered with a target group", () => {
    const graph = graphOf(
      `resource "aws_lb_target_group" "a" {\n port = 80\n protocol = "HTTP"\n vpc_id = aws_vpc.v.id\n}
      resource "aws_instance" "i" {\n subnet_id = aws_subnet.a.id\n}
      resource "aws_lb_target_group_attachment" "x" {\n target_group_arn = aws_lb_target_group.a.arn\n target_id = aws_instance.i.id\n port = 8080\n}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "host-group", "aws_instance.i").targetGroups)).toEqual([
      "aws_lb_target_group.a",
    ]);
  });
  test("user data that is unknown", () => {
    const graph = graphOf(`variable "u" { type = string }\nresource "aws_instance" "i" {\n user_data = var.u\n}`);
    expect(launches(graph, "aws_instance.i")).toEqual([
      "aws_instance.i: default security group of default VPC joins … var.u",
    ]);
  });
});

describe("fleets", () => {
  test("a spot fleet with specifications", () => {
    const graph = graphOf(
      `resource "aws_spot_fleet_request" "f" {
        target_capacity = 2
        launch_specification {\n subnet_id = aws_subnet.a.id\n vpc_security_group_ids = [aws_security_group.g.id]\n user_data = "#!/bin/bash\\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config"\n }
        launch_specification {\n subnet_id = aws_subnet.b.id\n vpc_security_group_ids = [aws_security_group.h.id]\n user_data = "#!/bin/bash\\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config"\n }
      }`,
    );
    expect(launches(graph, "aws_spot_fleet_request.f")).toEqual([
      "aws_spot_fleet_request.f: aws_security_group.g in aws_subnet.a joins aws_ecs_cluster.c",
      "aws_spot_fleet_request.f: aws_security_group.h in aws_subnet.b joins aws_ecs_cluster.c",
    ]);
  });
  test("an EC2 fleet with a template and overrides", () => {
    const graph = graphOf(
      `${template("vpc_security_group_ids = [aws_security_group.g.id]")}resource "aws_ec2_fleet" "f" {
        launch_template_config {
          launch_template_specification {\n launch_template_id = aws_launch_template.t.id\n version = "$Latest"\n }
          override {\n subnet_id = aws_subnet.a.id\n }
          override {\n subnet_id = aws_subnet.b.id\n }
        }
      }`,
    );
    expect(launches(graph, "aws_ec2_fleet.f")).toEqual(["aws_launch_template.t: aws_security_group.g joins "]);
    expect(linkedAll(graph, nodeAt(graph, "host-group", "aws_ec2_fleet.f").subnets)).toEqual([
      "aws_subnet.a",
      "aws_subnet.b",
    ]);
  });
});

describe("which cluster user data names", () => {
  const joins = (user: string, cluster = ""): string => {
    const graph = graphOf(`${cluster}resource "aws_instance" "i" {\n user_data = ${user}\n}`);
    return linked(graph, nodeAt(graph, "host-group", "aws_instance.i").launches[0]?.cluster);
  };
  test("one that is not in the source", () =>
    expect(joins(`"#!/bin/bash\\necho ECS_CLUSTER=other >> /etc/ecs/ecs.config"`)).toBe("external other"));
  test("none where nothing runs it, which is told", () => {
    const { graph, diagnostics } = fromTerraform(
      `resource "aws_instance" "i" {\n user_data = "echo ECS_CLUSTER=c >> /etc/ecs/ecs.config"\n}`,
    );
    expect(nodeAt(graph, "host-group", "aws_instance.i").launches[0]?.cluster).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["user-data-not-run"]);
  });
  test("white space before its #! is told, and that it is run all the same is assumed", () => {
    const script = `<<EOT\n  #!/bin/bash\n  echo ECS_CLUSTER=c >> /etc/ecs/ecs.config\n  EOT`;
    const { graph, diagnostics } = fromTerraform(`resource "aws_instance" "i" {\n user_data = ${script}\n}`);
    expect(nodeAt(graph, "host-group", "aws_instance.i").launches[0]).toMatchObject({
      cluster: { to: [expect.stringContaining("c")] },
      assumptions: [{ kind: "space-before-script" }],
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(["user-data-not-run"]);
  });
  test("and is not told of an instance that joins no cluster", () => {
    const script = "<<EOT\n  #!/bin/bash\n  yum update -y\n  EOT";
    expect(fromTerraform(`resource "aws_instance" "i" {\n user_data = ${script}\n}`).diagnostics).toEqual([]);
  });
  test("by the same unknown name", () => {
    const source = `variable "n" { type = string }\nresource "aws_ecs_cluster" "d" {\n name = var.n\n}\n`;
    expect(joins(`"#!/bin/bash\\necho ECS_CLUSTER=\${var.n} >> /etc/ecs/ecs.config"`, source)).toBe(
      "aws_ecs_cluster.d",
    );
  });
  test("by the same partly known name", () => {
    const source = `variable "e" { type = string }\nresource "aws_ecs_cluster" "d" {\n name = "app-\${var.e}"\n}\n`;
    expect(joins(`"#!/bin/bash\\necho ECS_CLUSTER=app-\${var.e} >> /etc/ecs/ecs.config"`, source)).toBe(
      "aws_ecs_cluster.d",
    );
  });
  test("by another unknown name", () => {
    const source = `variable "n" { type = string }\nvariable "m" { type = string }\nresource "aws_ecs_cluster" "d" {\n name = var.n\n}\n`;
    expect(joins(`"#!/bin/bash\\necho ECS_CLUSTER=\${var.m} >> /etc/ecs/ecs.config"`, source)).toBe("external var.m");
  });
  test("where a condition on the instance decides it, and where that stands", () => {
    const script = `<<-EOT\n  #!/bin/bash\n  if [ -d /data ]; then\n    echo ECS_CLUSTER=\${aws_ecs_cluster.c.name} >> /etc/ecs/ecs.config\n  fi\n  EOT`;
    const graph = graphOf(`resource "aws_instance" "i" {\n user_data = ${script}\n}`);
    const launch = nodeAt(graph, "host-group", "aws_instance.i").launches[0]!;
    expect(linked(graph, launch.cluster)).toBe("aws_ecs_cluster.c ?");
    expect(launch.cluster?.exists).not.toBe(true);
    expect(textOf(launch.clusterDoubt!.cause.span!)).toBe("[ -d /data ]");
    expect(textOf(launch.cluster!.origin.span)).toBe("[ -d /data ]");
  });
  test("at the interpolation that gives it", () => {
    const script = `<<-EOT\n  #!/bin/bash\n  cat <<'EOF' > /etc/ecs/ecs.config\n  ECS_LOGLEVEL=info\n  ECS_CLUSTER=\${aws_ecs_cluster.c.name}\n  EOF\n  EOT`;
    const graph = graphOf(`resource "aws_instance" "i" {\n user_data = ${script}\n}`);
    const launch = nodeAt(graph, "host-group", "aws_instance.i").launches[0]!;
    expect(textOf(launch.cluster!.origin.span)).toBe("${aws_ecs_cluster.c.name}");
  });
  test("through templatefile's own text", () => {
    expect(
      joins(
        `join("\\n", ["#!/bin/bash", "#!/bin/bash\\necho ECS_CLUSTER=\${aws_ecs_cluster.c.name} >> /etc/ecs/ecs.config"])`,
      ),
    ).toBe("aws_ecs_cluster.c");
  });
});

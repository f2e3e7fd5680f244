/** Terraform's task definitions, services, clusters and capacity providers. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../src/graph/model.ts";
import { fact, linked, linkedAll, nodeAt } from "../describe.ts";
import { fromTerraform, normalizeWorld, terraformGroups } from "../sources.ts";

function graphOf(text: string, options = { strict: false }): Graph {
  return fromTerraform(text, options).graph;
}

const TASK = "aws_ecs_task_definition.t";
const task = (args: string): string => `resource "aws_ecs_task_definition" "t" {\n family = "web"\n ${args}\n}\n`;

/** `name host:container/protocol …` of each container. */
function containers(text: string): readonly string[] {
  const node = nodeAt(graphOf(text), "task-definition", TASK);
  const all = node.containers.map((container) => {
    const mappings = container.portMappings.map(
      (one) => `${fact(one.hostPort)}:${fact(one.containerPort)}${fact(one.containerPortRange)}/${fact(one.protocol)}`,
    );
    const open = container.portMappingsRest === undefined ? [] : [`… ${container.portMappingsRest.symbol}`];
    return [`${fact(container.name)}${container.exists === true ? "" : " ?"}`, ...mappings, ...open].join(" ");
  });
  return node.containersRest === undefined ? all : [...all, `… ${node.containersRest.symbol}`];
}

describe("container definitions", () => {
  test("jsonencode with an unknown image", () => {
    const text = `variable "image" { type = string }\n${task(`container_definitions = jsonencode([{ name = "app", image = var.image, portMappings = [{ containerPort = 80, hostPort = 0 }] }])`)}`;
    expect(containers(text)).toEqual(["app 0:80/tcp"]);
  });
  test("a heredoc with unquoted numbers and unknown parts", () => {
    const text = `variable "port" { default = 8080 }\nvariable "tag" { type = string }\n${task(
      `container_definitions = <<EOF\n[{"name": "app", "image": "x:\${var.tag}", "cpu": 10, "memory": 256, "portMappings": [{"containerPort": \${var.port}, "protocol": "UDP"}]}]\nEOF`,
    )}`;
    expect(containers(text)).toEqual(["app :8080/udp"]);
  });
  test("an unknown port is the same wherever it is used", () => {
    const text = `variable "port" { type = number }\n${task(`container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPort = var.port }] }])`)}`;
    expect(containers(text)).toEqual(["app :?var.port/tcp"]);
  });
  test("property names in any case, as the provider's decoder takes them", () => {
    expect(
      containers(
        task(
          `container_definitions = jsonencode([{ Name = "app", PortMappings = [{ ContainerPort = 80, hostport = 81 }] }])`,
        ),
      ),
    ).toEqual(["app 81:80/tcp"]);
  });
  test("a range of ports", () => {
    expect(
      containers(
        task(
          `container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPortRange = "100-110" }] }])`,
        ),
      ),
    ).toEqual(["app :100-110/tcp"]);
  });
  test("one of two", () => {
    const text = `variable "two" { type = bool }\n${task(`container_definitions = var.two ? jsonencode([{ name = "a" }]) : jsonencode([{ name = "b" }])`)}`;
    expect(containers(text)).toEqual(["a ?", "b ?"]);
  });
  test("further ones that are unknown", () => {
    const text = `variable "more" { type = list(any) }\n${task(`container_definitions = jsonencode(concat([{ name = "a" }], var.more))`)}`;
    expect(containers(text)).toEqual(["a", "… var.more"]);
  });
  test("text that is not JSON is said and leaves them open", () => {
    const { graph, diagnostics } = fromTerraform(task(`container_definitions = "[{name: app}]"`));
    expect(nodeAt(graph, "task-definition", TASK).containersRest?.cause.kind).toBe("error");
    expect(diagnostics.map(({ code, span }) => [code, span?.file.text.slice(span.start, span.end)])).toEqual([
      ["container-definitions", "n"],
    ]);
  });
  test("a network mode inside a container is nothing", () => {
    const text = task(`container_definitions = jsonencode([{ name = "a", networkMode = "host" }])`);
    expect(fact(nodeAt(graphOf(text), "task-definition", TASK).networkMode)).toBe("bridge");
  });
  test("the place of a port mapping is its own object", () => {
    const { graph } = fromTerraform(
      task(`container_definitions = <<EOF\n[{"name": "app", "portMappings": [{"containerPort": 80}]}]\nEOF`),
    );
    const { file, start, end } = nodeAt(graph, "task-definition", TASK).containers[0]!.portMappings[0]!.span;
    expect(file.text.slice(start, end)).toBe('{"containerPort": 80}');
  });
});

describe("network mode", () => {
  const mode = (args: string): string =>
    fact(
      nodeAt(
        graphOf(`variable "m" { type = string }\nvariable "w" { type = bool }\n${task(args)}`),
        "task-definition",
        TASK,
      ).networkMode,
    );
  test.each([
    ["", "bridge"],
    [`network_mode = "awsvpc"`, "awsvpc"],
    [`network_mode = ""`, "bridge"],
    [`requires_compatibilities = ["FARGATE"]`, "awsvpc"],
    [`requires_compatibilities = ["EC2", "FARGATE"]`, "bridge"],
    [`requires_compatibilities = ["EC2"]`, "bridge"],
    [`runtime_platform {\n operating_system_family = "WINDOWS_SERVER_2022_CORE"\n }`, "nat"],
    ["network_mode = var.m", "?var.m"],
    [`network_mode = var.w ? "host" : null`, `?(var.w ? "host" : null) of host|bridge`],
  ])("%s", (args, expected) => expect(mode(args)).toBe(expected));
});

test.each([
  [`cpu = 256\n memory = "0.5GB"`, "256", "512"],
  [`cpu = "1 vCPU"\n memory = "2 GB"`, "1024", "2048"],
  [`cpu = "512"\n memory = 1024`, "512", "1024"],
])("task size %s", (args, cpu, memory) => {
  const node = nodeAt(graphOf(task(args)), "task-definition", TASK);
  expect([fact(node.cpu), fact(node.memory)]).toEqual([cpu, memory]);
});

const SERVICE = (args: string): string => `resource "aws_ecs_service" "s" {\n name = "s"\n ${args}\n}\n`;
const CLUSTER = `resource "aws_ecs_cluster" "c" {\n name = "web"\n}\n`;

describe("which task definition a service runs", () => {
  const runs = (expression: string, more = ""): string => {
    const graph = graphOf(task("") + more + SERVICE(`task_definition = ${expression}`));
    return linked(graph, nodeAt(graph, "service", "aws_ecs_service.s").taskDefinition);
  };
  const DATA = `data "aws_ecs_task_definition" "t" {\n task_definition = aws_ecs_task_definition.t.family\n}\n`;
  test.each([
    ["aws_ecs_task_definition.t.arn", ""],
    ["aws_ecs_task_definition.t.id", ""],
    [`"\${aws_ecs_task_definition.t.family}:\${aws_ecs_task_definition.t.revision}"`, ""],
    [
      `"\${aws_ecs_task_definition.t.family}:\${max(aws_ecs_task_definition.t.revision, data.aws_ecs_task_definition.t.revision)}"`,
      DATA,
    ],
    ["data.aws_ecs_task_definition.t.arn", DATA],
    [`"web"`, ""],
    [`"web:3"`, ""],
    [`"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3"`, ""],
    ["aws_ecs_task_definition.t.arn_without_revision", ""],
  ])("%s", (expression, more) => expect(runs(expression, more)).toBe(TASK));
  test("another family", () => expect(runs(`"other:1"`)).toBe("external other"));
  test("an expression over its ARN is an assumption", () => {
    const graph = graphOf(
      task("") + SERVICE(`task_definition = replace(aws_ecs_task_definition.t.arn, "/:[0-9]+$/", "")`),
    );
    const link = nodeAt(graph, "service", "aws_ecs_service.s").taskDefinition;
    expect([linked(graph, link), link?.assumption?.kind]).toEqual([TASK, "derived-reference"]);
  });
  test("under strict it is not taken to be", () => {
    const graph = graphOf(
      task("") + SERVICE(`task_definition = replace(aws_ecs_task_definition.t.arn, "/:[0-9]+$/", "")`),
      { strict: true },
    );
    expect(linked(graph, nodeAt(graph, "service", "aws_ecs_service.s").taskDefinition)).toMatch(/^external replace/);
  });
});

describe("which cluster a service is in", () => {
  const cluster = (expression: string, more = ""): string => {
    const graph = graphOf(CLUSTER + more + SERVICE(expression === "" ? "" : `cluster = ${expression}`));
    return linked(graph, nodeAt(graph, "service", "aws_ecs_service.s").cluster);
  };
  test.each([
    ["aws_ecs_cluster.c.id"],
    ["aws_ecs_cluster.c.arn"],
    ["aws_ecs_cluster.c.name"],
    [`"web"`],
    [`"arn:aws:ecs:eu-west-1:123456789012:cluster/web"`],
    [
      `"arn:aws:ecs:\${data.aws_region.r.name}:\${data.aws_caller_identity.i.account_id}:cluster/\${aws_ecs_cluster.c.name}"`,
    ],
    [
      `format("arn:aws:ecs:%s:%s:cluster/%s", data.aws_region.r.name, data.aws_caller_identity.i.account_id, aws_ecs_cluster.c.name)`,
    ],
    [`element(split("/", aws_ecs_cluster.c.arn), 1)`],
  ])("%s", (expression) =>
    expect(cluster(expression, `data "aws_region" "r" {}\ndata "aws_caller_identity" "i" {}\n`)).toBe(
      "aws_ecs_cluster.c",
    ),
  );
  test("none is the one named default", () => {
    expect(cluster("")).toBe("external default");
    expect(cluster("", `resource "aws_ecs_cluster" "d" {\n name = "default"\n}\n`)).toBe("aws_ecs_cluster.d");
  });
});

describe("services", () => {
  test("load balancer entries, placement, deployment", () => {
    const graph = graphOf(
      `variable "port" { type = number }
      resource "aws_lb_target_group" "g" {\n target_type = "ip"\n port = 80\n protocol = "HTTP"\n vpc_id = "vpc-1"\n}
      resource "aws_lb_target_group" "h" {\n target_type = "ip"\n port = 80\n protocol = "HTTP"\n vpc_id = "vpc-1"\n}
      ${SERVICE(`launch_type = "FARGATE"
        desired_count = 3
        deployment_minimum_healthy_percent = 50
        scheduling_strategy = "DAEMON"
        load_balancer {
          target_group_arn = aws_lb_target_group.g.arn
          container_name = "app"
          container_port = var.port
          advanced_configuration {\n alternate_target_group_arn = aws_lb_target_group.h.arn\n production_listener_rule = "x"\n role_arn = "y"\n }
        }
        placement_constraints {\n type = "distinctInstance"\n }
        network_configuration {\n subnets = ["subnet-1"]\n security_groups = ["sg-1"]\n }`)}`,
    );
    const node = nodeAt(graph, "service", "aws_ecs_service.s");
    const entry = node.loadBalancers[0]!;
    expect([
      linked(graph, entry.targetGroup),
      linked(graph, entry.alternateTargetGroup),
      fact(entry.containerName),
      fact(entry.containerPort),
    ]).toEqual(["aws_lb_target_group.g", "aws_lb_target_group.h", "app", "?var.port"]);
    expect([
      fact(node.launchType),
      fact(node.desiredCount),
      fact(node.schedulingStrategy),
      fact(node.deployment.minimumHealthyPercent),
    ]).toEqual(["FARGATE", "3", "DAEMON", "50"]);
    expect(fact(node.placementConstraints[0]?.type)).toBe("distinctInstance");
    expect([linkedAll(graph, node.network?.securityGroups), linkedAll(graph, node.network?.subnets)]).toEqual([
      ["external sg-1"],
      ["external subnet-1"],
    ]);
  });
  test("the listeners of a target group serve its alternate too", () => {
    const graph = graphOf(
      `resource "aws_lb" "l" {\n subnets = ["subnet-1"]\n}
      resource "aws_lb_target_group" "g" {\n port = 80\n protocol = "HTTP"\n vpc_id = "vpc-1"\n}
      resource "aws_lb_target_group" "h" {\n port = 80\n protocol = "HTTP"\n vpc_id = "vpc-1"\n}
      resource "aws_lb_listener" "i" {\n load_balancer_arn = aws_lb.l.arn\n port = 80\n default_action {\n type = "forward"\n target_group_arn = aws_lb_target_group.g.arn\n }\n}
      ${SERVICE(`load_balancer {
        target_group_arn = aws_lb_target_group.g.arn
        container_name = "app"
        container_port = 80
        advanced_configuration {\n alternate_target_group_arn = aws_lb_target_group.h.arn\n production_listener_rule = "x"\n role_arn = "y"\n }
      }`)}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "listener", "aws_lb_listener.i").forwards)).toEqual([
      "aws_lb_target_group.g",
      "aws_lb_target_group.h",
    ]);
  });
  test("a network without groups carries the default ones of the VPC", () => {
    const graph = graphOf(
      `resource "aws_vpc" "v" {\n cidr_block = "10.0.0.0/16"\n}\nresource "aws_subnet" "a" {\n vpc_id = aws_vpc.v.id\n cidr_block = "10.0.0.0/24"\n}
      ${SERVICE("network_configuration {\n subnets = [aws_subnet.a.id]\n }")}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "service", "aws_ecs_service.s").network?.securityGroups)).toEqual([
      "default security group of aws_vpc.v",
    ]);
  });
  test("entries of a dynamic block over an unknown list", () => {
    const graph = graphOf(
      `variable "groups" { type = list(string) }\n${SERVICE(`dynamic "load_balancer" {
        for_each = var.groups
        content {\n target_group_arn = load_balancer.value\n container_name = "app"\n container_port = 80\n }
      }`)}`,
    );
    const node = nodeAt(graph, "service", "aws_ecs_service.s");
    expect([node.loadBalancers.map(({ exists }) => exists === true), node.loadBalancersRest?.symbol]).toEqual([
      [false],
      "var.groups",
    ]);
  });
  test("one that may be there is not where it would have no port", () => {
    const entries = (port: string) =>
      nodeAt(
        graphOf(
          `variable "on" { type = bool }\n${SERVICE(`dynamic "load_balancer" {
          for_each = var.on ? [${port}] : []
          content {\n container_name = "app"\n container_port = load_balancer.value\n }
        }`)}`,
        ),
        "service",
        "aws_ecs_service.s",
      ).loadBalancers.map(({ containerPort }) => fact(containerPort));
    expect(entries("80")).toEqual(["80"]);
    expect(entries("null")).toEqual([]);
  });
  test("a task set is judged like a service", () => {
    const graph = graphOf(
      `${CLUSTER}${task("")}${SERVICE('cluster = aws_ecs_cluster.c.id\n desired_count = 2\n deployment_controller {\n type = "EXTERNAL"\n }')}
      resource "aws_lb_target_group" "g" {\n port = 80\n protocol = "HTTP"\n vpc_id = "vpc-1"\n}
      resource "aws_ecs_task_set" "x" {
        service = aws_ecs_service.s.id
        cluster = aws_ecs_cluster.c.id
        task_definition = aws_ecs_task_definition.t.arn
        load_balancer {\n target_group_arn = aws_lb_target_group.g.arn\n container_name = "app"\n container_port = 80\n }
      }`,
    );
    const node = nodeAt(graph, "service", "aws_ecs_task_set.x");
    expect([
      linked(graph, node.cluster),
      linked(graph, node.loadBalancers[0]?.targetGroup),
      fact(node.desiredCount),
    ]).toEqual(["aws_ecs_cluster.c", "aws_lb_target_group.g", "2"]);
  });
  test("a task set names a classic load balancer in its own way, also where its service is not known", () => {
    const graph = graphOf(
      `resource "aws_elb" "e" {\n subnets = ["subnet-1"]\n listener {\n instance_port = 80\n instance_protocol = "http"\n lb_port = 80\n lb_protocol = "http"\n }\n}
      resource "aws_ecs_task_set" "x" {
        service = "other"
        cluster = "c"
        task_definition = "t"
        load_balancer {\n load_balancer_name = aws_elb.e.name\n container_name = "app"\n container_port = 80\n }
      }`,
    );
    const node = nodeAt(graph, "service", "aws_ecs_task_set.x");
    expect(linked(graph, node.loadBalancers[0]?.classicLoadBalancer)).toBe("aws_elb.e");
  });
  test("CodeDeploy's pair of target groups", () => {
    const group = (name: string): string =>
      `resource "aws_lb_target_group" "${name}" {\n name = "${name}"\n port = 80\n protocol = "HTTP"\n vpc_id = "vpc-1"\n}\n`;
    const graph = graphOf(
      `${CLUSTER}${group("blue")}${group("green")}
      resource "aws_lb" "l" {\n subnets = ["subnet-1"]\n security_groups = ["sg-1"]\n}
      resource "aws_lb_listener" "i" {\n load_balancer_arn = aws_lb.l.arn\n port = 80\n default_action {\n type = "forward"\n target_group_arn = aws_lb_target_group.blue.arn\n }\n}
      ${SERVICE('cluster = aws_ecs_cluster.c.id\n load_balancer {\n target_group_arn = aws_lb_target_group.blue.arn\n container_name = "app"\n container_port = 80\n }')}
      resource "aws_codedeploy_deployment_group" "d" {
        ecs_service {\n cluster_name = aws_ecs_cluster.c.name\n service_name = aws_ecs_service.s.name\n }
        load_balancer_info {
          target_group_pair_info {
            prod_traffic_route {\n listener_arns = [aws_lb_listener.i.arn]\n }
            target_group {\n name = aws_lb_target_group.blue.name\n }
            target_group {\n name = aws_lb_target_group.green.name\n }
          }
        }
      }`,
    );
    expect(linked(graph, nodeAt(graph, "service", "aws_ecs_service.s").loadBalancers[0]?.alternateTargetGroup)).toBe(
      "aws_lb_target_group.green",
    );
    expect(linkedAll(graph, nodeAt(graph, "listener", "aws_lb_listener.i").forwards)).toContain(
      "aws_lb_target_group.green",
    );
  });
});

test("of resources with the same name the one of the same module instance is meant: each region has its own", () => {
  const region = `
    resource "aws_lb_target_group" "blue" {\n name = "blue"\n }
    resource "aws_lb_target_group" "green" {\n name = "green"\n }
    resource "aws_ecs_service" "s" {
      name = "s"
      load_balancer {\n target_group_arn = aws_lb_target_group.blue.arn\n container_name = "a"\n container_port = 80\n }
    }
    resource "aws_codedeploy_deployment_group" "d" {
      ecs_service {\n cluster_name = "c"\n service_name = aws_ecs_service.s.name\n }
      load_balancer_info {
        target_group_pair_info {
          target_group {\n name = aws_lb_target_group.blue.name\n }
          target_group {\n name = aws_lb_target_group.green.name\n }
        }
      }
    }`;
  const [group] = terraformGroups({
    "main.tf": 'module "west" {\n source = "./region"\n}\nmodule "east" {\n source = "./region"\n}\n',
    "region/main.tf": region,
  });
  const { graph } = normalizeWorld(group!.worlds[0]!, { strict: false });
  for (const module of ["west", "east"]) {
    const [entry] = nodeAt(graph, "service", `module.${module}.aws_ecs_service.s`).loadBalancers;
    expect(linked(graph, entry?.alternateTargetGroup)).toBe(`module.${module}.aws_lb_target_group.green`);
  }
});

test("an empty name is a default to be filled in, and no two are the same thing", () => {
  const graph = graphOf(`
    variable "target_group_arn" {\n default = ""\n }
    variable "other_arn" {\n default = ""\n }
    resource "aws_ecs_service" "s" {
      load_balancer {\n target_group_arn = var.target_group_arn\n container_name = "a"\n container_port = 80\n }
      load_balancer {\n target_group_arn = var.other_arn\n container_name = "a"\n container_port = 80\n }
    }`);
  const groups = nodeAt(graph, "service", "aws_ecs_service.s").loadBalancers.map(
    ({ targetGroup }) => targetGroup?.to[0],
  );
  expect(new Set(groups).size).toBe(2);
  const node = graph.node(groups[0]!);
  expect(node?.address).toBe("target group of var.target_group_arn");
  expect(node?.external?.literal).toBe(false);
});

describe("clusters and capacity", () => {
  test("providers of the cluster, its strategy, and what they provide", () => {
    const graph = graphOf(
      `${CLUSTER}
      resource "aws_autoscaling_group" "a" {\n min_size = 1\n max_size = 1\n vpc_zone_identifier = ["subnet-1"]\n}
      resource "aws_ecs_capacity_provider" "p" {
        name = "own"
        auto_scaling_group_provider {\n auto_scaling_group_arn = aws_autoscaling_group.a.arn\n }
      }
      resource "aws_ecs_cluster_capacity_providers" "x" {
        cluster_name = aws_ecs_cluster.c.name
        capacity_providers = [aws_ecs_capacity_provider.p.name, "FARGATE"]
        default_capacity_provider_strategy {\n capacity_provider = "own"\n weight = 2\n base = 1\n }
      }
      ${SERVICE('cluster = aws_ecs_cluster.c.id\n capacity_provider_strategy {\n capacity_provider = "FARGATE_SPOT"\n weight = 1\n }')}`,
    );
    const cluster = nodeAt(graph, "cluster", "aws_ecs_cluster.c");
    expect(linkedAll(graph, cluster.capacityProviders)).toEqual(["aws_ecs_capacity_provider.p", "FARGATE"]);
    expect(
      cluster.defaultStrategy.map((one) => [linked(graph, one.provider), fact(one.weight), fact(one.base)]),
    ).toEqual([["aws_ecs_capacity_provider.p", "2", "1"]]);
    const provides = nodeAt(graph, "capacity-provider", "aws_ecs_capacity_provider.p").provides;
    expect(provides.kind === "host-group" ? linked(graph, provides.hosts) : provides.kind).toBe(
      "aws_autoscaling_group.a",
    );
    expect(nodeAt(graph, "capacity-provider", "FARGATE").provides).toEqual({ kind: "fargate" });
    const service = nodeAt(graph, "service", "aws_ecs_service.s");
    expect(service.strategy.map((one) => linked(graph, one.provider))).toEqual(["FARGATE_SPOT"]);
  });
  test("managed instances", () => {
    const graph = graphOf(`resource "aws_ecs_capacity_provider" "p" {
      name = "managed"
      managed_instances_provider {
        instance_launch_template {
          network_configuration {\n subnets = ["subnet-1"]\n security_groups = ["sg-1"]\n }
        }
      }
    }`);
    const provides = nodeAt(graph, "capacity-provider", "aws_ecs_capacity_provider.p").provides;
    expect(provides.kind === "managed-instances" ? linkedAll(graph, provides.securityGroups) : provides.kind).toEqual([
      "external sg-1",
    ]);
  });
});

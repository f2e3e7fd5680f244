/** A small scan made by hand: a load balancer, a service behind it, and the filters between them. */
import type { Fact } from "../../src/base/fact.ts";
import { SourceFile, type Span } from "../../src/base/source-file.ts";
import { DYNAMIC, type UnknownValue } from "../../src/base/value.ts";
import { parsePorts } from "../../src/check/relation.ts";
import type {
  FilterRule,
  HostGroup,
  Link,
  Listener,
  LoadBalancer,
  NatGateway,
  NetworkAcl,
  Node,
  RouteTable,
  SecurityGroup,
  Service,
  Subnet,
  TargetGroup,
  TaskDefinition,
  Vpc,
  VpcEndpoint,
} from "../../src/graph/model.ts";
import { Graph } from "../../src/graph/model.ts";
import type { DecidingRule, Flow, Hop, HopKind, HopVerdict } from "../../src/reach/flow.ts";
import { reach } from "../../src/reach/reach.ts";
import { wholeFamily } from "../../src/sets/ip-set.ts";
import { intersectPorts, noPorts, type PortSet, portRange, subtractPorts } from "../../src/sets/port-set.ts";
import type { World } from "../../src/worlds/judge.ts";
import { proofOf } from "../proofs.ts";

export const source = new SourceFile(
  "infra/main.tf",
  `resource "aws_lb" "main" {
  security_groups = [aws_security_group.alb.id]
}

resource "aws_security_group" "hosts" {
  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.alb.id]
  }
}

resource "aws_security_group" "alb" {
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_listener" "web" {}
resource "aws_lb_target_group" "web" {
  port = 80
  health_check {
    port = 8080
  }
}

resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{ name = "web", portMappings = [{ containerPort = 80 }] }])
}

resource "aws_ecs_service" "web" {
  load_balancer {
    container_name = "web"
    container_port = 80
  }
}

resource "aws_subnet" "a" {}
resource "aws_subnet" "b" {}
resource "aws_network_acl" "hosts" {
  egress { from_port = 32768 }
}
variable "alb_security_group_id" {}
resource "aws_vpc" "main" {}
resource "aws_autoscaling_group" "hosts" {}
resource "aws_nat_gateway" "main" {}
resource "aws_vpc_endpoint" "s3" {}
resource "aws_route_table" "private" {
  route { cidr_block = "0.0.0.0/0" }
}
`,
);

/** The first place of the text, from which on it is looked for. */
export function at(text: string, after = ""): Span {
  const from = source.text.indexOf(after);
  const start = source.text.indexOf(text, from === -1 ? 0 : from);
  if (start === -1) throw new Error(`the sample has no ${text}`);
  return { file: source, start, end: start + text.length };
}

export function fact<T>(value: T, span = at("resource")): Fact<T> {
  return { known: true, value, origin: { kind: "literal", span } };
}

export const unknown: UnknownValue = {
  kind: "unknown",
  type: DYNAMIC,
  symbol: "var.alb_security_group_id",
  cause: {
    kind: "input",
    text: "var.alb_security_group_id has no value",
    hint: "give it with --var alb_security_group_id=…",
    span: at('variable "alb_security_group_id"'),
  },
};

export function open<T>(among?: readonly T[]): Fact<T> {
  const origin = { kind: "literal", span: at("resource") } as const;
  return among === undefined ? { known: false, unknown, origin } : { known: false, unknown, among, origin };
}

export function link(...to: string[]): Link {
  return { to, exists: true, origin: { kind: "literal", span: at("resource") } };
}

function base(address: string) {
  const [type, name] = address.split(".");
  return {
    id: `infra#${address}`,
    address,
    root: "infra",
    span: at(`resource "${type}" "${name}"`),
    exists: true as const,
  };
}

export function ports(text: string): PortSet {
  return text === "" ? noPorts : parsePorts(text)!;
}

export const ingress: FilterRule = {
  address: "aws_security_group.hosts",
  direction: "ingress",
  action: "allow",
  protocol: fact(6),
  ports: { from: fact(80), to: fact(80) },
  peers: [{ kind: "security-group", group: link("infra#aws_security_group.alb"), exists: true }],
  exists: true,
  span: at("ingress {"),
  portsSpan: at("from_port       = 80\n    to_port         = 80"),
};

export const egress: FilterRule = {
  address: "aws_security_group.alb",
  direction: "egress",
  action: "allow",
  protocol: fact("all"),
  ports: "all",
  peers: [{ kind: "cidr", range: fact({ family: 4, first: 0n, last: (1n << 32n) - 1n }), exists: true }],
  exists: true,
  span: at("egress {"),
};

export const hostGroup: SecurityGroup = {
  ...base("aws_security_group.hosts"),
  kind: "security-group",
  vpc: undefined,
  rules: [ingress],
  isDefault: false,
};
export const albGroup: SecurityGroup = {
  ...base("aws_security_group.alb"),
  kind: "security-group",
  vpc: undefined,
  rules: [egress, { ...ingress, ports: { from: fact(443), to: fact(443) } }],
  isDefault: false,
};
export const hostAcl: NetworkAcl = {
  ...base("aws_network_acl.hosts"),
  kind: "network-acl",
  vpc: undefined,
  entries: [],
  isDefault: false,
  subnets: { links: [] },
};
export const subnetA: Subnet = { ...base("aws_subnet.a"), kind: "subnet", vpc: undefined, cidrs: [], zone: undefined };
export const subnetB: Subnet = { ...base("aws_subnet.b"), kind: "subnet", vpc: undefined, cidrs: [], zone: undefined };

export const vpc: Vpc = {
  ...base("aws_vpc.main"),
  kind: "vpc",
  cidrs: [fact({ family: 4, first: 10n << 24n, last: (11n << 24n) - 1n })],
  middleboxRoutes: [],
};
export const natGateway: NatGateway = {
  ...base("aws_nat_gateway.main"),
  kind: "nat-gateway",
  subnet: link(subnetA.id),
  isPrivate: fact(false),
};

export const endpoint: VpcEndpoint = {
  ...base("aws_vpc_endpoint.s3"),
  kind: "vpc-endpoint",
  vpc: link(vpc.id),
  service: fact("s3"),
};

export const routeTable: RouteTable = {
  ...base("aws_route_table.private"),
  kind: "route-table",
  vpc: link(vpc.id),
  routes: [
    {
      address: "aws_route_table.private",
      destination: fact(wholeFamily(4)),
      target: fact("nat-gateway"),
      natGateway: link(natGateway.id),
      exists: true,
      span: at("route {"),
    },
  ],
};

export const instances: HostGroup = {
  ...base("aws_autoscaling_group.hosts"),
  kind: "host-group",
  source: "auto-scaling-group",
  launches: [],
  subnets: { links: [link(subnetA.id)] },
  size: { min: fact(1), max: fact(3) },
  targetGroups: { links: [] },
  classicLoadBalancers: { links: [] },
};

export const loadBalancer: LoadBalancer = {
  ...base("aws_lb.main"),
  kind: "load-balancer",
  type: fact("application"),
  internal: fact(false),
  addressType: fact("ipv4"),
  securityGroups: { links: [link(albGroup.id)] },
  subnets: { links: [] },
  classicListeners: [],
};

export const listener: Listener = {
  ...base("aws_lb_listener.web"),
  kind: "listener",
  loadBalancer: link(loadBalancer.id),
  port: fact(443),
  protocol: fact("HTTPS"),
  forwards: { links: [link("infra#aws_lb_target_group.web")] },
};

export const targetGroup: TargetGroup = {
  ...base("aws_lb_target_group.web"),
  kind: "target-group",
  targetType: fact("instance"),
  protocol: fact("HTTP"),
  port: fact(80),
  vpc: undefined,
  addressType: fact("ipv4"),
  healthCheck: {
    enabled: fact(true),
    port: fact("traffic-port"),
    protocol: fact("HTTP"),
    span: at("health_check"),
  },
  preserveClientIp: undefined,
};

export const taskDefinition: TaskDefinition = {
  ...base("aws_ecs_task_definition.web"),
  kind: "task-definition",
  networkMode: fact("bridge"),
  containers: [
    {
      name: fact("web"),
      portMappings: [
        {
          containerPort: fact(80),
          hostPort: undefined,
          protocol: fact("tcp"),
          exists: true,
          span: at("{ containerPort = 80 }"),
        },
      ],
      cpu: undefined,
      memory: fact(256),
      memoryReservation: undefined,
      exists: true,
      span: at("{ name"),
    },
  ],
  compatibilities: fact([]),
  platform: fact("linux"),
  cpu: undefined,
  memory: undefined,
};

export const service: Service = {
  ...base("aws_ecs_service.web"),
  kind: "service",
  cluster: link("infra#aws_ecs_cluster.main"),
  taskDefinition: link(taskDefinition.id),
  launchType: fact("EC2"),
  strategy: [],
  network: undefined,
  loadBalancers: [
    {
      targetGroup: link(targetGroup.id),
      alternateTargetGroup: undefined,
      classicLoadBalancer: undefined,
      containerName: fact("web", at('"web"', "container_name")),
      containerPort: fact(80, at("80", "container_port")),
      exists: true,
      span: at("load_balancer {"),
    },
  ],
  schedulingStrategy: fact("REPLICA"),
  desiredCount: fact(2),
  deployment: { rolling: fact(true), minimumHealthyPercent: fact(100), maximumPercent: fact(200) },
  placementConstraints: [],
};

/** Another, which services reach by Service Connect and service discovery. */
export const discovered: Service = {
  ...service,
  id: "infra#aws_ecs_service.discovered",
  address: "aws_ecs_service.discovered",
  connect: {
    enabled: fact(true),
    endpoints: [{ portName: fact("http", at("aws_ecs_service")), exists: true }],
    exists: true,
  },
  discovery: [
    {
      containerName: fact("web"),
      containerPort: fact(80),
      recordTypes: fact(["SRV"]),
      exists: true,
      span: at("load_balancer {"),
    },
  ],
};

export function hop(kind: HopKind, verdict: HopVerdict, changes: Partial<Hop> = {}): Hop {
  const back = kind.startsWith("return");
  const required = changes.required ?? (back ? portRange(1024, 65535) : portRange(32768, 65535));
  const passes = verdict === "open" ? required : noPorts;
  const open = changes.open ?? { must: passes, may: verdict === "undetermined" ? required : passes };
  const proven = verdict === "closed" || verdict === "partial" || verdict === "open";
  return {
    kind,
    nodes: [kind === "load-balancer-egress" ? albGroup : kind === "target-ingress" ? hostGroup : hostAcl],
    from: undefined,
    to: undefined,
    required,
    open,
    ...(proven ? { proof: proofOf(required, open.may) } : {}),
    range: "default",
    verdict,
    decidedBy: [],
    because: verdict === "undetermined" ? [unknown] : [],
    span:
      kind === "target-ingress"
        ? ingress.portsSpan!
        : kind === "load-balancer-egress"
          ? egress.span
          : at("egress { from_port = 32768 }"),
    ...changes,
  };
}

export const nearest: DecidingRule = {
  rule: ingress,
  node: hostGroup,
  role: "nearest",
  why: "admits tcp 80 from aws_security_group.alb; needs 32768-65535",
};
export const admits: DecidingRule = { rule: egress, node: albGroup, role: "admits" };

export function flow(hops: readonly Hop[], changes: Partial<Flow> = {}): Flow {
  const required = changes.required ?? portRange(32768, 65535);
  const passing = hops.filter(({ kind }) => !kind.startsWith("return")).map(({ open: { may } }) => may);
  const blocked = subtractPorts(required, passing.reduce(intersectPorts, required));
  const verdict = hops.some((one) => one.verdict === "closed")
    ? "blocked"
    : hops.some((one) => one.verdict === "partial")
      ? "partial"
      : hops.some((one) => one.verdict === "undetermined")
        ? "undetermined"
        : "reachable";
  return {
    id: "infra aws_ecs_service.web aws_lb_target_group.web aws_lb.main traffic",
    root: "infra",
    service,
    entry: service.loadBalancers[0]!,
    taskDefinition,
    container: { name: "web", port: 80 },
    mapping: taskDefinition.containers[0]!.portMappings[0]!,
    targetGroup,
    loadBalancer,
    purpose: "traffic",
    portMapping: "dynamic",
    protocol: "tcp",
    required,
    requiredText: "32768-65535",
    verdict,
    open: verdict === "reachable" ? { must: required, may: required } : { must: noPorts, may: noPorts },
    blocked: verdict === "undetermined" ? noPorts : blocked,
    because: verdict === "undetermined" ? [unknown] : [],
    assumptions: [],
    hops,
    when: [],
    ...changes,
  };
}

/** Later nodes take the place of those of the sample with the same id. */
export function world(flows: readonly Flow[], nodes: readonly Node[] = []): World {
  const sample = [service, targetGroup, taskDefinition, loadBalancer, listener, hostGroup, albGroup, hostAcl];
  const graph = new Graph([...sample, ...nodes]);
  const options = { ephemeral: undefined, strict: false };
  const { facts, admission, instancesOf } = reach(graph, options);
  return { graph, flows, facts, admission, instancesOf, when: [] };
}

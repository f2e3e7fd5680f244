/** Source that names what is deployed by its ids: with facts it is what AWS tells of it. */
import { afterEach, describe, expect, test } from "vitest";
import { commandsAsked } from "../../../src/asking/asking.ts";
import { scan } from "../../../src/pipeline.ts";
import type { ScanResult } from "../../../src/report/scan-result.ts";
import { causesOf } from "../../../src/report/words.ts";
import { type ScanOptions, scanRequest } from "../../../src/request.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { account, BALANCER, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

/** A service of a cluster and behind a load balancer that are deployed elsewhere. */
const SERVICE = `
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0a1"
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = "${BALANCER}"
  port              = 8443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "bridge"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "other"
  cluster         = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}`;

const TEMPLATE = `
Resources:
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Port: 80, Protocol: HTTP, VpcId: vpc-0a1 }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: "${BALANCER}"
      Port: 8443
      Protocol: HTTPS
      DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: bridge
      ContainerDefinitions: [{ Name: web, Image: web, Memory: 128, PortMappings: [{ ContainerPort: 8080 }] }]
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: web
      TaskDefinition: !Ref Task
      LaunchType: EC2
      DesiredCount: 1
      LoadBalancers: [{ TargetGroupArn: !Ref Group, ContainerName: web, ContainerPort: 8080 }]
`;

const SOURCES = [
  ["Terraform", { "infra/main.tf": SERVICE }],
  ["CloudFormation", { "infra/template.yaml": TEMPLATE }],
] as const;

async function scanBoth(
  source: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, object>>,
  options: ScanOptions = {},
): Promise<ScanResult> {
  const at = makeDirectory({ ...source, ...filesOf(facts) });
  made.push(at);
  return scan(scanRequest(at, ["infra"], { facts: "facts", ...options }));
}

const verdicts = ({ flows }: ScanResult): readonly string[] => [...new Set(flows.map(({ verdict }) => verdict))];
const hints = ({ flows }: ScanResult): readonly string[] => [
  ...new Set(flows.flatMap(({ because }) => [...causesOf(because).values()].map(({ cause }) => cause.hint))),
];

describe.each(SOURCES)("%s that names a load balancer, a VPC and a cluster by ids", (_, source) => {
  test("says nothing without facts", async () => {
    expect(verdicts(await scanBoth(source, {}, { facts: undefined }))).toEqual(["undetermined"]);
  });

  test("is judged by what is deployed, which is told", async () => {
    const result = await scanBoth(source, account());
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(result.roots.map(({ kind }) => kind)).not.toContain("deployed");
    expect(result.flows[0]?.assumptions.map(({ kind }) => kind)).toContain("deployed-facts");
  });

  test("is blocked by a group that is deployed, at the line where AWS tells it", async () => {
    const result = await scanBoth(source, account({ from: 80, to: 80 }));
    expect(verdicts(result)).toEqual(["blocked"]);
    const blocked = result.findings.find(({ ruleId }) => ruleId === "dynamic-ports-blocked-by-target-security-group");
    expect(blocked?.span.file.path).toBe("facts/describe-security-groups.json");
  });

  test("waits for what no file tells, with the command", async () => {
    const { "describe-load-balancers.json": _file, ...others } = account();
    const result = await scanBoth(source, others);
    expect(verdicts(result)).toEqual(["undetermined"]);
    expect(hints(result).join()).toContain("run aws elbv2 describe-load-balancers --region eu-west-1");
  });

  test("is told nothing of what is deployed and not its own", async () => {
    const files = account();
    const groups = files["describe-security-groups.json"] as { SecurityGroups: object[] };
    const open = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    groups.SecurityGroups.push({ GroupId: "sg-0bad", GroupName: "bad", VpcId: "vpc-0a1", IpPermissions: [open, open] });
    const result = await scanBoth(source, files);
    expect(result.findings.filter(({ message }) => message.includes("sg-0bad"))).toEqual([]);
    expect(result.flows.every(({ service }) => !service.address.includes("service/web"))).toBe(true);
  });
});

test("a name that the source has itself is not looked for among what is deployed", async () => {
  const own = `${SERVICE}\nresource "aws_ecs_cluster" "web" { name = "web" }`;
  const result = await scanBoth({ "infra/main.tf": own }, account());
  expect(result.flows.flatMap(({ because }) => because).length).toBeGreaterThan(0);
  expect(verdicts(result)).toEqual(["undetermined"]);
});

test("a launch template that source names by its id is the version that is deployed", async () => {
  const source = `${SERVICE}
resource "aws_autoscaling_group" "web" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = ["subnet-0a2"]
  launch_template {
    id      = "lt-0a1"
    version = "$Latest"
  }
}`;
  const waiting = await scanBoth({ "infra/main.tf": source }, {}, { facts: undefined });
  const commands = commandsAsked(waiting.flows, { path: "facts" }).map(({ command }) => command);
  expect(commands.join()).toContain("describe-launch-template-versions --launch-template-id lt-0a1 ");
  const {
    "describe-auto-scaling-groups.json": _groups,
    "describe-container-instances-web.json": _registered,
    "describe-clusters-web.json": clusters,
    ...others
  } = account();
  const idle = JSON.parse(
    JSON.stringify(clusters).replace(
      /"registeredContainerInstancesCount":\d+/,
      '"registeredContainerInstancesCount":0',
    ),
  ) as object;
  const files = { ...others, "describe-clusters-web.json": idle };
  const judged = async (version: string) =>
    verdicts(await scanBoth({ "infra/main.tf": source.replace("$Latest", version) }, files));
  expect(await judged("$Latest")).toEqual(["reachable"]);
  expect(await judged("3")).toEqual(["reachable"]);
  expect(await judged("2")).toEqual(["undetermined"]);
});

test("an ARN of another region or account is none that is deployed, whatever it is called", async () => {
  const other = SERVICE.replace(
    '"web"\n  task_definition',
    '"arn:aws:ecs:us-east-1:123456789012:cluster/web"\n  task_definition',
  );
  expect(other).not.toBe(SERVICE);
  expect(verdicts(await scanBoth({ "infra/main.tf": other }, account()))).toEqual(["undetermined"]);
});

test("what a template imports and reads by name is what is exported and stored", async () => {
  const template = TEMPLATE.replace("VpcId: vpc-0a1", "VpcId: !ImportValue net-vpc").replace(
    "Cluster: web",
    "Cluster: '{{resolve:ssm:/net/cluster}}'",
  );
  const facts = {
    ...account(),
    "list-exports.json": { Exports: [{ ExportingStackId: "arn:x", Name: "net-vpc", Value: "vpc-0a1" }] },
    "get-parameters.json": { Parameters: [{ Name: "/net/cluster", Type: "String", Value: "web" }] },
  };
  const result = await scanBoth({ "infra/template.yaml": template }, facts);
  expect(verdicts(result)).toEqual(["reachable"]);
  expect(result.diagnostics.filter(({ severity }) => severity !== "note")).toEqual([]);
  const { "get-parameters.json": _parameters, ...without } = facts;
  expect(verdicts(await scanBoth({ "infra/template.yaml": template }, without))).toEqual(["undetermined"]);
});

test("an export of the scan itself goes before one that is deployed", async () => {
  const own =
    "Resources:\n  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.9.0.0/16 } }\nOutputs:\n  Vpc: { Value: !Ref Vpc, Export: { Name: net-vpc } }\n";
  const template = TEMPLATE.replace("VpcId: vpc-0a1", "VpcId: !ImportValue net-vpc");
  const facts = {
    ...account(),
    "list-exports.json": { Exports: [{ ExportingStackId: "arn:x", Name: "net-vpc", Value: "vpc-0a1" }] },
  };
  const { flows } = await scanBoth({ "infra/template.yaml": template, "infra/network.yaml": own }, facts);
  expect(flows[0]?.targetGroup?.vpc?.to.join()).toContain("network.yaml");
});

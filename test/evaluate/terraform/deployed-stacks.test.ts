/** CloudFormation templates that a configuration deploys, read with its values. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { evaluate, scan } from "../../../src/pipeline.ts";
import { renderEvaluated } from "../../../src/report/evaluated/resources.ts";
import { renderJson } from "../../../src/report/json/json.ts";
import { scanRequest } from "../../../src/request.ts";
import { plain } from "./support.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "stacks-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function evaluated(files: Readonly<Record<string, string>>) {
  const result = await evaluate(scanRequest(folderOf(files), ["."], {}));
  const resources = result.groups.flatMap(({ worlds }) => worlds[0]!.resources);
  return { ...result, at: (address: string) => resources.find((one) => one.address === address) };
}

const TEMPLATE = `Parameters:
  Vpc: { Type: AWS::EC2::VPC::Id }
  Port: { Type: Number, Default: 80 }
  Extra: { Type: String }
Conditions:
  HasExtra: !Equals [!Ref Extra, "yes"]
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: of the stack
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: 10.0.0.0/8 }]
  Other:
    Type: AWS::EC2::SecurityGroup
    Condition: HasExtra
    Properties: { GroupDescription: perhaps }
Outputs:
  GroupId: { Value: !GetAtt Group.GroupId }
`;
const indented = TEMPLATE.replace(/^(?=.)/gm, "    ");

const stack = (body: string, parameters = "") => `
resource "aws_vpc" "v" { cidr_block = "10.1.0.0/16" }
resource "aws_cloudformation_stack" "s" {
  name          = "own"
  template_body = ${body}
  parameters = {
    Vpc   = aws_vpc.v.id
    Extra = "no"
    ${parameters}
  }
}
resource "aws_lb" "l" { security_groups = [aws_cloudformation_stack.s.outputs["GroupId"]] }
`;

describe("a stack whose template is known", () => {
  test.each([
    ["in a heredoc", { "main.tf": stack(`<<-EOT\n${indented}  EOT\n`, "Port = 8080") }],
    ["in a file", { "main.tf": stack('file("stack/service.yaml")', "Port = 8080"), "stack/service.yaml": TEMPLATE }],
  ])("%s has its resources, with the values given for its parameters", async (_, files) => {
    const { at, diagnostics, notEvaluated } = await evaluated(files);
    expect(diagnostics).toEqual([]);
    expect(notEvaluated).toEqual([]);
    const group = at("aws_cloudformation_stack.s.Group");
    const attribute = (name: string) => plain(group?.body.attributes.get(name)?.value);
    expect(group?.type).toBe("AWS::EC2::SecurityGroup");
    expect(attribute("VpcId")).toBe("<aws_vpc.v.id>");
    expect(attribute("SecurityGroupIngress")).toMatchObject([{ FromPort: 8080 }]);
    expect(at("aws_cloudformation_stack.s.Other")).toBeUndefined();
    const { span } = group!;
    expect(span.file.text.slice(span.start, span.end)).toBe("Group");
    expect(plain(at("aws_lb.l")?.body.attributes.get("security_groups")?.value)).toEqual([
      "<aws_cloudformation_stack.s.Group.GroupId>",
    ]);
  });

  test("by jsonencode", async () => {
    const body =
      'jsonencode({ Resources = { T = { Type = "AWS::ECS::Cluster", Properties = { ClusterName = "shop" } } } })';
    const { at } = await evaluated({ "main.tf": stack(body) });
    expect(plain(at("aws_cloudformation_stack.s.T")?.body.attributes.get("ClusterName")?.value)).toBe("shop");
  });

  test("has perhaps what a condition on an unknown decides, and nothing where it does not exist itself", async () => {
    const main = stack('file("s.yaml")').replace('"no"', "var.extra");
    const open = await evaluated({ "main.tf": `variable "extra" {}${main}`, "s.yaml": TEMPLATE });
    expect(open.at("aws_cloudformation_stack.s.Other")?.exists).not.toBe(true);
    expect(open.at("aws_cloudformation_stack.s.Group")?.exists).toBe(true);
    const perhaps = `variable "on" { type = bool }${stack('file("s.yaml")').replace("name  ", "count = var.on ? 1 : 0\n name  ").replace("stack.s.out", "stack.s[0].out")}`;
    const maybe = await evaluated({ "main.tf": perhaps, "s.yaml": TEMPLATE });
    expect(maybe.at("aws_cloudformation_stack.s[0].Group")?.exists).not.toBe(true);
  });
});

describe("what is not read is said with its place", () => {
  const said = async (text: string) => {
    const { notEvaluated } = await evaluated({ "main.tf": text });
    return notEvaluated.map(({ address, because, span }) => [
      address,
      because,
      span?.file.text.slice(span.start, span.end),
    ]);
  };

  test("a template at a URL, one that is not known, and what is none", async () => {
    const of = (argument: string) =>
      said(`variable "u" {}\nresource "aws_cloudformation_stack" "s" {\n name = "x"\n ${argument}\n}`);
    expect(await of('template_url = "https://x/y.yaml"')).toEqual([
      ["aws_cloudformation_stack.s", "its template is at a URL, and nothing is fetched", '"https://x/y.yaml"'],
    ]);
    expect(await of("template_body = var.u")).toEqual([
      ["aws_cloudformation_stack.s", "its template_body is not known as a whole", "var.u"],
    ]);
    expect(await of('template_body = "hello"')).toEqual([
      ["aws_cloudformation_stack.s", "its template_body is no template that can be read", '"hello"'],
    ]);
  });

  test("a service that Amazon ECS makes with everything around it", async () => {
    const [only, ...more] = await said('resource "aws_ecs_express_gateway_service" "e" { service_name = "shop" }');
    expect(only).toEqual([
      "aws_ecs_express_gateway_service.e",
      expect.stringContaining("there is nothing to check"),
      'resource "aws_ecs_express_gateway_service" "e"',
    ]);
    expect(more).toEqual([]);
  });
});

test("are no part of what a plan of the configuration has", async () => {
  const { groups } = await evaluated({ "main.tf": stack('file("s.yaml")'), "s.yaml": TEMPLATE });
  const [group] = groups;
  const json = JSON.parse(renderEvaluated(group!.roots[0]!, group!.worlds));
  const addresses = json.resource_changes.map((change: { address: string }) => change.address);
  expect(addresses).toEqual(["aws_vpc.v", "aws_cloudformation_stack.s", "aws_lb.l"]);
});

test("a service in a stack is judged with the groups of the configuration around it", async () => {
  const template = `Parameters:
  Subnet: { Type: AWS::EC2::Subnet::Id }
  Target: { Type: String }
  Vpc: { Type: AWS::EC2::VPC::Id }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions: [{ Name: web, Image: nginx, PortMappings: [{ ContainerPort: 8080 }] }]
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: task, VpcId: !Ref Vpc } }
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [!Ref Subnet], SecurityGroups: [!Ref Group] } }
      LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Target }]
`;
  const main = `
resource "aws_vpc" "v" { cidr_block = "10.1.0.0/16" }
resource "aws_subnet" "a" {\n vpc_id = aws_vpc.v.id\n cidr_block = "10.1.1.0/24"\n}
resource "aws_security_group" "lb" {
  vpc_id = aws_vpc.v.id
  egress {\n from_port = 0\n to_port = 0\n protocol = "-1"\n cidr_blocks = ["0.0.0.0/0"]\n }
}
resource "aws_lb" "l" {\n security_groups = [aws_security_group.lb.id]\n subnets = [aws_subnet.a.id]\n}
resource "aws_lb_target_group" "t" {\n port = 8080\n protocol = "HTTP"\n target_type = "ip"\n vpc_id = aws_vpc.v.id\n}
resource "aws_lb_listener" "h" {
  load_balancer_arn = aws_lb.l.arn
  port              = 80
  default_action {\n type = "forward"\n target_group_arn = aws_lb_target_group.t.arn\n }
}
resource "aws_cloudformation_stack" "s" {
  name          = "service"
  template_body = file("s.yaml")
  parameters    = { Vpc = aws_vpc.v.id, Subnet = aws_subnet.a.id, Target = aws_lb_target_group.t.arn }
}`;
  const report = JSON.parse(
    renderJson(await scan(scanRequest(folderOf({ "main.tf": main, "s.yaml": template }), ["."], {}))),
  );
  const flows = report.flows.map((flow: { service: { address: string }; purpose: string; verdict: string }) => [
    flow.service.address,
    flow.purpose,
    flow.verdict,
  ]);
  expect(flows).toContainEqual(["aws_cloudformation_stack.s.Service", "traffic", "blocked"]);
});

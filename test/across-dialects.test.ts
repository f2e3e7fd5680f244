/** Terraform and templates of one scan that refer to each other. */
import { afterEach, describe, expect, test } from "vitest";
import { scan } from "../src/pipeline.ts";
import { type ScanOptions, scanRequest } from "../src/request.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";
import { app, template } from "./service-source.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

type Files = Readonly<Record<string, string>>;

async function flowsOf(files: Files, options: ScanOptions = {}) {
  const at = makeDirectory(files);
  made.push(at);
  return await scan(scanRequest(at, ["."], options));
}

async function verdicts(files: Files, options: ScanOptions = {}): Promise<Readonly<Record<string, string>>> {
  const { flows } = await flowsOf(files, options);
  return Object.fromEntries(flows.map(({ root, purpose, verdict }) => [`${root} ${purpose}`, verdict]));
}

/** A VPC, a subnet and groups, as a template makes them. */
const NETWORK = `
Parameters:
  Stage: { Type: String, Default: prod }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16, Tags: [{ Key: Name, Value: !Sub "net-\${Stage}" }] }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { CidrBlock: 10.0.1.0/24, VpcId: !Ref Vpc, AvailabilityZone: eu-west-1a, Tags: [{ Key: Name, Value: a }] }
  Entrance:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupName: entrance, GroupDescription: a, VpcId: !Ref Vpc, Tags: [{ Key: Tier, Value: edge }] }
  Other:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupName: other, GroupDescription: a, VpcId: !Ref Vpc }
  Kept:
    Type: AWS::SSM::Parameter
    Properties: { Name: /net/entrance, Type: String, Value: !GetAtt Entrance.GroupId }
Outputs:
  Entrance: { Value: !GetAtt Entrance.GroupId, Export: { Name: net-entrance } }
`;

const LOOKED_UP = `
data "aws_vpc" "v" {
  tags = { Name = "net-prod" }
}
data "aws_subnets" "s" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.v.id]
  }
}
`;

/** A service in Terraform in the network of the template: its load balancer has the group `own`, and its hosts admit `admitted`. */
const service = (data: string, own: string, admitted = own): string =>
  app("80", LOOKED_UP + data, admitted)
    .replace(/resource "aws_vpc" "main" .*\n/, "")
    .replace(/resource "aws_subnet" "a" \{[^}]*\}\n/, "")
    .replaceAll("aws_vpc.main.id", "data.aws_vpc.v.id")
    .replaceAll("[aws_subnet.a.id]", "data.aws_subnets.s.ids")
    .replace("= [aws_security_group.alb.id]", `= [${own}]`);

describe("a data source of Terraform finds what a template makes", () => {
  test.each([
    ["by its name", 'data "aws_security_group" "e" {\n  name = "entrance"\n}', "data.aws_security_group.e.id"],
    ["by tags", 'data "aws_security_group" "e" {\n  tags = { Tier = "edge" }\n}', "data.aws_security_group.e.id"],
    [
      "by a filter, in the VPC that is found",
      'data "aws_vpc" "v" {\n  tags = { Name = "net-prod" }\n}\ndata "aws_security_group" "e" {\n  vpc_id = data.aws_vpc.v.id\n  filter {\n    name = "group-name"\n    values = ["entr*"]\n  }\n}',
      "data.aws_security_group.e.id",
    ],
    [
      "by a stored parameter",
      'data "aws_ssm_parameter" "e" {\n  name = "/net/entrance"\n}',
      "data.aws_ssm_parameter.e.value",
    ],
    [
      "by an export",
      'data "aws_cloudformation_export" "e" {\n  name = "net-entrance"\n}',
      "data.aws_cloudformation_export.e.value",
    ],
  ])("%s", async (_, data, source) => {
    const files = { "app/main.tf": service(data, source), "net.yaml": NETWORK };
    expect(await verdicts(files)).toEqual({ "app traffic": "reachable", "app health-check": "reachable" });
    expect(await verdicts(files, { strict: true })).toEqual({
      "app traffic": "undetermined",
      "app health-check": "undetermined",
    });
  });

  test("with what it is in words, and as it is where the template says otherwise", async () => {
    const data =
      'data "aws_security_group" "e" {\n  name = "entrance"\n}\ndata "aws_security_group" "o" {\n  name = "other"\n}';
    const { flows } = await flowsOf({
      "app/main.tf": service(data, "data.aws_security_group.e.id", "data.aws_security_group.o.id"),
      "net.yaml": NETWORK,
    });
    expect(flows.map(({ verdict }) => verdict)).toEqual(["blocked", "blocked"]);
    expect(flows[0]!.assumptions.map(({ text }) => text)).toContain(
      "data.aws_security_group.o finds Other of net.yaml",
    );
  });
});

/** A service as a template, whose hosts admit what is asked for. */
const templateAdmitting = (source: string, more = ""): string =>
  template("80", more).replace("SourceSecurityGroupId: !Ref Entrance", `SourceSecurityGroupId: ${source}`);

/** Terraform beside it, with the group of the load balancer of the template, or another one. */
const KEEPING = (value: string, type = "String"): string => `
resource "aws_security_group" "other" {
  name = "other"
}
data "aws_security_group" "entrance" {
  name = "entrance"
}
resource "aws_ssm_parameter" "p" {
  name  = "/net/entrance"
  type  = "${type}"
  value = ${value}
}
`;

const named = (text: string): string =>
  text.replace("GroupDescription: a,", "GroupDescription: a, GroupName: entrance,");

describe("a template reads what Terraform keeps", () => {
  test.each([
    ["by a dynamic reference", "'{{resolve:ssm:/net/entrance}}'", ""],
    [
      "by a parameter of a stored value",
      "!Ref Group",
      "Parameters:\n  Group: { Type: AWS::SSM::Parameter::Value<AWS::EC2::SecurityGroup::Id>, Default: /net/entrance }\n",
    ],
  ])("%s", async (_, source, parameters) => {
    const files = (value: string) => ({
      "net/main.tf": KEEPING(value),
      "app.yaml": named(templateAdmitting(source, parameters)),
    });
    const same = files("data.aws_security_group.entrance.id");
    expect(await verdicts(same)).toEqual({ "app.yaml traffic": "reachable", "app.yaml health-check": "reachable" });
    const other = await flowsOf(files("aws_security_group.other.id"));
    expect(other.flows.map(({ verdict }) => verdict)).toEqual(["blocked", "blocked"]);
    expect(other.flows[0]!.assumptions.map(({ text }) => text)).toContain(
      "/net/entrance is what aws_ssm_parameter.p of net keeps",
    );
    expect(await verdicts(files("aws_security_group.other.id"), { strict: true })).toEqual({
      "app.yaml traffic": "undetermined",
      "app.yaml health-check": "undetermined",
    });
  });

  test("which two roots keep under one name is neither's", async () => {
    const files = {
      "net/main.tf": KEEPING("aws_security_group.other.id"),
      "more/main.tf": KEEPING("aws_security_group.other.id"),
      "app.yaml": named(templateAdmitting("'{{resolve:ssm:/net/entrance}}'")),
    };
    expect(new Set(Object.values(await verdicts(files)))).toEqual(new Set(["undetermined"]));
  });

  test("that a stack exports which Terraform deploys from a template in its text", async () => {
    const deploying = `
resource "aws_cloudformation_stack" "net" {
  name          = "net"
  template_body = <<-EOT
    Resources:
      Other: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: o } }
    Outputs:
      Group: { Value: !GetAtt Other.GroupId, Export: { Name: !Sub "$\${AWS::StackName}-group" } }
  EOT
}
`;
    const files = {
      "net/main.tf": deploying,
      "app.yaml": templateAdmitting("!ImportValue net-group"),
    };
    expect(new Set(Object.values(await verdicts(files)))).toEqual(new Set(["blocked"]));
  });
});

test("a rule that Terraform adds to a group of a template opens it, also where the template is judged", async () => {
  const closed = named(template("80"))
    .replace("SourceSecurityGroupId: !Ref Entrance", "CidrIp: 192.168.0.0/16")
    .replace("GroupDescription: b", "GroupDescription: b\n      GroupName: host");
  const opening = `
data "aws_security_group" "host" {
  name = "host"
}
resource "aws_security_group_rule" "open" {
  type              = "ingress"
  security_group_id = data.aws_security_group.host.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}
`;
  const alone = { "app.yaml": closed };
  expect(new Set(Object.values(await verdicts(alone)))).toEqual(new Set(["blocked"]));
  expect(new Set(Object.values(await verdicts({ ...alone, "rules/main.tf": opening })))).toEqual(
    new Set(["reachable"]),
  );
});

test("a template that Terraform deploys from its file is not beside it, too", async () => {
  const deploying = `
resource "aws_cloudformation_stack" "net" {
  name          = "net"
  template_body = file("../net.yaml")
}
`;
  const data = 'data "aws_security_group" "e" {\n  name = "entrance"\n}';
  const files = { "app/main.tf": service(data, "data.aws_security_group.e.id"), "net.yaml": NETWORK };
  const { flows } = await flowsOf({ ...files, "net/main.tf": deploying });
  expect(flows.flatMap(({ assumptions }) => assumptions.map(({ text }) => text)).join()).not.toContain("net.yaml");
});

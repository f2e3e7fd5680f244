/** Data sources that look up what is deployed. */
import { afterEach, describe, expect, test } from "vitest";
import { evaluate, scan } from "../../../src/pipeline.ts";
import { scanRequest } from "../../../src/request.ts";
import { symbolOf } from "../../../src/values/unknown.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { account, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

/** The small account with tags on what has some in AWS. */
function tagged(): Record<string, object> {
  const files = account();
  const { Vpcs } = files["describe-vpcs.json"] as { Vpcs: object[] };
  const { Subnets } = files["describe-subnets.json"] as { Subnets: object[] };
  const tier = (name: string) => [{ Key: "Tier", Value: name }];
  return {
    ...files,
    "get-parameters.json": {
      Parameters: [
        { Name: "/net/vpc", Type: "String", Value: "vpc-0a1", Version: 1 },
        { Name: "/secret", Type: "SecureString", Value: "hunter2", Version: 1 },
      ],
      InvalidParameters: [],
    },
    "list-exports.json": { Exports: [{ ExportingStackId: "arn:x", Name: "net-vpc", Value: "vpc-0a1" }] },
    "describe-stacks.json": {
      Stacks: [
        {
          StackId: "arn:x",
          StackName: "net",
          StackStatus: "CREATE_COMPLETE",
          Outputs: [{ OutputKey: "Vpc", OutputValue: "vpc-0a1" }],
        },
      ],
    },
    "describe-vpcs.json": { Vpcs: Vpcs.map((one) => ({ ...one, Tags: [{ Key: "Name", Value: "prod" }] })) },
    "describe-subnets.json": {
      Subnets: Subnets.map((one, at) => ({ ...one, Tags: tier(at < 2 ? "public" : "private") })),
    },
  };
}

async function outputOf(source: string, facts = tagged(), strict = false): Promise<string> {
  const at = makeDirectory({ "infra/main.tf": source, ...filesOf(facts) });
  made.push(at);
  const { groups } = await evaluate(scanRequest(at, ["infra"], { facts: "facts", strict }));
  const [value] = [...(groups[0]?.worlds[0]?.outputs?.values() ?? [])].flatMap((outputs) => outputs.get("it") ?? []);
  return value === undefined ? "nothing" : symbolOf(value);
}

const VPC = `data "aws_vpc" "main" {
  tags = { Name = "prod" }
}
`;

describe("a data source", () => {
  test.each([
    ["of a VPC by a tag", `${VPC}output "it" { value = data.aws_vpc.main.id }`, '"vpc-0a1"'],
    [
      "of a VPC's range",
      `${VPC}output "it" { value = cidrsubnet(data.aws_vpc.main.cidr_block, 8, 1) }`,
      '"10.0.1.0/24"',
    ],
    [
      "of subnets in a VPC that is looked up itself, by a tag",
      `${VPC}data "aws_subnets" "private" {
        filter {
          name   = "vpc-id"
          values = [data.aws_vpc.main.id]
        }
        tags = { Tier = "private" }
      }
      output "it" { value = data.aws_subnets.private.ids }`,
      'tolist(["subnet-0a2","subnet-0b2"])',
    ],
    [
      "of subnets by their VPC alone",
      `data "aws_subnet_ids" "all" { vpc_id = "vpc-0a1" }
       output "it" { value = length(data.aws_subnet_ids.all.ids) }`,
      "4",
    ],
    [
      "of a subnet by its id",
      `data "aws_subnet" "a" { id = "subnet-0b1" }
       output "it" { value = data.aws_subnet.a.availability_zone }`,
      '"eu-west-1b"',
    ],
    [
      "of a security group by its name",
      `data "aws_security_group" "hosts" {
         filter {
           name   = "group-name"
           values = ["hos*"]
         }
       }
       output "it" { value = data.aws_security_group.hosts.id }`,
      '"sg-0405"',
    ],
    [
      "of a load balancer by its name",
      'data "aws_lb" "m" { name = "main" }\noutput "it" { value = data.aws_lb.m.name }',
      '"main"',
    ],
    [
      "of a cluster by its name",
      'data "aws_ecs_cluster" "w" { cluster_name = "web" }\noutput "it" { value = data.aws_ecs_cluster.w.arn }',
      '"arn:aws:ecs:eu-west-1:123456789012:cluster/web"',
    ],
  ])("%s is what AWS tells", async (_, source, expected) => {
    expect(await outputOf(source)).toBe(expected);
  });

  test.each([
    [
      "that nothing fits",
      'data "aws_vpc" "x" { tags = { Name = "other" } }\noutput "it" { value = data.aws_vpc.x.id }',
    ],
    ["that several fit", 'data "aws_subnet" "x" { vpc_id = "vpc-0a1" }\noutput "it" { value = data.aws_subnet.x.id }'],
    ["that says nothing of what it looks for", 'data "aws_vpc" "x" {}\noutput "it" { value = data.aws_vpc.x.id }'],
    [
      "with a filter of a list that is not understood",
      `data "aws_subnets" "x" {
         filter {
           name   = "vpc-id"
           values = ["vpc-0a1"]
         }
         filter {
           name   = "default-for-az"
           values = ["false"]
         }
       }
       output "it" { value = data.aws_subnets.x.ids }`,
    ],
  ])("%s is not known", async (_, source) => {
    expect(await outputOf(source)).toMatch(/^data\./);
  });

  test("that may find a resource of the scan is not looked for among what is deployed", async () => {
    const own = 'resource "aws_vpc" "own" {\n  cidr_block = "10.9.0.0/16"\n  tags = { Name = "prod" }\n}\n';
    expect(await outputOf(`${own}${VPC}output "it" { value = data.aws_vpc.main.id }`)).toMatch(/^data\./);
  });

  test("finds nothing under --strict", async () => {
    expect(await outputOf(`${VPC}output "it" { value = data.aws_vpc.main.id }`, tagged(), true)).toMatch(/^data\./);
  });
});

test("what it finds is told as an assumption, and leads to the deployed thing", async () => {
  const source = `
data "aws_security_group" "hosts" {
  name = "hosts"
}
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = data.aws_security_group.hosts.id
  ip_protocol       = "tcp"
  from_port         = 32768
  to_port           = 65535
  cidr_ipv4         = "10.0.0.0/16"
}
data "aws_lb_target_group" "web" {
  name = "web"
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = data.aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}`;
  const at = makeDirectory({
    "infra/main.tf": source,
    ...filesOf({ ...tagged(), ...only(account({ from: 80, to: 80 }), "describe-security-groups.json") }),
  });
  made.push(at);
  const { flows } = await scan(scanRequest(at, ["infra"], { facts: "facts" }));
  // The deployed group admits port 80 alone; the rule of the source opens it.
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  const texts = flows[0]!.assumptions.map(({ text }) => text);
  expect(texts).toContain("data.aws_security_group.hosts finds sg-0405, as it is deployed");
});

describe("a remote state", () => {
  const STATE = `data "terraform_remote_state" "net" {
    backend = "s3"
    config = { bucket = "states", key = "net/terraform.tfstate", region = "eu-west-1" }
  }
  output "it" { value = data.terraform_remote_state.net.outputs.vpc }`;
  const OUTPUTS = { vpc: { sensitive: false, type: "string", value: "vpc-0a1" } };

  test.each([
    ["outputs by its key", "states/net/terraform.tfstate.json", OUTPUTS],
    ["outputs by its bucket and key", "states/states/net/terraform.tfstate.json", OUTPUTS],
    ["a state", "states/net/terraform.tfstate.json", { version: 4, lineage: "x", outputs: OUTPUTS, resources: [] }],
  ])("is known from %s", async (_, name, content) => {
    expect(await outputOf(STATE, { [name]: content })).toBe('"vpc-0a1"');
  });

  test("of another key, or of a workspace, is not", async () => {
    expect(await outputOf(STATE, { "states/other.json": OUTPUTS })).toMatch(/^data\./);
    const workspace = STATE.replace('backend = "s3"', 'backend = "s3"\n  workspace = "dev"');
    expect(await outputOf(workspace, { "states/net/terraform.tfstate.json": OUTPUTS })).toMatch(/^data\./);
  });

  test("tells no sensitive output", async () => {
    const secret = { vpc: { ...OUTPUTS.vpc, sensitive: true } };
    expect(await outputOf(STATE, { "states/net/terraform.tfstate.json": secret })).not.toContain("vpc-0a1");
  });

  test("of which a file holds something else is told", async () => {
    const at = makeDirectory({ "infra/main.tf": STATE, "facts/states/x.json": '{"a": 1}' });
    made.push(at);
    const { diagnostics } = await evaluate(scanRequest(at, ["infra"], { facts: "facts" }));
    expect(diagnostics.map(({ code }) => code)).toEqual(["not-a-state"]);
  });
});

function only(files: Readonly<Record<string, object>>, name: string): Record<string, object> {
  return { [name]: files[name]! };
}

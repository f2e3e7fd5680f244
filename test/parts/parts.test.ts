/** What is told of a scan does not depend on how it is divided: repositories in which roots refer to each other in every way there is. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMonorepo } from "../../bench/monorepo.mjs";
import type { ScanOptions } from "../../src/request.ts";
import { statedIn } from "../assume/told.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { asOne, inParts } from "./told.ts";

const fixture = (path: string): string => readFileSync(join(import.meta.dirname, "../../fixtures", path), "utf8");

const SERVICE = fixture("dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");

const vpc = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  tags = { Name = "main" }\n}\n';
const lookUp = 'data "aws_vpc" "main" {\n  tags = { Name = "main" }\n}\n';
const group = `resource "aws_security_group" "one" {\n  vpc_id = data.aws_vpc.main.id\n}\n`;
const state = (key: string): string => `terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "${key}"\n  }\n}\n`;
const reads = (key: string): string =>
  `data "terraform_remote_state" "network" {\n  backend = "s3"\n  config = { bucket = "b", key = "${key}" }\n}\n`;
const exporting = (name: string): string =>
  `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\nOutputs:\n  Vpc:\n    Value: !Ref Vpc\n    Export: { Name: ${name} }\n`;
const importing = (name: string): string =>
  `Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties: { GroupDescription: d, VpcId: !ImportValue ${name} }\n`;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  /** How many parts there are, where each is as small as it can be. */
  readonly parts: number;
  readonly options?: ScanOptions;
}

const CASES: Readonly<Record<string, Case>> = {
  "roots that have nothing to do with each other": {
    files: { "a/main.tf": SERVICE, "b/main.tf": SERVICE, "c/t.yaml": exporting("one") },
    parts: 3,
  },
  "a module that two roots call": {
    files: {
      "modules/x/main.tf": SERVICE,
      "a/main.tf": 'module "x" {\n  source = "../modules/x"\n}\n',
      "b/main.tf": 'module "x" {\n  source = "../modules/x"\n}\n',
    },
    parts: 2,
  },
  "a call that is a comment": {
    files: { "x/main.tf": SERVICE, "a/main.tf": '# module "x" {\n#  source = "../x"\n# }\nlocals { a = 1 }\n' },
    parts: 2,
  },
  "a data source that finds a resource of another root": {
    files: { "a/main.tf": vpc, "b/main.tf": lookUp + group, "c/main.tf": SERVICE.replaceAll("aws_vpc", "aws_vpn") },
    parts: 2,
  },
  "a data source that finds any number": {
    files: {
      "a/main.tf": `${vpc}resource "aws_subnet" "s" {\n  vpc_id = aws_vpc.main.id\n  tags = { Tier = "x" }\n}\n`,
      "b/main.tf": `data "aws_subnets" "s" {\n  tags = { Tier = "x" }\n}\nresource "aws_lb" "l" {\n  subnets = data.aws_subnets.s.ids\n}\n`,
      "c/main.tf": "locals { a = 1 }\n",
    },
    parts: 2,
  },
  "a parameter that another root stores": {
    files: {
      "a/main.tf": `${vpc}resource "aws_ssm_parameter" "vpc" {\n  name = "/vpc"\n  type = "String"\n  value = aws_vpc.main.id\n}\n`,
      "b/main.tf": `data "aws_ssm_parameter" "main" {\n  name = "/vpc"\n}\n${group.replace("data.aws_vpc.main.id", "data.aws_ssm_parameter.main.value")}`,
      "c/main.tf": "locals { a = 1 }\n",
    },
    parts: 2,
  },
  "what a template makes and a data source finds": {
    files: {
      "net.yaml": `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16, Tags: [{ Key: Name, Value: main }] }\n`,
      "b/main.tf":
        lookUp + SERVICE.replaceAll("aws_vpc.main", "data.aws_vpc.main").replace(/resource "aws_vpc"[^}]*\}\n/, ""),
      "c/main.tf": "locals { a = 1 }\n",
      "other.yaml": exporting("one"),
    },
    parts: 2,
  },
  "what Terraform stores and a template reads": {
    files: {
      "a/main.tf": `${vpc}resource "aws_ssm_parameter" "vpc" {\n  name = "/vpc"\n  type = "String"\n  value = aws_vpc.main.id\n}\n`,
      "t.yaml": importing("x").replace("!ImportValue x", "'{{resolve:ssm:/vpc}}'"),
      "c/main.tf": "locals { a = 1 }\n",
      "other.yaml": exporting("one"),
    },
    parts: 3,
  },
  "two things that a data source may find": {
    files: { "a/main.tf": vpc, "b/main.tf": vpc.replace("10.0", "10.1"), "c/main.tf": lookUp + group },
    parts: 1,
  },
  "a data source in a module": {
    files: {
      "a/main.tf": vpc,
      "b/main.tf": 'module "m" {\n  source = "./m"\n}\n',
      "b/m/main.tf": lookUp + group,
      "c/main.tf": "locals { a = 1 }\n",
    },
    parts: 2,
  },
  "a state that another root reads": {
    files: {
      "network/main.tf": `${state("n")}${vpc}output "vpc" {\n  value = aws_vpc.main.id\n}\n`,
      "other/main.tf": `${state("o")}${vpc}`,
      "app/main.tf": `${state("a")}${reads("n")}resource "aws_security_group" "one" {\n  vpc_id = data.terraform_remote_state.network.outputs.vpc\n}\n`,
    },
    parts: 2,
  },
  "a state whose name has to be evaluated": {
    files: {
      "network/main.tf": state("n") + vpc,
      "app/main.tf": `variable "k" {\n  default = "n"\n}\n${reads("$${var.k}".slice(1))}`,
    },
    parts: 1,
  },
  "what one template exports and another imports": {
    files: { "a.yaml": exporting("net-vpc"), "b.yaml": importing("net-vpc"), "c.yaml": importing("other-vpc") },
    parts: 2,
  },
  "a name that is partly known": {
    files: {
      "a.yaml": `Parameters: { Stage: { Type: String } }\n${exporting('!Sub "${Stage}-vpc"')}`,
      "b.yaml": importing("prod-vpc"),
      "c.yaml": exporting("subnets"),
    },
    parts: 2,
  },
  "two templates that export the same": {
    files: { "a.yaml": exporting("vpc"), "b.yaml": exporting("vpc"), "c.yaml": importing("vpc") },
    parts: 1,
  },
  "a template that another one nests": {
    files: {
      "top.yaml":
        "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: https://s3.amazonaws.com/b/net.yaml }\n",
      "net.yaml": exporting("x"),
      "else/net2.yaml": exporting("y"),
    },
    parts: 2,
  },
  "files that cannot be read as what they are": {
    files: { "a/main.tf": SERVICE, "b/main.tf": 'resource "x" {\n', "b/other.tf": vpc, "c.yaml": "Resources: [\n" },
    parts: 2,
  },
  "something unread, which leaves open what else there may be": {
    files: {
      "a/main.tf": SERVICE,
      "b/main.tf": 'module "x" {\n  source = "acme/x/aws"\n}\n',
    },
    parts: 2,
  },
  "what is assumed, of a variable and of an id, and what nothing takes": {
    files: {
      "a/main.tf": SERVICE.replace("[aws_security_group.alb.id]\n  }", "[var.sg]\n  }").concat('variable "sg" {}\n'),
      "b/main.tf": 'resource "aws_security_group" "lb" {}\n',
      "c/main.tf": SERVICE.replace("[aws_security_group.alb.id]\n  }", '["sg-1"]\n  }'),
      "d/main.tf": SERVICE,
      "e.yaml": exporting("one"),
      "f.yaml": importing("other"),
    },
    parts: 3,
    options: {
      stated: statedIn(
        "a#var.sg: { is: b#aws_security_group.lb }\nc#sg-1: { is: b#aws_security_group.lb }\nf.yaml#import:other: { is: e.yaml#Vpc }\nvar.nothing: 1",
      ),
    },
  },
  "values that are given to nothing": {
    files: { "a/main.tf": 'variable "a" {}\n', "b.yaml": exporting("x"), "c.yaml": importing("x") },
    parts: 2,
    options: {
      assignments: [
        { kind: "var", name: "a", text: "1" },
        { kind: "var", name: "nowhere", text: "1" },
      ],
      parameters: new Map([["Nobody", "1"]]),
    },
  },
  "nothing at all": { files: { "readme.md": "" }, parts: 0 },
};

describe.each(Object.entries(CASES))("%s", (_, { files, parts, options }) => {
  let directory: string;
  beforeAll(() => {
    directory = makeDirectory(files);
    mkdirSync(join(directory, ".git"));
  });
  afterAll(() => removeDirectory(directory));

  test("is told alike, and divided as far as can be", async () => {
    const divided = await inParts(directory, [], options);
    expect(divided.told).toEqual((await asOne(directory, [], options)).told);
    expect(divided.parts).toBe(parts);
  });
});

test("a monorepo of 300 files", async () => {
  const directory = makeDirectory();
  try {
    mkdirSync(join(directory, ".git"));
    writeMonorepo(directory, 300);
    const divided = await inParts(directory);
    expect(divided.told).toEqual((await asOne(directory)).told);
    expect(divided.parts).toBeGreaterThan(50);
  } finally {
    removeDirectory(directory);
  }
});

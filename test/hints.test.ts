/** Each way in which a flow waits for a value: the reason says what to do, and who does that word for word gets on. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { CauseKind } from "../src/base/value.ts";
import { type ScanOptions, type ScanResult, scan } from "../src/index.ts";
import { causesOf, SETTLING } from "../src/report/words.ts";
import { TERRAFORM } from "./assume/sources.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";
import { indexOf } from "./offers/indexed.ts";
import { app, template, VPC } from "./service-source.ts";

type Files = Readonly<Record<string, string>>;

interface Attempt {
  readonly files: Files;
  readonly paths?: readonly string[];
  readonly options?: ScanOptions;
  /** The directory of another repository, whose index is given. */
  readonly index?: string | undefined;
}

interface Case extends Attempt {
  /** The reason and the hint, as reports show them. */
  readonly reason: string | RegExp;
  readonly hint: string | RegExp;
  /** What the user does, who has nothing but the hint. */
  readonly follow: Following;
  /** What following the hint leads to: a decided flow, or the next hint. */
  readonly next?: RegExp;
}

interface Following extends Omit<Partial<Attempt>, "index"> {
  /** For the `…` of each `--var NAME=…` or `--parameter NAME=…` of the hint: these flags are what is typed. */
  readonly value?: string;
  /** Of what was scanned, the paths that still are. */
  readonly only?: readonly string[];
  /** The `FILE` of `--plan FILE`. */
  readonly plan?: string;
  /** Where `reachlint index` is run, so that what it writes can be given with `--index DIR`. */
  readonly index?: string;
}

const OTHER_SUBNET = `
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1a"
}`;

const EXPORTER =
  "Resources:\n  Topic: { Type: AWS::SNS::Topic }\nOutputs:\n  First:\n    Value: 32768\n    Export: { Name: first-port }\n";

/** A plan of the root in which one thing has a value. */
const plan = (mode: "managed" | "data", type: string, values: object): string => {
  const address = `${mode === "data" ? "data." : ""}${type}.x`;
  const resource = { address, mode, type, name: "x", values };
  return JSON.stringify({
    format_version: "1.2",
    resource_changes: mode === "data" ? [] : [{ ...resource, change: { actions: ["no-op"], after: values } }],
    prior_state: { values: { root_module: { resources: [resource] } } },
    configuration: { root_module: { resources: [{ address, mode, type, name: "x", expressions: {} }] } },
  });
};

const STATE_READER = (bucket: string): string =>
  `data "terraform_remote_state" "x" {\n  backend = "s3"\n  config = {\n    bucket = ${bucket}\n    key    = "base"\n  }\n}\nvariable "bucket" { type = string }\n`;
const STATE_WRITER = (backend: string): string =>
  `terraform {\n  backend "s3" {\n    ${backend}\n    key = "base"\n  }\n}\noutput "port" { value = 32768 }\n`;
const state = "data.terraform_remote_state.x.outputs.port";

const NESTING = (parameters: string): string =>
  `Resources:\n  App:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./app.yaml\n${parameters}`;

/** Of the load balancer. */
const EGRESS = (name: string, from: number): string =>
  `  ${name}: { Type: AWS::EC2::SecurityGroupEgress, Properties: { GroupId: !Ref Entrance, IpProtocol: tcp, FromPort: ${from}, ToPort: 65535, CidrIp: 0.0.0.0/0 } }\n`;

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shared/5";
const balancedBy = (arn: string, more = ""): string =>
  app("1", more).replace("load_balancer_arn = aws_lb.main.arn", `load_balancer_arn = ${arn}`);
const CASES: Readonly<Record<string, Case>> = {
  "a variable without a value": {
    files: { "main.tf": app("var.port", 'variable "port" { type = number }') },
    reason: "var.port has no value",
    hint: "give it with --var port=… or in a terraform.tfvars file",
    follow: { value: "32768" },
  },
  "an element of what is empty by default": {
    files: { "main.tf": app("var.ports[0]", 'variable "ports" {\n  type    = list(number)\n  default = []\n}') },
    reason: "there is no element here because of the default of var.ports",
    hint: "give it with --var ports=… or in a terraform.tfvars file",
    follow: { value: "[32768]" },
  },
  "a condition that chooses one of two things": {
    files: {
      "main.tf": TERRAFORM({
        source: "var.inner ? aws_security_group.alb.id : aws_security_group.other.id",
        more: 'variable "inner" { type = bool }\nresource "aws_security_group" "other" {}',
      }),
    },
    reason: "it may be aws_security_group.alb or aws_security_group.other",
    hint: "give it with --var inner=… or in a terraform.tfvars file",
    follow: { value: "true" },
  },
  "an order of ids that chooses one of two things": {
    files: {
      "main.tf": TERRAFORM({
        source: "sort([aws_security_group.alb.id, aws_security_group.other.id])[0]",
        more: 'resource "aws_security_group" "other" {}',
      }),
    },
    reason: "it may be aws_security_group.alb or aws_security_group.other",
    hint: "write there which of them is meant",
    follow: { files: { "main.tf": TERRAFORM({ source: "aws_security_group.alb.id" }) } },
  },
  "a map by terraform.workspace, where none is given": {
    files: { "main.tf": app("{ stage = 32768, live = 32768 }[terraform.workspace]") },
    reason: 'terraform.workspace is not given, and here is nothing for "default" but for live, stage',
    hint: "scan with --workspace live, or another of them",
    follow: { options: { workspace: "live" } },
  },
  "a variable whose default is an empty text": {
    files: { "main.tf": app("var.port", 'variable "port" { default = "" }') },
    reason: /^(?:module\.app\.)?var\.port is "" \(its default\), where a value is needed$/,
    hint: "give it with --var port=… or in a terraform.tfvars file",
    follow: { value: "32768" },
  },
  "a cluster whose name is an empty text, and no instance that may join it": {
    files: {
      "main.tf": TERRAFORM({ cluster: "var.cluster", more: 'variable "cluster" { default = "" }' }).replace(
        / {2}user_data .*\n/,
        "",
      ),
    },
    reason: "an empty text names no cluster",
    hint: "give it with --var cluster=… or in a terraform.tfvars file",
    follow: { value: "web" },
    next: /^scan the directory that defines the container instances too/,
  },
  "a variable of a module that the call does not pass": {
    files: {
      "main.tf": 'module "app" {\n  source = "./app"\n}\n',
      "app/main.tf": app("var.port", 'variable "port" {}'),
    },
    reason: 'The call of module "app" lacks the argument "port", which is required.',
    hint: "pass port in the block of module.app",
    follow: { files: { "main.tf": 'module "app" {\n  source = "./app"\n  port = 32768\n}\n' } },
  },
  "a variable of a module whose default is an empty text": {
    files: {
      "main.tf": 'module "app" {\n  source = "./app"\n}\n',
      "app/main.tf": app("var.port", 'variable "port" { default = "" }'),
    },
    reason: /^(?:module\.app\.)?var\.port is "" \(its default\), where a value is needed$/,
    hint: "pass port in the block of module.app",
    follow: { files: { "main.tf": 'module "app" {\n  source = "./app"\n  port = 32768\n}\n' } },
  },
  "what is known only after apply": {
    files: {
      "main.tf": app("random_integer.x.result", 'resource "random_integer" "x" {\n  min = 1\n  max = 32768\n}'),
    },
    reason: "random_integer.x.result is known only after apply",
    hint: /once it is applied give a plan that knows it \(--plan FILE, by terraform show -json\)$/,
    follow: { plan: plan("managed", "random_integer", { result: 32768 }) },
  },
  "a data source": {
    files: {
      "main.tf": app("tonumber(data.aws_ssm_parameter.x.value)", 'data "aws_ssm_parameter" "x" { name = "p" }'),
    },
    reason: "data.aws_ssm_parameter.x.value is looked up in AWS when Terraform runs",
    hint: /^scan the directory that defines the aws_ssm_parameter with the name "p" too, give its index \(--index DIR, by reachlint index\), or give a plan/,
    follow: { plan: plan("data", "aws_ssm_parameter", { value: "32768" }) },
  },
  "a data source that reads what another directory stores": {
    files: {
      "app/main.tf": app("tonumber(data.aws_ssm_parameter.x.value)", 'data "aws_ssm_parameter" "x" { name = "p" }'),
      "store/main.tf": 'resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n  value = "32768"\n}',
    },
    paths: ["app"],
    reason: "data.aws_ssm_parameter.x.value is looked up in AWS when Terraform runs",
    hint: /^scan the directory that defines the aws_ssm_parameter with the name "p" too/,
    follow: { paths: ["store"] },
  },
  "a data source that may find what is not wholly known": {
    files: {
      "app/main.tf": app("tonumber(data.aws_ssm_parameter.x.value)", 'data "aws_ssm_parameter" "x" { name = "/a/p" }'),
      "store/main.tf":
        'variable "stage" {}\nresource "aws_ssm_parameter" "p" {\n  name = "/${var.stage}/p"\n  type = "String"\n  value = "32768"\n}',
    },
    paths: ["app", "store"],
    reason:
      "data.aws_ssm_parameter.x may find aws_ssm_parameter.p of store: its name is not compared because var.stage has no value",
    hint: "give it with --var stage=… or in a terraform.tfvars file",
    follow: { value: "a" },
  },
  "a data source that two directories have something for": {
    files: {
      "app/main.tf": app("tonumber(data.aws_ssm_parameter.x.value)", 'data "aws_ssm_parameter" "x" { name = "p" }'),
      "dev/main.tf": 'resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n  value = "1"\n}',
      "prod/main.tf": 'resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n  value = "50000"\n}',
    },
    paths: ["app", "dev", "prod"],
    reason: "data.aws_ssm_parameter.x may find aws_ssm_parameter.p of dev or aws_ssm_parameter.p of prod",
    hint: "scan only the directory of the one that is meant together with this one",
    follow: { only: ["app", "dev"] },
  },
  "a data source about the account": {
    files: {
      "main.tf": app(
        "length(data.aws_availability_zones.x.names) > 2 ? 1 : 60000",
        'data "aws_availability_zones" "x" {}',
      ),
    },
    reason: "data.aws_availability_zones.x.names is known only to AWS",
    hint: "give a plan that knows it (--plan FILE, by terraform show -json)",
    follow: { plan: plan("data", "aws_availability_zones", { names: ["a", "b", "c"] }) },
  },
  "a data source that finds what another directory defines": {
    files: {
      "app/main.tf": app("1", 'data "aws_security_group" "x" { name = "edge" }', "data.aws_security_group.x.id"),
      "edge/main.tf": 'resource "aws_security_group" "edge" { name = "edge" }',
    },
    paths: ["app"],
    reason: "data.aws_security_group.x.id is looked up in AWS when Terraform runs",
    hint: 'scan the directory that defines the aws_security_group with the name "edge" too, or give its index (--index DIR, by reachlint index)',
    follow: { paths: ["edge"] },
  },
  "a data source that finds what another repository defines": {
    files: {
      "app/main.tf": app("1", 'data "aws_security_group" "x" { name = "edge" }', "data.aws_security_group.x.id"),
      "edge/main.tf": 'resource "aws_security_group" "edge" { name = "edge" }',
    },
    paths: ["app"],
    reason: "data.aws_security_group.x.id is looked up in AWS when Terraform runs",
    hint: /or give its index \(--index DIR, by reachlint index\)$/,
    follow: { index: "edge" },
  },
  "a remote state of which the bucket is a variable": {
    files: { "app/main.tf": app(state, STATE_READER("var.bucket")), "base/main.tf": STATE_WRITER('bucket = "b"') },
    paths: ["app"],
    reason:
      "the bucket of the remote state that data.terraform_remote_state.x reads is not known: var.bucket has no value",
    hint: /^give it with --var bucket=… or in a terraform.tfvars file; and scan the directory that writes it too/,
    follow: { paths: ["base"], value: "b" },
  },
  "a remote state that no scanned directory writes": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')), "base/main.tf": STATE_WRITER('bucket = "b"') },
    paths: ["app"],
    reason: "no scanned directory writes the remote state that data.terraform_remote_state.x reads",
    hint: /^scan the directory that writes it too, give its index/,
    follow: { paths: ["base"] },
  },
  "a remote state that another repository writes": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')), "base/main.tf": STATE_WRITER('bucket = "b"') },
    paths: ["app"],
    reason: "no scanned directory writes the remote state that data.terraform_remote_state.x reads",
    hint: /, give its index \(--index DIR, by reachlint index\), or give a plan/,
    follow: { index: "base" },
  },
  "a remote state, by a plan": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')) },
    paths: ["app"],
    reason: "no scanned directory writes the remote state that data.terraform_remote_state.x reads",
    hint: /or give a plan that knows it \(--plan FILE/,
    follow: { plan: plan("data", "terraform_remote_state", { outputs: { port: 32768 } }) },
  },
  "a remote state whose writer does not say its bucket": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')), "base/main.tf": STATE_WRITER("") },
    reason:
      "base may write the remote state that data.terraform_remote_state.x reads: the backend there does not say its bucket",
    hint: "write the bucket into the backend block of base",
    follow: { files: { "base/main.tf": STATE_WRITER('bucket = "b"') } },
  },
  "a remote state that one of many writes, called after it": {
    files: {
      "app/main.tf": app(state, STATE_READER('"b"')),
      ...Object.fromEntries(["a", "b", "base", "c"].map((name) => [`infra/${name}/main.tf`, STATE_WRITER("")])),
    },
    paths: ["app", "infra/a", "infra/b", "infra/base", "infra/c"],
    reason:
      "infra/a, infra/b, infra/base and 1 more may write the remote state that data.terraform_remote_state.x reads: the backend there does not say its bucket",
    hint: "write the bucket into the backend block of infra/base",
    follow: { only: ["app", "infra/base"], files: { "infra/base/main.tf": STATE_WRITER('bucket = "b"') } },
  },
  "a remote state that several may write": {
    files: {
      "app/main.tf": app(state, STATE_READER('"b"')),
      ...Object.fromEntries(["one", "two"].map((name) => [`${name}/main.tf`, STATE_WRITER("")])),
    },
    paths: ["app", "one", "two"],
    reason:
      "one and two may write the remote state that data.terraform_remote_state.x reads: the backend there does not say its bucket",
    hint: "write the bucket into the backend block of the directory that is meant",
    follow: { only: ["app", "two"], files: { "two/main.tf": STATE_WRITER('bucket = "b"') } },
  },
  "a remote state that two roots write": {
    files: {
      "app/main.tf": app(state, STATE_READER('"b"')),
      "one/main.tf": STATE_WRITER('bucket = "b"'),
      "two/main.tf": STATE_WRITER('bucket = "b"'),
    },
    paths: ["app", "one", "two"],
    reason: "one and two write the remote state that data.terraform_remote_state.x reads",
    hint: "scan only the one that is meant",
    follow: { options: { exclude: [] }, files: { "two/main.tf": "" } },
  },
  "the literal id of a group": {
    files: { "main.tf": app("1", "", '"sg-0123456789abcdef0"') },
    reason: "the security group sg-0123456789abcdef0 is not defined in the scanned files",
    hint: /^refer to the security group by a resource, data source, remote state or import, and scan/,
    follow: {
      files: {
        "main.tf": app("1", 'data "aws_security_group" "x" { name = "entrance" }', "data.aws_security_group.x.id"),
      },
    },
  },
  "a variable that names a group": {
    files: { "main.tf": app("1", 'variable "source" {}', "var.source") },
    reason: "var.source has no value",
    hint: "give it with --var source=… or in a terraform.tfvars file",
    follow: { value: "sg-0123456789abcdef0" },
    next: /^refer to the security group by a resource, data source/,
  },
  "a variable that names a load balancer": {
    files: { "main.tf": balancedBy("var.balancer", 'variable "balancer" {}') },
    reason: "var.balancer has no value",
    hint: "give it with --var balancer=… or in a terraform.tfvars file",
    follow: { value: ARN },
    next: /^refer to the load balancer by a resource, data source, .*, and scan what defines it/,
  },
  "a variable whose default is null, that names a load balancer": {
    files: { "main.tf": balancedBy("var.balancer", 'variable "balancer" { default = null }') },
    reason: "load_balancer_arn of aws_lb_listener.http is not given",
    hint: "give it with --var balancer=… or in a terraform.tfvars file",
    follow: { value: ARN },
    next: /^refer to the load balancer by a resource, data source, .*, and scan what defines it/,
  },
  "the ARN of a load balancer that another directory defines": {
    files: {
      "app/main.tf": balancedBy(`"${ARN}"`),
      "edge/main.tf": `${VPC}
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_lb" "shared" {
  name    = "shared"
  subnets = [aws_subnet.b.id]
}`,
    },
    paths: ["app"],
    reason: "the load balancer shared is not defined in the scanned files",
    hint: "refer to the load balancer by a resource, data source, remote state or import, and scan what defines it too",
    follow: {
      files: { "app/main.tf": `${balancedBy("data.aws_lb.x.arn")}\ndata "aws_lb" "x" { name = "shared" }` },
      paths: ["edge"],
    },
  },
  "a value that differs from run to run": {
    files: { "main.tf": app('tonumber(formatdate("YYYY", timestamp()))') },
    reason: "timestamp() differs from run to run",
    hint: "write a constant in its place, or leave it out of what the network depends on",
    follow: { files: { "main.tf": app("2024") } },
  },
  "a module that is not there": {
    files: { "main.tf": app("module.ports.first", 'module "ports" { source = "./ports" }') },
    reason: "module.ports (./ports) is not in the scanned files",
    hint: "scan a directory that holds it too",
    follow: { files: { "ports/main.tf": 'output "first" { value = 1 }' } },
  },
  "a module beside the only directory that is scanned, without a repository around both": {
    files: {
      "env/main.tf": app("module.ports.first", 'module "ports" { source = "../ports" }'),
      "ports/main.tf": 'output "first" { value = 1 }',
    },
    paths: ["env"],
    reason: "module.ports (../ports) is outside of what is scanned",
    hint: "scan a directory that holds both",
    follow: { paths: ["."] },
  },
  "a file that is not there": {
    files: { "main.tf": app('tonumber(file("../port.txt"))') },
    reason: /port\.txt/,
    hint: "scan a directory that contains it",
    follow: {
      files: { ".git/HEAD": "", "app/main.tf": app('tonumber(file("../port.txt"))'), "main.tf": "", "port.txt": "1" },
    },
  },
  "a mistake": {
    files: { "main.tf": app("var.nothing") },
    reason: /nothing/,
    hint: "correct what the error at this place says",
    follow: { files: { "main.tf": app("1") } },
  },
  "the cluster of user data": {
    files: { "main.tf": app("1").replace("ECS_CLUSTER=main", "ECS_CLUSTER=$NAME") },
    reason: "user data takes it from $NAME, which it does not set itself",
    hint: "set NAME in user data before, or write its value in place of $NAME",
    follow: { files: { "main.tf": app("1") } },
  },
  "a parameter of a nested stack that is given nothing": {
    files: {
      "app.yaml": template("!Ref First", "Parameters:\n  First: { Type: Number }\n"),
      "main.yaml": NESTING(""),
    },
    reason: "App gives no value to the parameter First of its template, which has no default",
    hint: "pass First to App under its Parameters in main.yaml",
    follow: { files: { "main.yaml": NESTING("      Parameters: { First: 32768 }\n") } },
  },
  "the rule that CloudFormation adds, beside one that is written": {
    files: { "app.yaml": template("1", "", EGRESS("High", 60000)) },
    reason:
      "CloudFormation may remove the rule of Entrance that allows everything when an AWS::EC2::SecurityGroupEgress is added to the group",
    hint: "write what Entrance lets out as an AWS::EC2::SecurityGroupEgress too",
    follow: { files: { "app.yaml": template("1", "", EGRESS("High", 60000) + EGRESS("All", 1)) } },
  },
  "a parameter without a value": {
    files: { "app.yaml": template("!Ref First", "Parameters:\n  First: { Type: Number }\n") },
    reason: "the parameter First has no value",
    hint: "give it with --parameter First=…",
    follow: { value: "32768" },
  },
  "an import that no template exports": {
    files: { "app.yaml": template("!ImportValue first-port") },
    paths: ["app.yaml"],
    reason: /first-port/,
    hint: /^scan it together with the template that exports it, give its index \(--index DIR, by reachlint index\), or give it with --parameter import:first-port=…/,
    follow: { files: { "base.yaml": EXPORTER }, paths: ["base.yaml"] },
  },
  "an import that another repository exports": {
    files: { "app/app.yaml": template("!ImportValue first-port"), "base/base.yaml": EXPORTER },
    paths: ["app"],
    reason: /first-port/,
    hint: /, give its index \(--index DIR, by reachlint index\), or /,
    follow: { index: "base" },
  },
  "a parameter that another repository stores": {
    files: {
      "app/app.yaml": template("'{{resolve:ssm:/first/port}}'"),
      "base/base.yaml":
        "Resources:\n  Port: { Type: AWS::SSM::Parameter, Properties: { Name: /first/port, Type: String, Value: 32768 } }\n",
    },
    paths: ["app"],
    reason: /first\/port/,
    hint: /^scan it together with what stores it, give its index \(--index DIR, by reachlint index\), or /,
    follow: { index: "base" },
  },
  "an import, by its value": {
    files: { "app.yaml": template("!ImportValue first-port") },
    reason: /first-port/,
    hint: /or give it with --parameter import:first-port=…/,
    follow: { value: "32768" },
  },
  "a stored parameter": {
    files: { "app.yaml": template("'{{resolve:ssm:/first/port}}'") },
    reason: /first\/port/,
    hint: /--parameter ssm:\/first\/port=…/,
    follow: { value: "32768" },
  },
  "an attribute of a custom resource": {
    files: { "app.yaml": template("!GetAtt Lookup.Port", "", "  Lookup: { Type: Custom::Lookup }\n") },
    reason: /Lookup/,
    hint: /--parameter Lookup\.Port=…/,
    follow: { value: "32768" },
  },
  "a task definition without a network configuration of its service": {
    files: { "main.tf": app("1").replace('network_mode          = "bridge"', 'network_mode          = "awsvpc"') },
    reason: /has no network configuration, which network mode awsvpc needs/,
    hint: "correct what is written there",
    follow: { files: { "main.tf": app("1") } },
  },
  "a container port that is not mapped": {
    files: { "main.tf": app("1").replace("container_port   = 8080", "container_port   = 9090") },
    reason: "container web does not map port 9090; it maps only 8080",
    hint: "map that port in the task definition, or register one that it maps",
    follow: { files: { "main.tf": app("1") } },
  },
  "a container that there is not": {
    files: { "main.tf": app("1").replace('container_name   = "web"', 'container_name   = "app"') },
    reason: "aws_ecs_task_definition.web has no container app; it has only web",
    hint: "register a container of the task definition by its name",
    follow: { files: { "main.tf": app("1") } },
  },
  "no instance that joins the cluster": {
    files: {
      "app/main.tf":
        app("1", 'data "aws_ecs_cluster" "x" { cluster_name = "main" }').replace(
          "cluster         = aws_ecs_cluster.main.id",
          "cluster         = var.cluster",
        ) + 'variable "cluster" {}\n',
    },
    reason: "var.cluster has no value",
    hint: "give it with --var cluster=… or in a terraform.tfvars file",
    follow: { value: "main" },
  },
  "what AWS makes by default, with --strict": {
    files: {
      "main.tf": app("1", OTHER_SUBNET).replace(
        "vpc_zone_identifier = [aws_subnet.a.id]",
        "vpc_zone_identifier = [aws_subnet.b.id]",
      ),
    },
    options: { strict: true },
    reason: /./,
    hint: /(?:scan without|leave out) --strict$/,
    follow: { options: { strict: false } },
  },
};

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

async function attempt({ files, paths = ["."], options = {}, index }: Attempt): Promise<ScanResult> {
  directory = makeDirectory(files);
  if (index === undefined) return scan(directory, paths, options);
  mkdirSync(join(directory, "indexes"));
  writeFileSync(join(directory, "indexes/other.json"), await indexOf(directory, index));
  return scan(directory, paths, { ...options, index: ["indexes"] });
}

interface Reason {
  readonly kind: CauseKind;
  readonly text: string;
  readonly hint: string;
}

function reasons({ flows }: ScanResult): readonly Reason[] {
  const unknowns = flows
    .filter(({ verdict }) => verdict === "undetermined")
    .flatMap(({ because }) => [...causesOf(because).values()]);
  return unknowns.map(({ cause: { kind, text, hint } }) => ({ kind, text, hint }));
}

/** The options that the hint spells out. */
function typed(hint: string, { value, plan }: Following): ScanOptions {
  const flags = [...hint.matchAll(/--(var|parameter) ([^\s=]+)=…/g)];
  if (value !== undefined) expect(flags).not.toEqual([]);
  if (plan !== undefined) expect(hint).toContain("--plan FILE");
  const named = (flag: string): readonly string[] =>
    value === undefined ? [] : flags.filter(([, one]) => one === flag).map(([, , name]) => name!);
  return {
    assignments: named("var").map((name) => ({ kind: "var", name, text: value! })),
    parameters: new Map(named("parameter").map((name) => [name, value!])),
    ...(plan === undefined ? {} : { plans: ["plan.json"] }),
  };
}

/** The kinds of causes that were met. */
const met = new Set<CauseKind>();

test.each(Object.entries(CASES))("%s", async (_, { reason, hint, follow, next, ...start }) => {
  const before = await attempt(start);
  const found = reasons(before);
  const one = found.find(({ text, hint: said }) => fits(reason, text) && fits(hint, said));
  expect(one, JSON.stringify(found)).toBeDefined();
  met.add(one!.kind);

  removeDirectory(directory!);
  if (follow.paths !== undefined) expect(one!.hint).toContain("scan ");
  if (follow.index !== undefined) expect(one!.hint).toMatch(/--index DIR, by reachlint index/);
  const after = await attempt({
    index: follow.index,
    files: { ...start.files, ...follow.files, ...(follow.plan === undefined ? {} : { "plan.json": follow.plan }) },
    paths: [...(follow.only ?? start.paths ?? ["."]), ...(follow.paths ?? [])],
    options: { ...start.options, ...typed(one!.hint, follow), ...follow.options },
  });
  const left = reasons(after);
  if (next === undefined) expect(left).toEqual([]);
  else expect(left.map((each) => each.hint)).toEqual(expect.arrayContaining([expect.stringMatching(next)]));
  expect(after.flows.length).toBeGreaterThan(0);
});

function fits(wanted: string | RegExp, text: string): boolean {
  return typeof wanted === "string" ? text === wanted : wanted.test(text);
}

test("each kind of cause is among them", () => {
  // What is made from others is told by these, and nothing settles what the engine does not analyse.
  const apart = new Set(["derived", "unsupported"]);
  expect([...met].filter((kind) => !apart.has(kind)).sort()).toEqual(
    Object.keys(SETTLING)
      .filter((kind) => !apart.has(kind))
      .sort(),
  );
});

/** Each way in which a flow waits for a value: the reason says what to do, and who does that word for word gets on. */
import { afterEach, expect, test } from "vitest";
import { rootUnknowns } from "../src/base/value.ts";
import { type ScanOptions, type ScanResult, scan } from "../src/index.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

type Files = Readonly<Record<string, string>>;

interface Attempt {
  readonly files: Files;
  readonly paths?: readonly string[];
  readonly options?: ScanOptions;
}

interface Case extends Attempt {
  /** The reason and the hint, as reports show them. */
  readonly reason: string | RegExp;
  readonly hint: string | RegExp;
  /** What the user does: replaces files, adds paths and options. */
  readonly follow: Partial<Attempt>;
  /** What following the hint leads to: a decided flow, or the next hint. */
  readonly next?: RegExp;
}

const VPC = 'resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }';

/** A service in bridge mode whose hosts admit the load balancer from `port` to 65535. */
const service = (port: string, more = ""): string => `
${VPC}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_security_group" "alb" {
  name   = "entrance"
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "host" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port       = ${port}
    to_port         = 65535
    protocol        = "tcp"
    security_groups = [${"SOURCE"}]
  }
}
resource "aws_lb" "main" {
  name               = "front"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = [aws_subnet.a.id]
}
resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_cluster" "main" { name = "main" }
resource "aws_launch_template" "host" {
  image_id               = "ami-1"
  vpc_security_group_ids = [aws_security_group.host.id]
  user_data              = base64encode("#!/bin/bash\\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\\n")
}
resource "aws_autoscaling_group" "hosts" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id      = aws_launch_template.host.id
    version = "$Latest"
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "bridge"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
${more}
`;

const OWN_GROUP = "aws_security_group.alb.id";
const app = (port: string, more = "", source = OWN_GROUP): string => service(port, more).replace("SOURCE", source);

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

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shared/5";
const balancedBy = (arn: string, more = ""): string =>
  app("1", more).replace("load_balancer_arn = aws_lb.main.arn", `load_balancer_arn = ${arn}`);
const CASES: Readonly<Record<string, Case>> = {
  "a variable without a value": {
    files: { "main.tf": app("var.port", 'variable "port" { type = number }') },
    reason: "var.port has no value",
    hint: "give it with --var port=… or in a terraform.tfvars file",
    follow: { options: { assignments: [{ kind: "var", name: "port", text: "32768" }] } },
  },
  "a variable whose default is an empty text": {
    files: { "main.tf": app("var.port", 'variable "port" { default = "" }') },
    reason: "an empty text stands where a value is needed",
    hint: "give it with --var port=… or in a terraform.tfvars file",
    follow: { options: { assignments: [{ kind: "var", name: "port", text: "32768" }] } },
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
    reason: "an empty text stands where a value is needed",
    hint: "pass port in the block of module.app",
    follow: { files: { "main.tf": 'module "app" {\n  source = "./app"\n  port = 32768\n}\n' } },
  },
  "what is known only after apply": {
    files: {
      "main.tf": app("random_integer.x.result", 'resource "random_integer" "x" {\n  min = 1\n  max = 32768\n}'),
    },
    reason: "random_integer.x.result is known only after apply",
    hint: /once it is applied give a plan that knows it: --plan FILE, as terraform show -json prints it$/,
    follow: {
      files: { "plan.json": plan("managed", "random_integer", { result: 32768 }) },
      options: { plans: ["plan.json"] },
    },
  },
  "a data source": {
    files: {
      "main.tf": app("tonumber(data.aws_ssm_parameter.x.value)", 'data "aws_ssm_parameter" "x" { name = "p" }'),
    },
    reason: "data.aws_ssm_parameter.x.value is read from outside the scan",
    hint: "give a plan that knows it: --plan FILE, as terraform show -json prints it",
    follow: {
      files: { "plan.json": plan("data", "aws_ssm_parameter", { value: "32768" }) },
      options: { plans: ["plan.json"] },
    },
  },
  "a data source about the account": {
    files: {
      "main.tf": app(
        "length(data.aws_availability_zones.x.names) > 2 ? 1 : 60000",
        'data "aws_availability_zones" "x" {}',
      ),
    },
    reason: "data.aws_availability_zones.x.names is known only to AWS",
    hint: "give a plan that knows it: --plan FILE, as terraform show -json prints it",
    follow: {
      files: { "plan.json": plan("data", "aws_availability_zones", { names: ["a", "b", "c"] }) },
      options: { plans: ["plan.json"] },
    },
  },
  "a data source that finds what another directory defines": {
    files: {
      "app/main.tf": app("1", 'data "aws_security_group" "x" { name = "edge" }', "data.aws_security_group.x.id"),
      "edge/main.tf": 'resource "aws_security_group" "edge" { name = "edge" }',
    },
    paths: ["app"],
    reason: "data.aws_security_group.x.id is read from outside the scan",
    hint: "scan the directory that defines what it finds together with this one",
    follow: { paths: ["edge"] },
  },
  "a remote state of which the bucket is a variable": {
    files: { "app/main.tf": app(state, STATE_READER("var.bucket")), "base/main.tf": STATE_WRITER('bucket = "b"') },
    paths: ["app"],
    reason: "the bucket of the state that data.terraform_remote_state.x reads is not known: var.bucket has no value",
    hint: /^give it with --var bucket=… or in a terraform.tfvars file; and scan the directory that writes it together with this one/,
    follow: { paths: ["base"], options: { assignments: [{ kind: "var", name: "bucket", text: "b" }] } },
  },
  "a remote state that no root of the scan writes": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')), "base/main.tf": STATE_WRITER('bucket = "b"') },
    paths: ["app"],
    reason: "no root of the scan writes the state that data.terraform_remote_state.x reads",
    hint: /^scan the directory that writes it together with this one, or give a plan/,
    follow: { paths: ["base"] },
  },
  "a remote state, by a plan": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')) },
    paths: ["app"],
    reason: "no root of the scan writes the state that data.terraform_remote_state.x reads",
    hint: /or give a plan that knows it: --plan FILE/,
    follow: {
      files: { "plan.json": plan("data", "terraform_remote_state", { outputs: { port: 32768 } }) },
      options: { plans: ["plan.json"] },
    },
  },
  "a remote state whose writer does not say its bucket": {
    files: { "app/main.tf": app(state, STATE_READER('"b"')), "base/main.tf": STATE_WRITER("") },
    reason:
      "base may write the state that data.terraform_remote_state.x reads: the backend there does not say its bucket",
    hint: "write the bucket into the backend block of base",
    follow: { files: { "base/main.tf": STATE_WRITER('bucket = "b"') } },
  },
  "a remote state that two roots write": {
    files: {
      "app/main.tf": app(state, STATE_READER('"b"')),
      "one/main.tf": STATE_WRITER('bucket = "b"'),
      "two/main.tf": STATE_WRITER('bucket = "b"'),
    },
    paths: ["app", "one", "two"],
    reason: "one and two write the state that data.terraform_remote_state.x reads",
    hint: "scan only the one that is meant",
    follow: { options: { exclude: [] }, files: { "two/main.tf": "" } },
  },
  "the literal id of a group": {
    files: { "main.tf": app("1", "", '"sg-0123456789abcdef0"') },
    reason: "sg-0123456789abcdef0 is not in the source",
    hint: /^refer to the security group by a resource, data source, remote state or import in place of sg-0123456789abcdef0, and scan/,
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
    follow: { options: { assignments: [{ kind: "var", name: "source", text: "sg-0123456789abcdef0" }] } },
    next: /^refer to the security group by a resource, data source/,
  },
  "a variable that names a load balancer": {
    files: { "main.tf": balancedBy("var.balancer", 'variable "balancer" {}') },
    reason: "var.balancer has no value",
    hint: "give it with --var balancer=… or in a terraform.tfvars file",
    follow: { options: { assignments: [{ kind: "var", name: "balancer", text: ARN }] } },
    next: /^refer to the load balancer by a resource, data source, .* in place of shared, and scan what defines it/,
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
    reason: "shared is not in the source",
    hint: "refer to the load balancer by a resource, data source, remote state or import in place of shared, and scan what defines it together with this",
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
    reason: "the source of module.ports (./ports) is not in the scan",
    hint: "scan a directory that holds it too",
    follow: { files: { "ports/main.tf": 'output "first" { value = 1 }' } },
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
};

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

async function attempt({ files, paths = ["."], options = {} }: Attempt): Promise<ScanResult> {
  directory = makeDirectory(files);
  return scan(directory, paths, options);
}

interface Reason {
  readonly text: string;
  readonly hint: string | undefined;
}

function reasons({ flows }: ScanResult): readonly Reason[] {
  const unknowns = flows
    .filter(({ verdict }) => verdict === "undetermined")
    .flatMap(({ because }) => because.flatMap(rootUnknowns));
  return unknowns.map(({ cause: { text, hint } }) => ({ text, hint }));
}

test.each(Object.entries(CASES))("%s", async (_, { reason, hint, follow, next, ...start }) => {
  const before = await attempt(start);
  const found = reasons(before);
  const one = found.find(({ text }) => (typeof reason === "string" ? text === reason : reason.test(text)));
  expect(one, JSON.stringify(found)).toBeDefined();
  if (typeof hint === "string") expect(one!.hint).toBe(hint);
  else expect(one!.hint).toMatch(hint);
  expect(found.filter((each) => each.hint === undefined)).toEqual([]);

  removeDirectory(directory!);
  const after = await attempt({
    files: { ...start.files, ...follow.files },
    paths: [...(start.paths ?? ["."]), ...(follow.paths ?? [])],
    options: { ...start.options, ...follow.options },
  });
  const left = reasons(after);
  if (next === undefined) expect(left).toEqual([]);
  else expect(left.map((each) => each.hint)).toEqual(expect.arrayContaining([expect.stringMatching(next)]));
  expect(after.flows.length).toBeGreaterThan(0);
});

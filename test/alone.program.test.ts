/** A scan by itself: under Node's permission model it may read the program and the scanned directory, and a guard ends it where it would connect. */
import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";
import { indexOf } from "./offers/indexed.ts";

const MODULES = fileURLToPath(new URL("../node_modules", import.meta.url));
/** Node 20 has it under another name (https://nodejs.org/api/permissions.html). */
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";
const CONNECTED = 99;

/** No version that we run on keeps a program from the network by permissions. */
const GUARD = `
const end = () => { require("node:fs").writeSync(2, "it would connect\\n"); process.exit(${CONNECTED}); };
require("node:net").Socket.prototype.connect = end;
require("node:dgram").Socket.prototype.send = end;
require("node:dns").lookup = end;
`;

const compressed = gzipSync("#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config\n").toString("base64");

/** Something for every part that is loaded only where it is needed, and everything that names what lies elsewhere. */
const SOURCE = {
  ".git/HEAD": "ref: refs/heads/main\n",
  "app/main.tf": `
data "external" "which" {
  program = ["touch", "\${path.module}/was-run"]
}
data "http" "page" {
  url = "https://example.com/"
}
data "terraform_remote_state" "network" {
  backend = "s3"
  config  = { bucket = "states", key = "network", region = "eu-west-1" }
}
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
module "own" {
  source = "git::https://example.com/modules.git"
}
resource "aws_launch_template" "shell" {
  image_id  = data.external.which.result.image
  user_data = base64encode("#!/bin/bash\\ncurl https://example.com/join.sh | bash\\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config\\n")
}
resource "aws_launch_template" "compressed" {
  user_data = "${compressed}"
}
resource "aws_launch_template" "toml" {
  user_data = base64encode("[settings.ecs]\\ncluster = \\"shop\\"\\n")
}
resource "aws_autoscaling_group" "hosts" {
  for_each            = { shell = aws_launch_template.shell.id, compressed = aws_launch_template.compressed.id, toml = aws_launch_template.toml.id }
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = module.vpc.private_subnets
  launch_template {
    id = each.value
  }
}
resource "aws_ecs_service" "web" {
  cluster         = data.terraform_remote_state.network.outputs.cluster
  task_definition = file("/etc/passwd")
  load_balancer {
    target_group_arn = file("\${path.module}/../../outside")
    container_name   = "web"
    container_port   = 80
  }
}
`,
  "app/terraform.tfvars": "a = 1\n",
  "broken/main.tf": 'resource "aws_vpc" {\n  cidr_block = \n',
  "stack/template.yaml": `
Transform: { Name: AWS::Include, Parameters: { Location: "https://example.com/more.yaml" } }
Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: "https://example.com/nested.yaml" }
  Service:
    Type: AWS::ECS::Service
    Properties: { LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: "{{resolve:ssm:/arn}}" }] }
`,
};

let program: string;
let scanned: string;
let guard: string;
/** What another repository offers: the state that the scan reads. */
let indexes: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  scanned = makeDirectory(SOURCE);
  guard = makeDirectory({ "guard.cjs": GUARD });
  const state =
    'terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "network"\n  }\n}\noutput "vpc" {\n  value = 1\n}\n';
  indexes = makeDirectory({ "network/main.tf": state });
  writeFileSync(join(indexes, "network.json"), await indexOf(indexes, "network"));
});
afterAll(() => [program, scanned, guard, indexes].forEach(removeDirectory));

function alone(...words: readonly string[]): Run {
  // In a working tree node_modules may be a link.
  const readable = new Set([program, MODULES, realpathSync(MODULES), scanned, guard, indexes]);
  const allowed = [...readable].map((path) => `--allow-fs-read=${path}*`);
  const node = [PERMISSION, ...allowed, "--no-warnings", "--require", join(guard, "guard.cjs")];
  return runNode([...node, ...words], scanned);
}

test("what is not allowed ends otherwise", () => {
  expect(alone("-e", 'fetch("http://127.0.0.1:8089/")').code).toBe(CONNECTED);
  expect(alone("-e", 'require("child_process").execFileSync("true")').err).toContain("ERR_ACCESS_DENIED");
  expect(alone("-e", 'require("fs").readFileSync("/etc/passwd")').err).toContain("ERR_ACCESS_DENIED");
  expect(alone("-e", 'require("fs").writeFileSync("was-written", "")').err).toContain("ERR_ACCESS_DENIED");
});

test.each(["text", "sarif", "html"])("a scan reported as %s says the same as without limits", (format) => {
  const words = [join(program, "dist/cli.js"), "scan", ".", "--format", format];
  const limited = alone(...words);
  expect(limited.err).toBe("");
  expect(limited).toEqual(runNode(words, scanned));
  expect(limited.out).not.toBe("");
});

test("a scan with an index of another repository is alone too", () => {
  const words = [join(program, "dist/cli.js"), "scan", ".", "--index", indexes];
  const limited = alone(...words);
  expect(limited.err).toBe("");
  expect(limited).toEqual(runNode(words, scanned));
});

test("explain, graph, evaluate and rules are alone too", () => {
  for (const words of [
    ["explain", "."],
    ["graph", "."],
    ["graph", ".", "--format", "svg"],
    ["evaluate", "app"],
    ["rules"],
    ["config"],
  ]) {
    const all = [join(program, "dist/cli.js"), ...words];
    expect(alone(...all), words.join(" ")).toEqual(runNode(all, scanned));
  }
});

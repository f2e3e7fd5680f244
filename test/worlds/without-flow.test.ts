/** Services of which there is no flow are named, so that a report without flows is not taken for praise. */
import { afterEach, expect, test } from "vitest";
import { scan } from "../../src/index.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

let directory: string;
afterEach(() => removeDirectory(directory));

async function withoutFlow(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  directory = makeDirectory(files);
  const { coverage } = await scan(directory, ["."]);
  return coverage.withoutFlow.map(({ address, root, because }) => `${address} in ${root}: ${because}`);
}

const SERVICE = (name: string, more = ""): string =>
  `resource "aws_ecs_service" "${name}" {\n  name = "${name}"\n  ${more}\n}\n`;

test("without a load balancer, and those that count or for_each make none of", async () => {
  const files = {
    "infra/main.tf": [
      SERVICE("worker"),
      SERVICE("none", "count = 0"),
      SERVICE("each", "for_each = toset([])"),
      SERVICE(
        "web",
        'load_balancer {\n    target_group_arn = var.group\n    container_name = "web"\n    container_port = 80\n  }',
      ),
      'variable "group" {}',
    ].join("\n"),
  };
  expect(await withoutFlow(files)).toEqual([
    "aws_ecs_service.worker in infra: no-load-balancer",
    "aws_ecs_service.none in infra: count-0",
    "aws_ecs_service.each in infra: count-0",
  ]);
});

test("with the path of the root, also in a repository below", async () => {
  const files = {
    "a/.git/HEAD": "ref: refs/heads/main\n",
    "a/infra/main.tf": [SERVICE("worker"), SERVICE("none", "count = 0")].join("\n"),
  };
  expect(await withoutFlow(files)).toEqual([
    "aws_ecs_service.worker in a/infra: no-load-balancer",
    "aws_ecs_service.none in a/infra: count-0",
  ]);
});

test("but not where it is not known whether there is one", async () => {
  const files = {
    "main.tf": [
      'variable "on" { type = bool }\nvariable "groups" { type = list(string) }',
      SERVICE("perhaps", "count = var.on ? 1 : 0"),
      SERVICE(
        "balanced",
        'dynamic "load_balancer" {\n    for_each = var.groups\n    content {\n      target_group_arn = load_balancer.value\n    }\n  }',
      ),
    ].join("\n"),
  };
  expect(await withoutFlow(files)).toEqual([]);
});

test("of a template too", async () => {
  const files = {
    "worker.yaml": "Resources:\n  Worker:\n    Type: AWS::ECS::Service\n    Properties: { DesiredCount: 1 }\n",
  };
  expect(await withoutFlow(files)).toEqual(["Worker in worker.yaml: no-load-balancer"]);
});

test("but not where task sets run its tasks, which are named themselves", async () => {
  const files = {
    "main.tf": [
      SERVICE("web", 'deployment_controller {\n    type = "EXTERNAL"\n  }'),
      'resource "aws_ecs_task_set" "web" {\n  service = aws_ecs_service.web.id\n}',
    ].join("\n"),
    "template.yaml": `Resources:
  Web: { Type: AWS::ECS::Service, Properties: { DeploymentController: { Type: EXTERNAL } } }
  Set: { Type: AWS::ECS::TaskSet, Properties: { Service: !Ref Web } }
`,
  };
  expect(await withoutFlow(files)).toEqual([
    "aws_ecs_task_set.web in .: no-load-balancer",
    "Set in template.yaml: no-load-balancer",
  ]);
});

const TEMPLATE = (condition: string, parameter: string): string => `
Parameters: { Run: ${parameter} }
Conditions: { Running: ${condition} }
Resources:
  Worker: { Type: AWS::ECS::Service, Condition: Running, Properties: { DesiredCount: 1 } }
  Inner: { Type: AWS::CloudFormation::Stack, Condition: Running, Properties: { TemplateURL: ./nested.yaml } }
  Kept: { Type: AWS::ECS::Service, Properties: { DesiredCount: 1 } }
`;
const NESTED = "Resources: { Job: { Type: AWS::ECS::Service, Properties: { DesiredCount: 1 } } }\n";

test("in modules of which count or for_each makes none, and in those that they call", async () => {
  const files = {
    "main.tf": [
      'module "off" {\n  source = "./web"\n  count = 0\n}',
      'module "each" {\n  source = "./web"\n  for_each = {}\n}',
      'module "on" {\n  source = "./web"\n  count = 1\n}',
    ].join("\n"),
    "web/main.tf": `${SERVICE("web")}module "job" {\n  source = "../job"\n}\nmodule "own" {\n  source = "../web"\n}\n`,
    "job/main.tf": SERVICE("job"),
  };
  expect((await withoutFlow(files)).filter((one) => one.endsWith("count-0"))).toEqual([
    "module.off.aws_ecs_service.web in .: count-0",
    "module.off.module.job.aws_ecs_service.job in .: count-0",
    "module.each.aws_ecs_service.web in .: count-0",
    "module.each.module.job.aws_ecs_service.job in .: count-0",
  ]);
});

test("but not data sources, which make none", async () => {
  const files = {
    "main.tf": `data "aws_ecs_service" "current" {\n  count = 0\n}\nmodule "off" {\n  source = "./web"\n  count = 0\n}\n`,
    "web/main.tf": `data "aws_ecs_service" "current" {}\n${SERVICE("web")}`,
  };
  expect(await withoutFlow(files)).toEqual(["module.off.aws_ecs_service.web in .: count-0"]);
});

test("of a template and of the stacks in it, where a condition is false", async () => {
  const files = {
    "stack.yaml": TEMPLATE("!Equals [!Ref Run, 'yes']", "{ Type: String, Default: 'no' }"),
    "nested.yaml": NESTED,
  };
  expect(await withoutFlow(files)).toEqual([
    "Kept in stack.yaml: no-load-balancer",
    "Worker in stack.yaml: condition-false",
    "Inner.Job in stack.yaml: condition-false",
  ]);
});

test("but not where the condition is open", async () => {
  const files = { "stack.yaml": TEMPLATE("!Equals [!Ref Run, 'yes']", "{ Type: String }"), "nested.yaml": NESTED };
  expect((await withoutFlow(files)).filter((one) => one.endsWith("condition-false"))).toEqual([]);
  removeDirectory(directory);
  const no = { ...files, "stack.yaml": TEMPLATE("!Not [!Equals [!Ref Run, 'yes']]", "{ Type: String }") };
  expect((await withoutFlow(no)).filter((one) => one.endsWith("condition-false"))).toEqual([]);
});

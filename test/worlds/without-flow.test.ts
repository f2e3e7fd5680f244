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

/** What stands behind load balancers beside the services of ECS is said, and no service behind one is passed over in silence. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reach } from "../../src/reach/reach.ts";
import { renderText } from "../../src/report/text/text.ts";
import { build, recipes } from "../reach/random-graphs.ts";
import { scanOf } from "../scan-repository.ts";
import { silentServices } from "../silent-services.ts";

const BALANCER = `
  resource "aws_lb" "main" {}
  resource "aws_lb_listener" "http" {
    load_balancer_arn = aws_lb.main.arn
    default_action {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main.arn
    }
  }`;

/** What a scan tells of a target group with these arguments, and where. */
async function toldOf(targetGroup: string, more = ""): Promise<readonly (string | undefined)[]> {
  const group = `resource "aws_lb_target_group" "main" {\n${targetGroup}\n}`;
  const { diagnostics, findings } = await scanOf({ "main.tf": `${group}\n${BALANCER}\n${more}` });
  expect(findings.filter(({ verdict, severity }) => verdict === "violated" && severity !== "note")).toEqual([]);
  const told = diagnostics.filter(({ code }) => code === "targets-not-judged");
  expect(told.every(({ severity, span }) => severity === "note" && span?.file.path === "main.tf")).toBe(true);
  return told.map(({ message }) => message.split(":")[0]);
}

describe("a target group to which a listener forwards", () => {
  test.each([
    ["lambda", "leads to a function of Lambda"],
    ["alb", "leads to another load balancer"],
    ["ip", "has no service in the scan that registers with it"],
    ["instance", "has no service in the scan that registers with it"],
  ])("and whose targets are of type %s, %s", async (type, told) => {
    expect(await toldOf(`target_type = "${type}"`)).toEqual([`aws_lb_target_group.main ${told}`]);
  });
  test("is not told where a service is registered with it", async () => {
    const service = `
      resource "aws_ecs_service" "web" {
        load_balancer {
          target_group_arn = aws_lb_target_group.main.arn
          container_name   = "web"
          container_port   = 80
        }
      }`;
    expect(await toldOf('target_type = "ip"', service)).toEqual([]);
  });
  test("is told once where one block makes several", async () => {
    const group = 'resource "aws_lb_target_group" "main" {\n  count       = 3\n  target_type = "lambda"\n}';
    const listener = BALANCER.replace('"http" {', '"http" {\n  count = 3').replace(
      "main.arn\n    }",
      "main[count.index].arn\n    }",
    );
    const { diagnostics } = await scanOf({ "main.tf": `${group}\n${listener}` });
    expect(diagnostics.filter(({ code }) => code === "targets-not-judged").map(({ message }) => message)).toEqual([
      expect.stringContaining("aws_lb_target_group.main[0] leads to a function of Lambda (and 2 more like it)"),
    ]);
  });
});

test("that of a module says of which root it is", async () => {
  const { diagnostics } = await scanOf({
    "module/main.tf": `resource "aws_lb_target_group" "main" { target_type = "lambda" }\n${BALANCER}`,
    "a/main.tf": 'module "m" { source = "../module" }',
    "b/main.tf": 'module "m" { source = "../module" }',
  });
  expect(diagnostics.map(({ message }) => message.split(" leads")[0])).toEqual([
    "module.m.aws_lb_target_group.main in a",
    "module.m.aws_lb_target_group.main in b",
  ]);
});

test("that of a repository which is scanned from above it says no root", async () => {
  const { diagnostics } = await scanOf(
    {
      "repo/.git/HEAD": "",
      "repo/main.tf": `resource "aws_lb_target_group" "main" { target_type = "lambda" }\n${BALANCER}`,
    },
    { paths: ["repo"] },
  );
  expect(diagnostics.map(({ message }) => message.split(" leads")[0])).toEqual(["aws_lb_target_group.main"]);
});

test("a target group without a listener is a matter of its own", async () => {
  const { diagnostics } = await scanOf({
    "main.tf": 'resource "aws_lb_target_group" "main" {\n  target_type = "lambda"\n}',
  });
  expect(diagnostics).toEqual([]);
});

test("text says it in one line with its place", async () => {
  const result = await scanOf({
    "main.tf": `resource "aws_lb_target_group" "main" { target_type = "lambda" }\n${BALANCER}`,
  });
  const text = renderText(result, { quiet: false, verbose: false, color: false, width: 200 });
  expect(text).toContain("note main.tf:1");
});

test("an entry of a service that names no load balancer is told", async () => {
  const { diagnostics } = await scanOf({
    "main.tf":
      'resource "aws_ecs_service" "web" {\n  load_balancer {\n    container_name = "web"\n    container_port = 80\n  }\n}',
  });
  expect(diagnostics.map(({ code }) => code)).toContain("load-balancer-not-named");
});

describe("a service behind VPC Lattice", () => {
  const told = async (files: Readonly<Record<string, string>>) =>
    (await scanOf(files)).diagnostics.filter(({ code }) => code === "vpc-lattice-not-judged");
  const block = 'vpc_lattice_configurations {\n port_name = "web"\n role_arn = "r"\n target_group_arn = "t"\n }';
  test("of Terraform is told, once where one block makes several", async () => {
    const all = await told({ "main.tf": `resource "aws_ecs_service" "web" {\n count = 2\n ${block}\n}` });
    expect(all).toEqual([expect.objectContaining({ severity: "note", span: expect.objectContaining({}) })]);
    expect(all[0]!.message).toContain("aws_ecs_service.web[0]");
  });
  test("of CloudFormation is told", async () => {
    const lattice = "VpcLatticeConfigurations: [{ PortName: web, RoleArn: r, TargetGroupArn: t }]";
    const template = `Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      ${lattice}\n`;
    expect((await told({ "web.yaml": template })).map(({ message }) => message)).toEqual([
      "Web is behind VPC Lattice: whether its requests get through is not judged",
    ]);
  });
  test("of awscc is told", async () => {
    const lattice = 'vpc_lattice_configurations = [{ port_name = "web", role_arn = "r", target_group_arn = "t" }]';
    expect(await told({ "main.tf": `resource "awscc_ecs_service" "web" {\n ${lattice}\n}` })).toHaveLength(1);
  });
});

describe("a service behind a gateway of Amazon ECS", () => {
  const told = async (files: Readonly<Record<string, string>>) => {
    const { diagnostics, coverage } = await scanOf(files);
    expect(coverage.withoutFlow).toEqual([]);
    return diagnostics.filter(({ code }) => code === "gateway-not-judged");
  };
  test("of CloudFormation is told, and is not one without a load balancer", async () => {
    const connectors = "GatewayConnectors: [{ PortName: web }]";
    const template = `Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      ${connectors}\n`;
    expect((await told({ "web.yaml": template })).map(({ message }) => message)).toEqual([
      "Web is behind a gateway of Amazon ECS, whose load balancers and groups AWS makes: whether its requests get through is not judged",
    ]);
  });
  test("of awscc is told", async () => {
    const connectors = 'gateway_connectors = [{ port_name = "web" }]';
    expect(await told({ "main.tf": `resource "awscc_ecs_service" "web" {\n ${connectors}\n}` })).toHaveLength(1);
  });
});

test("something is said of every service behind a load balancer in random graphs", () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      const graph = build(recipe).graph();
      const { flows, diagnostics } = reach(graph, { strict: false, ephemeral: recipe.dynamic });
      expect(silentServices([graph], { flows, diagnostics, findings: [] })).toEqual([]);
    }),
    { numRuns: 60, seed: 20261129 },
  );
});

/** What a unit is passed by another: the outputs of that one's own evaluation, or the form of what is made up. */
import { describe, expect, test } from "vitest";
import type { EvaluateResult } from "../../../src/evaluate/resource.ts";
import { plain } from "../terraform/support.ts";
import { echo, evaluateUnits, messagesOf, outputsOf } from "./support.ts";

const NET = {
  "live/net/terragrunt.hcl": 'terraform {\n  source = "../../modules/net"\n}\ninputs = { cidr = "10.0.0.0/16" }\n',
  "modules/net/main.tf":
    'variable "cidr" {\n  type = string\n}\nresource "aws_vpc" "v" {\n  cidr_block = var.cidr\n}\noutput "vpc_id" {\n  value = aws_vpc.v.id\n}\noutput "cidr" {\n  value = var.cidr\n}\n',
};

function app(dependency: string, x: string, type = "string"): Record<string, string> {
  return {
    "live/app/terragrunt.hcl": `terraform {\n  source = "../../modules/app"\n}\ndependency "net" {\n${dependency}\n}\ninputs = { x = ${x} }\n`,
    "modules/app/main.tf": echo({ x: type }),
  };
}

function xOf(result: EvaluateResult): unknown {
  return outputsOf(result)["live/app"]?.x;
}

const assumed = (result: EvaluateResult): readonly string[] =>
  result.groups.flatMap(({ worlds }) => worlds[0]!.assumptions.map(({ text }) => text));

describe("outputs are those of the unit's own evaluation", () => {
  test.each([
    ["dependency.net.outputs.cidr", "10.0.0.0/16"],
    ["dependency.net.outputs.vpc_id", "<live/net:aws_vpc.v.id>"],
    ['"${dependency.net.outputs.cidr}!"', "10.0.0.0/16!"],
    ["merge(dependency.net.outputs, {}).cidr", "10.0.0.0/16"],
    ['try(dependency.net.outputs.none, "none")', "none"],
  ])("%s", (x, expected) => {
    const result = evaluateUnits({ ...NET, ...app('  config_path = "../net"', x) });
    expect(xOf(result)).toEqual(expected);
    expect(result.groups.map(({ roots }) => roots.map(({ path }) => path))).toEqual([["live/app", "live/net"]]);
    expect(assumed(result)).toEqual([]);
  });

  test("through a file that is included, and one that is read", () => {
    const unit = 'terraform {\n  source = "../../modules/app"\n}\n';
    const common = 'dependency "net" {\n  config_path = "${get_terragrunt_dir()}/../net"\n}\n';
    const included =
      'include "c" {\n  path = find_in_parent_folders("common.hcl")\n}\ninputs = { x = dependency.net.outputs.cidr }\n';
    const read =
      'locals {\n  c = read_terragrunt_config("deps.hcl")\n}\ninputs = { x = local.c.dependency.net.outputs.cidr }\n';
    for (const more of [included, read]) {
      const files = {
        ...NET,
        ...app("", '""'),
        "common.hcl": common,
        "live/app/deps.hcl": common,
        "live/app/terragrunt.hcl": unit + more,
      };
      expect(xOf(evaluateUnits(files))).toBe("10.0.0.0/16");
    }
  });

  test("an output that there is none of is told at its place", () => {
    const result = evaluateUnits({ ...NET, ...app('  config_path = "../net"', "dependency.net.outputs.none") });
    expect(messagesOf(result)).toEqual([
      'live/app/terragrunt.hcl:7 evaluation: Unsupported attribute: this object does not have an attribute named "none".',
    ]);
  });

  test("units that depend on each other are told", () => {
    const unit = (other: string): string =>
      `dependency "o" {\n  config_path = "../${other}"\n}\ninputs = { x = dependency.o.outputs.x }\n`;
    const files = {
      "a/terragrunt.hcl": unit("b"),
      "a/main.tf": echo({ x: "untyped" }),
      "b/terragrunt.hcl": unit("a"),
      "b/main.tf": echo({ x: "untyped" }),
    };
    expect(messagesOf(evaluateUnits(files)).join("\n")).toMatch(/cycle: .*depends on itself/);
  });
});

describe("where the unit cannot be evaluated", () => {
  const mocks =
    '  config_path  = "../net"\n  mock_outputs = {\n    vpc_id  = "vpc-1"\n    subnets = ["subnet-1", "subnet-2"]\n  }';
  const REMOTE = { "live/net/terragrunt.hcl": 'terraform {\n  source = "git::https://example.com/net.git"\n}\n' };

  test("mock_outputs give the form, which is told, and no value", () => {
    const result = evaluateUnits({ ...REMOTE, ...app(mocks, "dependency.net.outputs", "any") });
    const symbol = "dependency.net.outputs";
    expect(xOf(result)).toEqual({
      vpc_id: `<${symbol}.vpc_id>`,
      subnets: [`<${symbol}.subnets[0]>`, `<${symbol}.subnets[1]>`],
      "...": `<${symbol}>`,
    });
    expect(assumed(result)).toEqual(["live/app is passed outputs of the form of the mock_outputs in dependency.net"]);
  });

  test("they count for nothing where it can be, and with --strict", () => {
    const known = evaluateUnits({ ...NET, ...app(mocks, "dependency.net.outputs.vpc_id") });
    expect([xOf(known), assumed(known)]).toEqual(["<live/net:aws_vpc.v.id>", []]);
    const strict = evaluateUnits({ ...REMOTE, ...app(mocks, "dependency.net.outputs.vpc_id") }, { strict: true });
    expect([xOf(strict), assumed(strict)]).toEqual(["<dependency.net.outputs.vpc_id>", []]);
  });

  test.each(["skip_outputs = true", "enabled = false", 'enabled = get_env("SKIP", "yes") != "yes"'])(
    "with %s they are what is passed",
    (argument) => {
      const result = evaluateUnits({ ...NET, ...app(`${mocks}\n  ${argument}`, "dependency.net.outputs.vpc_id") });
      expect(xOf(result)).toBe("vpc-1");
    },
  );

  test("where it is not known whether the dependency is enabled, neither they nor the outputs are", () => {
    const argument = 'enabled = get_env("USE") == "yes"';
    const result = evaluateUnits({ ...NET, ...app(`${mocks}\n  ${argument}`, "dependency.net.outputs.vpc_id") });
    expect(xOf(result)).toBe("<dependency.net.outputs.vpc_id>");
    const enabled = evaluateUnits({ ...NET, ...app(`${mocks}\n  enabled = true`, "dependency.net.outputs.vpc_id") });
    expect(xOf(enabled)).toBe("<live/net:aws_vpc.v.id>");
  });

  test.each([
    [
      '  config_path = "../none"',
      {},
      "live/none, of which dependency.net are the outputs, is no unit of the scan",
      "scan a directory",
    ],
    [
      '  config_path = get_env("NET")',
      {},
      "the config_path of dependency.net is not known: the environment variable NET",
      "constant",
    ],
    [
      '  config_path = "../net"',
      REMOTE,
      "the module of live/net (git::https://example.com/net.git) is not laid out",
      "run reachlint get, or terragrunt run --all init",
    ],
  ])("the cause leads on: %s", (dependency, more, because, hint) => {
    const result = evaluateUnits({ ...more, ...app(dependency, "dependency.net.outputs.vpc_id") });
    const value = result.groups.flatMap(({ worlds }) => worlds[0]!.outputs?.get("live/app")?.get("x") ?? [])[0]!;
    expect(plain(value)).toBe("<dependency.net.outputs.vpc_id>");
    expect(value).toMatchObject({
      cause: { text: expect.stringContaining(because), hint: expect.stringContaining(hint) },
    });
  });
});

/** Several files of variables, each of which makes a world: what is the same in all is told once, what differs with the file. */
import { describe, expect, test } from "vitest";
import type { ScanOptions } from "../../src/index.ts";
import { app } from "../service-source.ts";
import { flagsIn, hintsOf, scanned, type Texts, verdictsOf } from "./estate.ts";

const OPEN = app("var.port", 'variable "port" { type = number }\nprovider "aws" {}');
const ENVIRONMENTS = { "env/dev.tfvars": "port = 60000", "env/prod.tfvars": "port = 32768" };

const each = (...globs: readonly string[]): ScanOptions => ({
  assignments: [{ kind: "each" }],
  each: globs.map((glob) => ({ kind: "variables", glob })),
});

const rejected = (texts: Texts, options: ScanOptions): Promise<string> =>
  scanned(texts, options).then(
    () => "",
    (error: Error & { readonly hint?: string }) => `${error.message}; ${error.hint}`,
  );

test("the hint names them all, and each of them makes a world", async () => {
  const texts = { "main.tf": OPEN, ...ENVIRONMENTS };
  const [hint] = hintsOf(await scanned(texts));
  expect(hint).toBe(
    "env/dev.tfvars and 1 more give it a value: scan with --var-file env/dev.tfvars, or with each of 2: --each-var-file 'env/*.tfvars'",
  );
  const globs = flagsIn(hint!).flatMap(([flag, value]) => (flag === "--each-var-file" ? [value] : []));
  const result = await scanned(texts, each(...globs));
  expect(verdictsOf(result)).toEqual([
    "web partial with env/dev.tfvars",
    "web health-check partial with env/dev.tfvars",
    "web reachable with env/prod.tfvars",
    "web health-check reachable with env/prod.tfvars",
  ]);
  const [finding] = result.findings.filter(({ severity }) => severity === "error");
  expect(finding).toMatchObject({ ruleId: "dynamic-range-partly-open", when: ["with env/dev.tfvars"] });
  expect(finding!.flows.every((flow) => result.flows.includes(flow))).toBe(true);
  expect(new Set(result.flows.map(({ id }) => id)).size).toBe(4);
});

test("what is the same with all is told once, without a file", async () => {
  const texts = { "main.tf": OPEN, "env/a.tfvars": "port = 1024", "env/b.tfvars": "port = 1024" };
  expect(verdictsOf(await scanned(texts, each("env/*.tfvars")))).toEqual([
    "web reachable",
    "web health-check reachable",
  ]);
});

test("what is wrong with each of them in another way are findings of different names", async () => {
  const texts = { "main.tf": OPEN, "env/a.tfvars": "port = 50000", "env/b.tfvars": "port = 60000" };
  const { findings } = await scanned(texts, each("env/*.tfvars"));
  const errors = findings.filter(({ ruleId }) => ruleId === "dynamic-range-partly-open");
  expect(errors.map(({ when }) => when)).toEqual([["with env/a.tfvars"], ["with env/b.tfvars"]]);
  expect(new Set(errors.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test("of files of which one has no word of its own the last common one tells it", async () => {
  const texts = { "main.tf": OPEN, "env/prod.tfvars": "port = 1024", "env/prod-eu.tfvars": "port = 60000" };
  expect(verdictsOf(await scanned(texts, each("env/*")))).toEqual([
    "web reachable with env/prod.tfvars",
    "web health-check reachable with env/prod.tfvars",
    "web partial with env/prod-eu.tfvars",
    "web health-check partial with env/prod-eu.tfvars",
  ]);
});

describe("the order of values is that of the flags", () => {
  test.each<readonly [string, ScanOptions["assignments"] & object, string]>([
    ["a later file wins over each", [{ kind: "each" }, { kind: "var-file", path: "b.tfvars" }], "reachable"],
    ["each wins over an earlier file", [{ kind: "var-file", path: "b.tfvars" }, { kind: "each" }], "partial"],
    ["a later value wins", [{ kind: "each" }, { kind: "var", name: "port", text: "32768" }], "reachable"],
  ])("%s", async (_, assignments, verdict) => {
    const texts = { "main.tf": OPEN, "b.tfvars": "port = 32768", "env/dev.tfvars": "port = 60000" };
    const result = await scanned(texts, { ...each("env/*.tfvars"), assignments });
    expect(new Set(result.flows.map((flow) => flow.verdict))).toEqual(new Set([verdict]));
  });
});

describe("a file is for the roots that its place and its content say", () => {
  const BACKEND = 'terraform {\n  backend "local" {}\n}\n';
  const own = (more = ""): string => app("var.port", `variable "port" {}\n${BACKEND}${more}`);

  test("one in a root is for that root alone", async () => {
    const texts = {
      "a/main.tf": own(),
      "b/main.tf": own(),
      "a/env/prod.tfvars": "port = 32768",
      "a/env/dev.tfvars": "port = 60000",
    };
    const { flows } = await scanned(texts, each("*/env/*.tfvars"));
    const told = flows
      .filter(({ purpose }) => purpose === "traffic")
      .map(({ root, verdict, when }) => [root, verdict, ...when]);
    expect(told).toEqual([
      ["a", "partial", "with a/env/dev.tfvars"],
      ["a", "reachable", "with a/env/prod.tfvars"],
      ["b", "undetermined"],
    ]);
  });

  test("one beside roots is for those that declare all that it gives", async () => {
    const texts = {
      "a/main.tf": own('variable "name" {}\n'),
      "b/main.tf": own(),
      "vars/x.tfvars": 'port = 60000\nname = "x"',
      "vars/y.tfvars": 'port = 32768\nname = "y"',
    };
    const { flows } = await scanned(texts, each("vars/*.tfvars"));
    expect(flows.filter(({ root }) => root === "b").map(({ verdict, when }) => [verdict, ...when])).toEqual([
      ["undetermined"],
      ["undetermined"],
    ]);
  });

  test("one beside variables that roots share is for these roots", async () => {
    const shared = 'variable "port" { type = number }\n';
    const texts = {
      "stacks/shared.tf": shared,
      "stacks/web/shared.tf": shared,
      "stacks/web/main.tf": app("var.port", 'provider "aws" {}'),
      "stacks/env/dev.tfvars": "port = 60000",
      "stacks/env/prod.tfvars": "port = 32768",
    };
    expect(hintsOf(await scanned(texts))).toEqual([
      "stacks/env/dev.tfvars and 1 more give it a value: scan with --var-file stacks/env/dev.tfvars, or with each of 2: --each-var-file 'stacks/env/*.tfvars'",
    ]);
    const { flows } = await scanned(texts, each("stacks/env/*.tfvars"));
    expect(flows.map(({ root, when }) => [root, ...when])).toEqual([
      ["stacks/web", "with stacks/env/dev.tfvars"],
      ["stacks/web", "with stacks/env/dev.tfvars"],
      ["stacks/web", "with stacks/env/prod.tfvars"],
      ["stacks/web", "with stacks/env/prod.tfvars"],
    ]);
  });

  test("one that only such variables would take is told", async () => {
    const texts = { "stacks/shared.tf": 'variable "port" {}', "stacks/env/dev.tfvars": "port = 1" };
    const { diagnostics } = await scanned(texts, each("stacks/env/*.tfvars"));
    expect(diagnostics).toMatchObject([{ code: "values-unused", hint: "there is no Terraform root in the scan" }]);
  });

  test("one that no root declares anything of is told", async () => {
    const texts = { "main.tf": OPEN, ...ENVIRONMENTS, "env/other.tfvars": "ports = 1\nzone = 2" };
    const { diagnostics } = await scanned(texts, each("env/*.tfvars"));
    expect(diagnostics).toContainEqual({
      code: "values-unused",
      severity: "warning",
      message:
        "env/other.tfvars gives values of ports, zone, which no Terraform root of the scan declares, so that nothing takes it",
      path: "env/other.tfvars",
      hint: "what there is: .",
    });
  });
});

test("roots that refer to each other are judged with files of one name together", async () => {
  const network = `
terraform {
  backend "s3" {
    bucket = "b"
    key    = "network"
  }
}
variable "port" {}
output "port" { value = var.port }
`;
  const service = app(
    "data.terraform_remote_state.network.outputs.port",
    `
variable "name" {}
provider "aws" {}
data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "b"
    key    = "network"
  }
}`,
  );
  const texts = {
    "network/main.tf": network,
    "service/main.tf": service,
    "network/env/dev.tfvars": "port = 60000",
    "network/env/prod.tfvars": "port = 32768",
    "service/vars/service-dev.tfvars": 'name = "d"',
    "service/vars/service-prod.tfvars": 'name = "p"',
  };
  const result = await scanned(texts, each("network/env/*.tfvars", "service/vars/*.tfvars"));
  expect(verdictsOf(result).filter((line) => !line.includes("health"))).toEqual([
    "web partial with service/vars/service-dev.tfvars",
    "web reachable with service/vars/service-prod.tfvars",
  ]);
});

test("a glob that fits nothing, or too much, is a mistake", async () => {
  expect(await rejected({ "main.tf": OPEN }, each("env/*.tfvars"))).toBe(
    "--each-var-file 'env/*.tfvars' fits no file; globs start from the working directory; `*` stands for a part of a name, `**` for any number of directories",
  );
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`env/${at}.tfvars`, "port = 1"]));
  expect(await rejected({ "main.tf": OPEN, ...many }, each("env/*"))).toBe(
    "there are 65 files of values, of which each would be judged by itself; name 64 at most",
  );
});

test("a mistake in one of the files is told with its place, and the others are judged", async () => {
  const texts = { "main.tf": OPEN, "env/dev.tfvars": "port = =", "env/prod.tfvars": "port = 32768" };
  const result = await scanned(texts, each("env/*.tfvars"));
  expect(result.diagnostics.map(({ span }) => span?.file.path)).toContain("env/dev.tfvars");
  expect(verdictsOf(result)).toEqual(["web reachable", "web health-check reachable"]);
});

test("a service that only one of them makes is told with it, and not as one that is not made", async () => {
  const counted = OPEN.replace(
    'resource "aws_ecs_service" "web" {',
    'resource "aws_ecs_service" "web" {\n  count = var.number',
  );
  const texts = {
    "main.tf": `${counted}variable "number" {}`,
    "env/dev.tfvars": "port = 32768\nnumber = 0",
    "env/prod.tfvars": "port = 32768\nnumber = 1",
  };
  const { flows, coverage } = await scanned(texts, each("env/*.tfvars"));
  expect(flows.map(({ verdict, when }) => [verdict, ...when])).toEqual([
    ["reachable", "with env/prod.tfvars"],
    ["reachable", "with env/prod.tfvars"],
  ]);
  expect(coverage.withoutFlow).toEqual([]);
});

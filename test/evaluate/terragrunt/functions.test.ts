/** What Terragrunt's own functions give, and what they leave unknown. */
import { describe, expect, test } from "vitest";
import { evaluateUnits, given, outputsOf } from "./support.ts";

const value = (expression: string, more: Record<string, string> = {}, options = {}): unknown =>
  (given(`inputs = { x = ${expression} }`, more, options) as { x: unknown }).x;

const textOf = (expression: string, more: Record<string, string> = {}, options = {}): unknown =>
  (given(`inputs = { text = ${expression} }`, more, options) as { text: unknown }).text;

describe("what follows from the tree", () => {
  const START = "<the directory of the scan>";

  test.each([
    ["get_terragrunt_dir()", `${START}/live/app`],
    ["get_original_terragrunt_dir()", `${START}/live/app`],
    ["get_parent_terragrunt_dir()", `${START}/live/app`],
    ["get_repo_root()", START],
    ["get_path_from_repo_root()", "live/app"],
    ["get_path_to_repo_root()", "../.."],
    ["path_relative_to_include()", "."],
    ["path_relative_from_include()", "."],
    ['find_in_parent_folders("live")', `${START}/live`],
    ['find_in_parent_folders("none.hcl", "fallback.hcl")', "fallback.hcl"],
    ["basename(get_terragrunt_dir())", "app"],
    ["dirname(get_terragrunt_dir())", `${START}/live`],
    ["dirname(dirname(get_terragrunt_dir()))", START],
    ["basename(dirname(dirname(get_terragrunt_dir())))", "<basename(the directory of the scan)>"],
    ['file("${get_terragrunt_dir()}/a.txt")', "text"],
    ['file("a.txt")', "text"],
    ['fileexists("${get_repo_root()}/live/app/a.txt")', true],
    ['jsondecode(read_tfvars_file("a.tfvars")).x', [1]],
    [
      "get_terraform_commands_that_need_locking()",
      ["apply", "destroy", "import", "plan", "refresh", "taint", "untaint"],
    ],
    ["deep_merge({ a = { b = 1 }, l = [1] }, { a = { c = 2 }, l = [2] })", { a: { b: 1, c: 2 }, l: [1, 2] }],
    ['constraint_check("1.2.3", ">= 1.0, < 2.0")', true],
    ['startswith("abc", "a")', true],
    ['timecmp("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")', -1],
  ])("%s", (expression, expected) => {
    const files = { "live/app/a.txt": "text", "live/app/a.tfvars": "x = [1]\n" };
    const read = typeof expected === "string" ? textOf : value;
    expect(read(expression, files)).toEqual(expected);
  });

  test("in a file that is included, paths are those of the unit", () => {
    const root = {
      "live/root.hcl": `inputs = {
        x = [get_terragrunt_dir(), get_parent_terragrunt_dir(), path_relative_to_include(), path_relative_from_include()]
        y = file("a.txt")
      }`,
      "live/a.txt": "beside the file",
    };
    expect(given('include "root" {\n  path = find_in_parent_folders("root.hcl")\n}', root)).toEqual({
      x: [`${START}/live/app`, `${START}/live`, "app", ".."],
      y: "beside the file",
    });
  });
});

describe("read_terragrunt_config", () => {
  test.each([
    ['read_terragrunt_config("a.hcl").locals.z', "a"],
    ['read_terragrunt_config("a.hcl").inputs', { i: 1 }],
    ['read_terragrunt_config("none.hcl", { locals = { z = "default" } }).locals.z', "default"],
    ['read_terragrunt_config(find_in_parent_folders("up.hcl")).locals.here', "live/up"],
    ['read_terragrunt_config("values.hcl").port', 80],
  ])("%s", (expression, expected) => {
    const files = {
      "live/app/a.hcl": 'locals {\n  z = "a"\n}\ninputs = { i = 1 }\n',
      "live/app/values.hcl": "port = 80\n",
      "live/up.hcl":
        'locals {\n  here = "${basename(dirname(get_terragrunt_dir() == get_original_terragrunt_dir() ? "x" : "live/x"))}/up"\n}\n',
    };
    expect(value(expression, files)).toEqual(expected);
  });
});

describe("what only a machine, AWS or a program knows is unknown", () => {
  test.each([
    ['run_cmd("echo", "x")', /a scan starts no program/],
    ["get_aws_account_id()", /known to AWS only/],
    ["get_platform()", /platform/],
    ["get_terraform_command()", /differs from run to run/],
    ['get_env("HOME")', /the environment variable HOME is not read/],
    ['sops_decrypt_file("secrets.yaml")', /not decrypted/],
  ])("%s", (expression, because) => {
    const result = evaluateUnits({
      "live/app/terragrunt.hcl": `inputs = { x = ${expression} }`,
      "live/app/main.tf": 'variable "x" {\n  type = string\n}\noutput "x" {\n  value = var.x\n}\n',
    });
    const x = result.groups[0]!.worlds[0]!.outputs!.get("live/app")!.get("x")!;
    expect(x).toMatchObject({ kind: "unknown", cause: { text: expect.stringMatching(because) } });
    expect(x.sensitive).toBe(expression.startsWith("sops") ? true : undefined);
  });

  test("of an environment variable the default is assumed, unless --strict", () => {
    expect(textOf('get_env("STAGE", "dev")')).toBe("dev");
    expect(textOf('get_env("STAGE", "dev")', {}, { strict: true })).toBe("<env.STAGE>");
    const result = evaluateUnits({
      "live/app/terragrunt.hcl": 'inputs = { x = get_env("STAGE", "dev") }',
      "live/app/main.tf": 'variable "x" {}\noutput "x" {\n  value = var.x\n}\n',
    });
    expect(result.groups[0]!.worlds[0]!.assumptions.map(({ text }) => text)).toEqual([
      "the environment variable STAGE is not set where Terragrunt runs",
    ]);
  });

  test("TF_VAR_* are read where the user has them read", () => {
    expect(value('get_env("TF_VAR_stage")', {}, { environment: new Map([["stage", "prod"]]) })).toBe("prod");
  });
});

test("a feature has its default, which is told", () => {
  const files = {
    "live/app/terragrunt.hcl": 'feature "blue" {\n  default = true\n}\ninputs = { x = feature.blue.value }',
    "live/app/main.tf": 'variable "x" {\n  type = bool\n}\noutput "x" {\n  value = var.x\n}\n',
  };
  const result = evaluateUnits(files);
  expect(outputsOf(result)).toEqual({ "live/app": { x: true } });
  expect(result.groups[0]!.worlds[0]!.assumptions.map(({ text }) => text)).toEqual(["feature blue has its default"]);
  expect(outputsOf(evaluateUnits(files, { strict: true }))).toEqual({ "live/app": { x: "<tobool(feature.blue)>" } });
});

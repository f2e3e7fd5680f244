/** Files of Terraform's variables that stand in the repository: which are offered for which root, and that the flags of the hint lead on. */
import { describe, expect, test } from "vitest";
import { quoted, smallestGlob } from "../../src/inputs/glob-of-files.ts";
import { app } from "../service-source.ts";
import { flagsIn, hintsOf, scanned, type Texts, verdictsOf } from "./estate.ts";

const OPEN = app("var.port", 'variable "port" { type = number }\nvariable "name" { default = "a" }');
const GIVE = "give it with --var port=… or in a terraform.tfvars file";

test.each<readonly [string, Texts, string]>([
  ["in env/", { "env/prod.tfvars": "port = 32768" }, "env/prod.tfvars"],
  ["as JSON", { "config/prod.tfvars.json": '{"port": 32768}' }, "config/prod.tfvars.json"],
  ["in the root", { "prod.tfvars": "port = 32768\nname = 1" }, "prod.tfvars"],
  ["with a blank in its name", { "env/the prod.tfvars": "port = 32768" }, "'env/the prod.tfvars'"],
])("a file %s is offered, and what the hint says settles the flow", async (_, files, word) => {
  const texts = { "main.tf": OPEN, ...files };
  const [hint] = hintsOf(await scanned(texts));
  expect(hint).toBe(`${Object.keys(files)[0]} gives it a value: scan with --var-file ${word}`);
  const [[flag, path]] = flagsIn(hint!) as [[string, string]];
  expect(flag).toBe("--var-file");
  const after = await scanned(texts, { assignments: [{ kind: "var-file", path }] });
  expect(verdictsOf(after)).toEqual(["web reachable", "web health-check reachable"]);
});

test("paths start from where the scan is", async () => {
  const texts = { "live/app/main.tf": OPEN, "live/vars/prod.tfvars": "port = 32768" };
  const offered = (paths: string[], at: string) => scanned(texts, {}, paths, at).then(hintsOf);
  expect(await offered(["."], "live/app")).toEqual([
    "../vars/prod.tfvars gives it a value: scan with --var-file ../vars/prod.tfvars",
  ]);
  expect(await offered(["live/app"], "")).toEqual([
    "live/vars/prod.tfvars gives it a value: scan with --var-file live/vars/prod.tfvars",
  ]);
});

test("what a remote state waits for is offered, with what is to be done besides", async () => {
  const reader = app(
    "data.terraform_remote_state.net.outputs.port",
    'variable "bucket" {}\ndata "terraform_remote_state" "net" {\n  backend = "s3"\n  config = {\n    bucket = var.bucket\n    key = "net"\n  }\n}\n',
  );
  const writer =
    'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "net"\n  }\n}\noutput "port" { value = 32768 }\n';
  const texts = { "app/main.tf": reader, "app/env/prod.tfvars": 'bucket = "b"', "net/main.tf": writer };
  const [hint] = hintsOf(await scanned(texts, {}, ["app"]));
  expect(hint).toMatch(
    /^app\/env\/prod\.tfvars gives it a value: scan with --var-file app\/env\/prod\.tfvars; and scan the directory that writes it too, /,
  );
  const assignments = flagsIn(hint!).map(([, path]) => ({ kind: "var-file" as const, path }));
  expect(verdictsOf(await scanned(texts, { assignments }, ["app", "net"]))).toContain("web reachable");
});

test.each([
  ["looks for", ""],
  [
    "may find",
    'resource "aws_ssm_parameter" "p" {\n  name = "/${var.stage}/port"\n  type = "String"\n  value = "32768"\n}\n',
  ],
])("of what a data source %s by an input", async (_, more) => {
  const texts = {
    "main.tf": app(
      "tonumber(data.aws_ssm_parameter.port.value)",
      `variable "stage" {}\nvariable "other" {}\ndata "aws_ssm_parameter" "port" { name = "/\${var.${more === "" ? "stage" : "other"}}/port" }\n${more}`,
    ),
    "env/dev.tfvars": 'stage = "dev"\nother = "dev"',
    "env/prod.tfvars": 'stage = "prod"\nother = "prod"',
  };
  const offer =
    "env/dev.tfvars and 1 more give it a value: scan with --var-file env/dev.tfvars, or with each of 2: --each-var-file 'env/*.tfvars'";
  const [hint] = hintsOf(await scanned(texts));
  expect(hint?.slice(0, offer.length)).toBe(offer);
  if (more === "") expect(hint).toMatch(/; and scan the directory that defines what it finds too/);
});

test("an example is offered where there is nothing else", async () => {
  const texts = { "main.tf": OPEN, "terraform.tfvars.example": "port = 32768" };
  const [hint] = hintsOf(await scanned(texts));
  expect(hint).toBe("terraform.tfvars.example gives it a value: scan with --var-file terraform.tfvars.example");
  const assignments = flagsIn(hint!).map(([, path]) => ({ kind: "var-file" as const, path }));
  expect(verdictsOf(await scanned(texts, { assignments }))).toContain("web reachable");
  expect(hintsOf(await scanned({ ...texts, "env/prod.tfvars": "port = 1" }))[0]).toMatch(/^env\/prod\.tfvars gives/);
});

describe("what is not offered", () => {
  test.each<readonly [string, Texts]>([
    ["a file that gives other variables", { "env/prod.tfvars": 'name = "b"' }],
    ["a value that is yet to be filled in", { "env/prod.tfvars": 'port = ""', "env/dev.tfvars": "port = null" }],
    ["a file whose name nobody can type", { "env/a\u001b[31m.tfvars": "port = 1" }],
    ["a file with a mistake", { "env/prod.tfvars": "port = = 1" }],
    ["a file that git ignores", { "env/prod.tfvars": "port = 32768", ".gitignore": "*.tfvars" }],
    [
      "a file of another root",
      {
        "other/main.tf": 'variable "port" {}\noutput "port" { value = var.port }',
        "other/env/prod.tfvars": "port = 32768",
      },
    ],
  ])("%s", async (_, files) => {
    expect(hintsOf(await scanned({ "app/main.tf": OPEN, ...files }))).toEqual([GIVE]);
  });

  test("a file that is tried already", async () => {
    const texts = {
      "main.tf": app("var.port + var.more", 'variable "port" {}\nvariable "more" {}'),
      "a.tfvars": "port = 1",
    };
    const after = await scanned(texts, {
      assignments: [{ kind: "each" }],
      each: [{ kind: "variables", glob: "*.tfvars" }],
    });
    expect(hintsOf(after)).toEqual(["give it with --var more=… or in a terraform.tfvars file"]);
  });

  test("a file that is given already", async () => {
    const texts = {
      "main.tf": app("var.port + var.more", 'variable "port" {}\nvariable "more" {}'),
      "a.tfvars": "port = 1",
    };
    const after = await scanned(texts, { assignments: [{ kind: "var-file", path: "a.tfvars" }] });
    expect(hintsOf(after)).toEqual(["give it with --var more=… or in a terraform.tfvars file"]);
  });
});

test("the file that gives most of what is open comes first", async () => {
  const texts = {
    "main.tf": app("var.port + var.more", 'variable "port" {}\nvariable "more" {}'),
    "config/common.tfvars": "port = 1",
    "config/prod.tfvars": "port = 32000\nmore = 768",
  };
  expect(hintsOf(await scanned(texts))).toEqual([
    "config/prod.tfvars gives it a value: scan with --var-file config/prod.tfvars",
  ]);
});

test("values that a root has take no look around", async () => {
  const texts = { "main.tf": app("32768"), "env/prod.tfvars": "port = 1" };
  const stages: string[] = [];
  await scanned(texts, { onStage: (stage) => stages.push(stage) });
  expect(stages).not.toContain("inputs");
});

describe("files are named by the smallest glob that fits them alone", () => {
  test.each<readonly [readonly string[], readonly string[], string | undefined]>([
    [["env/dev.tfvars", "env/prod.tfvars"], [], "env/*.tfvars"],
    [["env/dev/x.tfvars", "env/prod/x.tfvars"], [], "env/*/x.tfvars"],
    [["env/app-dev.tfvars", "env/app-prod.tfvars"], ["env/net.tfvars"], "env/app-*.tfvars"],
    [["a/dev.tfvars", "prod.tfvars"], [], undefined],
    [["env/dev.tfvars", "env/prod.tfvars"], ["env/other.tfvars"], undefined],
  ])("%j beside %j: %s", (paths, others, glob) => {
    expect(smallestGlob(paths, [...paths, ...others])).toBe(glob);
  });

  test.each([
    ["env/prod.tfvars", "env/prod.tfvars"],
    ["env/*.tfvars", "'env/*.tfvars'"],
    ["it's $(here).tfvars", "'it'\\''s $(here).tfvars'"],
    ["-x.tfvars", "./-x.tfvars"],
  ])("in a shell %s is %s", (path, word) => {
    expect(quoted(path)).toBe(word);
  });
});

/** Indexes that somebody else may have written, or would like to. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import { renderText } from "../../src/report/text/text.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { indexOf, scanIn } from "./indexed.ts";
import { BY_STATE, network, OUTPUTS } from "./sources.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

function directoryWith(files: Readonly<Record<string, string>>): string {
  const at = makeDirectory({ "app/.git/HEAD": "", "app/svc/main.tf": BY_STATE, ...files });
  made.push(at);
  return at;
}

const INDEX = { version: 1, repository: "github.com/acme/net", roots: [] };

/** What is told of the file beside the flows of a scan, which is analysed all the same. */
async function toldOf(index: string): Promise<readonly string[]> {
  const at = directoryWith({ "indexes/net.json": index });
  const { diagnostics, flows } = await scanIn(at, ["app"], { index: ["indexes"] });
  expect(flows.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
  return diagnostics.map(({ message, span, path }) => {
    const position = span?.file.position(span.start);
    return `${span?.file.path ?? path}:${position?.line}:${position?.column} ${message}`;
  });
}

const value = (written: unknown): string =>
  JSON.stringify({ ...INDEX, roots: [{ path: ".", outputs: { it: { value: written, at: "main.tf:1:1-1:2" } } }] });

const AT = "indexes/net.json:1:";

describe("an index with a mistake tells nothing, and is told at its place", () => {
  test.each([
    ["no JSON", "{", [`${AT}2 the text ends`]],
    ["no object", "[]", [`${AT}1 expected a mapping`]],
    [
      "another version",
      JSON.stringify({ ...INDEX, version: 2 }),
      [`${AT}12 it is of version 2 of the form of indexes, and version 1 is read`],
    ],
    [
      "an unknown key",
      JSON.stringify({ ...INDEX, root: 1 }),
      [`${AT}60 unknown key \`root\`; did you mean \`roots\`?`],
    ],
    [
      "a key of every object",
      JSON.stringify(INDEX).replace("roots", "__proto__"),
      [`${AT}1 \`roots\` is missing`, `${AT}49 unknown key \`__proto__\``],
    ],
    ["no commit", JSON.stringify({ ...INDEX, commit: "../../x" }), [`${AT}69 commit: expected the id of a commit`]],
    [
      "two roots of one path",
      JSON.stringify({ ...INDEX, roots: [{ path: "a" }, { path: "a" }] }),
      [`${AT}79 there are two roots of this path`],
    ],
    [
      "a value of a kind that there is not",
      value({ constructor: 1 }),
      [`${AT}95 roots: outputs: value: expected a value`],
    ],
    ["a text without unknowns", value({ text: ["a"] }), [`${AT}103 roots: outputs: value: text: expected texts`]],
    ["a place that is none", value(1).replace("1:1-1:2", "1:1"), [`${AT}102 roots: outputs: at: expected a place`]],
    [
      "a value in too many others",
      value(JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`)),
      [`${AT}128 roots: outputs: value: it is nested in more than 32 others`],
    ],
    [
      "values in more than are read of any JSON",
      value(JSON.parse("[]")).replace("[]", `${"[".repeat(100_000)}`),
      [`${AT}`],
    ],
  ])("%s", async (_, index, expected) => {
    const found = await toldOf(index);
    expect(found.length).toBeGreaterThanOrEqual(expected.length);
    for (const [at, one] of expected.entries()) expect(found[at]).toContain(one);
  });
});

test("a file that is too large is not read", async () => {
  const found = await toldOf(`{"version": 1${" ".repeat(17 * 1024 * 1024)}}`);
  expect(found).toEqual([
    "indexes/net.json:undefined:undefined the file cannot be read: it is larger than any file that is read",
  ]);
});

test("two indexes that tell of one root otherwise are told, and two of one repository are read", async () => {
  const root = (path: string, more = {}) => JSON.stringify({ ...INDEX, roots: [{ path, ...more }] });
  const at = directoryWith({
    "indexes/a.json": root("prod"),
    "indexes/b.json": root("test"),
    "indexes/c.json": root("prod", { outputs: {} }),
    "indexes/d.json": root("prod", { workspace: "green" }),
    "indexes/e.json": root("prod"),
  });
  const { diagnostics } = await scanIn(at, ["app"], { index: ["indexes"] });
  expect(diagnostics.map(({ message, span }) => [span?.file.path, message])).toEqual([
    ["indexes/c.json", "indexes/a.json tells of prod of this repository already"],
  ]);
});

test("control characters in an index are escaped where they are told", async () => {
  const at = directoryWith({ "net/.git/HEAD": "", "net/prod/main.tf": network(9090, 9090, OUTPUTS) });
  mkdirSync(join(at, "indexes"));
  const index = (await indexOf(at, "net")).replaceAll("main.tf", "\\u001b[2J\\u202emain.tf");
  writeFileSync(join(at, "indexes/net.json"), index);
  const result = await scanIn(at, ["app"], { index: ["indexes"] });
  expect(result.flows.map(({ verdict }) => verdict)).toEqual(["blocked", "blocked"]);
  expect(
    renderText(result, { color: false, width: 100, quiet: false, verbose: true }).replaceAll("\n", ""),
  ).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

describe("an index inside of what is scanned is refused", () => {
  test.each([
    ["in it", ["app"], "app/indexes"],
    ["around it", ["app"], "."],
    ["by a link", ["app"], "link"],
  ])("%s", async (_, paths, index) => {
    const at = directoryWith({ "app/indexes/net.json": JSON.stringify(INDEX) });
    symlinkSync(join(at, "app/indexes"), join(at, "link"));
    await expect(scanIn(at, paths, { index: [index] })).rejects.toThrow(UsageError);
  });

  test("also where settings name it", () => {
    const at = directoryWith({
      "app/reachlint.yaml": "index: [indexes]\n",
      "app/indexes/net.json": JSON.stringify(INDEX),
    });
    expect(() => settingsOf(at, { paths: ["app"], options: {} })).toThrow(
      /reachlint.yaml:1:9: index: `indexes` is in the repository/,
    );
  });
});

test("settings name an index beside the repository", async () => {
  const at = directoryWith({
    "app/reachlint.yaml": "index: [../indexes]\n",
    "indexes/net.json": JSON.stringify(INDEX),
  });
  expect(settingsOf(at, { paths: ["app"], options: { index: ["more"] } }).options.index).toEqual(["indexes", "more"]);
});

test("a link in the directory of indexes that leads out is not read", async () => {
  const at = directoryWith({ "indexes/a.json": JSON.stringify(INDEX) });
  const outside = makeDirectory({ "secret.json": JSON.stringify({ password: "hunter2" }) });
  made.push(outside);
  symlinkSync(join(outside, "secret.json"), join(at, "indexes/b.json"));
  const { diagnostics } = await scanIn(at, ["app"], { index: ["indexes"] });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "the file cannot be read: it is outside of what the scan may read",
  ]);
});

test("what is sensitive is not in an index, nor what instances do when they start", async () => {
  const secrets = `
variable "password" {
  default   = "hunter2"
  sensitive = true
}
resource "aws_ssm_parameter" "password" {
  name  = "/password"
  type  = "SecureString"
  value = var.password
}
resource "aws_ssm_parameter" "written" {
  name  = "/written"
  type  = "SecureString"
  value = "hunter5"
}
resource "aws_lb_listener" "oidc" {
  load_balancer_arn = aws_lb.main.arn
  default_action {
    type = "authenticate-oidc"
    authenticate_oidc {
      client_id     = "id"
      client_secret = "hunter6"
    }
  }
}
resource "aws_security_group" "named" {
  name        = "of \${var.password}"
  description = "of \${var.password}"
}
resource "aws_launch_template" "hosts" {
  user_data = base64encode("export TOKEN=hunter3")
}
resource "aws_launch_configuration" "hosts" {
  image_id  = "ami-1"
  user_data = "export TOKEN=hunter3"
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", environment = [{ name = "TOKEN", value = "hunter4" }] }])
}
output "db_password" {
  value = "hunter7"
}
output "password" {
  value     = "x-\${var.password}"
  sensitive = true
}
output "list" {
  value     = [{ inside = var.password }, "\${var.password}\${aws_security_group.named.id}"]
  sensitive = true
}`;
  const at = directoryWith({ "net/.git/HEAD": "", "net/prod/main.tf": network(80, 80, secrets) });
  const index = await indexOf(at, "net");
  expect(index).not.toMatch(/hunter|TOKEN/);
  expect(index).not.toContain(Buffer.from("export TOKEN").toString("base64").slice(0, 12));
  expect(index).toContain("the index does not tell what is sensitive");
  expect(index).toContain(JSON.stringify("#!/bin/bash\n"));
});

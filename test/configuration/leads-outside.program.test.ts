/**
 * A `reachlint.yaml` that somebody else wrote, such as that of a fork, and that names what is outside of the repository: by `..`, by an absolute
 * path, or by a link in the repository. Nothing there is read or written, and it is told, by the command line and by the Action.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildAction, buildProgram } from "../../scripts/build/bundles.mjs";
import { TEMPLATE_WITH_PARAMETER, TERRAFORM } from "../adoption-samples.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

/** Stands in every file that is outside: whoever reads one fails on it, or prints it. */
const SECRET = "hunter2: [";

let program: string;
let action: string;
let around: string;
let repository: string;
let outside: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  action = await buildInto(buildAction, false);
});
afterAll(() => [program, action].forEach(removeDirectory));
beforeEach(() => {
  around = makeDirectory({
    "repository/infra/main.tf": TERRAFORM,
    "repository/stack.yaml": TEMPLATE_WITH_PARAMETER,
    "outside/infra/main.tf": SECRET,
    "outside/rules/their-rule.yaml": SECRET,
    "outside/baseline.json": SECRET,
    "outside/values.tfvars": SECRET,
    "outside/values.json": SECRET,
    "outside/network.yaml": SECRET,
  });
  repository = join(around, "repository");
  outside = join(around, "outside");
  mkdirSync(join(repository, ".git"));
  mkdirSync(join(repository, "links"));
  symlinkSync(outside, join(repository, "links/directory"));
  symlinkSync("../../outside", join(repository, "links/relative"));
  symlinkSync("directory", join(repository, "links/chain"));
  for (const name of ["infra", "rules", "baseline.json", "values.tfvars", "values.json", "network.yaml"])
    symlinkSync(join(outside, name), join(repository, "links", name));
});
afterEach(() => {
  expect(contents()).toEqual(before);
  removeDirectory(around);
});

let before: Readonly<Record<string, string>>;
beforeEach(() => {
  before = contents();
});

/** What is outside, with when it changed last. */
function contents(): Readonly<Record<string, string>> {
  const files = readdirSync(outside, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    files.map((name) => {
      const entry = statSync(join(outside, name));
      return [name, `${entry.mtimeMs} ${entry.isFile() ? readFileSync(join(outside, name), "utf8") : ""}`];
    }),
  );
}

function cli(...args: readonly string[]): Run {
  return runNode([join(program, "dist/cli.js"), ...args], repository);
}

function step(inputs: Readonly<Record<string, string>> = {}): Run {
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return runNode([join(action, "dist/action.js")], repository, {
    GITHUB_WORKSPACE: repository,
    ...Object.fromEntries(given),
  });
}

/** What a key is given, with `PATH` in the place of the path. */
const KEYS: Readonly<Record<string, readonly [yaml: string, name: string]>> = {
  paths: ["paths: [infra, PATH]", "infra"],
  rules: ["rules: [PATH]", "rules"],
  baseline: ["baseline: PATH", "baseline.json"],
  "files of variables": ["variables: { infra: { files: [PATH] } }", "values.tfvars"],
  "files of parameters": ["parameters: { stack.yaml: { files: [PATH] } }", "values.json"],
  "a resource of another template": ['parameters: { stack.yaml: { values: { Group: "PATH#Hosts" } } }', "network.yaml"],
};

const WAYS: Readonly<Record<string, (name: string) => string>> = {
  "..": (name) => `../outside/${name}`,
  ".. behind a directory": (name) => `infra/../../outside/${name}`,
  "an absolute path": (name) => join(outside, name),
  "a link": (name) => `links/${name}`,
  "a link to a directory": (name) => `links/directory/${name}`,
  "a relative link": (name) => `links/relative/${name}`,
  "a link to a link": (name) => `links/chain/${name}`,
  "a link and ..": (name) => `links/directory/infra/../${name}`,
};

describe.each(Object.entries(KEYS))("%s", (_, [yaml, name]) => {
  test.each(Object.entries(WAYS))("by %s", (words, way) => {
    const path = way(name);
    writeFileSync(join(repository, "reachlint.yaml"), `${yaml.replace("PATH", path)}\n`);
    const told = /reachlint\.yaml:1:\d+: .*(?:leads out of the repository|expected a path within the repository)/;
    for (const args of words === ".." ? [[], ["config"], ["baseline", "create"], ["explain"]] : [[]]) {
      const { code, out, err } = cli(...args);
      expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
      expect(err).toMatch(told);
      expect(err).not.toContain("hunter2");
    }
    const { code, out, err } = step();
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(out).toMatch(/^::error title=reachlint::/);
    expect(out).toMatch(told);
    expect(out).not.toContain("hunter2");
  });
});

test.each([
  ["a rule in a directory of the repository", "rules: [policy]", "policy/their-rule.yaml", "rules/their-rule.yaml"],
  ["a variable file that the root loads by itself", "paths: [infra]", "infra/terraform.tfvars", "values.tfvars"],
  ["a file of a root", "paths: [infra]", "infra/more.tf", "infra/main.tf"],
])("a link to %s that leads out is told, and not followed", (_, yaml, link, target) => {
  mkdirSync(join(repository, "policy"));
  symlinkSync(join(outside, target), join(repository, link));
  writeFileSync(join(repository, "reachlint.yaml"), `${yaml}\n`);
  for (const { code, out, err } of [cli(), step()]) {
    expect(code).not.toBe(0);
    expect(out + err).toContain(link);
    expect(out + err).not.toContain("hunter2");
  }
});

describe("what a workflow names, and a pull request has made a link", () => {
  const NAMED = [
    ["config", "reachlint-ci.yaml", "values.json"],
    ["rules", "policy", "rules"],
    ["var-files", "prod.tfvars", "values.tfvars"],
    ["parameters-files", "prod.json", "values.json"],
    ["baseline", "old.json", "baseline.json"],
    ["plan", "plan.json", "values.json"],
    ["paths", "live", "infra"],
  ] as const;

  test.each(NAMED)("%s", (input, link, target) => {
    symlinkSync(join(outside, target), join(repository, link));
    symlinkSync(outside, join(repository, "in"));
    for (const path of [link, `in/${target}`])
      expect(step({ [input]: path })).toEqual({
        code: 2,
        out: `::error title=reachlint::the input ${input} names ${path}, which a link leads out of the repository\n`,
        err: "",
      });
  });

  test("another checkout beside it is out of the repository too, but for a workflow that names it", () => {
    const beside = join(repository, "beside");
    mkdirSync(join(beside, ".git"), { recursive: true });
    mkdirSync(join(repository, "app/.git"), { recursive: true });
    writeFileSync(join(beside, "values.tfvars"), "unused = 1\n");
    symlinkSync("../beside/values.tfvars", join(repository, "app/values.tfvars"));
    const given = { "working-directory": "app", paths: "../infra" };
    expect(step({ ...given, "var-files": "values.tfvars" })).toMatchObject({
      code: 2,
      out: expect.stringContaining("names app/values.tfvars, which a link leads out of the repository"),
    });
    expect(step({ ...given, "var-files": "../beside/values.tfvars" }).code).toBe(1);
    expect(step({ ...given, "var-files": join(outside, "values.tfvars") }).out).toContain("hcl-syntax");
  });
});

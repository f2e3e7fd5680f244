/** The Action as GitHub's runner starts it: the bundled file, outside of the project, on a small repository. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildAction } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";
import { GitSite } from "../install/served.ts";

const RULE = "dynamic-ports-blocked-by-target-security-group";
const example = readFileSync(new URL(`../../fixtures/${RULE}/container-port-only/main.tf`, import.meta.url), "utf8");

let action: string;
let workspace: string;
let runner: string;

beforeAll(async () => {
  action = await buildInto(buildAction, false);
});

beforeEach(() => {
  workspace = makeDirectory({ "infra/main.tf": example, "docs/readme.md": "" });
  execFileSync("git", ["init", "--quiet"], { cwd: workspace });
  runner = makeDirectory({ output: "", "summary.md": "" });
  return () => [workspace, runner].forEach(removeDirectory);
});

afterAll(() => removeDirectory(action));

/** The inputs have the defaults of action.yml, as the runner gives them. */
function run(
  inputs: Readonly<Record<string, string>> = {},
): Run & { readonly outputs: string; readonly summary: string } {
  const given = Object.entries({ ...defaults(), ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const result = runNode([join(action, "dist/action.js")], runner, {
    ...Object.fromEntries(given),
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(runner, "output"),
    GITHUB_STEP_SUMMARY: join(runner, "summary.md"),
  });
  const outputs = readFileSync(join(runner, "output"), "utf8");
  return { ...result, outputs, summary: readFileSync(join(runner, "summary.md"), "utf8") };
}

function defaults(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL("../../action.yml", import.meta.url), "utf8");
  const inputs = text.slice(text.indexOf("inputs:"), text.indexOf("outputs:"));
  return Object.fromEntries(
    [...inputs.matchAll(/^ {2}([\w-]+):\n(?: {4}.*\n)*? {4}default: "?(.*?)"?$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
}

function sarif(path = "reachlint.sarif"): {
  readonly results: readonly { readonly ruleId: string; readonly locations: readonly unknown[] }[];
} {
  return JSON.parse(readFileSync(join(workspace, path), "utf8")).runs[0];
}

describe("a workspace with a finding", () => {
  test("fails the step and says it in every place", () => {
    const { code, out, outputs, summary } = run();
    expect(code).toBe(1);
    expect(out).toMatch(/^::error .*file=infra\/main\.tf,line=\d+/m);
    expect(outputs).toBe(
      "findings=1\nnew-findings=1\nblocked=2\nundetermined=0\nexit-code=1\nsarif-file=reachlint.sarif\n",
    );
    expect(summary).toContain(RULE);
    expect(sarif().results.map(({ ruleId }) => ruleId)).toEqual([RULE]);
    expect(sarif().results[0]!.locations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: "infra/main.tf" } } },
    ]);
  });

  test("does not fail the step with fail-on never; the exit code of the command line is an output", () => {
    const { code, outputs } = run({ "fail-on": "never", "sarif-file": "out/scan.sarif" });
    expect(code).toBe(0);
    expect(outputs).toMatch(/^findings=1\n.*\nexit-code=0\nsarif-file=out\/scan\.sarif\n$/s);
    expect(sarif("out/scan.sarif").results).toHaveLength(1);
  });

  test("is clean where the path or a glob leaves it out", () => {
    expect(run({ exclude: "infra\n" }).code).toBe(3);
    expect(run({ path: "docs\n" })).toMatchObject({ code: 3 });
    expect(run({ path: "docs\ninfra\n" }).code).toBe(1);
  });
});

test("action.yml declares the outputs that there are, and the inputs that are read", () => {
  const text = readFileSync(new URL("../../action.yml", import.meta.url), "utf8");
  const [inputs = "", outputs = ""] = text.slice(text.indexOf("inputs:")).split(/^(?:outputs|runs):$/m);
  const names = (section: string): readonly string[] =>
    [...section.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name!);
  const written = run({ "html-file": "page.html" }).outputs.split("\n").filter(Boolean);
  expect(written.map((line) => line.split("=")[0]).sort()).toEqual([...names(outputs)].sort());
  const source = readFileSync(new URL("../../src/action/inputs.ts", import.meta.url), "utf8");
  const read = [
    ...source.matchAll(/\b(?:input|flag|choice|lines|paths|optional|file|text|pairs|form)\(([^()]*)\)/g),
  ].flatMap(([, args]) => [...args!.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name!));
  expect([...new Set(read)].filter((name) => !["true", "false", "sarif", "html"].includes(name)).sort()).toEqual(
    [...names(inputs)].sort(),
  );
});

test("with fail-on undetermined, what is open fails the step, and the summary says what it is", () => {
  const [open] = [
    example.replace(/from_port( +)= 80\n( +)to_port( +)= 80/, "from_port$1= var.port\n$2to_port$3= var.port"),
  ];
  writeFileSync(
    join(workspace, "infra/main.tf"),
    `${open}\nvariable "port" {}\nmodule "more" { source = "acme/more/aws" }\n`,
  );
  expect(run().code).toBe(0);
  const { code, summary } = run({ "fail-on": "undetermined" });
  expect(code).toBe(1);
  expect(summary).toContain("2 flows cannot be decided, 1 part of the configuration not read");
  expect(summary).toMatch(/^\| .*var\\\.port .*\| .*\\-\\-var port=.* \|$/m);
  expect(summary).toContain("run reachlint get, or terraform init");
});

test("a file that cannot be parsed is an annotation, judged by the arbiter beside the bundle", () => {
  const broken = makeDirectory({ "main.tf": 'resource "a" "b" {\n  c = \n}\n' });
  const { code, out } = runNode([join(action, "dist/action.js")], runner, { GITHUB_WORKSPACE: broken });
  removeDirectory(broken);
  expect(code).toBe(3);
  expect(out).toMatch(/^::error .*file=main\.tf,line=2/m);
});

test("reachlint.yaml of the workspace holds, an input wins over it, and a mistake in it is an annotation", () => {
  const write = (text: string): void => writeFileSync(join(workspace, "reachlint.yaml"), text);
  write("fail-on: never\npaths: [infra]\n");
  expect(run()).toMatchObject({ code: 0, outputs: expect.stringMatching(/findings=1\n.*exit-code=0\n/s) });
  expect(run({ "fail-on": "error" }).code).toBe(1);
  expect(run({ path: "docs" }).outputs).toContain("exit-code=3\n");
  write("fail_on: never\n");
  const { code, out } = run();
  expect(code).toBe(2);
  expect(out).toMatch(/^::error title=reachlint::reachlint\.yaml:1:1: unknown key `fail_on`; did you mean `fail-on`\?/);
});

test("values are given as by flags, and what differs between files is told", () => {
  const open = example.replace(
    /from_port( +)= 80\n( +)to_port( +)= 80/,
    "from_port$1= var.port\n$2to_port$3= var.port",
  );
  writeFileSync(join(workspace, "infra/main.tf"), `${open}\nvariable "port" {}\n`);
  const undetermined = (inputs: Readonly<Record<string, string>>): string | undefined =>
    /\nundetermined=(\d+)\n/.exec(run(inputs).outputs)?.[1];
  expect(undetermined({})).toBe("2");
  writeFileSync(join(runner, "output"), "");
  expect(undetermined({ variables: "port=80" })).toBe("0");
  mkdirSync(join(workspace, "env"));
  for (const name of ["dev", "prod"]) writeFileSync(join(workspace, `env/${name}.tfvars`), `port = ${name.length}\n`);
  expect(run({ "each-var-files": "env/*.tfvars" }).summary).toContain("with env/dev");
  writeFileSync(join(workspace, "said.yaml"), "var.port: 80\n");
  writeFileSync(join(runner, "output"), "");
  expect(undetermined({ assume: "said.yaml" })).toBe("0");
});

test("the HTML report is written where it is asked for, and its path is an output", () => {
  expect(run().outputs).not.toContain("html-file");
  const { code, outputs } = run({ "html-file": "page.html", "working-directory": "infra" });
  expect(code).toBe(1);
  expect(outputs).toMatch(/\nsarif-file=infra\/reachlint\.sarif\nhtml-file=infra\/page\.html\n$/);
  expect(readFileSync(join(workspace, "infra/page.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*aws_ecs_service/i);
  expect(run({ "html-file": "a\nfindings=0" }).out).toBe(
    "::error title=reachlint::the input html-file has several lines; give it one path\n",
  );
});

test.each([
  ["a directory", () => mkdirSync(join(workspace, "reachlint.sarif"))],
  ["below a file", () => writeFileSync(join(workspace, "out"), ""), "out/reachlint.sarif"],
])("a report that cannot be written, %s, takes nothing of the result away", (_, make, path = "reachlint.sarif") => {
  make();
  const { code, out, outputs, summary } = run({ "sarif-file": path, "html-file": "page.html" });
  expect(code).toBe(2);
  expect(out).toMatch(
    /^::error file=infra\/main\.tf,.*\n::error title=reachlint::(?:out\/)?reachlint\.sarif cannot be written: .*\n$/,
  );
  expect(summary).toContain(RULE);
  expect(outputs).toBe("findings=1\nnew-findings=1\nblocked=2\nundetermined=0\nexit-code=1\n");
});

test.each(["sarif-file", "html-file"])("what %s names is not written through a link of the workspace", (input) => {
  const outside = makeDirectory({ victim: "kept" });
  symlinkSync(join(outside, "victim"), join(workspace, "link"));
  symlinkSync(outside, join(workspace, "out"));
  expect(run({ [input]: "link" })).toMatchObject({
    code: 2,
    out: expect.stringContaining("is a link, which is not written through"),
  });
  expect(run({ [input]: "out/scan" })).toMatchObject({
    code: 2,
    out: expect.stringContaining("leads out of the repository"),
  });
  expect(readdirSync(outside)).toEqual(["victim"]);
  expect(readFileSync(join(outside, "victim"), "utf8")).toBe("kept");
  removeDirectory(outside);
});

test("what is in the baseline does not fail the step, and is told in one line", () => {
  const entry = { rule: RULE, root: "infra", addresses: ["aws_security_group.host"], count: 1 };
  writeFileSync(join(workspace, "old.json"), JSON.stringify({ version: 1, findings: [entry] }));
  const { code, out, outputs, summary } = run({ baseline: "old.json" });
  expect(code).toBe(0);
  expect(out).toBe("::notice title=reachlint::1 finding in the baseline, which does not count\n");
  expect(outputs).toContain("findings=0\n");
  expect(summary).toContain("nothing new, 1 in the baseline");
  expect(sarif().results).toMatchObject([{ ruleId: RULE, baselineState: "unchanged" }]);
});

test("a mistake in the inputs is an annotation with a hint", () => {
  const { code, out, err } = run({ "fail-on": "fatal" });
  expect({ code, err }).toEqual({ code: 2, err: "" });
  expect(out).toBe(
    "::error title=reachlint::the input fail-on is fatal; give it one of error, warning, note, undetermined, never\n",
  );
});

describe("modules from elsewhere", () => {
  const gits = new GitSite();
  const network = `module "network" {\n  source = "git::GIT"\n}\n`;

  beforeAll(async () => {
    await gits.open();
    gits.commit("shop", { "main.tf": example });
  });
  afterAll(() => gits.close());

  test("are installed where the input init asks for it, and not otherwise", () => {
    writeFileSync(join(workspace, "infra/main.tf"), network.replace("GIT", gits.url("shop")));
    const without = run();
    expect(without).toMatchObject({ outputs: expect.stringContaining("blocked=0") });
    expect(without.out).toMatch(/^::notice .*1 module from elsewhere is not installed.*: init: true installs/m);
    writeFileSync(join(runner, "output"), "");
    // As the notice says.
    const installed = run({ init: "true" });
    expect(installed).toMatchObject({ code: 1, outputs: expect.stringContaining("blocked=2") });
    expect(installed.out).not.toContain("::notice");
  });

  test("one that cannot be installed is a warning at its place", () => {
    writeFileSync(join(workspace, "infra/main.tf"), network.replace("GIT", gits.url("nowhere")));
    expect(run({ init: "true" }).out).toMatch(/^::warning file=infra\/main\.tf,line=2,.*title=reachlint::/m);
  });
});

/** A repository with every way out that a pull request can make: nothing outside of it is read, asked for or written, and nothing hangs. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory } from "./built-program.ts";
import { fixture } from "./fixture-text.ts";

const HEALTHY = fixture("dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");
const SECRET = "OUTSIDE-SECRET";

const OUTSIDE = {
  "secret.txt": SECRET,
  "secret.tf": `resource "aws_vpc" "${SECRET}" {}\n`,
  "module/main.tf": `output "x" { value = "${SECRET}" }\nresource "aws_vpc" "${SECRET}" {}\n`,
  "template.yaml": `Resources: { ${SECRET.replace("-", "")}: { Type: AWS::EC2::VPC } }\n# ${SECRET}\n`,
  "template.json": `{ "Resources": { "${SECRET}": { "Type": "AWS::EC2::VPC" } } }`,
  "values.tfvars": `name = "${SECRET}"\n`,
  "rules/secret.yaml": `id: ${SECRET}\n`,
  "git/config": `[core]\n\t${SECRET} = 1\n`,
};

const FUNCTIONS = ["file", "filebase64", "filemd5", "fileexists", "filesha512", "templatefile"];

function repository(outside: string): Readonly<Record<string, string>> {
  const ways = ["../../outside", outside, "./folder", "./folder/../folder", "~/outside"];
  const calls = ways.flatMap((way) =>
    FUNCTIONS.map((name) => `${name}("${way}/secret.txt"${name === "templatefile" ? ", {}" : ""})`),
  );
  const sets = ways.map((way) => `fileset("${way}", "**")`);
  return {
    "healthy/main.tf": HEALTHY,
    "app/main.tf": `
variable "name" { default = "x" }
${[...calls, ...sets].map((call, at) => `resource "aws_lb" "r${at}" {\n  name = try(${call}, "failed")\n}\n`).join("")}
${ways.map((way, at) => `module "m${at}" {\n  source = "${way}/module"\n}\n`).join("")}
module "installed" {
  source = "example/installed/aws"
}
module "absolute" {
  source = "example/absolute/aws"
}
`,
    "app/.terraform/modules/modules.json": JSON.stringify({
      Modules: [
        { Key: "installed", Source: "registry.terraform.io/example/installed/aws", Dir: "../../outside/module" },
        { Key: "absolute", Source: "registry.terraform.io/example/absolute/aws", Dir: `${outside}/module` },
      ],
    }),
    "stack/template.yaml": `
Transform: { Name: AWS::Include, Parameters: { Location: ../../outside/template.yaml } }
Resources:
${ways.map((way, at) => `  N${at}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "${way}/template.yaml" } }`).join("\n")}
`,
    "cdk.out/manifest.json": JSON.stringify({
      version: "36.0.0",
      artifacts: {
        A: { type: "aws:cloudformation:stack", properties: { templateFile: "../../outside/template.json" } },
        B: { type: "aws:cloudformation:stack", properties: { templateFile: `${outside}/template.json` } },
        C: { type: "cdk:cloud-assembly", properties: { directoryName: "../../outside" } },
        D: { type: "cdk:asset-manifest", properties: { file: "../../outside/template.json" } },
      },
    }),
    "worktree/.git": `gitdir: ${outside}/git\n`,
    "worktree/main.tf": `resource "aws_lb" "w" {\n  name = file("../../outside/secret.txt")\n}\n`,
  };
}

const LINKS: readonly (readonly [link: string, target: string])[] = [
  ["app/linked.tf", "secret.tf"],
  ["app/terraform.tfvars", "values.tfvars"],
  ["app/more.auto.tfvars", "values.tfvars"],
  ["app/folder", "."],
  ["stack/linked.yaml", "template.yaml"],
  ["stack/folder", "."],
  ["cdk.out/linked.template.json", "template.json"],
  ["modules", "module"],
  ["rules", "rules"],
];

let program: string;
let top: string;
let scanned: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  top = makeDirectory({ "repository/.git/HEAD": "ref: refs/heads/main\n" });
  scanned = join(top, "repository");
  const outside = join(top, "outside");
  for (const [directory, files] of [
    [outside, OUTSIDE],
    [scanned, repository(outside)],
  ] as const)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(directory, path, ".."), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  for (const [link, target] of LINKS) symlinkSync(join(outside, target), join(scanned, link));
  symlinkSync("..", join(scanned, "up"));
  for (const [at, device] of ["/dev/zero", "/dev/stdin", "/proc/self/environ", "."].entries())
    for (const name of ["main.tf", "x.yaml", "terraform.tfvars", ".gitignore"]) {
      mkdirSync(join(scanned, `device${at}`), { recursive: true });
      symlinkSync(device, join(scanned, `device${at}`, name));
    }
  for (const name of ["main.tf", "x.yaml", "x.json", "terraform.tfvars", ".gitignore", ".terraform"]) {
    mkdirSync(join(scanned, "pipes"), { recursive: true });
    execFileSync("mkfifo", [join(scanned, "pipes", name)]);
  }
});
afterAll(() => [program, top].forEach(removeDirectory));

interface Ended {
  readonly code: number | null;
  readonly told: string;
}

/** One that hangs is ended, and has no code. */
function run(...words: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, "dist/cli.js"), ...words], {
    cwd: scanned,
    env: { PATH: process.env.PATH, HOME: top, SECRET_OF_ENVIRONMENT: SECRET },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, told: stdout + stderr };
}

/** What is there, without following links. */
const tree = (directory: string): string => execFileSync("find", [directory, "-printf", "%p %y %s\\n"]).toString();

test.each([
  ["scan", "."],
  ["scan", ".", "--format", "json", "--verbose", "--strict"],
  ["scan", "app", "stack", "cdk.out"],
  ["scan", "up"],
  ["scan", "up/outside"],
  ["scan", "app/folder"],
  ["scan", "stack/linked.yaml"],
  ["scan", "worktree"],
  ["scan", "device0", "device1", "device2", "device3", "pipes"],
  ["explain", "."],
  ["graph", "."],
  ["evaluate", "app"],
  ["evaluate", "stack"],
  ["config", "."],
])("reads, tells and changes nothing outside: %s %s %s", (...words) => {
  const before = [tree(join(top, "outside")), tree(scanned)];
  const { code, told } = run(...words);
  expect(told).not.toContain(SECRET);
  expect(told).not.toContain("    at ");
  expect([0, 1, 2, 3]).toContain(code);
  expect([tree(join(top, "outside")), tree(scanned)]).toEqual(before);
});

test("the root beside all that is judged", () => {
  const { flows } = JSON.parse(run("scan", ".", "--format", "json").told);
  const healthy = flows.filter(({ root }: { root: string }) => root === "healthy");
  expect(healthy.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["blocked", "blocked"]);
});

test("it is not even told whether something is there", () => {
  const asked = () => run("evaluate", "app").told;
  const before = asked();
  const [from, to] = ["secret.txt", "moved.txt"].map((name) => join(top, "outside", name)) as [string, string];
  renameSync(from, to);
  expect(asked()).toBe(before);
  renameSync(to, from);
});

test("a reader that leaves does not hide that there is an error", () => {
  const words = [process.execPath, join(program, "dist/cli.js"), "scan", "healthy", "--format", "json"];
  const { status } = spawnSync("bash", ["-c", 'set -o pipefail; "$@" | head -c 10 >/dev/null', "-", ...words], {
    cwd: scanned,
  });
  expect(status).not.toBe(0);
});

test.each([
  ["a directory", "healthy/x"],
  ["nothing", "nowhere"],
  ["a pipe", "pipes/x.yaml"],
])("rules, settings and baselines that are %s are a mistake", (_, path) => {
  mkdirSync(join(scanned, "healthy/x/a.yaml"), { recursive: true });
  for (const flag of ["--config", "--baseline", "--plan", "--var-file", "--parameters-file"]) {
    const { code, told } = run("scan", "healthy", flag, path);
    expect([1, 2, 3], `${flag} ${path}: ${told.slice(0, 300)}`).toContain(code);
    expect(told).not.toContain("this is a bug");
  }
  const { code, told } = run("scan", "healthy", "--rules", path);
  expect([1, 2, 3], told.slice(0, 300)).toContain(code);
  expect(told).not.toContain("this is a bug");
});

test("a report is written through no link, whatever stands in its place", () => {
  for (const [path, target] of [
    ["report.json", join(top, "outside/secret.txt")],
    ["deep/report.json", join(top, "outside")],
  ] as const) {
    if (path === "report.json") symlinkSync(target, join(scanned, path));
    else symlinkSync(target, join(scanned, "deep"));
    expect(run("scan", "healthy", "--report", `json=${path}`).code).toBe(2);
  }
  expect(readFileSync(join(top, "outside/secret.txt"), "utf8")).toBe(SECRET);
  expect(readdirSync(join(top, "outside"))).not.toContain("report.json");
});

test("a link to its own directory is not followed for ever", () => {
  mkdirSync(join(scanned, "loop", "a/".repeat(60)), { recursive: true });
  symlinkSync(".", join(scanned, "loop/again"));
  writeFileSync(
    join(scanned, "loop/main.tf"),
    'resource "aws_lb" "x" {\n  name = join(",", fileset(path.module, "**"))\n}\n',
  );
  const { code, told } = run("scan", "loop", "--format", "json");
  expect(code).toBe(3);
  expect(told).toContain('"evaluation-steps"');
});

/** `--plan -`, and what is said of files that are taken for a plan. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { plansGiven } from "../../src/cli/standard-input.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

const SOURCES = new URL("../evaluate/plan/", import.meta.url);
const sourceOf = (name: string): string => readFileSync(new URL(name, SOURCES), "utf8");

const PLAN = sourceOf("through-modules.plan.json");
const STATE =
  '{\n  "version": 4,\n  "terraform_version": "1.11.4",\n  "serial": 3,\n  "lineage": "a",\n  "resources": []\n}';
const LOG = '{"@level":"info","@message":"Terraform 1.11.4","type":"version"}\n';
/** The beginning of a zip archive, which a plan file is. */
const BINARY = "PK\u0003\u0004\u0014\u0000\u0008\u0000tfplan";

let built: string;
let work: string;

beforeAll(async () => {
  built = await buildInto(buildProgram, true);
  const modules = ["main.tf", "network/main.tf", "service/main.tf"];
  work = makeDirectory({
    "empty/readme.md": "nothing here",
    "plan.json": PLAN,
    "kept/tfplan": BINARY,
    "kept/tfplan.json": BINARY,
    "kept/a plan; rm -rf": BINARY,
    "kept/terraform.tfstate": STATE,
    "kept/state.json": STATE,
    "kept/log.json": LOG,
    ...Object.fromEntries(modules.map((name) => [`root/${name}`, sourceOf(`through-modules/${name}`)])),
  });
});

afterAll(() => {
  removeDirectory(built);
  removeDirectory(work);
});

const run = (args: readonly string[], input = "", directory = "empty"): Run =>
  runNode([join(built, "dist/cli.js"), ...args], join(work, directory), {}, input);

describe("--plan -", () => {
  test.each([["--plan"], ["scan", "--plan"]])("%s reads what is piped in", (...command) => {
    const { code, out, err } = run([...command, "-", "--format", "json"], PLAN);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const { roots, findings } = JSON.parse(out);
    expect(roots).toEqual([{ path: "<stdin>", kind: "terraform-plan" }]);
    expect(findings[0].location.path).toBe("<stdin>");
    const ofFile = JSON.parse(run(["--plan", "../plan.json", "--format", "json"]).out);
    const told = (all: readonly { readonly message: string }[]): readonly string[] => all.map(({ message }) => message);
    expect(told(findings)).toEqual(told(ofFile.findings));
  });

  test("adds to the configuration from which it was made", () => {
    const { out } = run(["--plan", "-", "--format", "json"], PLAN, "root");
    const { roots, findings } = JSON.parse(out);
    expect(roots).toEqual([{ path: ".", kind: "terraform-plan" }]);
    expect(findings.map((one: { location: { path: string } }) => one.location.path)).toContain("service/main.tf");
  });

  test("is no file of that name: ./- is", () => {
    const { code, out } = run(["--plan", "./-"], PLAN);
    expect({ code, out }).toMatchObject({
      code: 3,
      out: expect.stringContaining("./- the file cannot be read: it is not there"),
    });
  });

  test("is read by commands other than scan, and not by the console, whose expressions it holds", () => {
    expect(run(["explain", "--plan", "-"], PLAN).out).toContain("module.service.aws_ecs_service.web");
    expect(run(["console", "--plan", "-"], PLAN, "root")).toMatchObject({
      code: 2,
      err: expect.stringContaining("console reads expressions from standard input"),
    });
  });

  test("says that nothing came", () => {
    const { code, out } = run(["--plan", "-"]);
    expect(code).toBe(3);
    expect(out).toContain("<stdin> the file is empty");
    expect(out).toContain("terraform show -json");
  });

  test("given twice is a mistake", () => {
    const { code, err } = run(["--plan", "-", "--plan", "-"], PLAN);
    expect({ code, err }).toEqual({
      code: 2,
      err:
        "error: --plan - is given twice, and standard input holds one plan\n" +
        "hint: pipe it in: terraform show -json FILE | reachlint --plan -\n",
    });
  });

  test("on a terminal is a mistake, and does not wait", async () => {
    const terminal = { isTTY: true, [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    await expect(plansGiven(["a.json", "-"], terminal)).rejects.toThrow(/is a terminal here/);
    await expect(plansGiven(["a.json"], terminal)).resolves.toBeUndefined();
  });

  test("ends where it is larger than any plan, or breaks off", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      const chunk = new Uint8Array(64 * 1024 * 1024);
      for (;;) yield chunk;
    }
    await expect(plansGiven(["-"], endless())).resolves.toMatchObject({ standardInput: { because: "too-large" } });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      throw new Error("EIO");
    }
    await expect(plansGiven(["-"], broken())).resolves.toMatchObject({ standardInput: { because: "unreadable" } });
  });
});

describe("what Terraform keeps for itself is told with the command that makes a plan of it", () => {
  test.each([
    ["--plan tfplan", "tfplan is a plan as terraform plan -out writes it", "terraform show -json tfplan > plan.json"],
    ["--plan tfplan.json", "tfplan.json is a plan as terraform", "terraform show -json tfplan.json > plan.json"],
    ["tfplan", "tfplan is a plan as terraform", "terraform show -json tfplan > plan.json"],
    ["tfplan.json", "tfplan.json is a plan as terraform", "terraform show -json tfplan.json > plan.json"],
    ["--plan terraform.tfstate", "is a state as Terraform keeps it", "terraform show -json terraform.tfstate"],
    ["terraform.tfstate", "is a state as Terraform keeps it", "terraform show -json terraform.tfstate"],
    ["state.json", "is a state as Terraform keeps it", "terraform show -json state.json"],
    ["--plan log.json", "is the log that terraform writes", "terraform show -json FILE"],
  ])("%s", (args, message, command) => {
    const { code, out } = run(["--color", "never", ...args.split(" ")], "", "kept");
    expect(code).toBe(3);
    const told = out.replace(/\s+/g, " ");
    expect(told).toContain(message);
    expect(told).toContain(command);
  });

  test("through a pipe, with no more than the command", () => {
    const { code, out } = run(["--plan", "-"], BINARY);
    expect({ code, out }).toMatchObject({
      code: 3,
      out: expect.stringContaining("terraform show -json FILE | reachlint --plan -"),
    });
  });

  test("a name that a shell would take for more is not part of the command", () => {
    const { out } = run(["--plan", "a plan; rm -rf"], "", "kept");
    expect(out).toContain("terraform show -json FILE > plan.json");
  });

  test("only where it is named: a directory with one is scanned", () => {
    expect(run(["."], "", ".").out).not.toContain("tfplan.json");
  });
});

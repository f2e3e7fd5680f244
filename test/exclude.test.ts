/** What `--exclude` leaves out, for each kind of file, and what is read all the same because something included needs it. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderSarif, type ScanOptions, type ScanResult, scan } from "../src/index.ts";
import { renderAnnotations } from "../src/report/github/annotations.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

const CASE = join(
  import.meta.dirname,
  "../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only",
);
const MAIN = readFileSync(join(CASE, "main.tf"), "utf8");
const GROUP = /^resource "aws_security_group[\s\S]*?^}$/gm;
const GROUPS = MAIN.match(GROUP)!.join("\n");
const REST = MAIN.replace(GROUP, "");

let top: string;

beforeEach(() => {
  top = makeDirectory();
});

afterEach(() => {
  removeDirectory(top);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), text);
}

function excluding(exclude: readonly string[], paths = ["."], more: ScanOptions = {}): Promise<ScanResult> {
  return scan(top, paths, { exclude, ...more });
}

const verdicts = ({ flows }: ScanResult): readonly string[] => flows.map(({ verdict }) => verdict);
const places = ({ findings }: ScanResult): readonly string[] => findings.map(({ span }) => span.file.path);
const codes = ({ diagnostics }: ScanResult): readonly string[] => diagnostics.map(({ code }) => code);

describe("a file of a root", () => {
  beforeEach(() => {
    write("app/main.tf", REST);
    write("app/security.tf", GROUPS);
  });

  test("is read, and what it cuts off is told where the service is", async () => {
    expect(places(await excluding([]))).toEqual(["app/security.tf"]);
    for (const glob of ["app/security*", "security.tf", "**/security.*"]) {
      const result = await excluding([glob]);
      expect(verdicts(result)).toEqual(["blocked", "blocked"]);
      expect(places(result), glob).toEqual(["app/main.tf"]);
      expect(result.findings[0]!.related[0]!.span.file.path).toBe("app/security.tf");
      expect(codes(result)).toEqual([]);
      expect(renderAnnotations(result)).not.toContain("file=app/security.tf");
      for (const { locations } of JSON.parse(renderSarif(result)).runs[0].results)
        expect(locations[0].physicalLocation.artifactLocation.uri).toBe("app/main.tf");
    }
  });

  test("has the same finding, by its fingerprint, and is accepted where it is told", async () => {
    const [before] = (await excluding([])).findings;
    const [after] = (await excluding(["security.tf"])).findings;
    expect(after!.fingerprint).toBe(before!.fingerprint);
    const lines = REST.split("\n");
    const { line } = after!.span.file.position(after!.span.start);
    lines.splice(line - 1, 0, `# reachlint:ignore ${after!.ruleId} the group is another team's`);
    write("app/main.tf", lines.join("\n"));
    expect((await excluding(["security.tf"])).findings[0]!.suppressed?.reason).toBe("the group is another team's");
  });

  test("says nothing of what is wrong in it, but says when it cannot be read", async () => {
    write("app/security.tf", `${GROUPS}\nresource "aws_lb" "main" {}\n`);
    expect(codes(await excluding([]))).not.toEqual([]);
    expect(codes(await excluding(["security.tf"]))).toEqual([]);
    write("app/security.tf", "resource {{{");
    expect((await excluding(["security.tf"])).diagnostics.some(({ notAnalysed }) => notAnalysed)).toBe(true);
  });

  test("that the user names is scanned all the same", async () => {
    expect(places(await excluding(["security.tf"], ["app/security.tf"]))).toEqual(["app/security.tf"]);
    expect(places(await excluding(["app"], ["app"]))).toEqual(["app/security.tf"]);
  });
});

describe("a directory", () => {
  test("is no root", async () => {
    write("old/main.tf", MAIN);
    write("new/main.tf", MAIN);
    const result = await excluding(["old"]);
    expect(result.roots.map(({ path }) => path)).toEqual(["new"]);
    expect(result.coverage.files).toBe(1);
    expect(places(result)).toEqual(["new/main.tf"]);
  });

  test("with a module is read where an included root calls it; findings that lie in it only are counted", async () => {
    write("live/main.tf", 'module "app" {\n  source = "../modules/app"\n}\n');
    write("modules/app/main.tf", MAIN);
    for (const glob of ["modules", "modules/**", "modules/app"]) {
      const result = await excluding([glob]);
      expect(result.roots.map(({ path }) => path)).toEqual(["live"]);
      expect(verdicts(result)).toEqual(["blocked", "blocked"]);
      expect(result.findings).toEqual([]);
      expect(result.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        "excluded-findings: 1 finding lies in excluded files only and is left out",
      ]);
    }
    expect((await excluding(["live"])).roots.map(({ path }) => path)).toEqual(["modules/app"]);
  });

  test("outside of what is scanned is excluded by its path from the working directory", async () => {
    write(".git/HEAD", "");
    write("live/main.tf", 'module "app" {\n  source = "../modules/app"\n}\n');
    write("modules/app/main.tf", MAIN);
    const result = await scan(join(top, "live"), ["."], { exclude: ["../modules"] });
    expect(verdicts(result)).toEqual(["blocked", "blocked"]);
    expect(result.findings).toEqual([]);
  });
});

describe("templates and plans", () => {
  test("are not analysed", async () => {
    cpSync(join(CASE, "template.yaml"), join(top, "a/template.yaml"));
    cpSync(join(CASE, "template.yaml"), join(top, "b/template.yaml"));
    cpSync(join(import.meta.dirname, "evaluate/plan/through-modules.plan.json"), join(top, "plan.json"));
    const result = await excluding(["a", "*.json"]);
    expect(result.roots.map(({ path }) => path)).toEqual(["b/template.yaml"]);
    expect(new Set(places(result))).toEqual(new Set(["b/template.yaml"]));
    expect((await excluding(["a", "*.json"], ["."], { plans: ["plan.json"] })).roots).toHaveLength(2);
  });

  test("that an included template nests by its path are read", async () => {
    cpSync(join(CASE, "template.yaml"), join(top, "stacks/app.yaml"));
    write(
      "main.yaml",
      "Resources:\n  App:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: stacks/app.yaml\n",
    );
    const whole = await excluding([]);
    expect(new Set(places(whole))).toEqual(new Set(["stacks/app.yaml"]));
    const result = await excluding(["stacks"]);
    expect(verdicts(result)).toEqual(verdicts(whole));
    expect(result.findings).toEqual([]);
    expect(codes(result)).toEqual([...codes(whole), "excluded-findings"]);
  });

  test("that nothing names by a path are not looked for among what is excluded", async () => {
    cpSync(join(CASE, "template.yaml"), join(top, "stacks/app.yaml"));
    write(
      "main.yaml",
      "Resources:\n  App:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://bucket.s3.amazonaws.com/stacks/app.yaml\n",
    );
    expect(verdicts(await excluding([]))).toEqual(["blocked", "blocked"]);
    expect(verdicts(await excluding(["stacks"]))).toEqual([]);
  });
});

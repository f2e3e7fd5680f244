/** The library on real files: the whole pipeline, the worlds of a template, rules of the user's own, and two dialects in one scan. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { exitCode, renderJson, type ScanOptions, type ScanResult, scan, UsageError } from "../src/index.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

const RULE = "dynamic-ports-blocked-by-target-security-group";
const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${RULE}/container-port-only/${name}`, import.meta.url), "utf8");

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

function scanFiles(files: Readonly<Record<string, string>>, options: ScanOptions = {}): Promise<ScanResult> {
  directory = makeDirectory(files);
  return scan(directory, ["."], options);
}

const verdicts = ({ flows }: ScanResult): readonly string[] => flows.map(({ verdict }) => verdict);

test("two dialects in one scan are judged alike and apart", async () => {
  const result = await scanFiles({
    "a/main.tf": fixture("main.tf"),
    "b/template.yaml": fixture("template.yaml"),
    "c.yaml": "x: 1",
  });
  expect(result.roots).toEqual([
    { path: "a", kind: "terraform" },
    { path: "b/template.yaml", kind: "cloudformation" },
  ]);
  expect(verdicts(result)).toEqual(["blocked", "blocked", "blocked", "blocked"]);
  expect(result.findings.map(({ ruleId, span }) => [ruleId, span.file.path])).toEqual([
    [RULE, "a/main.tf"],
    [RULE, "b/template.yaml"],
  ]);
  expect(result.coverage.files).toBe(2);
  expect(exitCode(result, "error")).toBe(1);
});

describe("worlds of a template", () => {
  const template = fixture("template.yaml");
  const conditional = (fallback: string): string =>
    template
      .replace(
        "Resources:",
        `Parameters:\n  Wide:\n    Type: String\n    AllowedValues: ["yes", "no"]\n    Default: "${fallback}"\nConditions:\n  IsWide: !Equals [!Ref Wide, "yes"]\nResources:`,
      )
      .replace("FromPort: 80\n", "FromPort: !If [IsWide, 32768, 80]\n")
      .replace("ToPort: 80\n", "ToPort: !If [IsWide, 65535, 80]\n");

  test("what is closed only when a parameter departs from its default is told with its condition", async () => {
    const result = await scanFiles({ "template.yaml": conditional("yes") });
    const told = result.flows.map(({ purpose, verdict, when }) => [purpose, verdict, ...when].join(" "));
    expect(told.sort()).toEqual([
      "health-check blocked Wide = no",
      "health-check reachable",
      "traffic blocked Wide = no",
      "traffic reachable",
    ]);
    expect(result.findings.map(({ ruleId, when }) => [ruleId, when])).toEqual([[RULE, ["Wide = no"]]]);
    const ids = JSON.parse(renderJson(result)).flows.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(4);
  });

  test("a given parameter leaves one world", async () => {
    const parameters = new Map([["Wide", "no"]]);
    const result = await scanFiles({ "template.yaml": conditional("yes") }, { parameters });
    expect(result.flows.map(({ verdict, when }) => [verdict, when])).toEqual([
      ["blocked", []],
      ["blocked", []],
    ]);
  });
});

describe("rules", () => {
  const own = `id: own
title: Service has a load balancer
severity: warning
rationale: Every service here is behind one.
remediation: Take it away.
references: [https://example.com]
forbid:
  flow: { purpose: traffic }
message:
  violated: "{service} is behind {loadBalancer}"
  undetermined: "{service} may be behind {loadBalancer}"
`;

  test("of a directory run beside the built-in ones", async () => {
    const files = { "main.tf": fixture("main.tf"), "own/own.yaml": own };
    directory = makeDirectory(files);
    const result = await scan(directory, ["main.tf"], {
      rules: ["own"],
      severity: [["own", "error"]],
      disable: [RULE],
    });
    expect(result.findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([["own", "error"]]);
  });

  test("that are wrong or unknown are refused", async () => {
    directory = makeDirectory({
      "own/own.yaml": own.replace("severity: warning", "severity: fatal"),
      "again/own.yaml": own,
    });
    const refused = (options: ScanOptions): Promise<unknown> =>
      scan(directory!, ["."], options).then(
        () => undefined,
        (error) => error instanceof UsageError && error.message,
      );
    expect(await refused({ rules: ["own"] })).toContain("own/own.yaml:3:11");
    expect(await refused({ rules: ["nowhere"] })).toContain("nowhere");
    expect(await refused({ disable: ["no-such-rule"] })).toBe("there is no rule no-such-rule");
    expect(await refused({ rules: ["again", "again"] })).toContain("own");
  });
});

test("files that cannot be read or parsed are said, and the others are judged", async () => {
  const result = await scanFiles({
    "good.yaml": fixture("template.yaml"),
    "bad.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  a: [\n",
    "other.yaml": "a: [\n",
    "broken/main.tf": 'resource "x" {\n',
  });
  const notAnalysed = result.diagnostics
    .filter((diagnostic) => diagnostic.notAnalysed)
    .map(({ span }) => span?.file.path);
  expect(notAnalysed).toEqual(["bad.yaml", "broken/main.tf"]);
  expect(verdicts(result)).toEqual(["blocked", "blocked"]);
  expect(exitCode(result, "never")).toBe(3);
});

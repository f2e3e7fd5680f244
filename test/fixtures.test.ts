/**
 * Every case under fixtures/ gives exactly the findings that its annotations say, and the flows of its expected.flows.txt.
 *
 * An annotation is a comment `# violated: rule-id` or `# undetermined: rule-id` (several ids joined by commas) above the line where the
 * finding's primary span begins, or `# diagnosed: code` above that of a diagnostic.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Span } from "../src/base/source-file.ts";
import { builtinRules } from "../src/check/builtin-rules.generated.ts";
import { scan } from "../src/pipeline.ts";
import { renderJson } from "../src/report/json/json.ts";
import { renderSarif } from "../src/report/sarif/sarif.ts";
import type { ScanResult } from "../src/report/scan-result.ts";
import { scanRequest } from "../src/request.ts";
import { contradictions } from "./contradictions.ts";
import { describeFlows } from "./flow-text.ts";

const ROOT = join(import.meta.dirname, "../fixtures");

const rules = readdirSync(ROOT);
const cases = rules.flatMap((rule) =>
  readdirSync(join(ROOT, rule)).map((name) => ({ rule, name: `${rule}/${name}`, folder: join(ROOT, rule, name) })),
);

const ANNOTATION = /^\s*# (violated|undetermined|diagnosed): (.+)$/;
const ABOUT_RULES = ["violated", "undetermined"];

/** What the comments of a case say: `main.tf:58 violated dynamic-range-partly-open`, sorted. */
function annotations(folder: string, words = ABOUT_RULES): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.(tf|ya?ml)$/.test(file));
  const told = files.flatMap((file) => {
    const lines = readFileSync(join(folder, file), "utf8").split("\n");
    return lines.flatMap((line, at) => {
      const [, word, ids] = ANNOTATION.exec(line) ?? [];
      if (word === undefined || !words.includes(word)) return [];
      const below = lines.findIndex((other, index) => index > at && !ANNOTATION.test(other));
      return ids!.split(/,\s*/).map((id) => `${file}:${below + 1} ${word} ${id.trim()}`);
    });
  });
  return told.sort();
}

/** What the scan found, in the same form. */
function findings({ findings }: ScanResult): readonly string[] {
  return findings.map(({ span, verdict, ruleId }) => `${lineOf(span)} ${verdict} ${ruleId}`).sort();
}

function lineOf({ file, start }: Span): string {
  return `${file.path}:${file.position(start).line}`;
}

describe.each(cases)("$name", ({ folder }) => {
  let result: ScanResult;
  beforeAll(async () => {
    result = await scan(scanRequest(folder, ["."], {}));
  });

  test("has the findings of its annotations and no others", () => {
    expect(findings(result)).toEqual(annotations(folder));
  });
  test("has the diagnostics of its annotations and no others", () => {
    const told = result.diagnostics.map(({ code, span }) => `${span && lineOf(span)} diagnosed ${code}`);
    expect(told.sort()).toEqual(annotations(folder, ["diagnosed"]));
  });
  test("has a verdict for each finding and a finding for each verdict", () => {
    expect(contradictions(result.flows, result.findings)).toEqual([]);
  });
  test("speaks of addresses only where a network ACL filters", () => {
    const ofAcls = result.findings.filter(({ ruleId }) => ruleId.endsWith("network-acl"));
    const said = ofAcls.flatMap(({ message, repair }) => [message, repair ?? ""]);
    expect(said.filter((text) => /security_?group/i.test(text))).toEqual([]);
  });
  test("has the expected flows", async () => {
    await expect(describeFlows(result.flows)).toMatchFileSnapshot(join(folder, "expected.flows.txt"));
  });
});

test("one line that cuts off three services is one finding of three flows, in every report", async () => {
  const name = "dynamic-ports-blocked-by-target-security-group/three-services";
  const result = await scan(scanRequest(join(ROOT, name), ["main.tf"], {}));
  expect(result.findings.map(({ flows }) => flows.map(({ service }) => service.address))).toEqual([
    ["aws_ecs_service.web", "aws_ecs_service.orders", "aws_ecs_service.search"],
  ]);
  expect(JSON.parse(renderJson(result)).findings).toMatchObject([
    { flows: [{}, {}, {}].map(() => expect.any(String)) },
  ]);
  expect(JSON.parse(renderSarif(result)).runs[0].results).toMatchObject([{ codeFlows: [{}, {}, {}] }]);
});

test.each([
  ["dynamic-range-partly-open/destination-subnets-are-an-input", "warning"],
  ["dynamic-range-partly-open/kernel-range", "warning"],
  ["dynamic-range-partly-open/low-end-of-a-configured-range", "error"],
  ["dynamic-range-partly-open/upper-end-too-low", "error"],
] as const)("%s is of severity %s", async (name, severity) => {
  const { findings } = await scan(scanRequest(join(ROOT, name), ["."], {}));
  expect(new Set(findings.map((finding) => finding.severity))).toEqual(new Set([severity]));
});

describe("every rule has a case that is violated, one that is clean, and one that is undetermined", () => {
  const told = new Map(cases.map(({ folder }) => [folder, annotations(folder)]));

  test.each(builtinRules.map(({ id }) => id))("%s", (id) => {
    const own = cases.filter(({ rule }) => rule === id).map(({ folder }) => told.get(folder)!);
    expect(own.some((all) => all.some((one) => one.endsWith(` violated ${id}`)))).toBe(true);
    expect(own.some((all) => all.some((one) => one.endsWith(` undetermined ${id}`)))).toBe(true);
    expect(own.some((all) => !all.some((one) => one.endsWith(` ${id}`)))).toBe(true);
  });
  test("no folder is named after a rule that there is not", () => {
    expect(rules.filter((rule) => !builtinRules.some(({ id }) => id === rule))).toEqual([]);
  });
});

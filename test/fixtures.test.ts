/**
 * Every case under fixtures/ gives exactly the findings that its annotations say, and the flows of its expected.flows.txt. Annotations are
 * read and compared as `reachlint test` does it, but for findings of every rule.
 */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type CaseRun, differencesOf, expectedIn, runCase } from "../src/cases/run-case.ts";
import { builtinRules } from "../src/check/builtin-rules.generated.ts";
import { findRuleCases } from "../src/discover/rule-files.ts";
import type { Graph } from "../src/graph/model.ts";
import { scan } from "../src/pipeline.ts";
import { renderJson } from "../src/report/json/json.ts";
import { renderSarif } from "../src/report/sarif/sarif.ts";
import type { ScanResult } from "../src/report/scan-result.ts";
import { scanRequest } from "../src/request.ts";
import { contradictions } from "./contradictions.ts";
import { describeFlows } from "./flow-text.ts";
import { silentServices } from "./silent-services.ts";

const ROOT = join(import.meta.dirname, "../fixtures");

/** Where nothing that the source could say is missing; the rule that waits there. */
const SAID_NOWHERE: ReadonlyMap<string, string> = new Map([
  // AWS does not say which of two mappings of one port it registers.
  ["container-port-not-mapped/mapped-for-both-protocols", "udp-port-without-health-check"],
]);

const cases = findRuleCases(ROOT, ".");

// Not by `$name`, which vitest cuts off after forty characters, so that `-t` would not find a case.
describe.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
  let run: CaseRun;
  let result: ScanResult;
  const graphs: Graph[] = [];
  beforeAll(async () => {
    run = await runCase(one, {}, ({ worlds }) => graphs.push(...worlds.map(({ graph }) => graph)));
    result = run.result;
  });

  test("has the findings and diagnostics of its annotations and no others", () => {
    expect(differencesOf(run, () => true)).toEqual([]);
  });
  test("has a verdict for each finding and a finding for each verdict", () => {
    expect(contradictions(result.flows, result.findings)).toEqual([]);
  });
  test("says what is not known wherever a finding is undetermined", () => {
    const waiting = result.findings.filter(({ verdict }) => verdict === "undetermined");
    const silent = new Set(waiting.filter(({ because }) => because.length === 0).map(({ ruleId }) => ruleId));
    const expected = SAID_NOWHERE.get(one.name);
    expect([...silent]).toEqual(expected === undefined ? [] : [expected]);
    expect(result.findings.filter(({ verdict, because }) => verdict === "violated" && because.length > 0)).toEqual([]);
  });
  test("speaks of addresses only where a network ACL filters", () => {
    const ofAcls = result.findings.filter(({ ruleId }) => ruleId.endsWith("network-acl"));
    const said = ofAcls.flatMap(({ message, repair }) => [message, repair ?? ""]);
    expect(said.filter((text) => /security_?group/i.test(text))).toEqual([]);
  });
  test("says something of every service behind a load balancer", () => {
    expect(silentServices(graphs, result)).toEqual([]);
  });
  test("has the expected flows", async () => {
    await expect(describeFlows(result.flows)).toMatchFileSnapshot(join(one.directory, "expected.flows.txt"));
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
  const told = cases.map((one) => ({ rule: one.rule, expected: expectedIn(one) }));

  test.each(builtinRules.map(({ id }) => id))("%s", (id) => {
    const own = told
      .filter(({ rule }) => rule === id)
      .map(({ expected }) => expected.filter(({ name }) => name === id));
    expect(own.some((all) => all.some(({ word }) => word === "violated"))).toBe(true);
    expect(own.some((all) => all.some(({ word }) => word === "undetermined"))).toBe(true);
    expect(own.some((all) => all.length === 0)).toBe(true);
  });
  test("no folder is named after a rule that there is not", () => {
    expect(cases.filter(({ rule }) => !builtinRules.some(({ id }) => id === rule))).toEqual([]);
  });
});

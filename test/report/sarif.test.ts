/** The SARIF log holds what GitHub needs. */
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { relativeUri } from "../../src/report/sarif/result.ts";
import { renderSarif, sarifLog } from "../../src/report/sarif/sarif.ts";
import { service } from "../check/sample.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

const log: Log = JSON.parse(renderSarif(scanOf(blocked, undetermined)));
const run = log.runs[0]!;
const results = run.results!;

describe("results", () => {
  test("are the violations, the gravest first", () => {
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["dynamic-ports-blocked-by-target-security-group", "error"],
      ["return-traffic-blocked-by-network-acl", "error"],
    ]);
    for (const { ruleId, ruleIndex } of results) expect(run.tool.driver.rules![ruleIndex!]!.id).toBe(ruleId);
  });
  test("have one step for each hop of the path", () => {
    const steps = results[0]!.codeFlows![0]!.threadFlows[0]!.locations;
    expect(steps.map(({ location }) => location!.message!.text)).toEqual([
      "out of the load balancer: aws_security_group.alb, open 32768-65535 (allow all traffic to 0.0.0.0/0)",
      "out of its subnet: aws_network_acl.hosts, open 32768-65535 on 2 pairs of subnets",
      "into the target's subnet: aws_network_acl.hosts, not decided (var.alb_security_group_id has no value)",
      "into the target: aws_security_group.hosts, closed 32768-65535 (admits tcp 80 from aws_security_group.alb; needs 32768-65535)",
      "answer: out of the target's subnet: aws_network_acl.hosts, open 32768-60999 of 1024-65535",
      "answer: into the load balancer's subnet: aws_network_acl.hosts, open 1024-65535",
    ]);
    for (const { location } of steps) expect(location!.physicalLocation!.region!.startLine).toBeGreaterThan(0);
  });
  test("link the related places from the message", () => {
    const { message, relatedLocations } = results[0]!;
    const ids = [...message.text!.matchAll(/\]\((\d+)\)/g)].map(([, id]) => Number(id));
    expect(ids).toEqual(relatedLocations!.map(({ id }) => id));
    expect(message.text).toMatch(
      /^aws_lb\.main cannot reach .*; needs 32768-65535 \(.*\)\. Repair: allow tcp 32768-65535 from /,
    );
  });
  test("are recognised again by GitHub and by us", () => {
    expect(results[0]!.partialFingerprints).toEqual({
      primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]+:1$/),
      "reachlint/v1": expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
  test("of one rule at one place are one, with a path for each service", () => {
    const other = {
      ...blocked,
      id: "infra other",
      service: { ...service, id: "infra#aws_ecs_service.b", address: "aws_ecs_service.b" },
    };
    const both: Log = JSON.parse(renderSarif(scanOf(blocked, other)));
    const result = both.runs[0]!.results![0]!;
    expect(both.runs[0]!.results).toHaveLength(2);
    expect(result.codeFlows).toHaveLength(2);
    expect(result.message.text).toContain("cannot reach aws_ecs_service.web and aws_ecs_service.b on");
  });
  test("leave out what is suppressed", () => {
    const scan = scanOf(blocked);
    const suppressed = { reason: "known", span: scan.findings[0]!.span };
    const quiet: Log = JSON.parse(
      renderSarif({ ...scan, findings: scan.findings.map((one) => ({ ...one, suppressed })) }),
    );
    expect(quiet.runs[0]!.results).toEqual([]);
  });
});

test("with a baseline, what is in it is suppressed and not new, and stands behind the rest", () => {
  const scan = scanOf(blocked);
  const [first, ...others] = scan.findings.filter(({ verdict }) => verdict === "violated");
  const entry = { rule: "", root: "", addresses: [], count: 1, span: first!.span };
  const findings = [{ ...first!, baselined: true as const }, ...others];
  const { results } = sarifLog({ ...scan, findings, baseline: { found: [], old: [entry], elsewhere: [] } }).runs[0]!;
  const suppression = { kind: "external", status: "accepted", justification: "It is in the baseline." };
  expect(results!.map(({ baselineState, suppressions }) => [baselineState, suppressions])).toEqual([
    ...others.map(() => ["new", undefined]),
    ["unchanged", [suppression]],
  ]);
});

test("what is not known or could not be read is a notification", () => {
  const [invocation] = run.invocations!;
  expect(invocation!.executionSuccessful).toBe(true);
  expect(invocation!.toolExecutionNotifications!.map(({ descriptor, level }) => [descriptor!.id, level])).toEqual([
    ["module-not-found", "warning"],
    ["undetermined", "note"],
    ["undetermined", "note"],
  ]);
  const failed = {
    ...scanOf(),
    diagnostics: [{ code: "x", severity: "error", message: "x", notAnalysed: true }] as const,
  };
  expect(JSON.parse(renderSarif(failed)).runs[0].invocations[0].executionSuccessful).toBe(false);
});

test("rules have everything that GitHub shows", () => {
  for (const rule of run.tool.driver.rules!) {
    expect(rule.shortDescription!.text).not.toBe("");
    expect(rule.fullDescription!.text!.length).toBeLessThanOrEqual(1024);
    expect(rule.help!.text).toContain("https://");
    expect(rule.help!.markdown).toContain("## What to do");
    expect(rule.properties!.tags!.length).toBeLessThanOrEqual(10);
    expect(rule.properties).not.toHaveProperty("security-severity");
  }
});

test("paths are relative URIs", () => {
  expect(relativeUri("infra/my file#1.tf")).toBe("infra/my%20file%231.tf");
  expect(relativeUri("c:d/ü(1).yaml")).toBe("c%3Ad/%C3%BC%281%29.yaml");
  expect(relativeUri("a\ud800b")).toBe("a%EF%BF%BDb");
});

test("more results than GitHub takes are left out and said so", () => {
  const scan = scanOf(blocked);
  const [finding] = scan.findings;
  const text = "x\n".repeat(25_010);
  const file = new SourceFile("big.tf", text);
  const findings = Array.from({ length: 25_002 }, (_, at) => ({
    ...finding!,
    flow: undefined,
    related: [],
    span: { file, start: 2 * at, end: 2 * at + 1 },
  }));
  const big = sarifLog({ ...scan, findings });
  expect(big.runs[0]!.results).toHaveLength(25_000);
  expect(big.runs[0]!.invocations![0]!.toolExecutionNotifications!.at(-1)!.message.text).toMatch(/^2 more results/);
});

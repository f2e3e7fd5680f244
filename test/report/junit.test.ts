/** The report in JUnit's XML, as a reader of such reports takes it. */
import { parse, type TestSuites } from "junit2json";
import { describe, expect, test } from "vitest";
import { renderJunit } from "../../src/report/junit/junit.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { at, flow } from "../check/sample.ts";
import { HOSTILE, hostileScan, scanFixtures } from "./html-samples.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

async function read(result: ScanResult): Promise<TestSuites> {
  return (await parse(renderJunit(result))) as TestSuites;
}

const reachable = flow([], { id: "open" });

describe("of each flow there is a test", () => {
  test("which passes, fails or is skipped by its verdict", async () => {
    const scan = scanOf(blocked, undetermined, reachable);
    const { tests, failures, errors, testsuite } = await read(scan);
    const [suite] = testsuite!;
    expect({ tests, failures, errors, skipped: suite!.skipped }).toEqual({
      tests: 3,
      failures: 1,
      errors: 0,
      skipped: 1,
    });
    expect(suite!.name).toBe("infra");
    const [web, api, open] = ["web", "api", "web"].map(
      (name, at) => suite!.testcase!.filter((one) => one.name!.includes(`aws_ecs_service.${name}`))[at === 2 ? 1 : 0],
    );
    expect(web!.failure![0]!.message).toContain("cannot reach aws_ecs_service.web");
    expect(web!.failure![0]!.type).toBe("blocked");
    expect(web!.failure![0]!.inner).toContain("into the target: aws_security_group.hosts: closed 32768-65535");
    expect(renderJunit(scan).match(/ file="infra\/main.tf"/g)).toHaveLength(3);
    expect(api!.skipped![0]!.message).toBe(
      "undetermined: var.alb_security_group_id has no value: give it with --var alb_security_group_id=…",
    );
    expect([open!.failure, open!.skipped]).toEqual([undefined, undefined]);
  });

  test("with a name of its own, as readers keep the first of each", async () => {
    const { testsuite } = await read(scanOf(reachable, { ...reachable, id: "other" }));
    const names = testsuite!.flatMap(({ testcase }) => testcase!.map(({ name }) => name));
    expect(names[1]).toBe(`${names[0]} (2)`);
  });

  test("which is skipped where what breaks it is accepted", async () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, suppressed: { reason: "so", span: at("aws_lb") } }));
    const { failures, testsuite } = await read({ ...scan, findings });
    expect({ failures, skipped: testsuite![0]!.skipped }).toEqual({ failures: 0, skipped: 1 });
  });
});

test("what else is wrong fails, and what was not read is an error", async () => {
  const scan = scanOf(blocked);
  const [rest] = scan.findings;
  const other = { ...rest!, flow: undefined, flows: [], ruleId: "reserved-host-port", message: "it is reserved" };
  const unread = { code: "hcl-syntax", severity: "error" as const, message: "no HCL", path: "b.tf", notAnalysed: true };
  const { failures, errors, testsuite } = await read({ ...scan, flows: [], findings: [other], diagnostics: [unread] });
  expect({ failures, errors }).toEqual({ failures: 1, errors: 1 });
  const cases = testsuite!.flatMap(({ testcase }) => testcase!);
  expect(cases.map(({ classname }) => classname)).toEqual(["reserved-host-port", "hcl-syntax"]);
});

test("hostile names are text", async () => {
  const { testsuite } = await read(hostileScan());
  expect(testsuite![0]!.name).toBe(HOSTILE);
  const { testsuite: odd } = await read(scanOf({ ...reachable, root: "a\u0000\ufffe\ud83d]]>\u202e" }));
  expect(odd![0]!.name).toBe("a\\u0000\ufffd\ufffd]]>\\u202e");
});

test("the sums of a scan of fixtures are those of its tests", async () => {
  const suites = await read(await scanFixtures());
  const cases = suites.testsuite!.flatMap(({ testcase }) => testcase!);
  expect(suites.tests).toBe(cases.length);
  expect(suites.failures).toBe(cases.filter(({ failure }) => failure !== undefined).length);
  const skipped = suites.testsuite!.map((suite) => suite.skipped!).reduce((sum, one) => sum + one);
  expect(skipped).toBe(cases.filter((one) => one.skipped !== undefined).length);
  expect(suites.testsuite!.length).toBeGreaterThan(3);
}, 120_000);

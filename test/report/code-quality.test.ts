/** The report of GitLab's Code Quality, by the format that its documentation asks for. */
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { renderCodeQuality } from "../../src/report/gitlab/code-quality.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { HOSTILE, hostileScan, scanFixtures } from "./html-samples.ts";
import { blocked, scanOf } from "./sample-scan.ts";

/** https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: paths are relative, without a leading `./`. */
const FORMAT = {
  type: "array",
  items: {
    type: "object",
    required: ["description", "check_name", "fingerprint", "location", "severity"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", minLength: 1 },
      fingerprint: { type: "string", minLength: 1 },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        properties: {
          path: { type: "string", pattern: "^(?!\\./|/)" },
          lines: {
            type: "object",
            required: ["begin"],
            properties: { begin: { type: "integer", minimum: 1 }, end: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  },
};

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

function read(result: ScanResult): readonly Issue[] {
  const issues = JSON.parse(renderCodeQuality(result)) as readonly Issue[];
  const validate = new Ajv({ strict: true }).compile(FORMAT);
  validate(issues);
  expect(validate.errors).toBeNull();
  return issues;
}

test("has one entry for each defect, with its line and its repair", () => {
  const [issue] = read(scanOf(blocked)).filter(({ check_name }) => check_name.includes("target-security-group"));
  expect(issue).toMatchObject({
    severity: "critical",
    location: { path: "infra/main.tf", lines: { begin: 7, end: 8 } },
    description: expect.stringMatching(/cannot reach aws_ecs_service\.web.*; repair: allow tcp 32768-65535/),
  });
});

test("of fixtures has fingerprints that differ, and nothing that is only undetermined", async () => {
  const scan = await scanFixtures();
  const issues = read(scan);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  expect(issues.length).toBeGreaterThan(2);
  const undetermined = scan.findings.filter(({ verdict }) => verdict === "undetermined");
  expect(undetermined.length).toBeGreaterThan(0);
  for (const { fingerprint } of undetermined)
    expect(issues.map((issue) => issue.fingerprint)).not.toContain(fingerprint);
}, 120_000);

test("keeps old findings, for GitLab compares, and leaves accepted ones out", () => {
  const scan = scanOf(blocked);
  const all = read(scan).length;
  const old = { ...scan, findings: scan.findings.map((one) => ({ ...one, baselined: true as const })) };
  expect(read(old)).toHaveLength(all);
  const suppressed = { reason: "so", span: scan.findings[0]!.span };
  expect(read({ ...scan, findings: scan.findings.map((one) => ({ ...one, suppressed })) })).toEqual([]);
});

test("has hostile names as text", () => {
  const [issue] = read(hostileScan());
  expect(issue!.check_name).toBe(HOSTILE);
});

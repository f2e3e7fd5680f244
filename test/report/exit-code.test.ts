/** The exit code that scripts rely on. */
import { describe, expect, test } from "vitest";
import type { Diagnostic, Severity } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import type { Finding } from "../../src/check/finding.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { exitCode, FAIL_ON, FAIL_ON_PROBLEMS } from "../../src/report/exit-code.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";

const span = { file: new SourceFile("main.tf", ""), start: 0, end: 0 };

function finding(severity: Severity, more: Partial<Finding> = {}): Finding {
  return {
    ruleId: "rule",
    verdict: "violated",
    severity,
    message: "",
    root: undefined,
    span,
    related: [],
    flow: undefined,
    flows: [],
    fingerprint: "",
    places: [span],
    nodes: [],
    atFault: [],
    repair: undefined,
    because: [],
    when: [],
    ...more,
  };
}

function result(findings: readonly Finding[], diagnostics: readonly Diagnostic[] = []): ScanResult {
  return {
    version: "0",
    roots: [],
    flows: [],
    findings,
    diagnostics,
    baseline: { found: [], old: [], elsewhere: [] },
    rules: [],
    coverage: { files: 1, resources: 0, notEvaluated: [], withoutFlow: [] },
  };
}

const broken: Diagnostic = { code: "hcl-syntax", severity: "error", message: "", notAnalysed: true };
const remark: Diagnostic = { code: "unused", severity: "warning", message: "" };

/** It waits for these; for a mistake where one is called so. */
const flow = (id: string, verdict: Flow["verdict"], ...because: readonly string[]): Flow =>
  ({
    id,
    verdict,
    service: { id: id[0] },
    because: because.map((symbol) => ({
      symbol,
      from: [],
      cause: { kind: symbol === "mistake" ? "error" : "input", text: symbol },
    })),
  }) as unknown as Flow;

describe("findings", () => {
  const codes = (findings: readonly Finding[]): readonly number[] =>
    FAIL_ON.map((failOn) => exitCode(result(findings), failOn));

  test("fail at and above the level", () => {
    expect(FAIL_ON).toEqual(["error", "warning", "note", "undetermined", "never"]);
    expect(codes([])).toEqual([0, 0, 0, 0, 0]);
    expect(codes([finding("error")])).toEqual([1, 1, 1, 1, 0]);
    expect(codes([finding("warning")])).toEqual([0, 1, 1, 1, 0]);
    expect(codes([finding("note")])).toEqual([0, 0, 1, 1, 0]);
  });

  test("that are undetermined fail only where that is asked for, whatever the rule's severity", () => {
    expect(codes([finding("error", { verdict: "undetermined" })])).toEqual([0, 0, 0, 1, 0]);
  });

  test("that are in the baseline never fail", () => {
    expect(codes([finding("error", { baselined: true })])).toEqual([0, 0, 0, 0, 0]);
  });
  test("that are suppressed never fail", () => {
    expect(codes([finding("error", { suppressed: { reason: "known", span } })])).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("what was not decided", () => {
  const codes = (of: Partial<ScanResult>): readonly number[] =>
    FAIL_ON.map((failOn) => exitCode({ ...result([]), ...of }, failOn));
  const coverage = {
    files: 1,
    resources: 0,
    notEvaluated: [{ address: "module.app", because: "its source is not there" }],
    withoutFlow: [],
  };

  test("fails with undetermined only, for a flow without a finding and for what was not evaluated", () => {
    expect(codes({ flows: [flow("a", "reachable")] })).toEqual([0, 0, 0, 0, 0]);
    expect(codes({ flows: [flow("a", "reachable"), flow("b", "undetermined")] })).toEqual([0, 0, 0, 1, 0]);
    expect(codes({ coverage })).toEqual([0, 0, 0, 1, 0]);
  });

  test("is accepted with the traffic for a health check that waits for nothing else", () => {
    const [traffic, same, more] = [
      flow("a traffic", "undetermined", "var.x", "var.y"),
      flow("a health-check", "undetermined", "var.x"),
      flow("a health-check", "undetermined", "var.x", "var.z"),
    ];
    const accepted = finding("error", { verdict: "undetermined", flows: [traffic], baselined: true });
    expect(codes({ flows: [traffic, same], findings: [accepted] })).toEqual([0, 0, 0, 0, 0]);
    expect(codes({ flows: [traffic, more], findings: [accepted] })).toEqual([0, 0, 0, 1, 0]);
  });

  test("is accepted by a comment on what is open about the flow, and only about that one", () => {
    const [a, b] = [flow("a", "undetermined"), flow("b", "undetermined")];
    const accepted = finding("error", {
      verdict: "undetermined",
      flow: a,
      flows: [a],
      suppressed: { reason: "known", span },
    });
    expect(codes({ flows: [a], findings: [accepted] })).toEqual([0, 0, 0, 0, 0]);
    expect(codes({ flows: [a, b], findings: [accepted] })).toEqual([0, 0, 0, 1, 0]);
    const other = finding("error", { verdict: "undetermined", flow: a });
    expect(codes({ flows: [a], findings: [accepted, other] })).toEqual([0, 0, 0, 1, 0]);
  });

  test("comes before inputs that were not analysed", () => {
    expect(exitCode({ ...result([], [broken]), coverage }, "undetermined")).toBe(1);
  });
});

describe("inputs that were not analysed", () => {
  test("are code 3, also where nothing fails", () => {
    expect(exitCode(result([], [broken]), "error")).toBe(3);
    expect(exitCode(result([finding("error")], [broken]), "never")).toBe(3);
  });

  test("but a finding says 1 before", () => {
    expect(exitCode(result([finding("error")], [broken]), "error")).toBe(1);
  });

  test("other diagnostics do not count, unless it is asked for", () => {
    const wrong: Diagnostic = { ...remark, severity: "error" };
    const codes = (...diagnostics: readonly Diagnostic[]): readonly number[] =>
      FAIL_ON_PROBLEMS.map((level) => exitCode(result([], diagnostics), "never", level));
    expect(FAIL_ON_PROBLEMS).toEqual(["needed", "error", "warning", "never"]);
    expect(codes({ ...remark, severity: "note" })).toEqual([0, 0, 0, 0]);
    expect(codes(remark)).toEqual([0, 0, 3, 0]);
    expect(codes(wrong)).toEqual([0, 3, 3, 0]);
    expect(codes(broken)).toEqual([3, 3, 3, 0]);
    expect(exitCode(result([], [remark]), "error")).toBe(0);
  });
});

describe("a mistake on which a flow waits", () => {
  const waiting = flow("a", "undetermined", "mistake");
  const code = (more: Partial<ScanResult>, level?: "never"): number =>
    exitCode({ ...result([]), flows: [waiting], ...more }, "error", level);

  test("is code 3, as what the flow needs could not be evaluated", () => {
    expect(code({})).toBe(3);
    expect(code({ flows: [flow("a", "undetermined", "var.x")] })).toBe(0);
    expect(code({}, "never")).toBe(0);
  });

  test("but not where the doubt is accepted, in the baseline or as old as the base", () => {
    const doubt = { verdict: "undetermined", flows: [waiting] } as const;
    expect(code({ findings: [finding("error", { ...doubt, baselined: true })] })).toBe(0);
    expect(code({ findings: [finding("error", { ...doubt, suppressed: { reason: "known", span } })] })).toBe(0);
    expect(code({ findings: [finding("error", doubt)] })).toBe(3);
  });
});

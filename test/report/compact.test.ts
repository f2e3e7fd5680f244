/** A line for each problem, as the problem matcher of recipes/ reads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import type { Finding } from "../../src/check/finding.ts";
import { scan } from "../../src/index.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { renderCompact } from "../../src/report/compact/compact.ts";
import { defectsOf, type ScanResult } from "../../src/report/scan-result.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

interface Matcher {
  readonly owner: string;
  readonly severity?: string;
  readonly pattern: readonly [Readonly<Record<string, number>> & { readonly regexp: string }];
}
const { problemMatcher: MATCHERS } = JSON.parse(
  readFileSync(join(PROJECT, "recipes/github-problem-matcher.json"), "utf8"),
) as { readonly problemMatcher: readonly Matcher[] };

/** What a runner makes of a line: nothing, or what the groups say that the only matcher names which it fits. */
function matched(line: string): Readonly<Record<string, string>> {
  const fits = MATCHERS.flatMap(({ severity, pattern: [{ regexp, ...groups }] }) => {
    const match = new RegExp(regexp).exec(line);
    if (match === null) return [];
    const named = Object.entries(groups).map(([name, group]) => [name, match[group]!] as const);
    return [{ ...(severity === undefined ? {} : { severity }), ...Object.fromEntries(named) }];
  });
  expect(fits, line).toHaveLength(1);
  return fits[0]!;
}

const linesOf = (result: ScanResult): readonly string[] => renderCompact(result).split("\n").slice(0, -1);

test("the matcher is what the runner takes: each of another owner, and one pattern with groups that there are", () => {
  expect(new Set(MATCHERS.map(({ owner }) => owner)).size).toBe(MATCHERS.length);
  for (const { severity = "error", pattern } of MATCHERS) {
    expect(["error", "warning", "notice"]).toContain(severity);
    expect(pattern).toHaveLength(1);
    const [{ regexp, ...groups }] = pattern;
    const count = new RegExp(`${regexp}|`).exec("")!.length - 1;
    expect(Object.values(groups).sort()).toEqual(Array.from({ length: count }, (_, at) => at + 1));
    expect(Object.keys(groups)).toContain("message");
  }
});

test("each defect of the fixtures is a line, with its place, severity, message and rule", async () => {
  const fixtures = [
    "dynamic-ports-blocked-by-target-security-group",
    "dynamic-range-partly-open",
    "container-without-memory",
  ];
  const result = await scan(
    PROJECT,
    fixtures.map((name) => `fixtures/${name}`),
    {},
  );
  const defects = defectsOf(result.findings.filter(({ verdict }) => verdict === "violated"));
  const wanted = defects.map(([{ span, severity, ruleId }]) => {
    const { line, column } = span.file.position(span.start);
    return `${span.file.path} ${line} ${column} ${severity === "note" ? "notice" : severity} ${ruleId}`;
  });
  const found = linesOf({ ...result, diagnostics: [], flows: [] }).map(matched);
  expect(
    found.map(({ file, line, column, severity, code }) => [file, line, column, severity, code].join(" ")).sort(),
  ).toEqual(wanted.sort());
  for (const [{ message }] of defects) expect(found.some((one) => one.message!.startsWith(message))).toBe(true);
  expect(new Set(found.map(({ severity }) => severity)).size).toBeGreaterThan(1);
});

test("the gravest come first; repairs are told, and what holds for more", () => {
  const scanned = quiet(blocked);
  const [finding] = scanned.findings;
  const span = { ...finding!.span };
  const findings: readonly Finding[] = [
    { ...finding!, severity: "note", ruleId: "a-note", message: "so", repair: undefined },
    { ...finding!, ruleId: "an-error", message: "wrong", repair: "mend it", when: ["A = 1"], span },
    { ...finding!, ruleId: "an-error", message: "wrong", repair: "mend it", when: ["A = 1"], span },
  ];
  expect(linesOf({ ...scanned, findings, diagnostics: [] })).toEqual([
    "infra/main.tf:7:5: error: wrong; when A = 1; the same for 1 more; repair: mend it [an-error]",
    "infra/main.tf:7:5: note: so [a-note]",
  ]);
});

/** The sample without what is not analysed in it. */
const quiet = (...flows: readonly Flow[]): ScanResult => {
  const scanned = scanOf(...flows);
  return { ...scanned, diagnostics: [], coverage: { ...scanned.coverage, notEvaluated: [] } };
};

test("why flows cannot be decided is a note for each reason, and so is what is not analysed", () => {
  const twice = { ...undetermined, id: "checks", purpose: "health-check" as const };
  const told = linesOf({ ...quiet(undetermined, twice), findings: [] });
  expect(told).toEqual([
    "infra/main.tf:47:1: note: 2 flows cannot be decided: var.alb_security_group_id has no value; give it with --var alb_security_group_id=… [undetermined]",
  ]);
  expect(matched(told[0]!)).toMatchObject({ severity: "notice", code: "undetermined" });
  expect(linesOf({ ...scanOf(), diagnostics: [], findings: [] })).toEqual([
    expect.stringMatching(
      /^infra\/main\.tf:1:11: note: module\.vpc is not analysed: .*; run terraform get \[not-analysed\]$/,
    ),
  ]);
});

test("what is accepted or old is no line, nor is a check that is not decided, and a scan without problems is empty", () => {
  const scanned = quiet(blocked);
  const [finding] = scanned.findings;
  const old = { ...scanned, findings: [{ ...finding!, unchanged: true as const }] };
  expect(renderCompact(old)).toBe("");
  expect(renderCompact({ ...scanned, findings: [{ ...finding!, verdict: "undetermined" }] })).toBe("");
  expect(renderCompact({ ...scanned, findings: [] })).toBe("");
});

test("problems of the configuration: at their place, at the file, or of the program", () => {
  const told = (diagnostic: Omit<Diagnostic, "code">): readonly string[] =>
    linesOf({ ...quiet(), findings: [], diagnostics: [{ code: "some-code", ...diagnostic }] });
  const file = new SourceFile("a/b.tf", "x\ny = 1\n");
  expect(told({ severity: "warning", message: "m", hint: "do it", span: { file, start: 2, end: 3 } })).toEqual([
    "a/b.tf:2:1: warning: m; do it [some-code]",
  ]);
  expect(told({ severity: "error", message: "cannot be read", path: "c.tf" })).toEqual([
    "c.tf:1:1: error: cannot be read [some-code]",
  ]);
  const [program] = told({ severity: "error", message: "nothing" });
  expect(program).toBe("reachlint: error: nothing [some-code]");
  expect(matched(program!)).toEqual({ severity: "error", message: "nothing", code: "some-code" });
  const [note] = told({ severity: "note", message: "so" });
  expect(matched(note!)).toEqual({ severity: "notice", message: "so", code: "some-code" });
  expect(told({ severity: "note", message: "m", detail: true })).toEqual([]);
});

describe("no name forges a line, a place or a severity", () => {
  test.each([
    "x.tf:1:1: error: forged [rule]",
    "a\n::error file=b::c",
    "a\r\nb.tf:1:1: error: forged [rule]",
    "##[error]a.tf",
    "::add-matcher::x",
    "a\u2028b.tf:9:9: warning: c [d]",
    "\u001b[31mx",
  ])("%j", (name) => {
    const scanned = quiet(blocked);
    const [finding] = scanned.findings;
    const file = new SourceFile(name, "x\ny = 1\n");
    const findings = [{ ...finding!, message: name, repair: name, span: { file, start: 2, end: 3 } }];
    const lines = linesOf({ ...scanned, findings, diagnostics: [] });
    expect(lines).toHaveLength(1);
    const { file: told, line, column, severity, code } = matched(lines[0]!);
    expect({ line, column, severity, code }).toEqual({
      line: "2",
      column: "1",
      severity: "error",
      code: finding!.ruleId,
    });
    expect(told).not.toContain(":");
    expect(lines[0]).not.toMatch(/^\s*::[a-z]|##\[[a-z]/i);
  });
});

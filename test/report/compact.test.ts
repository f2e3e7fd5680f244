/** A line for each problem, as the problem matcher of recipes/ reads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import type { Finding } from "../../src/check/finding.ts";
import { scan } from "../../src/index.ts";
import { renderCompact } from "../../src/report/compact/compact.ts";
import { defectsOf, type ScanResult } from "../../src/report/scan-result.ts";
import { blocked, scanOf } from "./sample-scan.ts";

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
  const found = linesOf({ ...result, diagnostics: [] }).map(matched);
  expect(
    found.map(({ file, line, column, severity, code }) => [file, line, column, severity, code].join(" ")).sort(),
  ).toEqual(wanted.sort());
  for (const [{ message }] of defects) expect(found.some((one) => one.message!.startsWith(message))).toBe(true);
  expect(new Set(found.map(({ severity }) => severity)).size).toBeGreaterThan(1);
});

test("the gravest come first; repairs are told, and what holds for more", () => {
  const scanned = scanOf(blocked);
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

test("what is accepted, old or not decided is no line, and a scan without problems is empty", () => {
  const scanned = { ...scanOf(blocked), diagnostics: [] };
  const [finding] = scanned.findings;
  const old = { ...scanned, findings: [{ ...finding!, unchanged: true as const }] };
  expect(renderCompact(old)).toBe("");
  expect(renderCompact({ ...scanned, findings: [{ ...finding!, verdict: "undetermined" }] })).toBe("");
  expect(renderCompact({ ...scanned, findings: [] })).toBe("");
});

test("problems of the configuration: at their place, at the file, or of the program", () => {
  const told = (diagnostic: Omit<Diagnostic, "code">): readonly string[] =>
    linesOf({ ...scanOf(), findings: [], diagnostics: [{ code: "some-code", ...diagnostic }] });
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
    const scanned = scanOf(blocked);
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

/** What rules that a repository brings along may tell of it. */
import { expect, test } from "vitest";
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { AddedRules } from "../../src/parts/added-rules.ts";

const [builtIn] = builtinRules;
const rule = (id: string) => ({ ...builtIn!, id });
const ROOTS = [{ id: "h", path: "h", kind: "terraform" }] as const;

test("some findings of a group in any case, more as far as the scan has steps, and all of built-in rules", () => {
  // Twice five times these steps are there for a scan, and a finding takes 200.
  const ofScan = { taken: 0 };
  const first = new AddedRules(ofScan, 1_000);
  expect([first.mayTell(rule("a"), 90), first.mayTell(rule("b"), 20), ofScan.taken]).toEqual([90, 20, 2_000]);
  expect(first.diagnostics(ROOTS)).toEqual([]);
  expect([first.mayTell(rule("c"), 100), first.mayTell(rule("d"), 1)]).toEqual([40, 0]);
  expect(first.mayTell(builtIn!, 1_000)).toBe(1_000);
  expect(first.diagnostics(ROOTS)).toMatchObject([
    { code: "too-many-findings", path: "h", notAnalysed: true, message: expect.stringContaining("c and 1 more rules") },
  ]);
  const second = new AddedRules(ofScan, 1_000);
  expect([second.mayTell(rule("a"), 100), second.mayTell(rule("b"), 1)]).toEqual([100, 0]);
});

test("that something was not told holds for whoever judges after it", () => {
  const ofScan = { taken: 9_950 };
  const added = new AddedRules(ofScan, 1_000);
  expect(added.mayTell(rule("a"), 101)).toBe(100);
  expect(ofScan.taken).toBeGreaterThan(10_000);
});

/** What rules may tell of a repository, and what those that it brings along may compare. */
import { describe, expect, test } from "vitest";
import { SourceFile, type Span } from "../../src/base/source-file.ts";
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { check } from "../../src/check/check.ts";
import type { Rule } from "../../src/check/rule.ts";
import { LimitOfRules } from "../../src/parts/limit-of-rules.ts";
import type { StepsOfScan } from "../../src/reach/certainty/judging-steps.ts";
import { world } from "../check/sample.ts";
import { fromTerraform } from "../normalize/sources.ts";

const [builtIn] = builtinRules;
const rule = (id: string) => ({ ...builtIn!, id });
const ROOTS = [{ id: "h", path: "h", kind: "terraform" }] as const;

const file = new SourceFile("main.tf", "x");
/** So many findings, one at each place. */
const places = (count: number): readonly Span[] =>
  Array.from({ length: count }, (_, at) => ({ file, start: at, end: at }));
/** So many at one place. */
const placed = (count: number, at = 0): readonly Span[] =>
  Array.from({ length: count }, () => ({ file, start: at, end: at }));

describe("of added rules some findings of a group are told in any case, and more as far as the scan has steps", () => {
  test("each rule after the other", () => {
    // Twice five times these steps are there for a scan, and a finding takes 200.
    const ofScan = { taken: 0 };
    const first = new LimitOfRules(ofScan, 1_000);
    expect([first.mayTell(rule("a"), places(90)), first.mayTell(rule("b"), places(20)), ofScan.taken]).toEqual([
      90, 20, 2_000,
    ]);
    expect(first.diagnostics(ROOTS)).toEqual([]);
    expect([first.mayTell(rule("c"), places(100)), first.mayTell(rule("d"), places(1))]).toEqual([40, 0]);
    expect([first.isLimited(rule("a")), first.isLimited(builtIn!)]).toEqual([true, false]);
    expect(first.diagnostics(ROOTS)).toMatchObject([
      {
        code: "too-many-findings",
        path: "h",
        notAnalysed: true,
        message: expect.stringMatching(/c and another rule have found .* added rules may tell 100 /),
      },
    ]);
    const second = new LimitOfRules(ofScan, 1_000);
    expect([second.mayTell(rule("a"), places(100)), second.mayTell(rule("b"), places(1))]).toEqual([100, 0]);
  });

  test("that something was not told holds for whoever judges after it", () => {
    const ofScan = { taken: 9_950 };
    const limit = new LimitOfRules(ofScan, 1_000);
    expect(limit.mayTell(rule("a"), places(101))).toBe(100);
    expect(ofScan.taken).toBeGreaterThan(10_000);
  });
});

describe("of built-in rules each line is told", () => {
  test("whatever others have taken, and some findings of what a loop makes of it", () => {
    const ofScan = { taken: 10_000 };
    const limit = new LimitOfRules(ofScan, 1_000);
    expect(limit.mayTell(builtIn!, places(100_000))).toBe(100_000);
    expect(limit.mayTell(builtIn!, placed(16))).toBe(16);
    expect(limit.diagnostics(ROOTS)).toEqual([]);
    expect(limit.mayTell(builtIn!, [...placed(1_000), ...placed(17, 1), ...placed(3, 2)])).toBe(35);
    expect(limit.diagnostics(ROOTS)).toMatchObject([
      {
        code: "too-many-findings",
        message: expect.stringMatching(/ has found more here than is told, as built-in rules may each tell 16 /),
        notAnalysed: true,
      },
    ]);
  });

  test("more is paid from the steps of the scan", () => {
    const ofScan = { taken: 0 };
    const limit = new LimitOfRules(ofScan, 1_000);
    expect([limit.mayTell(builtIn!, placed(36)), ofScan.taken]).toEqual([36, 4_000]);
    expect(limit.mayTell(builtIn!, placed(100))).toBe(16 + 30);
  });
});

test("what is proven is told before what is not known", () => {
  const named: Rule = { ...builtIn!, forbid: { container: { name: "mine" } } };
  const { graph } = fromTerraform(
    'variable "name" {}\nresource "aws_ecs_task_definition" "t" {\n  count = 40\n  family = "t"\n  container_definitions = jsonencode([{ name = count.index < 20 ? var.name : "mine" }])\n}\n',
  );
  const found = (limit?: LimitOfRules) =>
    check([named], [world([], graph.of("task-definition"))], limit).findings.map(({ verdict }) => verdict);
  expect(found().toSorted()).toEqual([...Array(20).fill("undetermined"), ...Array(20).fill("violated")]);
  expect(found(new LimitOfRules({ taken: 10_000 }, 1_000))).toEqual(Array(16).fill("violated"));
});

describe("what added rules compare", () => {
  const some = (count: number) =>
    Array.from(
      { length: count },
      (_, at) =>
        `resource "aws_ecs_task_definition" "t${at}" {\n  family = "t"\n  container_definitions = jsonencode([{ name = "web" }])\n}\n`,
    ).join("");
  const asking = (id: string, forbid: object) => ({ ...rule(id), forbid });
  const cheap = asking("cheap", { container: { name: "other" } });
  const dear = asking("dear", { container: { anyOf: Array.from({ length: 1_000 }, () => ({ name: "other" })) } });
  const findsNone = (rules: readonly Rule[], groups: number, ofScan: StepsOfScan, steps: number) => {
    const added = new LimitOfRules(ofScan, steps);
    const { graph } = fromTerraform(some(groups));
    const found = check([...builtinRules, ...rules], [world([], graph.of("task-definition"))], added).findings;
    expect(found.filter(({ ruleId }) => rules.some(({ id }) => id === ruleId))).toEqual([]);
    return added.diagnostics(ROOTS);
  };

  test("is free up to a number in each group, and then paid from the steps of judging", () => {
    const ofScan = { taken: 0 };
    expect(findsNone([cheap], 50, ofScan, 1_000)).toEqual([]);
    expect(ofScan.taken).toBe(0);
    expect(findsNone([dear], 60, ofScan, 1_000_000)).toEqual([]);
    expect(ofScan.taken).toBeGreaterThan(1_000);
  });

  test("ends where it is too much, and the other rules are checked", () => {
    const ofScan = { taken: 0 };
    expect(findsNone([dear, cheap], 60, ofScan, 1_000)).toMatchObject([
      {
        code: "too-many-comparisons",
        path: "h",
        message: expect.stringMatching(/^There is too much to check: dear and another rule are not checked here/),
        notAnalysed: true,
      },
    ]);
    // What is free in a group is free in the next one.
    expect(findsNone([cheap], 50, ofScan, 1_000)).toEqual([]);
  });

  test("a text that is walked with wildcards counts by its length", () => {
    const long = asking("long", { container: { name: { glob: "*a*b*c" } } });
    const texts = (length: number) => {
      const added = new LimitOfRules({ taken: 0 }, 1_000);
      check(
        [long],
        [world([], fromTerraform(some(10).replaceAll("web", "a".repeat(length))).graph.of("task-definition"))],
        added,
      );
      return added.diagnostics(ROOTS).map(({ code }) => code);
    };
    expect(texts(100)).toEqual([]);
    expect(texts(1_000_000)).toEqual(["too-many-comparisons"]);
  });

  test("lists count by what they list", () => {
    const texts = asking("texts", { container: { name: Array.from({ length: 10_000 }, (_, at) => `n${at}`) } });
    const ofScan = { taken: 0 };
    expect(findsNone([texts], 50, ofScan, 1_000)).toHaveLength(1);
    expect(findsNone([texts], 10, { taken: 0 }, 1_000)).toEqual([]);
  });
});

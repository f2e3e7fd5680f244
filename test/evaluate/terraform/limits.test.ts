import { expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { Budget, ScanSteps } from "../../../src/evaluate/terraform/language/budget.ts";
import { cpuTime } from "../../cpu-time.ts";
import { evaluateFiles } from "./support.ts";

function chain(length: number, step: (before: string) => string, start: string): string {
  const locals = Array.from({ length }, (_, index) => `  l${index + 1} = ${step(`local.l${index}`)}\n`);
  return `locals {\n  l0 = ${start}\n${locals.join("")}}\nresource "x" "x" { v = local.l${length} }\n`;
}

/** Each local needs the one after it, so that the first one asked for needs all. */
function backwards(length: number): string {
  const locals = Array.from({ length }, (_, index) => `  l${length - index} = local.l${length - index - 1}\n`);
  return `locals {\n${locals.join("")}  l0 = 1\n}\n`;
}

function codes(text: string | Record<string, string>): readonly string[] {
  return [...new Set(evaluateFiles(text).diagnostics.map(({ code }) => code))];
}

test.each([
  ["a long chain of locals", `resource "y" "y" { v = local.l20000 }\n${backwards(20_000)}`, ["evaluation-depth"]],
  ["strings that double", chain(60, (before) => `"\${${before}}\${${before}}"`, '"x"'), ["value-size"]],
  ["lists that double", chain(60, (before) => `concat(${before}, ${before})`, "[1]"), ["value-size"]],
  ["nests that double", chain(60, (before) => `[${before}, ${before}]`, "1"), ["value-size"]],
  ["objects that double", chain(60, (before) => `{ a = ${before}, b = ${before} }`, "1"), ["value-size"]],
  ["loops in loops", chain(12, (before) => `flatten([for a in range(20) : ${before}])`, "[1]"), ["value-size"]],
  [
    "unknowns that double",
    `variable "u" {}\n${chain(60, (before) => `(var.u ? [${before}] : [${before}, ${before}])`, "1")}`,
    ["value-size", "evaluation-steps"],
  ],
])("%s ends in a diagnostic", (_, text, expected) => {
  expect(cpuTime(() => expect(codes(text)).toEqual(expected))).toBeLessThan(20_000);
});

test("deep nesting does not overflow the stack", () => {
  const deep = `${"[".repeat(2_000)}1${"]".repeat(2_000)}`;
  expect(() => evaluateFiles(`locals { a = ${deep} }`)).not.toThrow();
  expect(() => evaluateFiles(`locals { a = ${"(".repeat(2_000)}1${")".repeat(2_000)} }`)).not.toThrow();
});

test("steps are counted, and nothing is evaluated beyond their limit", () => {
  const said: string[] = [];
  const budget = new Budget(({ code }) => said.push(code), new ScanSteps(() => 0));
  const span = { file: new SourceFile("main.tf", "x"), start: 0, end: 1 };
  let steps = 0;
  while (budget.enter(span)) {
    budget.leave();
    steps++;
  }
  expect(steps).toBe(1_000_000);
  expect(budget.exhausted).toBe(true);
  expect(budget.enter(span)).toBe(false);
  expect(said).toEqual(["evaluation-steps"]);
});

test("modules for others are evaluated once more with their defaults open, however many there are", () => {
  const module = `variable "factor" {}
locals { all = [for one in range(1000) : one * var.factor] }
resource "x" "x" { v = local.all[999] }
`;
  const names = Array.from({ length: 150 }, (_, at) => `m${at}`);
  const { groups } = evaluateFiles(Object.fromEntries(names.map((name) => [`${name}/main.tf`, module])));
  const values = groups
    .flatMap((group) => group.opened?.() ?? [])
    .flatMap(({ resources }) => resources.map(({ body }) => body.attributes.get("v")?.value));
  expect(values).toHaveLength(150);
  for (const value of values)
    expect(value).toMatchObject({ kind: "unknown", symbol: expect.stringMatching(/var\.factor/) });
});

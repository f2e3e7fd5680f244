import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { Budget, ScanSteps } from "../../../src/evaluate/terraform/language/budget.ts";
import { cpuTime } from "../../cpu-time.ts";
import { evaluateFiles, resourcesOf, valueAt } from "./support.ts";

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
  const budget = new Budget(({ code }) => said.push(code), new ScanSteps(() => 0), 0, "root");
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

const BIG = 'big = concat([for i in range(5) : [for j in range(1000) : "${i}x${j}"]]...)';
const bomb = gzipSync(Buffer.alloc(8_000_000, "a"), { level: 9 }).toString("base64");

describe("what takes too much is not known, and is told where it stands", () => {
  const STEPS = 40_000;

  test.each([
    ["loops in loops", "[for a in range(1000) : [for b in range(1000) : a * b]]"],
    ["loops in a template", `"%{for a in range(1000)}%{for b in range(1000)}x%{endfor}%{endfor}"`],
    ["a template file in a loop", 'templatefile("loop.tpl", { r = range(1000) })'],
    ["a text that grows where it is replaced", `replace("${"a".repeat(30_000)}", "a", "${"b".repeat(10)}")`],
    ["an empty text that is replaced", `replace("${"a".repeat(30_000)}", "", "${"b".repeat(10)}")`],
    ["a pattern that matches everywhere", `replace("${"a".repeat(30_000)}", "/a/", "$0$0$0$0")`],
    ["a pattern that looks through the rest each time", `regexall("a.*b|a", "${"a".repeat(3_000)}")`],
    ["a pattern of many instructions", `regex("((a{0,9}){0,9}){0,9}$", "${"a".repeat(2_000)}b")`],
    ["many short pieces", `split("", "${"x".repeat(100_000)}")`],
    ["a long separator", `join("${"x".repeat(10_000)}", range(1000))`],
    ["blanks before each of many lines", `indent(100000, "${"\\n".repeat(20)}")`],
    ["wide verbs", 'format("%999999d%999999d%999999d", 1, 2, 3)'],
    ["letters of a text that is not ASCII", `length("${"é".repeat(50_000)}")`],
    ["upper case", `upper("${"a".repeat(400_000)}")`],
    ["sets", "length(setunion(toset(local.big), toset(local.big)))"],
    ["comparisons", "[for i in range(1000) : contains(local.big, i)]"],
    ["an element at an unknown place", "[for i in range(1000) : local.big[var.u]]"],
    ["one of two lists", "[for i in range(1000) : var.u == 1 ? local.big : [local.big]]"],
    ["maps beside unknown ones", `merge({ for one in local.big : one => 1 }, ${"var.m, ".repeat(20)}var.m)`],
    ["JSON that is read", `jsondecode("[${"0,".repeat(20_000)}0]")`],
    ["YAML that is read", `yamldecode("[${"a,".repeat(20_000)}a]")`],
    ["tables that are read", `csvdecode("a,b\\n${"1,2\\n".repeat(10_000)}")`],
    ["packed text", `base64gunzip("${bomb}")`],
    ["hashes of files", 'filesha512("large.bin")'],
    ["files that are read", 'length(file("large.bin"))'],
    ["directories that are looked through", '[for i in range(1000) : fileset(".", "**/*${i}")]'],
    ["numbers in decimal", "[for i in range(1000) : tostring(1e99999 + i)]"],
  ])("%s", (_, expression) => {
    const text = `
variable "u" {}
variable "m" {}
locals {
  ${BIG}
  result = ${expression}
}
resource "x" "x" { v = local.result }
`;
    const files = {
      "main.tf": text,
      "loop.tpl": "%{for a in r}%{for b in r}x%{endfor}%{endfor}",
      "large.bin": "x".repeat(2_000_000),
      ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`d${at}/f`, ""])),
    };
    const used = cpuTime(() => {
      const result = evaluateFiles(files, { steps: STEPS });
      const told = result.diagnostics.filter(({ severity }) => severity === "warning");
      expect(told.map(({ code, notAnalysed }) => [code, notAnalysed])).toEqual([["evaluation-steps", true]]);
      expect(told[0]?.hint).toMatch(/--evaluation-steps/);
      expect(valueAt(result, "x.x", "v")).toMatchObject({ kind: "unknown", cause: { kind: "error" } });
    });
    expect(used).toBeLessThan(3000);
  });

  test("blocks that are generated", () => {
    const nested = (depth: number): string =>
      depth === 0 ? "" : `dynamic "b" {\n for_each = range(1000)\n content {\n ${nested(depth - 1)}}\n}\n`;
    const { diagnostics } = evaluateFiles(`resource "x" "x" {\n${nested(5)}}\n`, { steps: STEPS });
    expect(diagnostics.map(({ code }) => code)).toEqual(["evaluation-steps"]);
  });

  test("at the innermost expression that takes most", () => {
    const { diagnostics } = evaluateFiles(
      `locals {
  small = [for a in range(100) : a]
  large = { inner = [for a in range(1000) : [for b in range(1000) : a * b]] }
}
resource "x" "x" { v = [local.small, local.large] }
`,
      { steps: STEPS },
    );
    const { span, message } = diagnostics[0]!;
    expect(span!.file.text.slice(span!.start, span!.end)).toBe(
      "[for a in range(1000) : [for b in range(1000) : a * b]]",
    );
    expect(message).toBe(
      "There is too much to evaluate, and what depends on it is not known: this takes most of the 40000 steps that a root may take.",
    );
  });

  test("and no two of them are taken for the same", () => {
    const result = evaluateFiles(
      `module "a" {
  source = "./m"
  n      = 1
}
module "b" {
  source = "./m"
  n      = 2
}
resource "x" "first" { v = [for a in range(1000) : [for b in range(1000) : a * b]] }
resource "x" "x" { v = module.a.v == module.b.v }
`,
      { steps: STEPS },
    );
    expect(valueAt(result, "x.x", "v")?.kind).toBe("unknown");
    const many = evaluateFiles(
      { "main.tf": 'resource "x" "x" {\n count = 2\n v = count.index\n}\n' + hungry("y") },
      { steps: 1000 },
    );
    const symbols = ["x.x[0]", "x.x[1]"].map((address) => valueAt(many, address, "v"));
    for (const value of symbols) expect(value?.kind === "unknown" || value?.kind === "number").toBe(true);
  });

  test("what was known before stays so", () => {
    const result = evaluateFiles(`resource "a" "a" { v = 1 + 1 }\n${hungry("x")}`, { steps: STEPS });
    expect(valueAt(result, "a.a", "v")).toMatchObject({ kind: "number", value: 2 });
    expect(valueAt(result, "x.x", "v")?.kind).toBe("unknown");
  });
});

function hungry(name: string): string {
  return `resource "${name}" "${name}" { v = [for a in range(1000) : [for b in range(1000) : a * b]] }\n`;
}

test("roots take what is in proportion to their own source, whatever others take", () => {
  const roots = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`a${at}/main.tf`, hungry("x")]));
  const result = evaluateFiles({ ...roots, "z/main.tf": 'resource "z" "z" { v = upper("a") }' }, { steps: 5000 }, []);
  expect(valueAt(result, "z.z", "v")).toMatchObject({ value: "A" });
  expect(new Set(result.diagnostics.map(({ code }) => code))).toEqual(new Set(["evaluation-steps", "scan-steps"]));
});

test("a call that is refused takes nothing from other roots", () => {
  const refused = `resource "x" "x" { v = regexall("${"a?".repeat(2000)}", "${"a".repeat(20_000)}") }`;
  const other = 'resource "z" "z" { v = [for a in range(900) : a] }';
  const result = evaluateFiles({ "a/main.tf": refused, "z/main.tf": other }, { steps: 5000 }, []);
  expect(valueAt(result, "z.z", "v")).toMatchObject({ kind: "list" });
});

test("beyond the instances that a root may have there may be any number", () => {
  const result = evaluateFiles('resource "x" "x" { count = 20000 }');
  const last = resourcesOf(result).at(-1)!;
  expect(resourcesOf(result)).toHaveLength(10_001);
  expect(last).toMatchObject({ address: "x.x[*]", repeated: true, exists: { kind: "unknown" } });
});

test("of a root with more resources than anyone has nothing is read", () => {
  const many = Array.from({ length: 30_001 }, (_, at) => `resource "x" "x${at}" {}\n`).join("");
  const result = evaluateFiles(many);
  expect(resourcesOf(result)).toEqual([]);
  expect(result.diagnostics).toMatchObject([{ code: "too-many-resources", notAnalysed: true }]);
});

describe("time in proportion to the input", () => {
  test.each([
    ["letters", `length("${"é".repeat(20_000)}")`],
    ["a letter with many marks", `length("a${"\u0301\u0316".repeat(4_000)}${"é".repeat(4_000)}")`],
    ["marks behind a letter", `"a${"\u0301\u0316".repeat(100_000)}"`],
    ["numbers that are alike", "length(distinct([for one in range(1000) : 10000000000000 + one]))"],
    ["groups of one key", '{ for one in local.big : "a" => one... }'],
    ["keys that are not known", '{ for one in local.big : "${var.u}${one}" => one }'],
    ["objects of many types", 'tolist([for one in local.big : { "k${one}" = 1 }])'],
    ["types of many kinds", 'tolist(concat([for one in local.big : { "k${one}" = 1 }], ["a"]))'],
    ["unknown elements of a set", 'length(toset([for one in local.big : "${var.u}${one}"]))'],
    ["one of many elements", "element(local.big, var.u)"],
    ["columns", `csvdecode("${Array.from({ length: 5_000 }, (_, at) => `c${at}`).join(",")}\\n")`],
    ["verbs", `format("${"%s".repeat(20_000)}", 1)`],
    ["YAML that is written", "length(yamlencode(local.big))"],
    ["blanks in the midst", `trimspace("x${" ".repeat(50_000)}x")`],
    ["line breaks in the midst", `chomp("x${"\\n".repeat(50_000)}x")`],
  ])("%s", (_, expression) => {
    const text = `variable "u" {}\nlocals {\n  ${BIG}\n}\nresource "x" "x" { v = ${expression} }\n`;
    expect(cpuTime(() => evaluateFiles(text))).toBeLessThan(2500);
  });
});

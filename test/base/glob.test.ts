/** Globs of the configuration file and of accepted addresses. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { nameMatches, nameMayMatch, pathTest, wildcardTest } from "../../src/base/glob.ts";

test.each([
  ["infra/prod", ["infra/prod"], ["infra", "infra/prod/eu", "live/infra/prod", "infra/prod2"]],
  ["./infra/", ["infra"], ["."]],
  [".", ["."], ["infra"]],
  ["*", ["infra"], [".", "infra/prod"]],
  ["**", [".", "infra", "infra/prod"], []],
  ["**/prod", ["prod", "infra/prod", "a/b/prod"], ["prod/a", "infra/prod2"]],
  ["infra/**", ["infra", "infra/a/b"], ["live/infra"]],
  ["live/*-prod/eu?", ["live/a-prod/eu1"], ["live/a-prod/eu", "live/a/b-prod/eu1"]],
  ["a/**/b/**/c", ["a/b/c", "a/x/b/y/z/c", "a/b/b/c/c"], ["a/c", "a/b"]],
  ["[ab].{c,d}", ["[ab].{c,d}"], ["a.c"]],
])("%s matches paths", (glob, yes, no) => {
  const matches = pathTest(glob);
  expect(yes.filter((path) => !matches(path))).toEqual([]);
  expect(no.filter(matches)).toEqual([]);
});

test.each([
  ["aws_lb.main", ["aws_lb.main"], ["aws_lb.main2", "module.a.aws_lb.main"]],
  ["module.legacy.*", ["module.legacy.aws_lb.a", 'module.legacy.module.b["x/y"].aws_lb.a'], ["module.legacy"]],
  ['aws_lb.a["*"]', ['aws_lb.a["b"]'], ["aws_lb.a[0]"]],
  ["*", ["", "aws_lb.main"], []],
])("%s matches addresses", (glob, yes, no) => {
  const matches = wildcardTest(glob);
  expect(yes.filter((address) => !matches(address))).toEqual([]);
  expect(no.filter(matches)).toEqual([]);
});

test("what makes others backtrack is answered", () => {
  expect(wildcardTest(`${"*a".repeat(2000)}b`)("a".repeat(4000))).toBe(false);
  expect(pathTest(`${"a/**/".repeat(300)}b`)("a/".repeat(2000) + "c")).toBe(false);
});

test.each([
  ["a-private-*", ["a-private-", undefined], "true"],
  ["a-private-*", ["a-public-", undefined], "false"],
  ["a-private-*", [undefined], "unknown"],
  ["a-*-b", ["a-", undefined, "-b"], "true"],
  ["a-*-b", ["a-", undefined], "unknown"],
  ["a?", ["a", undefined], "unknown"],
  ["*", [undefined], "true"],
  ["*x*", [undefined, "x", undefined], "true"],
  ["?b", ["ab", undefined, "c"], "false"],
])("%s may match %j: %s", (pattern, parts, expected) => {
  expect(nameMayMatch(pattern, parts)).toBe(expected);
});

test("what may match matches with some texts and not with others", () => {
  const texts = ["", "a", "b", "ab", "ba", "aab"];
  for (const pattern of ["*", "a*", "*b", "a?b", "?", "a*b*", "ab"])
    for (const before of texts)
      for (const after of texts) {
        const truth = nameMayMatch(pattern, [before, undefined, after]);
        const found = texts.map((between) => nameMatches(pattern, before + between + after));
        if (truth === "true") expect(found).not.toContain(false);
        if (truth === "false") expect(found).not.toContain(true);
      }
});

/** By the definition: what is not known is nothing, or a character more. */
function mayMatch(pattern: string, items: readonly (string | undefined)[]): boolean {
  const [one] = pattern;
  const [item] = items;
  const [rest, others] = [pattern.slice(1), items.slice(1)];
  if (items.length === 0) return one === undefined || (one === "*" && mayMatch(rest, items));
  if (item === undefined && mayMatch(pattern, others)) return true;
  if (one === undefined) return false;
  if (one === "*") return mayMatch(rest, items) || (item !== undefined && mayMatch(pattern, others));
  return item === undefined ? mayMatch(rest, items) : (one === "?" || one === item) && mayMatch(rest, others);
}

test("what may match is what matches with some text, and what does matches with each", () => {
  const letter = fc.constantFrom("a", "b");
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
  const part = fc.oneof(fc.constant(undefined), fc.string({ unit: letter, maxLength: 3 }));
  const texts = ["", "a", "b", "ab", "ba", "aab"];
  fc.assert(
    fc.property(pattern, fc.array(part, { maxLength: 4 }), (wildcards, parts) => {
      const truth = nameMayMatch(wildcards, parts);
      const items = parts.flatMap((one) => (one === undefined ? [one] : [...one]));
      expect(truth !== "false").toBe(mayMatch(wildcards, items));
      const filled = texts.map((text) => nameMatches(wildcards, parts.map((one) => one ?? text).join("")));
      if (truth === "true") expect(filled).not.toContain(false);
    }),
    { numRuns: 2000 },
  );
});

/** Comments that accept findings, as they are read from a text. */
import { describe, expect, test } from "vitest";
import { acceptedByComments } from "../../src/accept/in-files.ts";
import { SourceFile, textOf } from "../../src/base/source-file.ts";
import type { Finding } from "../../src/check/finding.ts";

/** The rules and reasons that hold for what is found at the first `from_port`. */
function accepted(text: string, path = "main.tf"): readonly string[] {
  const file = new SourceFile(path, text);
  const start = text.indexOf("from_port");
  // Only the places count here.
  const finding = { places: [{ file, start, end: start + 9 }] } as unknown as Finding;
  return acceptedByComments(file)
    .output.filter(({ covers }) => covers(finding, (root) => root))
    .map(({ rule, reason }) => `${rule.value}: ${reason}`);
}

describe("a comment holds", () => {
  test.each([
    ["on the line", "from_port = 80 # reachlint:ignore a behind a proxy", ["a: behind a proxy"]],
    ["on a line of its own above it", "  // reachlint:ignore a known\n  from_port = 80", ["a: known"]],
    [
      "for several rules",
      "# reachlint:ignore other, a  two rules \r\nfrom_port = 80",
      ["other: two rules", "a: two rules"],
    ],
    [
      "above others of its kind",
      "# reachlint:ignore a first\n# reachlint:ignore b second\nfrom_port = 80",
      ["a: first", "b: second"],
    ],
    ["without a reason for nobody to read", "from_port = 80 # reachlint:ignore a", ["a: "]],
  ])("%s", (_, text, expected) => {
    expect(accepted(text)).toEqual(expected);
    expect(accepted(text.replaceAll("//", "#"), "template.yaml")).toEqual(expected);
  });
});

describe("a comment does not hold", () => {
  test.each([
    ["at the end of another line", "a = 1 # reachlint:ignore a known\nfrom_port = 80"],
    ["two lines above", "# reachlint:ignore a known\n\nfrom_port = 80"],
    ["where it is no comment", 'x = "reachlint:ignore a known"\nfrom_port = 80'],
  ])("%s", (_, text) => {
    expect(accepted(text)).toEqual([]);
  });

  test("in JSON, which has none", () => {
    expect(accepted('{ "from_port": 80, "x": "# reachlint:ignore a known" }', "main.tf.json")).toEqual([]);
  });
});

test("each rule and the whole have their place", () => {
  const [, second] = acceptedByComments(new SourceFile("a.tf", "x {\n  # reachlint:ignore a, b why\n}")).output;
  expect(textOf(second!.rule.span)).toBe("b");
  expect(textOf(second!.span)).toBe("# reachlint:ignore a, b why");
});

test.each(["# reachlint:ignore", "# reachlint:ignore: why", "# reachlint:ignore The hosts do it"])(
  "%s names no rule, which is told",
  (text) => {
    const { output, diagnostics } = acceptedByComments(new SourceFile("a.tf", `${text}\n`));
    expect(output).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "suppression-without-rule", span: { start: 0, end: text.length } }]);
  },
);

test("a long line of what may be a comment is answered", () => {
  const long = `${"# ".repeat(100_000)}reachlint:ignore a${" ,a".repeat(100_000)}\u2028\n`;
  expect(acceptedByComments(new SourceFile("a.tf", long)).output).toHaveLength(32);
  const many = "# reachlint:ignore a why\n".repeat(100_000);
  expect(acceptedByComments(new SourceFile("a.tf", many)).output).toHaveLength(100_000);
});

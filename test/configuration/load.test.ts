/** What `reachlint.yaml` may say, and how mistakes in it are told. */
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";

const load = (text: string) => loadConfiguration(new SourceFile("reachlint.yaml", text));

function mistakes(text: string): readonly string[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof UsageError) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("everything can be said, and each knows its place", () => {
  const says = load(`
paths: [infra]
exclude: [examples]
rules: [policy]
disable: [a-rule]
severity: { b-rule: note }
fail-on: warning
strict: true
ephemeral-range: 32768-60999
evaluation-steps: 2000000
region: eu-west-1
workspace: prod
variables:
  infra/*:
    files: [prod.tfvars]
    values: { image: "0755", names: ["a", "\${b}"], port: 0755 }
parameters:
  "stacks/*.yaml": { values: { VpcId: vpc-1 } }
`);
  expect(says["fail-on"]).toMatchObject({ value: "warning" });
  const span = says["fail-on"]!.span;
  expect(span.file.position(span.start)).toEqual({ line: 7, column: 10 });
  const [{ value }] = says.variables as [NonNullable<typeof says.variables>[number]];
  expect(value.values!.map(({ name, value }) => [name.value, value.value])).toEqual([
    ["image", "0755"],
    ["names", '["a","$${b}"]'],
    ["port", "0755"],
  ]);
});

test.each(["", "# nothing\n", "---\n", "{}"])("%j says nothing", (text) => {
  const { span: _, ...says } = load(text);
  expect(says).toEqual({});
});

describe("a mistake has line, column, what was expected and a suggestion", () => {
  test.each([
    [
      "fail-on: eror",
      "1:10: fail-on: expected one of error, warning, note, undetermined, never; found `eror`; did you mean `error`?",
    ],
    ["evaluation-steps: 1e9", "1:19: evaluation-steps: expected a whole number from 1000 to 10000000; found `1e9`"],
    ["strict: yes", "1:9: strict: expected true or false; found `yes`"],
    ["exclude: examples", "1:10: exclude: expected a list; found `examples`"],
    ["exclude:", "1:9: exclude: expected a list; found nothing"],
    ["paths: [/etc]", "1:9: paths: expected a path within the repository; found `/etc`"],
    ["disable: [A_rule]", "1:11: disable: expected the id of a rule; found `A_rule`"],
    [
      "ephemeral-range: 70000-80000",
      "1:18: ephemeral-range: expected two ports, such as 32768-60999; found `70000-80000`",
    ],
    ["severity:\n  a-rule: warn", "2:11: severity: expected one of error, warning, note; found `warn`"],
    [
      "variables:\n  infra:\n    value: { a: b }",
      "3:5: variables: unknown key `value`; did you mean `values`? (known: values, files, each)",
    ],
    ["variables:\n  infra:\n    values: { a: }", "3:17: variables: values: expected a value; found nothing"],
    ["strict: !Ref x", "1:14: strict: expected true or false; found `!Ref`"],
    ["- a", "1:1: expected a mapping with"],
    ["a: b: c", "1:5: "],
  ])("%s", (text, expected) => {
    const [first, ...others] = mistakes(text);
    expect(first).toContain(`reachlint.yaml:${expected}`);
    expect(others).toEqual([]);
  });

  test("a misspelt key is told with the one that is meant, and with all that there are", () => {
    expect(mistakes("fail_on: error")).toEqual([
      expect.stringMatching(/^reachlint\.yaml:1:1: unknown key `fail_on`; did you mean `fail-on`\? \(known: paths, /),
    ]);
  });

  test("all are told at once, and of very many the first", () => {
    expect(mistakes("strict: a\nregion: []")).toHaveLength(2);
    expect(mistakes(Array.from({ length: 50 }, (_, at) => `key${at}: 1`).join("\n")).at(-1)).toBe("and 30 more");
  });

  test("a key that stands twice is one", () => {
    expect(mistakes("strict: true\nstrict: false")[0]).toContain("reachlint.yaml:2:1: ");
  });

  test("what is no value is told once", () => {
    expect(mistakes("exclude: &a [*a, x]\nassume: &b\n  var.x: *b\nfail-on: nope")).toEqual([
      "reachlint.yaml:1:15: the alias *a has no anchor before it",
      "reachlint.yaml:3:11: the alias *b has no anchor before it",
      expect.stringMatching(/^reachlint.yaml:4:10: fail-on: expected one of /),
    ]);
    expect(mistakes("fail-on: {{ level }}")).toEqual([
      'reachlint.yaml:1:11: the key "{ level }" is no scalar; what stands here is not known',
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { evaluateFiles, messages, plain, valueAt } from "./support.ts";

const templateFile = (vars: string): string =>
  `variable "m" { type = map(string) }\ndata "template_file" "t" {\n template = file("t.tpl")\n vars = ${vars}\n}\nresource "x" "x" { v = data.template_file.t.rendered }`;
const templatefile = (vars: string): string =>
  `variable "m" { type = map(string) }\nresource "x" "x" { v = templatefile("t.tpl", ${vars}) }`;

function rendered(main: string, template: string): { readonly value: unknown; readonly messages: readonly string[] } {
  const result = evaluateFiles({ "main.tf": main, "t.tpl": template });
  return { value: plain(valueAt(result, "x.x", "v")), messages: messages(result) };
}

describe.each([
  ["templatefile", templatefile],
  ["template_file", templateFile],
])("%s", (_, main) => {
  test("a variable that is missing is an error and a hole in the text", () => {
    const { value, messages } = rendered(main('{ a = "1" }'), "a=${a} b=${b} c=${a}");
    expect(value).toBe('a=1 b=<error at t.tpl:1:12("1")> c=1');
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/There is no variable named "b" in this template\./);
  });

  test("a reference to the configuration is one too", () => {
    const { value, messages } = rendered(main("{}"), "r=${var.region}");
    expect(value).toBe("r=<error at t.tpl:1:5.region>");
    expect(messages[0]).toMatch(/There is no variable named "var" in this template\./);
  });

  test("a variable that may be among unknown ones is unknown, and no error", () => {
    const { value, messages } = rendered(main('merge(var.m, { a = "1" })'), "a=${a} b=${b}");
    expect(value).toBe('a=1 b=<var.m["b"]>');
    expect(messages).toEqual([]);
    expect(rendered(main("var.m"), "b=${b}")).toEqual({ value: 'b=<var.m["b"]>', messages: [] });
  });
});

test("try falls back where a template fails", () => {
  const { value, messages } = rendered(
    'resource "x" "x" { v = try(templatefile("t.tpl", {}), "none") }',
    "a ${missing} b",
  );
  expect(value).toBe("none");
  expect(messages).toEqual([]);
});

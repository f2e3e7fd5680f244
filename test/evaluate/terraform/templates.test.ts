import { describe, expect, test } from "vitest";
import type { StringValue } from "../../../src/base/value.ts";
import { parseJsonText } from "../../../src/values/json-text.ts";
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

describe("templatestring", () => {
  const main = (template: string, vars = "{}"): string =>
    `variable "names" { type = set(string) }\nlocals {\n  t = ${template}\n}\nresource "x" "x" { v = templatestring(local.t, ${vars}) }`;
  const HEREDOC = '<<-EOT\n    {\n      "a": $${a}\n    }\n  EOT';

  test("what is in it stands where the template is written", () => {
    const json = valueAt(evaluateFiles(main(HEREDOC, "{ a = 1 }")), "x.x", "v")!;
    const read = parseJsonText(json as StringValue);
    if (!read.ok || read.value.kind !== "map") throw new Error("no object");
    const [entry] = read.value.keySpans!.values();
    expect([entry!.file.path, entry!.file.position(entry!.start)]).toEqual(["main.tf", { line: 5, column: 7 }]);
  });

  test("of a template that functions make the place is that of the call, and never one that there is not", () => {
    const made = main(`replace("$\${a} [b]", "b", "c")`, "{ a = 1 }");
    const value = valueAt(evaluateFiles(made), "x.x", "v")!;
    expect(plain(value)).toBe("1 [c]");
    expect(value.origin!.span.file.path).toBe("main.tf");
  });

  test("an error in it is told there", () => {
    const { diagnostics } = evaluateFiles(main(HEREDOC, "{ b = 1 }"));
    expect(diagnostics.map(({ span }) => span?.file.path)).toEqual(["main.tf"]);
  });

  test("loops are equal by what they repeat, and not by their places", () => {
    const of = (a: string, b: string): unknown => {
      const declared = 'variable "names" { type = set(string) }\n';
      const strings = `locals {\n  a = "%%{ for n in names }${a}%%{ endfor }"\n  b = "%%{ for n in names }${b}%%{ endfor }"\n}\n`;
      const equal =
        'resource "x" "x" {\n  v = templatestring(local.a, { names = var.names }) == templatestring(local.b, { names = var.names })\n}';
      return plain(valueAt(evaluateFiles(declared + strings + equal), "x.x", "v"));
    };
    expect(of("$${n},", "$${n},")).toBe(true);
    expect(of("$${n},", "$${n};")).toMatch(/^</);
  });
});

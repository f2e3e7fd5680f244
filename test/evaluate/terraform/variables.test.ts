import { describe, expect, test } from "vitest";
import { evaluateFiles, messages, plain, plainResources, valueAt } from "./support.ts";

const MAIN = `variable "a" { default = "default" }\nresource "x" "x" { a = var.a }\n`;

function valueOfA(files: Record<string, string>, options = {}): unknown {
  return plain(valueAt(evaluateFiles({ "main.tf": MAIN, ...files }, options), "x.x", "a"));
}

describe("precedence", () => {
  const layers: readonly [string, string][] = [
    ["terraform.tfvars", 'a = "tfvars"'],
    ["terraform.tfvars.json", '{"a": "json"}'],
    ["a.auto.tfvars", 'a = "auto a"'],
    ["b.auto.tfvars.json", '{"a": "auto b"}'],
  ];
  test.each([
    [0, "default"],
    [1, "tfvars"],
    [2, "json"],
    [3, "auto a"],
    [4, "auto b"],
  ])("of %i files the last one counts", (count, expected) => {
    expect(valueOfA(Object.fromEntries(layers.slice(0, count)))).toBe(expected);
  });

  test("files that are not named as automatic are not read", () => {
    expect(valueOfA({ "prod.tfvars": 'a = "prod"' })).toBe("default");
  });

  test("arguments count in their order, the environment below all files", () => {
    const files = { "prod.tfvars": 'a = "prod"', "terraform.tfvars": 'a = "tfvars"' };
    const environment = new Map([["a", "environment"]]);
    const file = { kind: "var-file", path: "prod.tfvars" };
    const argument = { kind: "var", name: "a", text: "argument" };
    expect(valueOfA({}, { environment })).toBe("environment");
    expect(valueOfA(files, { environment })).toBe("tfvars");
    expect(valueOfA(files, { environment, assignments: [argument, file] })).toBe("prod");
    expect(valueOfA(files, { environment, assignments: [file, argument] })).toBe("argument");
  });
});

describe("types", () => {
  test("text for a simple type is taken as it is, for others it is an expression", () => {
    const result = evaluateFiles(
      `variable "s" { type = string }\nvariable "l" { type = list(string) }\nresource "x" "x" {\n s = var.s\n l = var.l\n}`,
      {
        assignments: [
          { kind: "var", name: "s", text: '["a"]' },
          { kind: "var", name: "l", text: '["a", 1]' },
        ],
      },
    );
    expect(plainResources(result)).toEqual({ "x.x": { s: '["a"]', l: ["a", "1"] } });
  });

  test("optional attributes get their defaults, and what is not of the type is a diagnostic at the value", () => {
    const result = evaluateFiles({
      "main.tf": `
        variable "o" {
          type    = object({ port = optional(number, 80), name = optional(string) })
          default = {}
        }
        variable "n" { type = number }
        resource "x" "x" { o = var.o }`,
      "terraform.tfvars": 'n = "many"',
    });
    expect(plainResources(result)).toEqual({ "x.x": { o: { port: 80, name: null } } });
    expect(result.diagnostics.map(({ code, span }) => [code, span?.file.path])).toEqual([
      ["variable-type", "terraform.tfvars"],
    ]);
  });

  test("types of Terraform 0.11 are in quotes", () => {
    const result = evaluateFiles(`variable "l" {\n type = "list"\n default = []\n}\nresource "x" "x" { l = var.l }`);
    expect(plainResources(result)).toEqual({ "x.x": { l: [] } });
    expect(messages(result)).toEqual([]);
  });
});

test("a null overrides the default, unless the variable is not nullable", () => {
  const result = evaluateFiles({
    "main.tf": 'module "m" {\n source = "./m"\n a = null\n b = null\n}',
    "m/main.tf": `
      variable "a" { default = 1 }
      variable "b" {
        default  = 2
        nullable = false
      }
      resource "x" "x" { v = [var.a, var.b] }`,
  });
  expect(plainResources(result)).toEqual({ "module.m.x.x": { v: [null, 2] } });
});

test("a validation that is known to fail is a diagnostic at the value", () => {
  const result = evaluateFiles(`
    variable "p" {
      default = 70000
      validation {
        condition     = var.p < 65536
        error_message = "No port is that high."
      }
    }
    variable "q" {
      validation {
        condition     = var.q < 65536
        error_message = "No port is that high."
      }
    }`);
  expect(messages(result)).toEqual(["variable-validation: Invalid value for var.p: No port is that high."]);
});

test.each(['contains(["bridge", "awsvpc"], var.m)', 'var.m == "bridge" || ("awsvpc" == var.m)'])(
  "a variable without a value is one of those that its validation allows: %s",
  (condition) => {
    const text = `variable "m" {\n validation {\n condition = ${condition}\n error_message = "no"\n }\n}\nresource "x" "x" { m = var.m }`;
    const value = valueAt(evaluateFiles(text), "x.x", "m");
    expect(plain(value)).toBe('one of "bridge" | "awsvpc"');
    expect(value).toMatchObject({ symbol: "var.m", cause: { kind: "input" } });
  },
);

test("the origin of a variable's value leads through the module call to where it is written", () => {
  const result = evaluateFiles({
    "main.tf": 'variable "p" {}\nmodule "m" {\n source = "./m"\n port = var.p\n}',
    "terraform.tfvars": "p = 8080",
    "m/main.tf": 'variable "port" {}\nresource "x" "x" { port = var.port }',
  });
  const chain: string[] = [];
  for (let at = valueAt(result, "module.m.x.x", "port")?.origin; at !== undefined; at = at.via) {
    chain.push(`${at.kind} ${at.span.file.path}:${at.span.file.text.slice(at.span.start, at.span.end)}`);
  }
  expect(chain).toEqual([
    "reference m/main.tf:var.port",
    "module-argument main.tf:var.p",
    "reference main.tf:var.p",
    "variable-file terraform.tfvars:8080",
  ]);
});

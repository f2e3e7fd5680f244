import { describe, expect, test } from "vitest";
import { evaluateFiles, expressionValue, messages, plain, plainResources, valueAt } from "./support.ts";

test("&& and || do not report what the left side makes irrelevant", () => {
  const result = evaluateFiles(`
    variable "o" { default = null }
    variable "u" {}
    resource "x" "x" {
      a = var.o == null || var.o.on
      b = var.o != null && var.o.on
      c = var.u != null && var.o.on
    }`);
  expect(plainResources(result)).toMatchObject({ "x.x": { a: true, b: false } });
  expect(messages(result)).toEqual([]);
});

test("count may be sensitive", () => {
  const result = evaluateFiles(
    'variable "n" {\n default = 1\n sensitive = true\n}\nresource "x" "x" { count = var.n }',
  );
  expect(Object.keys(plainResources(result))).toEqual(["x.x[0]"]);
  expect(messages(result)).toEqual([]);
});

test("with an unknown condition, a branch that fails is not taken", () => {
  const result = evaluateFiles(
    'variable "u" {}\nlocals { l = [] }\nresource "x" "x" { v = var.u ? local.l[0] : "none" }',
  );
  expect(plainResources(result)).toEqual({ "x.x": { v: "none" } });
  expect(messages(result)).toEqual([]);
});

test("a provider's function is unknown", () => {
  expect(expressionValue('provider::aws::arn_parse("a").region')).toBe('<provider::aws::arn_parse("a").region>');
});

test("errors in what may not exist are not reported", () => {
  const result = evaluateFiles(`
    variable "on" {}
    locals { list = [] }
    resource "x" "x" {
      count = var.on ? 1 : 0
      v     = local.list[0]
    }`);
  expect(messages(result)).toEqual([]);
});

describe("an unknown choice of collections", () => {
  const declarations = 'variable "on" {}\nvariable "u" { type = set(string) }';

  test("one of which is unknown", () => {
    const result = evaluateFiles(`${declarations}
      resource "x" "x" {
        for_each = var.on ? toset(["a"]) : var.u
        name     = "n-\${each.key}"
      }`);
    expect(plainResources(result)).toEqual({ 'x.x["a"]?': { name: "n-a" }, "x.x[*]?": { name: "n-<var.u[each]>" } });
  });

  test("in a template's for", () => {
    const value = expressionValue('"%{ for k in var.on ? [1, 2] : [] }${k},%{ endfor }"', declarations);
    expect(value).toBe('one of "1,2," | ""');
  });

  test("flattened lists of unknown lists still say what their elements are", () => {
    const value = expressionValue(
      "[for x in flatten([for a in var.u : [for b in [1, 2] : { n = b }]]) : x.n]",
      declarations,
    );
    expect(value).toEqual(["...one of 1 | 2"]);
  });
});

describe("Terraform 0.11", () => {
  test("a map written as a block is a map to those who refer to it", () => {
    const result = evaluateFiles(
      'resource "aws_vpc" "v" {\n tags {\n Name = "n"\n }\n}\nresource "x" "x" { n = "${aws_vpc.v.tags["Name"]}" }',
    );
    expect(plain(valueAt(result, "x.x", "n"))).toBe("n");
  });

  test("an attribute of a counted resource without an index is that of the first", () => {
    const result = evaluateFiles('resource "aws_vpc" "v" { count = 1 }\nresource "x" "x" { n = "${aws_vpc.v.id}" }');
    expect(plain(valueAt(result, "x.x", "n"))).toBe("<aws_vpc.v[0].id>");
  });

  test("a list in quotes inside a list is that list", () => {
    const declarations = 'variable "l" { default = ["a", "b"] }\nvariable "u" { type = list(string) }';
    expect(expressionValue('["${var.l}", "c"]', declarations)).toEqual(["a", "b", "c"]);
    expect(expressionValue('["${var.u}"]', declarations)).toEqual(["...<var.u>"]);
    expect(expressionValue("[var.l]", declarations)).toEqual([["a", "b"]]);
  });

  test("a dotted index and an attribute splat", () => {
    const result = evaluateFiles(
      'resource "aws_vpc" "v" { count = 2 }\nresource "x" "x" { n = ["${aws_vpc.v.1.id}", "${aws_vpc.v.*.id}"] }',
    );
    expect(plain(valueAt(result, "x.x", "n"))).toEqual(["<aws_vpc.v[1].id>", "<aws_vpc.v[0].id>", "<aws_vpc.v[1].id>"]);
  });
});

test("the id of a resource is not a text that no such id begins with", () => {
  const declarations = 'resource "aws_security_group" "a" {}';
  expect(expressionValue('aws_security_group.a.id == "self" ? 1 : 2', declarations)).toBe(2);
  expect(expressionValue('aws_security_group.a.id != "" ? 1 : 2', declarations)).toBe(1);
  expect(expressionValue('aws_security_group.a.id == "sg-1" ? 1 : 2', declarations)).toBe("one of 1 | 2");
});

test("what is joined of one thing is that thing", () => {
  const declarations = 'resource "aws_vpc" "v" { count = 1 }';
  expect(expressionValue('"${join(" ", aws_vpc.v.*.id)}"', declarations)).toBe("<aws_vpc.v[0].id>");
});

test("a slice of an unknown list has as many elements as it asks for", () => {
  const declarations =
    'data "aws_availability_zones" "a" {}\nlocals { azs = slice(data.aws_availability_zones.a.names, 0, 2) }';
  expect(expressionValue("[length(local.azs), local.azs[1]]", declarations)).toEqual([
    2,
    "<aws_availability_zones().names[1]>",
  ]);
});

test("what may be declared in a part that cannot be read is not told as undeclared", () => {
  const result = evaluateFiles({
    "main.tf": 'resource "x" "x" {\n a = var.lost\n b = var.name\n c = var.other\n}',
    "variables.tf": 'variable "name" { default = "n" }\nvariable "lost" { type = bool; default = false }\n',
  });
  expect(plainResources(result)).toEqual({ "x.x": { a: "<var.lost>", b: "n", c: "<var.other>" } });
  expect(messages(result).filter((message) => message.includes("not declared"))).toEqual([
    "undeclared-reference: var.other is not declared in this directory.",
  ]);
  expect(valueAt(result, "x.x", "a")).toMatchObject({
    cause: { kind: "error", text: "var.lost may be declared in the part of variables.tf that cannot be read" },
  });
});

test("what a module may give away in a part that cannot be read is not told as missing", () => {
  const result = evaluateFiles({
    "main.tf":
      'module "m" { source = "./m" }\nresource "x" "x" {\n a = module.m.lost\n b = module.m.name\n c = module.m.other\n}',
    "m/lost.tf": 'output "lost" {\n  value = aws_lb.{{ .Project }}-alb.arn\n}\n',
    "m/main.tf": 'output "name" { value = "n" }\n',
  });
  expect(plainResources(result)).toEqual({ "x.x": { a: "<module.m.lost>", b: "n", c: "<module.m.other>" } });
  expect(messages(result).filter((message) => message.startsWith("undeclared"))).toEqual([
    'undeclared-reference: module.m has no output named "other".',
  ]);
  const text = "module.m.lost may be declared in the part of m/lost.tf that cannot be read";
  expect(valueAt(result, "x.x", "a")).toMatchObject({ cause: { kind: "error", text } });
});

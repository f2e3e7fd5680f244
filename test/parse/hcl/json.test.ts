import { describe, expect, it } from "vitest";
import { SourceFile, textOf } from "../../../src/base/source-file.ts";
import { parseHclJson } from "../../../src/parse/hcl/json.ts";
import { outlineBody } from "./outline.ts";

const parsed = (value: unknown, path = "main.tf.json") =>
  parseHclJson(new SourceFile(path, typeof value === "string" ? value : JSON.stringify(value)));
const read = (value: unknown, path?: string): string => {
  const { output, diagnostics } = parsed(value, path);
  expect(diagnostics).toEqual([]);
  return outlineBody(output.body);
};

describe("JSON configuration", () => {
  it.each([
    [
      { resource: { aws_lb: { a: { name: "x" }, b: {} } } },
      'resource "aws_lb" "a" {name=<"x">}; resource "aws_lb" "b" {}',
    ],
    [
      { resource: [{ aws_lb: { a: {} } }, { aws_lb: [{ b: {} }, { c: [{ x: 1 }, { x: 2 }] }] }] },
      'resource "aws_lb" "a" {}; resource "aws_lb" "b" {}; resource "aws_lb" "c" {x=1}; resource "aws_lb" "c" {x=2}',
    ],
    [[{ locals: { a: 1 } }, { locals: { b: 2 } }], "locals {a=1}; locals {b=2}"],
    [
      { provider: { aws: [{ region: "a" }, { alias: "b" }] } },
      'provider "aws" {region=<"a">}; provider "aws" {alias=<"b">}',
    ],
    [
      { variable: { v: { type: "list(string)", default: ["a"], validation: { condition: "${true}" } } } },
      'variable "v" {type=<"list(string)">; default=[<"a">]; validation {condition=<true>}}',
    ],
    [{ output: { o: { value: "${a.b}", depends_on: ["a.b"] } } }, 'output "o" {value=<(. a b)>; depends_on=[(. a b)]}'],
    [
      { module: { m: { source: "./m", providers: { aws: "aws.b" }, list: [{ a: null }] } } },
      'module "m" {source=<"./m">; providers={aws=(. aws b)}; list=[{a=null}]}',
    ],
    [
      {
        terraform: {
          required_version: ">= 1",
          backend: { s3: { bucket: "b" } },
          required_providers: { aws: { version: "5" } },
        },
      },
      'terraform {required_version=<">= 1">; backend "s3" {bucket=<"b">}; required_providers {aws={version=<"5">}}}',
    ],
    [
      {
        moved: { from: "a.b", to: "a.c[0]" },
        import: [{ to: "a.b", id: "x" }],
        removed: { from: "a.d", lifecycle: { destroy: false } },
      },
      'moved {from=(. a b); to=([] (. a c) 0)}; import {to=(. a b); id=<"x">}; removed {from=(. a d); lifecycle {destroy=false}}',
    ],
    [
      { check: { c: { data: { http: { h: { url: "u" } } }, assert: { condition: "${a}" } } } },
      'check "c" {data "http" "h" {url=<"u">}; assert {condition=<a>}}',
    ],
    [{ data: { x: { y: null } } }, ""],
  ])("reads %j", (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  it("reads blocks of resources as arguments, but for meta-arguments and dynamic blocks", () => {
    const body = {
      ingress: [{ from_port: 80, cidr_blocks: ["${var.c}"] }],
      lifecycle: { ignore_changes: ["tags"], precondition: [{ condition: true }] },
      provisioner: [{ "local-exec": { command: "x", connection: { host: "h" } } }],
      dynamic: {
        egress: {
          for_each: "${var.e}",
          iterator: "it",
          content: { a: "${it.key}", dynamic: { b: { for_each: [], content: {} } } },
        },
      },
      provider: "aws.other",
      count: -2,
    };
    expect(read({ resource: { t: { n: body } } })).toBe(
      'resource "t" "n" {ingress=[{from_port=80 cidr_blocks=[<(. var c)>]}]; provider=(. aws other); count=(- 2); ' +
        'lifecycle {ignore_changes=[tags]; precondition {condition=true}}; provisioner "local-exec" {command=<"x">; connection {host=<"h">}}; ' +
        'dynamic "egress" {for_each=<(. var e)>; iterator=it; content {a=<(. it key)>; dynamic "b" {for_each=[]; content {}}}}}',
    );
  });

  it("reads keys of objects as templates, and keys of bodies as names", () => {
    expect(read({ locals: { "${a}": { "${b}-c": 1, "$${d}": 2 } } })).toBe('locals {${a}={<b "-c">=1 <"${d}">=2}}');
  });

  it("keeps numbers as written and strings as templates with HCL's escapes, not JSON's", () => {
    expect(
      read(
        '{"locals":{"a":100000000000000000001,"b":1.50e3,"c":"x\\n\\"${d["k"]}\\" \\u00e9 $${e}"}}'.replace(
          'd["k"]',
          'd[\\"k\\"]',
        ),
      ),
    ).toBe('locals {a=100000000000000000001; b=1.50e3; c=<"x\\n\\"" ([] d <"k">) "\\" é ${e}">}');
  });

  it("takes // properties of bodies as comments, and those of objects as entries", () => {
    const { output } = parsed({
      "//": "one",
      resource: { "//": "two", t: { n: { "//": "three", m: { "//": "four" } } } },
    });
    expect(output.comments.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    expect(outlineBody(output.body)).toBe('resource "t" "n" {m={//=<"four">}}');
  });

  it("marks nodes in strings with their text in the file, whatever JSON escapes stand before", () => {
    const text = '{"resource": {"t": {"n": {"a": "\\u00e9 \\"${f(b, \\"c\\")}\\"", "d": [true]}}}}';
    const { output } = parsed(text);
    const [block] = output.body.blocks;
    expect(textOf(block!.headerSpan)).toBe('"n"');
    expect(textOf(block!.span)).toBe('"n": {"a": "\\u00e9 \\"${f(b, \\"c\\")}\\"", "d": [true]}');
    const [a, d] = block!.body.attributes;
    expect(textOf(a!.nameSpan)).toBe('"a"');
    expect(textOf(d!.span)).toBe('"d": [true]');
    if (a?.expression.kind !== "template") throw new Error("no template");
    const interpolation = a.expression.parts[1];
    if (interpolation?.kind !== "interpolation" || interpolation.expression.kind !== "call") throw new Error("no call");
    expect(textOf(interpolation.span)).toBe('${f(b, \\"c\\")}');
    expect(interpolation.expression.arguments.map(({ span }) => textOf(span))).toEqual(["b", '\\"c\\"']);
  });
});

describe("JSON variable files", () => {
  it("have arguments only, and strings that are what they are", () => {
    expect(read({ resource: { a: "${b}" }, c: ["$${d}"], "//": "e" }, "x.auto.tfvars.json")).toBe(
      'resource={a=<"${b}">}; c=[<"$${d}">]',
    );
  });
});

describe("broken JSON", () => {
  it("loses only the block or local whose template is broken, with the place in the file", () => {
    const { output, diagnostics } = parsed(
      '{"resource":{"t":{"a":{"x":"é${"},"b":{"x":1}}},"output":{"o":{"value":[{"k":"%{ if }"}]}}}',
    );
    expect(outlineBody(output.body)).toBe('resource "t" "b" {x=1}');
    expect(diagnostics.map(({ message, span }) => [message.split(":")[0], span!.start])).toEqual([
      ["Missing expression", 31],
      ["Missing expression", 84],
    ]);
  });

  it.each([
    ["[1]", "expected a JSON object with the arguments and blocks, but found 1"],
    [
      '{"resource":"x"}',
      'expected a JSON object whose properties are the labels of "resource" blocks, but found a string',
    ],
    ['{"locals":true}', 'expected a JSON object or array with the content of "locals" blocks, but found true'],
  ])("says what %s should have been", (text, message) => {
    expect(parsed(text).diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      `Incorrect JSON value type: ${message}`,
    ]);
  });

  it("reports an argument that is set twice", () => {
    const { output, diagnostics } = parsed('{"resource":{"t":{"n":{"a":1,"a":2}}},"locals":{"b":1}}');
    expect(outlineBody(output.body)).toBe("locals {b=1}");
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'Attribute redefined: the argument "a" was already set at line 1, and each argument may be set only once',
    ]);
  });

  it("is empty where the text is no JSON", () => {
    const { output, diagnostics } = parsed('{"a":');
    expect(output.body.attributes).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "json-syntax", notAnalysed: true }]);
  });
});

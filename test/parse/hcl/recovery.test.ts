import { describe, expect, it } from "vitest";
import { broken } from "./source.ts";

const FIRST = 'resource "a" "first" {\n  x = 1\n}\n';
const LAST = 'resource "a" "last" {\n  x = 3\n}\n\nlocals {\n  y = 4\n}\n';
const OTHERS = 'resource "a" "first" {x=1}; resource "a" "last" {x=3}; locals {y=4}';

describe("recovery", () => {
  it.each([
    ["a broken argument", 'resource "a" "b" {\n  x = \n  y = 1\n}\n'],
    ["a missing closing brace", 'resource "a" "b" {\n  x = 1\n'],
    ["a missing closing brace of a nested block", 'resource "a" "b" {\n  c {\n    x = 1\n}\n'],
    ["a missing closing bracket", 'resource "a" "b" {\n  x = [1,\n  2\n}\n'],
    ["a missing closing parenthesis", 'resource "a" "b" {\n  x = f(1\n}\n'],
    ["a surplus closing brace", 'resource "a" "b" {\n  c {\n  }\n  }\n  x = 1\n}\n'],
    ["a missing quote", 'resource "a" "b" {\n  x = "abc\n}\n'],
    ["a missing quote of a label", 'resource "a" "b {\n  x = 1\n}\n'],
    ["an interpolation without end", 'resource "a" "b" {\n  x = "${c"\n}\n'],
    ["an interpolation without end and without quote", 'resource "a" "b" {\n  x = "${c\n}\n'],
    ["a heredoc without end", 'resource "a" "b" {\n  x = <<EOT\n  text\n}\n'],
    [
      "a heredoc that holds a block",
      'resource "a" "b" {\n  x = 1 1\n  y = <<EOT\nresource "no" "block" {\n}\nEOT\n}\n',
    ],
    ["no equals sign", 'resource "a" "b" {\n  x 1\n}\n'],
    ["a stray character", 'resource "a" "b" {\n  x = 1;\n}\n'],
    ["a brace on the next line", 'resource "a" "b"\n{\n  x = 1\n}\n'],
    ["an argument set twice", 'resource "a" "b" {\n  x = 1\n  x = 2\n}\n'],
    ["words", "this is no configuration\n"],
    ["a merge conflict", "<<<<<<< HEAD\n"],
  ])("loses only the block with %s", (_, block) => {
    const { left, messages } = broken(`${FIRST}\n${block}\n${LAST}`);
    expect(left).toBe(OTHERS);
    expect(messages).not.toHaveLength(0);
  });

  it.each([
    ["Go", "{{ range .Values }}\n"],
    ["Jinja", 'a {\n  x = {% if b %}"{{ b }}"{% else %}c{% endif %}\n}\n'],
    ["Mustache, within a name", "a {\n  x = aws_lb.{{name}}_main.arn\n}\n"],
    ["ERB", "a {\n  x = <%= port %>\n}\n"],
  ])("reads nothing of a text template of %s: its actions may leave any part out", (_, block) => {
    const { left, messages } = broken(`${FIRST}\n${block}\n${LAST}`);
    expect(left).toBe("");
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain("text template");
  });

  it("takes braces in a text for no action of a template", () => {
    const { left, messages } = broken(`${FIRST}\na {\n  x = "{{ y }} {% z %}"\n  y = \n}\n${LAST}`);
    expect(left).toBe(OTHERS);
    expect(messages[0]).not.toContain("text template");
  });

  it("reports each broken block", () => {
    const { left, messages } = broken("a {\n  x = \n}\nb {\n  x = 1\n}\nc {\n  x = [\n}\n");
    expect(left).toBe("b {x=1}");
    expect(messages.map((message) => message.split(" ")[0])).toEqual(["2:7", "9:1"]);
  });

  it("loses only the broken argument of a variable file", () => {
    const { left, messages } = broken('a = 1\nb = [1, 2\nc = "x"\nd = "y\ne = { f = 1 }\n');
    expect(left).toBe('a=1; c=<"x">; e={f=1}');
    expect(messages).toHaveLength(2);
  });

  it("keeps the comments that it passes", () => {
    expect(broken("# one\na = <<E\nb {\n}\n# two\n").messages).toHaveLength(1);
  });
});

/** Instances of what is repeated over an unknown collection: those that are named by a constant key are told apart from each other. */
import { describe, expect, test } from "vitest";
import { evaluateFiles, messages, plainResources, valueAt } from "./support.ts";

describe("each constant key is an instance of its own", () => {
  test("of for_each over a set", () => {
    const result = evaluateFiles(`
      variable "names" { type = set(string) }
      resource "g" "g" {
        for_each = var.names
        name     = each.key
      }
      resource "x" "x" { ids = [g.g["lb"].id, g.g["app"].id] }`);
    expect(plainResources(result)).toEqual({
      'g.g["app"]?': { name: "app" },
      'g.g["lb"]?': { name: "lb" },
      "g.g[*]?": { name: "<var.names[each]>" },
      "x.x": { ids: ['<g.g["lb"].id>', '<g.g["app"].id>'] },
    });
    expect(messages(result)).toEqual([]);
  });

  test("of for_each over a map, with the value that the map has there", () => {
    const result = evaluateFiles(`
      variable "ports" { type = map(number) }
      resource "g" "g" {
        for_each = var.ports
        port     = each.value
      }
      output "a" { value = g.g["a"].id }`);
    expect(plainResources(result)).toMatchObject({ 'g.g["a"]?': { port: '<var.ports["a"]>' } });
  });

  test("of count, with all before it", () => {
    const result = evaluateFiles(`
      variable "n" { type = number }
      resource "g" "g" {
        count = var.n
        n     = count.index
      }
      locals { second = g.g.*.id[1] }`);
    expect(plainResources(result)).toEqual({
      "g.g[0]?": { n: 0 },
      "g.g[1]?": { n: 1 },
      "g.g[*]?": { n: "<count.index(var.n)>" },
    });
  });

  test("of a module call", () => {
    const result = evaluateFiles({
      "main.tf": `
        variable "names" {}
        module "g" {
          source   = "./g"
          for_each = toset(var.names)
        }
        resource "x" "x" { ids = [module.g["lb"].id, module.g["app"].id] }`,
      "g/main.tf": 'resource "g" "g" {}\noutput "id" { value = g.g.id }',
    });
    expect(plainResources(result)["x.x"]).toEqual({ ids: ['<module.g["lb"].g.g.id>', '<module.g["app"].g.g.id>'] });
  });
});

test("what is repeated over the same collection has the same keys, and goes with its own", () => {
  const result = evaluateFiles(`
    variable "names" { type = set(string) }
    variable "n" { type = number }
    resource "g" "g" { for_each = var.names }
    resource "s" "s" {
      for_each = var.names
      group    = g.g[each.key].id
    }
    resource "r" "r" {
      for_each = g.g
      group    = each.value.id
    }
    resource "c" "c" { count = var.n }
    resource "d" "d" {
      count = "\${length(c.c.*.id)}"
      c     = c.c[count.index].id
    }
    output "a" { value = [g.g["a"].id, c.c[0].id] }`);
  expect(plainResources(result)).toMatchObject({
    's.s["a"]?': { group: '<g.g["a"].id>' },
    "s.s[*]?": { group: "<g.g[var.names[each]].id>" },
    'r.r["a"]?': { group: '<g.g["a"].id>' },
    "d.d[0]?": { c: "<c.c[0].id>" },
  });
  expect(valueAt(result, "s.s[*]", "group")).toMatchObject({ ref: { address: "g.g[*]" } });
  expect(valueAt(result, "d.d[*]", "c")).toMatchObject({ ref: { address: "c.c[*]" } });
});

test("a constant key that no reference writes out is no instance that is known", () => {
  const result = evaluateFiles(`
    variable "names" { type = set(string) }
    locals { which = { a = "lb", b = "app" } }
    resource "g" "g" { for_each = var.names }
    resource "x" "x" {
      for_each = local.which
      id       = g.g[each.value].id
    }`);
  expect(plainResources(result)).toMatchObject({
    'x.x["a"]': { id: '<g.g["lb"].id>' },
    'x.x["b"]': { id: '<g.g["app"].id>' },
  });
  expect(valueAt(result, 'x.x["a"]', "id")).not.toHaveProperty("ref");
});

test("an instance that is named in a condition only may be missing all the same", () => {
  const result = evaluateFiles(`
    variable "n" { type = number }
    resource "g" "g" { count = var.n }
    output "a" { value = var.n > 0 ? g.g[0].id : null }`);
  expect(plainResources(result)).toEqual({ "g.g[0]?": {}, "g.g[*]?": {} });
});

test("try and can do not take for granted that an instance is there", () => {
  const result = evaluateFiles(`
    variable "names" { type = set(string) }
    variable "n" { type = number }
    resource "g" "g" { for_each = var.names }
    resource "c" "c" { count = var.n }
    resource "x" "x" {
      a = try(g.g["a"].id, "none")
      c = try(c.c[0].id, c.c[1].id, "none")
      is = can(g.g["a"].id)
    }`);
  expect(plainResources(result)["x.x"]).toEqual({
    a: 'one of "<g.g[\\"a\\"].id>" | "none"',
    c: 'one of "<c.c[0].id>" | "<c.c[1].id>" | "none"',
    is: '<can(g.g["a"] exists)>',
  });
});

test("a key that is not known stands in the address as what it is, and not in quotes", () => {
  const result = evaluateFiles(`
    variable "name" {}
    resource "g" "g" {
      for_each = toset(["\${var.name}-blue", var.name, "green", "$\${var.name}"])
    }`);
  expect(Object.keys(plainResources(result)).sort()).toEqual([
    'g.g["$${var.name}"]',
    'g.g["${var.name}-blue"]',
    'g.g["green"]',
    "g.g[var.name]",
  ]);
});

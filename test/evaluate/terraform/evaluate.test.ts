import { describe, expect, test } from "vitest";
import { evaluateFiles, expressionValue, messages, plain, plainResources, valueAt } from "./support.ts";

describe("names", () => {
  test("variables, locals and paths lead to their values", () => {
    const result = evaluateFiles(`
      variable "a" { default = 1 }
      locals { b = var.a + 1 }
      resource "x" "x" {
        values = [var.a, local.b, path.module, path.root, terraform.workspace]
      }`);
    expect(plain(valueAt(result, "x.x", "values"))).toEqual([1, 2, ".", ".", "default"]);
    expect(messages(result)).toEqual([]);
  });

  test("an input variable without a value is unknown, with its name and a hint", () => {
    const value = valueAt(evaluateFiles(`variable "id" {}\nresource "x" "x" { id = var.id }`), "x.x", "id");
    expect(value).toMatchObject({
      kind: "unknown",
      symbol: "var.id",
      cause: { kind: "input", text: "var.id has no value", hint: expect.stringContaining("--var id=") },
    });
  });

  test("an object variable without a value has unknown attributes", () => {
    const declarations = `variable "o" {\n type = object({ port = number, name = string })\n nullable = false\n }`;
    expect(expressionValue("[var.o.port, var.o]", declarations)).toEqual([
      "<var.o.port>",
      { port: "<var.o.port>", name: "<var.o.name>" },
    ]);
  });

  test("an object without a value may be null, and so may those in it", () => {
    const type =
      "object({ inner = optional(object({ port = number })), set = optional(object({ port = number }), { port = 1 }) })";
    const value = (expression: string) => expressionValue(expression, `variable "o" { type = ${type} }`);
    expect(value("[var.o.inner.port, var.o.set.port]")).toEqual(["<var.o.inner.port>", "<var.o.set.port>"]);
    for (const unknown of ["var.o == null", "can(var.o.set)", "can(var.o.inner.port)", "length(var.o[*])"])
      expect(value(unknown)).toMatch(/^(?:<|one of)/);
    expect(value("[for k, v in var.o : k]")).toEqual(["inner", "set"]);
    expect(value("can(var.o.inner.name)")).toBe(false);
  });

  test("a condition on the key rules out further entries, and not that an instance which is named may not be there", () => {
    const declarations = `
      variable "m" { type = map(string) }
      resource "aws_security_group" "keyed" { for_each = var.m }
      output "named" { value = aws_security_group.keyed["a"].id }`;
    const value = (expression: string) => expressionValue(expression, declarations);
    const all = 'merge(var.m, { a = "x", b = "y" })';
    expect(value(`[for k, v in ${all} : v if k == "a"]`)).toEqual(["x"]);
    expect(value(`{ for k, v in ${all} : k => v if contains(["a", "b"], k) }`)).toEqual({ a: "x", b: "y" });
    expect(value(`length([for k, v in ${all} : v if k != "a"])`)).toMatch(/^<.*>$/);
    expect(value('length([for k, g in aws_security_group.keyed : g.id if k == "a"])')).toMatch(/^<.*>$/);
  });

  test("a null is an error where something is made for each, so that it is none there", () => {
    const result = evaluateFiles(`
      variable "o" { type = object({ a = optional(string), b = number }) }
      resource "x" "each" { for_each = var.o }
      resource "x" "blocks" {
        dynamic "block" {
          for_each = var.o
          content { key = block.key }
        }
      }`);
    expect(messages(result)).toEqual([]);
    const { resources } = result.groups[0]!.worlds[0]!;
    expect(resources.map(({ address, exists }) => [address, exists])).toEqual([
      ['x.each["a"]', true],
      ['x.each["b"]', true],
      ["x.blocks", true],
    ]);
    expect(resources[2]!.body.blocks).toHaveLength(2);
  });

  test("what is not declared is an error that try does not catch", () => {
    const result = evaluateFiles(`resource "x" "x" { a = try(local.nowhere, 1) }`);
    expect(messages(result)).toEqual(["undeclared-reference: local.nowhere is not declared in this directory."]);
  });

  test("an attribute that a resource does not set is known after apply and keeps its identity", () => {
    const result = evaluateFiles(`
      resource "aws_security_group" "a" {}
      resource "x" "x" { a = aws_security_group.a.id }`);
    expect(valueAt(result, "x.x", "a")).toMatchObject({
      kind: "unknown",
      symbol: "aws_security_group.a.id",
      notNull: true,
      ref: { root: ".", address: "aws_security_group.a", attribute: "id" },
    });
  });

  test("a resource is also what follows the word resource, as Terraform 1.11.4 plans it", () => {
    const declarations = `
      resource "aws_security_group" "a" {
        count = 2
        name  = "x"
      }
      resource "aws_lb" "a" { name = resource.aws_security_group.a[0].name }`;
    const value = `[resource.aws_lb.a.name, resource.aws_security_group.a[*].name, [for resource in ["own"] : resource]]`;
    expect(expressionValue(value, declarations)).toEqual(["x", ["x", "x"], ["own"]]);
    const identity = expressionValue("[resource.aws_lb.a.arn, aws_lb.a.arn]", declarations);
    expect(identity).toEqual(["<aws_lb.a.arn>", "<aws_lb.a.arn>"]);
    const none = evaluateFiles(`resource "x" "x" { a = resource.aws_lb.none.arn }`);
    expect(messages(none)).toEqual(["undeclared-reference: aws_lb.none is not declared in this directory."]);
  });

  test("an ephemeral resource is declared like any other, and nothing of it is kept", () => {
    const result = evaluateFiles(`
      ephemeral "random_password" "one" { length = 20 }
      ephemeral "aws_ssm_parameter" "each" {
        for_each = toset(["a"])
        arn      = each.key
      }
      resource "x" "x" {
        a = ephemeral.random_password.one.result
        b = ephemeral.aws_ssm_parameter.each["a"].value
        c = [for ephemeral in ["own"] : ephemeral]
      }`);
    expect(messages(result)).toEqual([]);
    const text =
      "ephemeral.random_password.one is ephemeral: each run of Terraform opens it anew and keeps nothing of it";
    expect(valueAt(result, "x.x", "a")).toMatchObject({ kind: "unknown", cause: { kind: "external", text } });
    expect(plainResources(result)["x.x"]).toEqual({
      a: "<ephemeral.random_password.one.result>",
      b: '<ephemeral.aws_ssm_parameter.each["a"].value>',
      c: ["own"],
    });
    const wrong = evaluateFiles(`
      resource "random_password" "one" {}
      ephemeral "random_password" "two" {}
      ephemeral "random_password" "two" {}
      resource "x" "x" { a = ephemeral.random_password.one.result }`);
    expect(messages(wrong)).toEqual([
      "duplicate-declaration: ephemeral.random_password.two is declared twice.",
      "undeclared-reference: ephemeral.random_password.one is not declared in this directory.",
    ]);
  });

  test("whether Terraform applies is not known, as it plans first", () => {
    const result = evaluateFiles(`resource "x" "x" {\n  a = terraform.applying ? 1 : 2\n  b = !terraform.applying\n}`);
    expect(messages(result)).toEqual([]);
    expect(plainResources(result)).toEqual({ "x.x": { a: "one of 1 | 2", b: "<!terraform.applying>" } });
    const none = evaluateFiles(`resource "x" "x" { a = terraform.planning }`);
    expect(messages(none)).toEqual(["undeclared-reference: terraform.planning is not declared in this directory."]);
  });

  test("an attribute that a resource sets has that value, with a chain of origins", () => {
    const result = evaluateFiles(`
      variable "name" { default = "web" }
      resource "aws_lb" "a" { name = var.name }
      resource "x" "x" { name = aws_lb.a.name }`);
    const value = valueAt(result, "x.x", "name");
    expect(plain(value)).toBe("web");
    const kinds: string[] = [];
    for (let at = value?.origin; at !== undefined; at = at.via) kinds.push(at.kind);
    expect(kinds).toEqual(["reference", "reference", "variable-default"]);
  });

  test("an unset attribute that the provider does not compute is null", () => {
    expect(expressionValue("aws_lb_target_group.t.vpc_id == null", `resource "aws_lb_target_group" "t" {}`)).toBe(true);
  });

  test("a cycle is a diagnostic", () => {
    const result = evaluateFiles(`locals {\n a = local.b\n b = local.a\n}`);
    expect(messages(result)).toEqual([
      "cycle: Terraform refuses a cycle: local.a → local.b (main.tf:2) → local.a (main.tf:3).",
    ]);
  });

  test("a module fed with its own output is no cycle", () => {
    const result = evaluateFiles({
      "main.tf": `module "m" {\n source = "./m"\n in = module.m.fixed\n}\nresource "x" "x" { v = module.m.out }`,
      "m/main.tf": `variable "in" {}\noutput "fixed" { value = "f" }\noutput "out" { value = "<\${var.in}>" }`,
    });
    expect(plain(valueAt(result, "x.x", "v"))).toBe("<f>");
    expect(messages(result)).toEqual([]);
  });
});

describe("what is partly known", () => {
  const unknown = `variable "u" {}`;

  test("a template keeps what is known", () => {
    expect(expressionValue('"a-${var.u}-b"', unknown)).toBe("a-<var.u>-b");
  });

  test("a lone interpolation keeps its type", () => {
    expect(expressionValue('"${1}"')).toBe(1);
  });

  test("a conditional on an unknown keeps both branches", () => {
    expect(expressionValue("var.u ? 22 : 443", unknown)).toBe("one of 22 | 443");
    expect(expressionValue("(var.u ? 22 : 443) + 1", unknown)).toBe("one of 23 | 444");
    expect(expressionValue("{ a = var.u ? 1 : 1 }.a", unknown)).toBe(1);
  });

  test("a choice of collections is searched in all of them", () => {
    expect(expressionValue("(var.u ? { a = 1, b = 2 } : { a = 1, b = 3 }).a", unknown)).toBe(1);
    expect(expressionValue("(var.u ? { a = 1, b = 2 } : { a = 1, b = 3 }).b", unknown)).toBe("one of 2 | 3");
  });

  test.each([
    ["try((var.u ? [1] : [])[0], 7)", "one of 1 | 7"],
    ['try(a.a[0].id, "none")', 'one of "<a.a[0].id>" | "none"'],
    ['try(local.o.a, local.o.b, "none")', 'one of 1 | 2 | "none"'],
    ['try(var.u ? tonumber("x") : 3, 4)', "one of 3 | 4"],
    ['try(tonumber(var.u ? "x" : "1"), tonumber(var.u ? "2" : "x"), 9)', "one of 1 | 2 | 9"],
    ["try([1, 2][var.u ? 0 : 1], 9)", "one of 1 | 2"],
    ["can((var.u ? [1] : [])[0])", "<can((var.u ? tolist([1]) : tolist([]))?|error)>"],
  ])("what fails or not, depending on an unknown, makes try and can depend on it: %s", (expression, value) => {
    const declarations = `
      variable "u" {
        type     = bool
        nullable = false
      }
      resource "a" "a" { count = var.u ? 1 : 0 }
      locals { o = var.u ? { a = 1 } : { b = 2 } }`;
    expect(expressionValue(expression, declarations)).toEqual(value);
  });

  describe("what AWS gives to every resource is neither null nor empty", () => {
    const resources = `
      resource "aws_vpc" "v" {}
      resource "aws_default_vpc" "d" {}
      resource "aws_autoscaling_group" "g" {}
      resource "aws_lb" "l" {}
      resource "aws_instance" "i" {}
      data "aws_vpc" "found" {}`;

    test.each([
      "aws_vpc.v.id",
      "aws_vpc.v.default_security_group_id",
      "aws_vpc.v.default_network_acl_id",
      "aws_vpc.v.main_route_table_id",
      "aws_vpc.v.default_route_table_id",
      "aws_default_vpc.d.default_security_group_id",
      "aws_autoscaling_group.g.name",
      "aws_autoscaling_group.g.arn",
      "aws_lb.l.dns_name",
      "aws_instance.i.primary_network_interface_id",
      "data.aws_vpc.found.main_route_table_id",
    ])("%s", (of) => {
      const all = `{
        kept      = compact([${of}, ""])
        first     = coalesce(${of}, "other")
        listed    = coalescelist(compact([${of}]), ["other"])
        filled    = ${of} != "" && "" != ${of} && !(${of} == "")
        there     = ${of} != null
        measured  = length(${of}) > 0 && 0 < length(${of}) && length(${of}) != 0 && !(length(${of}) < 1)
      }`;
      expect(expressionValue(all, resources)).toMatchObject({
        kept: [`<${of}>`],
        first: `<${of}>`,
        listed: [`<${of}>`],
        filled: true,
        there: true,
        measured: true,
      });
    });

    test("but what only may be given stays open", () => {
      expect(
        expressionValue("compact([aws_lb.l.customer_owned_ipv4_pool, aws_instance.i.public_ip])", resources),
      ).toEqual(["...<aws_instance.i.public_ip>"]);
      expect(expressionValue("length(var.u) > 0", unknown)).toMatch(/^<.*length\(var\.u\).*>$/);
    });

    test("a list that has something is longer than nothing, whatever follows", () => {
      const list = "concat([aws_vpc.v.id], var.u)";
      expect(expressionValue(`length(${list}) > 0`, `${resources}${unknown}`)).toBe(true);
      expect(expressionValue(`length(${list}) >= 1`, `${resources}${unknown}`)).toBe(true);
      expect(expressionValue(`length(${list}) > 1`, `${resources}${unknown}`)).toMatch(/^</);
      expect(expressionValue(`1 + length(${list})`, `${resources}${unknown}`)).toMatch(/^</);
      expect(expressionValue("length(toset([aws_vpc.v.id, var.u])) > 1", `${resources}${unknown}`)).toMatch(/^</);
    });
  });

  test("a directive on an unknown keeps both texts", () => {
    expect(expressionValue('"a%{ if var.u }b%{ endif }"', unknown)).toMatch(/^a<.*>$/);
  });

  // As `terraform console` has it: an error, whatever the branches are.
  test("a directive on a null is an error", () => {
    expect(expressionValue('try("%{ if tobool(null) }a%{ else }x%{ endif }", "failed")', unknown)).toBe("failed");
  });

  test("for over an unknown list says what each element gives", () => {
    expect(expressionValue("[for s in var.u : s.port]", unknown)).toEqual(["...<var.u[*].port>"]);
  });

  test("a filter that is not known leaves both possibilities", () => {
    expect(expressionValue("[for k in [1, 2] : k if k == 1 || var.u]", unknown)).toBe("one of [1] | [1,2]");
  });
});

describe("repetition", () => {
  test("count and for_each make instances", () => {
    const result = evaluateFiles(`
      resource "c" "c" {
        count = 2
        n     = count.index
      }
      resource "f" "f" {
        for_each = { b = 1, a = 2 }
        k        = each.key
        v        = each.value
      }
      resource "z" "z" { count = "0" }
      resource "x" "x" {
        ids = [c.c[1].n, f.f["a"].v]
        all = c.c.*.n
        map = { for k, f in f.f : k => f.v }
      }`);
    expect(plainResources(result)).toEqual({
      "c.c[0]": { n: 0 },
      "c.c[1]": { n: 1 },
      'f.f["a"]': { k: "a", v: 2 },
      'f.f["b"]': { k: "b", v: 1 },
      "x.x": { ids: [1, 2], all: [0, 1], map: { a: 2, b: 1 } },
    });
  });

  test("a count that is one of several makes instances that may exist", () => {
    const result = evaluateFiles(`
      variable "on" {}
      resource "a" "a" { count = var.on ? 1 : 0 }
      resource "x" "x" {
        one = a.a[0].id
        all = a.a[*].id
      }`);
    expect(plainResources(result)).toEqual({
      "a.a[0]?": {},
      "x.x": { one: "<a.a[0].id>", all: 'one of [] | ["<a.a[0].id>"]' },
    });
    expect(messages(result)).toEqual([]);
  });

  test("an unknown for_each makes a pattern, and equal collections agree on their keys", () => {
    const result = evaluateFiles(`
      variable "services" { type = map(object({ port = number })) }
      resource "t" "t" {
        for_each = var.services
        port     = each.value.port
      }
      resource "s" "s" {
        for_each = var.services
        target   = t.t[each.key].id
        name     = each.key
      }`);
    expect(plainResources(result)).toEqual({
      "t.t[*]?": { port: "<var.services[each].port>" },
      "s.s[*]?": { target: "<t.t[each.key(var.services)].id>", name: "<each.key(var.services)>" },
    });
    expect(valueAt(result, "s.s[*]", "target")).toMatchObject({ ref: { address: "t.t[*]", attribute: "id" } });
  });

  test("for_each over a list, a null and a sensitive value are diagnostics", () => {
    const result = evaluateFiles(`
      variable "s" {
        default   = { a = 1 }
        sensitive = true
      }
      resource "a" "a" { for_each = ["x"] }
      resource "b" "b" { for_each = null }
      resource "c" "c" { for_each = var.s }
      resource "d" "d" { count = -1 }`);
    expect(messages(result)).toEqual([
      "invalid-repetition: The value of for_each must be a map or a set of strings: this is a list (toset() makes a set of it).",
      "invalid-repetition: The value of for_each must be a map or a set of strings: this is null.",
      "invalid-repetition: The value of for_each must not be sensitive: its keys become addresses.",
      "invalid-repetition: The value of count must be a whole number, zero or more: it is no whole number.",
    ]);
  });

  test("too many instances end in a diagnostic", () => {
    const result = evaluateFiles(`resource "a" "a" { count = 1000000 }`);
    expect(messages(result)).toEqual([
      "too-many-instances: There is too much to evaluate, and what depends on it is not known: there are more than the 10000 instances that a root may have.",
    ]);
  });
});

describe("dynamic blocks", () => {
  test("are generated, nested and with their own iterator", () => {
    const result = evaluateFiles(`
      resource "x" "x" {
        dynamic "outer" {
          for_each = { a = [1, 2], b = [] }
          iterator = o
          content {
            name = o.key
            dynamic "inner" {
              for_each = o.value
              content { n = inner.value }
            }
          }
        }
      }`);
    expect(plainResources(result)).toEqual({
      "x.x": { outer: [{ name: "a", inner: [{ n: 1 }, { n: 2 }] }, { name: "b" }] },
    });
  });

  test("over a choice, blocks may exist; over an unknown, there is a pattern and any number of others", () => {
    const result = evaluateFiles(`
      variable "on" {}
      variable "ports" { type = list(number) }
      resource "x" "x" {
        dynamic "a" {
          for_each = var.on ? [1] : []
          content { v = a.value }
        }
        dynamic "b" {
          for_each = var.ports
          content { v = b.value }
        }
      }`);
    expect(plainResources(result)).toEqual({
      "x.x": { a: [{ v: 1, "exists?": true }], b: [{ v: "<var.ports[each]>", "exists?": true }] },
    });
    const [resource] = result.groups[0]!.worlds[0]!.resources;
    expect([...resource!.body.furtherBlocks.keys()]).toEqual(["b"]);
  });
});

describe("null", () => {
  test("a null argument is absent", () => {
    expect(plainResources(evaluateFiles(`resource "x" "x" {\n a = null\n b = 1\n}`))).toEqual({ "x.x": { b: 1 } });
  });
});

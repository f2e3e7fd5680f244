/** Declarations that depend on each other. What is a cycle was asked of `terraform plan` (1.11), case by case. */
import { describe, expect, test } from "vitest";
import { evaluateFiles, messages, plainResources } from "./support.ts";

const CHILD = `
  variable "in" { default = "" }
  resource "aws_security_group" "inner" { description = var.in }
  output "fixed" { value = "f" }
  output "out" { value = aws_security_group.inner.id }`;

function cyclesOf(main: string): readonly string[] {
  const result = evaluateFiles({ "main.tf": main, "m/main.tf": CHILD });
  return result.diagnostics
    .filter(({ code }) => code === "cycle")
    .map(({ message }) => message.replace(/ \([\w/.]+:\d+\)/g, ""));
}

const group = (name: string, args: string) => `resource "aws_security_group" "${name}" {\n ${args}\n}\n`;
const AB = "Terraform refuses a cycle: aws_security_group.a → aws_security_group.b → aws_security_group.a.";
const BACK = group("b", "description = aws_security_group.a.id");

describe("a cycle", () => {
  test.each([
    ["inline rules", group("a", "ingress {\n security_groups = [aws_security_group.b.id]\n }") + BACK],
    ["an argument that is known all the same", group("a", "description = aws_security_group.b.name") + BACK],
    ["a branch that is not taken", group("a", 'description = false ? aws_security_group.b.id : ""') + BACK],
    ["no instances", group("a", "count = 0\n description = aws_security_group.b.id") + BACK],
    ["depends_on", group("a", "depends_on = [aws_security_group.b]") + BACK],
    [
      "a condition of the lifecycle",
      group(
        "a",
        'lifecycle {\n postcondition {\n condition = aws_security_group.b.id != ""\n error_message = "x"\n }\n }',
      ) + BACK,
    ],
    ["what replaces it", group("a", "lifecycle { replace_triggered_by = [aws_security_group.b] }") + BACK],
    ["a provisioner", group("a", 'provisioner "local-exec" {\n command = aws_security_group.b.id\n }') + BACK],
    [
      "a dynamic block",
      group("a", 'dynamic "ingress" {\n for_each = aws_security_group.b[*].id\n content {\n from_port = 1\n }\n }') +
        BACK,
    ],
    ["a template", group("a", 'description = "%{ if true }${aws_security_group.b.id}%{ endif }"') + BACK],
  ])("by %s", (_, text) => {
    expect(cyclesOf(text)).toEqual([AB]);
  });

  test.each([
    [
      "through a local",
      `locals { x = aws_security_group.a.id }\n${group("a", "description = local.x")}`,
      ["local.x", "aws_security_group.a"],
    ],
    [
      "of three",
      group("a", "description = aws_security_group.b.id") +
        group("b", "description = aws_security_group.c.id") +
        group("c", "description = aws_security_group.a.id"),
      ["aws_security_group.a", "aws_security_group.b", "aws_security_group.c"],
    ],
    [
      "with a data source",
      `data "aws_security_group" "d" { id = aws_security_group.a.id }\n${group("a", "description = data.aws_security_group.d.name")}`,
      ["data.aws_security_group.d", "aws_security_group.a"],
    ],
    [
      "through a module",
      `${group("a", "description = module.m.out")}module "m" {\n source = "./m"\n in = aws_security_group.a.id\n}`,
      ["aws_security_group.a", "module.m.output.out", "module.m.aws_security_group.inner", "module.m.var.in"],
    ],
    [
      "by what a module waits for",
      `${group("a", "description = module.m.fixed")}module "m" {\n source = "./m"\n depends_on = [aws_security_group.a]\n}`,
      ["aws_security_group.a", "module.m.output.fixed", "module.m (expand)"],
    ],
    [
      "by a module's count",
      'locals { n = module.m[0].fixed == "f" ? 1 : 0 }\nmodule "m" {\n source = "./m"\n count = local.n\n}',
      ["local.n", "module.m.output.fixed", "module.m (expand)"],
    ],
    [
      "by a whole module, whichever output is meant",
      'module "m" {\n source = "./m"\n for_each = toset(["a"])\n in = module.m[each.key].fixed\n}',
      ["module.m.var.in", "module.m"],
    ],
  ])("%s", (_, text, names) => {
    expect(cyclesOf(text)).toEqual([`Terraform refuses a cycle: ${[...names, names[0]].join(" → ")}.`]);
  });

  test.each([
    ["a resource", group("a", "description = aws_security_group.a.vpc_id"), "aws_security_group.a"],
    [
      "another instance of a resource",
      group("a", 'count = 2\n description = count.index == 0 ? "" : aws_security_group.a[0].id'),
      "aws_security_group.a",
    ],
    ["a local", "locals { a = local.a }", "local.a"],
  ])("of one: %s that refers to itself", (_, text, name) => {
    expect(cyclesOf(text)).toEqual([`${name} refers to itself, which Terraform refuses.`]);
  });
});

describe("no cycle", () => {
  const instance = (name: string, body: string) => `resource "aws_instance" "${name}" {\n ${body}\n}\n`;
  const run = (name: string) =>
    `provisioner "local-exec" {\n  command = "echo \${aws_instance.${name}.private_ip}"\n }`;
  test("between two that name each other, one of them in a provisioner, there is one", () =>
    expect(cyclesOf(instance("a", run("b")) + instance("b", "user_data = aws_instance.a.id"))).toHaveLength(1));
  test.each([
    ["a resource that names itself in a provisioner", instance("a", run("a"))],
    ["a resource that names itself in its connection", instance("a", "connection {\n  host = aws_instance.a.id\n }")],
    ["one direction", group("a", "") + BACK],
    [
      "rules that stand apart",
      `${group("a", "")}${group("b", "")}resource "aws_security_group_rule" "x" {\n security_group_id = aws_security_group.a.id\n source_security_group_id = aws_security_group.b.id\n}\nresource "aws_security_group_rule" "y" {\n security_group_id = aws_security_group.b.id\n source_security_group_id = aws_security_group.a.id\n}`,
    ],
    [
      "a module fed with an output that does not depend on it",
      'module "m" {\n source = "./m"\n in = module.m.fixed\n}',
    ],
    [
      "the same of one instance",
      'module "m" {\n source = "./m"\n for_each = toset(["a"])\n in = module.m["a"].fixed\n}',
    ],
    [
      "a name that a for expression binds",
      group(
        "a",
        'description = join("", [for aws_security_group in [{ a = { id = "x" } }] : aws_security_group.a.id])',
      ),
    ],
    [
      "self, and attributes that are ignored",
      group("a", 'lifecycle { ignore_changes = [description] }\n provisioner "local-exec" {\n command = self.id\n }'),
    ],
  ])("%s", (_, text) => {
    expect(cyclesOf(text)).toEqual([]);
  });
});

test("is told with every place, and with what to do about groups", () => {
  const result = evaluateFiles(group("a", "ingress {\n security_groups = [aws_security_group.b.id]\n }") + BACK);
  const [cycle] = result.diagnostics;
  expect(messages(result)).toEqual([
    "cycle: Terraform refuses a cycle: aws_security_group.a → aws_security_group.b (main.tf:3) → aws_security_group.a (main.tf:7).",
  ]);
  expect(cycle?.severity).toBe("error");
  expect(cycle?.hint).toContain("aws_vpc_security_group_ingress_rule");
});

test("leaves nothing known that goes round in it; the rest is as it is", () => {
  const result = evaluateFiles(
    `${group("a", 'name = "a"\n ingress {\n security_groups = [aws_security_group.b.id, aws_security_group.c.id]\n }')}${BACK}${group("c", "")}resource "aws_lb" "l" { security_groups = [aws_security_group.a.id] }`,
  );
  expect(plainResources(result)).toEqual({
    "aws_security_group.a": {
      name: "a",
      ingress: [{ security_groups: ["<aws_security_group.b.id in a cycle>", "<aws_security_group.c.id>"] }],
    },
    "aws_security_group.b": { description: "<aws_security_group.a.id in a cycle>" },
    "aws_security_group.c": {},
    "aws_lb.l": { security_groups: ["<aws_security_group.a.id>"] },
  });
});

test("inside a module that is called twice is told once, and holds in both", () => {
  const result = evaluateFiles({
    "main.tf": 'module "x" { source = "./n" }\nmodule "y" {\n source = "./n"\n count = 2\n}',
    "n/main.tf": group("a", "description = aws_security_group.b.id") + BACK,
  });
  expect(messages(result)).toEqual([
    "cycle: Terraform refuses a cycle: module.x.aws_security_group.a → module.x.aws_security_group.b (n/main.tf:2) → module.x.aws_security_group.a (n/main.tf:5).",
  ]);
  expect(plainResources(result)["module.y[1].aws_security_group.b"]).toEqual({
    description: "<module.y[1].aws_security_group.a.id in a cycle>",
  });
});

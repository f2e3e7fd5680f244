/** What is learned once all roots were evaluated is told as if it had been known before. */
import { expect, test } from "vitest";
import type { StackContents, TerraformInput } from "../../../src/evaluate/input.ts";
import { evaluateTerraform, type TerraformResult } from "../../../src/evaluate/terraform/evaluate.ts";
import { inputOf, plain, plainBody } from "./support.ts";

/** What is not known is called with its root's id once that has met another one, and by its name alone in a root that never did. */
const withoutRoots = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(/<[a-z]+:/g, "<"));

/** What graphs are made from. */
function told({ groups, diagnostics, finding, stored }: TerraformResult) {
  const worlds = (all: TerraformResult["groups"][number]["worlds"]) =>
    all.map(({ resources, links, assumptions, outputs }) => ({
      resources: resources.map(({ root, address, exists, repeated, body }) => [
        root,
        address,
        plain(exists === true ? undefined : exists),
        repeated,
        plainBody(body),
      ]),
      links: links.map(({ from, to }) => [from, to]),
      assumptions: assumptions.map(({ text }) => text).sort(),
      outputs: [...(outputs ?? [])].map(([root, own]) => [root, [...own].map(([name, value]) => [name, plain(value)])]),
    }));
  return withoutRoots({
    groups: groups.map(({ roots, elsewhere, choices, opened, ...group }) => ({
      roots: roots.map(({ id }) => id),
      elsewhere: [...(elsewhere ?? [])],
      worlds: worlds(group.worlds),
      opened: worlds(opened?.() ?? []),
      choices: (choices ?? []).map(({ root, alternatives }) => [
        root,
        alternatives().map((one) => [one.name, worlds(one.worlds() ?? [])]),
      ]),
    })),
    diagnostics: diagnostics.map(({ message }) => message),
    finding: [...finding],
    stored: stored.map(({ name }) => name),
  });
}

const VPC = (name: string, cidr: string): string =>
  `resource "aws_vpc" "v" {\n  cidr_block = "${cidr}"\n  tags = { Name = "${name}" }\n}\n`;
const FINDS = (name: string): string =>
  `data "aws_vpc" "found" {\n  tags = { Name = "${name}" }\n}\nresource "aws_ecs_service" "s" {}\nresource "x" "x" { v = data.aws_vpc.found.cidr_block }\n`;
const FOR_OTHERS = `variable "name" {}\nvariable "port" { default = 80 }\nresource "aws_security_group" "g" { name = var.name\n ingress { from_port = var.port } }\n`;

/** Roots that find in each other, in several and in none, one for others, and one with a state that another one reads. */
const OWN = {
  "network/main.tf": `${VPC("main", "10.0.0.0/16")}output "cidr" { value = aws_vpc.v.cidr_block }\nterraform {\n  backend "s3" {\n    bucket = "b"\n    key = "network"\n  }\n}\n`,
  "finds/main.tf": FINDS("main"),
  "either/main.tf": FINDS("twice"),
  "one/main.tf": VPC("twice", "10.1.0.0/16"),
  "two/main.tf": VPC("twice", "10.2.0.0/16"),
  "looks/main.tf": FINDS("elsewhere"),
  "module/main.tf": FOR_OTHERS,
  "reads/main.tf": `data "terraform_remote_state" "n" {\n  backend = "s3"\n  config = {\n    bucket = "b"\n    key = "network"\n  }\n}\nresource "x" "x" { v = data.terraform_remote_state.n.outputs.cidr }\n`,
  "stack/main.tf": `resource "aws_cloudformation_stack" "s" {\n  name = "s"\n  template_body = "{}"\n}\nresource "x" "x" { v = aws_cloudformation_stack.s.outputs["Cidr"] }\n${FINDS(
    "main",
  )
    .replace(/"s" \{\}/, '"t" {}')
    .replace('"x" "x"', '"x" "y"')}`,
};

const CONTENTS: StackContents = {
  resources: [],
  outputs: new Map([["Cidr", { kind: "string", value: "10.9.0.0/16" }]]),
  exports: new Map(),
  assumptions: [{ kind: "template", text: "the stack is what its template says" }],
  notEvaluated: [],
  unread: [],
  lost: [],
  diagnostics: [],
};

const input = (files: Readonly<Record<string, string>>): TerraformInput => inputOf(files, {}, []);

test("stacks that are read", () => {
  const readStack = () => CONTENTS;
  const before = evaluateTerraform({ ...input(OWN), readStack });
  const alone = evaluateTerraform(input(OWN));
  expect([alone.deploysUnread, before.deploysUnread]).toEqual([true, false]);
  const later = alone.reading(readStack);
  expect(later.deploysUnread).toBe(false);
  expect(told(later)).toEqual(told(before));
  expect(JSON.stringify(told(later))).toContain("10.9.0.0/16");
  expect(told(later)).not.toEqual(told(alone));
});

test.each([
  ["what one looks for", { "there/main.tf": VPC("elsewhere", "10.3.0.0/16") }],
  ["another one of what is found", { "there/main.tf": VPC("main", "10.4.0.0/16") }],
  ["a third of which each may be meant", { "there/main.tf": VPC("twice", "10.5.0.0/16") }],
  ["nothing of it", { "there/main.tf": VPC("nobody's", "10.6.0.0/16") }],
])("roots beside them that have %s", (_, others) => {
  const beside = evaluateTerraform(input(others)).offered();
  const before = evaluateTerraform({ ...input(OWN), offered: beside });
  const alone = evaluateTerraform(input(OWN));
  expect(told(alone.beside(beside))).toEqual(told(before));
  const readStack = () => CONTENTS;
  expect(told(alone.reading(readStack).beside(beside))).toEqual(
    told(evaluateTerraform({ ...input(OWN), offered: beside, readStack })),
  );
});

test("roots that have nothing to do with what is learned are not evaluated again", () => {
  const alone = evaluateTerraform(input(OWN));
  const ofRoot = (result: TerraformResult, path: string) =>
    result.groups.find(({ roots }) => roots.some((root) => root.path === path))!.worlds[0]!.resources;
  const later = alone.reading(() => CONTENTS);
  expect(ofRoot(later, "module")[0]).toBe(ofRoot(alone, "module")[0]);
  const beside = alone.beside(evaluateTerraform(input({ "there/main.tf": VPC("elsewhere", "10.3.0.0/16") })).offered());
  expect(ofRoot(beside, "finds")[0]).toBe(ofRoot(alone, "finds")[0]);
  expect(ofRoot(beside, "looks")[0]).not.toBe(ofRoot(alone, "looks")[0]);
});

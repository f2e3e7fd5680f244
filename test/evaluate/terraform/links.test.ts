import { describe, expect, test } from "vitest";
import { evaluateFiles, plain, valueAt } from "./support.ts";

const NETWORK =
  'resource "aws_security_group" "alb" {\n name = "alb"\n tags = { Name = "the-alb" }\n}\noutput "sg" { value = aws_security_group.alb.id }';

function links(data: string, strict = false, network = NETWORK): readonly (readonly string[])[] {
  const result = evaluateFiles({ "network/main.tf": network, "app/main.tf": data }, { strict }, []);
  return result.groups.flatMap((group) =>
    group.worlds.flatMap((world) =>
      world.links.map(({ from, to }) => [`${from.root}/${from.address}`, `${to.root}/${to.address}`]),
    ),
  );
}

describe("data sources that find a resource of the scan", () => {
  const found = [["app/data.aws_security_group.a", "network/aws_security_group.alb"]];
  test.each([
    ["a name", 'data "aws_security_group" "a" { name = "alb" }'],
    ["a tag", 'data "aws_security_group" "a" { tags = { Name = "the-alb" } }'],
    ["a filter", 'data "aws_security_group" "a" {\n filter {\n name = "tag:Name"\n values = ["the-*"]\n }\n}'],
  ])("by %s", (_, data) => {
    expect(links(data)).toEqual(found);
  });

  test.each([
    ["another name", 'data "aws_security_group" "a" { name = "other" }'],
    ["an unknown name", 'variable "n" {}\ndata "aws_security_group" "a" { name = var.n }'],
    ["nothing", 'data "aws_security_group" "a" {}'],
  ])("not by %s", (_, data) => {
    expect(links(data)).toEqual([]);
  });

  test("not where two can be meant, nor with --strict", () => {
    const byName = 'data "aws_security_group" "a" { name = "alb" }';
    expect(links(byName, false, `${NETWORK}\nresource "aws_security_group" "b" { name = "alb" }`)).toEqual([]);
    expect(links(byName, true)).toEqual([]);
  });

  test("by any name that the provider has for the type", () => {
    const network = 'resource "aws_lb" "web" { name = "web" }';
    expect(links('data "aws_alb" "a" { name = "web" }', false, network)).toEqual([
      ["app/data.aws_alb.a", "network/aws_lb.web"],
    ]);
  });

  test("bring their roots into one group, with symbols that are told apart", () => {
    const files = {
      "network/main.tf": `${NETWORK}\nvariable "v" {}\nresource "x" "n" { v = var.v }`,
      "app/main.tf": 'data "aws_security_group" "a" { name = "alb" }\nvariable "v" {}\nresource "x" "a" { v = var.v }',
      "other/main.tf": 'variable "v" {}\nresource "x" "o" { v = var.v }',
    };
    const result = evaluateFiles(files, {}, []);
    expect(result.groups.map((group) => group.roots.map((root) => root.path))).toEqual([["app", "network"], ["other"]]);
    expect(["x.n", "x.a", "x.o"].map((address) => plain(valueAt(result, address, "v")))).toEqual([
      "<network:var.v>",
      "<app:var.v>",
      "<var.v>",
    ]);
  });
});

describe("remote state", () => {
  const backend = 'terraform {\n backend "s3" {\n bucket = "b"\n key = "network"\n }\n}\n';
  const reading = (key: string) =>
    `data "terraform_remote_state" "n" {\n backend = "s3"\n config = {\n bucket = "b"\n key = "${key}"\n region = "x"\n }\n}\nresource "x" "x" {\n new = data.terraform_remote_state.n.outputs.sg\n old = data.terraform_remote_state.n.sg\n}`;

  test("leads to the outputs of the root that writes it", () => {
    const result = evaluateFiles({ "network/main.tf": backend + NETWORK, "app/main.tf": reading("network") }, {}, []);
    expect(plain(valueAt(result, "x.x", "new"))).toBe("<network:aws_security_group.alb.id>");
    expect(valueAt(result, "x.x", "old")).toMatchObject({
      ref: { root: "network", address: "aws_security_group.alb", attribute: "id" },
    });
    expect(result.groups).toHaveLength(1);
    expect(result.groups[0]?.worlds[0]?.assumptions).toMatchObject([{ kind: "remote-state" }]);
  });

  test("of another key is unknown", () => {
    const result = evaluateFiles({ "network/main.tf": backend + NETWORK, "app/main.tf": reading("elsewhere") }, {}, []);
    expect(valueAt(result, "x.x", "new")).toMatchObject({ kind: "unknown", cause: { kind: "external" } });
    expect(result.groups).toHaveLength(2);
  });
});

/** What data sources find among the resources of a scan, and what they read of it. */
import { describe, expect, test } from "vitest";
import type { UnknownValue } from "../../../src/base/value.ts";
import type { EvaluateResult } from "../../../src/evaluate/resource.ts";
import { evaluateFiles, plain, valueAt } from "./support.ts";

type Files = Readonly<Record<string, string>>;

function evaluated(files: Files, strict = false): EvaluateResult {
  return evaluateFiles(files, { strict }, []);
}

/** What `resource "x" "x" { v = … }` of the files gives. */
function read(files: Files, strict = false): unknown {
  return plain(valueAt(evaluated(files, strict), "x.x", "v"));
}

function causeOf(files: Files): UnknownValue["cause"] {
  const value = valueAt(evaluated(files), "x.x", "v");
  if (value?.kind !== "unknown") throw new Error(`it is known: ${JSON.stringify(value)}`);
  return value.cause;
}

function assumptions(result: EvaluateResult): readonly string[] {
  return result.groups.flatMap(({ worlds }) => worlds.flatMap((world) => world.assumptions.map(({ text }) => text)));
}

const reads = (expression: string): string => `\nresource "x" "x" {\n  v = ${expression}\n}\n`;

const VPC = `resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
`;
const BY_NAME = 'data "aws_vpc" "v" {\n  tags = { Name = "main" }\n}\n';

describe("an attribute of a data source", () => {
  test("is what the resource that is found has", () => {
    expect(read({ "main.tf": VPC + BY_NAME + reads("data.aws_vpc.v.cidr_block") })).toBe("10.0.0.0/16");
  });

  test("is it in another root, too, and can be calculated with", () => {
    const app = BY_NAME + reads("cidrsubnet(data.aws_vpc.v.cidr_block, 8, 1)");
    const result = evaluated({ "app/main.tf": app, "network/main.tf": VPC });
    expect(plain(valueAt(result, "x.x", "v"))).toBe("10.0.1.0/24");
    expect(assumptions(result)).toEqual(["data.aws_vpc.v finds aws_vpc.main of network"]);
  });

  test("that names another resource is the reference to that", () => {
    const network = `${VPC}resource "aws_subnet" "a" {\n  vpc_id = aws_vpc.main.id\n  tags = { Name = "a" }\n}\n`;
    const app = 'data "aws_subnet" "a" {\n  tags = { Name = "a" }\n}\n';
    const result = evaluated({ "app/main.tf": app + reads("data.aws_subnet.a.vpc_id"), "network/main.tf": network });
    expect(valueAt(result, "x.x", "v")).toMatchObject({ ref: { root: "network", address: "aws_vpc.main" } });
  });

  test("leads on through another data source", () => {
    const network = `${VPC + BY_NAME}resource "aws_ssm_parameter" "range" {\n  name = "/range"\n  type = "String"\n  value = data.aws_vpc.v.cidr_block\n}\n`;
    const app = 'data "aws_ssm_parameter" "r" {\n  name = "/range"\n}\n';
    expect(read({ "app/main.tf": app + reads("data.aws_ssm_parameter.r.value"), "network/main.tf": network })).toBe(
      "10.0.0.0/16",
    );
  });

  test("is found by what another data source finds", () => {
    const subnet = 'resource "aws_subnet" "a" {\n  vpc_id = aws_vpc.main.id\n  cidr_block = "10.0.1.0/24"\n}\n';
    const app = `${BY_NAME}data "aws_subnet" "s" {\n  vpc_id = data.aws_vpc.v.id\n}\n`;
    expect(read({ "app/main.tf": app + reads("data.aws_subnet.s.cidr_block"), "network/main.tf": VPC + subnet })).toBe(
      "10.0.1.0/24",
    );
  });

  test("by the id that the source itself names needs no assumption", () => {
    const files = {
      "main.tf": `${VPC}data "aws_vpc" "v" {\n  id = aws_vpc.main.id\n}\n${reads("data.aws_vpc.v.cidr_block")}`,
    };
    expect(read(files)).toBe("10.0.0.0/16");
    expect(assumptions(evaluated(files))).toEqual([]);
  });

  test("by what the source writes of it, neither", () => {
    const task = 'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n  network_mode = "bridge"\n}\n';
    const data = 'data "aws_ecs_task_definition" "web" {\n  task_definition = aws_ecs_task_definition.web.family\n}\n';
    const result = evaluated({ "main.tf": task + data + reads("data.aws_ecs_task_definition.web.network_mode") });
    expect(plain(valueAt(result, "x.x", "v"))).toBe("bridge");
    expect(assumptions(result)).toEqual([]);
  });

  test("is open under strict, and where the resource is made from what is found", () => {
    expect(read({ "main.tf": VPC + BY_NAME + reads("data.aws_vpc.v.cidr_block") }, true)).toBe(
      "<data.aws_vpc.v.cidr_block>",
    );
    const circle = `${BY_NAME}resource "aws_vpc" "b" {\n  cidr_block = data.aws_vpc.v.cidr_block\n  tags = { Name = "main" }\n}\n`;
    const result = evaluated({ "main.tf": circle + reads("data.aws_vpc.v.cidr_block") });
    expect(plain(valueAt(result, "x.x", "v"))).toBe("<data.aws_vpc.v.cidr_block>");
    expect(result.diagnostics).toEqual([]);
  });
});

describe("a match is certain or it is none", () => {
  test("what is known of a name of which parts are not fits wildcards, or does not", () => {
    const named = (tier: string) =>
      `resource "aws_subnet" "${tier}" {\n  vpc_id = aws_vpc.main.id\n  tags = { Name = "net-${tier}-${"$"}{data.aws_availability_zones.z.names[0]}" }\n}\n`;
    const network = `${VPC}data "aws_availability_zones" "z" {}\n${named("public")}${named("private")}`;
    const app = 'data "aws_subnets" "p" {\n  filter {\n    name = "tag:Name"\n    values = ["net-private-*"]\n  }\n}\n';
    const result = evaluated({ "app/main.tf": app + reads("data.aws_subnets.p.ids"), "network/main.tf": network });
    expect(assumptions(result)).toEqual(["data.aws_subnets.p finds aws_subnet.private of network and no others"]);
  });

  const open = (resource: string, data: string): UnknownValue["cause"] =>
    causeOf({ "app/main.tf": data + reads("data.aws_vpc.v.cidr_block"), "network/main.tf": resource });

  test("what is not known of the resource is said, with what settles it, and that does", () => {
    const network = VPC.replace('"main" }', "var.name }").replace("resource", 'variable "name" {}\nresource');
    expect(open(network, BY_NAME)).toMatchObject({
      text: "data.aws_vpc.v may find aws_vpc.main of network: its tag Name is not compared because var.name has no value",
      hint: "give it with --var name=… or in a terraform.tfvars file",
    });
    const files = { "app/main.tf": BY_NAME + reads("data.aws_vpc.v.cidr_block"), "network/main.tf": network };
    const settled = evaluateFiles(files, { assignments: [{ kind: "var", name: "name", text: "main" }] }, []);
    expect(plain(valueAt(settled, "x.x", "v"))).toBe("10.0.0.0/16");
  });

  test("what a thing belongs to is referred to, as the hint says", () => {
    const network = `${VPC}resource "aws_subnet" "a" {\n  vpc_id = aws_vpc.main.id\n  cidr_block = "10.0.1.0/24"\n  tags = { Name = "a" }\n}\n`;
    const app = (vpc: string) =>
      `data "aws_subnet" "a" {\n  vpc_id = ${vpc}\n  tags = { Name = "a" }\n}\n${reads("data.aws_subnet.a.cidr_block")}`;
    const files = { "app/main.tf": `variable "vpc" {}\n${app("var.vpc")}`, "network/main.tf": network };
    expect(causeOf(files)).toMatchObject({
      text: "data.aws_subnet.a may find aws_subnet.a of network: whether its vpc_id is that of aws_vpc.main is not known",
      hint: "refer to aws_vpc.main in data.aws_subnet.a, or to a data source that finds it",
    });
    expect(read({ ...files, "app/main.tf": BY_NAME + app("data.aws_vpc.v.id") })).toBe("10.0.1.0/24");
  });

  test("what belongs to something of another estate is none of this one", () => {
    const network = `resource "aws_lb" "l" {\n  name = "l"\n}\nresource "aws_lb_listener" "h" {\n  load_balancer_arn = aws_lb.l.arn\n  port = 80\n}\n`;
    const app = (name: string) =>
      `data "aws_lb" "l" {\n  name = "${name}"\n}\ndata "aws_lb_listener" "h" {\n  load_balancer_arn = data.aws_lb.l.arn\n  port = 80\n}\n${reads("data.aws_lb_listener.h.port == 80 ? data.aws_lb_listener.h.arn : null")}`;
    const found = (name: string) =>
      evaluated({ "app/main.tf": app(name), "network/main.tf": network }).groups.flatMap(({ worlds }) =>
        worlds.flatMap(({ links }) => links.map(({ to }) => to.address)),
      );
    expect(found("l")).toEqual(["aws_lb.l", "aws_lb_listener.h"]);
    expect(found("other")).toEqual([]);
  });

  test("variables of two roots that are called alike are not the same", () => {
    const named = 'variable "name" {}\n';
    expect(
      open(named + VPC.replace('"main" }', "var.name }"), named + BY_NAME.replace('"main"', "var.name")).text,
    ).toMatch(/^data.aws_vpc.v may find aws_vpc.main of network/);
  });

  test("one tag that is not known is enough", () => {
    expect(
      open(VPC, 'variable "t" {}\ndata "aws_vpc" "v" {\n  tags = { Name = "main", Team = var.t }\n}\n').text,
    ).toMatch(/looked up in AWS/);
    const tagged = VPC.replace('Name = "main"', 'Name = "main", Team = "a"');
    expect(
      open(tagged, 'variable "t" {}\ndata "aws_vpc" "v" {\n  tags = { Name = "main", Team = var.t }\n}\n'),
    ).toMatchObject({ hint: "give it with --var t=… or in a terraform.tfvars file" });
  });

  test.each([
    ["another name", 'data "aws_vpc" "v" {\n  tags = { Name = "other" }\n}\n'],
    ["tags of which one is not there", 'data "aws_vpc" "v" {\n  tags = { Name = "main", Team = "x" }\n}\n'],
    ["the default one", 'data "aws_vpc" "v" {\n  default = true\n  tags = { Name = "main" }\n}\n'],
    ["nothing that tells it from others", 'data "aws_vpc" "v" {\n  state = "available"\n}\n'],
    ["an id that is written out", 'data "aws_vpc" "v" {\n  id = "vpc-12345678"\n}\n'],
  ])("%s finds nothing here", (_, data) => {
    expect(open(VPC, data).text).toBe("data.aws_vpc.v.cidr_block is looked up in AWS when Terraform runs");
  });

  test("what is looked for is said, and scanning what has it finds it", () => {
    const app = {
      "app/main.tf": 'data "aws_vpc" "v" {\n  tags = { Name = "main" }\n}\n' + reads("data.aws_vpc.v.cidr_block"),
    };
    expect(causeOf(app).hint).toMatch(/^scan the directory that defines the aws_vpc with the tag Name "main" too/);
    expect(read({ ...app, "network/main.tf": VPC })).toBe("10.0.0.0/16");
  });

  test("an id says nothing to anybody: a name does", () => {
    const app = (by: string) => ({
      "app/main.tf": `data "aws_vpc" "v" {\n  ${by}\n}\n${reads("data.aws_vpc.v.cidr_block")}`,
    });
    expect(causeOf({ ...app('id = "vpc-12345678"'), "network/main.tf": VPC }).hint).toMatch(
      /^look it up by a name or tags in place of its id, and scan the directory that defines it too/,
    );
    expect(read({ ...app('tags = { Name = "main" }'), "network/main.tf": VPC })).toBe("10.0.0.0/16");
  });

  test("what is not known of what is asked for comes first, and then settles it", () => {
    const app = {
      "app/main.tf": `variable "n" {}\ndata "aws_vpc" "v" {\n  tags = { Name = var.n }\n}\n${reads("data.aws_vpc.v.cidr_block")}`,
    };
    expect(causeOf(app).hint).toMatch(
      /^give it with --var n=… or in a terraform.tfvars file; and scan the directory that defines what it finds/,
    );
    const given = { assignments: [{ kind: "var", name: "n", text: "main" }] } as const;
    expect(plain(valueAt(evaluateFiles({ ...app, "network/main.tf": VPC }, given, []), "x.x", "v"))).toBe(
      "10.0.0.0/16",
    );
  });

  test.each([
    ["tags of which some are not known", 'tags = merge(var.more, { Name = "main" })'],
    [
      "filters of which some are not known",
      'tags = { Name = "main" }\n dynamic "filter" {\n for_each = var.more\n content {\n name = filter.key\n values = [filter.value]\n }\n }',
    ],
    ["a filter whose name is not known", 'tags = { Name = "main" }\n filter {\n name = var.more\n values = ["a"]\n }'],
    [
      "a filter that nothing is known of",
      'tags = { Name = "main" }\n filter {\n name = "owner-alias"\n values = ["a"]\n }',
    ],
  ])("%s only may be met", (_, asked) => {
    const data = `variable "more" {}\ndata "aws_vpc" "v" {\n  ${asked}\n}\n`;
    expect(open(VPC, data).text).toMatch(/^data.aws_vpc.v may find aws_vpc.main of network: /);
    expect(open(VPC.replace('"main" }', '"other" }'), data).text).toMatch(/looked up in AWS/);
  });

  test("a truth that is asked for as a text", () => {
    const subnet = 'resource "aws_subnet" "a" {\n  cidr_block = "10.0.1.0/24"\n  map_public_ip_on_launch = true\n}\n';
    const data = (public_: string) =>
      `data "aws_subnet" "a" {\n  cidr_block = "10.0.1.0/24"\n  filter {\n    name = "map-public-ip-on-launch"\n    values = ["${public_}"]\n  }\n}\n`;
    const isPublic = reads("data.aws_subnet.a.map_public_ip_on_launch");
    expect(read({ "main.tf": subnet + data("true") + isPublic })).toBe(true);
    expect(read({ "main.tf": subnet + data("false") + isPublic })).toBe("<data.aws_subnet.a.map_public_ip_on_launch>");
  });

  test.each([
    ["values are alternatives, with wildcards", 'values = ["x", "ma?n*"]', true],
    ["none of them", 'values = ["x", "ma?"]', false],
  ])("%s", (_, values, isFound) => {
    const data = `data "aws_vpc" "v" {\n  filter {\n    name = "tag:Name"\n    ${values}\n  }\n}\n`;
    const files = { "main.tf": VPC + data + reads("data.aws_vpc.v.cidr_block") };
    expect(read(files)).toBe(isFound ? "10.0.0.0/16" : "<data.aws_vpc.v.cidr_block>");
  });
});

describe("where the provider looks", () => {
  const provider = (region: string, more = ""): string => `provider "aws" {\n  region = "${region}"\n${more}}\n`;
  const app = BY_NAME + reads("data.aws_vpc.v.cidr_block");

  test("another region has other things", () => {
    const files = { "app/main.tf": provider("eu-west-1") + app, "network/main.tf": provider("us-east-1") + VPC };
    expect(read(files)).toBe("<data.aws_vpc.v.cidr_block>");
    expect(read({ ...files, "network/main.tf": provider("eu-west-1") + VPC })).toBe("10.0.0.0/16");
  });

  test("another account has other things", () => {
    const role = (account: string) => `  assume_role {\n    role_arn = "arn:aws:iam::${account}:role/x"\n  }\n`;
    const network = provider("eu-west-1", role("111111111111")) + VPC;
    const files = { "app/main.tf": provider("eu-west-1", role("222222222222")) + app, "network/main.tf": network };
    expect(read(files)).toBe("<data.aws_vpc.v.cidr_block>");
  });

  test("two configurations of one root are there to be told apart", () => {
    const west = 'variable "r" {}\nprovider "aws" {\n  alias = "west"\n  region = var.r\n}\n';
    const data = BY_NAME.replace("{\n", "{\n  provider = aws.west\n");
    const files = { "main.tf": provider("us-east-1") + west + VPC + data + reads("data.aws_vpc.v.cidr_block") };
    expect(causeOf(files)).toMatchObject({
      text: "data.aws_vpc.v may find aws_vpc.main: it is not known whether both are in one region and account",
    });
  });

  test("a module has what its call passes", () => {
    const west = 'provider "aws" {\n  alias = "west"\n  region = "us-west-2"\n}\n';
    const call = 'module "m" {\n  source = "./m"\n  providers = { aws = aws.west }\n}\n';
    const root = provider("us-east-1") + west + call + app;
    const files = { "main.tf": root, "m/main.tf": VPC };
    expect(read(files)).toBe("<data.aws_vpc.v.cidr_block>");
    expect(read({ ...files, "main.tf": root.replace("\n  providers = { aws = aws.west }", "") })).toBe("10.0.0.0/16");
  });

  test("what names no configuration is read without harm, however deep", () => {
    const deep = (inner: string) => BY_NAME.replace("{\n", `{\n  provider = ${inner}\n`) + VPC;
    const deepest = [`aws${".a".repeat(20_000)}`, `${"(".repeat(500)}aws${")".repeat(500)}`];
    for (const provider of deepest)
      expect(evaluated({ "main.tf": deep(provider) }).groups.flatMap(({ worlds }) => worlds)).toHaveLength(1);
  });

  test("tags that the provider adds are the resource's", () => {
    const tags = '  default_tags {\n    tags = { Name = "main" }\n  }\n';
    const network = provider("eu-west-1", tags) + VPC.replace('Name = "main"', "");
    expect(read({ "app/main.tf": app, "network/main.tf": network })).toBe("10.0.0.0/16");
  });
});

describe("several that fit", () => {
  const app = `${BY_NAME}resource "aws_ecs_service" "s" {}\n${reads("data.aws_vpc.v.cidr_block")}`;
  const other = VPC.replace("10.0.", "10.1.");
  const alternatives = (files: Files) =>
    evaluated(files).groups.flatMap(({ choices }) =>
      choices!.flatMap((choice) =>
        choice.alternatives().map(({ name, worlds }) => {
          const found = worlds()?.[0]?.resources.find(({ address }) => address === "x.x");
          return [choice.root, name, plain(found?.body.attributes.get("v")?.value)];
        }),
      ),
    );

  test("of two roots are tried each, and left open else", () => {
    const files = { "app/main.tf": app, "dev/main.tf": VPC, "prod/main.tf": other };
    expect(causeOf(files)).toMatchObject({
      text: "data.aws_vpc.v may find aws_vpc.main of dev or aws_vpc.main of prod",
      hint: "scan only the directory of the one that is meant together with this one",
    });
    expect(alternatives(files)).toEqual([
      ["app", "dev", "10.0.0.0/16"],
      ["app", "prod", "10.1.0.0/16"],
    ]);
    expect(evaluated(files).groups).toHaveLength(3);
    expect(read({ "app/main.tf": app, "prod/main.tf": other })).toBe("10.1.0.0/16");
  });

  test("are not tried where no flow depends on it", () => {
    const files = {
      "app/main.tf": app.replace("aws_ecs_service", "aws_lb"),
      "dev/main.tf": VPC,
      "prod/main.tf": other,
    };
    expect(alternatives(files)).toEqual([]);
  });

  test("leave the one of the data source's own root", () => {
    expect(read({ "app/main.tf": app + VPC, "prod/main.tf": other })).toBe("10.0.0.0/16");
  });

  test("count where one of another root only may fit", () => {
    const open = `variable "n" {}\n${other.replace('"main" }', "var.n }")}`;
    expect(
      alternatives({ "app/main.tf": app, "dev/main.tf": VPC, "prod/main.tf": open }).map(([, name]) => name),
    ).toEqual(["dev", "prod"]);
  });

  test("are tried for lists, too", () => {
    const subnet = `${VPC}resource "aws_subnet" "a" {\n  tags = { Tier = "x" }\n  vpc_id = aws_vpc.main.id\n}\n`;
    const list = `data "aws_subnets" "s" {\n  tags = { Tier = "x" }\n}\nresource "aws_ecs_service" "s" {}\n${reads("data.aws_subnets.s.ids")}`;
    expect(alternatives({ "app/main.tf": list, "dev/main.tf": subnet, "prod/main.tf": subnet })).toEqual([
      ["app", "dev", ["<aws_subnet.a.id>"]],
      ["app", "prod", ["<aws_subnet.a.id>"]],
    ]);
  });
});

describe("a data source that finds any number", () => {
  const subnet = (name: string, tier: string, more = ""): string =>
    `resource "aws_subnet" "${name}" {\n  vpc_id = aws_vpc.main.id\n  tags = { Tier = ${tier} }\n${more}}\n`;
  const network = VPC + subnet("a", '"private"') + subnet("b", '"private"') + subnet("c", '"public"');
  const data = (type: string): string =>
    `data "${type}" "s" {\n  filter {\n    name = "vpc-id"\n    values = [aws_vpc.main.id]\n  }\n  tags = { Tier = "private" }\n}\n`;

  test("finds all of the scan that match, in an order that nobody knows", () => {
    const result = evaluated({ "main.tf": network + data("aws_subnets") + reads("data.aws_subnets.s.ids") });
    const ids = valueAt(result, "x.x", "v");
    expect(ids).toMatchObject({
      shape: "list",
      elements: [{ oneOf: [{}, {}] }, { oneOf: [{}, {}] }],
      inSomeOrder: [{ symbol: "aws_subnet.a.id" }, { symbol: "aws_subnet.b.id" }],
    });
    expect(assumptions(result)).toEqual(["data.aws_subnets.s finds aws_subnet.a, aws_subnet.b and no others"]);
  });

  test("as a set has no order", () => {
    const both = ["<aws_subnet.a.id>", "<aws_subnet.b.id>"];
    expect(read({ "main.tf": network + data("aws_subnets") + reads("toset(data.aws_subnets.s.ids)") })).toEqual(both);
    const old = data("aws_subnet_ids").replace(/filter {[^}]*}/, "vpc_id = aws_vpc.main.id");
    expect(read({ "main.tf": network + old + reads("data.aws_subnet_ids.s.ids") })).toEqual(both);
    expect(read({ "main.tf": network + data("aws_subnets") + reads("length(data.aws_subnets.s.ids)") })).toBe(2);
  });

  test("one by its place is any of them", () => {
    const value = valueAt(
      evaluated({ "main.tf": network + data("aws_subnets") + reads("data.aws_subnets.s.ids[0]") }),
      "x.x",
      "v",
    );
    expect(value).toMatchObject({ oneOf: [{ symbol: "aws_subnet.a.id" }, { symbol: "aws_subnet.b.id" }] });
  });

  test("leads on to each of what it finds, or to any of them", () => {
    const ranged = network.replaceAll(
      /"aws_subnet" "(.)" {/g,
      '"aws_subnet" "$1" {\n  availability_zone = "eu-west-1$1"',
    );
    const each = 'data "aws_subnet" "e" {\n  for_each = toset(data.aws_subnets.s.ids)\n  id = each.value\n}\n';
    const zones = reads("[for s in data.aws_subnet.e : s.availability_zone]");
    expect(read({ "main.tf": ranged + data("aws_subnets") + each + zones })).toEqual(["eu-west-1a", "eu-west-1b"]);
    const one = 'data "aws_subnet" "e" {\n  id = data.aws_subnets.s.ids[1]\n}\n';
    const files = { "main.tf": ranged + data("aws_subnets") + one + reads("data.aws_subnet.e.availability_zone") };
    expect(valueAt(evaluated(files), "x.x", "v")).toMatchObject({
      oneOf: [{ value: "eu-west-1a" }, { value: "eu-west-1b" }],
    });
  });

  test("may find more, where one may match", () => {
    const open = `variable "t" {}\n${network}${subnet("d", "var.t")}`;
    const value = valueAt(
      evaluated({ "main.tf": open + data("aws_subnets") + reads("data.aws_subnets.s.ids") }),
      "x.x",
      "v",
    );
    expect(value).toMatchObject({
      elements: [{ symbol: "aws_subnet.a.id" }, { symbol: "aws_subnet.b.id" }],
      rest: {
        cause: {
          text: "aws_subnet.d may be among what data.aws_subnets.s finds: its tag Tier is not compared because var.t has no value",
        },
      },
      restFrom: 0,
    });
  });

  test("does not put together what two roots have, unless it is of one VPC", () => {
    const tagged = 'data "aws_subnets" "s" {\n  tags = { Tier = "private" }\n}\n' + reads("data.aws_subnets.s.ids");
    const files = { "app/main.tf": tagged, "dev/main.tf": network, "prod/main.tf": network };
    expect(causeOf(files).text).toMatch(/what is looked for stands in several roots/);
  });

  test("finds nothing certain where the number is not known", () => {
    const many = `variable "n" {}\n${VPC}${subnet("a", '"private"', "  count = var.n\n")}`;
    const cause = causeOf({ "main.tf": many + data("aws_subnets") + reads("data.aws_subnets.s.ids") });
    expect(cause.text).toMatch(/data.aws_subnets.s may find aws_subnet.a\[\*\]/);
    expect(cause.hint).toBe("give it with --var n=… or in a terraform.tfvars file");
  });
});

describe("values that are stored", () => {
  const stored = (type: string): string =>
    `resource "aws_ssm_parameter" "p" {\n  name = "/p"\n  type = "${type}"\n  value = "10.0.0.0/16"\n}\n`;
  const app = `data "aws_ssm_parameter" "p" {\n  name = "/p"\n}\n${reads("data.aws_ssm_parameter.p.value")}`;

  test("are what the resource stores; a secret stays one", () => {
    expect(read({ "app/main.tf": app, "store/main.tf": stored("String") })).toBe("10.0.0.0/16");
    const secret = evaluated({ "app/main.tf": app, "store/main.tf": stored("SecureString") });
    expect(valueAt(secret, "x.x", "v")).toMatchObject({ value: "10.0.0.0/16", sensitive: true });
  });
});

describe("what is told of a data source", () => {
  const hint = (name: string) =>
    causeOf({ "main.tf": `data "aws_vpc" "v" {\n  tags = { Name = ${name} }\n}\n${reads("data.aws_vpc.v.id")}` }).hint;

  test("has no secret in it, and nothing that is longer than a name", () => {
    expect(hint('sensitive("secret")')).not.toMatch(/secret/);
    expect(hint(`"${"x".repeat(10_000)}"`)?.length).toBeLessThan(200);
    expect(hint('"main"')).toMatch(/"main"/);
  });

  test("names a few of many", () => {
    const subnets = 'resource "aws_subnet" "s" {\n  count = 40\n  vpc_id = aws_vpc.main.id\n}\n';
    const data = 'data "aws_subnets" "s" {\n  filter {\n    name = "vpc-id"\n    values = [aws_vpc.main.id]\n  }\n}\n';
    const result = evaluated({ "main.tf": VPC + subnets + data + reads("data.aws_subnets.s.ids") });
    expect(assumptions(result)[0]).toMatch(/aws_subnet.s\[7\], 32 more and no others$/);
    expect(valueAt(result, "x.x", "v")).toMatchObject({ inSomeOrder: { length: 40 }, elements: { length: 40 } });
  });
});

test("many data sources among many resources end", () => {
  const many = (make: (at: number) => string, count: number) =>
    Array.from({ length: count }, (_, at) => make(at)).join("");
  const vpcs = many((at) => `resource "aws_vpc" "v${at}" {\n  tags = { Name = "a*${at}" }\n}\n`, 700);
  const data = many((at) => `data "aws_vpc" "d${at}" {\n  tags = { Name = "*a*a*a*a*${at}" }\n}\n`, 700);
  const start = performance.now();
  const files = { "main.tf": vpcs + data + reads("data.aws_vpc.d699.cidr_block") };
  const cause = causeOf(files);
  expect(cause.text).toBe("there are too many resources among which aws_vpc looks");
  expect(performance.now() - start).toBeLessThan(60_000);
});

test("what is found does not change by that, and is evaluated again for its name only", () => {
  const long = 'length([for one in range(1000) : [one]]) > 1 ? "10.0.0.0/16" : ""';
  const files = { "network/main.tf": VPC.replace('"10.0.0.0/16"', long) };
  const alone = evaluateFiles(files).taken();
  const app = BY_NAME + reads("data.aws_vpc.v.cidr_block");
  expect(alone).toBeGreaterThan(2_000);
  expect(evaluateFiles({ ...files, "app/main.tf": app }).taken()).toBeLessThan(2.1 * alone);
});

test("what is too much to compare is told, at the first data source that it is for, and more steps are more comparisons", () => {
  const data = (at: number): string => `data "aws_vpc" "d${at}" {\n  tags = { Name = "*x" }\n}\n`;
  const vpcs = Array.from({ length: 60 }, (_, at) => `resource "aws_vpc" "v${at}" {\n  tags = { Name = "${at}" }\n}\n`);
  const text = vpcs.join("") + Array.from({ length: 16 }, (_, at) => data(at)).join("");
  // Each of them makes 60 comparisons with wildcards, of which one counts for two.
  expect(evaluateFiles(text, { steps: 3_400 }).diagnostics).toEqual([]);
  const { diagnostics } = evaluateFiles(text, { steps: 2_800 });
  expect(diagnostics).toMatchObject([
    {
      code: "scan-comparisons",
      message:
        "There is too much to compare, and what data.aws_vpc.d14 finds is not known (nor is what another one finds): the data sources of this scan ask for more values, of more resources, than may be compared.",
      hint: "scan fewer directories at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
      notAnalysed: true,
    },
  ]);
  expect(diagnostics[0]?.span?.file.position(diagnostics[0].span.start).line).toBe(60 * 3 + 14 * 3 + 1);
});

test("names and patterns that take long to compare count for more, and longer ones than AWS has are not compared", () => {
  const looked = (length: number, count: number): string => {
    const files = Array.from({ length: count }, (_, at) => {
      const text = "a".repeat(length);
      const data = `data "aws_vpc" "d${at}" {\n  tags = { Name = "*${text}${at}" }\n}\n`;
      return `resource "aws_vpc" "v${at}" {\n  tags = { Name = "${text}${at}" }\n}\n${data}`;
    });
    return causeOf({ "main.tf": files.join("") + reads(`data.aws_vpc.d${count - 1}.arn`) }).text;
  };
  expect(looked(200, 20)).toBe("data.aws_vpc.d19.arn is looked up in AWS when Terraform runs");
  expect(looked(2_000, 20)).toBe("there are too many resources among which aws_vpc looks");
  expect(looked(3_000, 2)).toMatch(/may find aws_vpc.v0 or 1 more: its tag Name is not compared/);
});

describe("the awscc provider", () => {
  const network = `resource "awscc_ec2_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = [{ key = "Name", value = "main" }]
}
resource "awscc_ec2_security_group" "alb" {
  group_name        = "alb"
  group_description = "entrance"
  vpc_id            = awscc_ec2_vpc.main.id
}
resource "awscc_ssm_parameter" "port" {
  name  = "/port"
  type  = "String"
  value = "80"
}
resource "awscc_ecs_cluster" "web" {
  cluster_name = "web"
  tags         = [{ key = "Team", value = "one" }]
}
`;
  const app = (data: string, expression: string) => ({
    "app/main.tf": data + reads(expression),
    "network/main.tf": network,
  });

  test("has resources that data sources of the aws provider find", () => {
    expect(read(app(BY_NAME, "data.aws_vpc.v.cidr_block"))).toBe("10.0.0.0/16");
    const group = 'data "aws_security_group" "g" {\n  name = "alb"\n}\n';
    expect(read(app(group, "data.aws_security_group.g.description"))).toBe("entrance");
    const found = valueAt(evaluated(app(group, "data.aws_security_group.g.vpc_id")), "x.x", "v");
    expect(found).toMatchObject({ ref: { root: "network", address: "awscc_ec2_vpc.main" } });
    const all = `${BY_NAME}data "aws_security_groups" "all" {\n  filter {\n    name = "vpc-id"\n    values = [data.aws_vpc.v.id]\n  }\n}\n`;
    expect(valueAt(evaluated(app(all, "data.aws_security_groups.all.ids[0]")), "x.x", "v")).toMatchObject({
      ref: { root: "network", address: "awscc_ec2_security_group.alb" },
    });
  });

  test("tells nothing of a list of tags in the form of the other provider that is not in it", () => {
    const other = BY_NAME.replace('"main" }', '"other" }');
    expect(read(app(other, "data.aws_vpc.v.cidr_block"))).toBe("<data.aws_vpc.v.cidr_block>");
  });

  test("finds by an identifier: a name, or what refers to a resource", () => {
    const cluster = 'data "awscc_ecs_cluster" "c" {\n  id = "web"\n}\n';
    const { groups } = evaluated(app(cluster, "data.awscc_ecs_cluster.c.arn"));
    expect(groups.flatMap(({ worlds }) => worlds[0]!.links)).toMatchObject([
      { from: { address: "data.awscc_ecs_cluster.c" }, to: { root: "network", address: "awscc_ecs_cluster.web" } },
    ]);
    const port = 'data "awscc_ssm_parameter" "p" {\n  id = "/port"\n}\n';
    expect(read(app(port, "data.awscc_ssm_parameter.p.value"))).toBe("80");
    const vpc = `${VPC}data "awscc_ec2_vpc" "v" {\n  id = aws_vpc.main.id\n}\n`;
    expect(read({ "main.tf": vpc + reads("data.awscc_ec2_vpc.v.cidr_block") })).toBe("10.0.0.0/16");
    // It has tags as a list, which nobody wrote so.
    expect(read({ "main.tf": vpc + reads("data.awscc_ec2_vpc.v.tags") })).toBe("<data.awscc_ec2_vpc.v.tags>");
  });
});

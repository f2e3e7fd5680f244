/** The zones of a region, as commands tell them: to data sources of Terraform, and to templates. */
import { afterEach, describe, expect, test } from "vitest";
import { commandsAsked } from "../../../src/asking/asking.ts";
import { evaluate, scan } from "../../../src/pipeline.ts";
import { scanRequest } from "../../../src/request.ts";
import { symbolOf } from "../../../src/values/unknown.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { app, template } from "../../service-source.ts";
import { filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const zone = (name: string, id: string, more: object = {}): object => ({
  State: "available",
  OptInStatus: "opt-in-not-required",
  Messages: [],
  RegionName: "eu-west-1",
  ZoneName: name,
  ZoneId: id,
  GroupName: "eu-west-1",
  NetworkBorderGroup: "eu-west-1",
  ZoneType: "availability-zone",
  ...more,
});

const USABLE = [zone("eu-west-1c", "euw1-az1"), zone("eu-west-1a", "euw1-az2")];
const LOCAL = zone("eu-west-1-dub-1a", "euw1-dub1-az1", {
  OptInStatus: "not-opted-in",
  ZoneType: "local-zone",
  GroupName: "eu-west-1-dub-1",
});

const FILE = "describe-availability-zones-eu-west-1.json";
const FACTS = { [FILE]: { AvailabilityZones: USABLE } };

async function outputOf(
  argument: string,
  name: string,
  facts: Record<string, object> = FACTS,
  strict = false,
  type = "aws_availability_zones",
) {
  const source = `provider "aws" { region = "eu-west-1" }
    data "${type}" "z" {
      ${argument}
    }
    output "it" { value = data.${type}.z.${name} }`;
  const at = makeDirectory({ "infra/main.tf": source, ...filesOf(facts) });
  made.push(at);
  const { groups } = await evaluate(scanRequest(at, ["infra"], { facts: "facts", strict }));
  const [value] = [...(groups[0]?.worlds[0]?.outputs?.values() ?? [])].flatMap((outputs) => outputs.get("it") ?? []);
  return value === undefined ? "nothing" : symbolOf(value);
}

describe("of a data source", () => {
  test.each([
    ["", "names", '["eu-west-1a","eu-west-1c"]'],
    ["", "zone_ids", '["euw1-az2","euw1-az1"]'],
    ['state = "available"', "names", '["eu-west-1a","eu-west-1c"]'],
    ['exclude_names = ["eu-west-1a"]', "names", '["eu-west-1c"]'],
    ['exclude_zone_ids = ["euw1-az1"]', "names", '["eu-west-1a"]'],
    ['filter {\n name = "zone-id"\n values = ["*-az1", "x"]\n }', "names", '["eu-west-1c"]'],
    ['filter {\n name = "zone-type"\n values = ["local-zone"]\n }', "names", "[]"],
  ])("{ %s } the %s are told in the order of the names", async (argument, name, expected) => {
    expect(await outputOf(argument, name)).toBe(`tolist(${expected})`);
  });

  test("its groups are a set, and its id is the region", async () => {
    expect(await outputOf("", "group_names")).toBe('toset(["eu-west-1"])');
    expect(await outputOf("", "id")).toBe('"eu-west-1"');
  });

  test("zones that the account has not opted in to are listed where all are asked for", async () => {
    const every = { "describe-availability-zones-eu-west-1-every.json": { AvailabilityZones: [...USABLE, LOCAL] } };
    expect(await outputOf("all_availability_zones = true", "names", every)).toContain("eu-west-1-dub-1a");
    expect(await outputOf("", "names", every)).toBe('tolist(["eu-west-1a","eu-west-1c"])');
    expect(await outputOf("all_availability_zones = true", "names")).toMatch(/^aws_availability_zones\(/);
  });

  test.each([
    ["a file that need not tell all", { "some.json": { AvailabilityZones: USABLE } }],
    ["another region", { [FILE]: { AvailabilityZones: [zone("eu-west-2a", "x", { RegionName: "eu-west-2" })] } }],
    ["a file that is cut off", { [FILE]: { AvailabilityZones: USABLE, NextToken: "more" } }],
  ])("are not known by %s", async (_, facts) => {
    expect(await outputOf("", "names", facts)).toMatch(/^aws_availability_zones\(/);
  });

  test("are not taken under --strict, nor where something that is asked for is not known", async () => {
    expect(await outputOf("", "names", FACTS, true)).toMatch(/^aws_availability_zones\(/);
    expect(await outputOf('state = "${path.cwd}"', "names")).toMatch(/^aws_availability_zones\(/);
  });
});

describe("of a data source of one", () => {
  const one = (argument: string, name: string, facts: Record<string, object> = FACTS, strict = false) =>
    outputOf(argument, name, facts, strict, "aws_availability_zone");

  test.each([
    ['name = "eu-west-1a"', "zone_id", '"euw1-az2"'],
    ['zone_id = "euw1-az1"', "name", '"eu-west-1c"'],
    ['zone_id = "euw1-az1"', "id", '"eu-west-1c"'],
    ['zone_id = "euw1-az1"', "name_suffix", '"c"'],
    ['filter {\n name = "zone-id"\n values = ["euw1-az1"]\n }', "group_name", '"eu-west-1"'],
  ])("{ %s } the %s is told", async (argument, name, expected) => {
    expect(await one(argument, name)).toBe(expected);
  });

  test.each([
    ["several that fit", "", FACTS, false],
    ["none that does", 'zone_id = "euw1-az9"', FACTS, false],
    ["a file that need not tell all", 'zone_id = "euw1-az1"', { "some.json": { AvailabilityZones: USABLE } }, false],
    ["--strict", 'zone_id = "euw1-az1"', FACTS, true],
  ])("is not known by %s", async (_, argument, facts, strict) => {
    expect(await one(argument, "name", facts, strict)).toMatch(/^aws_availability_zone\(/);
  });
});

/** Facts of the account, by the files in which the commands keep them. */
const ACCOUNT: Readonly<Record<string, object>> = {
  ...FACTS,
  "describe-subnets.json": {
    Subnets: [
      { SubnetId: "subnet-1", VpcId: "vpc-1", CidrBlock: "10.0.0.0/20", AvailabilityZone: "eu-west-1a" },
      {
        SubnetId: "subnet-2",
        VpcId: "vpc-2",
        CidrBlock: "172.31.0.0/20",
        AvailabilityZone: "eu-west-1c",
        DefaultForAz: true,
      },
    ],
  },
};

/** As somebody does who runs the commands that are asked for: the verdicts before and after, and the commands. */
async function followed(source: Readonly<Record<string, string>>) {
  const at = makeDirectory(source);
  made.push(at);
  const before = (await scan(scanRequest(at, ["infra"], {}))).flows;
  const commands = commandsAsked(before, { path: "facts" }).map(({ command }) => command);
  const files = commands.flatMap((command) => / > facts\/(\S+)$/.exec(command)?.[1] ?? []);
  const facts = Object.fromEntries(
    files.flatMap((name) => (ACCOUNT[name] === undefined ? [] : [[name, ACCOUNT[name]]])),
  );
  const again = makeDirectory({ ...source, ...filesOf(facts) });
  made.push(again);
  const after = (await scan(scanRequest(again, ["infra"], { facts: "facts" }))).flows;
  return { before: before.map(({ verdict }) => verdict), commands, after };
}

test("are asked for with the region, and what is told decides", async () => {
  const data = 'provider "aws" { region = "eu-west-1" }\ndata "aws_availability_zones" "z" {}';
  const { before, commands, after } = await followed({
    "infra/main.tf": app("length(data.aws_availability_zones.z.names) * 100", data),
  });
  expect(before).toEqual(["undetermined", "undetermined"]);
  expect(commands).toEqual([`aws ec2 describe-availability-zones --region eu-west-1 --output json > facts/${FILE}`]);
  expect(after.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  expect(after[0]!.assumptions.map(({ text }) => text)).toContain(
    "data.aws_availability_zones.z lists eu-west-1a, eu-west-1c, as they are deployed",
  );
});

test("one that is looked up by its id is asked for, and what is told decides", async () => {
  const data = 'provider "aws" { region = "eu-west-1" }\ndata "aws_availability_zone" "z" {\n  zone_id = "euw1-az2"\n}';
  const { before, commands, after } = await followed({
    "infra/main.tf": app('data.aws_availability_zone.z.name == "eu-west-1a" ? 80 : 40000', data),
  });
  expect(before).toEqual(["undetermined", "undetermined"]);
  expect(commands).toEqual([`aws ec2 describe-availability-zones --region eu-west-1 --output json > facts/${FILE}`]);
  expect(after.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  expect(after[0]!.assumptions.map(({ text }) => text)).toContain(
    "data.aws_availability_zone.z is eu-west-1a, as it is deployed",
  );
});

test("all of a region are asked for where the data source asks for all", async () => {
  const data = 'data "aws_availability_zones" "z" {\n  all_availability_zones = true\n}';
  const { commands } = await followed({
    "infra/main.tf": app("length(data.aws_availability_zones.z.names)", data),
  });
  expect(commands).toEqual([
    "aws ec2 describe-availability-zones --all-availability-zones --output json > facts/describe-availability-zones-every.json",
  ]);
});

test("Fn::GetAZs gives those with a default subnet, for which it is asked too", async () => {
  const port = "!FindInMap [Ports, !Select [0, !GetAZs eu-west-1], From]";
  const mappings = "Mappings: { Ports: { eu-west-1c: { From: 80 }, eu-west-1a: { From: 40000 } } }\n";
  const { before, commands, after } = await followed({ "infra/t.yaml": template(port, mappings) });
  expect(before).toEqual(["undetermined", "undetermined"]);
  expect(commands).toEqual([
    `aws ec2 describe-availability-zones --region eu-west-1 --output json > facts/${FILE}`,
    "aws ec2 describe-subnets --region eu-west-1 --output json > facts/describe-subnets.json",
  ]);
  expect(after.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
});

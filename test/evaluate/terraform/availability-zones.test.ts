/** The zones of a region: what the source alone says of them. */
import { describe, expect, test } from "vitest";
import { evaluateFiles, plain, valueAt } from "./support.ts";

const PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n';
const ZONES = 'data "aws_availability_zones" "z" {\n  state = "available"\n}\n';

function read(expression: string, source = ZONES, provider = PROVIDER): unknown {
  const main = `${provider}${source}resource "x" "x" {\n  v = ${expression}\n}\n`;
  return plain(valueAt(evaluateFiles({ "main.tf": main }, {}, []), "x.x", "v"));
}

const NAMES = "data.aws_availability_zones.z.names";

describe("names and ids of zones", () => {
  test.each([
    [`${NAMES}[0] == ${NAMES}[1]`, false],
    [`${NAMES}[3] == ${NAMES}[3]`, true],
    [`slice(${NAMES}, 0, 3)[2] == ${NAMES}[1]`, false],
    ["data.aws_availability_zones.z.zone_ids[0] == data.aws_availability_zones.z.zone_ids[1]", false],
    // One has two zones or more, and the elements of two are not begun again.
    [`length(${NAMES}) >= 2`, true],
    [`length(${NAMES}) > 1 ? "several" : "one"`, "several"],
    [`element(${NAMES}, 1) == ${NAMES}[1]`, true],
    // They begin with the region.
    [`${NAMES}[2] == "us-east-1a"`, false],
    [`length(regexall("^[a-z]{2}-", ${NAMES}[0])) > 0 ? "name" : "id"`, "name"],
  ])("%s", (expression, expected) => {
    expect(read(expression)).toBe(expected);
  });

  test.each([
    [`${NAMES}[0] == "eu-west-1a"`],
    [`length(${NAMES}) >= 3`],
    // The third of two is the first.
    [`element(${NAMES}, 2) == ${NAMES}[0]`],
    // Of a list that is made of them it is not known at which place one stands.
    [`concat(["a"], ${NAMES})[1] == ${NAMES}[0]`],
    [`reverse(${NAMES})[0] == ${NAMES}[1]`],
    [`[for z in ${NAMES} : substr(z, 0, 2)][0] == [for z in ${NAMES} : substr(z, 0, 2)][1]`],
    ['"data.aws_availability_zones.z.zone_ids[0]" == data.aws_availability_zones.z.zone_ids[0]'],
  ])("%s is not known", (expression) => {
    expect(read(expression)).toMatch(/^<.*>$/s);
  });

  test.each([
    ['exclude_names = ["eu-west-1a"]', 1],
    ['filter {\n    name = "opt-in-status"\n    values = ["opt-in-not-required"]\n  }', 2],
    ['filter {\n    name = "zone-type"\n    values = ["local-zone"]\n  }', 0],
    ['filter {\n    name = "zone-id"\n    values = [var.id]\n  }', 0],
    ['state = "impaired"', 0],
  ])("with %s there are at least %i", (argument, least) => {
    const source = `variable "id" {}\ndata "aws_availability_zones" "z" {\n  ${argument}\n}\n`;
    expect(read(`length(${NAMES}) >= ${least}`, source)).toBe(true);
    expect(read(`length(${NAMES}) >= ${least + 1}`, source)).toMatch(/^</);
  });

  test("are the same under one provider configuration, and not known to be under another", () => {
    const west = 'provider "aws" {\n  alias  = "w"\n  region = "us-west-2"\n}\n';
    const data = (name: string, provider: string) =>
      `data "aws_availability_zones" "${name}" {\n  ${provider === "" ? "" : `provider = ${provider}`}\n}\n`;
    const source = west + data("a", "") + data("b", "aws") + data("c", "aws.w") + data("d", "aws.w");
    const first = (name: string) => `data.aws_availability_zones.${name}.names[0]`;
    expect(read(`${first("a")} == ${first("b")}`, source)).toBe(true);
    expect(read(`${first("c")} == ${first("d")}`, source)).toBe(true);
    expect(read(`${first("a")} == ${first("c")}`, source)).toMatch(/^</);
    expect(read(`${first("c")} == "eu-west-1a"`, source)).toBe(false);
  });
});

describe("one zone", () => {
  const zone = (argument: string): string => `data "aws_availability_zone" "o" {\n  ${argument}\n}\n`;
  const of = (argument: string, attribute: string, provider = PROVIDER) =>
    read(`data.aws_availability_zone.o.${attribute}`, ZONES + zone(argument), provider);

  test.each([
    ["eu-west-1a", "eu-west-1", "a"],
    ["us-gov-west-1b", "us-gov-west-1", "b"],
    ["us-west-2-lax-1a", "us-west-2", "lax-1a"],
    ["us-east-1-wl1-bos-wlz-1", "us-east-1", "wl1-bos-wlz-1"],
  ])("%s is of %s, and its suffix is %s", (name, region, suffix) => {
    const named = `name = "${name}"`;
    expect(of(named, "region", "")).toBe(region);
    expect(of(named, "name_suffix", "")).toBe(suffix);
    expect(of(named, "id", "")).toBe(name);
    expect(of(named, "zone_id", "")).toMatch(/^</);
  });

  test("of a list is the zone that stands there", () => {
    const first = `name = ${NAMES}[0]`;
    const source = ZONES + zone(first);
    expect(read(`data.aws_availability_zone.o.id == ${NAMES}[0]`, source)).toBe(true);
    expect(read(`data.aws_availability_zone.o.name == ${NAMES}[1]`, source)).toBe(false);
    expect(of(first, "region")).toBe("eu-west-1");
    expect(of(first, "name_suffix")).toMatch(/^</);
  });

  test("by its id is one of the region of its provider", () => {
    const source = ZONES + zone('zone_id = "euw1-az1"');
    expect(of('zone_id = "euw1-az1"', "region")).toBe("eu-west-1");
    expect(of('zone_id = "euw1-az1"', "region", "")).toMatch(/^</);
    expect(read('data.aws_availability_zone.o.name == "us-east-1a"', source)).toBe(false);
    expect(read('data.aws_availability_zone.o.name == "eu-west-1a"', source)).toMatch(/^</);
  });
});

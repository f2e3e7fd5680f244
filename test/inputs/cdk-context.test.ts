/** What an app of the CDK has looked up and keeps in `cdk.context.json`: offered where a flow waits for it, and known where the user says so. */
import { describe, expect, test } from "vitest";
import { settingsOf } from "../../src/configuration/settings.ts";
import type { ScanResult } from "../../src/index.ts";
import { TEMPLATE, TERRAFORM } from "../assume/sources.ts";
import { listed, told, verdicts } from "../assume/told.ts";
import { DIRECTORY, inMemory } from "../fuzz/memory-files.ts";
import { hintsOf, scanned, type Texts } from "./estate.ts";

const AT = "account=123456789012:region=eu-west-1";

const group = (id: string, allowAllOutbound: boolean) => ({
  [`security-group:${AT}:securityGroupId=${id}`]: { securityGroupId: id, allowAllOutbound },
});

const vpc = (cidr: string, region = "eu-west-1") => ({
  [`vpc-provider:account=123456789012:filter.vpc-id=vpc-1:region=${region}:returnAsymmetricSubnets=true`]: {
    vpcId: "vpc-1",
    vpcCidrBlock: "10.0.0.0/16",
    availabilityZones: [],
    subnetGroups: [
      {
        name: "Public",
        type: "Public",
        subnets: [{ subnetId: "subnet-1", cidr, availabilityZone: "eu-west-1a", routeTableId: "rtb-1" }],
      },
    ],
  },
});

const stored = (value: unknown, region = "eu-west-1") => ({
  [`ssm:account=123456789012:parameterName=/net/port:region=${region}`]: value,
});

const context = (...lookUps: readonly object[]): string => JSON.stringify(Object.assign({}, ...lookUps), null, 2);

/** With the files that the hints name for `--assume`. */
function following(texts: Texts, result: ScanResult): Promise<ScanResult> {
  const assume = hintsOf(result).flatMap((hint) => /--assume (\S+)/.exec(hint)?.[1] ?? []);
  const { options } = settingsOf(
    DIRECTORY,
    { paths: ["."], baseline: undefined, assume, options: {} },
    inMemory(texts),
  );
  return scanned(texts, options);
}

/** A load balancer with a group by its id, from which hosts admit traffic. */
const GROUP = TEMPLATE({ balancer: "sg-1", source: "sg-1" });
/** Hosts that admit the addresses of the subnet in which the load balancer is. */
const ADDRESSES = TEMPLATE({})
  .replace("SourceSecurityGroupId: !Ref AlbGroup", "CidrIp: 10.0.9.0/24")
  .replace("Subnets: [!Ref BalancerSubnet]", "Subnets: [subnet-1]");
const STORED = TEMPLATE({ from: "'{{resolve:ssm:/net/port}}'" });

describe("what the hint says settles the flow", () => {
  test.each<readonly [string, Texts, string, string]>([
    [
      "what a security group lets out",
      { "web.yaml": GROUP, "cdk.context.json": context(group("sg-1", true)) },
      "cdk.context.json:3 tells of it: scan with --assume cdk.context.json",
      "sg-1 is as cdk.context.json says",
    ],
    [
      "the addresses of a subnet, of an app in a directory",
      { "web.yaml": ADDRESSES, "infra/app/cdk.context.json": context(vpc("10.0.9.0/24")) },
      "infra/app/cdk.context.json:12 tells of it: scan with --assume infra/app/cdk.context.json",
      "subnet-1 is as infra/app/cdk.context.json says",
    ],
    [
      "a stored parameter, the same in two regions",
      { "web.yaml": STORED, "cdk.context.json": context(stored("32768"), stored("32768", "us-east-1")) },
      "cdk.context.json:2 tells of it: scan with --assume cdk.context.json",
      "ssm:/net/port has the value that cdk.context.json gives",
    ],
    [
      "what a configuration of Terraform names",
      {
        "main.tf": TERRAFORM({ balancer: '"sg-1"', source: '"sg-1"' }),
        "cdk.context.json": context(group("sg-1", true)),
      },
      "cdk.context.json:3 tells of it: scan with --assume cdk.context.json",
      "sg-1 is as cdk.context.json says",
    ],
  ])("%s", async (_, texts, hint, assumption) => {
    const before = await scanned(texts);
    expect(verdicts(before)).toEqual(["undetermined"]);
    expect(hintsOf(before)).toEqual([hint]);
    const after = await following(texts, before);
    expect(verdicts(after)).toEqual(["reachable"]);
    expect(listed(after)).toEqual([assumption]);
    expect(told(after)).toEqual([]);
  });
});

describe("nothing is offered", () => {
  test.each<readonly [string, Texts]>([
    [
      "of a group that does not let everything out",
      { "web.yaml": GROUP, "cdk.context.json": context(group("sg-1", false)) },
    ],
    [
      "of what a group admits",
      {
        "web.yaml": TEMPLATE({}).replace("SecurityGroups: [!Ref HostGroup]", "SecurityGroups: [sg-1]"),
        "cdk.context.json": context(group("sg-1", true)),
      },
    ],
    [
      "where two regions have different values",
      { "web.yaml": STORED, "cdk.context.json": context(stored("32768"), stored("60000", "us-east-1")) },
    ],
    ["where the look-up failed", { "web.yaml": STORED, "cdk.context.json": context(stored({ $providerError: "no" })) }],
    ["where the file is broken", { "web.yaml": GROUP, "cdk.context.json": `${context(group("sg-1", true))}}` }],
  ])("%s", async (_, texts) => {
    const result = await scanned(texts);
    expect(verdicts(result)).toEqual(["undetermined"]);
    expect(hintsOf(result).join()).not.toContain("cdk.context");
  });
});

test("what lets everything out proves nothing of what is let in", async () => {
  const texts = {
    "web.yaml": TEMPLATE({ balancer: "sg-1", source: "sg-2" }),
    "cdk.context.json": context(group("sg-1", true), group("sg-2", true)),
  };
  const { options } = settingsOf(
    DIRECTORY,
    { paths: ["."], baseline: undefined, assume: ["cdk.context.json"], options: {} },
    inMemory(texts),
  );
  expect(verdicts(await scanned(texts, options))).toEqual(["blocked"]);
});

test("look-ups of which nothing waits are not told, nor those that are not read; a broken file is refused with its place", async () => {
  const texts = {
    "web.yaml": TEMPLATE({}),
    "cdk.context.json": context(group("sg-9", true), vpc("10.0.9.0/24"), stored(7), {
      [`availability-zones:${AT}`]: ["eu-west-1a"],
      [`ami:${AT}:filters.name.0=x`]: "ami-1",
      "acknowledged-issue-numbers": [1],
      "security-group:odd": [{ securityGroupId: {} }, null],
      "vpc-provider:odd": { subnetGroups: [{ subnets: [1, {}] }, { subnets: {} }, null] },
    }),
  };
  const settings = (files: Texts) =>
    settingsOf(
      DIRECTORY,
      { paths: ["."], baseline: undefined, assume: ["cdk.context.json"], options: {} },
      inMemory(files),
    );
  const result = await scanned(texts, settings(texts).options);
  expect(verdicts(result)).toEqual(["reachable"]);
  expect(result.diagnostics).toEqual([]);
  expect(() => settings({ ...texts, "cdk.context.json": "{\n  {" })).toThrow(/cdk\.context\.json:2:/);
});

/** Facts of which a part is missing, or that are of another place: nothing is proven by what they do not tell. */
import { afterEach, describe, expect, test } from "vitest";
import { evaluate, scan } from "../../../src/pipeline.ts";
import { scanRequest } from "../../../src/request.ts";
import { symbolOf } from "../../../src/values/unknown.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { account, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

/** The verdicts on what is deployed. */
async function verdicts(facts: Readonly<Record<string, object>>): Promise<readonly string[]> {
  const at = makeDirectory(filesOf(facts));
  made.push(at);
  const { flows } = await scan(scanRequest(at, [], { facts: "facts" }));
  return [...new Set(flows.map(({ verdict }) => verdict))];
}

/** A change in each thing of a file. */
function changed(
  file: string,
  key: string,
  change: (thing: Record<string, unknown>) => object,
): Record<string, object> {
  const files = account();
  const { [key]: things } = files[file] as Record<string, Record<string, unknown>[]>;
  return { ...files, [file]: { [key]: things!.map(change) } };
}

const GROUPS = ["describe-security-groups.json", "SecurityGroups"] as const;

/** Groups of which the rules are told one by one; the hosts admit no TCP. */
function ruleByRule(more: object): Record<string, object> {
  const { "describe-security-groups.json": _groups, ...others } = account();
  const rule = (id: string, group: string, egress: boolean) => ({
    SecurityGroupRuleId: id,
    GroupId: group,
    IsEgress: egress,
    IpProtocol: id === "sgr-4" ? "50" : "-1",
    CidrIpv4: "0.0.0.0/0",
  });
  const SecurityGroupRules = [
    rule("sgr-1", "sg-0a1b", true),
    rule("sgr-2", "sg-0a1b", false),
    rule("sgr-3", "sg-0405", true),
    rule("sgr-4", "sg-0405", false),
  ];
  return { ...others, "describe-security-group-rules.json": { SecurityGroupRules, ...more } };
}

describe("what is deployed is", () => {
  test.each<readonly [what: string, facts: Record<string, object>, verdict: string]>([
    ["blocked by groups without rules", changed(...GROUPS, (one) => ({ ...one, IpPermissions: [] })), "blocked"],
    [
      "undetermined where rules of groups are left out",
      changed(...GROUPS, ({ IpPermissions: _, ...one }) => one),
      "undetermined",
    ],
    [
      "undetermined where entries of ACLs are left out",
      changed("describe-network-acls.json", "NetworkAcls", ({ Entries: _, ...one }) => one),
      "undetermined",
    ],
    ["undetermined where rules are told one by one, as others may be left out", ruleByRule({}), "undetermined"],
    ["undetermined where more rules follow", ruleByRule({ NextToken: "abc" }), "undetermined"],
  ])("%s", async (_, facts, verdict) => {
    expect(await verdicts(facts)).toEqual([verdict]);
  });
});

const FACTS: Record<string, object> = {
  ...account(),
  "get-parameters.json": {
    Parameters: [
      {
        Name: "/net/vpc",
        Type: "String",
        Value: "vpc-0a1",
        ARN: "arn:aws:ssm:eu-west-1:123456789012:parameter/net/vpc",
      },
    ],
  },
};

const SOURCES = {
  parameter: `data "aws_ssm_parameter" "it" { name = "/net/vpc" }\noutput "it" { value = data.aws_ssm_parameter.it.value }`,
  group: `data "aws_security_group" "it" { name = "hosts" }\noutput "it" { value = data.aws_security_group.it.id }`,
};

async function found(source: string, facts: Readonly<Record<string, object>> = FACTS): Promise<string> {
  const at = makeDirectory({ "infra/main.tf": source, ...filesOf(facts) });
  made.push(at);
  const { groups } = await evaluate(scanRequest(at, ["infra"], { facts: "facts" }));
  const [value] = [...(groups[0]?.worlds[0]?.outputs?.values() ?? [])].flatMap((outputs) => outputs.get("it") ?? []);
  return value === undefined ? "nothing" : symbolOf(value);
}

describe.each(Object.entries(SOURCES))("a data source of a %s", (_, source) => {
  const role = (of: string) => `assume_role { role_arn = "arn:aws:iam::${of}:role/x" }`;

  test.each([
    ["", true],
    ['region = "eu-west-1"', true],
    ['region = "us-east-1"', false],
    [role("123456789012"), true],
    [role("222222222222"), false],
  ])("with a provider of %j finds what is there: %j", async (configuration, isFound) => {
    const value = await found(`provider "aws" {\n${configuration}\n}\n${source}`);
    expect(value.startsWith("data.")).toBe(!isFound);
  });

  test("whose provider is where it says is not known", async () => {
    const circular = `provider "aws" { region = data.aws_ssm_parameter.where.value }
      data "aws_ssm_parameter" "where" { name = "/region" }`;
    expect(await found(`${circular}\n${source}`)).not.toBe("nothing");
  });
});

test("of things of which not all are told a data source finds none by its name", async () => {
  const groups = FACTS["describe-security-groups.json"];
  const cut = { ...FACTS, "describe-security-groups.json": { ...groups, NextToken: "abc" } };
  expect(await found(SOURCES.group, cut)).toMatch(/^data\./);
});

describe("a file that is not called as its command may tell of some things only", () => {
  const SUBNETS = `data "aws_subnet_ids" "it" { vpc_id = "vpc-0a1" }
output "it" { value = length(data.aws_subnet_ids.it.ids) }`;

  /** The account with a file of it under another name. */
  function renamed(name: string): Record<string, object> {
    const { [`${name}.json`]: file, ...others } = account();
    return { ...others, [`${name}-prod.json`]: file! };
  }

  test("a list of what is looked up is not all", async () => {
    expect(await found(SUBNETS, account())).toBe("4");
    expect(await found(SUBNETS, renamed("describe-subnets"))).toMatch(/^length\(/);
    expect(await found(SUBNETS, renamed("describe-vpcs"))).toBe("4");
  });

  test.each([
    ["describe-vpc-endpoints", /^endpoints of vpc-/],
    ["describe-route-tables", /^route table of subnet-/],
  ])("what %s does not tell of may be there too", async (name, address) => {
    const untold = async (facts: Record<string, object>): Promise<boolean> => {
      const at = makeDirectory(filesOf(facts));
      made.push(at);
      const { groups } = await evaluate(scanRequest(at, [], { facts: "facts" }));
      return groups.some(({ worlds }) =>
        worlds.some(({ resources }) => resources.some((one) => address.test(one.address))),
      );
    };
    const whole = {
      "describe-vpc-endpoints.json": { VpcEndpoints: [] },
      "describe-route-tables.json": { RouteTables: [] },
      ...account(),
    };
    const { [`${name}.json`]: file, ...others } = whole as Record<string, object>;
    expect(await untold(whole)).toBe(false);
    expect(await untold({ ...others, [`${name}-of-one.json`]: file! })).toBe(true);
  });
});

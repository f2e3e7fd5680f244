import { describe, expect, test } from "vitest";
import type { EvaluatedWorld } from "../../../src/evaluate/resource.ts";
import { evaluateAll, property, resource, type ScanOptions } from "./support.ts";

/** A service makes the conditions of an group matter. */
const SERVICE = "  Service: { Type: AWS::ECS::Service }\n";

function worlds(text: string, options: ScanOptions = {}): readonly EvaluatedWorld[] {
  return evaluateAll({ "template.yaml": text }, options).groups[0]!.worlds;
}

const names = (all: readonly EvaluatedWorld[]): readonly string[] => all.map(({ when }) => when.join(" and "));

const acl = (parameter: string): string => `
Parameters:
  UseNacl: ${parameter}
Conditions:
  WithNacl: !Equals [!Ref UseNacl, 'true']
Resources:
${SERVICE}  Acl: { Type: AWS::EC2::NetworkAcl, Condition: WithNacl, Properties: { VpcId: v } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !If [WithNacl, a, b], CidrBlock: !Ref UseNacl } }
`;

test("a free parameter makes a world of each truth", () => {
  const all = worlds(acl("{ Type: String }"));
  expect(names(all)).toEqual(["UseNacl = true", "UseNacl is not true"]);
  expect(all.map((world) => world.resources.some(({ address }) => address === "Acl"))).toEqual([true, false]);
  expect(all.map((world) => property(world, "Subnet", "VpcId"))).toEqual(["a", "b"]);
  expect(all.every((world) => world.alternative === undefined)).toBe(true);
});

test("in a world a parameter has the value that the decision gives it", () => {
  expect(worlds(acl("{ Type: String }")).map((world) => property(world, "Subnet", "CidrBlock"))).toEqual([
    "true",
    "<UseNacl>",
  ]);
  const limited = worlds(acl("{ Type: String, AllowedValues: ['true', 'false'] }"));
  expect(limited.map((world) => property(world, "Subnet", "CidrBlock"))).toEqual(["true", "false"]);
});

test("a default with allowed values makes the first world, and an alternative where it departs", () => {
  const all = worlds(acl("{ Type: String, Default: 'false', AllowedValues: ['true', 'false'] }"));
  expect(names(all)).toEqual(["", "UseNacl = true"]);
  expect(all.map(({ alternative }) => alternative)).toEqual([undefined, true]);
  expect(all.map((world) => property(world, "Subnet", "CidrBlock"))).toEqual(["false", "true"]);
});

test("a default without allowed values, and a given value, decide", () => {
  expect(names(worlds(acl("{ Type: String, Default: 'false' }")))).toEqual([""]);
  const given = worlds(acl("{ Type: String, AllowedValues: ['true', 'false'] }"), {
    parameters: new Map([["UseNacl", "true"]]),
  });
  expect(names(given)).toEqual([""]);
  expect(property(given[0]!, "Subnet", "VpcId")).toBe("a");
});

test("an group without a service has one world, with what is open left open", () => {
  const [world, ...others] = worlds(acl("{ Type: String }").replace(SERVICE, ""));
  expect(others).toEqual([]);
  expect(resource(world!, "Acl").exists).toMatchObject({ kind: "unknown", symbol: "WithNacl" });
  expect(property(world!, "Subnet", "VpcId")).toBe('<if(WithNacl,"a","b"): "a" | "b">');
});

test("conditions that exclude each other make no impossible world", () => {
  const all = worlds(`
Parameters: { Mode: { Type: String } }
Conditions:
  Bridge: !Equals [!Ref Mode, bridge]
  Host: !Equals [host, !Ref Mode]
  Neither: !Not [!Or [!Condition Bridge, !Condition Host]]
Resources:
${SERVICE}  A: { Type: AWS::EC2::SecurityGroup, Condition: Bridge }
  B: { Type: AWS::EC2::SecurityGroup, Condition: Host }
  C: { Type: AWS::EC2::SecurityGroup, Condition: Neither }
`);
  expect(names(all)).toEqual(["Mode = bridge", "Mode = host", "Mode is not bridge and Mode is not host"]);
  expect(all.map((world) => world.resources.slice(1).map(({ address }) => address))).toEqual([["A"], ["B"], ["C"]]);
});

test("equal parameters follow each other", () => {
  const all = worlds(`
Parameters: { A: { Type: String }, B: { Type: String } }
Conditions:
  Same: !Equals [!Ref A, !Ref B]
  AisX: !Equals [!Ref A, x]
  BisX: !Equals [!Ref B, x]
Resources:
${SERVICE}  S: { Type: AWS::EC2::SecurityGroup, Condition: Same }
  SA: { Type: AWS::EC2::SecurityGroup, Condition: AisX }
  SB: { Type: AWS::EC2::SecurityGroup, Condition: BisX }
`);
  expect(all).toHaveLength(5);
  for (const { when } of all) if (when.includes("Same = true")) expect(when.includes("BisX = true")).toBe(false);
});

test("allowed values run out", () => {
  const all = worlds(`
Parameters: { Mode: { Type: String, AllowedValues: [a, b] } }
Conditions: { A: !Equals [!Ref Mode, a], B: !Equals [!Ref Mode, b], C: !Equals [!Ref Mode, c] }
Resources:
${SERVICE}  X: { Type: AWS::EC2::SecurityGroup, Condition: A }
  Y: { Type: AWS::EC2::SecurityGroup, Condition: B }
  Z: { Type: AWS::EC2::SecurityGroup, Condition: C }
`);
  expect(names(all)).toEqual(["Mode = a", "Mode = b"]);
  expect(all.map((world) => world.resources.slice(1).map(({ address }) => address))).toEqual([["X"], ["Y"]]);
});

test("a value looked up by a choice is taken as its default makes it", () => {
  const all = worlds(`
Parameters: { Size: { Type: String, Default: big, AllowedValues: [big, small] } }
Mappings: { Of: { big: { nat: 'yes' }, small: { nat: 'no' } } }
Conditions: { Nat: !Equals [!FindInMap [Of, !Ref Size, nat], 'yes'] }
Resources:
${SERVICE}  X: { Type: AWS::EC2::SecurityGroup, Condition: Nat }
`);
  expect(names(all)).toEqual([""]);
  expect(all[0]!.resources.map(({ address }) => address)).toEqual(["Service", "X"]);
});

test("what no flow depends on is not decided", () => {
  const all = worlds(`
Parameters: { P: { Type: String } }
Conditions: { C: !Equals [!Ref P, x] }
Resources:
${SERVICE}  Bucket: { Type: AWS::S3::Bucket, Condition: C }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { Tags: [{ Key: a, Value: !If [C, 1, 2] }] } }
`);
  expect(names(all)).toEqual([""]);
  expect(resource(all[0]!, "Bucket").exists).toMatchObject({ kind: "unknown" });
});

test("Rules leave out what they forbid", () => {
  const all = worlds(`
Parameters: { A: { Type: String, AllowedValues: [x, y] }, B: { Type: String, AllowedValues: [x, y] } }
Rules:
  Together:
    RuleCondition: !Equals [!Ref A, x]
    Assertions: [{ Assert: { Fn::Contains: [[x], !Ref B] }, AssertDescription: b follows a }]
Conditions: { IsA: !Equals [!Ref A, x], IsB: !Equals [!Ref B, x] }
Resources:
${SERVICE}  X: { Type: AWS::EC2::SecurityGroup, Condition: IsA }
  Y: { Type: AWS::EC2::SecurityGroup, Condition: IsB }
`);
  expect(names(all)).toEqual(["A = x", "A = y and B = x", "A = y and B = y"]);
});

test("the number of worlds is limited, and that is said", () => {
  const many = Array.from({ length: 10 }, (_, index) => index);
  const text = `
Parameters:
${many.map((index) => `  P${index}: { Type: String }`).join("\n")}
Conditions:
${many.map((index) => `  C${index}: !Equals [!Ref P${index}, x]`).join("\n")}
Resources:
${SERVICE}${many.map((index) => `  G${index}: { Type: AWS::EC2::SecurityGroup, Condition: C${index} }`).join("\n")}
`;
  const result = evaluateAll({ "template.yaml": text });
  const all = result.groups[0]!.worlds;
  expect(all.length).toBeLessThanOrEqual(64);
  expect(all.some((world) => world.resources.some(({ exists }) => exists !== true))).toBe(true);
  expect(result.diagnostics).toMatchObject([
    {
      code: "too-many-worlds",
      severity: "note",
      message: expect.stringMatching(/^the conditions of the template allow/),
    },
  ]);
});

test("worlds that depart from defaults are limited as well, those that depart least first", () => {
  const many = Array.from({ length: 6 }, (_, index) => index);
  const text = `
Parameters:
${many.map((index) => `  P${index}: { Type: String, Default: a, AllowedValues: [a, b] }`).join("\n")}
Conditions:
${many.map((index) => `  C${index}: !Equals [!Ref P${index}, b]`).join("\n")}
Resources:
${SERVICE}${many.map((index) => `  G${index}: { Type: AWS::EC2::SecurityGroup, Condition: C${index} }`).join("\n")}
`;
  const all = worlds(text);
  expect(all).toHaveLength(17);
  expect(all.slice(0, 7).map(({ when }) => when.length)).toEqual([0, 1, 1, 1, 1, 1, 1]);
});

test("which worlds are looked at does not depend on the order of the template, nor on its names", () => {
  const many = Array.from({ length: 20 }, (_, index) => index);
  const text = (order: readonly number[], prefix: string): string => `
Parameters:
${many.map((index) => `  P${index}: { Type: String, Default: a, AllowedValues: [a, b] }`).join("\n")}
Conditions:
${order.map((index) => `  ${prefix}${(index * 7) % 20}: !Equals [!Ref P${index}, b]`).join("\n")}
Resources:
${SERVICE}${order.map((index) => `  G${index}: { Type: AWS::EC2::SecurityGroup, Condition: ${prefix}${(index * 7) % 20} }`).join("\n")}
`;
  const found = [...names(worlds(text(many, "C")))].sort();
  expect(found).toHaveLength(17);
  expect([...names(worlds(text([...many].reverse(), "C")))].sort()).toEqual(found);
  const renamed = names(worlds(text([...many].reverse(), "Z")));
  expect(renamed.map((name) => name.replaceAll("Z", "C")).sort()).toEqual(found);
});

test("a condition that depends on itself is said, and open", () => {
  const result = evaluateAll({
    "template.yaml": `
Conditions: { A: !Not [!Condition B], B: !Condition A }
Resources:
${SERVICE}  X: { Type: AWS::EC2::SecurityGroup, Condition: A }
`,
  });
  expect(result.diagnostics).toMatchObject([{ code: "cycle" }]);
  expect(result.groups[0]!.worlds).toHaveLength(2);
});

test("what several parameters decide is told by the condition's name, and what leaves several values by them", () => {
  const all = worlds(`
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, test, live] }
  Extra: { Type: String, Default: 'no', AllowedValues: ['yes', 'no'] }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  Big: !And [!Equals [!Ref Extra, 'yes'], !Equals [!Ref Stage, live]]
Resources:
${SERVICE}  X: { Type: AWS::EC2::SecurityGroup, Condition: IsDev }
  Y: { Type: AWS::EC2::SecurityGroup, Condition: Big }
`);
  expect(names(all)).toEqual(["", "Stage = test or live", "Stage = live and Big = true"]);
});

test("conditions of the same name in two templates are two, and so are parameters", () => {
  const text = (allowed: string, more: string): string => `
Parameters: { Kind: { Type: String, Default: a, AllowedValues: ${allowed} } }
Conditions: { Special: !Equals [!Ref Kind, b] }
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Condition: Special }
${more}`;
  const { groups } = evaluateAll({
    "one.yaml": text("[a, b]", `${SERVICE}Outputs: { O: { Value: x, Export: { Name: the-name } } }\n`),
    "two.yaml": text(
      "[a, c, b]",
      "  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !ImportValue the-name } }\n",
    ),
  });
  const [first, ...others] = groups[0]!.worlds;
  expect(first!.when).toEqual([]);
  expect(others.map(({ when }) => when.join(" and ")).sort()).toEqual([
    "Kind of one.yaml = b",
    "Kind of one.yaml = b and Kind of two.yaml = b",
    "Kind of two.yaml = b",
  ]);
  const special = (world: EvaluatedWorld): number =>
    world.resources.filter(({ address }) => address === "Group").length;
  expect(others.map((world) => [world.when.length, special(world)])).toEqual(
    others.map(({ when }) => [when.length, when.length]),
  );
});

test.each(["before", "after"])(
  "a parameter that is used %s what a condition makes of it is a choice all the same",
  (place) => {
    const use = "  Named: { Type: AWS::EC2::SecurityGroup, Properties: { GroupName: !Ref UseNacl } }\n";
    const text = acl("{ Type: String, Default: 'false', AllowedValues: ['true', 'false'] }");
    const all = worlds(place === "before" ? text.replace("  Acl:", `${use}  Acl:`) : `${text}${use}`);
    expect(names(all)).toEqual(["", "UseNacl = true"]);
    expect(all.map((world) => property(world, "Named", "GroupName"))).toEqual(["false", "true"]);
  },
);

test.each([
  ["!Ref Targets", "''", "is not"],
  ["!Ref Targets", "none", "is not"],
  ["!Ref Targets", "'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/a/1'", "may be"],
  ["!Ref Network", "none", "is not"],
  ["!Ref Group", "''", "is not"],
  ["!Ref Group", "web", "may be"],
  ["!GetAtt Group.GroupId", "web", "is not"],
  ["!GetAtt Balancer.DNSName", "none", "may be"],
  ["!Ref Topic", "''", "is not"],
  ["!Ref Topic", "none", "may be"],
  ["!Join [',', [!Ref Network]]", "''", "is not"],
  ["!GetAtt Made.Id", "''", "may be"],
  ["!Ref Open", "''", "may be"],
])("%s, passed to a nested stack, %s: it %s that", (argument, text, how) => {
  const main = `
Parameters: { Open: { Type: String } }
Resources:
  Network: { Type: AWS::EC2::VPC }
  Group: { Type: AWS::EC2::SecurityGroup }
  Topic: { Type: AWS::SNS::Topic }
  Made: { Type: Custom::Made }
  Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml, Parameters: { Bound: ${argument} } } }
`;
  const inner = `
Parameters: { Bound: { Type: String } }
Conditions: { Own: !Equals [!Ref Bound, ${text}] }
Resources:
${SERVICE}  Acl: { Type: AWS::EC2::NetworkAcl, Condition: Own }
`;
  const found = evaluateAll({ "main.yaml": main, "inner.yaml": inner }).groups[0]!.worlds.map(({ resources }) =>
    resources.some(({ address }) => address === "Inner.Acl"),
  );
  expect(found).toEqual(how === "may be" ? [true, false] : [false]);
});

describe("worlds of a scan", () => {
  const many = Array.from({ length: 5 }, (_, index) => index);
  const text = `
Parameters:
${many.map((index) => `  P${index}: { Type: String }`).join("\n")}
Conditions:
${many.map((index) => `  C${index}: !Equals [!Ref P${index}, x]`).join("\n")}
Resources:
${SERVICE}${many.map((index) => `  G${index}: { Type: AWS::EC2::SecurityGroup, Condition: C${index} }`).join("\n")}
`;
  const paths = ["a.yaml", "b.yaml", "c.yaml", "d.yaml"];
  const files = Object.fromEntries(paths.map((name) => [name, text]));
  const counted = (steps: number) => {
    const { groups, diagnostics } = evaluateAll(files, { steps });
    return { worlds: groups.map(({ worlds }) => worlds.length), groups, diagnostics };
  };

  test("are taken in turn, and each group has some in any case", () => {
    const { worlds, groups, diagnostics } = counted(25_000);
    expect(worlds[0]).toBe(32);
    expect(worlds.at(-1)).toBe(17);
    expect(worlds.toSorted((a, b) => b - a)).toEqual(worlds);
    const told = diagnostics.filter(({ code }) => code === "scan-worlds");
    expect(told.map(({ path }) => path)).toEqual(paths.filter((_, at) => worlds[at]! < 32));
    expect(told[0]).toMatchObject({ severity: "warning", notAnalysed: true });
    // What is not decided is left open, so that nothing is proven by it.
    const last = groups.at(-1)!.worlds.flatMap(({ resources }) => resources.map(({ exists }) => exists));
    expect(last.some((exists) => exists !== true)).toBe(true);
  });

  test("take more of what the scan has where more services are judged in each", () => {
    const services = Array.from({ length: 20 }, (_, at) => SERVICE.replace("Service:", `Service${at}:`)).join("");
    const many = text.replace(SERVICE, services);
    const { groups } = evaluateAll({ "template.yaml": many }, { steps: 40_000 });
    const valuesOfAWorld = Math.ceil((many.length + 20 * 1_500) / 3);
    expect(groups.map(({ worlds }) => worlds.length)).toEqual([17 + Math.floor(40_000 / valuesOfAWorld)]);
  });

  test("are enough where more may be taken", () => {
    const { worlds, diagnostics } = counted(1_000_000);
    expect(worlds).toEqual([32, 32, 32, 32]);
    expect(diagnostics).toEqual([]);
  });
});

/** Names of two templates that are equal only if a parameter or a stack's name is what makes them so. */
import { expect, test } from "vitest";
import type { Value } from "../../../src/base/value.ts";
import { EqualNames } from "../../../src/evaluate/cloudformation/linking/export-index.ts";
import { concatenate, string, unknown } from "../../../src/evaluate/cloudformation/values.ts";
import { linked, nodeAt, rulesAt } from "../../normalize/describe.ts";
import { normalizeWorld } from "../../normalize/sources.ts";
import { evaluateAll, property, type ScanOptions } from "./support.ts";

const cluster = (name: string, exported: string, parameters = ""): string => `
Parameters: { ${parameters} }
Resources:
  Pool: { Type: AWS::ECS::Cluster, Properties: { ClusterName: ${name} } }
  Hosts: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: h } }
Outputs: { G: { Value: !Ref Hosts, Export: { Name: ${exported} } } }
`;
const app = (name: string, imported: string, parameters = "Pool: { Type: String }"): string => `
Parameters: { ${parameters} }
Resources:
  App: { Type: AWS::ECS::Service, Properties: { Cluster: ${name} } }
  In: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: !ImportValue { "Fn::Sub": "${imported}" }, IpProtocol: "-1" } }
`;

function linkedCluster(texts: Readonly<Record<string, string>>, options: ScanOptions = {}) {
  const { groups } = evaluateAll(texts, options);
  const found = groups.filter(({ roots }) => roots.some(({ path }) => path === "app.yaml"));
  const [world] = found[0]!.worlds;
  const { graph } = normalizeWorld(world!, { strict: options.strict === true });
  return {
    to: linked(graph, nodeAt(graph, "service", "App").cluster),
    assumed: world!.assumptions.map(({ text }) => text),
    worlds: found[0]!.worlds,
    graph,
  };
}

const given = (pairs: Record<string, string>): ScanOptions => ({ parameters: new Map(Object.entries(pairs)) });
const ENDS = "app.yaml imports from pool.yaml, whose exports end so";

test.each<[string, string, string, string, string, ScanOptions]>([
  [
    "a stack's name is the parameter",
    "!Ref AWS::StackName",
    '!Sub "${AWS::StackName}-hosts"',
    "!Ref Pool",
    "${Pool}-hosts",
    {},
  ],
  [
    "a stack's name is part of the cluster's",
    '!Sub "${AWS::StackName}-main"',
    '!Sub "${AWS::StackName}-hosts"',
    '!Sub "${Pool}-main"',
    "${Pool}-hosts",
    {},
  ],
  [
    "the parameter is given",
    "!Ref AWS::StackName",
    '!Sub "${AWS::StackName}-hosts"',
    "!Ref Pool",
    "${Pool}-hosts",
    given({ Pool: "blue" }),
  ],
  [
    "the importer writes the stack's name",
    "!Ref AWS::StackName",
    '!Sub "${AWS::StackName}-hosts"',
    "blue",
    "blue-hosts",
    {},
  ],
  ["the exporter writes the name", "blue", "blue-hosts", "!Ref Pool", "${Pool}-hosts", {}],
  [
    "the importer's own stack's name is the exporter's text",
    "blue",
    "blue-hosts",
    "!Ref AWS::StackName",
    "${AWS::StackName}-hosts",
    {},
  ],
])("where %s, the service's cluster is the exporter's", (_, name, exported, service, imported, options) => {
  const { to, assumed } = linkedCluster(
    { "pool.yaml": cluster(name, exported), "app.yaml": app(service, imported) },
    options,
  );
  expect(to).toBe("Pool");
  expect(assumed).toEqual([ENDS]);
});

test("a parameter of the same name is the same in every template", () => {
  const stage = 'Stage: { Type: String }, Pool: { Type: String, Default: "" }';
  const { to, worlds } = linkedCluster({
    "pool.yaml": cluster('!Sub "${Stage}-pool"', '!Sub "${Stage}-hosts"', stage),
    "net.yaml": `Parameters: { ${stage} }\nResources: { V: { Type: AWS::EC2::VPC } }\nOutputs: { V: { Value: !Ref V, Export: { Name: !Sub "\${Stage}-vpc" } } }\n`,
    "app.yaml": `${app('!Sub "${Stage}-pool"', "${Stage}-hosts", stage)}  Target: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { VpcId: !ImportValue { "Fn::Sub": "\${Stage}-vpc" } } }\n`,
  });
  expect(to).toBe("Pool");
  expect(property(worlds[0]!, "Target", "VpcId")).toBe("<net.yaml#V>");
});

test("under --strict only equal names link", () => {
  const texts = {
    "pool.yaml": cluster("!Ref AWS::StackName", '!Sub "${AWS::StackName}-hosts"'),
    "app.yaml": app("!Ref Pool", "${Pool}-hosts"),
  };
  expect(linkedCluster(texts, { strict: true }).to).toBe("external app.yaml#Pool");
});

test("a parameter that is taken to have a value has it in conditions too", () => {
  const { worlds } = linkedCluster({
    "pool.yaml": cluster("blue", "blue-hosts"),
    "app.yaml": `Conditions: { IsBlue: !Equals [!Ref Pool, blue] }\n${app("!If [IsBlue, !Ref Pool, other]", "${Pool}-hosts")}`,
  });
  expect(worlds.map(({ when }) => when)).toEqual([[]]);
  expect(property(worlds[0]!, "App", "Cluster")).toBe("blue");
});

test("templates without exports are linked by the name of a cluster", () => {
  const pool = (name: string): string =>
    `Parameters: { Stage: { Type: String } }\nResources: { Pool: { Type: AWS::ECS::Cluster, Properties: { ClusterName: ${name} } } }\n`;
  const service = (name: string, launch = "EC2"): string =>
    `Parameters: { Pool: { Type: String } }\nResources: { App: { Type: AWS::ECS::Service, Properties: { LaunchType: ${launch}, Cluster: ${name} } } }\n`;
  const to = (name: string, wanted: string, options: ScanOptions = {}): readonly [string, readonly string[]] => {
    const found = linkedCluster({ "pool.yaml": pool(name), "app.yaml": service(wanted) }, options);
    return [found.to, found.assumed];
  };
  expect(to("blue", "blue")).toEqual(["Pool", []]);
  expect(to("blue", "!Ref Pool", given({ Pool: "blue" }))).toEqual(["Pool", []]);
  expect(to('!Sub "${Stage}-pool"', "blue-pool")).toEqual(["Pool", [ENDS]]);
  // Nothing says which cluster a parameter means.
  expect(to("blue", "!Ref Pool")).toEqual(["external Pool", []]);
  expect(to("!Ref Stage", "blue")).toEqual(["external blue", []]);
  const apart = evaluateAll({ "pool.yaml": pool("blue"), "app.yaml": service("blue", "FARGATE") });
  expect(apart.groups).toHaveLength(2);
});

test.each([
  ["!Ref Elsewhere", 1],
  ["sg-0123", 0],
])("a rule of %s may belong to a group of another template, and to %i of its own", (group, own) => {
  const { graph } = linkedCluster({
    "pool.yaml": cluster("blue", "unused"),
    "app.yaml": `
Parameters: { Elsewhere: { Type: AWS::EC2::SecurityGroup::Id } }
Resources:
  App: { Type: AWS::ECS::Service, Properties: { Cluster: blue } }
  Own: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: o } }
  In: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: ${group}, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8 } }
`,
  });
  const may = "ingress allow tcp 80 from 10.0.0.0/8 ?";
  expect(rulesAt(graph, "Hosts")).toContain(may);
  expect(rulesAt(graph, "Own").filter((rule) => rule === may)).toHaveLength(own);
});

const place = { file: undefined as never, start: 0, end: 0 };
const hole = (symbol: string): Value => unknown("input", symbol, "", { kind: "literal", span: place });
const name = (...pieces: readonly (string | Value)[]): Value =>
  concatenate(pieces as never, { kind: "literal", span: place });

test("names that contradict each other say nothing", () => {
  const names = new EqualNames();
  names.add(name(hole("A"), "-x"), string("blue-x", { kind: "literal", span: place }));
  expect(names.meaning("A")).toMatchObject({ value: "blue" });
  names.add(name(hole("A"), "-y"), string("green-y", { kind: "literal", span: place }));
  expect(names.meaning("A")).toBeUndefined();
  names.add(name(hole("B"), "-x"), name(hole("p#AWS::StackName"), "-x"));
  expect(names.meaning("B")).toMatchObject({ symbol: "p#AWS::StackName" });
  names.add(name(hole("B"), "-y"), name(hole("q#AWS::StackName"), "-y"));
  expect(names.meaning("B")).toBeUndefined();
  expect(names.shapeOf(name(hole("B"), "-y"))).toBe(names.shapeOf(name(hole("B"), "-y")));
});

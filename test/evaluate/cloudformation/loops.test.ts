/** `Fn::ForEach` in every section, over what it may go through and over what it may not. */
import { expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { evaluateAll, property, resource, worldOf } from "./support.ts";

const overCollection = (collection: string): string => `
Transform: AWS::LanguageExtensions
Parameters:
  Zones: { Type: CommaDelimitedList }
  Word: { Type: String, Default: "a,b" }
  Stored: { Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /zones }
Conditions: { Wide: !Equals [!Ref Word, x] }
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nowhere.yaml } }
  Fn::ForEach::Loop:
    - Each
    - ${collection}
    - Subnet\${Each}: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: !Ref Each } }
`;

test.each([
  ["!Ref Missing", "unknown-reference", "Missing"],
  ["!Ref Bucket", "unknown-reference", "Bucket"],
  ["!GetAtt Bucket.Arn", "unknown-reference", "Bucket.Arn"],
  ["!GetAtt Missing.Arn", "unknown-reference", "Missing.Arn"],
  ["!GetAtt Child.Outputs.Zones", "unknown-reference", "Child.Outputs.Zones"],
  ["!Ref SubnetA", "unknown-reference", "SubnetA"],
  ["!Ref Word", "for-each", "Word"],
  ["!Ref AWS::Region", "for-each", "AWS::Region"],
  ["some text", "for-each", "some text"],
  ["{ A: b }", "for-each", "{ A: b }"],
  ["7", "for-each", "7"],
  ["!Ref AWS::NoValue", "for-each", "AWS::NoValue"],
])("a loop over %s is an unknown collection, and where it stands is said", (collection, code, place) => {
  const { diagnostics, groups } = evaluateAll({ "template.yaml": overCollection(collection) });
  const told = diagnostics.filter((one) => one.code !== "template-not-found");
  expect(told.map((one) => [one.code, textOf(one.span!)])).toEqual([[code, place]]);
  if (code === "unknown-reference") expect(told[0]!.message).toContain("before there are resources");
  expect(resource(groups[0]!.worlds[0]!, "Subnet*").repeated).toBe(true);
});

test.each([
  ["!Ref Zones", "<each(Zones)>"],
  ["!Ref Stored", "<each(ssm:/zones)>"],
  ["!Split [',', !Ref AWS::StackName]", "<AWS::StackName>"],
])("a loop over the open list %s is an unknown collection and no fault", (collection, zone) => {
  const { diagnostics, groups } = evaluateAll({ "template.yaml": overCollection(collection) });
  expect(diagnostics.filter((one) => one.code !== "template-not-found")).toEqual([]);
  const world = groups[0]!.worlds[0]!;
  expect(property(world, "Subnet*", "AvailabilityZone")).toBe(zone);
});

test("a loop goes through the branch that a condition chooses", () => {
  const world = worldOf(overCollection("!If [Wide, [a, b], [c]]"));
  expect(world.resources.map(({ address }) => address)).toEqual(["Bucket", "Child", "Subnetc"]);
});

test("loops in conditions and outputs that go round end, and are said", () => {
  const { diagnostics, groups } = evaluateAll({
    "template.yaml": `
Conditions:
  Fn::ForEach::C: [V, !If [Ca, [a], [b]], { "C\${V}": !Equals [!Ref V, a] }]
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Condition: Ca }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml, Parameters: { P: !GetAtt Child.Outputs.Oa } } }
Outputs:
  Own: { Value: !GetAtt Child.Outputs.Oa }
`,
    "child.yaml": `
Parameters: { P: { Type: CommaDelimitedList } }
Resources: { V: { Type: AWS::EC2::VPC } }
Outputs: { "Fn::ForEach::O": [V, !Ref P, { "O\${V}": { Value: !Ref P } }] }
`,
  });
  expect(groups[0]!.worlds.length).toBeGreaterThan(0);
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["cycle", "unknown-reference"]));
});

test("a loop where none may stand is said", () => {
  const { diagnostics, groups } = evaluateAll({
    "template.yaml": `
Mappings:
  Ports: { Fn::ForEach::M: [V, [a], { "\${V}": { Port: 80 } }] , b: { Port: 81 } }
  Fn::ForEach::N: [V, [a], { "\${V}": { b: { Port: 80 } } }]
Rules: { "Fn::ForEach::R": [V, [a], { "\${V}": {} }] }
Resources: { X: { Type: AWS::EC2::Subnet, Properties: { Value: !FindInMap [Ports, b, Port] } } }
`,
  });
  expect(diagnostics.map(({ code, span }) => [code, textOf(span!)])).toEqual([
    ["for-each", '"Fn::ForEach::R"'],
    ["for-each", "Fn::ForEach::N"],
  ]);
  expect(property(groups[0]!.worlds[0]!, "X", "Value")).toBe(81);
});

test("loops inside loops that multiply or go deep are stopped", () => {
  const many = JSON.stringify(Array.from({ length: 12 }, (_, at) => `v${at}`));
  let body = '{"X${A1}": {"Type": "AWS::EC2::VPC"}}';
  let empty = '{"Fn::ForEach::Last": ["V", [], {"Y": {"Type": "AWS::EC2::VPC"}}]}';
  for (let depth = 1; depth <= 40; depth += 1) {
    body = `{"Fn::ForEach::A${depth}": ["A${depth}", ${many}, ${body}]}`;
    empty = `{"Fn::ForEach::B${depth}": ["B${depth}", ${many}, ${empty}]}`;
  }
  const text = (resources: string): string => `{"AWSTemplateFormatVersion": "2010-09-09", "Resources": ${resources}}`;
  for (const resources of [body, empty]) {
    const { notEvaluated, diagnostics } = evaluateAll({ "template.json": text(resources) });
    expect(notEvaluated.length + diagnostics.length).toBeGreaterThan(0);
  }
}, 30_000);

test("more entries than are made are said, with the place of the collection", () => {
  const many = JSON.stringify(Array.from({ length: 2100 }, (_, at) => `v${at}`));
  const { notEvaluated } = evaluateAll({
    "template.yaml": `Resources: { "Fn::ForEach::L": [V, ${many}, { "X\${V}": { Type: AWS::EC2::VPC } }] }`,
  });
  expect(notEvaluated.map(({ address, because }) => [address, because])).toEqual([
    ["Resources", "loops and includes make more than is followed (2000 turns)"],
  ]);
  expect(textOf(notEvaluated[0]!.span!)).toBe(many);
});

test("what is imported inside a loop is looked for under the name that the loop makes", () => {
  const { groups } = evaluateAll({
    "a.yaml": `
Resources:
  Fn::ForEach::S:
    - Name
    - [web, api]
    - "Service\${Name}":
        Type: AWS::ECS::Service
        Properties: { Cluster: !ImportValue { "Fn::Sub": "\${Name}-cluster" } }
`,
    "b.yaml": `
Resources: { C: { Type: AWS::ECS::Cluster } }
Outputs: { O: { Value: !Ref C, Export: { Name: api-cluster } } }
`,
  });
  expect(groups.map(({ roots }) => roots.map(({ path }) => path))).toEqual([["a.yaml", "b.yaml"]]);
  expect(property(groups[0]!.worlds[0]!, "Serviceapi", "Cluster")).toBe("<b.yaml#C>");
});

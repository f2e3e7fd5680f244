import { expect, test } from "vitest";
import type { Files } from "../../../src/base/files.ts";
import { SourceFile, textOf } from "../../../src/base/source-file.ts";
import {
  looksLikeTemplate,
  readTemplates,
  templateIn,
} from "../../../src/evaluate/cloudformation/template/read-templates.ts";
import { parseYaml } from "../../../src/parse/yaml.ts";
import { evaluateAll, property, resource, worldOf } from "./support.ts";

const parameters = `
Parameters: { Name: { Type: String, Default: d }, Ports: { Type: CommaDelimitedList, Default: '1' }, Size: { Type: Number } }
Resources: { G: { Type: AWS::EC2::SecurityGroup, Properties: { Name: !Ref Name, Ports: !Ref Ports, Size: !Ref Size } } }
`;

test.each([
  [
    "the command line's list",
    '[{"ParameterKey":"Name","ParameterValue":"n"},{"ParameterKey":"Ports","ParameterValue":"2,3"},{"ParameterKey":"Size","ParameterValue":"4"}]',
  ],
  ["pairs", '["Name=n", "Ports=2,3", "Size=4"]'],
  ["CodePipeline's object", '{"Parameters": {"Name": "n", "Ports": "2,3", "Size": 4}, "Tags": {"a": "b"}}'],
  ["a plain map", "Name: n\nPorts: [2, 3]\nSize: 4\n"],
])("parameters come from %s", (_, file) => {
  const world = evaluateAll({ "t.yaml": parameters, "p.json": file }, { only: ["t.yaml"], parameterFiles: ["p.json"] })
    .groups[0]!.worlds[0]!;
  expect(["Name", "Ports", "Size"].map((name) => JSON.stringify(property(world, "G", name)))).toEqual([
    '"n"',
    expect.stringMatching(/^\["?2"?,"?3"?\]$/),
    "4",
  ]);
  const { origin } = resource(world, "G").body.attributes.get("Name")!.value;
  expect(origin).toMatchObject({ kind: "reference", via: { kind: "variable-file" } });
  expect(textOf(origin!.via!.span)).toMatch(/n/);
});

test("the command line wins over files, later files over earlier", () => {
  const texts = { "t.yaml": parameters, "a.yaml": "Name: a\nSize: 1\n", "b.yaml": "Name: b\n" };
  const options = { only: ["t.yaml"], parameterFiles: ["a.yaml", "b.yaml"], parameters: new Map([["Size", "9"]]) };
  const world = evaluateAll(texts, options).groups[0]!.worlds[0]!;
  expect([property(world, "G", "Name"), property(world, "G", "Size")]).toEqual(["b", 9]);
});

test("a value for no parameter, and a file that is none, are said", () => {
  const unknown = evaluateAll({ "t.yaml": parameters }, { parameters: new Map([["Nmae", "x"]]) });
  expect(unknown.diagnostics).toMatchObject([{ code: "unknown-parameter" }]);
  const missing = evaluateAll({ "t.yaml": parameters }, { parameterFiles: ["nowhere.json"] });
  expect(missing.diagnostics).toMatchObject([{ code: "parameters-file", notAnalysed: true }]);
});

test("a parameter without a value says how to give it", () => {
  expect(resource(worldOf(parameters), "G").body.attributes.get("Size")!.value).toMatchObject({
    cause: { kind: "input", hint: "give it with --parameter Size=…" },
    symbol: "Size",
  });
});

test("the region can be given", () => {
  const text =
    "Resources: { G: { Type: AWS::EC2::VPC, Properties: { A: !Sub '${AWS::Region}/${AWS::Partition}/${AWS::URLSuffix}' } } }";
  expect(property(worldOf(text, { region: "cn-north-1" }), "G", "A")).toBe("cn-north-1/aws-cn/amazonaws.com.cn");
  expect(property(worldOf(text, { region: "us-gov-west-1" }), "G", "A")).toBe("us-gov-west-1/aws-us-gov/amazonaws.com");
});

test.each([
  ["AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n", true],
  ["Resources:\n  A:\n    Type: AWS::S3::Bucket\n", true],
  ['{"Resources": {"A": {"Type": "Custom::Thing", "Properties": {}}}}', true],
  ["Resources:\n  A:\n    Type: Org::Service::Thing\n    Properties: {}\n", true],
  ["Resources:\n  Fn::ForEach::X: [N, [a], {'Q${N}': {Type: AWS::SQS::Queue}}]\n", true],
  ["resources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n", false],
  ["apiVersion: v1\nkind: List\n", false],
  ["Resources: [a, b]\n", false],
  ["Resources:\n  A: { Kind: AWS::S3::Bucket }\n", false],
  ["- AWSTemplateFormatVersion\n", false],
  ["openapi: 3.0.0\ninfo: { title: Resources }\n", false],
])("%j is a template: %s", (text, expected) => {
  const { output } = parseYaml(new SourceFile("x", text));
  expect(output !== undefined && templateIn(output) !== undefined).toBe(expected);
  if (expected) expect(looksLikeTemplate(text)).toBe(true);
});

test("what is no template is passed over in silence, what was meant as one is not", () => {
  const appSpec = '{"Resources": [{"T": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": ${task}}}}]}';
  expect(evaluateAll({ "a.yaml": "a: [", "b.json": "{", "c.yaml": "Resources: [\n", "d.json": appSpec })).toMatchObject(
    {
      groups: [],
      diagnostics: [],
    },
  );
  const broken = evaluateAll({ "a.yaml": "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  {% if x %}\n" });
  expect(broken.diagnostics).toMatchObject([
    { code: "yaml-syntax", notAnalysed: true, hint: expect.stringContaining("render") },
  ]);
  expect(evaluateAll({ "a.yaml": "a: 1" }, { named: ["a.yaml"] }).diagnostics).toMatchObject([
    { code: "not-a-template" },
  ]);
});

/** What YAML and JSON allow, and what nothing says of CloudFormation. */
test.each([
  ["with a mark, little end first", "utf16le", "\ufeff"],
  ["with a mark, big end first", "big", "\ufeff"],
  ["without one, little end first", "utf16le", ""],
  ["without one, big end first", "big", ""],
])("a template in UTF-16, %s, is told; what is no template is not", (_, encoding, mark) => {
  const encoded = (text: string): Uint8Array => {
    const bytes = Buffer.from(mark + text, "utf16le");
    return encoding === "big" ? bytes.swap16() : bytes;
  };
  const read = (text: string) => {
    const bytes = encoded(text);
    const files: Files = { read: () => ({ ok: true, bytes, text: new TextDecoder().decode(bytes) }), list: () => [] };
    return readTemplates(["t.yaml"], [], files, { yaml: parseYaml });
  };
  expect(read(parameters)).toMatchObject({
    templates: [],
    diagnostics: [{ code: "encoding", path: "t.yaml", notAnalysed: true, hint: "save it as UTF-8" }],
  });
  expect(read("apiVersion: v1\nkind: List\n").diagnostics).toEqual([]);
});

test("loops make resources, properties, conditions and outputs", () => {
  const world = worldOf(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "A,B" } }
Conditions:
  Fn::ForEach::Conditions: [N, !Ref Names, { "Is\${N}": !Equals [!Ref N, A] }]
Resources:
  Fn::ForEach::Groups:
    - N
    - !Ref Names
    - Group\${N}:
        Type: AWS::EC2::SecurityGroup
        Properties:
          Name: !Sub "\${N}-\${AWS::Region}"
          Which: !Ref N
          Other: !GetAtt "Group\${N}.GroupId"
          Fn::ForEach::Tags: [T, [x, y], { "Tag\${T}": !Sub "\${N}\${T}" }]
  Fn::ForEach::Outer: [A, [p, q], { Fn::ForEach::Inner: [B, ["10.0", "1/1"], { "S\${A}&{B}": { Type: AWS::SQS::Queue, Properties: { X: !Ref B } } }] }]
  Use: { Type: AWS::EC2::VPC, Properties: { X: !If [IsA, a, b], Y: !If [IsB, a, b] } }
`);
  expect(world.resources.map(({ address }) => address)).toEqual([
    "GroupA",
    "GroupB",
    "Sp100",
    "Sp11",
    "Sq100",
    "Sq11",
    "Use",
  ]);
  expect(property(world, "GroupB", "Name")).toBe("B-<AWS::Region>");
  expect([
    property(world, "GroupB", "Which"),
    property(world, "GroupB", "Other"),
    property(world, "GroupA", "Tagy"),
  ]).toEqual(["B", "<GroupB.GroupId>", "Ay"]);
  expect(property(world, "Sq100", "X")).toBe("10.0");
  expect([property(world, "Use", "X"), property(world, "Use", "Y")]).toEqual(["a", "b"]);
});

test("a loop over what is not known makes one that stands for any number", () => {
  const world = worldOf(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList } }
Resources: { "Fn::ForEach::G": [N, !Ref Names, { "Group\${N}": { Type: AWS::EC2::SecurityGroup, Properties: { X: !Ref N } } }] }
`);
  expect(world.resources).toMatchObject([{ address: "Group*", repeated: true, exists: { symbol: "Names" } }]);
  expect(property(world, "Group*", "X")).toBe("<each(Names)>");
});

test("AWS::Include reads files of the scan, other macros are unknown", () => {
  const texts = {
    "t.yaml": `
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      Own: 1
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://bucket/parts/rules.yaml } }
  H: { Type: AWS::EC2::VPC, Properties: { X: { "Fn::Transform": { Name: Magic } }, Y: { "Fn::Transform": { Name: AWS::Include, Parameters: { Location: nowhere.yaml } } } } }
`,
    "parts/rules.yaml": "Included: !Ref AWS::Region\n",
  };
  const result = evaluateAll(texts, { only: ["t.yaml"] });
  const world = result.groups[0]!.worlds[0]!;
  expect([property(world, "G", "Own"), property(world, "G", "Included")]).toEqual([1, "<AWS::Region>"]);
  expect(resource(world, "H").body.attributes.get("X")!.value).toMatchObject({ cause: { kind: "unsupported" } });
  expect(resource(world, "H").body.attributes.get("Y")!.value).toMatchObject({ cause: { kind: "missing-source" } });
  expect(result.diagnostics).toMatchObject([{ code: "include-not-found" }]);
});

test("a cloud assembly's stacks are roots in their environment, with nested templates from its assets", () => {
  const manifest = {
    artifacts: {
      Tree: { type: "cdk:tree" },
      Net: {
        type: "aws:cloudformation:stack",
        environment: "aws://111122223333/eu-west-1",
        properties: { templateFile: "Net.template.json", stackName: "net" },
      },
      App: {
        type: "aws:cloudformation:stack",
        environment: "aws://unknown-account/unknown-region",
        properties: { templateFile: "App.template.json" },
      },
      Stage: { type: "cdk:cloud-assembly", properties: { directoryName: "assembly-Stage" } },
    },
  };
  const stage = {
    artifacts: { S: { type: "aws:cloudformation:stack", properties: { templateFile: "S.template.json" } } },
  };
  const net = {
    Resources: {
      Vpc: {
        Type: "AWS::EC2::VPC",
        Metadata: { "aws:cdk:path": "Net/Vpc/Resource" },
        Properties: {
          Region: { Ref: "AWS::Region" },
          Account: { Ref: "AWS::AccountId" },
          Name: { Ref: "AWS::StackName" },
        },
      },
    },
    Outputs: { X: { Value: { Ref: "Vpc" }, Export: { Name: "Net:ExportsOutputRefVpc" } } },
  };
  const app = {
    Resources: {
      G: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: {
          VpcId: { "Fn::ImportValue": "Net:ExportsOutputRefVpc" },
          Out: { "Fn::GetAtt": ["Nested", "Outputs.O"] },
        },
      },
      Nested: {
        Type: "AWS::CloudFormation::Stack",
        Properties: {
          TemplateURL: { "Fn::Sub": "https://s3.${AWS::URLSuffix}/cdk-assets-${AWS::AccountId}/0123abcd.json" },
        },
        Metadata: { "aws:asset:path": "AppNested.nested.template.json", "aws:asset:property": "TemplateURL" },
      },
    },
  };
  const nested = { Resources: { Q: { Type: "AWS::EC2::Subnet" } }, Outputs: { O: { Value: { Ref: "Q" } } } };
  const texts = {
    "cdk.out/manifest.json": JSON.stringify(manifest),
    "cdk.out/Net.template.json": JSON.stringify(net),
    "cdk.out/App.template.json": JSON.stringify(app),
    "cdk.out/AppNested.nested.template.json": JSON.stringify(nested),
    "cdk.out/assembly-Stage/manifest.json": JSON.stringify(stage),
    "cdk.out/assembly-Stage/S.template.json": JSON.stringify(nested),
  };
  const result = evaluateAll(texts, { assemblies: ["cdk.out/manifest.json"] });
  expect(result.diagnostics).toEqual([]);
  expect(result.groups.map(({ roots }) => roots.map(({ path, kind }) => `${kind} ${path}`))).toEqual([
    ["cdk cdk.out/App.template.json", "cdk cdk.out/Net.template.json"],
    ["cdk cdk.out/assembly-Stage/S.template.json"],
  ]);
  const world = result.groups[0]!.worlds[0]!;
  expect(property(world, "G", "VpcId")).toBe("<cdk.out/Net.template.json#Vpc>");
  expect(property(world, "G", "Out")).toBe("<cdk.out/App.template.json#Nested.Q>");
  expect(["Region", "Account", "Name"].map((name) => property(world, "Vpc", name))).toEqual([
    "eu-west-1",
    "111122223333",
    "net",
  ]);
  expect(resource(world, "Vpc").construct).toBe("Net/Vpc/Resource");
});

import { expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { evaluateAll, property, resource } from "./support.ts";

function scan(text: string) {
  const result = evaluateAll({ "app/main.yaml": text });
  return { result, world: result.groups[0]!.worlds[0]!, codes: result.diagnostics.map(({ code }) => code) };
}

const literals = {
  "a block scalar": `
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      Parameters: [{ ParameterKey: Cidr, ParameterValue: 10.1.0.0/16 }]
      TemplateBody: |
        Parameters:
          Cidr: { Type: String }

        Resources:
          Net:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: !Sub "\${Cidr}" }
`,
  "a JSON text in quotes": `
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: '{"Parameters": {"Cidr": {"Type": "String"}}, "Resources": {"Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Fn::Sub": "\${Cidr}"}}}}}'
      Parameters: [{ ParameterKey: Other, ParameterValue: x }, { ParameterKey: Cidr, ParameterValue: 10.1.0.0/16 }]
`,
  "a JSON text with escapes":
    String.raw`{ "Resources": { "Set": { "Type": "AWS::CloudFormation::Stack", "Properties": { "Parameters": { "Cidr": "10.1.0.0/16" },
  "TemplateBody": "{\"Parameters\": {\"Cidr\": {\"Type\": \"String\"}},\n\"Resources\": {\"Net\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": {\"Fn::Sub\": \"$` +
    String.raw`{Cidr}\"}}}}}" } } } }`,
};

test.each(Object.entries(literals))("%s is a stack whose places are those in the file", (_, text) => {
  const { result, world, codes } = scan(text);
  expect(codes).toEqual([]);
  expect(result.notEvaluated).toEqual([]);
  expect(property(world, "Set.Net", "CidrBlock")).toBe("10.1.0.0/16");
  const net = resource(world, "Set.Net");
  expect(net.span.file.text).toBe(text);
  expect(net.span.file.path).toBe("app/main.yaml");
  expect(textOf(net.span)).toMatch(/^(\\?")?Net\b/);
  const attribute = net.body.attributes.get("CidrBlock")!;
  expect(textOf(attribute.nameSpan)).toMatch(/^(\\?")?CidrBlock\b/);
  const value = textOf(attribute.value.origin!.span);
  expect(value).toMatch(/^(\\?")\$\{Cidr\}\1$/);
  // A variable inside a text inside a text.
  const wrong = scan(text.replace("{Cidr}", "{Nowhere}")).result.diagnostics;
  expect(wrong.map(({ code, span }) => [code, textOf(span!)])).toEqual([["unknown-reference", "Nowhere"]]);
});

test("an object becomes a template with its own places, and one made by functions with places in the text made", () => {
  const { world, codes } = scan(`
Transform: AWS::LanguageExtensions
Parameters: { Cidr: { Type: String, Default: 10.2.0.0/16 } }
Resources:
  Plain:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody:
        Fn::ToJsonString: { Resources: { Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } } } }
  Made:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: !ToJsonString { Resources: { Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Cidr } } } }
`);
  expect(codes).toEqual([]);
  expect(property(world, "Plain.Net", "CidrBlock")).toBe("10.1.0.0/16");
  expect(resource(world, "Plain.Net").span.file.path).toBe("app/main.yaml");
  expect(textOf(resource(world, "Plain.Net").span)).toBe("Net");
  expect(property(world, "Made.Net", "CidrBlock")).toBe("10.2.0.0/16");
  expect(resource(world, "Made.Net").span.file.path).toBe("app/main.yaml#Made");
  expect(textOf(resource(world, "Made.Net").span)).toMatch(/^"?Net"?$/);
});

test("what is no template, cannot be read or is not known is said where it stands", () => {
  const { result, codes } = scan(`
Parameters: { Text: { Type: String } }
Resources:
  Prose: { Type: AWS::CloudFormation::StackSet, Properties: { TemplateBody: hello } }
  Open: { Type: AWS::CloudFormation::StackSet, Properties: { TemplateBody: !Ref Text } }
  Broken:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: |
        Resources:
          A: [1, 2
          B: }
`);
  expect(codes.filter((code) => code === "template-not-found")).toHaveLength(3);
  expect(result.notEvaluated.map(({ address, because }) => `${address}: ${because}`)).toEqual([
    "Prose: its TemplateBody is no template that can be read",
    "Open: its TemplateBody is not known",
    "Broken: its TemplateBody is no template that can be read",
  ]);
  const syntax = result.diagnostics.find(({ code }) => code !== "template-not-found")!;
  expect(syntax.span!.file.path).toBe("app/main.yaml");
  expect(syntax.span!.file.position(syntax.span!.start).line).toBeGreaterThan(10);
});

test("a value that instances of a stack set override is not known", () => {
  const { world } = scan(`
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      Parameters: [{ ParameterKey: A, ParameterValue: a }, { ParameterKey: B, ParameterValue: b }]
      StackInstancesGroup:
        - Regions: [eu-west-1]
          ParameterOverrides: [{ ParameterKey: B, ParameterValue: c }]
      TemplateBody: |
        Parameters: { A: { Type: String }, B: { Type: String } }
        Resources: { Net: { Type: AWS::EC2::VPC, Properties: { A: !Ref A, B: !Ref B } } }
`);
  expect(property(world, "Set.Net", "A")).toBe("a");
  expect(property(world, "Set.Net", "B")).toBe("<Set.B>");
});

test("templates inside templates inside templates keep their places", () => {
  const { world, codes } = scan(`
Resources:
  Outer:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: |
        Resources:
          Inner:
            Type: AWS::CloudFormation::StackSet
            Properties:
              TemplateBody: |
                Resources:
                  Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/8 } }
`);
  expect(codes).toEqual([]);
  const net = resource(world, "Outer.Inner.Net");
  expect(textOf(net.span)).toBe("Net");
  expect(net.span.file.position(net.span.start)).toEqual({ line: 13, column: 19 });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { evaluateAll, property, resource, worldOf } from "./support.ts";

const value = (expression: string): string => `
Parameters: { P: { Type: String } }
Resources:
  G: { Type: AWS::EC2::VPC }
  X:
    Type: AWS::EC2::Subnet
    Properties:
      Value: ${expression}
`;

test.each([
  ["!Ref Nowhere", "unknown-reference", "Nowhere"],
  ["!GetAtt Nowhere.Arn", "unknown-reference", "Nowhere.Arn"],
  ["!Sub 'a ${Nowhere} b'", "unknown-reference", "Nowhere"],
  ["!GetAtt G", "function-argument", "G"],
  ["!If [Nowhere, 1, 2]", "unknown-condition", "Nowhere"],
  ["!If [a, b]", "function-argument", "[a, b]"],
  ["!Join [',']", "function-argument", "[',']"],
  ["!Join [[], []]", "function-argument", "[]"],
  ["!Split ['', a]", "function-argument", "''"],
  ["!Select [5, [a]]", "function-argument", "[5, [a]]"],
  ["!Select [x, [a]]", "function-argument", "x"],
  ["!FindInMap [A, b, c]", "function-argument", "[A, b, c]"],
  ["!Cidr [10.0.0.0/30, 9, 8]", "function-argument", "[10.0.0.0/30, 9, 8]"],
  ["!Base64 [a]", "function-argument", "[a]"],
  ["!Equals [a, b]", "function-argument", "[a, b]"],
  ["!ImportValue [a]", "function-argument", "[a]"],
  ["!sub 'x'", "unknown-function", "'x'"],
  ["!Rain::Embed file.txt", "unknown-function", "file.txt"],
  ["{ Fn::Sbu: x }", "unknown-function", "{ Fn::Sbu: x }"],
])("%s is a located diagnostic and an unknown", (expression, code, place) => {
  const { diagnostics, groups } = evaluateAll({ "template.yaml": value(expression) });
  expect(diagnostics.map((one) => one.code)).toEqual([code]);
  expect(textOf(diagnostics[0]!.span!)).toBe(place);
  expect(JSON.stringify(property(groups[0]!.worlds[0]!, "X", "Value"))).toMatch(/</);
});

test("a tag in the wrong case says which was meant", () => {
  const hint = (expression: string): string | undefined =>
    evaluateAll({ "template.yaml": value(expression) }).diagnostics[0]?.hint;
  expect(hint("!sub x")).toBe("did you mean !Sub?");
  expect(hint("!ref x")).toBe("did you mean !Ref?");
  expect(hint("{ Fn::getatt: x }")).toBe("did you mean Fn::GetAtt?");
  expect(hint("{{ port }}")).toContain("render");
});

test("a hole in a text points at the variable", () => {
  const world = worldOf(value("!Sub |\n        #!/bin/bash\n        echo ECS_CLUSTER=${P} ${G.Id}\n"));
  const text = resource(world, "X").body.attributes.get("Value")!.value;
  expect(
    text.kind === "text" && text.parts.flatMap((part) => (typeof part === "string" ? [] : [textOf(part.origin!.span)])),
  ).toEqual(["P", "G.Id"]);
});

test("base64 keeps the text that it encodes", () => {
  const world = worldOf(value("!Base64 { 'Fn::Sub': 'cluster ${P}' }"));
  expect(resource(world, "X").body.attributes.get("Value")!.value).toMatchObject({
    kind: "unknown",
    plain: { kind: "text", parts: ["cluster ", { symbol: "P" }] },
  });
});

test("properties know their names and extents, conditions remove resources", () => {
  const world = worldOf(
    "Conditions: { No: !Equals [a, b] }\nResources:\n  A: { Type: AWS::EC2::VPC, Condition: No }\n  B: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n",
  );
  expect(world.resources.map(({ address }) => address)).toEqual(["B"]);
  const { nameSpan, span, value: cidr } = resource(world, "B").body.attributes.get("CidrBlock")!;
  expect([textOf(nameSpan), textOf(span), textOf(cidr.origin!.span)]).toEqual([
    "CidrBlock",
    "CidrBlock: 10.0.0.0/16",
    "10.0.0.0/16",
  ]);
  expect(textOf(resource(world, "B").span)).toBe("B");
});

test("stacks that multiply are stopped", () => {
  const nest = (url: string): string =>
    `Resources:\n${Array.from({ length: 12 }, (_, index) => `  N${index}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url} } }`).join("\n")}\n`;
  const leaf = "Resources: { G: { Type: AWS::EC2::VPC } }\n";
  const { diagnostics, groups } = evaluateAll({
    "a.yaml": nest("b.yaml"),
    "b.yaml": nest("c.yaml"),
    "c.yaml": nest("d.yaml"),
    "d.yaml": leaf,
  });
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["nested-stack"]));
  expect(groups[0]!.worlds[0]!.resources.length).toBeLessThan(4000);
});

test("no template makes it throw", () => {
  const name = fc.constantFrom("A", "B", "P", "AWS::Region", "AWS::NoValue", "C");
  const { node } = fc.letrec<{ node: unknown; leaf: unknown; call: unknown }>((tie) => ({
    leaf: fc.oneof(
      name,
      fc.integer({ min: -2, max: 3 }),
      fc.boolean(),
      fc.constantFrom("", ",", "${A}", "${A.B}", "${", "a,b", "{{resolve:ssm:x}}", null),
    ),
    call: fc
      .tuple(
        fc.constantFrom(
          "Ref",
          "Fn::Sub",
          "Fn::Join",
          "Fn::Split",
          "Fn::Select",
          "Fn::If",
          "Fn::GetAtt",
          "Fn::FindInMap",
          "Fn::Equals",
          "Fn::Not",
          "Fn::And",
          "Condition",
          "Fn::Cidr",
          "Fn::Base64",
          "Fn::GetAZs",
          "Fn::ImportValue",
          "Fn::Transform",
          "Fn::ForEach::X",
          "Fn::Length",
          "Fn::ToJsonString",
          "Fn::Nope",
        ),
        tie("node"),
      )
      .map(([key, argument]) => ({ [key]: argument })),
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      tie("call"),
      fc.array(tie("node"), { maxLength: 4 }),
    ),
  }));
  const key = fc.oneof(name, fc.constantFrom("Fn::ForEach::Y", "Fn::ForEach::Z", "Fn::Transform"));
  const section = fc.dictionary(key, node, { maxKeys: 4 });
  fc.assert(
    fc.property(section, section, section, section, section, (Parameters, Conditions, Properties, Outputs, more) => {
      const Resources = {
        ...more,
        A: { Type: "AWS::ECS::Service", Properties },
        B: { Type: "AWS::CloudFormation::Stack", Condition: "C", Properties },
      };
      const text = JSON.stringify({ Parameters, Mappings: Outputs, Conditions, Resources, Outputs, Rules: Conditions });
      expect(evaluateAll({ "template.json": text }).groups[0]!.worlds.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
}, 60_000);

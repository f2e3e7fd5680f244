/** Templates that are meant to exhaust a scan. */
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../cpu-time.ts";
import { evaluateAll, resource } from "./support.ts";

const VERSION = 'AWSTemplateFormatVersion: "2010-09-09"\n';
const NAMES = `[${Array.from({ length: 100 }, (_, at) => `a${at}`).join(", ")}]`;

/** Templates that nest each other, with a parameter that each passes on as the expression says. */
function nests(depth: number, passed: string): Record<string, string> {
  const level = (at: number): readonly [string, string] => [
    `n${at}.yaml`,
    `${VERSION}Parameters: { P: { Type: String } }
Resources:
  Group: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: !Ref P } }
${at === depth ? "" : `  Next: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: ./n${at + 1}.yaml, Parameters: { P: ${passed} } } }\n`}`,
  ];
  const first = `${VERSION}Resources:
  Next: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: ./n0.yaml, Parameters: { P: ${"a".repeat(100)} } } }
`;
  return { "template.yaml": first, ...Object.fromEntries(Array.from({ length: depth + 1 }, (_, at) => level(at))) };
}

function alone(body: string): Record<string, string> {
  return { "template.yaml": `${VERSION}Transform: AWS::LanguageExtensions\nResources:\n${body}` };
}

function group(properties: string): string {
  return `  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      ${properties}\n`;
}

describe("end, and another template is evaluated", () => {
  test.each([
    ["a text that doubles from stack to stack", nests(20, '!Sub "${P}${P}${P}${P}"')],
    ["a list that is joined and doubles", nests(20, '!Join ["", [!Ref P, !Ref P, !Ref P, !Ref P]]')],
    ["base64 of base64", nests(12, '{ "Fn::Base64": { "Fn::Base64": !Sub "${P}${P}" } }')],
    [
      "a long text in many holes",
      alone(group(`GroupDescription: !Sub ["${"${V}".repeat(20_000)}", { V: "${"x".repeat(20_000)}" }]`)),
    ],
    [
      "a long delimiter",
      alone(group(`GroupDescription: !Join ["${"y".repeat(1000)}", !Split [a, "${"ba".repeat(100_000)}"]]`)),
    ],
    [
      "loops in the properties of many resources",
      alone(
        Array.from(
          { length: 50 },
          (_, at) => `  R${at}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      "Fn::ForEach::A": [X, ${NAMES}, { "Fn::ForEach::B": [Y, ${NAMES}, { "P\${X}\${Y}": !Sub "\${X}\${Y}" }] }]
`,
        ).join(""),
      ),
    ],
    ["holes that are not closed", alone(group(`GroupDescription: !Sub "${"${".repeat(100_000)}"`))],
    ["stacks in stacks", fan(8)],
  ])("%s", (_, files) => {
    const other = `${VERSION}Resources:\n  Other: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: !Sub "is \${AWS::Region}" } }\n`;
    const used = cpuTime(() => {
      const { groups } = evaluateAll({ ...files, "z.yaml": other }, { steps: 100_000, region: "eu-west-1" });
      const world = groups.find(({ roots }) => roots.some(({ path }) => path === "z.yaml"))!.worlds[0]!;
      expect(resource(world, "Other").body.attributes.get("GroupDescription")?.value).toMatchObject({
        value: "is eu-west-1",
      });
    });
    expect(used).toBeLessThan(5000);
  });
});

function fan(width: number): Record<string, string> {
  const level = (at: number): string =>
    `${VERSION}Resources:\n${Array.from({ length: width }, (_, one) => `  S${one}: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: ./f${at}.yaml } }\n`).join("")}`;
  const levels = Array.from({ length: 8 }, (_, at) => [`f${at}.yaml`, level(at + 1)] as const);
  return {
    "template.yaml": level(0),
    ...Object.fromEntries(levels),
    "f8.yaml": `${VERSION}Resources:\n  V: { Type: "AWS::EC2::VPC" }\n`,
  };
}

test("what is too much is told with its place and what to do", () => {
  const loops = `  "Fn::ForEach::A": [X, ${NAMES}, { "Fn::ForEach::B": [Y, ${NAMES}, { "R\${X}\${Y}": { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: !Sub "\${X}\${Y}" } } }] }]\n`;
  const { diagnostics } = evaluateAll(alone(loops), { steps: 1000 });
  expect(diagnostics[0]).toMatchObject({
    code: "too-large",
    notAnalysed: true,
    hint: expect.stringMatching(/--evaluation-steps/),
  });
  expect(diagnostics[0]?.message).toMatch(
    /^There is too much to evaluate, and what depends on it is not known: .* more than 1000 values/,
  );
});

test("a template of more resources than AWS takes is not analysed", () => {
  const many = Array.from({ length: 10_001 }, (_, at) => `  V${at}: { Type: "AWS::EC2::VPC" }\n`).join("");
  const { groups, diagnostics } = evaluateAll({ "template.yaml": `${VERSION}Resources:\n${many}` });
  expect(groups).toEqual([]);
  expect(diagnostics).toMatchObject([{ code: "too-large", notAnalysed: true }]);
});

test("imports that each import the next: as deep as is evaluated they are known, and beyond it is told where", () => {
  const count = 400;
  const link = (at: number): string => `${VERSION}Resources:
  Group: { Type: "AWS::EC2::SecurityGroup", Properties: { VpcId: !ImportValue e${at + 1} } }
Outputs: { O: { Value: !ImportValue e${at + 1}, Export: { Name: e${at} } } }
`;
  const last = `${VERSION}Resources: { Vpc: { Type: "AWS::EC2::VPC" } }\nOutputs: { O: { Value: !Ref Vpc, Export: { Name: e${count} } } }\n`;
  const paths = Array.from({ length: count }, (_, at) => `t${at}.yaml`);
  const files = { ...Object.fromEntries(paths.map((path, at) => [path, link(at)])), "z.yaml": last };
  const { groups, diagnostics } = evaluateAll(files);
  const vpcOf = (root: string) =>
    groups
      .flatMap(({ worlds }) => worlds[0]!.resources)
      .find((one) => one.root === root && one.address === "Group")
      ?.body.attributes.get("VpcId")?.value;
  const isKnown = (path: string): boolean => {
    const value = vpcOf(path);
    return value?.kind === "unknown" && value.ref?.address === "Vpc";
  };
  expect(isKnown(`t${count - 1}.yaml`)).toBe(true);
  expect(isKnown(`t${count - 100}.yaml`)).toBe(true);
  expect(isKnown("t0.yaml")).toBe(false);
  const told = diagnostics.filter(({ code }) => code === "evaluation-depth");
  expect(told.length).toBeGreaterThan(0);
  for (const { span, notAnalysed } of told) {
    expect(span).toBeDefined();
    expect(notAnalysed).toBe(true);
  }
});

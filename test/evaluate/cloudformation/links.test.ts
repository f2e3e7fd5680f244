import { expect, test } from "vitest";
import { evaluateAll, property } from "./support.ts";

const network = (name: string, extra = ""): string => `
Parameters: { Env: { Type: String, Default: prod } }
Resources: { Vpc: { Type: AWS::EC2::VPC } }
Outputs:
  Vpc: { Value: !Ref Vpc, Export: { Name: ${name} } }
  ${extra}
`;
const service = (...names: readonly string[]): string => `
Parameters: { Env: { Type: String, Default: prod }, Parent: { Type: String } }
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { ${names.map((name, index) => `P${index}: { Fn::ImportValue: ${name} }`).join(", ")} } }
`;

function scan(texts: Readonly<Record<string, string>>, options = {}) {
  const result = evaluateAll(texts, options);
  const group = result.groups.find(({ roots }) => roots.some(({ path }) => path === "service.yaml"))!;
  const value = (index: number): unknown => property(group.worlds[0]!, "Group", `P${index}`);
  return { result, group, value, codes: result.diagnostics.map(({ code }) => code) };
}

test("an import finds the export of the same name, and both roots are one group", () => {
  const { group, value } = scan({ "net.yaml": network("shared-vpc"), "service.yaml": service("shared-vpc") });
  expect(group.roots.map(({ path }) => path)).toEqual(["net.yaml", "service.yaml"]);
  expect(value(0)).toBe("<net.yaml#Vpc>");
  expect(group.worlds[0]!.assumptions).toEqual([]);
});

test("names made from equal defaults are equal", () => {
  const { value } = scan({ "net.yaml": network("!Sub '${Env}-vpc'"), "service.yaml": service("!Sub '${Env}-vpc'") });
  expect(value(0)).toBe("<net.yaml#Vpc>");
});

test.each(["!Sub '${Parent}-Vpc'", "prod-Vpc", "{ Fn::Join: ['-', [!Ref Parent, Vpc]] }"])(
  "the stack's name in an export can be the beginning of an import %s, as an assumption",
  (name) => {
    const { group, value } = scan({
      "net.yaml": network("!Sub '${AWS::StackName}-Vpc'"),
      "service.yaml": service(name),
    });
    expect(value(0)).toBe("<net.yaml#Vpc>");
    expect(group.worlds[0]!.assumptions).toMatchObject([{ kind: "stack-export" }]);
    const strict = scan(
      { "net.yaml": network("!Sub '${AWS::StackName}-Vpc'"), "service.yaml": service(name) },
      { strict: true },
    );
    expect(strict.value(0)).toMatch(/^<import/);
  },
);

test("two templates that export a name leave it open, and that is said", () => {
  const texts = { "a.yaml": network("x"), "b.yaml": network("x"), "service.yaml": service("x") };
  const { result, value } = scan(texts, { named: ["service.yaml"] });
  expect(value(0)).toBe("<import:x>");
  expect(result.diagnostics).toMatchObject([{ code: "ambiguous-export", severity: "note" }]);
});

test("an import that only one of them satisfies says which one is deployed", () => {
  const only = "Only: { Value: 1, Export: { Name: only } }";
  const { value, codes } = scan({
    "a.yaml": network("x"),
    "b.yaml": network("x", only),
    "service.yaml": service("x", "only"),
  });
  expect(codes).toEqual([]);
  expect(value(0)).toBe("<b.yaml#Vpc>");
});

test("imports with the same unknown part mean one stack", () => {
  const name = (end: string): string => `!Sub '\${AWS::StackName}-${end}'`;
  const more = `Zone: { Value: z, Export: { Name: ${name("Zone")} } }`;
  const { value } = scan({
    "a.yaml": network(name("Vpc")),
    "b.yaml": network(name("Vpc"), more),
    "service.yaml": service("!Sub '${Parent}-Vpc'", "!Sub '${Parent}-Zone'"),
  });
  expect([value(0), value(1)]).toEqual(["<b.yaml#Vpc>", "z"]);
});

test("of twins in JSON and YAML the one in the importer's format counts", () => {
  const twin = JSON.stringify({
    Resources: { Vpc: { Type: "AWS::EC2::VPC" } },
    Outputs: { Vpc: { Value: { Ref: "Vpc" }, Export: { Name: "x" } } },
  });
  const { value, codes } = scan({ "net.json": twin, "net.yaml": network("x"), "service.yaml": service("x") });
  expect(codes).toEqual([]);
  expect(value(0)).toBe("<net.yaml#Vpc>");
});

test("exports of nested stacks count", () => {
  const main = "Resources: { N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: net.yaml } } }\n";
  const { value } = scan({ "main.yaml": main, "net.yaml": network("x"), "service.yaml": service("x") });
  expect(value(0)).toBe("<main.yaml#N.Vpc>");
});

test("the exporter of a named template is looked for around it", () => {
  const texts = { "net/vpc.yaml": network("x"), "net/unrelated.yaml": network("y"), "service.yaml": service("x") };
  const { group, value } = scan(texts, { only: ["service.yaml"], named: ["service.yaml"] });
  expect(value(0)).toBe("<net/vpc.yaml#Vpc>");
  expect(group.roots.map(({ path }) => path)).toEqual(["service.yaml"]);
  expect(group.borrowed).toEqual(["net/vpc.yaml"]);
});

test("an import of nothing in the scan keeps its identity", () => {
  const { value } = scan({ "service.yaml": service("a", "a", "!Sub '${Parent}-b'") });
  expect([value(0), value(1), value(2)]).toEqual(["<import:a>", "<import:a>", "<import:${Parent}-b>"]);
});

test("imports in a circle are said", () => {
  const circle = (mine: string, other: string): string =>
    `Resources: { Q: { Type: AWS::SQS::Queue, Properties: { X: !ImportValue ${other} } } }\nOutputs: { O: { Value: !ImportValue ${other}, Export: { Name: ${mine} } } }\n`;
  const result = evaluateAll({ "a.yaml": circle("a", "b"), "b.yaml": circle("b", "a") });
  expect(result.diagnostics.map(({ code }) => code)).toContain("cycle");
});

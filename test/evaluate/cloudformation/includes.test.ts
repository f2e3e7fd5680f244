/** `AWS::Include` at every place of a template where CloudFormation accepts it, with the file there and without it. */
import { expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import type { EvaluateResult } from "../../../src/evaluate/resource.ts";
import { evaluateAll, property, resource } from "./support.ts";

const include = (location: string): string => `{ Name: AWS::Include, Parameters: { Location: ${location} } }`;
const left = ({ notEvaluated }: EvaluateResult): readonly (readonly string[])[] =>
  notEvaluated.map(({ address, because, span }) => [address, because, textOf(span!)]);

test.each([
  "parts/more.yaml",
  "./parts/more.yaml",
  "s3://bucket/v1/more.yaml",
  "!Sub 's3://${Bucket}/parts/more.yaml'",
])("a key of Resources that includes %s adds what stands there", (location) => {
  const result = evaluateAll(
    {
      "app/template.yaml": `
Parameters: { Bucket: { Type: String } }
Resources:
  Own: { Type: AWS::EC2::VPC }
  Fn::Transform: ${include(location)}
`,
      "app/parts/more.yaml": "Added: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Own } }\n",
    },
    { only: ["app/template.yaml"] },
  );
  const [world] = result.groups[0]!.worlds;
  expect(world!.resources.map(({ address, span }) => [address, span.file.path])).toEqual([
    ["Own", "app/template.yaml"],
    ["Added", "app/parts/more.yaml"],
  ]);
  expect(property(world!, "Added", "VpcId")).toBe("<Own>");
  expect(left(result)).toEqual([]);
  const guessed = location.includes("://");
  expect(world!.assumptions.map(({ kind, span }) => [kind, textOf(span!)])).toEqual(
    guessed ? [["included-file", expect.stringContaining("more.yaml")]] : [],
  );
});

test("every section takes what it includes, and so do the top level, a resource and its properties", () => {
  const result = evaluateAll(
    {
      "template.yaml": `
Transform: [AWS::LanguageExtensions, ${include("top.yaml")}, ${include("more/top.json")}]
Mappings: { Fn::Transform: ${include("mappings.yaml")}, Own: { Fn::Transform: ${include("own.yaml")} } }
Conditions: { Fn::Transform: ${include("conditions.yaml")} }
Resources:
  A:
    Type: AWS::EC2::Subnet
    Condition: Yes
    Properties:
      Port: !FindInMap [Ports, http, port]
      Other: !FindInMap [Own, http, port]
      Top: !FindInMap [Deep, http, port]
  B: { Type: AWS::EC2::Subnet, Condition: No }
  C: { Type: AWS::EC2::Subnet, Fn::Transform: ${include("body.yaml")} }
  D: { Fn::Transform: ${include("whole.yaml")} }
Outputs: { Fn::Transform: ${include("outputs.yaml")} }
`,
      "top.yaml": "Mappings: { Deep: { http: { port: 82 } } }\nResources: { E: { Type: AWS::EC2::VPC } }\n",
      "more/top.json": '{ "Resources": { "F": { "Type": "AWS::EC2::VPC" } } }',
      "mappings.yaml": "Ports: { http: { port: 80 } }\n",
      "own.yaml": "http: { port: 81 }\n",
      "conditions.yaml": "Yes: !Equals [a, a]\nNo: !Equals [a, b]\n",
      "body.yaml": "Properties: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: more/inner.yaml } } }\n",
      "more/inner.yaml": "CidrBlock: 10.0.0.0/24\n",
      "whole.yaml": "Type: AWS::EC2::VPC\nProperties: { CidrBlock: 10.0.0.0/16 }\n",
      "outputs.yaml": "Vpc: { Value: !Ref D, Export: { Name: the-vpc } }\n",
      "user.yaml": "Resources: { U: { Type: AWS::EC2::Subnet, Properties: { VpcId: !ImportValue the-vpc } } }\n",
    },
    { only: ["more/top.json", "template.yaml", "top.yaml", "user.yaml"] },
  );
  expect(result.diagnostics).toEqual([]);
  expect(result.groups.map(({ roots }) => roots.map(({ path }) => path))).toEqual([["template.yaml", "user.yaml"]]);
  const [world] = result.groups[0]!.worlds;
  expect(world!.resources.map(({ address }) => address)).toEqual(["A", "C", "D", "E", "F", "U"]);
  expect(["Port", "Other", "Top"].map((name) => property(world!, "A", name))).toEqual([80, 81, 82]);
  expect([property(world!, "C", "CidrBlock"), property(world!, "D", "CidrBlock")]).toEqual([
    "10.0.0.0/24",
    "10.0.0.0/16",
  ]);
  expect(property(world!, "U", "VpcId")).toBe("<template.yaml#D>");
});

test("without the file, what it may hold is unknown, and said once with its place", () => {
  const result = evaluateAll({
    "template.yaml": `
Transform: ${include("s3://b/top.yaml")}
Mappings: { Fn::Transform: ${include("mappings.yaml")} }
Conditions: { Fn::Transform: ${include("conditions.yaml")} }
Resources:
  Fn::Transform: ${include("!Ref Undeclared")}
  Group: { Type: AWS::EC2::SecurityGroup, Condition: Yes, Properties: { Port: !FindInMap [A, b, c], Vpc: !Ref Elsewhere } }
  Service: { Type: AWS::ECS::Service, Properties: { Cluster: c, Fn::Transform: ${include("lb.yaml")} } }
  Queue: { Type: AWS::SQS::Queue, Properties: { Fn::Transform: ${include("queue.yaml")} } }
  Made: { Fn::Transform: ${include("made.yaml")} }
`,
  });
  const missing = (path: string): string => `the file to include, ${path}, is not in the scanned files`;
  expect(left(result)).toEqual([
    ["the template", missing("s3://b/top.yaml"), "s3://b/top.yaml"],
    ["Resources", "the file to include is at a URL that is not known", "Undeclared"],
    ["Made", missing("made.yaml"), "made.yaml"],
    ["Conditions", missing("conditions.yaml"), "conditions.yaml"],
    ["Mappings", missing("mappings.yaml"), "mappings.yaml"],
    ["Service", missing("lb.yaml"), "lb.yaml"],
  ]);
  expect(new Set(result.diagnostics.map(({ code }) => code))).toEqual(
    new Set(["include-not-found", "unknown-reference"]),
  );
  expect(result.diagnostics.filter(({ code }) => code === "unknown-reference")).toHaveLength(1);
  const worlds = result.groups[0]!.worlds;
  expect(worlds.map(({ when }) => when)).toEqual([["Yes = true"], ["Yes = false"]]);
  expect(property(worlds[0]!, "Group", "Vpc")).toBe("<Elsewhere>");
  expect(property(worlds[0]!, "Group", "Port")).toMatch(/^<findInMap/);
  expect(resource(worlds[0]!, "Service").body.rest).toMatchObject({ cause: { kind: "missing-source" } });
});

test("files that include themselves or each other, and files that can be several, are said", () => {
  const result = evaluateAll(
    {
      "template.yaml": `Resources: { Fn::Transform: ${include("a.yaml")}, P: { Type: AWS::EC2::VPC, Properties: { X: { Fn::Transform: ${include("loop.yaml")} } } } }`,
      "a.yaml": `A: { Type: AWS::EC2::VPC }\nFn::Transform: ${include("b.yaml")}\n`,
      "b.yaml": `B: { Type: AWS::EC2::VPC }\nFn::Transform: [${include("a.yaml")}, ${include("s3://x/two.yaml")}, ${include("template.yaml")}]\n`,
      "loop.yaml": `Fn::Transform: ${include("loop.yaml")}\n`,
      "x/two.yaml": "C: { Type: AWS::EC2::VPC }\n",
      "y/two.yaml": "C: { Type: AWS::EC2::VPC }\n",
    },
    { only: ["template.yaml"] },
  );
  expect(left(result).map(([, because]) => because)).toEqual([
    "a.yaml includes itself",
    "the file to include, s3://x/two.yaml, can be 2 files of the scan (x/two.yaml, y/two.yaml)",
    "template.yaml includes itself",
  ]);
  expect(result.diagnostics.map(({ message }) => message)).toContain("loop.yaml includes itself");
  expect(result.groups[0]!.worlds[0]!.resources.map(({ address }) => address)).toEqual(["A", "B", "P"]);
});

test("under --strict the end of a URL proves nothing", () => {
  const texts = {
    "t.yaml": `Resources: { V: { Type: AWS::EC2::VPC }, Fn::Transform: ${include("s3://b/more.yaml")} }`,
    "more.yaml": "S: { Type: AWS::EC2::Subnet }\n",
  };
  const { groups, notEvaluated } = evaluateAll(texts, { only: ["t.yaml"], strict: true });
  expect(groups[0]!.worlds[0]!.resources.map(({ address }) => address)).toEqual(["V"]);
  expect(notEvaluated.map(({ because }) => because)).toEqual([
    "--strict: only the end of s3://b/more.yaml says which file is included",
  ]);
});

test("an include that fans out is stopped", () => {
  const both = (next: string): string => `Fn::Transform: [${include(next)}, ${include(next)}]\n`;
  const texts: Record<string, string> = { "t.yaml": `Resources: { ${both("f0.yaml").trim()} }` };
  for (let at = 0; at < 40; at += 1) texts[`f${at}.yaml`] = both(`f${at + 1}.yaml`);
  texts["f40.yaml"] = "V: { Type: AWS::EC2::VPC }\n";
  const { notEvaluated } = evaluateAll(texts, { only: ["t.yaml"] });
  expect(notEvaluated.length).toBeGreaterThan(0);
}, 20_000);

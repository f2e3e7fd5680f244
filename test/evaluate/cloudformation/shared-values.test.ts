/** Worlds share what is the same in them: the same is said where each is made by itself. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { groupBy } from "../../../src/base/collections.ts";
import { SharedValues } from "../../../src/evaluate/cloudformation/stack/shared-values.ts";
import type { EvaluatedWorld, EvaluateResult } from "../../../src/evaluate/resource.ts";
import { evaluateAll, resource, type ScanOptions } from "./support.ts";

afterEach(() => void vi.restoreAllMocks());

function apart<T>(work: () => T): T {
  const spy = vi.spyOn(SharedValues.prototype, "value").mockImplementation((_of, _name, _run, make) => make());
  try {
    return work();
  } finally {
    spy.mockRestore();
  }
}

function said({ groups, notEvaluated, diagnostics }: EvaluateResult): unknown {
  const told = (all: readonly EvaluatedWorld[]) => all.map(({ literalHint: _, ...world }) => world);
  return {
    groups: groups.map(({ roots, worlds, choices }) => ({
      roots,
      worlds: told(worlds),
      choices: choices?.map(({ root, alternatives }) => ({
        root,
        worlds: alternatives().map((one) => told(one.worlds() ?? [])),
      })),
    })),
    notEvaluated,
    diagnostics,
  };
}

function expectSame(texts: Readonly<Record<string, string>>, options: ScanOptions = {}): EvaluateResult {
  const shared = evaluateAll(texts, options);
  expect(said(shared)).toEqual(apart(() => said(evaluateAll(texts, options))));
  return shared;
}

const TWO = `
Parameters:
  Stage: { Type: String, AllowedValues: [test, live], Default: test }
  Open: { Type: String }
Conditions:
  IsOpen: !Equals [!Ref Open, "yes"]
Resources:
  Service: { Type: AWS::ECS::Service, Properties: { DesiredCount: !If [IsOpen, 1, 2] } }
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: !Ref Stage } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: !If [IsOpen, 10.0.0.0/24, !Ref Open] } }
`;

test("what asks nothing of a world, or hears the same in each, is one object in all", () => {
  const [open, other] = evaluateAll({ "template.yaml": TWO }).groups[0]!.worlds;
  const bodies = (address: string) => [open, other].map((world) => resource(world!, address).body);
  for (const address of ["Vpc", "Group"]) expect(bodies(address)[0]).toBe(bodies(address)[1]);
  for (const address of ["Service", "Subnet"]) expect(bodies(address)[0]).not.toBe(bodies(address)[1]);
  expectSame({ "template.yaml": TWO });
});

test("of however many questions", () => {
  const list = Array.from({ length: 20_000 }, (_, at) => (at % 2 === 0 ? "!Ref Open" : "!If [IsOpen, a, b]"));
  const text = TWO.replace("Properties: { CidrBlock: 10.0.0.0/16 }", `Properties: { Tags: [${list.join(", ")}] }`);
  expectSame({ "template.yaml": text });
});

describe("what is kept for a world has been asked for what is made of it", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      "a list of a loop",
      {
        "template.yaml": `
Transform: AWS::LanguageExtensions
Parameters: { Open: { Type: String } }
Conditions: { IsOpen: !Equals [!Ref Open, "yes"] }
Resources:
  Service: { Type: AWS::ECS::Service }
  Fn::ForEach::All:
    - Name
    - !If [IsOpen, [A, B], [C]]
    - Group\${Name}: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !Ref Name } }
  User: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !Ref GroupA, GroupName: !Ref GroupC } }
`,
      },
    ],
    [
      "a parameter of a nested stack, and its template",
      {
        "inner.yaml": `
Parameters: { Name: { Type: String }, Text: { Type: String, Default: none } }
Resources: { Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !Ref Name, GroupName: !Ref Text } } }
Outputs: { Id: { Value: !Ref Name } }
`,
        "other.yaml": `
Parameters: { Name: { Type: String } }
Resources: { Vpc: { Type: AWS::EC2::VPC } }
Outputs: { Id: { Value: !Sub "other \${Name}" } }
`,
        "template.yaml": `
Parameters: { Open: { Type: String } }
Conditions: { IsOpen: !Equals [!Ref Open, "yes"] }
Resources:
  Service: { Type: AWS::ECS::Service }
  User: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !GetAtt Inner.Outputs.Id } }
  Again: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: !GetAtt Inner.Outputs.Id, GroupName: !Ref Open } }
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: !If [IsOpen, ./inner.yaml, ./other.yaml], Parameters: { Name: !If [IsOpen, a, b] } }
`,
      },
    ],
  ])("%s", (_, texts) => {
    expectSame(texts);
    expectSame(texts, { strict: true });
  });
});

test("of all fixtures the same is said", () => {
  const tree = (path: string): readonly string[] =>
    statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => tree(join(path, name))) : [path];
  const templates = tree("fixtures").filter((path) => /\.(?:ya?ml|json)$/.test(path));
  const folders = groupBy(templates, (path) => join(path, ".."));
  let worlds = 0;
  for (const paths of folders.values()) {
    const texts = Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
    worlds += expectSame(texts).groups.filter((group) => group.worlds.length > 1).length;
  }
  expect(worlds).toBeGreaterThan(3);
});

/** Conditions and parameters that depend on each other in any way, and resources that use them in any order. */
const templates = fc
  .record({
    parameters: fc.array(
      fc.constantFrom("", "AllowedValues: [a, b]", "AllowedValues: [a, b], Default: b", "Default: a"),
      {
        minLength: 2,
        maxLength: 4,
      },
    ),
    conditions: fc.array(
      fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom("equals", "not", "or", "and"), fc.constantFrom("a", "b")),
      { minLength: 1, maxLength: 4 },
    ),
    resources: fc.array(
      fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom("ref", "if", "sub", "map", "plain"), fc.option(fc.nat(9))),
      { minLength: 1, maxLength: 7 },
    ),
  })
  .map(({ parameters, conditions, resources }) => {
    const parameter = (at: number): string => `P${at % parameters.length}`;
    const condition = (at: number): string => `C${at % conditions.length}`;
    const formula = ([a, b, kind, text]: (typeof conditions)[number], own: number): string => {
      const equals = `!Equals [!Ref ${parameter(a)}, ${text}]`;
      const other = own === 0 ? `!Equals [!Ref ${parameter(b)}, a]` : `!Condition C${b % own}`;
      if (kind === "not") return `!Not [${equals}]`;
      return kind === "equals" ? equals : `!${kind === "or" ? "Or" : "And"} [${equals}, ${other}]`;
    };
    const value = ([a, b, kind]: (typeof resources)[number]): string => {
      if (kind === "ref") return `!Ref ${parameter(a)}`;
      if (kind === "if") return `!If [${condition(a)}, !Ref ${parameter(b)}, x]`;
      if (kind === "sub") return `!Sub "\${${parameter(a)}}-\${${parameter(b)}}"`;
      return kind === "map" ? `!FindInMap [M, !Ref ${parameter(a)}, v]` : "text";
    };
    return [
      "Mappings: { M: { a: { v: one }, b: { v: two } } }",
      "Parameters:",
      ...parameters.map((more, at) => `  P${at}: { Type: String${more === "" ? "" : `, ${more}`} }`),
      "Conditions:",
      ...conditions.map((one, at) => `  C${at}: ${formula(one, at)}`),
      "Resources:",
      ...resources.flatMap((one, at) => [
        `  R${at}:`,
        "    Type: AWS::EC2::SecurityGroup",
        ...(one[3] === null ? [] : [`    Condition: ${condition(one[3])}`]),
        `    Properties: { GroupDescription: ${value(one)}, Tags: [{ Key: k, Value: ${value([one[1], one[0], one[2], null])} }] }`,
      ]),
      "  Service: { Type: AWS::ECS::Service, Properties: { DesiredCount: !If [C0, 1, 2] } }",
    ].join("\n");
  });

test("of any template the same is said", () => {
  fc.assert(
    fc.property(templates, (text) => void expectSame({ "template.yaml": text })),
    { numRuns: 100 },
  );
});

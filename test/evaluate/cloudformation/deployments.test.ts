/** Which stacks are deployed with a root that imports, and what each of its imports then is. */
import { expect, test } from "vitest";
import type { EvaluatedWorld, RootGroup } from "../../../src/evaluate/resource.ts";
import { evaluateAll, property, type ScanOptions } from "./support.ts";

type Texts = Readonly<Record<string, string>>;

/** Exports `<stack>-NAME` for each name; `more` stands among its resources. */
const stack = (names: readonly string[], more = "", parameters = ""): string => `
Parameters: { Unused: { Type: String, Default: x } ${parameters} }
Resources:
  Vpc: { Type: AWS::EC2::VPC }
  ${more}
Outputs:
${names.map((name) => `  ${name}: { Value: !Ref Vpc, Export: { Name: !Sub "\${AWS::StackName}-${name}" } }`).join("\n")}
`;
/** Exports each name as it is written. */
const exporting = (...names: readonly string[]): string =>
  `Resources: { Vpc: { Type: AWS::EC2::VPC } }\nOutputs:\n${names.map((name, index) => `  O${index}: { Value: !Ref Vpc, Export: { Name: "${name}" } }`).join("\n")}\n`;

const imports = (names: readonly string[]): string =>
  names.map((name, index) => `P${index}: { Fn::ImportValue: !Sub "${name}" }`).join(", ");
const service = (names: readonly string[], parameters: readonly string[] = ["Parent"]): string => `
Parameters: { ${parameters.map((name) => `${name}: { Type: String }`).join(", ")} }
Resources:
  Service: { Type: AWS::ECS::Service }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { ${imports(names)} } }
`;
const group = (names: readonly string[]): string =>
  `Group: { Type: AWS::EC2::SecurityGroup, Properties: { ${imports(names)} } }`;

function link(texts: Texts, options: ScanOptions = {}): RootGroup {
  const only = options.only ?? ["service.yaml"];
  const { groups } = evaluateAll(texts, { ...options, only, named: only });
  return groups.find(({ roots }) => roots.some(({ path }) => path === "service.yaml"))!;
}

function valuesIn(world: EvaluatedWorld, count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => property(world, "Group", `P${index}`));
}

/** What the imports are in each alternative of the only choice. */
function alternatives(group: RootGroup, count: number): readonly (readonly unknown[])[] {
  expect(group.choices!).toHaveLength(1);
  return group.choices![0]!.alternatives().map(({ worlds }) => valuesIn(worlds()![0]!, count));
}

const vpc = (path: string): string => `<${path}#Vpc>`;

test("all names of a family come from one stack, which exports all of them", () => {
  const group = link({
    "a.yaml": stack(["Vpc", "Zone"]),
    "b.yaml": stack(["Vpc"]),
    "c.yaml": stack(["Zone"]),
    "service.yaml": service(["${Parent}-Vpc", "${Parent}-Zone"]),
  });
  expect(valuesIn(group.worlds[0]!, 2)).toEqual([vpc("a.yaml"), vpc("a.yaml")]);
  expect(group.choices!).toEqual([]);
  expect(group.borrowed).toEqual(["a.yaml"]);
  expect(group.worlds[0]!.assumptions).toEqual([
    expect.objectContaining({ kind: "stack-export", text: "service.yaml imports from a.yaml, whose exports end so" }),
  ]);
});

test("a name that no stack exports together with the others leaves all open", () => {
  const group = link({
    "b.yaml": stack(["Vpc"]),
    "c.yaml": stack(["Zone"]),
    "service.yaml": service(["${Parent}-Vpc", "${Parent}-Zone"]),
  });
  expect(valuesIn(group.worlds[0]!, 2)).toEqual(["<import:${Parent}-Vpc>", "<import:${Parent}-Zone>"]);
  expect(group.choices!).toEqual([]);
});

test("several candidates are tried in turn, each for all names", () => {
  const group = link({
    "a.yaml": stack(["Vpc", "Zone"]),
    "b.yaml": stack(["Vpc", "Zone"]),
    "service.yaml": service(["${Parent}-Vpc", "${Parent}-Zone"]),
  });
  expect(valuesIn(group.worlds[0]!, 2)).toEqual(["<import:${Parent}-Vpc>", "<import:${Parent}-Zone>"]);
  expect(alternatives(group, 2)).toEqual([
    [vpc("a.yaml"), vpc("a.yaml")],
    [vpc("b.yaml"), vpc("b.yaml")],
  ]);
  expect(group.choices![0]!.alternatives().map(({ name }) => name)).toEqual(["a.yaml", "b.yaml"]);
});

test.each([
  ["known", { parameters: new Map([["Parent", "net"]]) }],
  ["not known", {}],
])("what an exporter imports with a stack's name that is %s is the importer's own", (_, options) => {
  const cluster = stack(["Cluster"], group(["${Parent}-Vpc"]), ", Parent: { Type: String }");
  const texts = {
    "a.yaml": stack(["Vpc"]),
    "b.yaml": stack(["Vpc"]),
    "cluster.yaml": cluster,
    "service.yaml": service(["${Parent}-Vpc", "${Cluster}-Cluster"], ["Parent", "Cluster"]),
  };
  const linked = link(texts, options);
  const found = linked.choices![0]!.alternatives().map(({ worlds }) => {
    const groups = worlds()![0]!.resources.filter(({ address }) => address === "Group");
    return groups
      .map(({ body }) => body.attributes.get("P0")?.value)
      .map((value) => (value?.kind === "unknown" ? value.symbol : ""));
  });
  expect(found).toEqual([
    ["a.yaml#Vpc", "a.yaml#Vpc"],
    ["b.yaml#Vpc", "b.yaml#Vpc"],
  ]);
});

test("two parameters of one template mean two stacks", () => {
  const texts = {
    "a.yaml": stack(["Vpc"]),
    "service.yaml": service(["${One}-Vpc", "${Two}-Vpc"], ["One", "Two"]),
  };
  const [one, two] = valuesIn(link(texts).worlds[0]!, 2);
  expect([one, two]).toEqual([vpc("a.yaml"), "<import:${service.yaml#Two}-Vpc>"]);
});

test("two stacks that export the same name are not deployed side by side", () => {
  const group = link({
    "a.yaml": exporting("vpc", "zone"),
    "b.yaml": exporting("vpc", "edge"),
    "c.yaml": exporting("edge"),
    "service.yaml": service(["vpc", "zone", "edge"]),
  });
  expect(valuesIn(group.worlds[0]!, 3)).toEqual([vpc("a.yaml"), vpc("a.yaml"), vpc("c.yaml")]);
});

test("names without a stack's name may come from several stacks", () => {
  const group = link({
    "a.yaml": exporting("prod:vpc"),
    "b.yaml": exporting("prod:edge"),
    "service.yaml": service(["prod:vpc", "prod:edge"]),
  });
  expect(valuesIn(group.worlds[0]!, 2)).toEqual([vpc("a.yaml"), vpc("b.yaml")]);
  expect(group.worlds[0]!.assumptions.map(({ text }) => text)).toEqual([
    "service.yaml imports from a.yaml, the template of the repository that exports so",
    "service.yaml imports from b.yaml, the template of the repository that exports so",
  ]);
});

test("a template whose parameter may make the very name is one of the candidates", () => {
  const byParameter = (fallback: string): string =>
    `Parameters: { Name: { Type: String ${fallback} } }\nResources: { Vpc: { Type: AWS::EC2::VPC } }\nOutputs: { O: { Value: !Ref Vpc, Export: { Name: !Sub "\${Name}-vpc" } } }`;
  const other = { "a.yaml": exporting("live-vpc"), "service.yaml": service(["live-vpc"]) };
  for (const fallback of ["", ", Default: live"]) {
    const group = link({ ...other, "b.yaml": byParameter(fallback) });
    expect(alternatives(group, 1)).toEqual([[vpc("a.yaml")], [vpc("b.yaml")]]);
  }
  const group = link({ ...other, "b.yaml": byParameter(", Default: test") });
  expect(valuesIn(group.worlds[0]!, 1)).toEqual([vpc("a.yaml")]);
  expect(group.choices!).toEqual([]);
});

test("where the scan itself has what is imported, no template around it is thought of", () => {
  const texts = { "a.yaml": stack(["Vpc"]), "b.yaml": stack(["Vpc"]), "service.yaml": service(["${Parent}-Vpc"]) };
  const group = link(texts, { only: ["b.yaml", "service.yaml"] });
  expect(valuesIn(group.worlds[0]!, 1)).toEqual([vpc("b.yaml")]);
  expect(group.borrowed).toEqual([]);
});

test("--strict takes nothing from around the scan", () => {
  const texts = { "a.yaml": exporting("vpc"), "service.yaml": service(["vpc"]) };
  const group = link(texts, { strict: true });
  expect(valuesIn(group.worlds[0]!, 1)).toEqual(["<import:vpc>"]);
  expect(group.borrowed).toEqual([]);
  const several = { ...texts, "b.yaml": exporting("vpc") };
  expect(link(several, { strict: true }).choices!).toEqual([]);
});

test("more ways than are told apart leave the imports open, and that is said", () => {
  const names = Array.from({ length: 5 }, (_, index) => `n${index}`);
  const texts: Record<string, string> = { "service.yaml": service(names) };
  for (const name of names) for (const copy of ["a", "b"]) texts[`${name}${copy}.yaml`] = exporting(name);
  const { groups, diagnostics } = evaluateAll(texts, { only: ["service.yaml"], named: ["service.yaml"] });
  expect(groups[0]!.choices!).toEqual([]);
  expect(diagnostics.map(({ message }) => message)[0]).toMatch(/more ways than are told apart/);
});

test("imports on which no flow depends are no reason to try several", () => {
  const role = "Role: { Type: AWS::IAM::Role, Properties: { X: !ImportValue role } }";
  const texts = {
    "a.yaml": exporting("role"),
    "b.yaml": exporting("role"),
    "service.yaml": `${service([])}  ${role}\n`,
  };
  expect(link(texts).choices!).toEqual([]);
});

test("imports of a branch that is not taken are none", () => {
  const text = `
Parameters: { Parent: { Type: String }, Kind: { Type: String, Default: small } }
Conditions: { Large: !Equals [!Ref Kind, large] }
Resources:
  Service: { Type: AWS::ECS::Service }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      P0: { Fn::ImportValue: !Sub "\${Parent}-Vpc" }
      P1: !If [Large, { Fn::ImportValue: !Sub "\${Parent}-Zone" }, none]
`;
  const group = link({ "a.yaml": stack(["Vpc"]), "c.yaml": stack(["Zone"]), "service.yaml": text });
  expect(valuesIn(group.worlds[0]!, 2)).toEqual([vpc("a.yaml"), "none"]);
});

const HOSTS = `
  Hosts: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LaunchConfigurationName: !Ref Launch } }
  Launch: { Type: AWS::AutoScaling::LaunchConfiguration, Properties: { UserData: "echo ECS_CLUSTER=main" } }`;
const hosts = (names: readonly string[], more = ""): string =>
  `Parameters: { Parent: { Type: String } }\nResources:\n  ${group(names)}\n${HOSTS}\n  ${more}\n`;

test("instances of a further stack on the same stack are taken along where there are none", () => {
  const texts = {
    "base.yaml": stack(["Vpc"]),
    "hosts.yaml": hosts(["${Parent}-Vpc"]),
    "service.yaml": service(["${Parent}-Vpc"]),
  };
  expect(link(texts).borrowed).toEqual(["base.yaml", "hosts.yaml"]);
  const own = { ...texts, "service.yaml": `${service(["${Parent}-Vpc"])}${HOSTS.slice(1)}\n` };
  expect(link(own).borrowed).toEqual(["base.yaml"]);
});

test.each([
  ["that import from another stack too", hosts(["${Parent}-Vpc", "${Parent}-Other"])],
  ["for a cluster of their own", hosts(["${Parent}-Vpc"], "Own: { Type: AWS::ECS::Cluster }")],
  ["that import nothing of it", hosts(["other"])],
])("instances %s are not", (_, text) => {
  const texts = {
    "base.yaml": stack(["Vpc"]),
    "other.yaml": `${stack(["Vpc", "Other"])}  Exact: { Value: x, Export: { Name: other } }\n`,
    "hosts.yaml": text,
    "service.yaml": service(["${Parent}-Vpc"]),
  };
  expect(link(texts, { only: ["base.yaml", "service.yaml"] }).borrowed).toEqual([]);
});

test.each([
  ["imports nothing", service([]), 0],
  [
    "imports what the scan has",
    service(["scanned"]).replace("Service }", "Service, Properties: { LaunchType: FARGATE } }"),
    0,
  ],
  ["has no instances for what it imports", service(["scanned"]), 1],
  [
    "imports what no flow depends on",
    `${service([])}  Role: { Type: AWS::IAM::Role, Properties: { X: !ImportValue role } }\n`,
    0,
  ],
  ["imports what the scan lacks", service(["lacking"]), 1],
])("a scan that %s looks around so often", (_, text, times) => {
  let looked = 0;
  const onLookAround = (): void => {
    looked += 1;
  };
  link({ "a.yaml": exporting("scanned"), "service.yaml": text }, { only: ["a.yaml", "service.yaml"], onLookAround });
  expect(looked).toBe(times);
});

test("a group is tried in 24 ways, and in more as far as the scan has values left", () => {
  const services = Array.from({ length: 16 }, (_, at) => [`s${10 + at}.yaml`, service(["net", "group"])] as const);
  const texts = {
    "net.yaml": exporting("net"),
    "a.yaml": exporting("group"),
    "b.yaml": exporting("group"),
    ...Object.fromEntries(services),
  };
  const tried = (steps: number) => {
    const { groups, diagnostics } = evaluateAll(texts, { steps });
    const refused = diagnostics.filter(({ code }) => code === "scan-worlds");
    return {
      choices: groups.flatMap(({ choices }) =>
        choices!.flatMap(({ root, alternatives }) => (alternatives().length === 0 ? [] : [root])),
      ),
      refused,
    };
  };
  const all = services.map(([path]) => path);
  expect(tried(1_000_000)).toEqual({ choices: all, refused: [] });
  const { choices, refused } = tried(1_000);
  expect(choices).toEqual(all.slice(0, 12));
  expect(refused.map(({ path }) => path)).toEqual(all.slice(12));
});

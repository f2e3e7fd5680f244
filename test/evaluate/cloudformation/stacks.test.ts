import { expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { definition } from "../../../src/base/value.ts";
import { evaluateAll, property, resource } from "./support.ts";

const child = `
Parameters:
  Vpc: { Type: AWS::EC2::VPC::Id }
  Subnets: { Type: List<AWS::EC2::Subnet::Id> }
  Port: { Type: Number, Default: 80 }
Resources:
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: !Ref Subnets, X: !Ref Port, V: !Ref Vpc } }
Outputs:
  Arn: { Value: !Ref Balancer }
  Port: { Value: !Ref Port }
`;
const parent = (url: string, more = ""): string => `
Resources:
  Network: { Type: AWS::EC2::VPC }
  One: { Type: AWS::EC2::Subnet }
  Two: { Type: AWS::EC2::Subnet }
  Front:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${url}
      Parameters:
        Vpc: !Ref Network
        Subnets: !Join [',', [!Ref One, !Ref Two]]
        ${more}
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !GetAtt Front.Outputs.Arn, Port: !GetAtt Front.Outputs.Port } }
`;

function scan(texts: Readonly<Record<string, string>>, options = {}) {
  const result = evaluateAll(texts, options);
  return { result, world: result.groups[0]!.worlds[0]!, codes: result.diagnostics.map(({ code }) => code) };
}

test("parameters go into a nested stack and outputs come out, and references keep their identity", () => {
  const { result, world, codes } = scan({
    "app/main.yaml": parent("front/alb.yaml", "Port: 81"),
    "app/front/alb.yaml": child,
  });
  expect(codes).toEqual([]);
  expect(result.groups.map(({ roots }) => roots.map(({ path }) => path))).toEqual([["app/main.yaml"]]);
  expect(world.resources.map(({ address }) => address)).toEqual([
    "Network",
    "One",
    "Two",
    "Front",
    "Front.Balancer",
    "Listener",
  ]);
  expect(property(world, "Front.Balancer", "Subnets")).toEqual(["<One>", "<Two>"]);
  expect(property(world, "Front.Balancer", "X")).toBe(81);
  expect(property(world, "Listener", "LoadBalancerArn")).toBe("<Front.Balancer>");
  expect(property(world, "Listener", "Port")).toBe(81);
  expect(resource(world, "Listener").body.attributes.get("LoadBalancerArn")!.value).toMatchObject({
    kind: "unknown",
    notNull: true,
    ref: { root: "app/main.yaml", address: "Front.Balancer", attribute: "Ref" },
  });
  expect(world.assumptions).toEqual([]);
});

test("a value's origin leads from its use through the call to its definition", () => {
  const { world } = scan({ "main.yaml": parent("alb.yaml", "Port: 81"), "alb.yaml": child });
  const { origin } = resource(world, "Listener").body.attributes.get("Port")!.value;
  const kinds: string[] = [];
  for (let at = origin; at !== undefined; at = at.via) kinds.push(at.kind);
  expect(kinds).toEqual(["output", "reference", "module-argument", "literal"]);
  expect(textOf(definition(origin!).span)).toBe("81");
  expect(definition(origin!).span.file.path).toBe("main.yaml");
});

test.each([
  "https://s3.amazonaws.com/bucket/prefix/front/alb.yaml",
  "https://bucket.s3.eu-west-1.amazonaws.com/front/alb.yaml?versionId=3",
  "!Sub 'https://${Network}.s3.amazonaws.com/front/alb.yaml'",
  "!Join ['/', ['https://s3.amazonaws.com', !Ref AWS::Region, front/alb.yaml]]",
  "!Sub '${Network}alb.yaml'",
])("a template URL %s means the file whose path it ends in, which is an assumption", (url) => {
  const { world, codes } = scan({ "main.yaml": parent(url), "front/alb.yaml": child, "other/alb2.yaml": child });
  expect(codes).toEqual([]);
  expect(world.assumptions).toMatchObject([{ kind: "template-url" }]);
  expect(property(world, "Front.Balancer", "X")).toBe(80);
});

test.each([
  ["./node_modules/@packages/alb/module.yaml", "module.yaml"],
  ["./node_modules/@packages/alb/module.yaml", "node_modules/@packages/vpc/module.yaml"],
  ["front/alb.yaml", "back/alb.yaml"],
  ["../front/alb.yaml", "back/alb.yaml"],
])("a relative path %s does not mean %s, which only has its name", (path, other) => {
  const { world, codes, result } = scan({ "app/main.yaml": parent(path), [other]: child });
  expect(codes).toEqual(["template-not-found"]);
  expect(result.diagnostics[0]!.message).toContain(`no template of the scan is at ${path}`);
  expect(property(world, "Listener", "LoadBalancerArn")).toBe("<Front.Outputs.Arn>");
});

test.each([
  ["front/alb.yaml", "templates/front/alb.yaml"],
  ["../front/alb.yaml", "templates/front/alb.yaml"],
  ["alb.yaml", "templates/alb.yaml"],
])("a relative path %s means %s where nothing is at it: it was laid there with all of its path", (path, other) => {
  const { world, codes } = scan({ "app/main.yaml": parent(path), [other]: child, "back/alb.yml": child });
  expect(codes).toEqual([]);
  expect(world.assumptions).toMatchObject([{ kind: "template-url" }]);
  expect(property(world, "Front.Balancer", "X")).toBe(80);
});

test("--strict makes no such assumption", () => {
  const texts = { "main.yaml": parent("https://x/alb.yaml"), "z/alb.yaml": child };
  const { world, codes } = scan(texts, { strict: true });
  expect(codes).toEqual(["template-not-found"]);
  expect(property(world, "Listener", "LoadBalancerArn")).toBe("<Front.Outputs.Arn>");
});

test("a URL that several files could be is left open, the nearest wins where there is one", () => {
  const far = scan({ "main.yaml": parent("https://x/alb.yaml"), "a/alb.yaml": child, "b/alb.yaml": child });
  expect(far.codes).toEqual(["template-not-found"]);
  const hint = "leave out those that are not meant (--exclude), or write the path of the one that is";
  expect(far.result.notEvaluated).toMatchObject([{ address: "Front", hint }]);
  expect(far.result.diagnostics).toMatchObject([{ severity: "warning", hint }]);
  const near = scan({ "a/main.yaml": parent("https://x/alb.yaml"), "a/alb.yaml": child, "b/alb.yaml": child });
  expect(near.codes).toEqual([]);
});

test("a nested template beside a named one is found although the scan does not have it", () => {
  const texts = { "app/main.yaml": parent("https://x/front/alb.yaml"), "app/front/alb.yaml": child };
  const { codes, world } = scan(texts, { only: ["app/main.yaml"], named: ["app/main.yaml"] });
  expect(codes).toEqual([]);
  expect(property(world, "Front.Balancer", "X")).toBe(80);
});

test("the same template twice is two instances", () => {
  const main = `
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml, Parameters: { P: 1 } } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml, Parameters: { P: !GetAtt A.Outputs.Id } } }
`;
  const { world } = scan({
    "main.yaml": main,
    "child.yaml":
      "Parameters: { P: { Type: String } }\nResources: { G: { Type: AWS::EC2::SecurityGroup, Properties: { X: !Ref P } } }\nOutputs: { Id: { Value: !GetAtt G.GroupId } }\n",
  });
  expect(property(world, "A.G", "X")).toBe("1");
  expect(property(world, "B.G", "X")).toBe("<A.G.GroupId>");
});

const taking = (parameter: string): string => `
Parameters: { P: ${parameter} }
Resources: { G: { Type: AWS::EC2::SecurityGroup, Properties: { X: !Ref P } } }
`;
const giving = (parameters: string, more = ""): string => `
${more}
Conditions: { No: !Equals [a, b], Open: !Equals [!Ref AWS::StackName, b] }
Resources:
  A:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: child.yaml, Parameters: ${parameters} }
`;

test.each([
  ["nothing", giving("{}"), "{ Type: String }"],
  ["no value", giving("{ P: !Ref AWS::NoValue }"), "{ Type: String }"],
  ["nothing for one of several texts", giving("{}"), "{ Type: String, AllowedValues: [a, b] }"],
  ["nothing for a list", giving("{ Q: a }"), "{ Type: List<AWS::EC2::Subnet::Id> }"],
])("a nested stack that gives %s where there is no default is refused", (_, main, parameter) => {
  const { result, world } = scan({ "main.yaml": main, "child.yaml": taking(parameter) });
  const text = "A gives no value to the parameter P of its template, which has no default";
  expect(result.diagnostics).toMatchObject([{ code: "missing-argument", severity: "error", message: text }]);
  expect(textOf(result.diagnostics[0]!.span!)).toBe("A");
  expect(resource(world, "A.G").body.attributes.get("X")!.value).toMatchObject({
    kind: "unknown",
    cause: { kind: "error", text, hint: "pass P to A under its Parameters in main.yaml" },
  });
});

test.each([
  ["a value that is not known", giving("{ P: !GetAtt B.Outputs.C }"), "{ Type: String }"],
  ["maybe a value", giving("{ P: !If [Open, a, b] }"), "{ Type: String }"],
  ["parameters that a function makes", giving("!If [Open, { P: a }, { P: b }]"), "{ Type: String }"],
  ["parameters of another file", giving("{ Fn::Transform: { Name: Own } }"), "{ Type: String, Default: c }"],
  ["what a macro may add", giving("{}", "Transform: Own"), "{ Type: String }"],
])("a nested stack that gives %s is not", (_, main, parameter) => {
  const { codes, world } = scan({ "main.yaml": main, "child.yaml": taking(parameter) });
  expect(codes).not.toContain("missing-argument");
  expect(resource(world, "A.G").body.attributes.get("X")!.value.kind).not.toBe("string");
});

test("what a nested stack is not given is no mistake where its default is still to be filled in, or it is not made", () => {
  const filled = scan({ "main.yaml": giving("{}"), "child.yaml": taking("{ Type: String, Default: {{ p }} }") });
  expect(filled.codes).not.toContain("missing-argument");
  const never = giving("{}").replace("AWS::CloudFormation::Stack", "AWS::CloudFormation::Stack\n    Condition: No");
  expect(scan({ "main.yaml": never, "child.yaml": taking("{ Type: String }") }).codes).toEqual([]);
});

test("a value for a parameter that only nested stacks have is told to be taken by nothing", () => {
  const parameters = new Map([["P", "sg-1"]]);
  const { result } = scan(
    { "main.yaml": giving("{ P: sg-2 }"), "child.yaml": taking("{ Type: String }") },
    { parameters },
  );
  expect(result.diagnostics.map(({ message }) => message)).toEqual([
    "a value is given for P, which only nested stacks have for a parameter",
  ]);
});

test("stacks that nest each other are stopped", () => {
  const nest = (url: string): string =>
    `Resources: { N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url} } } }\n`;
  const { codes } = scan({ "a.yaml": nest("b.yaml"), "b.yaml": nest("a.yaml") });
  expect(codes).toContain("nested-stack");
});

test("an output that depends on itself through its stack is said", () => {
  const main = `
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yaml, Parameters: { P: !GetAtt A.Outputs.O } } }
`;
  const { codes } = scan({
    "main.yaml": main,
    "c.yaml":
      "Parameters: { P: { Type: String } }\nResources: { G: { Type: AWS::EC2::VPC, Properties: { X: !Ref P } } }\nOutputs: { O: { Value: !Ref P } }\n",
  });
  expect(new Set(codes)).toEqual(new Set(["cycle"]));
});

test("lists go down as lists, joined texts and whole parameters", () => {
  const main = `
Parameters: { Subnets: { Type: List<AWS::EC2::Subnet::Id> } }
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yaml, Parameters: { L: !Join [',', !Ref Subnets], S: !Ref Subnets } } }
`;
  const nested =
    "Parameters: { L: { Type: CommaDelimitedList }, S: { Type: String } }\nResources: { G: { Type: AWS::EC2::VPC, Properties: { L: !Ref L, S: !Split [',', !Ref S] } } }\n";
  const { world } = scan({ "main.yaml": main, "c.yaml": nested });
  expect(property(world, "A.G", "L")).toBe("<Subnets>");
  expect(property(world, "A.G", "S")).toBe("<Subnets>");
});

test("an import that is split may be any number of elements, unlike an id", () => {
  const main = `
Parameters: { Vpc: { Type: String }, One: { Type: AWS::EC2::Subnet::Id } }
Resources:
  Many: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { VPCZoneIdentifier: !Split [',', { 'Fn::ImportValue': !Sub '\${Vpc}-Subnets' }] } }
  Single: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { VPCZoneIdentifier: !Split [',', !Ref One] } }
`;
  const { world } = scan({ "main.yaml": main });
  expect(property(world, "Many", "VPCZoneIdentifier")).toMatch(/^<split/);
  expect(property(world, "Single", "VPCZoneIdentifier")).toEqual(["<One>"]);
});

test("what a custom resource returns may be a list in one text", () => {
  const main = `
Resources:
  Found: { Type: Custom::Subnets, Properties: { ServiceToken: arn } }
  Use: { Type: AWS::EC2::Subnet, Properties: { CidrBlock: !Select [1, !Split [',', !GetAtt Found.Ranges]] } }
`;
  const { world, codes } = scan({ "main.yaml": main });
  expect(codes).toEqual([]);
  expect(property(world, "Use", "CidrBlock")).toMatch(/^<select/);
});

test("the first element of a list parameter that is empty is an empty text", () => {
  const main = `
Parameters: { Regions: { Type: CommaDelimitedList, Default: '' } }
Conditions: { Some: !Not [!Equals [!Select [0, !Ref Regions], '']] }
Resources:
  Use: { Type: AWS::EC2::Subnet, Properties: { A: !If [Some, some, none] } }
`;
  const { world, codes } = scan({ "main.yaml": main });
  expect(codes).toEqual([]);
  expect(property(world, "Use", "A")).toBe("none");
});

test("a serverless application is a nested stack, and a stack set's template too", () => {
  const main = `
Transform: AWS::Serverless-2016-10-31
Resources:
  App: { Type: AWS::Serverless::Application, Properties: { Location: ./c.yaml, Parameters: { P: 7 } } }
  Repo: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: arn, SemanticVersion: 1.0.0 } } }
  Set: { Type: AWS::CloudFormation::StackSet, Properties: { TemplateURL: https://x/c.yaml } }
  Use: { Type: AWS::EC2::Subnet, Properties: { A: !GetAtt App.Outputs.O, B: !Ref FunctionRole } }
`;
  const nested =
    "Parameters: { P: { Type: String, Default: d } }\nResources: { G: { Type: AWS::EC2::VPC, Properties: { X: !Ref P } } }\nOutputs: { O: { Value: !Ref G } }\n";
  const { world, codes, result } = scan({ "main.yaml": main, "c.yaml": nested });
  expect(codes).toEqual(["template-not-found"]);
  expect(result.diagnostics).toMatchObject([
    { severity: "note", hint: "check by hand what it makes: its template is not in the source" },
  ]);
  expect(property(world, "App.G", "X")).toBe("7");
  expect(property(world, "Set.G", "X")).toBe("d");
  expect(property(world, "Use", "A")).toBe("<App.G>");
  expect(property(world, "Use", "B")).toBe("<FunctionRole>");
});

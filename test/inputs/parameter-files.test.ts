/** Files of CloudFormation's parameters that stand in the repository, in each of their forms: what is offered, and that it leads on. */
import { describe, expect, test } from "vitest";
import type { ScanOptions } from "../../src/index.ts";
import { TEMPLATE } from "../assume/sources.ts";
import { template } from "../service-source.ts";
import { flagsIn, hintsOf, scanned, type Texts, verdictsOf } from "./estate.ts";

const PORT = "Parameters:\n  Port: { Type: Number }\n  Stage: { Type: String, Default: a }\n";
const OPEN = template("!Ref Port", PORT);
const GIVE = "give it with --parameter Port=…";

const each = (...globs: readonly string[]): ScanOptions => ({
  each: globs.map((glob) => ({ kind: "parameters", glob })),
});

const SAM = `version = 0.1
[default.deploy.parameters]
stack_name = "app"
parameter_overrides = "Port=60000 Stage=\\"the default\\""
[prod.deploy.parameters]
parameter_overrides = ["Port=32768", "Stage=p"]
[prod.global.parameters]
parameter_overrides = "Port=1"
`;

describe("what the hint says settles the flow", () => {
  test.each<readonly [string, Texts, string]>([
    [
      "a list for the AWS CLI",
      { "params/prod.json": '[{ "ParameterKey": "Port", "ParameterValue": "32768" }]' },
      "params/prod.json",
    ],
    ["a list of pairs", { "params/prod.json": '["Port=32768"]' }, "params/prod.json"],
    [
      "a template configuration of CodePipeline",
      { "pipeline/prod.json": '{ "Parameters": { "Port": "32768" }, "Tags": { "a": "b" } }' },
      "pipeline/prod.json",
    ],
    ["a map in YAML", { "prod.yml": "Port: 32768\nStage: p\n" }, "prod.yml"],
    [
      "a configuration of Sceptre",
      {
        "config/prod/app.yaml":
          "template_path: app.yaml\nparameters:\n  Port: 32768\n  Stage: !stack_output vpc.yaml::Stage\n",
      },
      "config/prod/app.yaml",
    ],
    [
      "settings of SAM",
      { "samconfig.toml": SAM.replace("60000", "32768").split("[prod")[0]! },
      "samconfig.toml#default",
    ],
    [
      "settings of SAM as YAML",
      { "samconfig.yaml": "version: 0.1\nprod:\n  deploy:\n    parameters:\n      parameter_overrides: Port=32768\n" },
      "samconfig.yaml#prod",
    ],
  ])("%s", async (_, files, word) => {
    const texts = { "app.yaml": OPEN, ...files };
    const [hint, ...more] = hintsOf(await scanned(texts));
    expect(more).toEqual([]);
    expect(hint).toBe(`${word} gives it a value: scan with --parameters-file ${word}`);
    const [[flag, path]] = flagsIn(hint!) as [[string, string]];
    expect(flag).toBe("--parameters-file");
    const after = await scanned(texts, { parameterFiles: [path] });
    expect(verdictsOf(after)).toEqual(["Service reachable", "Service health-check reachable"]);
    expect(after.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("what is not offered", () => {
  test.each<readonly [string, Texts]>([
    ["a file that gives what the template does not declare", { "p.json": '{ "Port": 1, "Other": 2 }' }],
    ["an empty text", { "p.json": '{ "Port": "" }' }],
    [
      "a value that only a tool knows",
      { "config/app.yaml": "template_path: app.yaml\nparameters:\n  Port: !stack_output a::b\n" },
    ],
    [
      "what Sceptre gives to another template",
      { "config/app.yaml": "template_path: net.yaml\nparameters:\n  Port: 1\n" },
    ],
    ["a file with a mistake", { "p.json": '{ "Port": 1, ' }],
    ["another template", { "net.yaml": "Resources: {}\nOutputs: { Port: { Value: 1 } }\n" }],
    [
      "settings of SAM that are no TOML",
      { "samconfig.toml": '[prod.deploy.parameters]\nparameter_overrides = "Port=1' },
    ],
    ["TOML that is nested without end", { "samconfig.toml": `Port = ${"[".repeat(60_000)}` }],
  ])("%s", async (_, files) => {
    expect(hintsOf(await scanned({ "app.yaml": OPEN, ...files }))).toEqual([GIVE]);
  });
});

test("each environment of a file makes a world", async () => {
  const texts = { "app.yaml": OPEN, "samconfig.toml": SAM };
  const [hint] = hintsOf(await scanned(texts));
  expect(hint).toBe(
    "samconfig.toml#default and 1 more give it a value: scan with --parameters-file samconfig.toml#default, or with each of 2: --each-parameters-file samconfig.toml",
  );
  const globs = flagsIn(hint!).flatMap(([flag, value]) => (flag === "--each-parameters-file" ? [value] : []));
  expect(verdictsOf(await scanned(texts, each(...globs)))).toEqual([
    "Service partial with samconfig.toml#default",
    "Service health-check partial with samconfig.toml#default",
    "Service reachable with samconfig.toml#prod",
    "Service health-check reachable with samconfig.toml#prod",
  ]);
});

test("a file may have the sign of environments in its own name", async () => {
  const texts = { "app.yaml": OPEN, "p#1.json": '{ "Port": 32768 }' };
  expect(verdictsOf(await scanned(texts, { parameterFiles: ["p#1.json"] }))).toContain("Service reachable");
});

test("of several environments one has to be named", async () => {
  const texts = { "app.yaml": OPEN, "samconfig.toml": SAM.replace("[default", "[dev") };
  const { diagnostics } = await scanned(texts, { parameterFiles: ["samconfig.toml"] });
  expect(diagnostics).toContainEqual(
    expect.objectContaining({
      message: "samconfig.toml has values for several environments: dev, prod",
      hint: "name one of them: --parameters-file samconfig.toml#dev",
    }),
  );
  const other = await scanned(texts, { parameterFiles: ["samconfig.toml#test"] });
  expect(other.diagnostics.map(({ message }) => message)).toContain(
    "samconfig.toml has no environment test; it has dev, prod",
  );
});

describe("an output of another stack of Sceptre", () => {
  const NETWORK = `Resources:
  Entrance: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }
Outputs:
  Group: { Value: !GetAtt Entrance.GroupId }
  ById: { Value: !Ref Entrance }
  Port: { Value: 32768 }
  Name: { Value: !Sub "\${AWS::StackName}-a" }
  Gone: { Value: !Ref Elsewhere }
`;
  const APP = TEMPLATE({
    balancer: "!Ref Group",
    source: "!Ref Group",
    from: "!Ref Port",
    parameters: "Group: { Type: AWS::EC2::SecurityGroup::Id }\n  Port: { Type: Number }",
  });
  const texts = (group: string, more: Texts = {}): Texts => ({
    "ops/templates/net/vpc.yaml": NETWORK,
    "ops/templates/app.yaml": APP,
    "ops/config/dev/network.yaml": "template: { type: file, path: net/vpc.yaml }\n",
    "ops/config/dev/app.yaml": `template_path: app.yaml\nparameters:\n  Group: ${group}\n  Port: !stack_output dev/network.yaml::Port\n`,
    ...more,
  });
  const FILE = "ops/config/dev/app.yaml";

  test.each(["!stack_output dev/network.yaml::Group", "!stack_output 'dev/network.yaml::ById'"])(
    "%s",
    async (group) => {
      const files = texts(group);
      const [hint, ...more] = hintsOf(await scanned(files));
      expect(more).toEqual([]);
      expect(hint).toBe(`${FILE} gives it a value: scan with --parameters-file ${FILE}`);
      const after = await scanned(files, { parameterFiles: [FILE] });
      expect(verdictsOf(after)).toEqual(["Service reachable", "Service health-check reachable"]);
      expect(after.diagnostics).toEqual([]);
      const shut = await scanned(
        {
          ...files,
          "ops/templates/net/vpc.yaml": NETWORK.replace(
            " a }",
            " a, SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 0.0.0.0/0 }] }",
          ),
        },
        { parameterFiles: [FILE] },
      );
      expect(verdictsOf(shut)).toEqual(["Service blocked", "Service health-check blocked"]);
    },
  );

  test.each([
    ["acme-dev-network", { "ops/config/config.yaml": "project_code: acme\nregion: eu-west-1\n" }],
    [
      "own-dev-network",
      { "ops/config/config.yaml": "project_code: acme\n", "ops/config/dev/config.yaml": "project_code: own\n" },
    ],
    ["called", { "ops/config/dev/network.yaml": "stack_name: called\ntemplate_path: net/vpc.yaml\n" }],
  ])("by the name of the stack %s", async (name, more: Texts) => {
    const after = await scanned(texts(`!stack_output_external ${name}::Group`, more), { parameterFiles: [FILE] });
    expect(verdictsOf(after)).toEqual(["Service reachable", "Service health-check reachable"]);
    // In another account a stack of that name is another one.
    const other = texts(`!stack_output_external ${name}::Group production`, more);
    expect(hintsOf(await scanned(other, { parameterFiles: [FILE] })).join()).toMatch(/--parameter Group=/);
  });

  test("of which the template is not scanned leads to it", async () => {
    const result = await scanned(texts("!stack_output dev/network.yaml::Group"), { parameterFiles: [FILE] }, [
      "ops/templates/app.yaml",
    ]);
    expect(hintsOf(result)).toEqual([
      "scan ops/templates/net/vpc.yaml too, and name a resource of it that is what is asked for here",
    ]);
  });

  test.each([
    "!stack_output dev/network.yaml::Name",
    "!stack_output dev/network.yaml::Gone",
    "!stack_output dev/network.yaml::Missing",
    "!stack_output dev/other.yaml::Group",
    "!stack_output ../../../../../etc/passwd::Group",
    "!stack_output dev/network.yaml",
    "!stack_output [dev/network.yaml]",
    "!stack_output_external dev-network::Group",
    "!environment_variable GROUP",
  ])("%s stays open", async (group) => {
    const result = await scanned(texts(group), { parameterFiles: [FILE] });
    expect(hintsOf(result).join()).toMatch(/--parameter Group=/);
    expect(result.diagnostics).toEqual([]);
  });
});

test.each([
  ["!environment_variable PORT", "undetermined"],
  ["[!environment_variable PORT]", "undetermined"],
  ["{ Fn::GetEnv: PORT }", "undetermined"],
  ["32768", "reachable"],
])("where Sceptre gives %s, the default does not count: %s", async (port, verdict) => {
  const app = TEMPLATE({ from: "!Ref Port", parameters: "Port: { Type: Number, Default: 32768 }" });
  const texts = {
    "templates/app.yaml": app,
    "config/app.yaml": `template_path: app.yaml\nparameters:\n  Port: ${port}\n`,
  };
  const result = await scanned(texts, { parameterFiles: ["config/app.yaml"] });
  expect([...new Set(result.flows.map((flow) => flow.verdict))]).toEqual([verdict]);
  expect(hintsOf(result)).toEqual(verdict === "reachable" ? [] : ["give it with --parameter Port=…"]);
});

describe("stacks of one template with different parameters", () => {
  const NETWORK = `Parameters:
  Stage: { Type: String }
  Port: { Type: Number }
Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  Port: { Value: !Ref Port, Export: { Name: !Sub "\${Stage}-port" } }
`;
  const APP = template("!ImportValue { 'Fn::Sub': '${Stage}-port' }", "Parameters:\n  Stage: { Type: String }\n");
  const texts = {
    "network.yaml": NETWORK,
    "app.yaml": APP,
    "params/network-dev.json": '{ "Stage": "d", "Port": 60000 }',
    "params/network-prod.json": '{ "Stage": "p", "Port": 32768 }',
    "params/app-dev.json": '{ "Stage": "d" }',
    "params/app-prod.json": '{ "Stage": "p" }',
  };

  test("are each linked with those of the same environment", async () => {
    expect(verdictsOf(await scanned(texts, each("params/*.json")))).toEqual([
      "Service partial with params/app-dev.json",
      "Service health-check partial with params/app-dev.json",
      "Service reachable with params/app-prod.json",
      "Service health-check reachable with params/app-prod.json",
    ]);
  });

  test("conditions make worlds inside of those of files", async () => {
    const conditional = APP.replace(
      "Resources:",
      "  Wide: { Type: String, AllowedValues: ['yes', 'no'] }\nConditions:\n  IsWide: !Equals [!Ref Wide, 'yes']\nResources:",
    )
      .replace("FromPort: !ImportValue", "FromPort: !If [IsWide, 1024, !ImportValue")
      .replace("'${Stage}-port' }", "'${Stage}-port' }]");
    expect(
      verdictsOf(await scanned({ ...texts, "app.yaml": conditional }, each("params/*.json"))).filter(
        (one) => !one.includes("health"),
      ),
    ).toEqual([
      "Service reachable Wide = yes with params/app-dev.json",
      "Service partial Wide = no with params/app-dev.json",
      "Service reachable with params/app-prod.json",
    ]);
  });
});

test("a value of --parameter wins over each file, and each over a file for all", async () => {
  const texts = { "app.yaml": OPEN, "a.json": '{ "Port": 1, "Stage": "a" }', "each/b.json": '{ "Port": 60000 }' };
  const verdicts = async (options: ScanOptions) =>
    verdictsOf(await scanned(texts, { ...each("each/*"), ...options }))[0];
  expect(await verdicts({ parameterFiles: ["a.json"] })).toBe("Service partial");
  expect(await verdicts({ parameters: new Map([["Port", "1"]]) })).toBe("Service reachable");
});

test("a resource of a template that is not scanned leads to it, whoever names it", async () => {
  const texts = {
    "app.yaml": template("!Ref Port", PORT),
    "net.yaml": "Resources:\n  Entrance: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }\n",
  };
  const { flows } = await scanned(texts, { parameters: new Map([["Port", "net.yaml#Entrance"]]) }, ["app.yaml"]);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
});

test("a resource of a template is found wherever in its repository the scan is started", async () => {
  const source = "Group: { Type: AWS::EC2::SecurityGroup::Id }";
  const texts = {
    "infra/app.yaml": TEMPLATE({ balancer: "!Ref Group", source: "!Ref Group", parameters: source }),
    "infra/net.yaml": "Resources:\n  Edge: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }\n",
  };
  for (const [at, path] of [
    ["", "infra/net.yaml"],
    ["infra", "net.yaml"],
  ] as const) {
    const result = await scanned(texts, { parameters: new Map([["Group", `${path}#Edge`]]) }, ["."], at);
    expect(verdictsOf(result)).toEqual(["Service reachable", "Service health-check reachable"]);
  }
});

/** Repositories that are meant to exhaust a scan: each ends with exit code 3 and a place, and the root beside it is judged as it is alone. */
import { expect, test } from "vitest";
import { exitCode } from "../src/report/exit-code.ts";
import { fixture } from "./fixture-text.ts";
import { scanOf } from "./scan-repository.ts";

const HEALTHY = fixture("dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");
/** The same as a template, from its resources on. */
const SERVICE_ON_INSTANCES = fixture(
  "dynamic-ports-blocked-by-target-security-group/container-port-only/template.yaml",
).replace(/^.*?(?=Resources:)/s, "");
/** Enough for the healthy root, so that a test takes no time. */
const SETTINGS = { "reachlint.yaml": "evaluation-steps: 100000\n" };

/** The healthy root with the value in the name of its load balancer. */
function named(value: string, more = ""): Record<string, string> {
  return {
    "main.tf": `${more}${HEALTHY.replace('resource "aws_lb" "main" {', `resource "aws_lb" "main" {\n  name = ${value}`)}`,
  };
}

const names = (count: number): string => Array.from({ length: count }, (_, at) => `k${at}`).join(", ");

test.each<readonly [string, Readonly<Record<string, string>>, string]>([
  ["loops", named("[for a in range(1000) : [for b in range(1000) : a * b]][0][0]"), "evaluation-steps"],
  [
    "a text that doubles",
    named(
      "local.l40",
      doubling((one) => `"\${${one}}\${${one}}"`),
    ),
    "evaluation-steps",
  ],
  [
    "a text that is replaced and doubles",
    named(
      "local.l40",
      doubling((one) => `replace(${one}, "a", "aa")`),
    ),
    "evaluation-steps",
  ],
  [
    "a list that doubles",
    named(
      "local.l40[0]",
      doubling((one) => `concat(${one}, ${one})`, '["a"]'),
    ),
    "evaluation-steps",
  ],
  [
    "instances",
    { "main.tf": `${HEALTHY}\nresource "aws_vpc" "many" {\n  count = 1000000000\n}\n` },
    "evaluation-steps",
  ],
  ["a pattern", named(`join("", regexall("a.*b|a", "${"a".repeat(5000)}"))`), "evaluation-steps"],
  [
    "a template file that renders itself",
    { ...named('templatefile("t.tpl", {})'), "t.tpl": '${templatefile("t.tpl", {})}' },
    "",
  ],
  [
    "a module that calls itself",
    {
      "main.tf": `${HEALTHY}\nmodule "m" {\n  source = "./m"\n}\n`,
      "m/main.tf": 'module "m" {\n  source = "../m"\n}\nresource "aws_vpc" "x" {}\n',
    },
    "",
  ],
  ["assemblies in assemblies", assembliesInAssemblies(15), "assembly"],
  ["stacks that each nest the next one twice", stacksTwice(200), "too-large"],
  ["modules in modules", modulesInModules(1500), ""],
  ["states of states", statesOfStates(400), "evaluation-depth"],
  ["a file of line breaks", { "t.yaml": `${"\n".repeat(1_100_000)}Resources: x` }, ""],
  ["brackets in brackets", named(`${"[".repeat(100_000)}1${"]".repeat(100_000)}`), "hcl-too-deep"],
  ["a list without measure", { "a.tf": `locals {\n  x = [${"1,".repeat(600_000)}1]\n}\n` }, "hcl-syntax"],
  [
    "loops in a template",
    {
      "t.yaml": `Transform: AWS::LanguageExtensions\nResources:\n${Array.from(
        { length: 20 },
        (_, at) => `  R${at}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      "Fn::ForEach::A": [X, [${names(100)}], { "Fn::ForEach::B": [Y, [${names(100)}], { "P\${X}\${Y}": !Sub "\${X}" }] }]
`,
      ).join("")}`,
    },
    "too-large",
  ],
  [
    "aliases of aliases",
    {
      "t.yaml": `Resources:\n  A0: &a0 { Type: "AWS::EC2::VPC", X: [1, 1, 1, 1, 1, 1, 1, 1, 1] }\n${Array.from({ length: 12 }, (_, at) => `  A${at + 1}: &a${at + 1} { Type: "AWS::EC2::VPC", X: [${Array.from({ length: 9 }, () => `*a${at}`).join(", ")}] }\n`).join("")}`,
    },
    "yaml-too-large",
  ],
  [
    "more rules than any group has",
    {
      "main.tf": HEALTHY.replace(
        'resource "aws_lb" "main" {',
        'resource "aws_security_group_rule" "many" {\n  count             = 20\n  type              = "ingress"\n  security_group_id = aws_security_group.host.id\n  from_port         = 1\n  to_port           = 2\n  protocol          = "tcp"\n  cidr_blocks       = [for one in range(400) : "10.0.${one % 256}.0/24"]\n}\n\nresource "aws_lb" "main" {',
      ),
    },
    "too-many-rules",
  ],
  [
    "lists in loops",
    {
      "main.tf": `${HEALTHY}
resource "aws_security_group" "many" {
  count  = 400
  vpc_id = aws_vpc.main.id
}
resource "aws_instance" "many" {
  count                  = 400
  subnet_id              = aws_subnet.private_a.id
  vpc_security_group_ids = aws_security_group.many[*].id
}
`,
    },
    "too-many-references",
  ],
  [
    "more services than anyone has",
    {
      "main.tf": HEALTHY.replace(
        'resource "aws_ecs_service" "web" {',
        'resource "aws_ecs_service" "web" {\n  count = 1001',
      ),
    },
    "too-many-of-a-type",
  ],
  ["conditions of conditions", { "t.yaml": conditions(1500, (before) => `!Not [Condition: ${before}]`) }, "too-large"],
  [
    "conditions that double",
    {
      "t.yaml": conditions(
        60,
        (before, at) => `!Or [!And [Condition: ${before}, !Equals [!Ref P${at}, a]], !Not [Condition: ${before}]]`,
      ),
    },
    "too-large",
  ],
  ["conditions of many parameters with many values", { "t.yaml": valuesInConditions(20) }, "too-large"],
  ["resources that name each other", { "t.yaml": resourcesInARow(900) }, "evaluation-depth"],
  ["rules over many values", { "t.yaml": valuesInConditions(10, 60) }, "too-large"],
  ["ways that multiply", { "main.tf": registeredOften(60) }, "judging-steps"],
  [
    "subnets that multiply",
    {
      "main.tf": `${["a", "b"]
        .map(
          (one) =>
            `resource "aws_subnet" "${one}" {\n  count      = 200\n  vpc_id     = aws_vpc.main.id\n  cidr_block = "10.0.\${count.index}.0/24"\n}\n`,
        )
        .join(
          "",
        )}${HEALTHY.replace("[aws_subnet.public_a.id, aws_subnet.public_b.id]", "aws_subnet.a[*].id").replace("[aws_subnet.private_a.id, aws_subnet.private_b.id]", "aws_subnet.b[*].id")}`,
    },
    "judging-steps",
  ],
])("%s", async (_, files, code) => {
  const inside = Object.fromEntries(Object.entries(files).map(([path, text]) => [`hostile/${path}`, text]));
  const result = await scanOf({ ...inside, ...SETTINGS, "healthy/main.tf": HEALTHY });
  const verdicts = result.flows.filter(({ root }) => root === "healthy").map(({ verdict }) => verdict);
  expect(verdicts).toEqual(["blocked", "blocked"]);
  if (code === "") return;
  const told = result.diagnostics.find((one) => one.code === code);
  expect(told, result.diagnostics.map((one) => `${one.code}: ${one.message}`).join("\n")).toBeDefined();
  expect(told?.span?.file.path ?? told?.path).toMatch(/^hostile\//);
  expect(exitCode(result, "never")).toBe(3);
});

/** Each condition names the one before it. */
function conditions(count: number, next: (before: string, at: number) => string): string {
  const all = Array.from({ length: count }, (_, at) => at);
  return `
Parameters:
${all.map((at) => `  P${at}: { Type: String, AllowedValues: [a, b] }\n`).join("")}
Conditions:
  C0: !Equals [!Ref P0, a]
${all.map((at) => `  C${at + 1}: ${next(`C${at}`, at)}\n`).join("")}
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Condition: C${count}, Properties: { GroupDescription: x } }
`;
}

/** Each has the next one in itself, as a link to its own directory would have it. */
function assembliesInAssemblies(count: number): Record<string, string> {
  const next = { type: "cdk:cloud-assembly", properties: { directoryName: "cdk.out" } };
  const manifest = JSON.stringify({ version: "36.0.0", artifacts: { next } });
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${"cdk.out/".repeat(at + 1)}manifest.json`, manifest]),
  );
}

function stacksTwice(count: number): Record<string, string> {
  const nest = (name: string, at: number): string =>
    `  ${name}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t${at + 1}.yaml } }\n`;
  const all = Array.from({ length: count }, (_, at) => [`t${at}.yaml`, `Resources:\n${nest("A", at)}${nest("B", at)}`]);
  return { ...Object.fromEntries(all), [`t${count}.yaml`]: "Resources: { V: { Type: AWS::EC2::VPC } }\n" };
}

/** Each calls the next one. */
function modulesInModules(count: number): Record<string, string> {
  const call = (at: number): string =>
    `module "m" {\n  source = "../m${at}"\n}\noutput "o" {\n  value = module.m.o\n}\n`;
  const all = Array.from({ length: count }, (_, at) => [`m${at}/main.tf`, call(at + 1)] as const);
  const last = 'resource "aws_vpc" "x" {}\noutput "o" {\n  value = 1\n}\n';
  return {
    "main.tf": `${HEALTHY}\nmodule "m" {\n  source = "./m0"\n}\n`,
    ...Object.fromEntries(all),
    [`m${count}/main.tf`]: last,
  };
}

/** Roots of which each reads the state of the next one. */
function statesOfStates(count: number): Record<string, string> {
  const all = Array.from({ length: count }, (_, at) => [
    `r${at}/main.tf`,
    `data "terraform_remote_state" "next" {
  backend = "local"
  config  = { path = "../r${at + 1}/terraform.tfstate" }
}
output "o" {
  value = data.terraform_remote_state.next.outputs.o
}
resource "aws_vpc" "x" {
  cidr_block = data.terraform_remote_state.next.outputs.o
}
`,
  ]);
  return Object.fromEntries(all);
}

/** Each takes a property from the next one. */
function resourcesInARow(count: number): string {
  const all = Array.from({ length: count }, (_, at) => at);
  return `Resources:\n${all.map((at) => `  V${at}: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !GetAtt V${at + 1}.CidrBlock } }\n`).join("")}  V${count}: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n`;
}

/** Conditions, and rules, of which each compares parameters with many texts, and a resource that depends on each condition. */
function valuesInConditions(count: number, rules = 0): string {
  const numbers = (to: number): readonly number[] => Array.from({ length: to }, (_, at) => at);
  const values = numbers(100).map((at) => `v${at}`);
  const either = (at: number): string =>
    numbers(10)
      .map((one) => `!Equals [!Ref P${one}, v${(at * one) % 100}]`)
      .join();
  const rule = (at: number): string =>
    `{ RuleCondition: !Equals [!Ref P${at % 20}, v${at}], Assertions: [{ Assert: !Contains [[${values}], !Ref P${(at + 1) % 20}] }] }`;
  return `
Parameters:
${numbers(20)
  .map((at) => `  P${at}: { Type: String, AllowedValues: [${values}] }\n`)
  .join("")}
Rules: { ${numbers(rules)
    .map((at) => `R${at}: ${rule(at)}`)
    .join()} }
Conditions: { ${numbers(count)
    .map((at) => `C${at}: !Or [${either(at)}]`)
    .join()} }
${SERVICE_ON_INSTANCES}
${numbers(count)
  .map(
    (at) =>
      `  I${at}: { Type: AWS::EC2::SecurityGroupIngress, Condition: C${at}, Properties: { GroupId: !Ref HostSecurityGroup, IpProtocol: tcp, FromPort: 1, ToPort: 65535, CidrIp: 10.0.0.0/8 } }\n`,
  )
  .join("")}
`;
}

/** So many services, each with a target group for each of so many load balancers. */
function registeredOften(count: number): string {
  return HEALTHY.replace('resource "aws_lb" "main" {', `resource "aws_lb" "main" {\n  count = ${count}\n`)
    .replace(
      "load_balancer_arn = aws_lb.main.arn",
      `count             = ${count}\n  load_balancer_arn = aws_lb.main[count.index].arn`,
    )
    .replace('resource "aws_ecs_service" "web" {', `resource "aws_ecs_service" "web" {\n  count = ${count}\n`);
}

function doubling(step: (before: string) => string, start = '"aaaa"'): string {
  const locals = Array.from({ length: 40 }, (_, at) => `  l${at + 1} = ${step(`local.l${at}`)}\n`);
  return `locals {\n  l0 = ${start}\n${locals.join("")}}\n`;
}

test.each(["constructor", "__proto__", "toString"])("%s is a name as any other", async (name) => {
  const terraform = `
resource "${name}" "${name}" {
  ${name} = 1
}
data "${name}" "${name}" {}
locals {
  ${name} = { ${name} = "v" }
}
resource "aws_security_group" "named" {
  name        = local.${name}.${name}
  description = ${name}.${name}.${name}
  vpc_id      = data.${name}.${name}.${name}
  ${name}     = 1
}
`;
  const template = `
Parameters: { ${name}: { Type: ${name}, Default: ${name} } }
Conditions: { ${name}: !Equals [!Ref ${name}, ${name}] }
Resources:
  Any: { Type: ${name}, Condition: ${name}, Properties: { ${name}: !GetAtt Any.${name} } }
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${name}, Parameters: { ${name}: 1 } } }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: ${name}, Subnets: [${name}] } }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Balancer, Port: 80, Protocol: ${name}, DefaultActions: [{ Type: ${name} }] } }
`;
  const result = await scanOf({
    "hostile/main.tf": terraform,
    "hostile/t.yaml": template,
    "healthy/main.tf": HEALTHY,
  });
  expect(result.flows.filter(({ root }) => root === "healthy").map(({ verdict }) => verdict)).toEqual([
    "blocked",
    "blocked",
  ]);
});

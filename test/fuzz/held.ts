/** What must hold of every text, whatever is in it: it is read, evaluated and scanned without an exception, and what is said of it is sound. */
import { readFileSync } from "node:fs";
import { SourceFile } from "../../src/base/source-file.ts";
import { loadRules } from "../../src/check/load-rules.ts";
import { baselineAt } from "../../src/configuration/baseline-file.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";
import { parseHclJson } from "../../src/parse/hcl/json.ts";
import { parseHcl, parseHclExpression, parseHclTemplate } from "../../src/parse/hcl/parse.ts";
import { parseJson } from "../../src/parse/json.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import { renderAnswer } from "../../src/report/evaluated/value-json.ts";
import { TERRAFORM } from "../assume/sources.ts";
import { account, filesOf } from "../evaluate/deployed/account.ts";
import { openFixture } from "../evaluate/terraform/console/compare-answer.ts";
import { cloudFormationGroups, readUserData, terraformGroups } from "../normalize/sources.ts";
import { BY_STATE } from "../offers/sources.ts";
import { DIRECTORY, inMemory } from "./memory-files.ts";
import { inspected, json } from "./reports.ts";
import { LANGUAGES, type Language } from "./samples.ts";
import { inside, refused, scanned, sound } from "./scanned.ts";

type Held = (text: string) => void | Promise<void>;

/** Reading alone. */
export const READ: Readonly<Partial<Record<Language, Held>>> = {
  hcl: (text) => {
    hclFile(parseHcl, text);
    sound(parseHclTemplate(new SourceFile("a.tftpl", text)).diagnostics);
  },
  "hcl-json": (text) => hclFile(parseHclJson, text),
  expression: (text) => sound(parseHclExpression(new SourceFile("a.tf", text)).diagnostics),
  yaml: (text) => document(parseYaml, text),
  json: (text) => document(parseJson, text),
  plan: (text) => document(parseJson, text),
  rule: (text) => document(parseYaml, text),
  configuration: (text) => document(parseYaml, text),
  baseline: (text) => document(parseJson, text),
  "user-data": userData,
  tfvars: (text) => hclFile(parseHcl, text),
  modules: (text) => document(parseJson, text),
  parameters: (text) => document(parseJson, text),
  assembly: (text) => document(parseJson, text),
  unit: (text) => hclFile(parseHcl, text),
  facts: (text) => document(parseJson, text),
  assume: (text) => document(parseYaml, text),
  index: (text) => document(parseJson, text),
};

/** Nothing is read of the others but by a scan. */
export const READABLE = LANGUAGES.filter((language) => READ[language] !== undefined);

const ask = openFixture();

/** What is made of it: resources with their graphs, values, rules and settings, and what is printed of them. */
export const EVALUATED: Readonly<Partial<Record<Language, Held>>> = {
  hcl: (text) => inspected(terraformGroups({ "main.tf": text })),
  "hcl-json": (text) => inspected(terraformGroups({ "main.tf.json": text })),
  expression: (text) => {
    const answer = ask(text);
    json("the answer", renderAnswer(answer.ok ? answer : { errors: answer.errors }));
    if (!answer.ok && answer.errors.length === 0) throw new Error("there is neither a value nor an error");
  },
  yaml: (text) => inspected(cloudFormationGroups({ "template.yaml": text })),
  json: (text) => inspected(cloudFormationGroups({ "template.json": text })),
  rule: (text) => usage(() => loadRules([...documents("rule.yaml", text)])),
  configuration: (text) => usage(() => loadConfiguration(new SourceFile("reachlint.yaml", text))),
  baseline: (text) => usage(() => baselineAt(DIRECTORY, "baseline.json", inMemory({ "baseline.json": text }))),
};

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** A root with a finding, beside which the texts stand that are no sources. */
const HEALTHY = read("fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");
const HEALTHY_TEMPLATE = read(
  "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/template.yaml",
);

const VARIABLES = `
variable "region" {}
variable "port" { type = number }
variable "ports" { type = list(number) }
variable "tags" { type = map(string) }
variable "rules" { type = list(object({ from = number, to = number, cidrs = optional(list(string), ["0.0.0.0/0"]) })) }
variable "definition" { default = "[]" }
resource "aws_security_group" "of_variables" {
  dynamic "ingress" {
    for_each = var.rules
    content {
      from_port   = ingress.value.from
      to_port     = ingress.value.to
      protocol    = "tcp"
      cidr_blocks = ingress.value.cidrs
    }
  }
  tags = merge(var.tags, { name = "\${var.region}-\${var.port}-\${join(",", var.ports)}" })
}
resource "aws_ecs_task_definition" "of_variables" {
  family                = "a"
  container_definitions = var.definition
}
`;
const TEMPLATE_WITH_PARAMETERS = HEALTHY_TEMPLATE.replace(
  "Resources:\n",
  `Parameters:
  First: { Type: Number, MinValue: 1, Default: 80 }
  Last: { Type: Number, AllowedValues: [80, 65535], Default: 80 }
  Hosts: { Type: "List<AWS::EC2::SecurityGroup::Id>" }
Resources:
`,
)
  .replace("FromPort: 80\n", "FromPort: !Ref First\n")
  .replace("ToPort: 80\n", "ToPort: !Ref Last\n");

const MODULE_CALL = 'module "web" {\n  source = "a/b/aws"\n}\n';

const ASSEMBLY = Object.fromEntries(
  ["cdk.out", "Shared.template.json", "Web.template.json"].map((name) => [
    `cdk.out/${name}`,
    read(`test/cdk/bridge-service/cdk.out/${name}`),
  ]),
);

/** What leaves open what the samples of `assume` say. */
const OPEN = TERRAFORM({
  source: "var.group",
  from: "var.from",
  subnet: '"subnet-0123456789abcdef0"',
  more: 'variable "group" {}\nvariable "from" { type = number }\n',
});

/** An account without the files that tell of the same kind of thing, which would contradict. */
function withoutTwins(all: Readonly<Record<string, object>>, text: string): Record<string, object> {
  const key = /^\s*\{\s*"(\w+)"/.exec(text)?.[1] ?? "";
  return Object.fromEntries(Object.entries(all).filter(([, facts]) => !Object.hasOwn(facts, key)));
}

/** A whole scan with every report of it. */
export const SCANNED: Readonly<Record<Language, Held>> = {
  hcl: (text) => scanned({ "main.tf": text }),
  "hcl-json": (text) => scanned({ "main.tf.json": text }),
  expression: (text) => scanned({ "main.tf": `${HEALTHY}\nlocals {\n  a = ${text}\n}\n` }),
  yaml: (text) => scanned({ "template.yaml": text }),
  json: (text) => scanned({ "template.json": text }),
  plan: (text) => scanned({ "a.plan.json": text, "main.tf": HEALTHY }, { plans: ["a.plan.json"] }),
  rule: (text) =>
    scanned({ "main.tf": HEALTHY, "own/rule.yaml": text.replace(/^id:.*$/m, "id: rule") }, { rules: ["own"] }),
  configuration: (text) => scanned({ "infra/main.tf": HEALTHY, "reachlint.yaml": text }),
  baseline: (text) =>
    scanned({ "main.tf": HEALTHY, "reachlint.yaml": "baseline: baseline.json\n", "baseline.json": text }),
  "user-data": (text) => scanned({ "main.tf": `${HEALTHY}\n${launching(text)}` }),
  tfvars: (text) => scanned({ "main.tf": HEALTHY + VARIABLES, "terraform.tfvars": text }),
  modules: (text) =>
    scanned({
      "main.tf": HEALTHY + MODULE_CALL,
      ".terraform/modules/modules.json": text,
      ".terraform/modules/web/main.tf": 'module "inner" {\n  source = "./inner"\n}\n',
      ".terraform/modules/web/inner/main.tf": 'resource "aws_vpc" "a" {}\n',
    }),
  parameters: (text) =>
    scanned({ "template.yaml": TEMPLATE_WITH_PARAMETERS, "p.json": text }, { parameterFiles: ["p.json"] }),
  assembly: (text) => scanned({ ...ASSEMBLY, "cdk.out/manifest.json": text }),
  unit: (text) =>
    scanned({
      "live/app/terragrunt.hcl": text,
      "live/root.hcl": 'locals { port = 443 }\ninputs = { tags = { team = "web" } }\n',
      "live/network/terragrunt.hcl": 'terraform { source = "../../net" }\n',
      "net/main.tf": 'resource "aws_security_group" "a" {}\noutput "group" { value = aws_security_group.a.id }\n',
      "mod/main.tf": `${HEALTHY}\nvariable "port" { type = number }\nvariable "group" {}\nvariable "name" { default = "a" }\n`,
    }),
  facts: (text) =>
    scanned({ ...filesOf(withoutTwins(account(), text)), "facts/fuzzed.json": text }, { facts: "facts" }),
  assume: (text) => scanned({ "infra/main.tf": OPEN, "reachlint.yaml": text }),
  index: (text) => scanned({ "main.tf": BY_STATE, "../platform/index.json": text }, { index: ["../platform"] }),
  ignore: (text) => scanned({ ".gitignore": text, "infra/main.tf": HEALTHY, "a/b/c/template.yaml": HEALTHY_TEMPLATE }),
};

/** Hosts that are started with this user data. */
function launching(script: string): string {
  const written = JSON.stringify(script).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
  return `resource "aws_launch_template" "fuzzed" {
  user_data = base64encode(${written})
}
resource "aws_autoscaling_group" "fuzzed" {
  launch_template {
    id = aws_launch_template.fuzzed.id
  }
  min_size = 1
  max_size = 1
}
`;
}

function hclFile(parse: typeof parseHcl | typeof parseHclJson, text: string): void {
  const { output, diagnostics } = parse(new SourceFile("main.tf", text));
  sound(diagnostics);
  inside([...output.body.attributes, ...output.body.blocks, ...output.comments], text);
}

function document(parse: typeof parseYaml, text: string): void {
  const { output, diagnostics } = parse(new SourceFile("a", text));
  sound(diagnostics);
  if (output !== undefined) inside([output.root], text);
}

function* documents(path: string, text: string) {
  const { output } = parseYaml(new SourceFile(path, text));
  if (output !== undefined) yield output;
}

function userData(text: string): void {
  const span = { file: new SourceFile("user-data.sh", text), start: 0, end: text.length };
  readUserData({ value: { kind: "string", value: text, origin: { kind: "literal", span } }, span });
}

function usage(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    refused(error);
  }
}

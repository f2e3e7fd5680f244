/** What is fuzzed: the repository's own sources, plans, rules and settings, by the language in which they are written. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { SourceFile } from "../../src/base/source-file.ts";
import { parseHcl } from "../../src/parse/hcl/parse.ts";
import { account } from "../evaluate/deployed/account.ts";
import { script } from "../normalize/user-data/scripts.ts";
import { hclAsJson } from "../oracle/hcl-as-json.ts";
import { templateAsJson } from "../template-as-json.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

export const LANGUAGES = [
  "hcl",
  "hcl-json",
  "expression",
  "yaml",
  "json",
  "plan",
  "rule",
  "configuration",
  "baseline",
  "user-data",
  "tfvars",
  "modules",
  "parameters",
  "assembly",
  "ignore",
  "unit",
  "facts",
  "assume",
  "index",
] as const;

/**
 * `yaml` and `json` are templates; `hcl-json` is what stands in `.tf.json`; `modules` is the list of installed modules in `.terraform`,
 * `parameters` a file of parameters, `assembly` the manifest that the CDK writes, `ignore` a `.gitignore`,
 * `unit` a configuration of Terragrunt, `facts` what a command tells of an account, `assume` what is said of what the source leaves open,
 * `index` what another repository offers.
 */
export type Language = (typeof LANGUAGES)[number];

/** Read, or made, when its text is asked for. */
export class Sample {
  /** The path of the file from which it comes, or what it is made from. */
  readonly name: string;
  readonly #make: () => string;
  #text: string | undefined;

  constructor(name: string, make: () => string) {
    this.name = name;
    this.#make = make;
  }

  get text(): string {
    this.#text ??= this.#make();
    return this.#text;
  }
}

const read = (name: string): Sample => new Sample(name, () => readFileSync(join(PROJECT, name), "utf8"));

function filesIn(folder: string, pattern: RegExp): readonly Sample[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => pattern.test(path))
    .sort()
    .map(read);
}

const terraform = (): readonly Sample[] => filesIn("fixtures", /\.tf$/);

const templates = (): readonly Sample[] => [
  ...filesIn("fixtures", /\.yaml$/),
  ...filesIn("test/evaluate/cloudformation/cases", /\.yaml$/),
  ...filesIn("test/nested-stacks/templates", /\.yaml$/),
  ...filesIn("test/normalize/cloudformation", /\.yaml$/),
];

/** Every key of `reachlint.yaml`, and a file that says little. */
const CONFIGURATIONS: readonly string[] = [
  `paths: [infra, "stacks/*"]
exclude: [examples, "**/test/**", "*.bak.tf"]
rules: [own-rules]
disable: [listener-port-not-admitted]
severity: { dynamic-range-partly-open: error, reserved-host-port: note }
fail-on: warning
fail-on-problems: error
baseline: reachlint-baseline.json
strict: true
ephemeral-range: 32768-60999
evaluation-steps: 100000
region: eu-central-1
workspace: prod
variables:
  infra/prod:
    values: { port: 80, names: [a, b], tags: { a: 1 }, flag: true }
    files: [prod.tfvars]
  "**":
    values: { vpc: vpc-1 }
parameters:
  "stacks/*.yaml":
    values: { Port: 80, Hosts: "network.yaml#Hosts" }
    files: [prod.json]
ignore:
  - { rule: reserved-host-port, address: "aws_ecs_service.*", reason: known, until: 2027-01-01, root: infra/** }
  - rule: dynamic-range-partly-open
    address: module.a.aws_lb.b["c"]
    reason: "the kernel's range"
`,
  "# Nothing yet.\nfail-on: never\n",
];

const BASELINES: readonly object[] = [
  {
    version: 1,
    findings: [
      {
        rule: "dynamic-ports-blocked-by-target-security-group",
        root: ".",
        addresses: ["aws_ecs_service.web", "aws_lb.main", "aws_security_group.host"],
        count: 1,
      },
      { rule: "reserved-host-port", verdict: "undetermined", root: "infra/a.yaml", addresses: ["Web"], count: 12 },
    ],
  },
  { version: 1, findings: [] },
];

/** User data that is no shell script. */
const DOCUMENTS_OF_HOSTS: readonly string[] = [
  `#cloud-config
bootcmd: [mkdir -p /etc/ecs, [sh, -c, "echo ECS_CLUSTER=a >> /etc/ecs/ecs.config"]]
write_files:
  - { path: /etc/ecs/ecs.config, content: "ECS_CLUSTER=main\\nECS_DYNAMIC_HOST_PORT_RANGE=40000-50000\\n", append: true }
  - path: /etc/sysctl.d/10-ports.conf
    encoding: b64
    content: bmV0LmlwdjQuaXBfbG9jYWxfcG9ydF9yYW5nZSA9IDQwMDAwIDUwMDAwCg==
runcmd:
  - echo ECS_CLUSTER=main > /etc/ecs/ecs.config
`,
  `[settings.ecs]
cluster = "main"
[settings.kernel.sysctl]
"net.ipv4.ip_local_port_range" = "40000 50000"
`,
  `Content-Type: multipart/mixed; boundary="==b=="
MIME-Version: 1.0

--==b==
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
runcmd: [echo ECS_CLUSTER=main >> /etc/ecs/ecs.config]
--==b==
Content-Type: text/x-shellscript

#!/bin/bash
cat <<'EOF' >> /etc/ecs/ecs.config
ECS_CLUSTER=main
EOF
--==b==--
`,
  "<powershell>\nInitialize-ECSAgent -Cluster main -EnableTaskIAMRole\n</powershell>\n",
];

const TFVARS = `region = "eu-west-1"
port   = 8080
ports  = [80, 443]
tags   = { team = "web", "a/b" = null }
rules = [
  { from = 32768, to = 65535, cidrs = ["10.0.0.0/16"] },
  { from = 80, to = 80, cidrs = [] },
]
definition = <<EOT
[{ "name": "web", "portMappings": [{ "containerPort": 80 }] }]
EOT
`;

const MODULES = {
  Modules: [
    { Key: "", Source: "", Dir: "." },
    { Key: "web", Source: "registry.terraform.io/a/b/aws", Version: "1.0.0", Dir: ".terraform/modules/web" },
    { Key: "web.inner", Source: "./inner", Dir: ".terraform/modules/web/inner" },
  ],
};

/** In each of the forms that the programs of AWS take. */
const PARAMETERS: readonly unknown[] = [
  [
    { ParameterKey: "First", ParameterValue: "32768" },
    { ParameterKey: "Hosts", ParameterValue: "sg-1,sg-2" },
  ],
  { Parameters: { First: "80", Last: "65535", Hosts: "" }, Tags: { a: "b" } },
  ["First=80", "Last=65535"],
];

const IGNORED = ["*.bak\n/infra/**/old/\n!infra/new/old/\n\\#a\n[a-z]?.tf\n# none\n", "a/**/b/**/c\n**\n!*/\n"];

const UNITS = [
  `include "root" {
  path           = find_in_parent_folders("root.hcl")
  merge_strategy = "deep"
  expose         = true
}
terraform {
  source = "\${get_terragrunt_dir()}/../../mod//."
  extra_arguments "more" {
    commands  = get_terraform_commands_that_need_vars()
    arguments = ["-var", "port=8080"]
  }
}
dependency "network" {
  config_path  = "../network"
  mock_outputs = { group = "sg-1", ports = [80] }
}
locals {
  env  = read_terragrunt_config(find_in_parent_folders("env.hcl", "none.hcl"), { locals = { port = 80 } })
  port = try(local.env.locals.port, include.root.locals.port)
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = "provider \\"aws\\" {}"
}
inputs = merge(
  { port = local.port, group = dependency.network.outputs.group },
  jsondecode("{\\"name\\": \\"web\\"}"),
)
`,
];

const ASSUMED = [
  `assume:
  var.group: { is: aws_security_group.alb }
  var.from: 32768
  "module.net.subnets": [subnet-0123456789abcdef0, { is: aws_subnet.a }]
  "infra#data.aws_security_group.lb": sg-0123456789abcdef0
  subnet-0123456789abcdef0: { vpc: { is: aws_vpc.main }, cidr: 10.0.9.0/24, zone: eu-west-1a, network-acl: default }
  cluster web: { joined-by: aws_autoscaling_group.host }
`,
];

const expressions = (): readonly Sample[] => {
  const { text, name } = read("test/evaluate/terraform/console-expectations.json");
  const stored: readonly { readonly expression: string }[] = JSON.parse(text);
  return written(
    name,
    stored.map(({ expression }) => expression),
  );
};

function written(name: string, texts: readonly string[]): readonly Sample[] {
  return texts.map((text) => new Sample(name, () => text));
}

function inJson(sample: Sample, asJson: (text: string) => string): Sample {
  return new Sample(`${sample.name} in JSON`, () => asJson(sample.text));
}

const configurationAsJson = (text: string): string =>
  JSON.stringify(hclAsJson(parseHcl(new SourceFile("main.tf", text)).output), undefined, 2);

const SAMPLES: Readonly<Record<Language, () => readonly Sample[]>> = {
  hcl: terraform,
  "hcl-json": () => terraform().map((one) => inJson(one, configurationAsJson)),
  expression: expressions,
  yaml: templates,
  json: () => [
    ...filesIn("fixtures", /\.yaml$/).map((one) => inJson(one, templateAsJson)),
    ...filesIn("test/cdk", /\.template\.json$/),
  ],
  plan: () => filesIn("test/evaluate/plan", /\.plan\.json$/),
  rule: () => filesIn("rules", /\.yaml$/),
  configuration: () => written("reachlint.yaml", CONFIGURATIONS),
  baseline: () =>
    written(
      "reachlint-baseline.json",
      BASELINES.map((one) => JSON.stringify(one, undefined, 2)),
    ),
  tfvars: () => written("terraform.tfvars", [TFVARS]),
  modules: () => written("modules.json", [JSON.stringify(MODULES, undefined, 2)]),
  parameters: () =>
    written(
      "parameters.json",
      PARAMETERS.map((one) => JSON.stringify(one, undefined, 2)),
    ),
  assembly: () => filesIn("test/cdk", /manifest\.json$/),
  ignore: () => written(".gitignore", IGNORED),
  unit: () => written("terragrunt.hcl", UNITS),
  facts: () =>
    Object.entries(account()).map(([name, facts]) => new Sample(name, () => JSON.stringify(facts, undefined, 2))),
  assume: () => written("reachlint.yaml", ASSUMED),
  index: () => filesIn("test/fuzz", /\.index\.json$/),
  "user-data": () => [
    ...written("test/normalize/user-data/scripts.ts", fc.sample(script, { seed: 1, numRuns: 200 })),
    ...written("user data", DOCUMENTS_OF_HOSTS),
  ],
};

const known = new Map<Language, readonly Sample[]>();

/** At least one, the same in every run. */
export function samplesOf(language: Language): readonly Sample[] {
  const samples = known.get(language) ?? SAMPLES[language]();
  known.set(language, samples);
  return samples;
}

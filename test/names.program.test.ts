/** Names that every JavaScript object has are names as any other, wherever somebody may write one. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { type Format, SCAN_FORMATS } from "../src/report/formats.ts";
import type { ScanResult } from "../src/report/scan-result.ts";
import { buildInto, makeDirectory, removeDirectory, runNode } from "./built-program.ts";
import { fixture } from "./fixture-text.ts";

const HEALTHY = fixture("dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");

const NAMES = ["__proto__", "constructor", "toString"];

const terraform = (n: string): string => `
terraform {
  required_providers { ${n} = { source = "${n}/${n}" } }
  backend "${n}" { ${n} = "${n}" }
}
provider "${n}" { ${n} = "${n}" }
variable "${n}" {
  type    = object({ ${n} = string })
  default = { ${n} = "v" }
}
variable "given_${n}" { type = map(string) }
locals {
  ${n}   = { ${n} = { ${n} = "v" }, "\${var.${n}.${n}}" = 1 }
  keyed  = { for ${n} in ["${n}"] : ${n} => ${n} }
  merged = merge(local.${n}, jsondecode("{\\"${n}\\":1}"), yamldecode("${n}: 1"), { "${n}" = 1 })
  read   = lookup(local.merged, "${n}", "${n}")
  called = ${n}("${n}")
  known  = [local.keyed.${n}, local.merged["${n}"], local.given.${n}, keys(var.given_${n})]
  given  = var.given_${n}
  csv    = csvdecode("${n}\\n1")[0].${n}
  text   = templatestring("\${${n}}", { ${n} = local.read })
  grouped = { for k, v in { a = "${n}" } : v => k... }
}
resource "${n}" "${n}" {
  ${n} = 1
  ${n} { ${n} = 2 }
  dynamic "${n}" {
    for_each = { ${n} = 1 }
    iterator = ${n}
    content { ${n} = ${n}.key }
  }
  lifecycle { ${n} = [${n}] }
}
data "${n}" "${n}" { ${n} = 1 }
module "${n}" {
  source = "./modules/${n}"
  ${n}   = local.${n}
}
output "${n}" { value = { ${n} = module.${n}.${n} } }
moved {
  from = ${n}.${n}
  to   = ${n}.other
}
resource "aws_security_group" "${n}" {
  for_each    = local.keyed
  name        = each.key
  description = "\${${n}.${n}.${n}} \${data.${n}.${n}.${n}} \${module.${n}.${n}.${n}}"
  tags        = { ${n} = "${n}", Name = "${n}" }
  ${n}        = 1
  ingress {
    protocol        = "${n}"
    from_port       = 1
    to_port         = 2
    security_groups = [aws_security_group.${n}["${n}"].id]
  }
}
resource "aws_ecs_cluster" "${n}" {
  name = "${n}"
  setting {
    name  = "${n}"
    value = "${n}"
  }
}
resource "aws_ecs_task_definition" "${n}" {
  family                = "${n}"
  network_mode          = "${n}"
  container_definitions = jsonencode([{ name = "${n}", ${n} = 1, portMappings = [{ name = "${n}", containerPort = 80, hostPort = 0, protocol = "${n}" }],
    environment = [{ name = "${n}", value = "${n}" }], logConfiguration = { logDriver = "${n}", options = { ${n} = "${n}" } } }])
}
resource "aws_ecs_service" "${n}" {
  name                = "${n}"
  cluster             = "${n}"
  launch_type         = "${n}"
  scheduling_strategy = "${n}"
  task_definition     = "${n}:1"
  load_balancer {
    target_group_arn = aws_lb_target_group.${n}.arn
    container_name   = "${n}"
    container_port   = 80
  }
  service_connect_configuration {
    enabled   = true
    namespace = "${n}"
    service {
      port_name = "${n}"
      client_alias { port = 80 }
    }
  }
}
resource "aws_lb" "${n}" {
  load_balancer_type = "${n}"
  subnets            = ["${n}"]
}
resource "aws_lb_target_group" "${n}" {
  name        = "${n}"
  protocol    = "${n}"
  target_type = "${n}"
}
resource "aws_lb_listener" "${n}" {
  load_balancer_arn = aws_lb.${n}.arn
  protocol          = "${n}"
  default_action {
    type             = "${n}"
    target_group_arn = aws_lb_target_group.${n}.arn
  }
}
resource "aws_launch_template" "${n}" {
  name          = "${n}"
  instance_type = "${n}"
  user_data     = base64encode("#!/bin/bash\\nexport ${n}=1\\necho ECS_CLUSTER=${n} >> /etc/ecs/ecs.config\\necho ${n}=1 >> /etc/ecs/ecs.config\\n")
}
resource "aws_autoscaling_group" "${n}" {
  name     = "${n}"
  max_size = 1
  min_size = 1
  launch_template { name = "${n}" }
}
resource "aws_vpc_endpoint" "${n}" { service_name = "${n}" }
resource "aws_subnet" "${n}" { availability_zone = "${n}" }
# reachlint:ignore ${n} because
resource "aws_vpc" "${n}" {}
`;

const template = (n: string): string => `
AWSTemplateFormatVersion: "2010-09-09"
Transform: [AWS::LanguageExtensions, ${n}]
Metadata: { ${n}: ${n}, reachlint: { ignore: [{ rule: ${n}, reason: ${n} }] } }
Parameters:
  ${n}: { Type: ${n}, Default: ${n}, AllowedValues: [${n}, b] }
  Given${n.replaceAll("_", "")}: { Type: String }
Mappings: { ${n}: { ${n}: { ${n}: v } } }
Rules: { ${n}: { Assertions: [{ Assert: !Equals [!Ref ${n}, ${n}] }] } }
Conditions:
  ${n}: !Equals [!Ref ${n}, ${n}]
  Other: !Not [Condition: ${n}]
Resources:
  ${n}:
    Type: AWS::EC2::SecurityGroup
    Condition: ${n}
    DependsOn: ${n}
    Metadata: { ${n}: ${n}, reachlint: { ignore: [{ rule: ${n}, reason: ${n} }] } }
    Properties:
      ${n}: 1
      GroupName: !FindInMap [${n}, ${n}, ${n}]
      GroupDescription: !Sub ["\${${n}} \${own} \${${n}.${n}}", { own: !Ref ${n}, ${n}: 1 }]
      Tags: [{ Key: ${n}, Value: ${n} }]
      SecurityGroupIngress: { IpProtocol: ${n}, CidrIp: ${n}, FromPort: ${n}, ToPort: 1 }
      Fn::${n}: [${n}]
  Any: { Type: ${n}, Properties: { ${n}: !GetAtt Any.${n}, a: !GetAtt ${n}.${n}, b: !${n} x } }
  Custom: { Type: "Custom::${n}", Properties: { ServiceToken: ${n} } }
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested/${n}.yaml, Parameters: { ${n}: !GetAtt Nested.Outputs.${n} } } }
  Fn::ForEach::${n}:
    - ${n}
    - [${n}, a]
    - \${${n}}x: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref ${n} } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { NetworkMode: ${n}, ContainerDefinitions: [{ Name: ${n}, ${n}: 1, PortMappings: [{ ContainerPort: 80, Protocol: ${n} }] }] } }
  Service: { Type: AWS::ECS::Service, Properties: { Cluster: ${n}, LaunchType: ${n}, TaskDefinition: !Ref Task, LoadBalancers: [{ ContainerName: ${n}, ContainerPort: 80, TargetGroupArn: !ImportValue ${n} }] } }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: ${n}, Subnets: [!Ref ${n}], LoadBalancerAttributes: [{ Key: ${n}, Value: ${n} }] } }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Balancer, Port: 80, Protocol: ${n}, DefaultActions: [{ Type: ${n} }] } }
Outputs:
  ${n}: { Value: !Ref ${n}, Export: { Name: ${n} } }
`;

const nested = (n: string): string => `
Parameters: { ${n}: { Type: String } }
Resources: { ${n}: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref ${n} } } }
Outputs: { ${n}: { Value: !Ref ${n} } }
`;

const plan = (n: string): string =>
  JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.9.0",
    variables: { [n]: { value: n } },
    planned_values: {
      outputs: { [n]: { value: n } },
      root_module: {
        resources: [
          {
            address: `${n}.${n}`,
            mode: "managed",
            type: n,
            name: n,
            values: { [n]: n },
            sensitive_values: { [n]: true },
          },
          {
            address: `aws_lb.${n}["${n}"]`,
            mode: "managed",
            type: "aws_lb",
            name: n,
            index: n,
            values: { load_balancer_type: n, tags: { [n]: n } },
          },
        ],
        child_modules: [{ address: `module.${n}`, resources: [] }],
      },
    },
    resource_changes: [],
    configuration: {
      provider_config: { [n]: { name: n } },
      root_module: { resources: [], module_calls: { [n]: { source: `./${n}`, module: { resources: [] } } } },
    },
  });

const SETTINGS = (n: string): string => `
variables:
  "${n}": { values: { ${n}: { ${n}: 1 } } }
  "hostile": { values: { given_${n}: { ${n}: a } } }
parameters:
  "${n}": { values: { ${n}: ${n} } }
workspace: ${n}
region: ${n}
exclude: ["${n}"]
`;

const BASELINE = (n: string): string =>
  JSON.stringify({ version: 1, findings: [{ rule: n, root: n, addresses: [n], count: 1 }] });

let program: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(program));

describe.each(NAMES)("%s", (name) => {
  let scanned: string;
  beforeAll(() => {
    scanned = makeDirectory({
      ".git/HEAD": "",
      "reachlint.yaml": SETTINGS(name),
      "old.json": BASELINE(name),
      "healthy/main.tf": HEALTHY,
      "hostile/main.tf": terraform(name),
      "hostile/terraform.tfvars": `${name} = { ${name} = "w" }\n`,
      "hostile/more.auto.tfvars.json": `{ "${name}": { "${name}": "w" } }`,
      [`hostile/modules/${name}/main.tf`]: `variable "${name}" {}\noutput "${name}" { value = { ${name} = var.${name} } }\n`,
      [`hostile/${name}/main.tf`]: `resource "aws_vpc" "${name}" {}\n`,
      "hostile/more.tf.json": `{ "locals": { "json_${name}": { "${name}": "\${var.${name}.${name}}" } }, "${name}": { "${name}": {} } }`,
      "stack/template.yaml": template(name),
      [`stack/nested/${name}.yaml`]: nested(name),
      "stack/parameters.json": `{ "${name}": "${name}", "Parameters": { "${name}": "${name}" } }`,
      "plan/plan.json": plan(name),
    });
  });
  afterAll(() => removeDirectory(scanned));

  const run = (...words: readonly string[]) =>
    runNode(
      [join(program, "dist/cli.js"), ...words],
      scanned,
      { REACHLINT_DEBUG: "1" },
      `local.${name}\nvar.${name}.${name}\n${name}.${name}\n`,
    );

  const settings = ["--baseline", "old.json", "--parameters-file", "stack/parameters.json"];

  test("the rest is judged as ever, and nothing fails", () => {
    const { code, out } = run("scan", ".", ...settings, "--format", "json");
    expect([1, 3]).toContain(code);
    const { flows } = JSON.parse(out);
    const healthy = flows.filter(({ root }: { root: string }) => root === "healthy");
    expect(healthy.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["blocked", "blocked"]);
  });

  const files = Object.entries<Format<ScanResult>>(SCAN_FORMATS).filter(([, { onlyOutput }]) => onlyOutput !== true);
  const commands = [
    ["scan", ".", "--strict", "--verbose", ...files.flatMap(([format]) => ["--report", `${format}=report.${format}`])],
    ["scan", ".", "--format", "github", "--var", `${name}=1`, "--parameter", `${name}=1`, "--workspace", name],
    ["scan", "plan", "--plan", "plan/plan.json"],
    ["explain", "."],
    ...["json", "dot"].map((format) => ["graph", ".", "--format", format]),
    ...["hostile", "stack", "plan"].map((root) => ["evaluate", root]),
    ["console", "hostile"],
    ["config", "."],
  ];
  test.each(commands.map((words) => [words.slice(0, 4).join(" "), words] as const))("%s …", (_, words) => {
    const { code, err } = run(...words);
    expect(err).not.toContain("    at ");
    expect([0, 1, 3]).toContain(code);
  });

  test.each([
    ["scan", "--disable", name],
    ["scan", "--severity", `${name}=error`],
    ["scan", "--format", name],
    ["scan", "--fail-on", name],
    ["rules", name],
    ["help", name],
  ])("%s %s %s is a mistake of whoever types it", (...words) => {
    const { code, err } = run(...words);
    expect(err).not.toContain("    at ");
    expect(code).toBe(2);
  });

  test("no key of reachlint.yaml or of a rule", () => {
    const wrong = makeDirectory({
      ".git/HEAD": "",
      "reachlint.yaml": `${name}: 1\nseverity: { ${name}: error }\n`,
      "rules/a.yaml": `id: a\ntitle: a\nseverity: error\n${name}: 1\nforbid: { ${name}: { ${name}: 1 }, service: { ${name}: 1 } }\nmessage: { violated: "{${name}}", undetermined: "{${name}}" }\n`,
    });
    for (const words of [
      ["scan", "."],
      ["rules", "--rules", "rules"],
    ]) {
      const { code, err } = runNode([join(program, "dist/cli.js"), ...words], wrong);
      expect(err).not.toContain("    at ");
      expect(code).toBe(2);
    }
    removeDirectory(wrong);
  });
});

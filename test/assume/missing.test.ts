/** `reachlint missing`: what it prints, filled in at the places that it names, settles what waits for it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BOOL, DYNAMIC, STRING, type Type } from "../../src/base/value.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import { type ScanRequest, scan } from "../../src/pipeline.ts";
import { renderMissingJson } from "../../src/report/missing/json.ts";
import { type Missing, missingIn } from "../../src/report/missing/missing.ts";
import type { SearchedGroup } from "../../src/report/missing/names.ts";
import { shapeText } from "../../src/report/missing/type-shapes.ts";
import { renderMissingYaml } from "../../src/report/missing/yaml.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { TEMPLATE, TERRAFORM } from "./sources.ts";
import { listed, told, verdicts } from "./told.ts";

interface Filled {
  readonly before: ScanResult;
  readonly missing: Missing;
  /** As it is printed. */
  readonly text: string;
  readonly after: ScanResult;
}

/** Prints what is missing, writes values behind the names, and scans with that. */
async function filled(
  files: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Promise<Filled> {
  const directory = makeDirectory(files);
  try {
    mkdirSync(join(directory, ".git"));
    const groups: SearchedGroup[] = [];
    const requestWith = (assume: readonly string[]): ScanRequest => {
      const { paths, options } = settingsOf(directory, { paths: [], assume, options: {} });
      return scanRequest(directory, paths, options);
    };
    const before = await scan({
      ...requestWith([]),
      onGraphs: ({ roots, worlds }) => groups.push({ roots, graphs: worlds.map(({ graph }) => graph) }),
    });
    const missing = missingIn(before.flows, groups);
    const text = renderMissingYaml(missing);
    let edited = text;
    for (const [key, value] of Object.entries(values)) {
      expect(edited).toContain(`  ${key}: #`);
      edited = edited.replace(`  ${key}: #`, `  ${key}: ${value} #`);
    }
    writeFileSync(join(directory, "said.yaml"), edited);
    return { before, missing, text, after: await scan(requestWith(["said.yaml"])) };
  } finally {
    removeDirectory(directory);
  }
}

interface Kind {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  /** By key as it is printed. */
  readonly values: Readonly<Record<string, string>>;
  readonly verdict?: string;
}

const KINDS: readonly Kind[] = [
  {
    what: "a variable that is a group",
    files: { "main.tf": TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' }) },
    values: { "var.sg": "{ is: aws_security_group.alb }" },
  },
  {
    what: "a variable that is a number, and one that is a part of an object",
    files: {
      "main.tf": TERRAFORM({
        from: "var.from + var.more.port",
        more: 'variable "from" { type = number }\nvariable "more" { type = object({ port = number }) }',
      }),
    },
    values: { "var.from": "32000", "var.more.port": "768" },
  },
  {
    what: "a default of a module for others, which its callers may change",
    files: {
      "main.tf": TERRAFORM({
        from: "var.from",
        more: 'variable "from" {\n  default = 50000\n}\nvariable "name" {}',
      }),
    },
    values: { "var.from": "50000" },
    verdict: "partial",
  },
  {
    what: "an output of a module that is not there",
    files: { "main.tf": TERRAFORM({ source: "module.sg.id", more: 'module "sg" { source = "acme/sg/aws" }' }) },
    values: { "module.sg.id": "{ is: aws_security_group.alb }" },
  },
  {
    what: "a list that a module gives",
    files: {
      "main.tf": TERRAFORM({ more: 'module "sg" { source = "acme/sg/aws" }' }).replace(
        "[aws_security_group.alb.id]\n  subnets",
        "module.sg.ids\n  subnets",
      ),
    },
    values: { "module.sg.ids": "[{ is: aws_security_group.alb }]" },
  },
  {
    what: "a list that a module gives, of which an element is asked for too",
    files: {
      "main.tf": TERRAFORM({ source: "module.sg.ids[0]", more: 'module "sg" { source = "acme/sg/aws" }' }).replace(
        "[aws_security_group.alb.id]\n  subnets",
        "module.sg.ids\n  subnets",
      ),
    },
    values: { "module.sg.ids": "[{ is: aws_security_group.alb }]" },
  },
  {
    what: "a data source",
    files: {
      "main.tf": TERRAFORM({
        source: "data.aws_security_group.lb.id",
        more: 'data "aws_security_group" "lb" { tags = { Name = "lb" } }',
      }),
    },
    values: { "data.aws_security_group.lb": "{ is: aws_security_group.alb }" },
  },
  {
    what: "the ids that a data source finds, of each of which another one reads the range",
    files: {
      "main.tf": TERRAFORM({
        more: 'data "aws_subnets" "lb" { tags = { Tier = "lb" } }\ndata "aws_subnet" "lb" {\n  for_each = toset(data.aws_subnets.lb.ids)\n  id = each.value\n}',
      }).replace(
        "security_groups = [aws_security_group.alb.id]\n  }",
        "cidr_blocks = [for one in data.aws_subnet.lb : one.cidr_block]\n  }",
      ),
    },
    values: { "data.aws_subnets.lb.ids": "[{ is: aws_subnet.a }]" },
  },
  {
    what: "the zones of the region, for which two data sources ask alike",
    files: {
      "main.tf": TERRAFORM({
        from: 'data.aws_availability_zones.a.names[1] == "eu-west-1b" ? 32768 : 50000',
        more: 'data "aws_availability_zones" "a" {}\ndata "aws_availability_zones" "b" {}',
      }),
    },
    values: { "data.aws_availability_zones.a.names": "[eu-west-1a, eu-west-1b]" },
  },
  {
    what: "a list of a variable, each element of which is an instance",
    files: {
      "main.tf": TERRAFORM({
        more: 'variable "admitted" { type = list(string) }',
      }).replace(
        "security_groups = [aws_security_group.alb.id]\n  }",
        "security_groups = [for one in toset(var.admitted) : one]\n  }",
      ),
    },
    values: { "var.admitted": "[{ is: aws_security_group.alb }]" },
  },
  {
    what: "an output of a remote state",
    files: {
      "main.tf": TERRAFORM({
        source: "data.terraform_remote_state.net.outputs.lb",
        more: 'data "terraform_remote_state" "net" { backend = "s3" }',
      }),
    },
    values: { "data.terraform_remote_state.net.outputs.lb": "{ is: aws_security_group.alb }" },
  },
  {
    what: "an output of a remote state that is called as a type of resources is, as Terraform up to 0.11 wrote it",
    files: {
      "main.tf": TERRAFORM({
        source: "data.terraform_remote_state.aws_alb.lb",
        more: 'data "terraform_remote_state" "aws_alb" { backend = "s3" }',
      }),
    },
    values: { "data.terraform_remote_state.aws_alb.lb": "{ is: aws_security_group.alb }" },
  },
  {
    what: "an id that is written out",
    files: { "main.tf": TERRAFORM({ source: '"sg-0a1b2c3d"' }) },
    values: { "sg-0a1b2c3d": "{ is: aws_security_group.alb }" },
  },
  {
    what: "variables of one name in two roots",
    files: {
      "a/main.tf": TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' }),
      "b/main.tf": TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' }),
    },
    values: { '"a#var.sg"': "{ is: aws_security_group.alb }", '"b#var.sg"': "{ is: aws_security_group.alb }" },
  },
  {
    what: "a list of objects, each of which makes a block",
    files: {
      "main.tf": TERRAFORM({ more: 'variable "registered" {}' }).replace(
        /load_balancer \{\n {4}target_group_arn = aws_lb_target_group.web.arn\n[^}]*\}/,
        'dynamic "load_balancer" {\n    for_each = var.registered\n    content {\n      target_group_arn = load_balancer.value.group\n      container_name   = "web"\n      container_port   = 80\n    }\n  }',
      ),
    },
    values: { "var.registered": "[{ group: { is: aws_lb_target_group.web } }]" },
  },
  {
    what: "a parameter that is a group",
    files: { "web.yaml": TEMPLATE({ source: "!Ref A", parameters: "A: { Type: AWS::EC2::SecurityGroup::Id }" }) },
    values: { A: "{ is: AlbGroup }" },
  },
  {
    what: "a parameter that is a number",
    files: { "web.yaml": TEMPLATE({ from: "!Ref From", parameters: "From: { Type: Number }" }) },
    values: { From: "32768" },
  },
  {
    what: "an import",
    files: { "web.yaml": TEMPLATE({ source: "!ImportValue Network-Lb" }) },
    values: { '"import:Network-Lb"': "{ is: AlbGroup }" },
  },
  {
    what: "an import whose name has parameters",
    files: {
      "web.yaml": TEMPLATE({
        source: '{ "Fn::ImportValue": !Sub "${Project}-${Stage}-lb" }',
        parameters: "Project: { Type: String }\n  Stage: { Type: String }",
      }),
    },
    values: { '"import:${Project}-${Stage}-lb"': "{ is: AlbGroup }" },
  },
  {
    what: "a stored parameter",
    files: { "web.yaml": TEMPLATE({ source: "'{{resolve:ssm:/net/lb}}'" }) },
    values: { '"ssm:/net/lb"': "{ is: AlbGroup }" },
  },
  {
    what: "an attribute of a custom resource",
    files: {
      "web.yaml": TEMPLATE({
        from: "!GetAtt Lookup.Port",
        more: "  Lookup: { Type: Custom::Lookup, Properties: { ServiceToken: arn:aws:lambda:eu-west-1:123456789012:function:l } }",
      }),
    },
    values: { "Lookup.Port": "32768" },
  },
  {
    what: "a listener, with which its load balancer is known",
    files: {
      "main.tf": TERRAFORM({ more: 'variable "listener" {}' })
        .replace(
          /resource "aws_lb_listener" "main" [^}]*\}\n\}/,
          (listener) =>
            `${listener}\nresource "aws_lb_listener_rule" "web" {\n  listener_arn = var.listener\n  action {\n    type = "forward"\n    target_group_arn = aws_lb_target_group.other.arn\n  }\n}\nresource "aws_lb_target_group" "other" {\n  port = 80\n  protocol = "HTTP"\n  vpc_id = aws_vpc.main.id\n}`,
        )
        .replace(
          "target_group_arn = aws_lb_target_group.web.arn\n    container_name",
          "target_group_arn = aws_lb_target_group.other.arn\n    container_name",
        ),
    },
    values: { "var.listener": "{ is: aws_lb_listener.main }" },
  },
  {
    what: "the group of instances in a subnet that is written out, by its VPC",
    files: {
      "main.tf": TERRAFORM({ subnet: '"subnet-0a1b2c3d"' }).replace(
        "  security_groups = [aws_security_group.host.id]\n  user_data",
        "  user_data",
      ),
    },
    values: { "subnet-0a1b2c3d": "{ vpc: { is: aws_vpc.main } }" },
    verdict: "blocked",
  },
  {
    what: "a cluster that nothing is known to join",
    files: { "main.tf": TERRAFORM({}).replace(/ {2}user_data .*\n/, "") },
    values: { "aws_ecs_cluster.main": "{ joined-by: aws_autoscaling_group.host }" },
  },
  {
    what: "a cluster of which only the name is known, beside one whose name is not",
    files: {
      "main.tf": TERRAFORM({})
        .replace("echo ECS_CLUSTER=web", "echo ECS_CLUSTER=other")
        .replace(/(resource "aws_ecs_cluster" "main" \{\s*name\s*=\s*)"web"/, "$1random_pet.cluster.id"),
    },
    values: { '"cluster other"': "{ is: aws_ecs_cluster.main }" },
  },
  {
    what: "an import whose name is not known",
    files: {
      "web.yaml": TEMPLATE({ source: "!ImportValue { 'Fn::Sub': '${Net}-Lb' }", parameters: "Net: { Type: String }" }),
    },
    values: { '"import:${Net}-Lb"': "{ is: AlbGroup }" },
  },
  {
    what: "an id that a template writes out",
    files: { "web.yaml": TEMPLATE({ source: "sg-0a1b2c3d" }) },
    values: { "sg-0a1b2c3d": "{ is: AlbGroup }" },
  },
];

test.each(KINDS)("$what", async ({ files, values, verdict = "reachable" }) => {
  const { before, missing, after } = await filled(files, values);
  expect(verdicts(before)).toEqual(["undetermined"]);
  expect(missing.beyond).toBe(0);
  expect(verdicts(after)).toEqual([verdict]);
  expect(told(after)).toEqual([]);
  expect(listed(after)).toHaveLength(Object.keys(values).length);
});

test("a collection of which a part of each element is asked for is one of its type", async () => {
  const source = TERRAFORM({
    more: `variable "balancers" {
  type = list(object({ group = string, container = string, port = number, weight = optional(number) }))
}`,
  }).replace(
    / {2}load_balancer \{\n.*?\n {2}\}\n/s,
    `  dynamic "load_balancer" {
    for_each = var.balancers
    content {
      target_group_arn = load_balancer.value.group
      container_name   = load_balancer.value.container
      container_port   = load_balancer.value.port
    }
  }
`,
  );
  const value = "[{ group: { is: aws_lb_target_group.web.arn }, container: web, port: 80 }]";
  const { missing, text, after } = await filled({ "main.tf": source }, { "var.balancers": value });
  expect(text).toContain(
    "  var.balancers: # [{ group: a text, container: a text, port: a number, weight: a number or null }, …]\n",
  );
  expect(JSON.parse(renderMissingJson(missing)).missing).toMatchObject([
    {
      form: "list",
      type: [
        "list",
        ["object", { group: "string", container: "string", port: "number", weight: "number" }, ["weight"]],
      ],
      candidates: [],
    },
  ]);
  expect(new Set(verdicts(after))).toEqual(new Set(["reachable"]));
});

test("a variable of no type that a condition asks is true or false", async () => {
  const source = TERRAFORM({ from: "var.wide ? 32768 : 40000", more: 'variable "wide" {}' });
  const { text, after } = await filled({ "main.tf": source }, { "var.wide": "true" });
  expect(text).toContain("  var.wide: # true or false\n");
  expect(new Set(verdicts(after))).toEqual(new Set(["reachable"]));
});

test.each<[Type, string]>([
  [{ kind: "map", element: { kind: "set", element: STRING } }, "{ KEY: [a text, …], … }"],
  [{ kind: "tuple", elements: [BOOL, DYNAMIC] }, "[true or false, a value]"],
  [{ kind: "list", element: DYNAMIC }, "[…]"],
  [objectOf(30), "{ … }"],
  [{ kind: "list", element: objectOf(30) }, "[{ … }, …]"],
])("the shape of a type: %j", (type, shape) => {
  expect(shapeText(type)).toBe(shape);
});

function objectOf(many: number): Type {
  const attributes = Array.from({ length: many }, (_, at) => [`a${at}`, { type: STRING, optional: false }] as const);
  return { kind: "object", attributes: new Map(attributes) };
}

test("as it is printed it is read, and says nothing", async () => {
  const { text, after } = await filled({ "main.tf": TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' }) }, {});
  expect(
    text,
  ).toBe(`# What the source leaves open, most valuable first. Write what is known behind the names, and scan with
# --assume and this file, or put it into reachlint.yaml. A name without a value says nothing yet.
assume:
  # all that 2 flows wait for  main.tf:75:1
  # one of aws_security_group.alb, aws_security_group.host
  var.sg: # { is: ADDRESS }, or its id
`);
  expect(verdicts(after)).toEqual(["undetermined"]);
  expect(told(after)).toEqual([]);
});

test("what settles most comes first, and what is one of several says of how many", async () => {
  const source = TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' });
  const two = TERRAFORM({
    source: "var.sg",
    from: "var.from",
    more: 'variable "sg" {}\nvariable "from" { type = number }',
  });
  const { missing, text } = await filled({ "a/main.tf": source, "b/main.tf": two }, {});
  expect(missing.things.map(({ key, settles, shares }) => [key, settles.length, shares.map(({ of }) => of)])).toEqual([
    ["a#var.sg", 2, []],
    ["b#var.from", 0, [2, 2]],
    ["b#var.sg", 0, [2, 2]],
  ]);
  expect(text).toContain('  # one of 2 that 2 flows wait for  b/main.tf:76:1\n  "b#var.from": # a number\n');
});

test("names of hostile source are what YAML reads back", async () => {
  const id = 'x: { y }\\n# "z"';
  const { missing, text, after } = await filled(
    { "main.tf": TERRAFORM({ cluster: `"web"`, source: `"${id.replaceAll('"', '\\"')}\\u202e"` }) },
    {},
  );
  expect(missing.things).toHaveLength(1);
  expect(text).not.toContain("\u202e");
  expect(told(after)).toEqual([]);
  expect(JSON.parse(renderMissingJson(missing))).toMatchObject({ waiting: 2, beyond: 0 });
});

test("of a template is offered what Terraform makes, and the other way round, and is taken", async () => {
  const files = {
    "tf/main.tf": TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' }),
    "cf/t.yaml": TEMPLATE({ source: "!Ref Sg", parameters: "Sg: { Type: AWS::EC2::SecurityGroup::Id }" }),
  };
  const { missing } = await filled(files, {});
  const offered = new Map(missing.things.map(({ key, candidates }) => [key, candidates]));
  expect([...offered.keys()].sort()).toEqual(["cf/t.yaml#Sg", "tf#var.sg"]);
  const [ofTerraform] = offered.get("cf/t.yaml#Sg")!.filter((one) => one.startsWith("tf#"));
  const [ofTemplate] = offered.get("tf#var.sg")!.filter((one) => one.startsWith("cf/t.yaml#"));
  const { after } = await filled(files, {
    '"cf/t.yaml#Sg"': `{ is: "${ofTerraform}" }`,
    '"tf#var.sg"': `{ is: "${ofTemplate}" }`,
  });
  expect(told(after)).toEqual([]);
  expect(new Set(verdicts(after))).toEqual(new Set(["blocked"]));
  const alb = await filled(files, {
    '"tf#var.sg"': "{ is: aws_security_group.alb }",
    '"cf/t.yaml#Sg"': '{ is: "tf#aws_security_group.alb" }',
  });
  expect(told(alb.after)).toEqual([]);
  expect([...verdicts(alb.after)].sort()).toEqual(["blocked", "reachable"]);
});

test("an environment variable of Terragrunt is offered by its name, also where it chooses the module", async () => {
  const files = {
    "modules/app/main.tf": TERRAFORM({ from: "var.from", more: 'variable "from" { type = number }' }),
    "live/app/terragrunt.hcl":
      'terraform {\n  source = "../../modules/${get_env("MODULE")}"\n}\ninputs = { from = get_env("FROM") }\n',
  };
  const text = "assume:\n  env.MODULE: app\n";
  const { before, missing, after } = await filled({ ...files, "reachlint.yaml": text }, { "env.FROM": "32768" });
  expect(verdicts(before)).toEqual(["undetermined"]);
  expect(missing.things.map(({ key, form }) => [key, form])).toEqual([["env.FROM", "text"]]);
  expect(told(after)).toEqual([]);
  expect(verdicts(after)).toEqual(["reachable"]);
});

test("an input of Terragrunt that a mistake hides is offered by its name", async () => {
  const files = {
    "modules/app/main.tf": TERRAFORM({ source: "var.sg", more: 'variable "sg" {}' }),
    "live/app/terragrunt.hcl": 'terraform {\n  source = "../../modules/app"\n}\ninputs = {\n  sg = = "sg-1"\n}\n',
  };
  const { before, after } = await filled(files, { "inputs.sg": "{ is: aws_security_group.alb }" });
  expect(verdicts(before)).toEqual(["undetermined"]);
  expect(told(after)).toEqual([]);
  expect(verdicts(after)).toEqual(["reachable"]);
});

test("one flow waits, and several wait, for what nothing can be said of", () => {
  const text = (beyond: number) => renderMissingYaml({ things: [], waiting: beyond, beyond });
  expect(text(1)).toBe(
    "# 1 flow cannot be decided.\n# 1 flow waits for what nothing can be said of here, too: see reachlint scan.\n",
  );
  expect(text(2)).toContain("2 flows wait for");
});

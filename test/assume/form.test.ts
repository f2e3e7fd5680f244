/** What may stand under `assume`, how mistakes in it are told, and that its schema says the same. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import { assumedText } from "../../src/configuration/assume-text.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";
import { yamlScalar } from "../../src/configuration/render.ts";
import { parseYaml } from "../../src/parse/yaml.ts";

const load = (entries: string) =>
  loadConfiguration(new SourceFile("reachlint.yaml", `assume:\n${entries.replace(/^/gm, "  ")}\n`)).assume ?? [];

/** The plain values of a document, as a validator sees them. */
function plainOf(text: string): unknown {
  const plain = (node: NonNullable<ReturnType<typeof parseYaml>["output"]>["root"]): unknown => {
    if (node.kind === "scalar") return node.value;
    if (node.kind === "sequence") return node.elements.map(plain);
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
  };
  return plain(parseYaml(new SourceFile("a.yaml", text)).output!.root);
}

const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync("schemas/assume.schema.json", "utf8")));

const SAID = `
var.alb_sg_id: { is: aws_security_group.alb }
"infra/*#var.vpc_cidr": 10.0.0.0/16
module.vpc.private_subnets: [subnet-1, { is: infra/network#aws_subnet.b }]
'module.app["a#b"].port': 8080
var.settings: { port: 80, cidr: 10.0.0.0/8 }
data.aws_subnet.b: { is: aws_subnet.b }
data.aws_subnet.b.cidr_block: 10.0.3.0/24
data.aws_subnet.c: { cidr: 10.0.4.0/24, zone: eu-west-1a }
subnet-123: { network-acl: default, vpc: { is: aws_vpc.main } }
subnet-124: { network-acl: { is: aws_network_acl.main }, vpc: vpc-1 }
sg-123: { egress: anywhere }
cluster prod: { joined-by: aws_autoscaling_group.x }
module.a.aws_ecs_cluster.main: { joined-by: [aws_autoscaling_group.x, aws_autoscaling_group.y] }
templates/web.yaml#AlbSecurityGroup: { is: Network.Hosts }
import:NetworkStack-VpcId: vpc-1
ssm:/path/name: "012345678901"
var.open:
`.trim();

describe("what may stand there", () => {
  test("each entry is read as it is meant", () => {
    expect(
      load(SAID).map(({ roots, subject, says }) => [roots ?? "", subject, says.kind, assumedText(says, yamlScalar)]),
    ).toEqual([
      ["", "var.alb_sg_id", "is", "{ is: aws_security_group.alb }"],
      ["infra/*", "var.vpc_cidr", "value", "10.0.0.0/16"],
      ["", "module.vpc.private_subnets", "list", '[subnet-1, { is: "infra/network#aws_subnet.b" }]'],
      ["", 'module.app["a#b"].port', "value", "8080"],
      ["", "var.settings", "map", "{ port: 80, cidr: 10.0.0.0/8 }"],
      ["", "data.aws_subnet.b", "is", "{ is: aws_subnet.b }"],
      ["", "data.aws_subnet.b.cidr_block", "value", "10.0.3.0/24"],
      ["", "data.aws_subnet.c", "traits", "{ cidr: 10.0.4.0/24, zone: eu-west-1a }"],
      ["", "subnet-123", "traits", "{ network-acl: default, vpc: { is: aws_vpc.main } }"],
      ["", "subnet-124", "traits", "{ network-acl: { is: aws_network_acl.main }, vpc: vpc-1 }"],
      ["", "sg-123", "traits", "{ egress: anywhere }"],
      ["", "cluster prod", "traits", "{ joined-by: [{ is: aws_autoscaling_group.x }] }"],
      [
        "",
        "module.a.aws_ecs_cluster.main",
        "traits",
        "{ joined-by: [{ is: aws_autoscaling_group.x }, { is: aws_autoscaling_group.y }] }",
      ],
      ["templates/web.yaml", "AlbSecurityGroup", "is", "{ is: Network.Hosts }"],
      ["", "import:NetworkStack-VpcId", "value", "vpc-1"],
      ["", "ssm:/path/name", "value", "012345678901"],
    ]);
  });

  test("by the schema too", () => {
    expect(validate(plainOf(SAID)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(plainOf(`assume:\n${SAID.replace(/^/gm, "  ")}`))).toBe(true);
    expect(validate([])).toBe(false);
  });
});

describe("mistakes are told with line and column", () => {
  test.each([
    ["[a]", "reachlint.yaml:2:3: assume: expected a mapping of names to what is said of them; found a list"],
    [
      "subnet-1: { cidrs: 10.0.0.0/8 }",
      "reachlint.yaml:2:15: assume: subnet-1: unknown key `cidrs`; did you mean `cidr`?",
    ],
    ["subnet-1: { cidr: ten }", "reachlint.yaml:2:21: assume: subnet-1: cidr: expected a range of addresses"],
    ["subnet-1: { network-acl: closed }", "reachlint.yaml:2:28: assume: subnet-1: network-acl: expected default, or"],
    [
      "var.x: { is: [a] }",
      "reachlint.yaml:2:16: assume: var.x: expected the address of a resource, such as aws_subnet.a; found a list",
    ],
    ["var.x: !Ref a", "reachlint.yaml:2:15: assume: var.x: expected a value; found `!Ref`"],
    ['" ": 1', "reachlint.yaml:2:3: assume: expected the name of a thing, such as var.vpc_id"],
    [`var.x: ${"[".repeat(20)}${"]".repeat(20)}`, "assume: var.x: expected fewer lists and mappings in each other"],
  ])("%s", (entries, message) => {
    let said = "";
    try {
      load(entries);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      said = error.message;
    }
    expect(said).toContain(message);
  });
});

/** What the source leaves open and `assume` says: it settles what waits for it, each verdict that rests on it lists it, and what the source says wins. */
import { describe, expect, test } from "vitest";
import { scanOf } from "../scan-repository.ts";
import { TEMPLATE, TERRAFORM } from "./sources.ts";
import { assume, listed, told, verdicts } from "./told.ts";

describe("in Terraform", () => {
  const scanned = (source: string, entries: string) => scanOf({ "main.tf": source, "reachlint.yaml": assume(entries) });

  test("a variable is a resource of its root", async () => {
    const source = TERRAFORM({ source: "var.alb_sg_id", more: 'variable "alb_sg_id" {}' });
    expect(verdicts(await scanOf({ "main.tf": source }))).toEqual(["undetermined"]);
    const result = await scanned(source, "var.alb_sg_id: { is: aws_security_group.alb }");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(["var.alb_sg_id is aws_security_group.alb, as reachlint.yaml says"]);
    expect(told(result)).toEqual([]);
    expect(result.flows[0]!.assumptions).toContainEqual(
      expect.objectContaining({ text: "var.alb_sg_id is aws_security_group.alb, as reachlint.yaml:2 says" }),
    );
  });

  test("a variable is another resource, and the path is blocked by that", async () => {
    const source = TERRAFORM({
      source: "var.alb_sg_id",
      more: 'variable "alb_sg_id" {}\nresource "aws_security_group" "other" { vpc_id = aws_vpc.main.id }',
    });
    const result = await scanned(source, "var.alb_sg_id: { is: aws_security_group.other }");
    expect(verdicts(result)).toEqual(["blocked"]);
    expect(listed(result)).toHaveLength(1);
  });

  test("a number, of which only a verdict that needs it says so", async () => {
    const source = TERRAFORM({ from: "var.from", more: 'variable "from" { type = number }\nvariable "idle" {}' });
    const result = await scanned(source, 'var.from: "32768"\nvar.idle: 3');
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(["var.from has the value that reachlint.yaml gives"]);
    expect(told(result)).toEqual([]);
  });

  test("an output of a module that is not there, also one of several", async () => {
    const source = TERRAFORM({
      source: 'module.groups["a"].lb_id',
      more: 'module "groups" {\n  source = "acme/groups/aws"\n  for_each = toset(["a", "b"])\n}',
    });
    const result = await scanned(source, `'module.groups["a"].lb_id': { is: aws_security_group.alb }`);
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(['module.groups["a"].lb_id is aws_security_group.alb, as reachlint.yaml says']);
  });

  test("a data source is a resource with all its attributes, or one of them has a value", async () => {
    const source = TERRAFORM({
      source: "data.aws_security_group.lb.id",
      more: 'data "aws_security_group" "lb" { tags = { Name = "lb" } }',
    });
    expect(verdicts(await scanned(source, "data.aws_security_group.lb: { is: aws_security_group.alb }"))).toEqual([
      "reachable",
    ]);
    expect(verdicts(await scanned(source, "data.aws_security_group.lb.id: { is: aws_security_group.alb.id }"))).toEqual(
      ["reachable"],
    );
  });

  test("a text for a data source is its id or name", async () => {
    const source = TERRAFORM({
      source: "data.aws_security_group.lb.id",
      more: 'data "aws_security_group" "lb" { tags = { Name = "lb" } }',
    });
    const text = "data.aws_security_group.lb: sg-0a1b2c3d";
    const open = await scanned(source, text);
    expect(told(open)).toEqual([]);
    expect(open.flows.flatMap(({ because }) => because).map(({ symbol }) => symbol)).toContain("sg-0a1b2c3d");
    const settled = await scanned(source, `${text}\nsg-0a1b2c3d: { is: aws_security_group.alb }`);
    expect(verdicts(settled)).toEqual(["reachable"]);
    expect(listed(settled)).toEqual([
      "data.aws_security_group.lb has the value that reachlint.yaml gives",
      "sg-0a1b2c3d is aws_security_group.alb, as reachlint.yaml says",
    ]);
  });

  test("a list, in which things and values stand", async () => {
    const source = TERRAFORM({
      source: "var.groups[1]",
      more: 'variable "groups" { type = list(string) }',
    });
    const result = await scanned(source, "var.groups: [sg-1, { is: aws_security_group.alb }]");
    expect(verdicts(result)).toEqual(["reachable"]);
  });

  test("a resource of another root, which is judged together with it", async () => {
    const files = {
      "infra/main.tf":
        'resource "aws_security_group" "lb" {\n  egress {\n    from_port = 0\n    to_port = 0\n    protocol = "-1"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}',
      "app/main.tf": TERRAFORM({ source: "var.sg", balancer: "var.sg", more: 'variable "sg" {}' }),
    };
    const result = await scanOf({
      ...files,
      "reachlint.yaml": assume('"app#var.sg": { is: infra#aws_security_group.lb }'),
    });
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(told(result)).toEqual([]);
  });

  test("where it holds is said by a glob, and the last one counts", async () => {
    const source = TERRAFORM({ source: "var.sg", more: 'variable "sg" {}\nresource "aws_security_group" "other" {}' });
    const files = { "a/main.tf": source, "b/main.tf": source };
    const result = await scanOf({
      ...files,
      "reachlint.yaml": assume(
        'var.sg: { is: aws_security_group.other }\n"{b}#var.sg": 1\n"b*#var.sg": { is: aws_security_group.alb }',
      ),
    });
    const of = (root: string) => [
      ...new Set(result.flows.filter((flow) => flow.root === root).map((flow) => flow.verdict)),
    ];
    expect([of("a"), of("b")]).toEqual([["blocked"], ["reachable"]]);
    const twice = await scanned(
      source,
      "var.sg: { is: aws_security_group.other }\n.#var.sg: { is: aws_security_group.alb }",
    );
    expect(verdicts(twice)).toEqual(["reachable"]);
    expect(told(twice)).toEqual([
      "reachlint.yaml:2:3 assumption-unused: var.sg is assumed again later, which counts → leave it out, or say in which roots each holds: GLOB#NAME",
    ]);
  });

  test("what the source says wins, and what contradicts it is told", async () => {
    const source = TERRAFORM({
      source: "var.sg",
      from: "var.from",
      more: 'locals { id = aws_security_group.alb.id }\nvariable "sg" {}\nvariable "from" {\n  default = 32768\n}',
    });
    const result = await scanned(source, "var.sg: { is: aws_security_group.alb }\nvar.from: 1024\nvar.sgg: 1");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(told(result)).toEqual([
      expect.stringMatching(
        /^reachlint\.yaml:3:3 assumption-contradicted: what is assumed of var\.from is not what the source says, which counts: main\.tf:\d+ → leave it out; another value than the default is given with --var from=…/,
      ),
      "reachlint.yaml:4:3 assumption-unused: var.sgg is assumed, and nothing in the scan waits for it → did you mean var.sg?",
    ]);
  });

  test("what is of another type, or names what is not there, is told where it is said, and settles nothing", async () => {
    const source = TERRAFORM({
      source: "var.sg",
      from: "var.from",
      more: 'variable "sg" {}\nvariable "from" { type = number }',
    });
    const result = await scanned(source, "var.sg: { is: aws_security_group.albb }\nvar.from: many");
    expect(verdicts(result)).toEqual(["undetermined"]);
    expect(told(result).join("\n")).toContain(
      "assumption-thing: there is no aws_security_group.albb in . → did you mean aws_security_group.alb?",
    );
  });

  test("what a module of the scan gives is known, and what is no name is nothing that is evaluated", async () => {
    const result = await scanOf({
      "main.tf": TERRAFORM({ from: "module.ports.from", more: 'module "ports" { source = "./ports" }' }),
      "ports/main.tf": 'output "from" { value = 32768 }\noutput "same" { value = "x" }',
      "secret.txt": "secret",
      "reachlint.yaml": assume(
        `module.ports.from: 1\nmodule.ports.same: x\n'file("secret.txt")': 1\n'module.ports[file("secret.txt")].from': 1\nvar.no.such[0]: 1`,
      ),
    });
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual([]);
    expect(told(result).map((line) => line.replace(/ → .*/, ""))).toEqual([
      "reachlint.yaml:2:3 assumption-contradicted: what is assumed of module.ports.from is not what the source says, which counts: ports/main.tf:1",
      "reachlint.yaml:3:3 assumption-known: module.ports.same is assumed, and the source says the same",
      'reachlint.yaml:4:3 assumption-unused: file("secret.txt") is assumed, and nothing in the scan waits for it',
      'reachlint.yaml:5:3 assumption-unused: module.ports[file("secret.txt")].from is assumed, and nothing in the scan waits for it',
      "reachlint.yaml:6:3 assumption-unused: var.no.such[0] is assumed, and nothing in the scan waits for it",
    ]);
  });

  test("with --strict too, and a count that depends on it", async () => {
    const rule = (count: string): string =>
      `variable "rules" {}\nresource "aws_security_group_rule" "more" {\n  count = ${count}\n  type = "ingress"\n  security_group_id = aws_security_group.host.id\n  from_port = 1024\n  to_port = 65535\n  protocol = "tcp"\n  source_security_group_id = aws_security_group.alb.id\n}`;
    const source = TERRAFORM({ from: "50000", more: rule("var.rules") });
    const without = await scanned(source, "var.rules: 0");
    expect(verdicts(without)).toEqual(["partial"]);
    expect(listed(without)).toEqual(["var.rules has the value that reachlint.yaml gives"]);
    const one = await scanOf({ "main.tf": source, "reachlint.yaml": `strict: true\n${assume("var.rules: 1")}` });
    expect(listed(one).length).toBe(verdicts(one).includes("undetermined") ? 0 : 1);
    expect(verdicts(await scanned(source, "var.rules: 1"))).toEqual(["reachable"]);
  });

  test("a sensitive variable stays hidden", async () => {
    const source = TERRAFORM({
      from: "var.from",
      more: 'variable "from" {\n  sensitive = true\n  type = number\n}',
    });
    const result = await scanned(source, "var.from: 41234");
    expect(verdicts(result)).toEqual(["partial"]);
    expect(JSON.stringify(listed(result))).not.toContain("41234");
    expect(result.findings.map(({ message }) => message).join()).not.toContain("41234");
  });
});

describe("in CloudFormation", () => {
  const scanned = (source: string, entries: string) =>
    scanOf({ "web.yaml": source, "reachlint.yaml": assume(entries) });

  test("a parameter is a resource of its template", async () => {
    const source = TEMPLATE({ source: "!Ref Admitted", parameters: "Admitted: { Type: AWS::EC2::SecurityGroup::Id }" });
    expect(verdicts(await scanOf({ "web.yaml": source }))).toEqual(["undetermined"]);
    const result = await scanned(source, "Admitted: { is: AlbGroup }");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(["Admitted is AlbGroup, as reachlint.yaml says"]);
    expect(told(result)).toEqual([]);
  });

  test("an import, a stored parameter and a port", async () => {
    const source = TEMPLATE({
      source: "!ImportValue Network-Balancer",
      from: "!Ref From",
      parameters: "From: { Type: Number }",
    });
    const result = await scanned(source, "import:Network-Balancer: { is: AlbGroup }\nweb.yaml#From: 32768\nFromm: 3");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toHaveLength(2);
    expect(told(result)).toEqual([
      "reachlint.yaml:4:3 assumption-unused: Fromm is assumed, and nothing in the scan waits for it → did you mean From?",
    ]);
    const stored = TEMPLATE({ source: "'{{resolve:ssm:/network/lb}}'" });
    expect(verdicts(await scanned(stored, "ssm:/network/lb: { is: AlbGroup }"))).toEqual(["reachable"]);
  });

  test("a parameter that is not to be shown stays hidden", async () => {
    const source = TEMPLATE({ from: "!Ref From", parameters: "From: { Type: Number, NoEcho: true }" });
    const result = await scanned(source, "From: 41234");
    expect(verdicts(result)).toEqual(["partial"]);
    expect(listed(result)).toEqual(["From has the value that reachlint.yaml gives"]);
    expect(result.findings.map(({ message }) => message).join()).not.toContain("41234");
  });

  test("a default is what the source says", async () => {
    const source = TEMPLATE({ from: "!Ref From", parameters: "From: { Type: Number, Default: 1024 }" });
    const result = await scanned(source, "From: 49152");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(told(result).join()).toContain(
      "assumption-contradicted: what is assumed of From is not what the source says",
    );
  });

  test("a resource of another template", async () => {
    const network = "Resources:\n  Lb: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: lb } }\n";
    const result = await scanOf({
      "net.yaml": network,
      "web.yaml": TEMPLATE({ source: "!Ref A", balancer: "!Ref A", parameters: "A: { Type: String }" }),
      "reachlint.yaml": assume("web.yaml#A: { is: net.yaml#Lb }"),
    });
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(["A is net.yaml#Lb, as reachlint.yaml says"]);
  });
});

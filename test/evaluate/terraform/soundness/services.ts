/** A service behind a load balancer whose groups, ports and ranges are random expressions, and what is proven of it whatever these are. */
import fc from "fast-check";
import { TERRAFORM } from "../../../assume/sources.ts";
import { scanned, type Texts } from "../../../inputs/estate.ts";
import { type Grammar, trees, written } from "../../soundness/grammar.ts";
import { EXPRESSIONS } from "./expressions.ts";
import { inputs, type State, TITLES } from "./module.ts";

const GROUPS: Grammar = {
  ...EXPRESSIONS,
  group: [
    "aws_security_group.a.id",
    "aws_security_group.b.id",
    "aws_security_group.counted[0].id",
    "aws_security_group.counted[<number>].id",
    "aws_security_group.maybe[0].id",
    "aws_security_group.keyed[<key>].id",
    "aws_security_group.keyed[<string>].id",
    "module.made[<key>].id",
    "aws_security_group.titled[<title>].id",
    'aws_security_group.titled["b"].id',
    'aws_security_group.apart["${var.sure}-x"].id',
    "module.written[<string>].id",
    "module.numbered[<number>].id",
    "one(module.perhaps[*].id)",
    "module.given.id",
    "<options>.id",
    "<options>.other",
    "try(<options>.missing, <group>)",
    "one([for o in <choices> : o.id if o.on])",
    "<choices>[0].id",
    "<groups>[0]",
    "<groups>[<number>]",
    "element(<groups>, <number>)",
    "one(<groups>)",
    "sort(<groups>)[0]",
    "tolist(toset(<groups>))[0]",
    "<named>[<key>]",
    "<named>[<string>]",
    "lookup(<named>, <string>, <group>)",
    "values(<named>)[0]",
    "(<bool> ? <group> : <group>)",
    "(length(<groups>) > 0 ? <group> : <group>)",
    "(<number> > 0 ? <group> : <group>)",
    "coalesce(<string>, <group>)",
    "try(<group>, <group>)",
    "(can(<group>) ? <group> : <group>)",
    'join("", <groups>)',
    'split("/", "${<group>}/x")[0]',
    'replace(<group>, "x", <string>)',
    "jsondecode(jsonencode([<group>, <group>]))[<number>]",
    "jsondecode(jsonencode(<named>))[<key>]",
  ],
  groups: [
    "[aws_security_group.a.id]",
    "[<group>]",
    "[<group>, <group>]",
    "(aws_security_group.counted[*].id)",
    "(aws_security_group.maybe[*].id)",
    "(values(aws_security_group.keyed)[*].id)",
    "[for k, m in module.made : m.id]",
    "(values(aws_security_group.titled)[*].id)",
    "[for k, g in aws_security_group.apart : g.id]",
    "(values(module.written)[*].id)",
    "values(module.made)[*].id",
    "(module.numbered[*].id)",
    "(module.perhaps[*].id)",
    "(<choices>[*].id)",
    "[for o in <choices> : o.id if o.on]",
    "[for o in toset(<choices>) : o.id]",
    "[for p in setproduct(<list>, <groups>) : p[1]]",
    "flatten([for k, g in <named> : [g]])",
    "values(<options>)",
    "(<bool> ? [<group>] : [<group>, <group>])",
    "concat(<groups>, <groups>)",
    "distinct(<groups>)",
    "compact(<groups>)",
    "reverse(<groups>)",
    "sort(<groups>)",
    "flatten([<groups>, <group>])",
    "slice(<groups>, 0, 1)",
    "(<bool> ? <groups> : [])",
    "coalescelist(<groups>, <groups>)",
    "tolist(toset(<groups>))",
    "[for g in <groups> : g if <bool>]",
    "[for g in <groups> : g if g != <group>]",
    "[for k, g in <named> : g if k != <string>]",
    "[for k in <list> : lookup(<named>, k, <group>)]",
    "values(<named>)",
  ],
  named: [
    "{ a = aws_security_group.a.id, b = aws_security_group.b.id }",
    "{ a = <group>, b = <group> }",
    "{ (<string>) = <group>, b = <group> }",
    "merge(<named>, { (<string>) = <group> })",
    "merge(<named>, (<bool> ? <named> : {}))",
    "{ for k, g in aws_security_group.keyed : k => g.id }",
    "{ for k, m in module.made : k => m.id }",
    "{ for k, g in aws_security_group.titled : k => g.id }",
    "{ for g in <groups> : g => g }",
    "{ for i, g in <groups> : i => g }",
    "zipmap(<list>, <groups>)",
  ],
  choices: [
    "[{ id = aws_security_group.a.id, on = true }]",
    "[{ id = <group>, on = <bool> }, { id = <group>, on = true }]",
    "[for g in <groups> : { id = g, on = <bool> }]",
    "[for k, g in <named> : { id = g, on = k != <string> }]",
    "concat(<choices>, (<bool> ? <choices> : []))",
  ],
  options: [
    "{ id = aws_security_group.a.id, other = aws_security_group.b.id }",
    "{ id = <group>, other = <group> }",
    "(<bool> ? { id = <group>, other = null } : { id = <group>, other = <group> })",
    "merge({ id = <group>, other = <group> }, (<bool> ? { id = <group> } : {}))",
    "merge({ id = <group>, other = null }, { other = <group> })",
    "(<bool> ? <options> : <options>)",
  ],
  port: [
    "32768",
    "1024",
    "(<bool> ? 32768 : 1024)",
    "1024 + <number>",
    "max(1024, <number> * 32768)",
    "lookup({ a = 1024 }, <string>, 40000)",
    "try(<number>, 1024)",
  ],
  count: ["1", "0", "<bool> ? 1 : 0", "<number>", "length(<groups>)", "length(<list>)"],
  range: [
    '"10.0.1.0/24"',
    '"10.0.9.0/24"',
    '(<bool> ? "10.0.1.0/24" : "10.0.9.0/24")',
    '"10.0.${<number>}.0/24"',
    'cidrsubnet("10.0.0.0/16", 8, <number>)',
  ],
  ranges: [
    "[]",
    "[<range>]",
    "[for v in <list> : <range>]",
    '[for i in range(<number>) : cidrsubnet("10.0.0.0/16", 8, i)]',
    "distinct([<range>, <range>])",
  ],
};

/** How a host's group admits others: by a block, by one for each element of a list, or by a resource of its own. */
const FORMS = ["block", "dynamic", "set", "rule", "rule-of-vpc"] as const;
type Form = (typeof FORMS)[number];

export interface Service {
  /** The group of the load balancer, the group that is admitted, and one that a module is given. */
  readonly own: string;
  readonly admitted: string;
  readonly given: string;
  readonly form: Form;
  /** From which port on. */
  readonly from: string;
  /** How many rules admit these ranges too. */
  readonly count: string;
  readonly ranges: string;
}

const one = (kind: string): fc.Arbitrary<string> => trees(GROUPS, [kind], 1).map(([tree]) => written(tree!));

export const service: fc.Arbitrary<Service> = fc
  .tuple(trees(GROUPS, ["group"], 3), one("port"), one("count"), one("ranges"), fc.constantFrom(...FORMS))
  .map(([groups, from, count, ranges, form]) => ({
    own: written(groups[0]!),
    admitted: written(groups.at(-1)!),
    // What the module gives is made of what it is given.
    given: written(groups.at(1) ?? groups[0]!).replaceAll("module.given.id", "aws_security_group.b.id"),
    form,
    from,
    count,
    ranges,
  }));

/** No two groups of a VPC have one name: AWS refuses the second. */
const GROUP = (name: string, more = "") => `
resource "aws_security_group" "${name}" {
  ${more}
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`;

/** An error where a group is empty, which AWS refuses, or null: the provider takes no list with a null in it ("Null value found in list"). */
const FILLED = (groups: readonly string[]) => `
output "groups" {
  value = [for group in [${groups.join(", ")}] : regex(".", group)]
}`;

const INGRESS = / {2}ingress \{\n.*?\n {2}\}\n/s;

/** The configuration of a service with what its hosts admit in another form. */
function admittedBy(form: Form, text: string, { admitted, from }: Service): string {
  const rule = (type: string, more: string) => `
resource "${type}" "admitted" {
  security_group_id = aws_security_group.host.id
  from_port         = ${from}
  to_port           = 65535
  ${more}
}`;
  const block = (over: string) => `
  dynamic "ingress" {
    for_each = ${over}
    iterator = group
    content {
      from_port       = ${from}
      to_port         = 65535
      protocol        = "tcp"
      security_groups = [group.value]
    }
  }
`;
  switch (form) {
    case "block":
      return text;
    case "dynamic":
      return text.replace(INGRESS, () => block(`[${admitted}]`));
    case "set":
      return text.replace(INGRESS, () => block(`{ for g in [${admitted}] : "one" => g }`));
    case "rule":
      return `${text.replace(INGRESS, "")}${rule("aws_security_group_rule", `type = "ingress"\n  protocol = "tcp"\n  source_security_group_id = ${admitted}`)}`;
    case "rule-of-vpc":
      return `${text.replace(INGRESS, "")}${rule("aws_vpc_security_group_ingress_rule", `ip_protocol = "tcp"\n  referenced_security_group_id = ${admitted}`)}`;
  }
}

function sourcesOf(of: Service, at?: State): Texts {
  const { own, admitted, given, form, from, count, ranges } = of;
  const more = `
${inputs(at)}
${at === undefined ? "" : FILLED([own, admitted])}
${GROUP("a")}
${GROUP("b")}
${GROUP("one", 'name = "one"')}
${GROUP("counted", 'count = var.number\n  name = "n${count.index}"')}
${GROUP("maybe", "count = var.flag ? 1 : 0")}
${GROUP("keyed", 'for_each = var.set\n  name = "keyed-${each.key}"')}
${GROUP("titled", `for_each = ${TITLES.perhapsEqual}\n  name = "titled-${"$"}{each.key}"`)}
${GROUP("apart", `for_each = ${TITLES.apart}\n  name = "apart-${"$"}{each.key}"`)}
module "written" {
  source   = "./made"
  for_each = ${TITLES.perhapsWritten}
  name     = "written-${"$"}{each.key}"
  vpc_id   = aws_vpc.main.id
}
module "made" {
  source   = "./made"
  for_each = var.set
  name     = "made-${"$"}{each.key}"
  vpc_id   = aws_vpc.main.id
}
module "numbered" {
  source = "./made"
  count  = var.number
  name   = "m${"$"}{count.index}"
  vpc_id = aws_vpc.main.id
}
module "perhaps" {
  source = "./made"
  count  = var.flag ? 1 : 0
  name   = "perhaps"
  vpc_id = aws_vpc.main.id
}
module "given" {
  source  = "./given"
  options = { group = ${given} }
}
moved {
  from = aws_security_group.before
  to   = aws_security_group.a
}
resource "aws_security_group_rule" "ranges" {
  count             = ${count}
  type              = "ingress"
  security_group_id = aws_security_group.host.id
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
  cidr_blocks       = ${ranges}
}`;
  return {
    "main.tf": admittedBy(form, TERRAFORM({ balancer: own, source: admitted, from, more }), of),
    "given/main.tf": `
variable "options" {
  type     = object({ group = optional(string), other = optional(string, ""), rest = optional(object({ id = string })) })
  nullable = false
}
output "id" { value = try(var.options.rest.id, coalesce(var.options.group, var.options.other)) }`,
    "made/main.tf": `
variable "name" {}
variable "vpc_id" {}
${GROUP("this", 'name = "of-${var.name}"').replace("aws_vpc.main.id", "var.vpc_id")}
output "id" { value = aws_security_group.this.id }
output "name" { value = var.name }`,
    "list.tftpl": "%{ for v in list }${v};%{ endfor }",
    "text.tftpl": "<${text}>",
  };
}

/** By purpose; none where the configuration has an error. */
async function verdicts(of: Service, at?: State): Promise<ReadonlyMap<string, string>> {
  const { flows, diagnostics } = await scanned(sourcesOf(of, at));
  // A state is made of defaults: what is refused with these alone is refused in it.
  if (diagnostics.some(({ severity, code }) => severity === "error" || (at && code === "empty-by-default")))
    return new Map();
  return new Map(flows.map(({ purpose, verdict }) => [purpose, verdict]));
}

const MAY_BE: Readonly<Record<string, string>> = { partial: "blocked" };

/** What is proven of a service and is otherwise in one of the states. */
export async function untrue(of: Service, states: readonly State[]): Promise<readonly object[]> {
  const proven = [...(await verdicts(of))].filter(([, verdict]) => verdict !== "undetermined");
  if (proven.length === 0) return [];
  const found = await Promise.all(
    states.map(async (state) => {
      const actual = await verdicts(of, state);
      return proven.flatMap(([purpose, verdict]) => {
        const is = actual.get(purpose);
        // `partial` says that some port is shut, and not that another is open. Whether Terraform refuses a state is not always known: no id is a
        // key that is written, and one thing that may be an error is equal to itself.
        const holds = is === verdict || MAY_BE[verdict] === is;
        return is === undefined || holds ? [] : [{ purpose, verdict, is, state }];
      });
    }),
  );
  return found.flat();
}

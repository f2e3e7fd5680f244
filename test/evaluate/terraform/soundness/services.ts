/** A service behind a load balancer whose groups, ports and ranges are random expressions, and what is proven of it whatever these are. */
import fc from "fast-check";
import { TERRAFORM } from "../../../assume/sources.ts";
import { scanned, type Texts } from "../../../inputs/estate.ts";
import { type Grammar, trees, written } from "../../soundness/grammar.ts";
import { EXPRESSIONS } from "./expressions.ts";
import { inputs, type State } from "./module.ts";

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
    "{ for g in <groups> : g => g }",
    "{ for i, g in <groups> : i => g }",
    "zipmap(<list>, <groups>)",
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

export interface Service {
  /** The group of the load balancer, and the group that is admitted. */
  readonly own: string;
  readonly admitted: string;
  /** From which port on. */
  readonly from: string;
  /** How many rules admit these ranges too. */
  readonly count: string;
  readonly ranges: string;
}

const one = (kind: string): fc.Arbitrary<string> => trees(GROUPS, [kind], 1).map(([tree]) => written(tree!));

export const service: fc.Arbitrary<Service> = fc
  .tuple(trees(GROUPS, ["group"], 3), one("port"), one("count"), one("ranges"))
  .map(([groups, from, count, ranges]) => ({
    own: written(groups[0]!),
    admitted: written(groups.at(-1)!),
    from,
    count,
    ranges,
  }));

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

function sourcesOf({ own, admitted, from, count, ranges }: Service, at?: State): Texts {
  const more = `
${inputs(at)}
${at === undefined ? "" : FILLED([own, admitted])}
${GROUP("a")}
${GROUP("b")}
${GROUP("one", 'name = "one"')}
${GROUP("counted", 'count = var.number\n  name = "n${count.index}"')}
${GROUP("maybe", "count = var.flag ? 1 : 0")}
${GROUP("keyed", 'for_each = var.set\n  name = "of-${each.key}"')}
module "made" {
  source   = "./made"
  for_each = var.set
  name     = each.key
  vpc_id   = aws_vpc.main.id
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
    "main.tf": TERRAFORM({ balancer: own, source: admitted, from, more }),
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
  if (diagnostics.some(({ severity }) => severity === "error")) return new Map();
  return new Map(flows.map(({ purpose, verdict }) => [purpose, verdict]));
}

const MAY_BE: Readonly<Record<string, string>> = { partial: "blocked", reachable: "undetermined" };

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

/** A module with inputs and resources, once as it is written and once with values for all that is not known in it. */
import fc from "fast-check";

/** Inputs by name, of a type, and what they can be given. */
const text = fc.constantFrom('"a"', '"b"', '"c"', '"sg-1"', '""', '"a-b"', '"1"');
const textOrNull = orNull(text);
const number = fc.constantFrom("0", "1", "2", "3");
const flag = fc.constantFrom("true", "false");
const key = fc.constantFrom("a", "b", "c");
const list = listOf(text);
const map = mapOf(text);

const INPUTS: Readonly<Record<string, readonly [declared: string, given: fc.Arbitrary<string>]>> = {
  text: ["type = string", textOrNull],
  other: ["type = string", textOrNull],
  sure: ["type = string\nnullable = false", text],
  number: ["type = number", number],
  index: ["type = number", number],
  flag: ["type = bool", flag],
  other_flag: ["type = bool", flag],
  list: ["type = list(string)", orNull(list)],
  others: ["type = list(string)\nnullable = false", list],
  set: ["type = set(string)", fc.uniqueArray(key, { maxLength: 3 }).map((keys) => JSON.stringify(keys))],
  map: ["type = map(string)", orNull(map)],
  further: ["type = map(string)\nnullable = false", map],
  maps: ["type = list(map(string))", listOf(map)],
  rows: ["type = list(list(string))", listOf(list)],
  object: [
    "type = object({ name = optional(string), port = optional(number, 1), inner = optional(object({ id = string })) })",
    orNull(fc.constantFrom("{}", '{ name = "a" }', '{ port = 2, inner = { id = "a" } }', '{ name = "b", port = 0 }')),
  ],
  objects: [
    'type = list(object({ id = string, name = optional(string, "b") }))',
    listOf(fc.tuple(text, text).map(([id, name]) => `{ id = ${id}, name = ${name} }`)),
  ],
  any: ["", fc.oneof(map, list, text, number, fc.constant("null"))],
};

function orNull(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 7, arbitrary: value }, { weight: 1, arbitrary: fc.constant("null") });
}

function listOf(element: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(element, { maxLength: 3 }).map((elements) => `[${elements.join(", ")}]`);
}

function mapOf(element: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const entries = fc.uniqueArray(fc.tuple(key, element), { maxLength: 3, selector: ([name]) => name });
  return entries.map((all) => `{ ${all.map(([name, value]) => `${name} = ${value}`).join(", ")} }`);
}

/** Keys that are partly known: two may be one, none is another, one may be that which is written beside it. */
export const TITLES = {
  perhapsEqual: 'toset(["${var.sure}-x", "${var.number}-x", "b"])',
  apart: 'toset(["${var.sure}-x", "${var.sure}-y"])',
  perhapsWritten: 'toset([var.sure, "b"])',
};

const OPEN = `
resource "aws_security_group" "one" { name = "one" }
resource "aws_security_group" "counted" {
  count = var.number
  name  = "n\${count.index}"
}
resource "aws_security_group" "maybe" {
  count = var.flag ? 1 : 0
  name  = "maybe"
}
resource "aws_security_group" "keyed" {
  for_each = var.set
  name     = each.key
}
resource "aws_security_group" "titled" {
  for_each = ${TITLES.perhapsEqual}
  name     = each.key
}
resource "aws_security_group" "apart" {
  for_each = ${TITLES.apart}
  name     = each.key
}
module "written" {
  source   = "./made"
  for_each = ${TITLES.perhapsWritten}
  name     = each.key
}
module "made" {
  source   = "./made"
  for_each = var.set
  name     = each.key
}
module "numbered" {
  source = "./made"
  count  = var.number
  name   = "m\${count.index}"
}
module "perhaps" {
  source = "./made"
  count  = var.flag ? 1 : 0
  name   = "perhaps"
}
`;

const MADE = `
variable "name" {}
resource "aws_security_group" "this" { name = var.name }
output "id" { value = aws_security_group.this.id }
output "name" { value = var.name }
`;

/** The same of which each id is known. */
function known(ids: readonly string[]): string {
  const [one, maybe, ...others] = ids;
  const byNumber = (from: number) => `{ ${others.slice(from, from + 3).map((id, at) => `"${at}" = "${id}"`)} }`;
  const inOrder = (from: number, keys: string) => {
    const given = JSON.stringify(others.slice(from, from + 3));
    return `{ for i, k in sort(${keys}) : k => { name = k, id = ${given}[i] } }`;
  };
  const byKey = (from: number) => `{ ${["a", "b", "c"].map((name, at) => `${name} = "${others[from + at]}"`)} }`;
  return `
locals {
  one      = { name = "one", id = "${one}" }
  counted  = [for i in range(var.number) : { name = "n\${i}", id = ${byNumber(0)}[tostring(i)] }]
  maybe    = [for i in range(var.flag ? 1 : 0) : { name = "maybe", id = "${maybe}" }]
  keyed    = { for k in var.set : k => { name = k, id = ${byKey(3)}[k] } }
  made     = { for k in var.set : k => { name = k, id = ${byKey(6)}[k] } }
  numbered = [for i in range(var.number) : { name = "m\${i}", id = ${byNumber(9)}[tostring(i)] }]
  perhaps  = [for i in range(var.flag ? 1 : 0) : { name = "perhaps", id = "${others[12]}" }]
  titled   = ${inOrder(13, TITLES.perhapsEqual)}
  apart    = ${inOrder(16, TITLES.apart)}
  written  = ${inOrder(19, TITLES.perhapsWritten)}
}
`;
}

/** Of one state of a module: what its inputs are given, and the ids of its resources. */
export interface State {
  readonly given: Readonly<Record<string, string>>;
  readonly ids: readonly string[];
}

const IDS = [..."0123456789abcdefghijklmnop"].map((digit) => `sg-0${digit}`);

export const state: fc.Arbitrary<State> = fc.record({
  given: fc.record(Object.fromEntries(Object.entries(INPUTS).map(([name, [, given]]) => [name, given]))),
  ids: fc.shuffledSubarray(IDS, { minLength: IDS.length }),
});

export type Sources = Readonly<Record<string, string>>;

/** The declarations of the inputs; in a state, with its values. */
export function inputs(at?: State): string {
  const declared = Object.entries(INPUTS).map(([name, [type]]) => {
    const value = at === undefined ? "" : `\ndefault = ${at.given[name]}`;
    return `variable "${name}" {\n${type}${value}\n}`;
  });
  return declared.join("\n");
}

/** Each expression is the value of an output, in a file of its own. */
export function sourcesOf(expressions: readonly string[], at?: State): Sources {
  const files = expressions.map((expression, index) => {
    const value = at === undefined ? expression : expression.replaceAll(/\b(?:aws_security_group|module)\./g, "local.");
    return [`${outputName(index)}.tf`, `output "${outputName(index)}" {\n  value = ${value}\n}\n`];
  });
  return {
    "main.tf": `${inputs(at)}\n${at === undefined ? OPEN : known(at.ids)}`,
    "made/main.tf": MADE,
    "list.tftpl": "%{ for v in list }${v};%{ endfor }",
    "text.tftpl": "<${text}>",
    ...Object.fromEntries(files),
  };
}

/** What the expression at a place is called in its module. */
export function outputName(index: number): string {
  return `e${index}`;
}

export const states: fc.Arbitrary<readonly State[]> = fc.array(state, { minLength: 5, maxLength: 5 });

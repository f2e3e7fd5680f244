/** Random expressions of Terraform's language, mostly well typed: operators, conditionals, templates and calls on small values. */
import fc from "fast-check";

type Kind = "string" | "number" | "bool" | "list" | "map" | "any";

const STRINGS = [
  '""',
  '"a"',
  '"b"',
  '"A-b"',
  '"1"',
  '"true"',
  '"é"',
  '"a,b,,c"',
  '"  x "',
  '"1.50"',
  '"10.0.0.0/16"',
  '"x\\ny\\n"',
  '"👍 ok"',
];
const NUMBERS = ["0", "1", "2", "-1", "3", "2.5", "-0.1", "80", "1e3", "0.1", "12345678901234567890", "1/3"];
const SIMPLE: Readonly<Record<"string" | "number" | "bool", readonly string[]>> = {
  string: STRINGS,
  number: NUMBERS,
  bool: ["true", "false", '"true"'],
};

const scalar = fc.constantFrom(...STRINGS, ...NUMBERS, "true", "false", "null");
const key = fc.constantFrom("a", "b", "c", "name", "port");

const flatList = fc.array(scalar, { maxLength: 3 }).map((elements) => `[${elements.join(", ")}]`);
const flatMap = fc.uniqueArray(fc.tuple(key, scalar), { maxLength: 3, selector: ([name]) => name }).map(braced);

function braced(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, value]) => `${name} = ${value}`).join(", ")}}`;
}

const nested = fc.oneof({ weight: 3, arbitrary: scalar }, flatList, flatMap);
const plainList = fc.array(nested, { maxLength: 3 }).map((elements) => `[${elements.join(", ")}]`);
const strings = fc.array(fc.constantFrom(...STRINGS), { maxLength: 4 }).map((elements) => `[${elements.join(", ")}]`);
const list = fc.oneof(
  plainList,
  strings,
  fc.oneof(strings, flatList).map((inner) => `tolist(${inner})`),
  fc.oneof(strings, flatList).map((inner) => `toset(${inner})`),
);
const plainMap = fc.uniqueArray(fc.tuple(key, nested), { maxLength: 3, selector: ([name]) => name }).map(braced);
const map = fc.oneof(
  plainMap,
  flatMap,
  flatMap.map((inner) => `tomap(${inner})`),
);
const anything = fc.oneof(scalar, list, map);

function ofKind(kind: Kind): fc.Arbitrary<string> {
  const right =
    kind === "list" ? list : kind === "map" ? map : kind === "any" ? anything : fc.constantFrom(...SIMPLE[kind]);
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: anything });
}

/** Functions by name with the kinds of their arguments; the last one may be repeated where it ends in dots. */
const SIGNATURES = [
  "abs number",
  "ceil number",
  "floor number",
  "log number number",
  "pow number number",
  "signum number",
  "parseint string number",
  "max number number...",
  "min number number...",
  "sum list",
  "range number",
  "range number number",
  "upper string",
  "lower string",
  "title string",
  "strrev string",
  "chomp string",
  "trimspace string",
  "trim string string",
  "trimprefix string string",
  "trimsuffix string string",
  "substr string number number",
  "split string string",
  "replace string string string",
  "indent number string",
  "join string list",
  "join string list...",
  "startswith string string",
  "endswith string string",
  "strcontains string string",
  "format string any...",
  "formatlist string any...",
  "length any",
  "element list number",
  "concat list list...",
  "coalesce any any...",
  "coalescelist list list...",
  "compact list",
  "contains list any",
  "index list any",
  "distinct list",
  "chunklist list number",
  "flatten list",
  "reverse list",
  "slice list number number",
  "sort list",
  "one list",
  "keys map",
  "values map",
  "lookup map string any",
  "lookup map string",
  "merge map map...",
  "zipmap list list",
  "setunion list list...",
  "setintersection list list...",
  "setsubtract list list",
  "setproduct list list...",
  "matchkeys list list list",
  "transpose map",
  "alltrue list",
  "anytrue list",
  "tostring any",
  "tonumber any",
  "tobool any",
  "tolist any",
  "toset any",
  "tomap any",
  "jsonencode any",
  "yamlencode any",
  "jsondecode string",
  "yamldecode string",
  "csvdecode string",
  "base64encode string",
  "base64decode string",
  "urlencode string",
  "md5 string",
  "sha256 string",
  "cidrhost string number",
  "cidrsubnet string number number",
  "cidrnetmask string",
  "regex string string",
  "regexall string string",
  "try any any",
  "can any",
].map((line) => line.split(" ") as [string, ...string[]]);

const call = fc.constantFrom(...SIGNATURES).chain(([name, ...kinds]) => {
  const args = kinds.map((kind) => {
    const one = ofKind(kind.replace("...", "") as Kind);
    return kind.endsWith("...") ? fc.array(one, { maxLength: 2 }) : one.map((value) => [value]);
  });
  return fc.tuple(...args).map((given) => `${name}(${given.flat().join(", ")})`);
});

const operator = fc.constantFrom("+", "-", "*", "/", "%", "<", ">=", "==", "!=", "&&", "||");
const binary = fc
  .tuple(fc.oneof(scalar, anything), operator, fc.oneof(scalar, anything))
  .map(([a, op, b]) => `${a} ${op} ${b}`);
const arithmetic = fc
  .tuple(
    ofKind("number"),
    fc.constantFrom("+", "-", "*", "/", "%"),
    ofKind("number"),
    fc.constantFrom("+", "*", "/", "<"),
    ofKind("number"),
  )
  .map(([a, op, b, other, c]) => `(${a} ${op} ${b}) ${other} ${c}`);
const conditional = fc.tuple(ofKind("bool"), anything, anything).map(([test, a, b]) => `${test} ? ${a} : ${b}`);
const template = fc.tuple(anything, anything).map(([a, b]) => `"<\${${a}}-\${${b}}>"`);
const loop = fc.oneof(
  fc.oneof(list, map).map((of) => `[for k, v in ${of} : [k, v]]`),
  fc.oneof(list, map).map((of) => `{for k, v in ${of} : k => v if v != null}`),
  fc.oneof(list, map).map((of) => `{for k, v in ${of} : jsonencode(v) => k...}`),
);
const access = fc.oneof(
  fc.tuple(list, ofKind("number")).map(([of, at]) => `${of}[${at}]`),
  fc.tuple(map, ofKind("string")).map(([of, at]) => `${of}[${at}]`),
  fc.tuple(map, key).map(([of, at]) => `${of}.${at}`),
  fc.tuple(fc.array(flatMap, { maxLength: 3 }), key).map(([of, at]) => `[${of.join(", ")}][*].${at}`),
);

export const randomExpression: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: call },
  { weight: 2, arbitrary: binary },
  { weight: 1, arbitrary: arithmetic },
  { weight: 3, arbitrary: conditional },
  { weight: 1, arbitrary: template },
  { weight: 1, arbitrary: loop },
  { weight: 1, arbitrary: access },
  {
    weight: 3,
    arbitrary: call.chain((inner) =>
      fc
        .constantFrom("jsonencode", "tolist", "toset", "length", "flatten", "tostring")
        .map((name) => `${name}(${inner})`),
    ),
  },
);

/** The same expressions for the same seed, each once. */
export function randomExpressions(seed: number, count: number): readonly string[] {
  return [...new Set(fc.sample(randomExpression, { seed, numRuns: count }))];
}

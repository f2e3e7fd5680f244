/** What operators and functions make of arguments that are unknown, partly known, open-ended or one of several. */
import { expect, test } from "vitest";
import { answer } from "./ask.ts";

test.each([
  ['startswith("pre-${var.s}", "pre-")', true],
  ['startswith("pre-${var.s}", "other")', false],
  ['startswith("pre-${var.s}", "pre-x")', '<startswith("pre-${var.s}","pre-x")>'],
  ['startswith(var.s, "")', true],
  ['endswith("${var.s}.example.com", ".com")', true],
  ['endswith("${var.s}.example.com", ".org")', false],
  ['strcontains("${var.s}-web-${var.t}", "web")', true],
  ['strcontains("${var.s}-web", "xyz")', '<strcontains("${var.s}-web","xyz")>'],
  ['"pre-${var.s}" == "other"', false],
  ['"pre-${var.s}" == "pre-x"', '<("pre-${var.s}" == "pre-x")>'],
  ['"${var.s}-a-${var.t}" == "x-b-y"', false],
  ['"${var.s}-x" == "${var.t}-y"', false],
  ['"${var.s}-x" == "${var.s}-x"', true],
])("the known part of a text decides: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test.each([
  ["var.s == var.s", true],
  ["aws_security_group.a.id == aws_security_group.a.id", true],
  ["aws_security_group.a.id == aws_security_group.b.id", "<(aws_security_group.a.id == aws_security_group.b.id)>"],
  ["aws_security_group.a.id == null", false],
  ["cidrsubnet(var.s, 8, 1) == cidrsubnet(var.s, 8, 1)", true],
  ["cidrsubnet(var.s, 8, 1) == cidrsubnet(var.s, 8, 2)", "<(cidrsubnet(var.s,8,1) == cidrsubnet(var.s,8,2))>"],
  ["var.n + 1 == 1 + var.n", true],
  ["tonumber(tostring(var.n)) == var.n", true],
  ["var.b ? var.s : var.s", "<var.s>"],
  ["length(toset([var.s, var.s]))", 1],
])("an unknown has an identity: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test("what is made anew at each call equals nothing", () => {
  expect(answer("uuid() == uuid()")).toMatch(/^<\(uuid\(\)/);
  expect(answer("timestamp()")).toMatch(/^<timestamp\(\)/);
  expect(answer('bcrypt("x")')).toMatch(/^<bcrypt\(\)/);
});

test.each([
  ['upper("a-${var.s}")', "A-<upper(var.s)>"],
  ['trimprefix("pre-${var.s}", "pre-")', "<var.s>"],
  ['trimprefix("pre-${var.s}", "x")', "pre-<var.s>"],
  ['trimsuffix("${var.s}-end", "-end")', "<var.s>"],
  ['trimspace(" a${var.s}b ")', "a<var.s>b"],
  ['replace("a_${var.s}_b", "_", "-")', 'a-<replace(var.s,"_","-")>-b'],
  ['replace("ab${var.s}", "bc", "x")', '<replace("ab${var.s}","bc","x")>'],
  ['replace("a-X-b-X", "X", var.s)', "a-<var.s>-b-<var.s>"],
  ['replace("a_${var.t}", "_", var.s)', 'a<var.s><replace(var.t,"_",var.s)>'],
  ['substr("application-${var.s}", 0, 3)', "app"],
  ['join(",", ["a", var.s, "b"])', "a,<var.s>,b"],
  ['format("%s:%d", var.s, var.n)', "<var.s>:<var.n>"],
  ['format("%s-%05d", "a", var.n)', 'a-<format("%05d",var.n)>'],
  ['formatlist("%s.x", ["a", var.s])', ["a.x", "<var.s>.x"]],
  ['split("-", "app-${var.s}")[0]', "app"],
  ["jsondecode(jsonencode({ a = var.s, p = [var.n] }))", { a: "<var.s>", p: ["<var.n>"] }],
  ['jsondecode("{\\"a\\": \\"${var.s}\\", \\"p\\": ${var.n}}")', { a: "<var.s>", p: "<var.n>" }],
  ['base64decode(base64encode("x${var.s}"))', "x<var.s>"],
  ['base64gunzip(base64gzip("x${var.s}"))', "x<var.s>"],
  ['templatefile("port.json.tftpl", { port = var.n })', '{"port": <var.n>}'],
])("holes are kept: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test.each([
  ['length(["a", var.s])', 2],
  ['length(toset(["a", var.s]))', '<length(toset(["a",var.s]))>'],
  ["length(var.strings)", "<length(var.strings)>"],
  ['concat(["a"], var.strings)', ["a", "...<var.strings>"]],
  ['concat(var.strings, ["a"])', ["a", "...<var.strings>"]],
  ['contains(concat(var.strings, ["a"]), "a")', true],
  ['contains(["a", var.s], "a")', true],
  ['contains(["a", var.s], "b")', '<contains(["a",var.s],"b")>'],
  ['compact([aws_security_group.a.id, var.s, "", "x"])', ["<aws_security_group.a.id>", "x", "...<var.s>"]],
  ["distinct([aws_security_group.a.id, aws_security_group.a.id])", ["<aws_security_group.a.id>"]],
  ['flatten([["a"], var.strings, [["b"]]])', ["a", "b", "...<var.strings>"]],
  ['toset([var.s, "b", "a"])', ["a", "b", "<var.s>"]],
  ['setunion(["a"], var.strings)', ["a", "...<toset(var.strings)>"]],
  ['element(concat(["a"], var.strings), 0)', "a"],
  ["merge({ a = 1 }, var.names)", { a: '<merge(1,var.names)["a"]>', "...": "<var.names>" }],
  ["merge(var.names, { a = 1 })", { a: 1, "...": "<var.names>" }],
  ["merge(var.names, { a = 1 }).a", 1],
  ["keys(merge(var.names, { a = 1 }))", ["a", "...<keys(var.names)>"]],
  ["reverse([var.s, 1])", [1, "<var.s>"]],
  ['zipmap(["a"], [var.s])', { a: "<var.s>" }],
  ["alltrue([var.b, false])", false],
  ["anytrue([var.b, true])", true],
  ['coalesce(aws_security_group.a.id, "x")', "<aws_security_group.a.id>"],
])("collections keep what is certain: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test.each([
  ['flatten([local.list, "z"])', ["z", '...one of "x" | "y"']],
  ["flatten([for list in [local.list] : [for one in list : { name = one }]])[0].name", 'one of "x" | "y"'],
  ['flatten([[local.list], ["z"]])', ["z", '...one of "x" | "y"']],
  ['flatten([var.b ? var.strings : ["x"]])', ['...<flatten((var.b ? var.strings : tolist(["x"])))>']],
])("of lists among which one counts, the elements are what there may be: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test("so it is where the lists have too many combinations to tell them apart", () => {
  const lists = ["a", "b", "c", "d", "e"].map((name) => `(var.s == "${name}" ? [{ name = "${name}" }] : [])`);
  const names = (list: string): unknown => answer(`[for one in ${list} : one.name]`);
  expect(names(`concat(${lists.join(", ")})`)).toMatch(/^one of .*one of \\"e\\"/);
  expect(names(`flatten([${lists.join(", ")}])`)).toEqual([expect.stringMatching(/^\.\.\./)]);
});

test.each([
  [
    'split(",", "${aws_security_group.a.id},${aws_security_group.b.id}")',
    ["<aws_security_group.a.id>", "<aws_security_group.b.id>"],
  ],
  ['compact(split(",", format("%s,%s", aws_security_group.a.id, "")))', ["<aws_security_group.a.id>"]],
  ['split(",", aws_security_group.a.id)', ["<aws_security_group.a.id>"]],
  ['split("/", "x/${aws_security_group.a.id}:y/z")', ["x", "<aws_security_group.a.id>:y", "z"]],
  [
    'split(",", "a,${aws_security_group.a.id},${var.s},b")',
    ["a", "<aws_security_group.a.id>", expect.stringMatching(/^\.\.\.<split/)],
  ],
  ['split("-", aws_security_group.a.id)', expect.stringMatching(/^<split/)],
  ['split("a,", "${aws_security_group.a.id},b")', expect.stringMatching(/^<split/)],
  ['split(",", "${aws_security_group.a.arn},b")', expect.stringMatching(/^<split/)],
  ['split("", aws_security_group.a.id)', expect.stringMatching(/^<split/)],
])("an id holds no comma and no slash: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test("in a list with an unknown beginning only the place is uncertain", () => {
  expect(answer('element(concat(var.strings, ["a"]), 0)')).toMatch(/^<element\(/);
  expect(answer('slice(concat(["a", "b"], var.strings), 0, 2)')).toEqual(["a", "b"]);
  expect(answer('slice(concat(["a", "b"], var.strings), 0, 3)')).toMatch(/^<slice\(/);
});

test.each([
  ["local.port", "one of 22 | 443"],
  ["local.port + 1", "one of 23 | 444"],
  ["local.port - local.port", 0],
  ["local.port == 80", false],
  ["local.port > 20", true],
  ["tostring(local.port)", 'one of "22" | "443"'],
  ["length(local.list)", "one of 2 | 0"],
  ['concat(local.list, ["z"])', 'one of ["x","y","z"] | ["z"]'],
  ['lookup({ a = "x", b = "y" }, var.s, "z")', 'one of "x" | "y" | "z"'],
  ['element(["a", "b"], var.n)', 'one of "a" | "b"'],
  ['coalesce(null, var.s, "x")', 'one of "<var.s>" | "x"'],
  ['tonumber(var.b ? "1" : "x")', 1],
  ["var.b && false", false],
  ["var.b || true", true],
  ["var.b && true", "<var.b>"],
  ['var.b ? "x" : "x"', "x"],
])("one of several: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test("more than sixteen combinations are simply unknown", () => {
  const choice = (count: number) =>
    Array.from({ length: count }, (_, at) => `element(["a${at}", "b${at}"], var.n + ${at})`);
  expect(
    answer(
      `"${choice(4)
        .map((one) => `\${${one}}`)
        .join("")}" == "x"`,
    ),
  ).toBe(false);
  expect(answer(`[${choice(5).join(", ")}] == []`)).toBe(false);
  expect(answer(`join("", [${choice(5).join(", ")}]) == "a0"`)).toMatch(/^</);
});

test("symbols of large values stay short and distinct", () => {
  const long = (letter: string) => `upper("${letter.repeat(4000)}\${var.s}")`;
  expect(answer(`${long("a")} == ${long("a")}`)).toBe(true);
  const md5 = (letter: string) => String(answer(`md5("${letter.repeat(4000)}\${var.s}")`));
  expect(md5("a").length).toBeLessThan(300);
  expect(md5("a")).not.toBe(md5("b"));
});

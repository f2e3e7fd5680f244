import { describe, expect, it } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { complaint, expression, outlineOf } from "./source.ts";

describe("expressions", () => {
  it.each([
    ["1 + 2 * 3", "(+ 1 (* 2 3))"],
    ["1 * 2 + 3", "(+ (* 1 2) 3)"],
    ["1 - 2 - 3", "(- (- 1 2) 3)"],
    ["8 / 4 / 2 % 3", "(% (/ (/ 8 4) 2) 3)"],
    ["a || b && c == d", "(|| a (&& b (== c d)))"],
    ["a == b != c", "(!= (== a b) c)"],
    ["a < b == c >= d", "(== (< a b) (>= c d))"],
    ["a + b > c - d", "(> (+ a b) (- c d))"],
    ["a <= b", "(<= a b)"],
    ["-a.b + !c[0]", "(+ (- (. a b)) (! ([] c 0)))"],
    ["- - 1", "(- (- 1))"],
    ["!!a", "(! (! a))"],
    ["-46+5", "(+ (- 46) 5)"],
    ["(1 + 2) * 3", "(* (paren (+ 1 2)) 3)"],
    ["a ? b : c ? d : e", "(? a b (? c d e))"],
    ["a ? b ? 1 : 2 : 3", "(? a (? b 1 2) 3)"],
    ["a || b ? c : d", "(? (|| a b) c d)"],
  ])("reads %s with HCL's precedence", (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it.each([
    ["1", "1"],
    ["1.50", "1.50"],
    ["1e3", "1e3"],
    ["1.5E+10", "1.5E+10"],
    ["2e-3", "2e-3"],
    ["007", "007"],
    ["100000000000000000000001", "100000000000000000000001"],
    ["true", "true"],
    ["false", "false"],
    ["null", "null"],
    ["truest", "truest"],
    ["größe-2_b", "größe-2_b"],
    ["名前", "名前"],
    ["𝒳y", "𝒳y"],
  ])("keeps the literal or name %s as written", (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it.each([
    ["a.b.c", "(. (. a b) c)"],
    ["a[0]", "([] a 0)"],
    ['a["k"].b', '(. ([] a <"k">) b)'],
    ["a[b[c]]", "([] a ([] b c))"],
    ["a.0", "([] a 0)"],
    ["a.0.b", "(. ([] a 0) b)"],
    ["a.*.b", "([*] a .b)"],
    ["a.*.b.0.c", "([*] a .b [0] .c)"],
    ["a.*.b[0]", "([] ([*] a .b) 0)"],
    ["a[*].b[0].c", "([*] a .b [0] .c)"],
    ["a[*]", "([*] a)"],
    ["a.*", "([*] a)"],
    ["a[*].b[*].c", "([*] a .b ([*] .c))"],
    ["a[*].b.*.c[0]", "([*] a .b ([*] .c) [0])"],
    ["a.b[*].c.*", "([*] (. a b) .c ([*]))"],
    ["f(x).y", "(. (call f x) y)"],
    ["[1, 2][0]", "([] [1 2] 0)"],
    ["{ a = 1 }.a", "(. {a=1} a)"],
    ['"x".y', '(. <"x"> y)'],
    ["(a).b", "(. (paren a) b)"],
    ["a[\n0\n]", "([] a 0)"],
  ])("reads the traversal %s", (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it.each([
    ["f()", "(call f)"],
    ["f(1, 2)", "(call f 1 2)"],
    ["f(1, 2,)", "(call f 1 2)"],
    ["f(x...)", "(call f x ...)"],
    ["f(a, b ...)", "(call f a b ...)"],
    ["f(\n  a,\n  b\n)", "(call f a b)"],
    ["core::max(1)", "(call core::max 1)"],
    ["provider::aws::arn_parse(x)", "(call provider::aws::arn_parse x)"],
    ["[]", "[]"],
    ["[1, 2,]", "[1 2]"],
    ["[\n1 # one\n,\n/* two */ 2\n]", "[1 2]"],
    ["{}", "{}"],
    ["{ a = 1, b: 2 }", "{a=1 b=2}"],
    ["{\n a = 1\n\n b = 2,\n}", "{a=1 b=2}"],
    [
      '{ "a" = 1, (b) = 2, c.d = 3, 4 = 5, "${e}" = 6, true = 7, null = 8 }',
      '{<"a">=1 (paren b)=2 (. c d)=3 4=5 <e>=6 true=7 null=8}',
    ],
    ["{ a = 1 # one\n b = 2 // two\n}", "{a=1 b=2}"],
    ["{ for_each = 1 }", "{for_each=1}"],
    ["[for x in xs : x]", "(for x in xs: x)"],
    ["[for i, x in xs : x if i > 0]", "(for i,x in xs: x if (> i 0))"],
    ["{for k, v in m : k => v}", "(for k,v in m: k=>v)"],
    ["{\n for k, v in m :\n k => v...\n if v\n}", "(for k,v in m: k=>v... if v)"],
  ])("reads the call or collection %s", (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it("marks each node with its own text", () => {
    const sum = expression("  f(a.b[ 0 ], {k = -1})  + x[*].id");
    if (sum.kind !== "binary" || sum.left.kind !== "call") throw new Error("no sum of a call");
    expect(textOf(sum.span)).toBe("f(a.b[ 0 ], {k = -1})  + x[*].id");
    const [index, object] = sum.left.arguments;
    expect(textOf(index!.span)).toBe("a.b[ 0 ]");
    if (index!.kind !== "index" || index!.target.kind !== "get-attribute") throw new Error("no index");
    expect(textOf(index!.target.span)).toBe("a.b");
    if (object!.kind !== "object") throw new Error("no object");
    const [entry] = object!.entries;
    expect([textOf(entry!.span), textOf(entry!.key.span), textOf(entry!.value.span)]).toEqual(["k = -1", "k", "-1"]);
    expect(textOf(sum.right.span)).toBe("x[*].id");
  });

  it("ends a span inside brackets at the last token, not at the newlines behind it", () => {
    const parentheses = expression("(\n a.b\n\n)");
    if (parentheses.kind !== "parentheses") throw new Error("no parentheses");
    expect(textOf(parentheses.expression.span)).toBe("a.b");
  });
});

describe("what an expression cannot be", () => {
  it.each([
    ["", '"" Missing expression: expected the start of an expression, but found the end of the file'],
    ["1 +", '"" Missing expression: expected the start of an expression, but found the end of the file'],
    ["a b", '"b" Extra characters after expression: expected the end of the expression, but found the name "b"'],
    [
      "a ? b",
      '"" Missing false expression in conditional: expected ":" and the value for when the condition is false, but found the end of the file',
    ],
    ["(a", '"" Unbalanced parentheses: expected ")" to end the expression, but found the end of the file'],
    ["f(a b)", '"b" Missing argument separator: expected "," or ")" after an argument of "f", but found the name "b"'],
    ["f(a", '"f(" Unterminated call: there is no closing parenthesis for the call of "f" before the end of the file'],
    [
      "f(a..., b)",
      '"," Missing closing parenthesis: expected ")" right after an argument that "..." expands, but found ","',
    ],
    ["a::(1)", '"(" Missing function name: expected the name of a function after "::", but found "("'],
    [
      "a::b",
      '"" Missing open parenthesis: expected "(" after the name of the function "a::b", but found the end of the file',
    ],
    ["[1 2]", '"2" Missing element separator: expected "," or "]" after an element, but found the number 2'],
    ["[1", '"[" Unterminated tuple: there is no closing bracket for this tuple before the end of the file'],
    [
      "{a = 1 b = 2}",
      '"b" Missing attribute separator: expected a newline, "," or "}" after an attribute of the object, but found the name "b"',
    ],
    ["{a = 1", '"{" Unterminated object: there is no closing brace for this object before the end of the file'],
    ["{a}", '"}" Missing key/value separator: expected "=" and the value of the attribute, but found "}"'],
    [
      "{a\n}",
      '"\\n" Missing attribute value: expected "=" and the value of the attribute, but found the end of the line',
    ],
    ["a.", '"" Invalid attribute name: expected the name of an attribute after the dot, but found the end of the file'],
    ["a.0.1", '"0.1" Invalid legacy index syntax: two indices cannot be chained with dots, write [0][1]'],
    [
      "a.*.*",
      '"*" Nested splat expression not allowed: a splat (*) cannot be used inside another attribute-only splat',
    ],
    [
      "a[* ",
      '"" Missing close bracket on splat index: expected "]" right after the star, but found the end of the file',
    ],
    ["a[0", '"" Missing close bracket on index: expected "]" after the index, but found the end of the file'],
    [
      "1.2.3",
      '"1.2.3" Invalid number literal: expected digits with at most one decimal point and one exponent, but found "1.2.3"',
    ],
    ["[for x : x]", "\":\" Invalid 'for' expression: expected 'in' after the names, but found \":\""],
    ["[for in xs : x]", "\"xs\" Invalid 'for' expression: expected 'in' after the names, but found the name \"xs\""],
    ["[for k, v in m : k => v]", "\"k\" Invalid 'for' expression: a key is not valid when building a tuple"],
    ["[for x in xs : x...]", '"..." Invalid \'for\' expression: grouping ("...") cannot be used when building a tuple'],
    [
      "{for k, v in m : v}",
      '"v" Invalid \'for\' expression: a key, as in "key => value", is required when building an object',
    ],
    [
      "'a'",
      '"\'" Missing expression: expected the start of an expression, but found a single quote, which HCL does not use (strings have double quotes)',
    ],
    [
      "a & b",
      '"&" Extra characters after expression: expected the end of the expression, but found "&", but there are no bitwise operators (the boolean one is "&&")',
    ],
    [
      "a; b",
      '";" Extra characters after expression: expected the end of the expression, but found ";", which HCL does not use (arguments end with a newline, elements are separated by commas)',
    ],
    [
      "${a}",
      '"$" Missing expression: expected the start of an expression, but found "$" outside quotes (a template sequence such as "${…}" stands inside a quoted string)',
    ],
    [
      "“a”",
      '"“" Missing expression: expected the start of an expression, but found a curly quote (strings have straight double quotes)',
    ],
    [
      "a\u00a0",
      '"\u00a0" Extra characters after expression: expected the end of the expression, but found the character U+00A0, which is not part of the language',
    ],
  ])("says of %j what was found and what was expected", (text, expected) => {
    expect(complaint(text)).toBe(expected);
  });
});

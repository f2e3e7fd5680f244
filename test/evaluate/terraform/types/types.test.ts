/** Conversion, unification, equality and type constraints: laws, and cases from Terraform's documentation. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/base/collections.ts";
import { SourceFile } from "../../../../src/base/source-file.ts";
import { BOOL, DYNAMIC, NUMBER, STRING, type Type, type Value } from "../../../../src/base/value.ts";
import { conform, typeConstraint } from "../../../../src/evaluate/terraform/language/types/constraint.ts";
import { convert } from "../../../../src/evaluate/terraform/language/types/convert.ts";
import { equality, set } from "../../../../src/evaluate/terraform/language/types/equality.ts";
import { typeText } from "../../../../src/evaluate/terraform/language/types/type-words.ts";
import { convertible, unify } from "../../../../src/evaluate/terraform/language/types/unify.ts";
import {
  bool,
  isFailure,
  list,
  map,
  nullOf,
  number,
  object,
  objectType,
  sameType,
  string,
  tuple,
  tupleType,
  typeOf,
} from "../../../../src/evaluate/terraform/language/types/values.ts";
import { parseHclExpression } from "../../../../src/parse/hcl/parse.ts";
import { answer } from "../functions/ask.ts";
import { expressionValue, plain } from "../support.ts";

const key = fc.constantFrom("a", "b", "c");
const { type } = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(STRING, NUMBER, BOOL, DYNAMIC),
    fc
      .tuple(fc.constantFrom("list" as const, "set" as const, "map" as const), tie("type"))
      .map(([kind, element]) => ({ kind, element })),
    fc.array(tie("type"), { maxLength: 3 }).map(tupleType),
    fc.dictionary(key, tie("type"), { maxKeys: 3 }).map((types) => objectType(Object.entries(types))),
  ),
}));

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("", "a", "1", "true", "é").map(string),
    fc.constantFrom(0, 1, -1, 443).map((one) => number(one)),
    fc.boolean().map(bool),
    fc.constant(nullOf()),
    fc.array(tie("value"), { maxLength: 3 }).map(tuple),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }).map((entries) => object(Object.entries(entries))),
    fc.array(fc.constantFrom("a", "b", "1").map(string), { maxLength: 3 }).map((elements) => list(elements, STRING)),
    fc
      .array(
        fc.constantFrom(3, 1, 2).map((one) => number(one)),
        { maxLength: 3 },
      )
      .map((elements) => set(elements, NUMBER)),
    fc
      .dictionary(key, fc.constantFrom("a", "b").map(string), { maxKeys: 2 })
      .map((entries) => map(Object.entries(entries), STRING)),
  ),
}));

describe("types", () => {
  test("every type converts to itself and to anything", () => {
    fc.assert(fc.property(type, (one) => convertible(one, one, "safe") && convertible(one, DYNAMIC, "safe")));
  });

  test("what converts safely converts unsafely", () => {
    fc.assert(fc.property(type, type, (a, b) => !convertible(a, b, "safe") || convertible(a, b, "unsafe")));
  });

  test("all types convert to the one that they unify to", () => {
    fc.assert(
      fc.property(fc.array(type, { minLength: 1, maxLength: 3 }), (types) => {
        const unified = unify(types);
        return unified === undefined || types.every((one) => sameType(one, unified) || convertible(one, unified));
      }),
    );
  });

  test("the names of types tell them apart", () => {
    fc.assert(fc.property(type, type, (a, b) => (typeText(a) === typeText(b)) === sameType(a, b)));
  });
});

describe("conversion", () => {
  test("gives a value of the type asked for, or says why not", () => {
    fc.assert(
      fc.property(value, type, (given, wanted) => {
        const converted = convert(given, wanted);
        if (isFailure(converted)) return converted.failure.length > 0;
        const again = convert(converted, wanted);
        return !isFailure(again) && equality(again, converted) !== "false";
      }),
    );
  });

  test("never throws, also not for what does not convert", () => {
    fc.assert(
      fc.property(value, type, (given, wanted) => {
        if (!convertible(typeOf(given), wanted)) expect(isFailure(convert(given, wanted))).toBe(true);
      }),
    );
  });
});

describe("equality", () => {
  test("every value equals itself and equality is symmetric", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(equality(a, a)).toBe("true");
        expect(equality(a, b)).toBe(equality(b, a));
      }),
    );
  });

  test("what a value of no known type is converted to may be another one", () => {
    const declared = 'variable "a" {}\n';
    for (const converted of ["tobool(var.a)", "tonumber(var.a)", "tostring(var.a)"]) {
      expect(expressionValue(`${converted} == ${converted}`, declared)).toBe(true);
      expect(expressionValue(`var.a == ${converted}`, declared)).not.toBe(true);
    }
  });
});

test("a set is ordered by the bytes of its strings and each element is there once", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const { elements } = set(texts.map(string), STRING);
      const ordered = elements.map((one) => (one.kind === "string" ? one.value : ""));
      expect(ordered).toEqual(
        [...new Set(texts.map((text) => text.normalize("NFC")))].sort((a, b) =>
          Buffer.compare(Buffer.from(a), Buffer.from(b)),
        ),
      );
      expect([...ordered].sort(compareText)).toEqual(ordered);
    }),
  );
});

describe("type constraints", () => {
  const read = (text: string) => {
    const parsed = parseHclExpression(new SourceFile("type", text)).output;
    if (parsed === undefined) throw new Error(`does not parse: ${text}`);
    return typeConstraint(parsed, () => (text.includes("optional(number") ? number(8080) : string("x")));
  };

  test.each([
    ["string", "string"],
    ["any", "dynamic"],
    ["list(any)", "list(dynamic)"],
    ["map(set(number))", "map(set(number))"],
    ["tuple([string, bool])", "tuple([string, bool])"],
    ["object({ a = string, b = optional(number) })", "object({a: string, b: number})"],
    ['"string"', "string"],
    ['"list"', "list(dynamic)"],
    ["map", "map(dynamic)"],
  ])("%s", (text, wanted) => {
    const constraint = read(text);
    expect("failure" in constraint ? constraint.failure : typeText(constraint)).toBe(wanted);
  });

  test.each([
    ["strnig", 'The keyword "strnig" is not a valid type specification.'],
    ["list()", "The list type constructor requires one argument specifying the element type."],
    ["object(string)", "Object type constructor requires a map whose keys are attribute names"],
    ["tuple(string)", "Tuple type constructor requires a list of element types."],
    ["string(1)", 'Primitive type keyword "string" does not expect arguments.'],
    ["optional(string)", 'Keyword "optional" is valid only as a modifier for object type attributes.'],
    ["array(string)", 'Keyword "array" is not a valid type constructor.'],
    ["1", "A type specification is either a primitive type keyword"],
    ["object({ a = list })", "The list type constructor requires one argument"],
  ])("%s is refused", (text, wanted) => {
    expect(read(text)).toMatchObject({ failure: expect.stringContaining(wanted) });
  });

  test("defaults of optional attributes stand in for what is missing or null, also inside of collections", () => {
    const constraint = read("map(object({ name = string, port = optional(number, 8080) }))");
    if ("failure" in constraint) throw new Error(constraint.failure);
    const given = object([
      ["a", object([["name", string("x")]])],
      [
        "b",
        object([
          ["name", string("y")],
          ["port", nullOf()],
        ]),
      ],
      [
        "c",
        object([
          ["name", string("z")],
          ["port", string("1")],
        ]),
      ],
    ]);
    const held = conform(given, constraint);
    expect(isFailure(held) ? held : plain(held)).toEqual({
      a: { name: "x", port: 8080 },
      b: { name: "y", port: 8080 },
      c: { name: "z", port: 1 },
    });
    expect(isFailure(held) ? "" : typeText(typeOf(held))).toBe("map(object({name: string, port: number}))");
  });

  test("a missing attribute that is not optional is named", () => {
    const constraint = read("object({ a = string, b = string, c = string })");
    expect("failure" in constraint ? constraint : conform(object([["a", string("x")]]), constraint)).toEqual({
      failure: 'attributes "b" and "c" are required',
    });
  });
});

test("a list of anything unifies its elements", () => {
  expect(answer('tolist([1, "a", true])')).toEqual(["1", "a", "true"]);
});

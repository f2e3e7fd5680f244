import { describe, expect, test } from "vitest";
import { SourceFile, textOf } from "../../src/base/source-file.ts";
import {
  DYNAMIC,
  NUMBER,
  STRING,
  type StringValue,
  type TextValue,
  type Type,
  type UnknownValue,
  type Value,
} from "../../src/base/value.ts";
import { parseJsonText } from "../../src/values/json-text.ts";

function hole(symbol: string, type: Type = DYNAMIC, oneOf?: readonly Value[]): UnknownValue {
  const cause = { kind: "input", text: `${symbol} has no value` } as const;
  return { kind: "unknown", type, cause, symbol, ...(oneOf === undefined ? {} : { oneOf }) };
}

function text(...parts: (string | UnknownValue)[]): TextValue {
  return { kind: "text", parts };
}

function string(value: string): StringValue {
  return { kind: "string", value };
}

/** Values as plain JavaScript, unknowns as `<symbol>`. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case "null":
      return null;
    case "unknown":
      return `<${value.symbol}>`;
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : `<${part.symbol}>`)).join("");
    case "list":
      return [...value.elements.map(plain), ...(value.rest === undefined ? [] : [`...<${value.rest.symbol}>`])];
    case "map":
      return {
        ...Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)])),
        ...(value.rest === undefined ? {} : { "...": `<${value.rest.symbol}>` }),
      };
    default:
      return value.value;
  }
}

function read(from: StringValue | TextValue): unknown {
  const result = parseJsonText(from);
  return result.ok ? plain(result.value) : `error: ${result.message}`;
}

describe("JSON text", () => {
  test("reads what JSON is", () => {
    const json = ' {"a": [1, -2, true, null, "x\\n\\u0041"], "b": {}, "c": []} ';
    expect(read(string(json))).toEqual({ a: [1, -2, true, null, "x\nA"], b: {}, c: [] });
  });

  test.each([
    ["", "the text ends where a JSON value was expected"],
    ["[1,]", 'found "]" where a JSON value was expected'],
    ['{"a" 1}', 'found "1" where ":" was expected after the key'],
    ["{a: 1}", 'found "a" where a key in double quotes was expected'],
    ["[1] x", 'found "x" after the end of the JSON value'],
    ['"abc', "the string is not closed"],
    ['"a\tb"', "a line break or control character stands in a string"],
    ["01", 'found "1" after the end of the JSON value'],
    ["[1 /* one */]", 'found "/" where "," or "]" was expected'],
    ["1e999999", "the number is too large"],
    ["[".repeat(1000), "nested deeper than 400 levels"],
  ])("refuses %j", (json, message) => {
    expect(read(string(json))).toBe(`error: ${message}`);
  });

  test("the last of equal keys counts", () => {
    expect(read(string('{"a": 1, "a": 2}'))).toEqual({ a: 2 });
  });

  test("a hole is a value, a part of a string, or any number of elements", () => {
    const json = text(
      '{"port": ',
      hole("var.port"),
      ', "image": "',
      hole("var.repo"),
      ':1", "more": [1, ',
      hole("var.more", STRING),
      "]}",
    );
    expect(read(json)).toEqual({ port: "<var.port>", image: "<var.repo>:1", more: [1, "...<var.more>"] });
  });

  test("a hole may hold the comma beside it, and what stands before or behind that", () => {
    const more = hole("var.more", STRING);
    expect(read(text("[", more, ' {"a": 1}]'))).toEqual([{ a: 1 }, "...<var.more>"]);
    expect(read(text('[{"a": 1} ', more, ', {"b": 2}]'))).toEqual([{ a: 1 }, { b: 2 }, "...<var.more>"]);
    expect(read(text('{"a": 1', " ", more, ' "b": 2}'))).toEqual({ a: 1, b: 2, "...": "<var.more>" });
    expect(read(text('{"a": ', more, ' "b": 2}'))).toEqual({ a: "<var.more>", b: 2, "...": "<var.more>" });
    const wrong = 'error: found "{" where "," or "]" was expected';
    expect(read(text('[{"a": "', more, '"} {}]'))).toBe(wrong);
    expect(read(text("[", hole("var.port", NUMBER), " {}]"))).toBe(wrong);
  });

  test("behind a hole among the elements no place is known", () => {
    const result = parseJsonText(text("[1, ", hole("var.more", STRING), ", 2]"));
    expect(result).toMatchObject({ ok: true, value: { restFrom: 1 } });
    const last = parseJsonText(text("[1, ", hole("var.more", STRING), "]"));
    expect(last.ok && last.value).not.toHaveProperty("restFrom");
  });

  test("a hole whose type is a number is one element", () => {
    expect(read(text("[", hole("var.port", NUMBER), "]"))).toEqual(["<var.port>"]);
  });

  test("a string that is only a hole is that unknown as a string", () => {
    const result = parseJsonText(text('["', hole("var.name"), '"]'));
    const element = result.ok && result.value.kind === "list" ? result.value.elements[0] : undefined;
    expect(element).toMatchObject({ kind: "unknown", symbol: "var.name", type: STRING });
  });

  test("where alternatives decide the structure, the value is one of several", () => {
    const choice = hole("c", STRING, [string(', "b": 2'), string("")]);
    const result = parseJsonText(text('{"a": 1', choice, "}"));
    const alternatives = result.ok && result.value.kind === "unknown" ? result.value.oneOf : undefined;
    expect(alternatives?.map(plain)).toEqual([{ a: 1, b: 2 }, { a: 1 }]);
  });

  test("alternatives of a bare hole are read as JSON", () => {
    const result = parseJsonText(text('{"cpu": ', hole("c", STRING, [string("256"), string("512")]), "}"));
    const cpu = result.ok && result.value.kind === "map" ? result.value.entries.get("cpu") : undefined;
    expect(cpu?.kind === "unknown" ? cpu.oneOf?.map(plain) : undefined).toEqual([256, 512]);
  });

  test("what jsonencode was given comes back with its origins", () => {
    const file = new SourceFile("main.tf", "8080");
    const origin = { kind: "literal", span: { file, start: 0, end: 4 } } as const;
    const port: Value = { kind: "number", value: 8080, origin };
    const encodes: Value = { kind: "list", shape: "set", elementType: NUMBER, elements: [port] };
    const result = parseJsonText({ kind: "string", value: "[8080]", runs: [{ length: 6, encodes }] });
    expect(result).toEqual({ ok: true, mayFail: false, value: { kind: "list", shape: "tuple", elements: [port] } });
  });

  test("what jsonencode was given is found inside other text", () => {
    const encodes: Value = { kind: "number", value: 1 };
    const runs = [{ length: 1 }, { length: 1, encodes }, { length: 1 }];
    const result = parseJsonText({ kind: "string", value: "[1]", runs });
    expect(result).toMatchObject({ ok: true, value: { elements: [{ kind: "number", value: 1 }] } });
  });

  test("values know where they stand", () => {
    const file = new SourceFile("task.json", '[{"hostPort": 8080, "name": "web"}]');
    const origin = { kind: "literal", span: { file, start: 0, end: file.text.length } } as const;
    const result = parseJsonText({ kind: "string", value: file.text, origin });
    const container = result.ok && result.value.kind === "list" ? result.value.elements[0] : undefined;
    if (container?.kind !== "map") throw new Error("no object");
    const places = ["hostPort", "name"].map((key) => textOf(container.entries.get(key)!.origin!.span));
    expect(places).toEqual(["8080", '"web"']);
    expect(textOf(container.keySpans!.get("hostPort")!)).toBe('"hostPort"');
  });
});

/** The JSON of `evaluate`: Terraform's plan shape, with what is unknown masked and what is partly known in pieces. */
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { DYNAMIC, STRING, type UnknownValue, type Value } from "../../src/base/value.ts";
import type { Resource, ResourceBody } from "../../src/evaluate/resource.ts";
import { renderEvaluated, splitAddress } from "../../src/report/evaluated/resources.ts";

const span = { file: new SourceFile("main.tf", ""), start: 0, end: 0 };
const unknown: UnknownValue = {
  kind: "unknown",
  type: STRING,
  cause: { kind: "input", text: "var.x has no value" },
  symbol: "var.x",
};
const text = (value: string): Value => ({ kind: "string", value });
const list = (...elements: readonly Value[]): Value => ({ kind: "list", shape: "tuple", elements });
const object = (entries: Readonly<Record<string, Value>>): Value => ({
  kind: "map",
  shape: "object",
  entries: new Map(Object.entries(entries)),
});

function body(attributes: Readonly<Record<string, Value>>, more: Partial<ResourceBody> = {}): ResourceBody {
  const all = Object.entries(attributes).map(([name, value]) => [name, { value, nameSpan: span, span }] as const);
  return { attributes: new Map(all), blocks: [], furtherBlocks: new Map(), ...more };
}

function evaluated(address: string, of: ResourceBody): ReturnType<typeof JSON.parse> {
  const resource: Resource = {
    dialect: "terraform",
    root: ".",
    address,
    mode: "managed",
    type: "aws_lb",
    body: of,
    exists: true,
    repeated: false,
    span,
    scope: "",
  };
  const world = { when: [], resources: [resource], links: [], assumptions: [] };
  return JSON.parse(renderEvaluated({ id: ".", path: ".", kind: "terraform" }, [world]));
}

describe("values", () => {
  test("known ones are whole", () => {
    const { resource_changes } = evaluated(
      "aws_lb.a",
      body({ name: text("web"), ports: list(text("80")), none: { kind: "null", type: DYNAMIC } }),
    );
    expect(resource_changes[0].change).toEqual({
      after: { name: "web", ports: ["80"], none: null },
      after_unknown: { ports: [false] },
    });
  });

  test("unknown ones are left out of objects, null in lists, and true in the mask", () => {
    const { resource_changes } = evaluated(
      "aws_lb.a",
      body({ id: unknown, tags: object({ a: text("1"), b: unknown }), l: list(text("x"), unknown) }),
    );
    expect(resource_changes[0].change).toEqual({
      after: { tags: { a: "1" }, l: ["x", null] },
      after_unknown: { id: true, tags: { b: true }, l: [false, true] },
    });
  });

  test("partly known strings are unknown to Terraform, and told in pieces beside", () => {
    const name: Value = { kind: "text", parts: ["web-", unknown] };
    const [change] = evaluated("aws_lb.a", body({ name, deep: list(object({ n: name })) })).resource_changes;
    expect(change.change.after).toEqual({ deep: [{}] });
    expect(change.partial).toEqual({
      name: ["web-", { unknown: "var.x" }],
      "deep[0].n": ["web-", { unknown: "var.x" }],
    });
  });

  test("large and fine numbers keep their digits", () => {
    const large: Value = { kind: "number", value: { mantissa: 9007199254740993n, exponent: 0 } };
    const resource = body({ n: large });
    const world = {
      when: [],
      resources: [
        {
          dialect: "terraform",
          root: ".",
          address: "x.y",
          mode: "managed",
          type: "x",
          body: resource,
          exists: true,
          repeated: false,
          span,
          scope: "",
        } as const,
      ],
      links: [],
      assumptions: [],
    };
    expect(renderEvaluated({ id: ".", path: ".", kind: "terraform" }, [world])).toContain('"n": 9007199254740993');
  });

  test("sensitive ones are never printed", () => {
    const { resource_changes } = evaluated(
      "aws_lb.a",
      body({ password: { kind: "string", value: "secret", sensitive: true } }),
    );
    expect(resource_changes[0].change).toEqual({ after: {}, after_unknown: { password: true } });
  });
});

describe("blocks", () => {
  const block = { type: "ingress", labels: [], body: body({ port: text("80") }), exists: true, span } as const;

  test("are lists under their type", () => {
    const { resource_changes } = evaluated("aws_lb.a", body({}, { blocks: [block, block] }));
    expect(resource_changes[0].change.after).toEqual({ ingress: [{ port: "80" }, { port: "80" }] });
  });

  test("are unknown as a whole where more of them may exist", () => {
    const { resource_changes } = evaluated(
      "aws_lb.a",
      body({}, { blocks: [block], furtherBlocks: new Map([["ingress", unknown]]) }),
    );
    expect(resource_changes[0].change).toEqual({ after: {}, after_unknown: { ingress: true } });
  });
});

describe("addresses", () => {
  test("become modules, names and instance keys", () => {
    expect(splitAddress('module.a["x.y"].module.b[2].data.aws_lb.main["k]"]')).toEqual({
      modules: ['module.a["x.y"]', "module.b[2]"],
      name: "main",
      index: "k]",
    });
    const keys = ['a\\n\\"b\\\\', "\\u202e\\U0001f600", "$${x}%%{y}", "\u0001\\q\\U11111111"];
    expect(keys.map((key) => splitAddress(`aws_lb.main["${key}"]`).index)).toEqual([
      'a\n"b\\',
      "\u202e\u{1f600}",
      "${x}%{y}",
      "\u0001qU11111111",
    ]);
    expect(splitAddress("aws_lb.main")).toEqual({ modules: [], name: "main", index: undefined });
    const open = ['"${var.a["k"]}-b.]"', "merge({a=var.b[0]},var.c).d[0]", "var.a", '"$${x}-${var.b}"'];
    expect(open.map((key) => splitAddress(`module.a[${key}].aws_lb.main[${key}]`))).toEqual(
      open.map((key) => ({ modules: [`module.a[${key}]`], name: "main", index: key })),
    );
  });

  test("place resources in the tree of modules", () => {
    const { planned_values } = evaluated("module.a.module.b[0].aws_lb.main[1]", body({}));
    const [outer] = planned_values.root_module.child_modules;
    expect(outer.address).toBe("module.a");
    expect(outer.child_modules[0]).toEqual({
      address: "module.a.module.b[0]",
      resources: [
        {
          address: "module.a.module.b[0].aws_lb.main[1]",
          mode: "managed",
          type: "aws_lb",
          name: "main",
          index: 1,
          values: {},
        },
      ],
    });
  });
});

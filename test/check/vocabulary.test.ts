/** The schema of rules and the matcher speak of the same entities, properties and values. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { properties } from "../../src/check/properties.ts";
import type { EntityKind } from "../../src/check/rule.ts";

interface SchemaNode {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

const schema: SchemaNode = JSON.parse(readFileSync(new URL("../../schemas/rule.schema.json", import.meta.url), "utf8"));
const kinds = Object.keys(schema.definitions!.selection!.properties!) as EntityKind[];

function resolve(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const path = node.$ref.split("/").slice(1);
  return resolve(path.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], schema) as SchemaNode);
}

function values(node: SchemaNode): readonly string[] {
  const known = resolve(node);
  return known.enum ?? (known.oneOf === undefined ? [] : values(known.oneOf[0]!));
}

describe.each(kinds)("%s", (kind) => {
  const described = Object.entries(schema.definitions![kind]!.properties!).filter(
    ([name]) => !["not", "anyOf", "proven"].includes(name),
  );
  test("has the same properties", () => {
    expect(described.map(([name]) => name).sort()).toEqual(Object.keys(properties(kind)).sort());
  });
  test("has the connectives over itself", () => {
    const { not, proven, anyOf } = schema.definitions![kind]!.properties!;
    expect([not?.$ref, proven?.$ref, (anyOf as { items?: SchemaNode }).items?.$ref]).toEqual(
      Array(3).fill(`#/definitions/${kind}`),
    );
  });
  test.each(described)("%s takes the same conditions", (name, node) => {
    const property = properties(kind)[name]!;
    switch (property.type) {
      case "choice":
        return expect([...values(node)].sort()).toEqual([...property.of].sort());
      case "flag":
        return expect(node.$ref).toBe("#/definitions/flag");
      case "number":
        return expect(node.$ref).toBe("#/definitions/number");
      case "ports":
        return expect(node.$ref).toBe("#/definitions/portRelations");
      case "addresses":
        return expect(node.$ref).toBe("#/definitions/addressRelations");
      case "one":
        return expect(node.$ref).toBe(`#/definitions/${property.kind}`);
      case "many":
        return expect(Object.values(resolve(node).properties!).map(({ $ref }) => $ref)).toEqual(
          Array(3).fill(`#/definitions/${property.kind}`),
        );
    }
  });
});

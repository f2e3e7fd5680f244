/** Types as an index writes them, in the JSON that Terraform has for its own: `"string"`, `["list", "string"]`, `["object", {"a": "number"}]`. */
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from "../base/value.ts";
import type { LocatedNode } from "../parse/located.ts";
import { expectedAt, type Shape } from "../parse/shape.ts";

const SIMPLE: ReadonlyMap<string, Type> = new Map([
  ["bool", BOOL],
  ["dynamic", DYNAMIC],
  ["number", NUMBER],
  ["string", STRING],
]);

export function writtenType(type: Type): unknown {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return [type.kind, writtenType(type.element)];
    case "tuple":
      return ["tuple", type.elements.map(writtenType)];
    case "object":
      return ["object", Object.fromEntries([...type.attributes].map(([name, one]) => [name, writtenType(one.type)]))];
    default:
      return type.kind;
  }
}

export const TYPE: Shape<Type> = {
  schema: { $ref: "#/definitions/type" },
  read: (node, tell) => {
    const type = typeAt(node);
    if (type === undefined) tell(expectedAt(node, 'a type, such as "string" or ["list", "string"]'));
    return type;
  },
};

export const TYPE_DEFINITION = {
  description: "A type as Terraform writes it in JSON.",
  oneOf: [
    { enum: [...SIMPLE.keys()] },
    ...(["list", "set", "map"] as const).map((kind) => pair(kind, TYPE.schema)),
    pair("tuple", { type: "array", items: TYPE.schema }),
    pair("object", { type: "object", additionalProperties: TYPE.schema }),
  ],
};

function pair(kind: string, of: unknown): unknown {
  return { type: "array", items: [{ const: kind }, of], minItems: 2, maxItems: 2 };
}

function typeAt(node: LocatedNode): Type | undefined {
  if (node.kind === "scalar") return typeof node.value === "string" ? SIMPLE.get(node.value) : undefined;
  const [kind, of, more] = node.kind === "sequence" ? node.elements : [];
  if (kind?.kind !== "scalar" || of === undefined || more !== undefined) return undefined;
  switch (kind.value) {
    case "list":
    case "set":
    case "map": {
      const element = typeAt(of);
      return element && { kind: kind.value, element };
    }
    case "tuple": {
      const elements = of.kind === "sequence" ? of.elements.map(typeAt) : [undefined];
      return elements.every((one) => one !== undefined) ? { kind: "tuple", elements } : undefined;
    }
    case "object": {
      const types = of.kind === "mapping" ? of.entries.map(({ key, value }) => [key.text, typeAt(value)] as const) : [];
      const attributes = new Map(
        types.flatMap(([name, type]) => (type === undefined ? [] : [[name, { type, optional: false }] as const])),
      );
      return of.kind === "mapping" && attributes.size === types.length ? { kind: "object", attributes } : undefined;
    }
    default:
      return undefined;
  }
}

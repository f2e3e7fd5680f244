/** Types as they are told to whoever fills in a value: in words, and for programs. */
import type { Type } from "../../base/value.ts";

/** Deeper inside, and where a line would be longer, dots stand for what is in a value. */
const MOST_DEEP = 3;
const LONGEST = 200;

/** How a value of the type is written in YAML: `[{ port: a number, name: a text or null }, …]`. */
export function shapeText(type: Type): string {
  const all = Array.from({ length: MOST_DEEP + 1 }, (_, at) => shapeTo(MOST_DEEP - at, type));
  return all.find((text) => text.length <= LONGEST) ?? shapeTo(0, type);
}

function shapeTo(depth: number, type: Type): string {
  const inside = (inner: Type): string => shapeTo(depth - 1, inner);
  switch (type.kind) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "bool":
      return "true or false";
    case "dynamic":
      return "a value";
    case "list":
    case "set":
      return depth === 0 || type.element.kind === "dynamic" ? "[…]" : `[${inside(type.element)}, …]`;
    case "map":
      return depth === 0 ? "{ … }" : `{ KEY: ${inside(type.element)}, … }`;
    case "tuple":
      return depth === 0 ? "[…]" : `[${type.elements.map(inside).join(", ")}]`;
    case "object": {
      if (depth === 0) return "{ … }";
      const parts = [...type.attributes].map(
        ([name, one]) => `${name}: ${inside(one.type)}${one.optional ? " or null" : ""}`,
      );
      return `{ ${parts.join(", ")} }`;
    }
  }
}

/** As Terraform's JSON has types: `["list", "string"]`, `["object", { "port": "number" }, ["port"]]` with what is optional. */
export function typeJson(type: Type): unknown {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return [type.kind, typeJson(type.element)];
    case "tuple":
      return [type.kind, type.elements.map(typeJson)];
    case "object": {
      const optional = [...type.attributes].flatMap(([name, one]) => (one.optional ? [name] : []));
      const attributes = Object.fromEntries([...type.attributes].map(([name, one]) => [name, typeJson(one.type)]));
      return [type.kind, attributes, ...(optional.length === 0 ? [] : [optional])];
    }
    default:
      return type.kind;
  }
}

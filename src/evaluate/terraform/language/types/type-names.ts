/** Types into the words and expressions that stand for them in messages and in the answer of `type`. */
import type { Type } from "../../../../base/type.ts";

/** As messages call a type: `list of string`, `object`. */
export function friendlyName(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind} of ${friendlyName(type.element)}`;
    default:
      return type.kind;
  }
}

/** As messages call what is asked for: `any type`, `list of any single type`. */
export function constraintName(type: Type): string {
  switch (type.kind) {
    case "dynamic":
      return "any type";
    case "list":
    case "set":
    case "map":
      return `${type.kind} of ${type.element.kind === "dynamic" ? "any single type" : constraintName(type.element)}`;
    default:
      return type.kind;
  }
}

/** As `type` of the console prints it, on one line: `list(string)`, `object({a: number})`; `dynamic` for what is not known. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${typeText(type.element)})`;
    case "tuple":
      return `tuple([${type.elements.map(typeText).join(", ")}])`;
    case "object": {
      const names = [...type.attributes.keys()].sort();
      const inner = names.map((name) => `${name}: ${typeText(type.attributes.get(name)!.type)}`);
      return `object({${inner.join(", ")}})`;
    }
    default:
      return type.kind;
  }
}

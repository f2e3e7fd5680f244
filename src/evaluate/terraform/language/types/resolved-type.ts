/** The type that a value has and the one that is asked for into the type that the converted value has. */
import { DYNAMIC, type Type } from "../../../../base/type.ts";
import { objectType, tupleType } from "./type-relations.ts";
import { unify } from "./unify.ts";

/** What is asked for, with the value's own type wherever anything will do. */
export function resolved(from: Type, to: Type): Type {
  if (from.kind === "dynamic") return to;
  switch (to.kind) {
    case "dynamic":
      return from;
    case "map":
      if (from.kind === "map") return { kind: "map", element: resolved(from.element, to.element) };
      if (from.kind === "object") {
        const inner = unify([...from.attributes.values()].map((attribute) => attribute.type));
        return { kind: "map", element: resolved(inner ?? DYNAMIC, to.element) };
      }
      return to;
    case "list":
    case "set":
      if (from.kind === "list" || from.kind === "set")
        return { kind: to.kind, element: resolved(from.element, to.element) };
      if (from.kind === "tuple")
        return { kind: to.kind, element: resolved(unify(from.elements) ?? DYNAMIC, to.element) };
      return to;
    case "object":
      return objectType(
        [...to.attributes].map(([name, attribute]) => {
          const given =
            from.kind === "object" ? from.attributes.get(name)?.type : from.kind === "map" ? from.element : undefined;
          return [name, given === undefined ? attribute.type : resolved(given, attribute.type)];
        }),
      );
    case "tuple":
      return tupleType(
        to.elements.map((type, at) => resolved(from.kind === "tuple" ? (from.elements[at] ?? DYNAMIC) : DYNAMIC, type)),
      );
    default:
      return to;
  }
}

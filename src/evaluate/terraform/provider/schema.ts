/** A resource type and an attribute's name into what the provider's schema says of it. */
import { remembered, underKey } from "../../../base/collections.ts";
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from "../../../base/value.ts";
import type { AttributeSchema } from "../instances/resource-instance.ts";
import { objectType } from "../language/types/values.ts";
import { elementTypeOf } from "../language/unknowns.ts";
import { DATA_ATTRIBUTES, RESOURCE_ATTRIBUTES } from "./schemas.generated.ts";

const parsed = new Map<string, ReadonlyMap<string, AttributeSchema>>();

/**
 * Undefined where the type is not among those known here, or has no such attribute in any version of the provider. `name` may be of
 * nested blocks, `network_configuration.subnets`, where it is a collection.
 */
export function attributeSchema(mode: "managed" | "data", type: string, name: string): AttributeSchema | undefined {
  const text = schemaOf(mode, type);
  if (text === undefined) return undefined;
  return remembered(parsed, `${mode} ${type}`, () => new Map(text.split(" ").map(readAttribute))).get(name);
}

/** Whether the type is among those known here. */
export function hasSchema(mode: "managed" | "data", type: string): boolean {
  return schemaOf(mode, type) !== undefined;
}

function schemaOf(mode: "managed" | "data", type: string): string | undefined {
  return underKey<string>(mode === "data" ? DATA_ATTRIBUTES : RESOURCE_ATTRIBUTES, type);
}

/** The type of what stands at a path inside a resource; of nested blocks only collections are known here. */
export function typeAt(mode: "managed" | "data", type: string, path: readonly (string | number)[]): Type | undefined {
  let found: Type | undefined;
  const blocks: string[] = [];
  for (const step of path) {
    if (found !== undefined) found = elementTypeOf(found, String(step));
    else if (typeof step === "string") {
      blocks.push(step);
      found = attributeSchema(mode, type, blocks.join("."))?.type;
    }
  }
  return found;
}

function readAttribute(text: string): readonly [string, AttributeSchema] {
  const computed = text.endsWith("?");
  const colon = text.indexOf(":");
  const code = text.slice(colon + 1, computed ? -1 : undefined);
  return [text.slice(0, colon), { type: typeFrom(code)[0], computed }];
}

const SCALARS: Readonly<Record<string, Type>> = { s: STRING, n: NUMBER, b: BOOL };
const COLLECTIONS: Readonly<Record<string, "list" | "set" | "map">> = { L: "list", S: "set", M: "map" };

/** The type that a code begins with, and what stands behind it. */
function typeFrom(code: string): readonly [type: Type, behind: string] {
  const kind = COLLECTIONS[code[0]!];
  if (kind !== undefined) {
    const [element, behind] = typeFrom(code.slice(1));
    return [{ kind, element }, behind];
  }
  if (code[0] !== "{") return [SCALARS[code[0]!] ?? DYNAMIC, code.slice(1)];
  const attributes: [string, Type][] = [];
  let rest = code.slice(1);
  while (!rest.startsWith("}")) {
    const equals = rest.indexOf("=");
    const [type, behind] = typeFrom(rest.slice(equals + 1));
    attributes.push([rest.slice(0, equals), type]);
    rest = behind.replace(/^,/, "");
  }
  return [objectType(attributes), rest.slice(1)];
}

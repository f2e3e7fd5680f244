/** A resource type and an attribute's name into what the provider's schema says of it. */
import { remembered } from "../../../base/collections.ts";
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from "../../../base/value.ts";
import type { AttributeSchema } from "../instances/resource-instance.ts";
import { DATA_ATTRIBUTES, RESOURCE_ATTRIBUTES } from "./schemas.generated.ts";

const parsed = new Map<string, ReadonlyMap<string, AttributeSchema>>();

/**
 * Undefined where the type is not among those known here, or has no such attribute in any version of the provider. `name` may be of
 * nested blocks, `network_configuration.subnets`, where it is a collection.
 */
export function attributeSchema(mode: "managed" | "data", type: string, name: string): AttributeSchema | undefined {
  return schemaOf(mode, type)?.get(name);
}

/** The type of what stands at a path inside a resource; of nested blocks only collections are known here. */
export function typeAt(mode: "managed" | "data", type: string, path: readonly (string | number)[]): Type | undefined {
  let found: Type | undefined;
  const blocks: string[] = [];
  for (const step of path) {
    if (found !== undefined) found = partType(found, step);
    else if (typeof step === "string") {
      blocks.push(step);
      found = attributeSchema(mode, type, blocks.join("."))?.type;
    }
  }
  return found;
}

function partType(whole: Type, step: string | number): Type | undefined {
  if (whole.kind === "list" || whole.kind === "set" || whole.kind === "map") return whole.element;
  return whole.kind === "object" && typeof step === "string" ? whole.attributes.get(step)?.type : undefined;
}

/** All attributes of a resource type; undefined where the type is not among those known here. */
function schemaOf(mode: "managed" | "data", type: string): ReadonlyMap<string, AttributeSchema> | undefined {
  const text = (mode === "data" ? DATA_ATTRIBUTES : RESOURCE_ATTRIBUTES)[type];
  if (text === undefined) return undefined;
  return remembered(parsed, `${mode} ${type}`, () => new Map(text.split(" ").map(readAttribute)));
}

function readAttribute(text: string): readonly [string, AttributeSchema] {
  const computed = text.endsWith("?");
  const colon = text.indexOf(":");
  const code = text.slice(colon + 1, computed ? -1 : undefined);
  return [text.slice(0, colon), { type: readType(code), computed }];
}

const SCALARS: Readonly<Record<string, Type>> = { s: STRING, n: NUMBER, b: BOOL };
const COLLECTIONS: Readonly<Record<string, "list" | "set" | "map">> = { L: "list", S: "set", M: "map" };

function readType(code: string): Type {
  const kind = COLLECTIONS[code[0]!];
  if (kind !== undefined) return { kind, element: readType(code.slice(1)) };
  if (code[0] !== "{") return SCALARS[code] ?? DYNAMIC;
  const attributes = splitFields(code.slice(1, -1)).map((field) => {
    const equals = field.indexOf("=");
    return [field.slice(0, equals), { type: readType(field.slice(equals + 1)), optional: false }] as const;
  });
  return { kind: "object", attributes: new Map(attributes) };
}

/** At the commas that are not inside braces. */
function splitFields(text: string): readonly string[] {
  const fields: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === "{") depth++;
    else if (character === "}") depth--;
    else if (depth === 0 && (character === "," || at === text.length)) {
      if (at > start) fields.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return fields;
}

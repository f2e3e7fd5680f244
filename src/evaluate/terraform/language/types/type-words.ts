/** Types and strings into the words that stand for them in messages, and why one type is not another. */
import { DYNAMIC, type Type } from "../../../../base/value.ts";
import { fits } from "./unify.ts";
import { type CollectionType, hasDynamic, isCollection, isPrimitive, type ObjectType } from "./values.ts";

/** As messages call a type: `list of string`, `object`. */
export function friendlyName(type: Type): string {
  return isCollection(type) ? `${type.kind} of ${friendlyName(type.element)}` : type.kind;
}

/** As messages call what is asked for: `any type`, `list of any single type`. */
export function constraintName(type: Type, any = "any type"): string {
  if (type.kind === "dynamic") return any;
  return isCollection(type) ? `${type.kind} of ${constraintName(type.element, "any single type")}` : type.kind;
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

/** Why a value of the one type cannot be converted to the other, in Terraform's words. */
export function mismatch(got: Type, want: Type): string {
  if (got.kind === "object" && want.kind === "object") return objectMismatch(got, want);
  if (isCollection(want) && want.element.kind === "dynamic") {
    if (got.kind === "tuple" && want.kind !== "map") return `all ${want.kind} elements must have the same type`;
    if (got.kind === "object" && want.kind === "map") return "all map elements must have the same type";
  }
  if (isCollection(want) && (got.kind === "tuple" || got.kind === "object")) return structuralMismatch(got, want);
  if (isCollection(got) && isCollection(want)) {
    const fits = want.kind === "map" ? got.kind === "map" : got.kind !== "map";
    if (!fits) return `${constraintName(want)} required`;
    return `incorrect ${want.kind} element type: ${mismatch(got.element, want.element)}`;
  }
  if (!confusable(got, want)) return `${friendlyName(want)} required, but have ${friendlyName(got)}`;
  return `${constraintName(want)} required`;
}

function structuralMismatch(got: Extract<Type, { kind: "tuple" | "object" }>, want: CollectionType): string {
  if ((want.kind === "map") !== (got.kind === "object")) return `${constraintName(want)} required`;
  const parts: readonly (readonly [string, Type])[] =
    got.kind === "tuple"
      ? got.elements.map((type, at) => [String(at), type])
      : [...got.attributes].map(([name, attribute]) => [quote(name), attribute.type]);
  for (const [name, type] of parts) {
    if (!fits(type, want.element, "unsafe")) return `element ${name}: ${mismatch(type, want.element)}`;
  }
  return `all elements must be ${constraintName(want.element)}`;
}

function objectMismatch(got: ObjectType, want: ObjectType): string {
  const missing = [...want.attributes]
    .filter(([name, one]) => !one.optional && !got.attributes.has(name))
    .map(([name]) => quote(name))
    .sort();
  if (missing.length === 1) return `attribute ${missing[0]} is required`;
  if (missing.length === 2) return `attributes ${missing[0]} and ${missing[1]} are required`;
  if (missing.length > 2) return `attributes ${missing.slice(0, -1).join(", ")}, and ${missing.at(-1)} are required`;
  for (const safety of ["unsafe", "safe"] as const) {
    for (const [name, wanted] of want.attributes) {
      const type = got.attributes.get(name)?.type ?? DYNAMIC;
      if (got.attributes.has(name) && !fits(type, wanted.type, safety))
        return `attribute ${quote(name)}: ${mismatch(type, wanted.type)}`;
    }
  }
  return "incorrect object attributes";
}

/** Whether the names of the two types alone would puzzle a reader more than they help. */
function confusable(got: Type, want: Type): boolean {
  if (isPrimitive(got) !== isPrimitive(want) || want.kind === "string") return false;
  if ((want.kind === "bool" && got.kind === "number") || (want.kind === "number" && got.kind === "bool")) return false;
  if (isCollection(got) && isCollection(want) && !hasDynamic(got.element) && hasDynamic(want.element)) return false;
  return !(got.kind === "tuple" && want.kind === "object");
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

export function quote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += NAMED.get(character) ?? visible(character);
  return `${quoted}"`;
}

function visible(character: string): string {
  if (character === " " || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

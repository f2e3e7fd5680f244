/** Base64 and ToJsonString: from values to their encoded text. */
import type { Origin } from "../../../../base/origin.ts";
import { STRING } from "../../../../base/type.ts";
import type { UnknownValue, Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { concatenate, derived, piecesOf, textOfValue } from "../../values.ts";
import type { Context } from "../context.ts";
import { mistake, wrong } from "./arguments.ts";

/** The text itself stays readable as `plain`, also where its holes make the base64 unknown. */
export function base64(argument: LocatedNode, context: Context, origin: Origin): Value {
  const plain = context.evaluate(argument, context);
  const text = textOfValue(plain);
  if (text !== undefined) return { kind: "string", value: encode(text), origin, plain };
  if (piecesOf(plain) !== undefined) return { ...derived("base64", [plain], STRING, origin), plain };
  mistake(context, argument, "Fn::Base64 takes a text");
  return wrong("Fn::Base64", origin);
}

function encode(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** With `AWS::LanguageExtensions`: a mapping or list as JSON text. */
export function toJsonString(argument: LocatedNode, context: Context, origin: Origin): Value {
  const value = context.evaluate(argument, context);
  if (value.kind === "unknown") return derived("toJson", [value], STRING, origin);
  const pieces: (string | UnknownValue)[] = [];
  return writeJson(value, pieces) ? concatenate(pieces, origin) : derived("toJson", [value], STRING, origin);
}

/** False where a collection has a part of unknown length. */
function writeJson(value: Value, into: (string | UnknownValue)[]): boolean {
  switch (value.kind) {
    case "null":
      into.push("null");
      return true;
    case "string":
      into.push(JSON.stringify(value.value));
      return true;
    case "bool":
    case "number":
      into.push(textOfValue(value) ?? "null");
      return true;
    case "unknown":
      into.push('"', value, '"');
      return value.type.kind === "string" || value.type.kind === "dynamic";
    case "text":
      into.push(
        '"',
        ...value.parts.map((part) => (typeof part === "string" ? JSON.stringify(part).slice(1, -1) : part)),
        '"',
      );
      return true;
    case "list":
    case "map": {
      const entries: readonly (readonly [string | undefined, Value])[] =
        value.kind === "list" ? value.elements.map((element) => [undefined, element] as const) : [...value.entries];
      into.push(value.kind === "list" ? "[" : "{");
      for (const [index, [key, entry]] of entries.entries()) {
        into.push(`${index === 0 ? "" : ","}${key === undefined ? "" : `${JSON.stringify(key)}:`}`);
        if (!writeJson(entry, into)) return false;
      }
      into.push(value.kind === "list" ? "]" : "}");
      return value.rest === undefined;
    }
  }
}

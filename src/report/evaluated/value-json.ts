/** Values, bodies and answers of `reachlint console` → JSON as Terraform writes a plan: what is known, and beside it a mask of what is not. */
import { infinity } from "../../base/big-float.ts";
import { groupBy } from "../../base/collections.ts";
import { numberText } from "../../base/number-text.ts";
import type { TextValue, Value } from "../../base/value.ts";
import type { ResourceBody } from "../../evaluate/resource.ts";
import { jsonString } from "../escape.ts";

/** A number keeps its own text, because it may be larger or finer than a double. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Json = string | boolean | null | JsonNumber | readonly Json[] | { readonly [key: string]: Json };

/** A value in three parts. */
export interface Parts {
  /** What is known of it: undefined where nothing is. Inside lists what is unknown is null, inside objects it is left out. */
  readonly known: Json | undefined;
  /** True where it is unknown; for collections a mask of the same shape; false (objects: left out) where it is known. */
  readonly unknown: Json;
  /** Strings that are partly known: path from here to pieces. */
  readonly partial: readonly (readonly [path: string, pieces: Json])[];
}

/** Sensitive values count as unknown: they are never printed. */
export function partsOfValue(value: Value): Parts {
  if (value.sensitive === true) return UNKNOWN;
  switch (value.kind) {
    case "null":
      return whole(null);
    case "bool":
    case "string":
      return whole(value.value);
    case "number":
      // JSON has no infinity: it is the text that it becomes inside a text.
      return whole(infinity(value.value) === 0 ? new JsonNumber(numberText(value)) : numberText(value));
    case "text":
      return { known: undefined, unknown: true, partial: [["", pieces(value)]] };
    case "unknown":
      return UNKNOWN;
    case "list":
      return value.rest === undefined ? partsOfList(value.elements.map(partsOfValue)) : UNKNOWN;
    case "map":
      if (value.rest !== undefined) return UNKNOWN;
      return partsOfObject([...value.entries].map(([key, entry]) => [key, partsOfValue(entry)]));
  }
}

/** Blocks appear as lists under their type. A type of which more blocks may exist is unknown as a whole. */
export function partsOfBody(body: ResourceBody): Parts {
  const blocks = groupBy(body.blocks, ({ type }) => type);
  const uncertain = body.blocks.filter(({ exists }) => exists !== true).map(({ type }) => type);
  const vague = new Set([...body.furtherBlocks.keys(), ...uncertain]);
  return partsOfObject([
    ...[...body.attributes].map(([name, { value }]): [string, Parts] => [name, partsOfValue(value)]),
    ...[...blocks]
      .filter(([type]) => !vague.has(type))
      .map(([type, alike]): [string, Parts] => [type, partsOfList(alike.map(({ body }) => partsOfBody(body)))]),
    ...[...vague].map((type): [string, Parts] => [type, UNKNOWN]),
  ]);
}

const UNKNOWN: Parts = { known: undefined, unknown: true, partial: [] };

function whole(known: Json): Parts {
  return { known, unknown: false, partial: [] };
}

function partsOfList(elements: readonly Parts[]): Parts {
  return {
    known: elements.map(({ known }) => known ?? null),
    unknown: elements.map(({ unknown }) => unknown),
    partial: elements.flatMap(({ partial }, at) => partial.map(([path, text]) => [`[${at}]${path}`, text] as const)),
  };
}

function partsOfObject(entries: readonly (readonly [string, Parts])[]): Parts {
  return {
    known: Object.fromEntries(entries.flatMap(([key, { known }]) => (known === undefined ? [] : [[key, known]]))),
    unknown: Object.fromEntries(entries.flatMap(([key, { unknown }]) => (unknown === false ? [] : [[key, unknown]]))),
    partial: entries.flatMap(([key, { partial }]) => partial.map(([path, text]) => [`.${key}${path}`, text] as const)),
  };
}

function pieces(text: TextValue): Json {
  return text.parts.map((part) => (typeof part === "string" ? part : { unknown: part.symbol }));
}

/** `errors` where there is no value. */
export type Answered = { readonly value: Value; readonly type: string } | { readonly errors: readonly string[] };

/**
 * A value has the form that `jsonencode` writes, and none where that fails; what is unknown inside is null, and `unknown` then true.
 */
export function renderAnswer(answer: Answered): string {
  if ("errors" in answer) return line({ ok: false, error: answer.errors.join(" ") });
  if (holdsInfinity(answer.value)) return line({ ok: false, error: "cannot serialize infinity as JSON." });
  const { known, unknown } = partsOfValue(answer.value);
  return line({
    ok: true,
    type: answer.type,
    ...(known === undefined ? {} : { value: known }),
    ...(holds(unknown) ? { unknown: true } : {}),
  });
}

function holdsInfinity(value: Value): boolean {
  if (value.sensitive === true) return false;
  if (value.kind === "number") return infinity(value.value) !== 0;
  if (value.kind === "list") return value.elements.some(holdsInfinity);
  return value.kind === "map" && [...value.entries.values()].some(holdsInfinity);
}

function holds(mask: Json): boolean {
  if (mask === true) return true;
  return typeof mask === "object" && mask !== null && Object.values(mask).some((part) => holds(part as Json));
}

/** JSON text with numbers as they are, indented by two. */
export function exactJson(json: Json): string {
  return written(json, "");
}

/** The same on one line, which it ends. */
function line(json: Json): string {
  return `${written(json, undefined)}\n`;
}

function written(json: Json, indent: string | undefined): string {
  if (json instanceof JsonNumber) return json.text;
  if (typeof json === "string") return jsonString(json);
  if (json === null || typeof json !== "object") return JSON.stringify(json);
  const inner = indent === undefined ? undefined : `${indent}  `;
  const [first, last] = Array.isArray(json) ? ["[", "]"] : ["{", "}"];
  const colon = indent === undefined ? ":" : ": ";
  const parts = Array.isArray(json)
    ? json.map((element: Json) => written(element, inner))
    : Object.entries(json).map(([key, entry]) => jsonString(key) + colon + written(entry as Json, inner));
  if (parts.length === 0) return first + last;
  if (inner === undefined) return first + parts.join(",") + last;
  return `${first}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${last}`;
}

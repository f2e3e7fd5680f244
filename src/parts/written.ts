/**
 * What is told of parts, in a line of JSON and back: in the form of devalue (https://github.com/sveltejs/devalue), which keeps maps, sets and what is
 * shared. A line may be anybody's: only plain objects, lists, maps, sets and large numbers are made of it.
 */
import { stringify, unflatten } from "devalue";
import type { JudgedPart } from "./part.ts";
import { isOfClass, passed } from "./transfer.ts";

export function written(value: unknown): string {
  return stringify(ofFields(value, new Map()));
}

/** A copy in which each object of a class is one of fields. Throws for an object of a class that is not known again. */
function ofFields(value: unknown, known: Map<object, object>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    known.set(value, copy);
    for (const one of value) copy.push(ofFields(one, known));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    known.set(value, copy);
    for (const [key, one] of value) copy.set(ofFields(key, known), ofFields(one, known));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    known.set(value, copy);
    for (const one of value) copy.add(ofFields(one, known));
    return copy;
  }
  if (!isPlain(value) && !isOfClass(value)) throw new TypeError(`a ${value.constructor.name} cannot be written`);
  const copy: Record<string, unknown> = {};
  known.set(value, copy);
  for (const [key, one] of Object.entries(value)) copy[key] = ofFields(one, known);
  return copy;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Undefined for what `written` does not make. */
export function readWritten(line: string): unknown {
  const flat = jsonOf(line);
  if (!Array.isArray(flat) || !flat.every(isWritten)) return undefined;
  try {
    return passed(unflatten(flat));
  } catch {
    return undefined;
  }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An entry of a flat value: a plain value, fields, a list, or one of few kinds by name. Holes in lists could make them as long as one likes. */
function isWritten(entry: unknown): boolean {
  if (!Array.isArray(entry)) return true;
  const [kind, ...rest] = entry;
  if (kind === "BigInt") return rest.length === 1 && typeof rest[0] === "string" && LARGE.test(rest[0]);
  return (kind === undefined || kind === "Map" || kind === "Set" || isPlace(kind)) && rest.every(isPlace);
}

/** Of another entry, or one of the names for what JSON lacks: undefined, not a number, infinite, minus zero. */
function isPlace(value: unknown): boolean {
  return isCount(value, 0, Number.MAX_SAFE_INTEGER) || SPECIAL.includes(value as number);
}

const SPECIAL = [-1, -3, -4, -5, -6];
const LARGE = /^-?[0-9]{1,5000}$/;

export function isCount(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of an object, by what they are. */
export type Form = Readonly<Record<string, "number" | "list" | "record">>;

const JUDGED: Form = {
  groups: "list",
  notEvaluated: "list",
  diagnostics: "list",
  documents: "number",
  names: "record",
  taken: "record",
  accepting: "list",
  rejected: "list",
};

export function isJudgedPart(value: unknown): value is JudgedPart {
  return hasFields(value, JUDGED) && hasFields(value.taken, { steps: "number", values: "number", judging: "number" });
}

export function hasFields(value: unknown, form: Form): value is Record<string, unknown> {
  return isRecord(value) && Object.entries(form).every(([name, kind]) => isOfKind(value[name], kind));
}

function isOfKind(value: unknown, kind: Form[string]): boolean {
  if (kind === "number") return isCount(value, 0, Number.MAX_SAFE_INTEGER);
  return kind === "list" ? Array.isArray(value) : isRecord(value);
}

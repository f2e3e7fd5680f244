/**
 * What workers tell each other, as it passes between threads and back: copied by the structured clone algorithm
 * (https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm), which keeps what is shared, maps and sets, and
 * loses of an object of a class all but its fields.
 */
import { SourceFile } from "../base/source-file.ts";
import { Proof } from "../reach/ways/proof.ts";

/** No field of anything that is told is called so. */
const CLASS = "\u0000class";

interface FieldsOfClass {
  readonly [CLASS]: "source-file" | "proof";
  readonly [field: string]: unknown;
}

/** A copy in which each object of a class is one of fields. Throws for what cannot pass: a function, or an object of a class that is not known here. */
export function toPass(value: unknown): unknown {
  return copied(value, new Map());
}

function copied(value: unknown, known: Map<object, object>): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError("a function cannot be passed on");
  if (typeof value !== "object" || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    known.set(value, copy);
    for (const one of value) copy.push(copied(one, known));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    known.set(value, copy);
    for (const [key, one] of value) copy.set(copied(key, known), copied(one, known));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    known.set(value, copy);
    for (const one of value) copy.add(copied(one, known));
    return copy;
  }
  const copy: Record<string, unknown> = {};
  known.set(value, copy);
  if (value instanceof SourceFile)
    return Object.assign(copy, {
      [CLASS]: "source-file",
      path: value.path,
      text: value.text,
      givesValues: value.givesValues,
      isElsewhere: value.isElsewhere,
    });
  if (value instanceof Proof) copy[CLASS] = "proof";
  else if (!isPlain(value)) throw new TypeError(`a ${value.constructor.name} cannot be passed on`);
  for (const [key, one] of Object.entries(value)) copy[key] = copied(one, known);
  return copy;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What was passed, with objects of their classes again; it is changed in place. */
export function passed<T>(value: unknown): T {
  return new Reviver().revive(value) as T;
}

class Reviver {
  readonly #seen = new Map<object, unknown>();

  revive(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (this.#seen.has(value)) return this.#seen.get(value);
    if (isOfClass(value) && value[CLASS] === "source-file") {
      const file = new SourceFile(
        value.path as string,
        value.text as string,
        value.givesValues === true,
        value.isElsewhere === true,
      );
      this.#seen.set(value, file);
      return file;
    }
    this.#seen.set(value, value);
    if (Array.isArray(value)) for (const [at, one] of value.entries()) value[at] = this.revive(one);
    else if (value instanceof Map) this.#entries(value);
    else if (value instanceof Set) this.#members(value);
    else this.#fields(value as Record<string, unknown>);
    return value;
  }

  #entries(map: Map<unknown, unknown>): void {
    const entries = [...map];
    map.clear();
    for (const [key, one] of entries) map.set(this.revive(key), this.revive(one));
  }

  #members(set: Set<unknown>): void {
    const members = [...set];
    set.clear();
    for (const one of members) set.add(this.revive(one));
  }

  #fields(object: Record<string, unknown>): void {
    if (isOfClass(object)) {
      Reflect.deleteProperty(object, CLASS);
      Object.setPrototypeOf(object, Proof.prototype);
    }
    for (const key of Object.keys(object)) {
      const one = object[key];
      if (typeof one === "object" && one !== null) object[key] = this.revive(one);
    }
  }
}

function isOfClass(value: object): value is FieldsOfClass {
  return Object.hasOwn(value, CLASS);
}

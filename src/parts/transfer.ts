/**
 * What workers tell each other, after it has passed between threads: copied by the structured clone algorithm
 * (https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm), which keeps what is shared, maps and sets, and
 * loses of an object of a class all but its fields, of which one names the class.
 */
import { CLASS } from "../base/passing.ts";
import { SourceFile } from "../base/source-file.ts";
import { Proof } from "../reach/ways/proof.ts";

interface FieldsOfClass {
  readonly [CLASS]: "source-file" | "proof";
  readonly [field: string]: unknown;
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
    if (isOfClass(object)) Object.setPrototypeOf(object, Proof.prototype);
    for (const key of Object.keys(object)) {
      const one = object[key];
      if (typeof one === "object" && one !== null) object[key] = this.revive(one);
    }
  }
}

export function isOfClass(value: object): value is FieldsOfClass {
  return Object.hasOwn(value, CLASS);
}

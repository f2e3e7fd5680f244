/** Values gathered one by one into a collection that answers quickly whether it holds an equal one. */
import type { Truth } from "../../../../base/truth.ts";
import type { Value } from "../../../../base/value.ts";
import { isWhollyKnown } from "../../../../values/known.ts";
import { equality } from "./equality.ts";
import { orderKey } from "./set-order.ts";

export class Members {
  /** Wholly known values that may be equal share a key. */
  readonly #known = new Map<string, Value[]>();
  readonly #open: Value[] = [];
  readonly #all: Value[] = [];

  constructor(values: Iterable<Value> = []) {
    for (const value of values) this.add(value);
  }

  add(value: Value): void {
    this.#all.push(value);
    if (!isWhollyKnown(value)) {
      this.#open.push(value);
      return;
    }
    const key = orderKey(value);
    const bucket = this.#known.get(key);
    if (bucket === undefined) this.#known.set(key, [value]);
    else bucket.push(value);
  }

  /** Whether one of the values equals this one. */
  contains(value: Value): Truth {
    const candidates = isWhollyKnown(value) ? [...(this.#known.get(orderKey(value)) ?? []), ...this.#open] : this.#all;
    let result: Truth = "false";
    for (const candidate of candidates) {
      const truth = equality(candidate, value);
      if (truth === "true") return truth;
      if (truth === "unknown") result = truth;
    }
    return result;
  }
}

/** Limits on the work for one root and on the size of values, so that no input makes evaluation hang. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";

/** Evaluated expression nodes per root. A large real root needs some hundred thousand. */
const MAX_STEPS = 4_000_000;
/** Nested expressions and references: each takes a few frames of the stack. */
const MAX_DEPTH = 600;
/** Resource and module instances per root. */
const MAX_INSTANCES = 10_000;

export class Budget {
  readonly #report: (diagnostic: Diagnostic) => void;
  #steps = 0;
  #depth = 0;
  #instances = 0;
  readonly #said = new Set<string>();

  constructor(report: (diagnostic: Diagnostic) => void) {
    this.#report = report;
  }

  /** Enters one nested expression; false where a limit is reached (then `leave` must not be called). */
  enter(span: Span): boolean {
    if (++this.#steps > MAX_STEPS)
      return this.#refuse("evaluation-steps", `more than ${MAX_STEPS} steps of evaluation`, span);
    if (this.#depth >= MAX_DEPTH)
      return this.#refuse("evaluation-depth", `expressions nested more than ${MAX_DEPTH} deep`, span);
    this.#depth++;
    return true;
  }

  /** Nothing more is evaluated: loops need not go on. */
  get exhausted(): boolean {
    return this.#steps > MAX_STEPS;
  }

  leave(): void {
    this.#depth--;
  }

  /** How many of `wanted` further instances may be made. */
  instances(wanted: number, span: Span): number {
    const allowed = Math.max(0, Math.min(wanted, MAX_INSTANCES - this.#instances));
    this.#instances += allowed;
    if (allowed < wanted) this.#refuse("too-many-instances", `more than ${MAX_INSTANCES} instances`, span);
    return allowed;
  }

  /** A value holds more than anyone writes. */
  tooLarge(span: Span): void {
    this.#refuse("value-size", "a value that is too large", span);
  }

  #refuse(code: string, what: string, span: Span): false {
    if (!this.#said.has(code)) {
      this.#said.add(code);
      this.#report({
        code,
        severity: "warning",
        message: `This root has ${what}: the rest is unknown.`,
        span,
        notAnalysed: true,
      });
    }
    return false;
  }
}

/** Scalars in one value; the largest real values have some ten thousand. */
export const MAX_WEIGHT = 1_000_000;

/** So many characters of a string weigh as much as a scalar: a string ends at 8 million of them. */
const CHARACTERS = 8;

const known = new WeakMap<Value, number>();

/** Scalars inside, shared ones counted each time they appear, long strings by their length. */
export function weightOf(value: Value): number {
  if (value.kind === "string") return 1 + value.value.length / CHARACTERS;
  if (value.kind === "text") {
    return value.parts.reduce(
      (sum, part) => sum + (typeof part === "string" ? part.length / CHARACTERS : weightOf(part)),
      1,
    );
  }
  if (value.kind !== "list" && value.kind !== "map" && value.kind !== "unknown") return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  let weight = 1;
  for (const child of childrenOf(value)) weight += weightOf(child);
  known.set(value, weight);
  return weight;
}

function childrenOf(value: Extract<Value, { kind: "list" | "map" | "unknown" }>): Iterable<Value> {
  if (value.kind === "unknown") return value.oneOf ?? [];
  const children = value.kind === "list" ? value.elements : [...value.entries.values()];
  return value.rest === undefined ? children : [...children, value.rest];
}

/** Limits on the work for one root and on the size of values, so that no input makes evaluation hang. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";

/**
 * Work is counted in steps of about a microsecond: one for each expression that is evaluated, and more for what a function or an
 * operator looks through or makes. A large real root takes some ten thousand.
 */
const MAX_STEPS = 1_000_000;
/** What all roots of a scan may take together, and how much more for each character of their source, for which real ones take 1.3 at most. */
const MAX_SCAN_STEPS = 2_000_000;
const STEPS_A_CHARACTER = 10;
/** Scalars (or eight times as many characters) that a function looks through in the time of a step. */
const WEIGHT_OF_A_STEP = 4;
/** Nested expressions and references: each takes a few frames of the stack. */
const MAX_DEPTH = 600;
/** Resource and module instances per root. */
const MAX_INSTANCES = 10_000;

/** The steps that the roots of one scan have taken together. */
export class ScanSteps {
  readonly #characters: () => number;
  #taken = 0;

  /** `characters`: how much source has been read so far. */
  constructor(characters: () => number) {
    this.#characters = characters;
  }

  take(steps: number): void {
    this.#taken += steps;
  }

  get most(): number {
    return MAX_SCAN_STEPS + STEPS_A_CHARACTER * this.#characters();
  }

  get exhausted(): boolean {
    return this.#taken > this.most;
  }
}

export class Budget {
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #scan: ScanSteps;
  #steps = 0;
  #depth = 0;
  #instances = 0;
  readonly #said = new Set<string>();

  constructor(report: (diagnostic: Diagnostic) => void, scan: ScanSteps) {
    this.#report = report;
    this.#scan = scan;
  }

  /** Enters one nested expression; false where a limit is reached (then `leave` must not be called). */
  enter(span: Span): boolean {
    if (!this.#take(1, span)) return false;
    if (this.#depth >= MAX_DEPTH)
      return this.#refuse("evaluation-depth", `has expressions nested more than ${MAX_DEPTH} deep`, span);
    this.#depth++;
    return true;
  }

  /** Pays for looking through, or making, values of that weight; false where a limit is reached. */
  pay(weight: number, span: Span): boolean {
    return weight < WEIGHT_OF_A_STEP || this.#take(Math.floor(weight / WEIGHT_OF_A_STEP), span);
  }

  #take(steps: number, span: Span): boolean {
    this.#steps += steps;
    this.#scan.take(steps);
    if (this.#steps > MAX_STEPS)
      return this.#refuse("evaluation-steps", `takes more than ${MAX_STEPS} steps to evaluate`, span);
    if (!this.#scan.exhausted) return true;
    return this.#refuse("scan-steps", `is reached after the ${this.#scan.most} steps that this scan may take`, span);
  }

  /** Nothing more is evaluated: loops need not go on. */
  get exhausted(): boolean {
    return this.#steps > MAX_STEPS || this.#scan.exhausted;
  }

  leave(): void {
    this.#depth--;
  }

  /** How many of `wanted` further instances may be made. */
  instances(wanted: number, span: Span): number {
    const allowed = Math.max(0, Math.min(wanted, MAX_INSTANCES - this.#instances));
    this.#instances += allowed;
    if (allowed < wanted) this.#refuse("too-many-instances", `has more than ${MAX_INSTANCES} instances`, span);
    return allowed;
  }

  /** A value holds more than anyone writes. */
  tooLarge(span: Span): void {
    this.#refuse("value-size", "has a value that is too large", span);
  }

  #refuse(code: string, what: string, span: Span): false {
    if (!this.#said.has(code)) {
      this.#said.add(code);
      this.#report({
        code,
        severity: "warning",
        message: `This root ${what}: the rest is unknown.`,
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

/** Bits of a number's magnitude that weigh as much as a scalar: in decimal they take about as long as eight characters. */
const BITS = 26;

/** Scalars inside, shared ones counted each time they appear, long strings and numbers by their length. */
export function weightOf(value: Value): number {
  if (value.kind === "string") return 1 + value.value.length / CHARACTERS;
  if (value.kind === "number") return typeof value.value === "number" ? 1 : 1 + Math.abs(value.value.exponent) / BITS;
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
  if (value.kind === "map") for (const key of value.entries.keys()) weight += key.length / CHARACTERS;
  for (const child of childrenOf(value)) weight += weightOf(child);
  known.set(value, weight);
  return weight;
}

/** Of several values together. */
export function totalWeight(values: readonly Value[]): number {
  return values.reduce((sum, value) => sum + weightOf(value), 0);
}

function childrenOf(value: Extract<Value, { kind: "list" | "map" | "unknown" }>): Iterable<Value> {
  if (value.kind === "unknown") return value.oneOf ?? [];
  const children = value.kind === "list" ? value.elements : [...value.entries.values()];
  return value.rest === undefined ? children : [...children, value.rest];
}

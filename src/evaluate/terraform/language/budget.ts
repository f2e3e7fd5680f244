/** Limits on the work for one root and on the size of values, so that no input makes evaluation hang. */
import { remembered } from "../../../base/collections.ts";
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { type Span, textOf } from "../../../base/source-file.ts";
import type { Cause, MapValue, TextValue, UnknownValue, Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";

/**
 * What a root may take unless the settings say otherwise, in steps of about a microsecond: one for each expression that is evaluated, and
 * more for what a function or an operator looks through or makes. A large real root takes some ten thousand.
 */
const STEPS_OF_A_ROOT = 1_000_000;
/** What each may take at least, for each character of its own files: real roots take 1.3 at most. */
const STEPS_A_CHARACTER = 10;
/** The same for each character of a module that many units of Terragrunt share: what is in the source once can be bought once only. */
const STEPS_A_SHARED_CHARACTER = 2;
/** What all roots of a scan may take together beyond that: as much as so many of them, and again for each character of all source. */
const ROOTS_OF_A_SCAN = 2;
/** Scalars (or eight times as many characters) that a function looks through in the time of a step. */
const WEIGHT_OF_A_STEP = 4;
/** Nested expressions and references: each takes a few frames of the stack. */
const MAX_DEPTH = 600;
/** So many does one count as for which a root is asked by another: more stands between them. */
const DEPTH_OF_A_ROOT = 5;
/** Resource and module instances per root. */
const MAX_INSTANCES = 10_000;
/** What each takes besides its expressions. */
const STEPS_OF_AN_INSTANCE = 32;

/** What it takes to look through, or make, values of that weight. */
export function stepsFor(weight: number): number {
  return Math.floor(weight / WEIGHT_OF_A_STEP);
}

/** What all roots of a scan may take together beyond what each may take at least. */
export function stepsOfScan(characters: number, ofARoot = STEPS_OF_A_ROOT): number {
  return ROOTS_OF_A_SCAN * ofARoot + STEPS_A_CHARACTER * characters;
}

/** The steps that the roots of one scan have taken together, beyond what each may take at least. */
export class ScanSteps {
  /** What each root may take. */
  readonly ofARoot: number;
  /** Whether it may take nothing in any case: it is evaluated once more, to try something. */
  readonly isTrial: boolean;
  readonly #characters: () => number;
  #taken = 0;
  readonly #refused = new Map<string, number>();
  /** How many expressions are being evaluated, each for another one: a root asks others for their outputs. */
  depth = 0;

  /** `characters`: how much source has been read so far. `taken`: by roots that were evaluated elsewhere. */
  constructor(characters: () => number, ofARoot = STEPS_OF_A_ROOT, taken = 0, isTrial = false) {
    this.#characters = characters;
    this.ofARoot = ofARoot;
    this.isTrial = isTrial;
    this.#taken = taken;
  }

  /** What all trials of a scan may take together: as much as a root. */
  static ofTrials(ofARoot: number): ScanSteps {
    return new ScanSteps(() => 0, ofARoot, 0, true);
  }

  get taken(): number {
    return this.#taken;
  }

  take(steps: number): void {
    this.#taken += steps;
  }

  get most(): number {
    return this.isTrial ? this.ofARoot : stepsOfScan(this.#characters(), this.ofARoot);
  }

  get exhausted(): boolean {
    return this.#taken > this.most;
  }

  /** How many values of a root were not evaluated so far, this one counted: no two of them are taken for the same. */
  refuse(root: string): number {
    const number = (this.#refused.get(root) ?? 0) + 1;
    this.#refused.set(root, number);
    return number;
  }
}

export class Budget {
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #scan: ScanSteps;
  /** What it may take whatever others have taken. */
  readonly #least: number;
  readonly #root: string;
  #steps = 0;
  #instances = 0;
  /** The expressions that are being evaluated, from the outside in, and the steps taken before each. */
  readonly #open: Span[] = [];
  readonly #before: number[] = [];
  /** The first expression that was evaluated to its end and took most of the steps of a root. */
  #dearest: Span | undefined;
  #isExhausted = false;
  /** Why an expression was last refused. */
  #cause: Cause | undefined;
  readonly #said = new Set<string>();

  /** `characters`: of the own files of the root that has this id. `shared`: of those that others may have too. */
  constructor(report: (diagnostic: Diagnostic) => void, scan: ScanSteps, characters: number, root: string, shared = 0) {
    this.#report = report;
    this.#scan = scan;
    this.#root = root;
    this.#least = scan.isTrial ? 0 : STEPS_A_CHARACTER * characters + STEPS_A_SHARED_CHARACTER * shared;
  }

  /** Enters one nested expression; false where a limit is reached (then `leave` must not be called). */
  enter(span: Span): boolean {
    if (!this.#take(1, span)) return false;
    if (this.#scan.depth >= MAX_DEPTH) {
      const what = `expressions are nested more than ${MAX_DEPTH} deep`;
      return this.#refuse("evaluation-depth", what, "refer to it through fewer others", span);
    }
    this.#scan.depth += this.#depthOfNext;
    this.#open.push(span);
    this.#before.push(this.#steps);
    return true;
  }

  leave(): void {
    const span = this.#open.pop()!;
    this.#scan.depth -= this.#depthOfNext;
    if (this.#isMost(this.#before.pop()!)) this.#dearest ??= span;
  }

  get #depthOfNext(): number {
    return this.#open.length === 0 ? DEPTH_OF_A_ROOT : 1;
  }

  /** Pays for a step; false where a limit is reached. */
  step(span: Span): boolean {
    return this.#take(1, span);
  }

  /** Pays for looking through, or making, values of that weight before it is done; what stands for the result where that is too much. */
  pay(weight: number, span: Span): UnknownValue | undefined {
    return this.paySteps(stepsFor(weight), span);
  }

  /** The same of steps that are counted. */
  paySteps(steps: number, span: Span): UnknownValue | undefined {
    return steps === 0 ? this.whereExhausted(span) : this.#take(steps, span) ? undefined : this.refused(span);
  }

  /** What stands for an expression where nothing more is evaluated: what was cut short is not what it is. */
  whereExhausted(span: Span): UnknownValue | undefined {
    return this.#isExhausted ? this.refused(span) : undefined;
  }

  #take(steps: number, span: Span): boolean {
    if (this.#isExhausted) return false;
    const { ofARoot } = this.#scan;
    // What is refused is not done: it takes no more than there is.
    const taken = Math.min(steps, ofARoot + 1 - this.#steps);
    this.#steps += taken;
    this.#scan.take(Math.min(taken, Math.max(0, this.#steps - this.#least)));
    if (this.#steps > ofARoot) this.#refuseSteps(span);
    else if (this.#steps > this.#least && this.#scan.exhausted) {
      const text = `the roots of this scan have taken the ${this.#scan.most} steps that they may take together`;
      this.#refuse("scan-steps", text, `scan fewer directories at once, or ${MORE_STEPS}`, span);
    } else return true;
    this.#isExhausted = true;
    return false;
  }

  #refuseSteps(span: Span): void {
    const dearest = this.#dearest ?? this.#open.findLast((_, at) => this.#isMost(this.#before[at]!));
    const text = `${dearest === undefined ? "it takes all" : "this takes most"} of the ${this.#scan.ofARoot} steps that a root may take`;
    this.#refuse("evaluation-steps", text, `${SMALLER}, or ${MORE_STEPS}`, dearest ?? span);
  }

  #isMost(before: number): boolean {
    return (this.#steps - before) * 2 > this.#scan.ofARoot;
  }

  /** Nothing more is evaluated: loops need not go on. */
  get exhausted(): boolean {
    return this.#isExhausted;
  }

  /** What stands for an expression that was refused. */
  refused(span: Span): UnknownValue {
    const { line, column } = span.file.position(span.start);
    const what = `${textOf(span).slice(0, 80)} at ${span.file.path}:${line}:${column}`;
    const symbol = `${what}, not evaluated in ${this.#root} (${this.#scan.refuse(this.#root)})`;
    return makeUnknown({ symbol, cause: this.#cause! });
  }

  /** How many of `wanted` further instances may be made. */
  instances(wanted: number, span: Span): number {
    const allowed = Math.max(0, Math.min(wanted, MAX_INSTANCES - this.#instances));
    if (!this.#take(STEPS_OF_AN_INSTANCE * allowed, span)) return 0;
    this.#instances += allowed;
    if (allowed < wanted) {
      const text = `there are more than the ${MAX_INSTANCES} instances that a root may have`;
      const hint = "give it fewer: --var or a terraform.tfvars file";
      this.#refuse("too-many-instances", text, hint, span);
    }
    return allowed;
  }

  /** Says that a value holds more than anyone writes, and stands for it. */
  tooLarge(span: Span): UnknownValue {
    this.#refuse(
      "value-size",
      `a value has more than ${MAX_WEIGHT} elements or ${MAX_LENGTH} characters`,
      SMALLER,
      span,
    );
    return this.refused(span);
  }

  /** Each limit is told once for the root. */
  #refuse(code: string, text: string, hint: string, span: Span): false {
    // Once nothing is evaluated any more, that is why.
    if (!this.#isExhausted) this.#cause = { kind: "error", text, hint, span };
    if (this.#said.has(code)) return false;
    this.#said.add(code);
    const message = `There is too much to evaluate, and what depends on it is not known: ${text}.`;
    this.#report({ code, severity: "warning", message, hint, span, notAnalysed: true });
    return false;
  }
}

const SMALLER = "write it with fewer elements or shorter texts";
export const MORE_STEPS = "allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml";

/** Scalars in one value; the largest real values have some ten thousand. */
export const MAX_WEIGHT = 1_000_000;

/** So many characters of a string weigh as much as a scalar: a string ends at 8 million of them. */
const CHARACTERS = 8;
/** Characters that a string may have. */
export const MAX_LENGTH = MAX_WEIGHT * CHARACTERS;

/** What so many characters weigh. */
export function weightOfLength(length: number): number {
  return length / CHARACTERS;
}

const known = new WeakMap<Value | readonly unknown[], number>();

/** Bits of a number's magnitude that weigh as much as a scalar: writing them in decimal takes as long. */
const BITS = 6;

/** Scalars inside, shared ones counted each time they appear, long strings and numbers by their length. */
export function weightOf(value: Value): number {
  if (value.kind === "string") return 1 + weightOfLength(value.value.length);
  if (value.kind === "number") return typeof value.value === "number" ? 1 : 1 + Math.abs(value.value.exponent) / BITS;
  if (value.kind !== "text" && value.kind !== "list" && value.kind !== "map" && value.kind !== "unknown") return 1;
  // Most unknowns are no more than that, and texts have few parts: to keep each takes longer than to look.
  if (value.kind === "unknown" && value.oneOf === undefined) return 1;
  if (value.kind === "text" && value.parts.length < FEW) return weightOfAll(value.parts, ofPart);
  // Those with other origins have the parts and elements in common.
  if (value.kind === "text") return remembered(known, value.parts, () => weightOfAll(value.parts, ofPart));
  if (value.kind === "list") {
    const { elements, rest } = value;
    const weight = remembered(known, elements, () => weightOfAll(elements, weightOf));
    return weight + (rest === undefined ? 0 : weightOf(rest));
  }
  return remembered(known, value, () => {
    let weight = 1;
    if (value.kind === "map") for (const key of value.entries.keys()) weight += weightOfLength(key.length);
    for (const child of childrenOf(value)) weight += weightOf(child);
    return weight;
  });
}

const FEW = 8;

function weightOfAll<T>(all: readonly T[], weigh: (one: T) => number): number {
  let weight = 1;
  for (const one of all) weight += weigh(one);
  return weight;
}

function ofPart(part: TextValue["parts"][number]): number {
  return typeof part === "string" ? weightOfLength(part.length) : weightOf(part);
}

/** Of several values together. */
export function totalWeight(values: readonly Value[]): number {
  return values.reduce((sum, value) => sum + weightOf(value), 0);
}

function childrenOf(value: MapValue | UnknownValue): Iterable<Value> {
  if (value.kind === "unknown") return value.oneOf ?? [];
  const children = [...value.entries.values(), ...(value.restEntries ?? []).flat()];
  return value.rest === undefined ? children : [...children, value.rest];
}

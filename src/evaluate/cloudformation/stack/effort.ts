/** What templates may take to evaluate, so that none can make a scan hang. */

import type { Value } from "../../../base/value.ts";
import { flatLength } from "../../../values/text-runs.ts";
import type { CloudFormationOptions } from "../../input.ts";
import type { Template } from "../template/template.ts";

/** What a template may take at least, for each of its characters: real ones take a tenth of a value in each of their worlds. */
const VALUES_A_CHARACTER = 5;

/** What the templates of a scan may take together, beyond what is in proportion to their length. */
const VALUES_OF_A_SCAN = 1_000_000;

export function effortOfScan({ steps }: CloudFormationOptions, taken = 0): ScanEffort {
  return new ScanEffort(steps ?? VALUES_OF_A_SCAN, taken);
}

/** What the templates of a scan take together beyond what each may take at least. */
export class ScanEffort {
  readonly most: number;
  #taken = 0;
  readonly #refused = new Map<string, number>();

  /** `taken`: by templates that were evaluated elsewhere. */
  constructor(most: number, taken = 0) {
    this.most = most;
    this.#taken = taken;
  }

  get taken(): number {
    return this.#taken;
  }

  take(values: number): void {
    this.#taken += values;
  }

  get exhausted(): boolean {
    return this.#taken > this.most;
  }

  /** How many values of a root were refused so far, this one counted: no two of them are taken for the same. */
  refuse(root: string): number {
    const number = (this.#refused.get(root) ?? 0) + 1;
    this.#refused.set(root, number);
    return number;
  }
}

/** Expressions and references that are evaluated, each for another one: real ones are some ten. */
const MOST_IN_EACH_OTHER = 300;

/**
 * Each further world of a group takes as many values as so many characters of its templates: a world is evaluated, made a graph, judged and
 * checked, which a value in it is a small part of.
 */
const CHARACTERS_OF_A_VALUE_IN_A_WORLD = 3;
/** What a service takes in a world, whose flows are judged there, counts as that of so many characters. */
const CHARACTERS_OF_A_SERVICE = 1_500;
/** What the smallest template takes in a world counts as that of so many characters. */
const LEAST_CHARACTERS_OF_A_WORLD = 4_000;

/** Of templates that are evaluated together, in all of their worlds and with all that they may be deployed with. */
export class Effort {
  readonly scan: ScanEffort;
  readonly #only: Template | undefined;
  readonly #templates = new Set<Template>();
  #characters = 0;
  #services = 0;
  #taken = 0;
  #depth = 0;

  /** `only`: nothing may be taken for others that are among them, as each of these is looked at by itself too. */
  constructor(scan: ScanEffort, only?: Template) {
    this.scan = scan;
    this.#only = only;
  }

  /** A template is among them. */
  add(template: Template): void {
    if (this.#templates.has(template) || (this.#only !== undefined && this.#only !== template)) return;
    this.#templates.add(template);
    this.#characters += template.document.file.text.length;
  }

  get #least(): number {
    return VALUES_A_CHARACTER * this.#characters;
  }

  /** Counts values that are evaluated, or what takes as long; false once there are too many. */
  spend(values: number): boolean {
    this.#taken += values;
    this.scan.take(Math.min(values, Math.max(0, this.#taken - this.#least)));
    return this.#taken <= this.#least || !this.scan.exhausted;
  }

  /** So many services are declared in what is evaluated together. */
  addServices(count: number): void {
    this.#services = Math.max(this.#services, count);
  }

  /** How many worlds the scan has left, beyond those that each group may have in any case. */
  get worldsLeft(): number {
    return Math.max(0, Math.floor((this.scan.most - this.scan.taken) / this.#valuesOfAWorld));
  }

  takeWorlds(count: number): void {
    this.scan.take(count * this.#valuesOfAWorld);
  }

  get #valuesOfAWorld(): number {
    const characters = this.#characters + CHARACTERS_OF_A_SERVICE * this.#services;
    return Math.ceil(Math.max(LEAST_CHARACTERS_OF_A_WORLD, characters) / CHARACTERS_OF_A_VALUE_IN_A_WORLD);
  }

  /** Begins to evaluate inside of what is being evaluated; false where that is too deep. Each that began ends with `leave`. */
  enter(): boolean {
    if (this.#depth >= MOST_IN_EACH_OTHER) return false;
    this.#depth += 1;
    return true;
  }

  leave(): void {
    this.#depth -= 1;
  }
}

/** Characters of a text that take as long to make as a value. */
const CHARACTERS = 16;

/** What a value takes besides its parts, in values. */
export function weightOf(value: Value): number {
  if (value.kind === "string") return Math.floor(value.value.length / CHARACTERS);
  if (value.kind === "text") return value.parts.length + Math.floor(flatLength(value) / CHARACTERS);
  return value.kind === "list" ? value.elements.length : 0;
}

/** Why something is not evaluated. */
export interface Refusal {
  readonly code: string;
  /** A clause. */
  readonly text: string;
  readonly hint: string;
}

export const TOO_DEEP: Refusal = {
  code: "evaluation-depth",
  text: `expressions are nested more than ${MOST_IN_EACH_OTHER} deep`,
  hint: "refer to it through fewer others",
};

export function tooLarge({ scan }: Effort): Refusal {
  return {
    code: "too-large",
    text: `the templates of this scan take more than ${scan.most} values beyond what is in proportion to their length`,
    hint: "scan fewer templates at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
  };
}

/**
 * A limit on what rules tell, and on what those that a repository brings along compare: loops make thousands of one line, of which a rule holds alike, and
 * added rules are short, and each may ask about everything that there is, and hold of it.
 */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import { builtinRules } from "../check/builtin-rules.generated.ts";
import type { Limit } from "../check/check.ts";
import type { Rule } from "../check/rule.ts";
import type { Root } from "../evaluate/resource.ts";
import { judgingStepsOfScan, type StepsOfScan } from "../reach/certainty/judging-steps.ts";

/** A finding is paid like the flows of a scan; a comparison takes one step. */
const STEPS_OF_A_FINDING = 200;
/** So many of a built-in rule are free at each place and in each world: what is written is told. Real roots have three. */
const FREE_AT_A_PLACE = 16;
/** So many of all added rules are free in each group of roots. */
const FREE_IN_A_GROUP = 100;
/** And so many comparisons: 50 rules of two conditions, of a thousand things. */
const FREE_COMPARISONS = 100_000;

const BUILT_IN: ReadonlySet<string> = new Set(builtinRules.map(({ id }) => id));

/** What rules ask and find in one group of roots, as far as it is compared and told. */
export class LimitOfRules implements Limit {
  readonly #ofScan: StepsOfScan;
  readonly #most: number;
  #free = FREE_IN_A_GROUP;
  #freeComparisons = FREE_COMPARISONS;
  /** Rules that have found more than is told, built-in and added ones, and those that compare too much. */
  readonly #cut = { builtIn: new Set<string>(), added: new Set<string>(), comparing: new Set<string>() };

  /** `steps`: what the settings say that a root may take. */
  constructor(ofScan: StepsOfScan, steps: number | undefined) {
    this.#ofScan = ofScan;
    this.#most = judgingStepsOfScan(steps);
  }

  readonly isLimited = ({ id }: Rule): boolean => !BUILT_IN.has(id);

  readonly pay = (comparisons: number): boolean => {
    const free = Math.min(comparisons, this.#freeComparisons);
    this.#freeComparisons -= free;
    this.#ofScan.taken += comparisons - free;
    return free === comparisons || this.#ofScan.taken <= this.#most;
  };

  readonly cut = ({ id }: Rule): void => {
    this.#cut.comparing.add(id);
  };

  readonly mayTell = (rule: Rule, places: readonly Span[]): number => {
    const found = places.length;
    const isAdded = this.isLimited(rule);
    const free = isAdded ? Math.min(found, this.#free) : freeAtPlaces(places);
    if (isAdded) this.#free -= free;
    const left = Math.max(0, Math.floor((this.#most - this.#ofScan.taken) / STEPS_OF_A_FINDING));
    const paid = Math.min(found - free, left);
    this.#ofScan.taken += paid * STEPS_OF_A_FINDING;
    if (free + paid < found) {
      this.#cut[isAdded ? "added" : "builtIn"].add(rule.id);
      // Nothing is left for others: with more, something else would have been told.
      this.#ofScan.taken = Math.max(this.#ofScan.taken, this.#most + 1);
    }
    return free + paid;
  };

  /** Which rules have found more than is told, and which compare too much. */
  diagnostics([root]: readonly Root[]): readonly Diagnostic[] {
    const { builtIn, added, comparing } = this.#cut;
    if (root === undefined) return [];
    const further = `${this.#most / STEPS_OF_A_FINDING} of a scan beyond that`;
    const told = [
      [builtIn, `as built-in rules may each tell ${FREE_AT_A_PLACE} findings of one line, and all ${further}`],
      [added, `as added rules may tell ${FREE_IN_A_GROUP} findings of linked roots, and ${further}`],
    ] as const;
    const compared = `as added rules may make ${FREE_COMPARISONS} comparisons for linked roots, and ${this.#most} for a scan beyond that`;
    const common = { severity: "warning", path: root.path, hint: SETTLING, notAnalysed: true } as const;
    return [
      ...told.flatMap(([rules, why]) =>
        spoken(rules, ["has", "have"]).map((have) => ({
          ...common,
          code: "too-many-findings",
          message: `There is too much to tell: ${have} found more here than is told, ${why}.`,
        })),
      ),
      ...spoken(comparing, ["is", "are"]).map((are) => ({
        ...common,
        code: "too-many-comparisons",
        message: `There is too much to check: ${are} not checked here, ${compared}.`,
      })),
    ];
  }
}

function freeAtPlaces(places: readonly Span[]): number {
  if (places.length <= FREE_AT_A_PLACE) return places.length;
  const numbers = new Map<string, number>();
  for (const { file, start } of places) {
    const place = `${start} ${file.path}`;
    numbers.set(place, (numbers.get(place) ?? 0) + 1);
  }
  let free = 0;
  for (const number of numbers.values()) free += Math.min(number, FREE_AT_A_PLACE);
  return free;
}

/** `no-public-ingress and 2 more rules have`; nothing where there are none. */
function spoken(rules: ReadonlySet<string>, [ofOne, ofMany]: readonly [string, string]): readonly string[] {
  const [first, ...others] = rules;
  if (first === undefined) return [];
  if (others.length === 0) return [`${first} ${ofOne}`];
  return [`${first} and ${others.length === 1 ? "another rule" : `${others.length} more rules`} ${ofMany}`];
}

const SETTLING =
  "choose rules with --disable, scan fewer directories at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml";

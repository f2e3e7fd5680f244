/** A limit on what rules that a repository brings along compare and tell: they are short, and each may ask about everything that there is, and hold of it. */
import type { Diagnostic } from "../base/diagnostic.ts";
import { builtinRules } from "../check/builtin-rules.generated.ts";
import type { Limit } from "../check/check.ts";
import type { Rule } from "../check/rule.ts";
import type { Root } from "../evaluate/resource.ts";
import { judgingStepsOfScan, type StepsOfScan } from "../reach/certainty/judging-steps.ts";

/** A finding of an added rule is paid like the flows of a scan; a comparison takes one step. */
const STEPS_OF_A_FINDING = 200;
/** So many are free in each group of roots. */
const FREE_IN_A_GROUP = 100;
/** And so many comparisons: 50 rules of two conditions, of a thousand things. */
const FREE_COMPARISONS = 100_000;

const BUILT_IN: ReadonlySet<string> = new Set(builtinRules.map(({ id }) => id));

/** What added rules ask and find in one group of roots, as far as it is compared and told. */
export class AddedRules implements Limit {
  readonly #ofScan: StepsOfScan;
  readonly #most: number;
  #free = FREE_IN_A_GROUP;
  #freeComparisons = FREE_COMPARISONS;
  /** Rules that have found more than is told, and those that compare too much. */
  readonly #cut = { telling: new Set<string>(), comparing: new Set<string>() };

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

  readonly mayTell = ({ id }: Rule, found: number): number => {
    const free = Math.min(found, this.#free);
    this.#free -= free;
    const left = Math.max(0, Math.floor((this.#most - this.#ofScan.taken) / STEPS_OF_A_FINDING));
    const paid = Math.min(found - free, left);
    this.#ofScan.taken += paid * STEPS_OF_A_FINDING;
    if (free + paid < found) {
      this.#cut.telling.add(id);
      // Nothing is left for others: with more, something else would have been told.
      this.#ofScan.taken = Math.max(this.#ofScan.taken, this.#most + 1);
    }
    return free + paid;
  };

  /** Which rules have found more than is told, and which compare too much. */
  diagnostics([root]: readonly Root[]): readonly Diagnostic[] {
    const { telling, comparing } = this.#cut;
    if (root === undefined) return [];
    const told = `as added rules may tell ${FREE_IN_A_GROUP} findings of linked roots, and ${this.#most / STEPS_OF_A_FINDING} of a scan beyond that`;
    const compared = `as added rules may make ${FREE_COMPARISONS} comparisons for linked roots, and ${this.#most} for a scan beyond that`;
    const common = { severity: "warning", path: root.path, hint: SETTLING, notAnalysed: true } as const;
    return [
      ...spoken(telling, ["has", "have"]).map((have) => ({
        ...common,
        code: "too-many-findings",
        message: `There is too much to tell: ${have} found more here than is told, ${told}.`,
      })),
      ...spoken(comparing, ["is", "are"]).map((are) => ({
        ...common,
        code: "too-many-comparisons",
        message: `There is too much to check: ${are} not checked here, ${compared}.`,
      })),
    ];
  }
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

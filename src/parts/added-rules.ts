/** A limit on what rules that a repository brings along tell of it: they are short, and each may hold of everything that there is. */
import type { Diagnostic } from "../base/diagnostic.ts";
import { builtinRules } from "../check/builtin-rules.generated.ts";
import type { Rule } from "../check/rule.ts";
import type { Root } from "../evaluate/resource.ts";
import { judgingStepsOfScan, type StepsOfScan } from "../reach/certainty/judging-steps.ts";

/** A finding of an added rule is paid like the flows of a scan. */
const STEPS_OF_A_FINDING = 200;
/** So many are free in each group of roots. */
const FREE_IN_A_GROUP = 100;

const BUILT_IN: ReadonlySet<string> = new Set(builtinRules.map(({ id }) => id));

/** What added rules find in one group of roots, as far as it is told. */
export class AddedRules {
  readonly #ofScan: StepsOfScan;
  readonly #most: number;
  #free = FREE_IN_A_GROUP;
  readonly #cut = new Set<string>();

  /** `steps`: what the settings say that a root may take. */
  constructor(ofScan: StepsOfScan, steps: number | undefined) {
    this.#ofScan = ofScan;
    this.#most = judgingStepsOfScan(steps);
  }

  /** How many of those that a rule has found may be told. */
  readonly mayTell = ({ id }: Rule, found: number): number => {
    if (BUILT_IN.has(id)) return found;
    const free = Math.min(found, this.#free);
    this.#free -= free;
    const left = Math.max(0, Math.floor((this.#most - this.#ofScan.taken) / STEPS_OF_A_FINDING));
    const paid = Math.min(found - free, left);
    this.#ofScan.taken += paid * STEPS_OF_A_FINDING;
    if (free + paid < found) {
      this.#cut.add(id);
      // Nothing is left for others: with more, something else would have been told.
      this.#ofScan.taken = Math.max(this.#ofScan.taken, this.#most + 1);
    }
    return free + paid;
  };

  /** Which rules have found more than is told. */
  diagnostics([root]: readonly Root[]): readonly Diagnostic[] {
    const [first, ...others] = this.#cut;
    if (first === undefined || root === undefined) return [];
    const rules = others.length === 0 ? first : `${first} and ${others.length} more rules`;
    return [
      {
        code: "too-many-findings",
        severity: "warning",
        message: `There is too much to tell: ${rules} have found more here than is told, as added rules may tell ${FREE_IN_A_GROUP} findings of linked roots, and ${this.#most / STEPS_OF_A_FINDING} of a scan beyond that.`,
        hint: "choose rules with --disable, scan fewer directories at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
        path: root.path,
        notAnalysed: true,
      },
    ];
  }
}

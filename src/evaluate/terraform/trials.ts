/**
 * What a root looks for and several others have, tried with each of these: the root evaluated as if there were no other that has it. All trials of a scan are
 * paid together, and what is not tried is left open (docs/decisions/0038-look-ups.md).
 */
import { once } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Alternative, EvaluatedWorld, RootChoice } from "../resource.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import { MORE_STEPS, ScanSteps } from "./language/budget.ts";
import { worldOf } from "./root-groups.ts";
import { type EvaluatedScan, evaluateRounds, hasServices, isNameless } from "./rounds.ts";

/** In more roots than these nothing is looked for. */
const MOST_ROOTS = 16;

/**
 * All trials of a scan together take no more than so many times what a root may take to be evaluated: so many steps to evaluate and judge a graph once more, and
 * so many to look at each root of the scan. What the roots themselves take is paid besides. 67 public repositories in one scan take 170,000.
 */
const ROOTS_OF_ALL_TRIALS = 2;
const STEPS_OF_A_TRIAL = 3_000;
const STEPS_OF_A_ROOT_OF_THE_SCAN = 10;

/** A data source that may find something in one or another of several roots, the root that looks, and the ids of those. */
interface Alternatives {
  readonly address: string;
  readonly root: RootEvaluation;
  readonly among: readonly string[];
}

export class Trials {
  readonly #evaluated: EvaluatedScan;
  readonly #strict: boolean;
  readonly #steps: ScanSteps;
  /** Those that are not tried. */
  readonly #refused: Alternatives[] = [];

  constructor(evaluated: EvaluatedScan, strict: boolean) {
    this.#evaluated = evaluated;
    this.#strict = strict;
    this.#steps = ScanSteps.ofTrials(evaluated.scan.stepsOfARoot);
  }

  /** What several roots have that the root looks for; no alternatives where it has no services, or trying them is too much. */
  choiceOf({ id }: RootEvaluation): RootChoice {
    return {
      root: id,
      alternatives: once(() => {
        const alternatives = this.#affordable().get(id);
        return alternatives === undefined ? [] : this.#each(alternatives);
      }),
    };
  }

  #each(alternatives: Alternatives): readonly Alternative[] {
    const { root, among } = alternatives;
    const { scan } = this.#evaluated;
    const paths = among.map((one) => scan.rootWith(one)!.path);
    const text = `${root.path} ends alike with what its data sources find in ${paths.join(" or ")}`;
    const refuse = once(() => this.#refused.push(alternatives));
    return among.map((id, at) => ({
      name: paths[at]!,
      worlds: once(() => {
        const world = this.#steps.exhausted ? undefined : this.#tried(root.id, id);
        // The last one was not evaluated to its end.
        if (world !== undefined && !this.#steps.exhausted)
          return [{ ...world, assumptions: [...world.assumptions, { kind: "data-source", text }] }];
        refuse();
        return undefined;
      }),
    }));
  }

  #tried(id: string, among: string): EvaluatedWorld {
    const { scan, resources } = this.#named();
    const one = evaluateRounds(scan, this.#strict, resources, { of: id, among });
    return worldOf(one.groups.find((roots) => roots.some((root) => root.id === id))!, one);
  }

  /** That some are not tried, told at the first, once they were asked for. */
  get diagnostics(): readonly Diagnostic[] {
    const [first, ...more] = this.#refused;
    if (first === undefined) return [];
    const { address, root, among } = first;
    const others = more.length === 1 ? "another root looks" : `${more.length} other roots look`;
    const also = more.length === 0 ? "" : ` (and so is what ${others} for)`;
    const span = root.resourceAt(address)?.declaration.block.headerSpan;
    return [
      {
        code: "scan-trials",
        severity: "warning",
        message: `There is too much to try: ${address} may find what one or another of ${among.length} roots has, and is left open${also}, as the roots of this scan have taken the steps that they may take together to try what several have.`,
        ...(span === undefined ? {} : { span }),
        hint: `scan fewer directories at once, or ${MORE_STEPS}`,
        notAnalysed: true,
      },
    ];
  }

  /** By the ids of the roots that look: as many as there are steps for. */
  readonly #affordable = once((): ReadonlyMap<string, Alternatives> => {
    const { scan } = this.#evaluated;
    const affordable = new Map<string, Alternatives>();
    const each = STEPS_OF_A_TRIAL + STEPS_OF_A_ROOT_OF_THE_SCAN * scan.roots().length;
    let left = (ROOTS_OF_ALL_TRIALS * scan.stepsOfARoot) / each;
    for (const one of alternativesIn(this.#evaluated)) {
      left -= one.among.length;
      if (left < 0) this.#refused.push(one);
      else affordable.set(one.root.id, one);
    }
    return affordable;
  });

  /** The scan in which they are tried: all roots that look have names, so that whatever they meet need not be evaluated again for its name. */
  readonly #named = once((): EvaluatedScan => {
    const { scan, resources } = this.#evaluated;
    const looking = scan.roots().filter((root) => this.#affordable().has(root.id) && isNameless(root));
    const ids = new Set(looking.map(({ id }) => id));
    return evaluateRounds(scan.paidBy(this.#steps).qualified(ids), this.#strict, resources);
  });
}

/** Of each root with services. */
function* alternativesIn({ scan, resources }: EvaluatedScan): Generator<Alternatives> {
  for (const [id, own] of scan.finds) {
    const root = scan.rootWith(id)!;
    const open = [...own].flatMap(([address, find]) =>
      find.kind === "open" && find.among.length > 0 ? [{ address, things: find.among }] : [],
    );
    const among = [...new Set(open.flatMap(({ things }) => things.map((thing) => thing.root.id)))];
    const [first] = open;
    if (first === undefined || among.length < 2 || among.length > MOST_ROOTS || !hasServices([root], resources))
      continue;
    yield { address: first.address, root, among };
  }
}

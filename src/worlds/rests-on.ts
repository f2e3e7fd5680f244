/**
 * On what that is known from outside of the source each verdict rests. What a value had a part in nobody can follow through counts,
 * conditions and what is not there because of it; so it is tried: with some statements left out, what they are of is open, and a verdict
 * that is the same then does not rest on them. What is found suffices for the verdict, and nothing of it can be left out.
 */
import { compareText } from "../base/collections.ts";
import type { Ground } from "../base/statement.ts";
import type { Flow } from "../reach/flow.ts";
import type { JudgedWorlds } from "./judge.ts";

/** Judges a group where only the statements of some ids are known. */
export type JudgeWith = (ids: ReadonlySet<string>) => Promise<readonly Flow[]>;

/** So often a group is judged again; what is not settled by then rests on all that is left. */
const MOST_TRIALS = 64;

/** By key of the flow. `taken`: each once. */
export async function restsOn(
  flows: readonly Flow[],
  taken: readonly Ground[],
  judgeWith: JudgeWith,
): Promise<ReadonlyMap<string, readonly Ground[]>> {
  const found = new Map<string, readonly Ground[]>();
  if (taken.length === 0) return found;
  const trials = new Trials(judgeWith);
  for (const flow of flows) {
    // That something is not known needs no reason of its own: what it waits for is told.
    if (flow.verdict === "undetermined" || (await trials.isSame(flow, []))) continue;
    found.set(keyOfFlow(flow), await fewest(flow, [], false, taken, trials));
  }
  return found;
}

/**
 * The fewest of the candidates that suffice beside the base, by halves: of what is left of one half is looked for what is needed of the other
 * (QuickXplain, https://cdn.aaai.org/AAAI/2004/AAAI04-027.pdf). `isNew`: the base has something that was not tried yet.
 */
async function fewest(
  flow: Flow,
  base: readonly Ground[],
  isNew: boolean,
  candidates: readonly Ground[],
  trials: Trials,
): Promise<readonly Ground[]> {
  if (isNew && (await trials.isSame(flow, base))) return [];
  if (candidates.length === 1) return candidates;
  const middle = Math.floor(candidates.length / 2);
  const [first, second] = [candidates.slice(0, middle), candidates.slice(middle)];
  const ofSecond = await fewest(flow, [...base, ...first], first.length > 0, second, trials);
  const ofFirst = await fewest(flow, [...base, ...ofSecond], ofSecond.length > 0, first, trials);
  return [...ofFirst, ...ofSecond];
}

class Trials {
  readonly #judgeWith: JudgeWith;
  /** Verdicts by key of the flow, by the ids of what is known. */
  readonly #judged = new Map<string, ReadonlyMap<string, Flow["verdict"]>>();

  constructor(judgeWith: JudgeWith) {
    this.#judgeWith = judgeWith;
  }

  /** Whether the flow ends as it does where only these are known. After too many trials none does. */
  async isSame(flow: Flow, known: readonly Ground[]): Promise<boolean> {
    const ids = known.map(({ id }) => id).sort(compareText);
    const name = JSON.stringify(ids);
    const before = this.#judged.get(name);
    if (before === undefined && this.#judged.size >= MOST_TRIALS) return false;
    const verdicts =
      before ?? new Map((await this.#judgeWith(new Set(ids))).map((one) => [keyOfFlow(one), one.verdict] as const));
    this.#judged.set(name, verdicts);
    return verdicts.get(keyOfFlow(flow)) === flow.verdict;
  }
}

/** What is judged, with what each flow rests on among its assumptions. */
export function withGrounds(
  judged: readonly JudgedWorlds[],
  found: ReadonlyMap<string, readonly Ground[]>,
): readonly JudgedWorlds[] {
  if (found.size === 0) return judged;
  const listed = new Map<Flow, Flow>();
  const list = (flow: Flow): Flow => {
    const rests = found.get(keyOfFlow(flow)) ?? [];
    if (rests.length === 0) return flow;
    const known = listed.get(flow) ?? {
      ...flow,
      assumptions: [...flow.assumptions, ...rests.map(({ assumption }) => assumption)],
    };
    listed.set(flow, known);
    return known;
  };
  return judged.map((one) => ({
    ...one,
    flows: one.flows.map(list),
    worlds: one.worlds.map((world) => ({
      ...world,
      flows: world.flows.map(list),
      ...(world.opened === undefined ? {} : { opened: { ...world.opened, flows: world.opened.flows.map(list) } }),
    })),
  }));
}

/** An id is that of one flow in each world. */
export function keyOfFlow({ id, when }: Flow): string {
  return JSON.stringify([id, when]);
}

/**
 * On what of that which `ignore_changes` leaves to others each verdict rests. It is tried: where some of it is not known, a flow that ends
 * otherwise waits for some of that. This is then taken to be as it is written, and the rest is tried again, until the flow ends as it did.
 */
import { compareText, groupBy } from "../base/collections.ts";
import type { Ground } from "../base/statement.ts";
import { rootUnknowns } from "../base/value.ts";
import { hasAsWritten } from "../graph/describe.ts";
import type { LeftToOthers } from "../normalize/ignored-changes.ts";
import type { Flow } from "../reach/flow.ts";
import { keyOfFlow } from "./rests-on.ts";

/** Judges a group where what has these symbols is not known. */
export type JudgeOpen = (symbols: ReadonlySet<string>) => Promise<readonly Flow[]>;

/** So often a group is judged again; what is not settled by then rests on all that is left. */
const MOST_TRIALS = 16;

/** By key of the flow. */
export async function restsOnWritten(
  flows: readonly Flow[],
  parts: readonly LeftToOthers[],
  judgeOpen: JudgeOpen,
): Promise<ReadonlyMap<string, readonly Ground[]>> {
  const decided = flows.filter(({ verdict }) => verdict !== "undetermined");
  const trials = new Trials(judgeOpen);
  const own = parts.filter(({ isOwn }) => isOwn);
  const shared = parts.filter(({ isOwn }) => !isOwn);
  const rests = new Map(decided.map((flow) => [flow, new Set<LeftToOthers>()] as const));
  const settle = async (
    candidates: (flow: Flow) => readonly LeftToOthers[],
    open: (flow: Flow) => readonly LeftToOthers[],
  ): Promise<void> => {
    for (let pending = decided; pending.length > 0; ) {
      // All flows are looked at before anything that is found of one counts for others.
      const tried = pending.map((flow) => ({ flow, open: open(flow) }));
      pending = [];
      for (const { flow, open } of tried) {
        if (await trials.isSame(flow, open)) continue;
        const left = candidates(flow).filter((part) => !rests.get(flow)!.has(part));
        const waiting = await trials.waitedFor(flow, open, left);
        for (const part of waiting.length > 0 ? waiting : left) rests.get(flow)!.add(part);
        if (waiting.length > 0) pending.push(flow);
      }
    }
  };
  const found = (part: LeftToOthers): boolean => [...rests.values()].some((all) => all.has(part));
  await settle(
    ({ service, taskDefinition }) => own.filter(({ node }) => node === service.id || node === taskDefinition?.id),
    () => own.filter((part) => !found(part)),
  );
  await settle(
    () => shared,
    (flow) => shared.filter((part) => !rests.get(flow)!.has(part)),
  );
  return new Map([...rests].map(([flow, all]) => [keyOfFlow(flow), groundsOf([...all])]));
}

class Trials {
  readonly #judgeOpen: JudgeOpen;
  /** Flows by their keys, by the symbols of what is open. */
  readonly #judged = new Map<string, ReadonlyMap<string, Flow>>();

  constructor(judgeOpen: JudgeOpen) {
    this.#judgeOpen = judgeOpen;
  }

  /** Whether the flow ends as it does where these are not known. After too many trials none does. */
  async isSame(flow: Flow, open: readonly LeftToOthers[]): Promise<boolean> {
    return open.length === 0 || (await this.#flow(flow, open))?.verdict === flow.verdict;
  }

  /** Those of some parts for which the flow waits then. */
  async waitedFor(
    flow: Flow,
    open: readonly LeftToOthers[],
    parts: readonly LeftToOthers[],
  ): Promise<readonly LeftToOthers[]> {
    const { because = [], hops = [] } = (await this.#flow(flow, open)) ?? {};
    const unknowns = [...because, ...hops.flatMap((hop) => hop.because)].flatMap(rootUnknowns);
    const symbols = new Set(unknowns.map(({ symbol }) => symbol));
    return parts.filter(({ symbol }) => symbols.has(symbol));
  }

  async #flow(flow: Flow, open: readonly LeftToOthers[]): Promise<Flow | undefined> {
    const symbols = open.map(({ symbol }) => symbol).sort(compareText);
    const name = JSON.stringify(symbols);
    const before = this.#judged.get(name);
    if (before === undefined && this.#judged.size >= MOST_TRIALS) return undefined;
    const flows =
      before ?? new Map((await this.#judgeOpen(new Set(symbols))).map((one) => [keyOfFlow(one), one] as const));
    this.#judged.set(name, flows);
    return flows.get(keyOfFlow(flow));
  }
}

/** One for each resource. */
function groundsOf(parts: readonly LeftToOthers[]): readonly Ground[] {
  return [...groupBy(parts, ({ node }) => node)].map(([id, own]) => {
    const text = hasAsWritten(own[0].address, own.map(({ name }) => name).sort(compareText));
    return { id, assumption: { kind: "ignored-changes", text } };
  });
}

/**
 * On what that is known from outside of the source each verdict rests. What a value had a part in nobody can follow through counts,
 * conditions and what is not there because of it; so it is tried: with some statements left out, what they are of is open, and a verdict
 * that is the same then does not rest on them. What is found suffices for the verdict, and nothing of it can be left out.
 */
import type { Stated } from "../base/statement.ts";
import type { Flow } from "../reach/flow.ts";
import type { JudgedWorlds } from "./judge.ts";

/** Judges a group where only the statements of some ids are known. */
export type JudgeWith = (ids: ReadonlySet<string>) => Promise<readonly Flow[]>;

/** So often a group is judged again; what is not settled by then rests on all that is left. */
const MOST_TRIALS = 64;

/** Flows that may rest on the same statements. */
interface Undecided {
  readonly keys: readonly string[];
  /** With these their verdicts are as they are. */
  readonly enough: readonly Stated[];
}

/** By key of the flow. `taken`: each once. */
export async function restsOn(
  flows: readonly Flow[],
  taken: readonly Stated[],
  judgeWith: JudgeWith,
): Promise<ReadonlyMap<string, readonly Stated[]>> {
  const verdicts = new Map(flows.map((flow) => [keyOfFlow(flow), flow.verdict] as const));
  let trials = 0;
  const sameWith = async (statements: readonly Stated[]): Promise<(key: string) => boolean> => {
    trials += 1;
    const judged = await judgeWith(new Set(statements.map(({ id }) => id)));
    const others = new Map(judged.map((flow) => [keyOfFlow(flow), flow.verdict] as const));
    return (key) => others.get(key) === verdicts.get(key);
  };
  const decided = flows.filter(({ verdict }) => verdict !== "undetermined").map(keyOfFlow);
  if (decided.length === 0 || taken.length === 0) return new Map();
  const sameWithNone = await sameWith([]);
  let groups: readonly Undecided[] = [{ keys: decided.filter((key) => !sameWithNone(key)), enough: taken }];
  for (const statement of taken) {
    const next: Undecided[] = [];
    for (const group of groups) {
      if (group.keys.length === 0) continue;
      const { keys, enough } = group;
      const fewer = enough.filter((one) => one !== statement);
      // With none of them the verdicts were others.
      if (fewer.length === 0 || trials >= MOST_TRIALS) {
        next.push(group);
        continue;
      }
      const isSame = await sameWith(fewer);
      next.push({ keys: keys.filter(isSame), enough: fewer }, { keys: keys.filter((key) => !isSame(key)), enough });
    }
    groups = next;
  }
  return new Map(groups.flatMap(({ keys, enough }) => keys.map((key) => [key, enough] as const)));
}

/** What is judged, with what each flow rests on among its assumptions. */
export function withStatements(
  judged: readonly JudgedWorlds[],
  found: ReadonlyMap<string, readonly Stated[]>,
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
function keyOfFlow({ id, when }: Flow): string {
  return JSON.stringify([id, when]);
}

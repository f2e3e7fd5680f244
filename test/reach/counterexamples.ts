/** Asks an SMT solver for packets that contradict the verdicts of random graphs. */
import fc from "fast-check";
import { expect } from "vitest";
import { init } from "z3-solver";
import { flowsOf } from "./flows.ts";
import { build, plainPart, recipes } from "./random-graphs.ts";
import { Encoding } from "./smt.ts";

/** Verdicts by how often they were given. */
export async function searchCounterexamples(graphs: number, seed: number): Promise<ReadonlyMap<string, number>> {
  const { Context, em } = await init();
  const z3 = Context("reach");
  const count = new Map<string, number>();
  try {
    for (const recipe of fc.sample(recipes, { numRuns: graphs, seed }).map(plainPart)) {
      const builder = build(recipe);
      const flow = flowsOf(builder, { ephemeral: recipe.dynamic })[0]!;
      count.set(flow.verdict, (count.get(flow.verdict) ?? 0) + 1);
      const packets = new Encoding(z3, builder.graph()).packets(flow, recipe.dynamic);
      const found = async (what: "passes" | "fails") => {
        const solver = new z3.Solver();
        solver.add(packets[what]);
        const answer = await solver.check();
        solver.release();
        return answer;
      };
      const text = JSON.stringify(recipe);
      if (flow.verdict === "reachable") expect(await found("fails"), text).toBe("unsat");
      if (flow.verdict === "blocked") expect(await found("passes"), text).toBe("unsat");
      if (flow.verdict === "partial") expect(await found("fails"), text).toBe("sat");
    }
  } finally {
    em.PThread.terminateAllThreads();
  }
  return count;
}

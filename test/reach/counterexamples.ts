/** Asks an SMT solver for packets that contradict the flows of random graphs. */
import { expect } from "vitest";
import { init } from "z3-solver";
import type { Flow } from "../../src/reach/flow.ts";
import { isNoPorts, subtractPorts } from "../../src/sets/port-set.ts";
import { hasPort } from "../sets/has-port.ts";
import { flowsOf } from "./flows.ts";
import { build, draw, plainPart } from "./random-graphs.ts";
import { seedOf } from "./search.ts";
import { Encoding, type Packets } from "./smt.ts";
import type { Formula } from "./smt-unknowns.ts";

/** Verdicts by how often they were given. */
export async function searchCounterexamples(graphs: number, run: number): Promise<ReadonlyMap<string, number>> {
  const { Context, em } = await init();
  const z3 = Context("reach");
  const count = new Map<string, number>();
  const holds = async (formula: Formula): Promise<string> => {
    const solver = new z3.Solver();
    solver.add(formula);
    const answer = await solver.check();
    solver.release();
    return answer;
  };
  try {
    for (let at = 0; at < graphs; at += 1) {
      const recipe = plainPart(draw(seedOf(run, at)));
      const builder = build(recipe);
      const encoding = new Encoding(z3, builder.graph());
      for (const flow of flowsOf(builder, { ephemeral: recipe.dynamic })) {
        if (flow.purpose !== "traffic" || flow.loadBalancer === undefined || flow.targetGroup === undefined) continue;
        count.set(flow.verdict, (count.get(flow.verdict) ?? 0) + 1);
        for (const [what, formula] of impossible(flow, encoding.packets(flow, recipe.dynamic)))
          expect(await holds(formula), `seed ${recipe.seed}: ${flow.id} is ${flow.verdict}, but ${what}`).toBe("unsat");
      }
    }
  } finally {
    em.PThread.terminateAllThreads();
  }
  return count;
}

/** What no reality may allow, by what the flow states. */
function impossible(
  { verdict, open, required, blocked }: Flow,
  packets: Packets,
): readonly (readonly [string, Formula])[] {
  const found: [string, Formula][] = [];
  if (verdict === "reachable") found.push(["something does not get through", packets.fails]);
  if (verdict === "blocked") found.push(["something gets through", packets.passes]);
  if (isNoPorts(required)) return found;
  const [must] = open.must.intervals;
  if (must !== undefined) found.push([`port ${must.first} does not get through`, packets.shuts(must.first)]);
  const never = subtractPorts(required, open.may).intervals[0]?.last;
  if (never !== undefined) found.push([`port ${never} gets through`, packets.opens(never)]);
  const shut = blocked.intervals[0]?.first;
  if (shut !== undefined && hasPort(required, shut))
    found.push([`port ${shut} gets through everywhere`, packets.opensEverywhere(shut)]);
  return found;
}

/** No packet is a counterexample to a flow, in many graphs, others in every run. */
import { expect, test } from "vitest";
import { searchCounterexamples } from "./counterexamples.ts";

const run = Number(process.env.REACHLINT_SEED ?? (Math.random() * 2 ** 31) | 0);

test(`the solver finds no counterexample in 3,000 random graphs of run ${run}`, async () => {
  const count = await searchCounterexamples(3000, run);
  for (const verdict of ["reachable", "blocked", "partial"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(100);
});

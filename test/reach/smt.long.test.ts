/** No packet is a counterexample to a flow, in many graphs, others in every run. */
import { expect, test } from "vitest";
import { SEED } from "../long-seed.ts";
import { searchCounterexamples } from "./counterexamples.ts";

test("the solver finds no counterexample in 3,000 random graphs", async () => {
  const count = await searchCounterexamples(3000, SEED);
  for (const verdict of ["reachable", "blocked", "partial"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(100);
});

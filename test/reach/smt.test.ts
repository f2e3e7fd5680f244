/** No packet is a counterexample to a verdict: a few graphs; many are in the long run. */
import { expect, test } from "vitest";
import { searchCounterexamples } from "./counterexamples.ts";

test("the solver finds no counterexample in 20 random graphs", async () => {
  const count = await searchCounterexamples(20, 5);
  for (const verdict of ["reachable", "blocked", "partial"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(0);
});

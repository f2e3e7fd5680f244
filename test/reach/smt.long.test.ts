/** No packet is a counterexample to a verdict, in many graphs. */
import { expect, test } from "vitest";
import { searchCounterexamples } from "./counterexamples.ts";

test("the solver finds no counterexample in 1,500 random graphs", async () => {
  const count = await searchCounterexamples(1500, 77);
  for (const verdict of ["reachable", "blocked", "partial"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(50);
});

/** Many random graphs: what the engine proves, no packet contradicts. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Count, contradiction } from "./brute-force.ts";
import { recipes } from "./random-graphs.ts";

test("20,000 random graphs with three completions each", () => {
  const count: Count = new Map();
  fc.assert(
    fc.property(recipes, fc.integer(), (recipe, seed) => {
      expect(contradiction(recipe, seed, count)).toBeUndefined();
    }),
    { numRuns: 20_000 },
  );
  for (const verdict of ["reachable", "partial", "blocked", "undetermined"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(800);
});

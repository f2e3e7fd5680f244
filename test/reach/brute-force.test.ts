/** Random graphs: what the engine proves, no packet contradicts, nor the same graph in another order or with more known. */
import { expect, test } from "vitest";
import { contradiction } from "./brute-force.ts";
import { knownGraphs } from "./known-graphs.ts";
import { draw } from "./random-graphs.ts";
import { search } from "./search.ts";

test("200 random graphs with three completions each", () => {
  const { count, failure } = search(20_261_128, 200);
  expect(failure).toBeUndefined();
  // A test that only ever sees undetermined flows would prove nothing.
  for (const verdict of ["reachable", "partial", "blocked", "undetermined"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(40);
});

test.each(knownGraphs)("$name", ({ lines, dynamic }) => {
  for (let seed = 0; seed < 15; seed += 1)
    expect(contradiction({ seed, lines, dynamic }, new Map()), `seed ${seed}`).toBeUndefined();
});

/** Seeds of random graphs that were judged wrongly, by the oracle or the engine, where a graph alone does not show it. */
test.each([
  [1465292872, "the rest of a list, made another rest where it was to be one that may be missing"],
  [1465364657, "a classic load balancer, which sends by TCP also where the port is mapped for UDP"],
  [-695174281, "a target group for UDP, whatever its load balancer turns out to be"],
  [-695166885, "the same, closed"],
  [-695164004, "the same, open"],
  [
    -954900553,
    "an unknown target group that turns out to be one of another VPC, which AWS does not let the listener forward to",
  ],
  [-955842042, "hops of two pairs that wait for the same unknowns, met in another order"],
  [-955842042, "targets in two VPCs, of which the first one met was that of all that the source does not show"],
  [1164267488, "further launches of a group of instances, taken to be outside of every subnet of the source"],
])("graph of seed %i: %s", (seed) => {
  expect(contradiction(draw(seed), new Map())).toBeUndefined();
});

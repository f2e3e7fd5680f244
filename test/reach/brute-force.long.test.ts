/** Many random graphs, others in every run: what the engine proves, no packet contradicts. */
import { expect, test } from "vitest";
import { search } from "./search.ts";

/** Set to draw the graphs of a run that failed again. */
const given = process.env.REACHLINT_SEED;
const runs = given === undefined ? [1, 2, 3, 4].map(() => (Math.random() * 2 ** 31) | 0) : [Number(given)];

test.each(runs)("50,000 random graphs of run %i with three completions each", (run) => {
  console.info(`random graphs of run ${run}`);
  const { count, failure } = search(run, 50_000);
  expect(failure, `run ${run}`).toBeUndefined();
  for (const verdict of ["reachable", "partial", "blocked", "undetermined"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(10_000);
});

/** Many random graphs, others in every run: what the engine proves, no packet contradicts. */
import { expect, test } from "vitest";
import { SEED } from "../long-seed.ts";
import { search } from "./search.ts";

test("40,000 random graphs with three completions each", () => {
  const { count, failure } = search(SEED, 40_000);
  expect(failure, `run ${SEED}`).toBeUndefined();
  for (const verdict of ["reachable", "partial", "blocked", "undetermined"])
    expect(count.get(verdict) ?? 0, verdict).toBeGreaterThan(8_000);
});

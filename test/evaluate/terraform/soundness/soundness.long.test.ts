/** As soundness.test.ts, with many more expressions, and others each time. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEED } from "../../../long-seed.ts";
import { expressions } from "./expressions.ts";
import { states } from "./module.ts";
import { contradictions } from "./soundness.ts";

test("of random expressions", () => {
  fc.assert(
    fc.property(expressions, states, (written, at) => {
      expect(contradictions(written, at)).toEqual([]);
    }),
    { seed: SEED, numRuns: 8_000 },
  );
});

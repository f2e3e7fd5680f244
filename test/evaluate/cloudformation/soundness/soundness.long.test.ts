/** As soundness.test.ts, with many more templates, and others each time. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEED } from "../../../long-seed.ts";
import { templates } from "./expressions.ts";
import { contradictions } from "./soundness.ts";
import { states } from "./template.ts";

test("of random intrinsic functions", () => {
  fc.assert(
    fc.property(templates, states, (template, at) => {
      expect(contradictions(template, at)).toEqual([]);
    }),
    { seed: SEED, numRuns: 20_000 },
  );
});

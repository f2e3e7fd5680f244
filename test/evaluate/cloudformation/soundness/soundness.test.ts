/** What is said of a value of a template with unknown parts holds whatever these turn out to be. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { templates } from "./expressions.ts";
import { contradictions } from "./soundness.ts";
import { states } from "./template.ts";

test("of random intrinsic functions", () => {
  fc.assert(
    fc.property(templates, states, (template, at) => {
      expect(contradictions(template, at)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

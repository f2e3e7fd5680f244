/** Many scripts made at random, read and run. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEED } from "../../long-seed.ts";
import { contradiction, said } from "./compare.ts";
import { hasBash } from "./sandbox.ts";
import { script } from "./scripts.ts";

test("what is said of a script is what bash makes of it", (context) => {
  if (!hasBash()) return context.skip("there is no bash");
  let definite = 0;
  fc.assert(
    fc.property(script, (source) => {
      if (said(source) !== "anything") definite += 1;
      expect(contradiction(source)).toBeUndefined();
    }),
    { seed: SEED, numRuns: 1_000 },
  );
  expect(definite).toBeGreaterThan(300);
});

/** As services.test.ts, with many more services, and others each time. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEED } from "../../../long-seed.ts";
import { states } from "./module.ts";
import { service, untrue } from "./services.ts";

test("verdicts of random services", async () => {
  await fc.assert(
    fc.asyncProperty(service, states, async (of, at) => {
      expect(await untrue(of, at)).toEqual([]);
    }),
    { seed: SEED, numRuns: 5_000 },
  );
});

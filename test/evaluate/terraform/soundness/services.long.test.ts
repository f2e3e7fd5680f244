/** As services.test.ts, with many more services, and others each time. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { states } from "./module.ts";
import { service, untrue } from "./services.ts";

const SEED = Date.now() % 2 ** 31;

test(`verdicts of random services (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(service, states, async (of, at) => {
      expect(await untrue(of, at)).toEqual([]);
    }),
    { seed: SEED, numRuns: 5_000 },
  );
});

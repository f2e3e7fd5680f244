/** What is proven of a service, by expressions with unknown parts, is so whatever these turn out to be. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { states } from "./module.ts";
import { service, untrue } from "./services.ts";

test("verdicts of random services", async () => {
  await fc.assert(
    fc.asyncProperty(service, states, async (of, at) => {
      expect(await untrue(of, at)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEED } from "../../long-seed.ts";
import { disagreement, ourNodes, theirNodes } from "./differential.ts";
import { damagedConfig, randomConfig, randomExpression } from "./random-hcl.ts";

describe("our parser and hcl2json at length", () => {
  it("read the same in random files", async () => {
    await fc.assert(
      fc.asyncProperty(randomConfig, async (text) => {
        expect(await disagreement(text)).toBeUndefined();
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });

  it("accept the same of damaged files", async () => {
    await fc.assert(
      fc.asyncProperty(damagedConfig, async (text) => {
        expect(await disagreement(text)).toBeUndefined();
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });

  it("read the same trees in random expressions", async () => {
    await fc.assert(
      fc.asyncProperty(randomExpression, async (text) => {
        const quoted = `"\${${text}}"`;
        expect(ourNodes(quoted)).toEqual(await theirNodes(quoted));
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });
});

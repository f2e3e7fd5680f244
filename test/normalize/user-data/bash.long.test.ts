/** Many scripts made at random, read and run. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contradiction, said } from "./compare.ts";
import { hasBash } from "./sandbox.ts";
import { script } from "./scripts.ts";

describe.runIf(hasBash())("what is said of a script is what bash makes of it", () => {
  test.each(Array.from({ length: 10 }, (_, seed) => [seed]))("seed %i", { timeout: 600_000 }, (seed) => {
    let definite = 0;
    fc.assert(
      fc.property(script, (source) => {
        const names = said(source);
        if (names !== "anything") definite += 1;
        expect(contradiction(source)).toBeUndefined();
      }),
      { seed, numRuns: 100 },
    );
    expect(definite).toBeGreaterThan(30);
  });
});

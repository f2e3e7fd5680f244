/** Scripts made at random, read and run by a real bash; many more of them in `bash.long.test.ts`. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { contradiction } from "./compare.ts";
import { hasBash } from "./sandbox.ts";
import { script } from "./scripts.ts";

test.runIf(hasBash())("what is said of a script is what bash makes of it", () => {
  fc.assert(
    fc.property(script, (source) => {
      expect(contradiction(source)).toBeUndefined();
    }),
    { numRuns: 25 },
  );
});

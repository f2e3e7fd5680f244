/** What is told of all fixtures side by side does not depend on how the scan is divided, nor on how many judge it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { asOne, inParts } from "./told.ts";

const PROJECT = join(import.meta.dirname, "../..");

test.each([1, 2, 7])("the fixtures, side by side, by %i", async (workers) => {
  const divided = await inParts(PROJECT, ["fixtures"], {}, workers);
  expect(divided.parts).toBeGreaterThan(100);
  expect(divided.told).toEqual((await asOne(PROJECT, ["fixtures"])).told);
});

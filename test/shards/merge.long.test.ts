/** What shards say of all fixtures, put together, is what one run says of them. */
import { join } from "node:path";
import { test } from "vitest";
import { expectSame } from "./as-one-run.ts";

test.each([2, 3, 16])("the fixtures, side by side, in %d shards", (count) =>
  expectSame(join(import.meta.dirname, "../.."), ["fixtures"], [count]),
);

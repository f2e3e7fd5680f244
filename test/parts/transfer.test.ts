/** What passes between threads and into a cache. */
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { readWritten, written } from "../../src/parts/written.ts";

test.each([true, false])("a file that holds values which may be secret is one still: %s", (givesValues) => {
  const file = new SourceFile("prod.tfvars", "password = 1", givesValues);
  const [back] = readWritten(written([file])) as readonly [SourceFile];
  expect(back).toBeInstanceOf(SourceFile);
  expect(back.givesValues).toBe(givesValues);
});

/** The defects that the long run puts back can be put back: what each replaces stands in the engine, once. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { mutations } from "./mutations.ts";

const SOURCES = resolve(import.meta.dirname, "../../src/reach");

test.each(mutations)("$name", ({ file, find, replace }) => {
  expect(readFileSync(join(SOURCES, file), "utf8").split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});

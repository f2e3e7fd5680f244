/** What is said of worlds: exact, short, and never claiming a world in which it does not hold. */
import { expect, test } from "vitest";
import { conditions } from "../../src/base/conditions.ts";

const all = [
  ["A = true", "B = true"],
  ["A = true", "B = false"],
  ["A = false", "B = true"],
  ["A = false", "B = false"],
];
const [tt, tf, ft] = all;

test("nothing where it holds in all worlds", () => {
  expect(conditions(all, all)).toEqual([]);
});

test("nothing where it holds in the world of the defaults, which has no conditions", () => {
  expect(conditions([[]], [[], ["A = false"]])).toEqual([]);
  expect(conditions([["A = false"]], [[], ["A = false"]])).toEqual(["A = false"]);
});

test("what departs from the defaults is not said beside the world that it departs from", () => {
  const tree = [["A = true"], ["A = false"], ["A = true", "B = false"], ["A = false", "B = false"]];
  const [yes, no, departed] = tree;
  expect(conditions([yes!, no!, departed!], tree)).toEqual([]);
  expect(conditions([yes!, departed!], tree)).toEqual(["A = true"]);
  expect(conditions([yes!], tree)).toEqual(["A = true"]);
  expect(conditions([departed!], tree)).toEqual(["A = true", "B = false"]);
});

test("the conditions that its worlds share, where they say it exactly", () => {
  expect(conditions([tt!, tf!], all)).toEqual(["A = true"]);
  expect(conditions([tf!], all)).toEqual(["A = true", "B = false"]);
});

test("else a list of the worlds", () => {
  expect(conditions([tt!, tf!, ft!], all)).toEqual([
    "A = true and B = true, or A = true and B = false, or A = false and B = true",
  ]);
});

/** Which rules run, and how grave they are, is the user's choice. */
import { expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { chooseRules } from "../../src/check/rule.ts";

const none = { disable: [], severity: [] };

test("all of them, by id, where nothing is said", () => {
  const ids = chooseRules([...builtinRules].reverse(), none).map(({ id }) => id);
  expect(ids).toEqual(builtinRules.map(({ id }) => id).sort());
});

test("a disabled rule does not run", () => {
  const [first] = builtinRules;
  expect(chooseRules(builtinRules, { ...none, disable: [first!.id] })).not.toContainEqual(first);
});

test("a chosen severity holds for all cases of a rule, the last choice counts", () => {
  const severity = [
    ["dynamic-range-partly-open", "error"],
    ["dynamic-range-partly-open", "note"],
  ] as const;
  const rule = chooseRules(builtinRules, { ...none, severity }).find(({ id }) => id === "dynamic-range-partly-open");
  expect(rule).toMatchObject({ severity: "note" });
  expect(rule).not.toHaveProperty("severityCases");
});

test("an id that no rule has, and one that two have, are mistakes", () => {
  expect(() => chooseRules(builtinRules, { ...none, disable: ["nonsense"] })).toThrow(UsageError);
  expect(() => chooseRules(builtinRules, { ...none, severity: [["nonsense", "note"]] })).toThrow(
    "there is no rule nonsense",
  );
  expect(() => chooseRules([...builtinRules, builtinRules[0]!], none)).toThrow("there are two rules");
});

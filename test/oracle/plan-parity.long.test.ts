import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { askOracle, evaluateCopy, whyNoOracle } from "./oracle.ts";
import { compareRoot } from "./plan-parity.ts";

/** REACHLINT_PLAN_ROOTS is a file with a root directory a line, and behind it what plan.sh is to be given besides. */
const list = process.env.REACHLINT_PLAN_ROOTS;
const missing = whyNoOracle() ?? (list === undefined ? "REACHLINT_PLAN_ROOTS names no list of roots" : undefined);
const roots =
  missing === undefined
    ? readFileSync(list!, "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
    : [];

if (missing !== undefined) test.skip(`our values are those of the real terraform (${missing})`);
else {
  test.for(roots)("our values are those of the real terraform: %s", { timeout: 600_000 }, (line, context) => {
    const [directory = "", ...extra] = line.trim().split(/\s+/);
    const answer = askOracle(directory, extra);
    if (answer === undefined) return context.skip("terraform refuses this configuration");
    const root = evaluateCopy(answer);
    const { differences, compared } = compareRoot(root, answer.plan, answer.values);
    answer.remove();
    expect(differences).toEqual([]);
    expect(root.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(compared).toBeGreaterThan(0);
  });
}

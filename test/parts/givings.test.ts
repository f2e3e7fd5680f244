/** Of files of values that make worlds, each part is judged with some in any case, and with more as far as the scan has steps left. */
import { expect, test } from "vitest";
import { affordable, type Giving } from "../../src/parts/givings.ts";
import { scanned, verdictsOf } from "../inputs/estate.ts";
import { app } from "../service-source.ts";

const givings = (count: number): readonly Giving[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `e${at}`,
    files: new Map([["app", [`env/e${at}.tfvars`]]]),
    without: new Set<string>(),
  }));
const part = { characters: 100 };

test("what is left decides how many more there are, and is taken", () => {
  expect(affordable(givings(16), part, 0, 5000)).toEqual({ givings: givings(16), steps: 0, refused: undefined });
  expect(affordable(givings(16), part, -7, 5000)).toEqual({ givings: givings(16), steps: 0, refused: undefined });
  expect(affordable(givings(20), part, 800, 5000)).toEqual({ givings: givings(20), steps: 800, refused: undefined });
  const { givings: some, steps, refused } = affordable(givings(20), part, 799, 5000);
  expect(some).toEqual(givings(19));
  // So much is taken that a part which is judged as if less was taken is judged again.
  expect(steps).toBe(800);
  expect(refused).toMatchObject({ code: "scan-files-of-values", path: "env/e19.tfvars", notAnalysed: true });
  expect(refused!.message).toContain("the first 19 of 20 files of values");
  expect(affordable(givings(20), part, -7, 5000).givings).toEqual(givings(16));
});

test("a scan tells with which files nothing is judged, and all else", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`env/e${10 + at}.tfvars`, `port = ${2000 + at}`]),
  );
  const texts = { "app/main.tf": app("var.port", 'variable "port" { type = number }'), ...files };
  const each = { assignments: [{ kind: "each" }], each: [{ kind: "variables", glob: "env/*.tfvars" }] } as const;
  const codes = (steps: number) => scanned(texts, { ...each, steps });
  const [few, all] = [await codes(1000), await codes(1_000_000)];
  const told = few.diagnostics.filter(({ code }) => code === "scan-files-of-values");
  expect(told).toHaveLength(1);
  expect(verdictsOf(few).length).toBeGreaterThan(0);
  expect(all.diagnostics.filter(({ code }) => code === "scan-files-of-values")).toEqual([]);
});

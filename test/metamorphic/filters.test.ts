/**
 * A filter rule that is dropped, widened or narrowed, and a name that is dropped from a list, change what gets through as they must
 * (filter-claims.ts). A sample of the changes of all fixtures; the long run makes each of them.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grouped } from "./change.ts";
import type { FilterChange } from "./filter-change.ts";
import { filterChanges, type Mutated, mutate, neverSeen } from "./mutate.ts";
import { Random } from "./random.ts";
import { readSources } from "./sources.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** How many of each sort: of a kind, in one form of rules, with one effect. */
const SAMPLE = 7;

interface Chosen {
  readonly name: string;
  readonly change: FilterChange;
}

test("what gets through changes as it must", async () => {
  const names = readdirSync(FIXTURES).flatMap((rule) =>
    readdirSync(join(FIXTURES, rule)).map((name) => `${rule}/${name}`),
  );
  const all = names.flatMap((name) =>
    filterChanges(readSources(join(FIXTURES, name)), 1).map((change): Chosen => ({ name, change })),
  );
  const sorts = grouped(all, ({ change: { kind, form, effect } }) => [kind, form, effect].join());
  const chosen = [...sorts].flatMap(([sort, changes]) =>
    Random.of(20_261_129, sort).shuffled(changes).slice(0, SAMPLE),
  );
  const sampled: Mutated[] = [];
  for (const [name, changes] of grouped(chosen, (one) => one.name)) {
    const whats = new Set(changes.map(({ change: { what } }) => what));
    sampled.push(await mutate(join(FIXTURES, name), ({ what }) => whats.has(what)));
  }
  expect(sampled.flatMap(({ contradictions }) => contradictions)).toEqual([]);
  expect(neverSeen(sampled)).toEqual([]);
});

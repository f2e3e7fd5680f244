/** Searches random graphs for one whose flows something contradicts. */
import { type Count, contradiction } from "./brute-force.ts";
import { draw, type Recipe } from "./random-graphs.ts";
import { shrink } from "./shrink.ts";

export interface Search {
  readonly count: Count;
  /** What is wrong with the first graph that is, and a small graph that is wrong in the same way. */
  readonly failure: string | undefined;
}

const PRIME = 1_000_003;

/** Graph number `at` of a run has its own seed, so that it can be drawn alone. */
export const seedOf = (run: number, at: number): number => (Math.imul(run, PRIME) + at) | 0;

export function search(run: number, graphs: number): Search {
  const count: Count = new Map();
  for (let at = 0; at < graphs; at += 1) {
    const recipe = draw(seedOf(run, at));
    if (contradiction(recipe, count) !== undefined) return { count, failure: report(recipe) };
  }
  return { count, failure: undefined };
}

/** A text to put into known-graphs.ts. */
function report(recipe: Recipe): string {
  const judge = (one: Recipe): string | undefined => {
    try {
      return contradiction(one, new Map());
    } catch {
      // Without some of its lines a recipe may be none.
      return undefined;
    }
  };
  const small = shrink(recipe, judge);
  return [
    `seed ${recipe.seed}: ${judge(recipe)}`,
    `small, with seed ${small.seed} and dynamic ports ${JSON.stringify(small.dynamic)}: ${judge(small)}`,
    ...small.lines.map((line) => `  ${line}`),
  ].join("\n");
}

/** What was taken of what all parts of a scan may take together. */
import type { Taken } from "./evaluate-sources.ts";

/**
 * Whether a part for which so much was assumed to be taken by others, and which took `own`, is judged the same where `before` was taken:
 * none was refused, or all was in any case.
 */
export function saysTheSame(most: Taken, assumed: Taken, before: Taken, own: Taken): boolean {
  return (["steps", "values", "judging"] as const).every(
    (kind) => assumed[kind] === before[kind] || before[kind] + own[kind] <= most[kind] || assumed[kind] > most[kind],
  );
}

/** Whether nothing was refused to what took `own` after others had taken `before`. */
export function isWithin(most: Taken, before: Taken, own: Taken): boolean {
  return (["steps", "values", "judging"] as const).every((kind) => before[kind] + own[kind] <= most[kind]);
}

export const NOTHING_TAKEN: Taken = { steps: 0, values: 0, judging: 0 };

export function sumOfTaken(a: Taken, b: Taken = NOTHING_TAKEN): Taken {
  return { steps: a.steps + b.steps, values: a.values + b.values, judging: a.judging + b.judging };
}

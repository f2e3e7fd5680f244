/** A limit on what is compared for a rule: a short one may ask much of each of thousands of entities, and find nothing. */
import { remembered } from "../base/collections.ts";
import type { World } from "../worlds/judge.ts";
import type { ChoiceCondition, EntityPattern, TextCondition } from "./rule.ts";
import type { PossibleValues } from "./vocabulary/entity.ts";

/** Ends the checking of a rule; it is caught where the rule's findings are made. */
export class TooMuchToCompare extends Error {}

/** Pays for so many comparisons before they are made; false where there are too many. */
export type PayComparisons = (count: number) => boolean;

/** An entry of a pattern is compared with one entity. */
export function payEntry(condition: EntityPattern[string], { pay }: ComparedWorld): void {
  if (pay?.(weightOf(condition)) === false) throw new TooMuchToCompare();
}

/** Texts are walked with wildcards: the longer both are, the more often. */
export function payWildcards(
  condition: ChoiceCondition | TextCondition,
  texts: PossibleValues,
  world: ComparedWorld,
): void {
  if (world.pay === undefined || typeof condition !== "object" || !("glob" in condition)) return;
  const length = (texts ?? []).reduce((sum, text) => sum + text.length, 0);
  const count = Math.floor((JSON.stringify(condition).length * length) / WALKED_IN_A_COMPARISON);
  if (!world.pay(count)) throw new TooMuchToCompare();
}

/** So many characters of a text, for each of a pattern, take as long as another comparison. */
const WALKED_IN_A_COMPARISON = 1_024;

/** A world, with what pays for comparisons in it where they are counted. */
export type ComparedWorld = World & { readonly pay?: PayComparisons };

/** So many characters of a condition are another comparison: it may list thousands of texts. */
const CHARACTERS_OF_A_COMPARISON = 16;

function weightOf(condition: EntityPattern[string]): number {
  return typeof condition === "object" ? remembered(weights, condition, () => written(condition)) : written(condition);
}

function written(condition: EntityPattern[string]): number {
  return 1 + Math.floor(JSON.stringify(condition).length / CHARACTERS_OF_A_COMPARISON);
}

const weights = new WeakMap<object, number>();

/** A pattern of a rule and an entity → whether the pattern holds, in three-valued logic. */
import type { Fact } from "../base/fact.ts";
import { all, and, any, not, or, type Truth, truthOf } from "../base/truth.ts";
import type { World } from "../worlds/judge.ts";
import { matchAddresses, matchPorts } from "./relation.ts";
import type {
  ChoiceCondition,
  Condition,
  EntityPattern,
  ManyCondition,
  NumberCondition,
  SetCondition,
} from "./rule.ts";
import type { Entity, Many, One, PossibleValues, Property } from "./vocabulary/entity.ts";
import { recordOf } from "./vocabulary/vocabulary.ts";

/** Every entry of the pattern holds; the empty pattern holds of everything. */
export function match(pattern: EntityPattern, entity: Entity, world: World): Truth {
  let truth: Truth = "true";
  for (const name in pattern) {
    truth = and(truth, matchEntry(name, pattern[name]!, entity, world));
    if (truth === "false") break;
  }
  return truth;
}

function matchEntry(name: string, condition: EntityPattern[string], entity: Entity, world: World): Truth {
  if (name === "not") return not(match(condition as EntityPattern, entity, world));
  if (name === "proven") return proven(match(condition as EntityPattern, entity, world));
  if (name === "anyOf")
    return any((condition as readonly EntityPattern[]).map((pattern) => match(pattern, entity, world)));
  const property = recordOf(entity.kind).properties[name];
  if (property === undefined) throw new Error(`rule names the unknown property ${name} of ${entity.kind}`);
  return matchProperty(property, condition as Condition, entity, world);
}

/** True where it is true, else false. */
export function proven(truth: Truth): Truth {
  return truthOf(truth === "true");
}

function matchProperty(property: Property<Entity>, condition: Condition, entity: Entity, world: World): Truth {
  switch (property.type) {
    case "choice":
      return matchChoice(condition as ChoiceCondition, property.read(entity, world));
    case "flag":
      return matchFlag(condition as boolean, property.read(entity, world));
    case "number":
      return matchNumber(condition as number | NumberCondition, property.read(entity, world));
    case "ports":
      return matchPorts(condition as SetCondition, property.read(entity, world));
    case "addresses":
      return matchAddresses(condition as SetCondition, property.read(entity, world));
    case "one":
      return matchOne(condition as EntityPattern, property.read(entity, world), world);
    case "many":
      return matchMany(condition as ManyCondition, property.read(entity, world), world);
  }
}

/** True where every value that it may have is among the wanted ones, false where none is. */
export function matchChoice(wanted: ChoiceCondition, value: PossibleValues): Truth {
  if (value === undefined) return "unknown";
  const among = typeof wanted === "string" ? [wanted] : wanted;
  if (!value.some((one) => among.includes(one))) return "false";
  return value.every((one) => among.includes(one)) ? "true" : "unknown";
}

export function matchFlag(wanted: boolean, value: Truth): Truth {
  return wanted ? value : not(value);
}

/** A number that is not written is false for every condition. */
export function matchNumber(wanted: number | NumberCondition, value: Fact<number> | undefined): Truth {
  if (value === undefined) return "false";
  const holds = (one: number): boolean =>
    typeof wanted === "number"
      ? one === wanted
      : (wanted.atLeast === undefined || one >= wanted.atLeast) &&
        (wanted.atMost === undefined || one <= wanted.atMost);
  if (value.known) return truthOf(holds(value.value));
  if (value.among === undefined || value.among.length === 0) return "unknown";
  if (value.among.every(holds)) return "true";
  return value.among.some(holds) ? "unknown" : "false";
}

function matchOne(pattern: EntityPattern, value: One, world: World): Truth {
  if (value === "absent") return "false";
  if (value === "unknown") return "unknown";
  const truths = value.map((entity) => match(pattern, entity, world));
  if (truths.every((truth) => truth === "true")) return "true";
  return truths.every((truth) => truth === "false") ? "false" : "unknown";
}

function matchMany(condition: ManyCondition, value: Many, world: World): Truth {
  const some = (pattern: EntityPattern, wanted: (truth: Truth) => Truth): Truth => {
    const found = any(value.members.map(({ entity, exists }) => and(exists, wanted(match(pattern, entity, world)))));
    return value.mayBeMore ? or(found, "unknown") : found;
  };
  return all([
    condition.some === undefined ? "true" : some(condition.some, (truth) => truth),
    condition.none === undefined ? "true" : not(some(condition.none, (truth) => truth)),
    condition.every === undefined ? "true" : not(some(condition.every, not)),
  ]);
}

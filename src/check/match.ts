/** A pattern of a rule and an entity → whether the pattern holds, in three-valued logic. */
import { remembered, underKey } from "../base/collections.ts";
import { type Fact, sameFact } from "../base/fact.ts";
import { wildcardTest } from "../base/glob.ts";
import { all, and, any, not, or, type Truth, truthOf } from "../base/truth.ts";
import type { World } from "../worlds/judge.ts";
import { type ComparedWorld, payEntry, payWildcards } from "./comparing.ts";
import { matchAddresses, matchPorts } from "./relation.ts";
import type {
  ChoiceCondition,
  Condition,
  EntityPattern,
  ManyCondition,
  NumberCondition,
  SetCondition,
  TextCondition,
} from "./rule.ts";
import { type Entity, type Many, type One, type PossibleValues, type Property, possible } from "./vocabulary/entity.ts";
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

/** One entry of a pattern: a connective, or a property with what it must be. */
export function matchEntry(
  name: string,
  condition: EntityPattern[string],
  entity: Entity,
  world: ComparedWorld,
): Truth {
  payEntry(condition, world);
  switch (name) {
    case "not":
      return not(match(condition as EntityPattern, entity, world));
    case "proven":
      return proven(match(condition as EntityPattern, entity, world));
    case "anyOf":
      return any(eachOf(condition as readonly EntityPattern[], entity, world));
    case "allOf":
      return all(eachOf(condition as readonly EntityPattern[], entity, world));
    default:
      return matchProperty(name, condition as Condition, entity, world);
  }
}

function eachOf(patterns: readonly EntityPattern[], entity: Entity, world: World): readonly Truth[] {
  return patterns.map((pattern) => match(pattern, entity, world));
}

/** True where it is true, else false. */
export function proven(truth: Truth): Truth {
  return truthOf(truth === "true");
}

function matchProperty(name: string, condition: Condition, entity: Entity, world: ComparedWorld): Truth {
  const property = propertyOf(entity, name);
  switch (property.type) {
    case "choice":
      return matchChoice(condition as ChoiceCondition, valuesOf(property.read(entity, world)));
    case "flag":
      return matchFlag(condition as boolean, property.read(entity, world));
    case "text": {
      const value = property.read(entity, world);
      const wanted = condition as ChoiceCondition | TextCondition;
      payWildcards(wanted, value && possible(value), world);
      return matchText(wanted, value);
    }
    case "number":
      return matchNumber(condition as WantedNumber, property.read(entity, world), (other) => {
        const { type, read } = propertyOf(entity, other);
        if (type !== "number") throw new Error(`rule compares with ${other} of ${entity.kind}, which is no number`);
        return read(entity, world);
      });
    case "ports":
      return matchPorts(condition as SetCondition, property.read(entity, world));
    case "addresses":
      return matchAddresses(condition as SetCondition, property.read(entity, world), property.named(entity, world));
    case "one":
      return matchOne(condition as EntityPattern, property.read(entity, world), world);
    case "many":
      return matchManyOnce(condition as ManyCondition, property.read(entity, world), world);
  }
}

export function propertyOf(entity: Entity, name: string): Property<Entity> {
  const property = underKey(recordOf(entity.kind).properties, name);
  if (property === undefined) throw new Error(`rule names the unknown property ${name} of ${entity.kind}`);
  return property;
}

function valuesOf(value: PossibleValues | Fact<string>): PossibleValues {
  return value === undefined || isList(value) ? value : possible(value);
}

/** True where every value that it may have is among the wanted ones, false where none is. */
export function matchChoice(wanted: ChoiceCondition, value: PossibleValues): Truth {
  if (value === undefined) return "unknown";
  const among = typeof wanted === "string" ? [wanted] : wanted;
  return ofEach(value, (one) => among.includes(one), "false");
}

export function matchFlag(wanted: boolean, value: Truth | Fact<boolean>): Truth {
  const truth = typeof value === "string" ? value : value.known ? truthOf(value.value) : "unknown";
  return wanted ? truth : not(truth);
}

/** A text that is not written is false for every condition but `exists: false`. */
export function matchText(wanted: ChoiceCondition | TextCondition, value: Fact<string> | undefined): Truth {
  if (typeof wanted === "string" || isList(wanted))
    return value === undefined ? "false" : matchChoice(wanted, possible(value));
  const { exists, glob } = wanted;
  const written = exists === undefined ? "true" : truthOf(exists === (value !== undefined));
  if (glob === undefined) return written;
  if (value === undefined) return "false";
  const globs = (isList(glob) ? glob : [glob]).map(wildcardTest);
  return and(
    written,
    ofEach(possible(value), (text) => globs.some((matches) => matches(text)), "unknown"),
  );
}

export type WantedNumber = number | readonly number[] | NumberCondition;

/** A number that is not written is false for every condition but `exists: false`. `read` finds the properties that it is compared with. */
export function matchNumber(
  wanted: WantedNumber,
  value: Fact<number> | undefined,
  read: (property: string) => Fact<number> | undefined,
): Truth {
  if (typeof wanted === "number" || isList(wanted)) {
    const among = typeof wanted === "number" ? [wanted] : wanted;
    return value === undefined ? "false" : ofEach(possible(value), (one) => among.includes(one), "unknown");
  }
  return all(
    Object.entries(wanted).map(([comparison, to]) =>
      comparison === "exists"
        ? truthOf(to === (value !== undefined))
        : compare(comparison as Comparison, value, typeof to === "string" ? read(to) : to),
    ),
  );
}

const COMPARISONS = {
  equals: (a: number, b: number) => a === b,
  atLeast: (a: number, b: number) => a >= b,
  atMost: (a: number, b: number) => a <= b,
  moreThan: (a: number, b: number) => a > b,
  lessThan: (a: number, b: number) => a < b,
} as const;

type Comparison = keyof typeof COMPARISONS;

/** Whether it holds of all, of none or of some of the values that the two may have. One that is not known has equal values on both sides. */
function compare(comparison: Comparison, a: Fact<number> | undefined, b: Fact<number> | number | undefined): Truth {
  if (a === undefined || b === undefined) return "false";
  const holds = COMPARISONS[comparison];
  if (typeof b === "number") return ofEach(possible(a), (one) => holds(one, b), "unknown");
  if (sameFact(a, b) === "true") return truthOf(holds(0, 0));
  const others = possible(b);
  if (others === undefined) return "unknown";
  const truths = others.map((other) => ofEach(possible(a), (one) => holds(one, other), "unknown"));
  return truths.every((truth) => truth === truths[0]) ? (truths[0] ?? "unknown") : "unknown";
}

/** True where it holds of each of the values that there may be, false where of none; where there is no value, as said. */
function ofEach<T>(values: readonly T[] | undefined, holds: (value: T) => boolean, ofNone: Truth): Truth {
  if (values === undefined) return "unknown";
  if (values.length === 0) return ofNone;
  if (values.every(holds)) return "true";
  return values.some(holds) ? "unknown" : "false";
}

function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

function matchOne(pattern: EntityPattern, value: One, world: World): Truth {
  if (value === "absent") return "false";
  if (value === "unknown") return "unknown";
  const truths = value.map((entity) => match(pattern, entity, world));
  if (truths.every((truth) => truth === "true")) return "true";
  return truths.every((truth) => truth === "false") ? "false" : "unknown";
}

/** Some have the same many: the rules of one filter its flows. Many are of one world. */
function matchManyOnce(condition: ManyCondition, value: Many, world: World): Truth {
  if (value.members.length < MANY_TO_REMEMBER) return matchMany(condition, value, world);
  const answers = remembered(answersOf, value, () => new Map<ManyCondition, Truth>());
  return remembered(answers, condition, () => matchMany(condition, value, world));
}

/** To match fewer again takes no longer than to look for the answer. */
const MANY_TO_REMEMBER = 4;

const answersOf = new WeakMap<Many, Map<ManyCondition, Truth>>();

function matchMany({ where = {}, count, ...relations }: ManyCondition, value: Many, world: World): Truth {
  const members = value.members.map(({ entity, exists }) => ({
    entity,
    exists: and(exists, match(where, entity, world)),
  }));
  const some = (holds: (entity: Entity) => Truth): Truth => {
    const found = any(members.map(({ entity, exists }) => and(exists, holds(entity))));
    return value.mayBeMore ? or(found, "unknown") : found;
  };
  const { some: one, every, none } = relations;
  return all([
    one === undefined ? "true" : some((entity) => match(one, entity, world)),
    none === undefined ? "true" : not(some((entity) => match(none, entity, world))),
    every === undefined ? "true" : not(some((entity) => not(match(every, entity, world)))),
    count === undefined ? "true" : matchCount(count, members, value.mayBeMore),
  ]);
}

/** Whether each number of members that there may be fits, or none does. */
function matchCount(
  wanted: number | NumberCondition,
  members: readonly { readonly exists: Truth }[],
  mayBeMore: boolean,
): Truth {
  const least = members.filter(({ exists }) => exists === "true").length;
  const most = mayBeMore ? Number.POSITIVE_INFINITY : members.filter(({ exists }) => exists !== "false").length;
  const { equals, ...bounds } = typeof wanted === "number" ? { equals: wanted } : wanted;
  return all(
    Object.entries({ ...bounds, ...(equals === undefined ? {} : { atLeast: equals, atMost: equals }) }).map(
      ([comparison, to]) => {
        const holds = (count: number): boolean => COMPARISONS[comparison as Comparison](count, Number(to));
        return holds(least) === holds(most) ? truthOf(holds(least)) : "unknown";
      },
    ),
  );
}

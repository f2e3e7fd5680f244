/** A rule of which it is not known whether an entity violates it → the unknowns that leave it open. */
import type { Fact } from "../base/fact.ts";
import { and } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type { World } from "../worlds/judge.ts";
import { match, matchEntry, propertyOf } from "./match.ts";
import {
  type Condition,
  type EntityPattern,
  type ManyCondition,
  type NumberCondition,
  type Rule,
  selectionOf,
} from "./rule.ts";
import { type Entity, type Many, openOf, unknownsIn } from "./vocabulary/entity.ts";
import { recordOf } from "./vocabulary/vocabulary.ts";

export function whyUnknown(rule: Rule, entity: Entity, world: World): readonly UnknownValue[] {
  const [, pattern] = selectionOf(rule);
  const found = [pattern, rule.require ?? {}].flatMap((one) => ofPattern(one, entity, world));
  return found.length > 0 ? found : unknownsIn(entity);
}

/** Of the entries that are unknown; those that hold anyway have nothing to do with it, and none has where another fails. */
function ofPattern(pattern: EntityPattern, entity: Entity, world: World): readonly UnknownValue[] {
  if (match(pattern, entity, world) === "false") return [];
  return Object.entries(pattern).flatMap(([name, condition]) =>
    matchEntry(name, condition, entity, world) === "unknown" ? ofEntry(name, condition, entity, world) : [],
  );
}

function ofEntry(
  name: string,
  condition: EntityPattern[string],
  entity: Entity,
  world: World,
): readonly UnknownValue[] {
  if (name === "not") return ofPattern(condition as EntityPattern, entity, world);
  if (name === "anyOf" || name === "allOf")
    return (condition as readonly EntityPattern[]).flatMap((one) => ofPattern(one, entity, world));
  return ofProperty(name, condition as Condition, entity, world);
}

function ofProperty(name: string, condition: Condition, entity: Entity, world: World): readonly UnknownValue[] {
  const property = propertyOf(entity, name);
  const found = [...(property.why?.(entity, world) ?? []), ...ofValue()];
  return found.length > 0 ? found : (recordOf(entity.kind).why?.(entity) ?? []);

  function ofValue(): readonly UnknownValue[] {
    switch (property.type) {
      case "ports":
      case "addresses":
        return [];
      case "number":
        return [property.read(entity, world), ...compared(condition as NumberCondition)].flatMap((fact) =>
          openOf(fact),
        );
      case "one": {
        const value = property.read(entity, world);
        return typeof value === "string"
          ? []
          : value.flatMap((one) => ofPattern(condition as EntityPattern, one, world));
      }
      case "many":
        return ofMany(condition as ManyCondition, property.read(entity, world), world);
      default: {
        const value = property.read(entity, world);
        return isFact(value) ? openOf(value) : [];
      }
    }
  }

  function compared(wanted: NumberCondition): readonly (Fact<number> | undefined)[] {
    return Object.values(wanted).map((other) => {
      const of = typeof other === "string" ? propertyOf(entity, other) : undefined;
      return of?.type === "number" ? of.read(entity, world) : undefined;
    });
  }
}

/** What leaves open which members there are, and what is asked of each that there may be. */
function ofMany(
  { where = {}, count: _, ...relations }: ManyCondition,
  many: Many,
  world: World,
): readonly UnknownValue[] {
  const asked = [where, ...Object.values(relations)];
  const ofMembers = many.members.flatMap(({ entity, exists }) =>
    and(exists, match(where, entity, world)) === "false" ? [] : asked.flatMap((one) => ofPattern(one, entity, world)),
  );
  const isOpen = many.mayBeMore || many.members.some(({ exists }) => exists === "unknown");
  return isOpen ? [...(many.why?.() ?? []), ...ofMembers] : ofMembers;
}

function isFact(value: unknown): value is Fact<string | boolean> {
  return typeof value === "object" && value !== null && "known" in value;
}

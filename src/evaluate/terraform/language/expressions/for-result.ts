/** The turns of a `for` expression into the tuple or object that they build. */
import { compareText, remembered } from "../../../../base/collections.ts";
import {
  BOOL,
  DYNAMIC,
  type ListValue,
  type MapEntry,
  type MapValue,
  type UnknownValue,
  type Value,
} from "../../../../base/value.ts";
import type { ForExpression } from "../../../../parse/hcl/syntax.ts";
import { bounded, isBesideNamed, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import type { Scope } from "../scope.ts";
import { equality } from "../types/equality.ts";
import { areApart, perhapsFewer, withEntries } from "../types/map-entries.ts";
import { derivedUnknown, furtherElement, oneOf } from "../unknowns.ts";
import { withoutErrors } from "./errors-apart.ts";
import { failed } from "./evaluate.ts";
import { doubt, mayBeFewer } from "./may-fail.ts";
import { asFurther } from "./splat.ts";

/** One pass of the loop. */
export interface Turn {
  /** Undefined in a loop that builds a tuple. */
  readonly key: string | UnknownValue | undefined;
  /** The key as it is made, where it is not known. */
  readonly openKey?: Value;
  readonly value: Value;
  /** Whether the condition lets it through; an unknown where that is not known. */
  readonly passes: true | UnknownValue;
  /** Whether it is known which turns come before it. */
  readonly placed: boolean;
  /** Of a turn that stands for any number: what it is one for each of, where its value does not say that. */
  readonly over?: string;
  /** Of such a turn: the elements before it are only named somewhere, and may not be there. */
  readonly besideNamed?: true;
}

/** With more elements than this whose condition is unknown, they are no longer told apart. */
const MAX_UNDECIDED = 3;

/**
 * What stands for all that the turns may give. Which of the elements are let through, and by what they are named, is part of what it is: the
 * first one of those that pass one condition is not the first of those that pass another.
 */
function standing(turns: readonly Turn[], kind: "list" | "map"): UnknownValue | undefined {
  if (turns.length === 0) return undefined;
  const all = standingForAny(turns, kind);
  return turns.some((one) => one.besideNamed) ? { ...all, besideNamed: true } : all;
}

function standingForAny(turns: readonly Turn[], kind: "list" | "map"): UnknownValue {
  const values = turns.map((one) => one.value);
  const [only] = values;
  const from = turns.flatMap((one) => [one.passes, one.key].filter((part) => typeof part === "object"));
  const symbol = turns.map(turnSymbol).join("|");
  if (values.length === 1 && only?.kind === "unknown") {
    const [{ passes }] = turns as readonly [Turn];
    // Some of a resource's instances are not all of them.
    return asFurther(passes === true ? { ...only, symbol } : derivedUnknown(symbol, only.type, [only, ...from]), kind);
  }
  return { ...derivedUnknown(`[${symbol}]`, DYNAMIC, from), oneOf: values };
}

/** A key that the collection itself gives to its elements. */
function isOwnKey(key: Turn["key"]): boolean {
  return typeof key === "object" && key.symbol.startsWith("key(") && !key.symbol.startsWith("key(toset(");
}

/** Such a key tells nothing more. */
export function turnSymbol({ key, value, passes, over }: Turn): string {
  const name = typeof key === "object" && !isOwnKey(key) ? `${key.symbol}:` : "";
  const each = over === undefined ? "" : ` for ${over}`;
  return `${name}${symbolOf(value)}${passes === true ? "" : ` if ${passes.symbol}`}${each}`;
}

export function tupleOf(turns: readonly Turn[], further: readonly Turn[], collection: Value, scope: Scope): Value {
  const undecided = turns.filter((one) => one.passes !== true);
  const many = undecided.length > MAX_UNDECIDED;
  const certain = many ? turns.indexOf(undecided[0]!) : turns.length;
  const isPlaced = (one: Turn) => one.placed && turns.indexOf(one) < certain;
  const build = (chosen: readonly Turn[]): Value =>
    gathered(chosen, isPlaced, standing([...further, ...(many ? undecided : [])], "list"), collection);
  if (many) return build(turns.filter((one) => one.passes === true));
  return choices(turns, undecided, build, scope);
}

/** What these turns give, in the order of the collection. */
function gathered(
  turns: readonly Turn[],
  isPlaced: (one: Turn) => boolean,
  rest: UnknownValue | undefined,
  collection: Value,
): ListValue {
  const values = turns.map((one) => one.value);
  const first = turns.findIndex((one) => !isPlaced(one));
  // Further elements of a set stand in its order, and not in that of the list that it was.
  const isOfSet = rest !== undefined && collection.kind === "list" && collection.shape === "set";
  const from = first < 0 && isOfSet ? values.length : first;
  const isAlone = values.length === 1 && rest === undefined;
  if (from < 0 || isAlone) return list(values, rest);
  const apart = areApart(collection) && { apart: true as const };
  const order = bounded(`for ${symbolOf(collection)}`);
  return perhapsFewer({ ...list(values, rest), restFrom: from, order, ...apart }, collection);
}

/** The result for every combination of the undecided turns. */
function choices(
  turns: readonly Turn[],
  undecided: readonly Turn[],
  build: (chosen: readonly Turn[], scope: Scope) => Value,
  scope: Scope,
): Value {
  if (undecided.length === 0) return build(turns, scope);
  const chosen = Array.from({ length: 1 << undecided.length }, (_, mask) =>
    turns.filter((one) => one.passes === true || (mask >> undecided.indexOf(one)) % 2 === 1),
  );
  const from = undecided.map((one) => one.passes).filter((part) => part !== true);
  const names = from.map((one) => one.symbol).join(",");
  const values = withoutErrors(chosen, build, derivedUnknown(names, BOOL, from), scope);
  return oneOf(`{${names}?${values.map(symbolOf).join("|")}}`, values, from);
}

export function objectOf(
  turns: readonly Turn[],
  further: readonly Turn[],
  expression: ForExpression,
  collection: Value,
  scope: Scope,
): Value {
  const undecided = turns.filter((one) => one.passes !== true && typeof one.key === "string");
  const many = undecided.length > MAX_UNDECIDED;
  const isLoose = (one: Turn): boolean => typeof one.key !== "string" || (many && one.passes !== true);
  const loose = turns.filter(isLoose);
  const isPlaced = (one: Turn): boolean => one.placed && loose.length === 0;
  const build = (chosen: readonly Turn[], scope: Scope): Value => {
    const entries = new Map<string, Value>();
    const groups = new Map<string, Turn[]>();
    for (const one of chosen) {
      const { key, value } = one;
      if (typeof key !== "string") continue;
      if (expression.group) remembered(groups, key, () => []).push(one);
      else if (entries.has(key) && mayBeFewer(collection)) {
        // Only one of both is there, or they are one.
        entries.set(key, eitherAt(key, entries.get(key)!, value, collection));
        doubt(`{${key}:}${symbolOf(collection)}`, [collection], scope);
      } else if (entries.has(key)) {
        failed(
          `Duplicate object key: two different elements produced the key "${key}" in this 'for' expression.`,
          expression.span,
          scope,
        );
      } else entries.set(key, value);
    }
    // Those of which the key is not known may be of any group.
    const others = [...further, ...loose];
    const inGroups = standing(others, "list");
    for (const [key, group] of groups) entries.set(key, gathered(group, isPlaced, inGroups, collection));
    const sorted = new Map([...entries].sort(([a], [b]) => compareText(a, b)));
    const made: MapValue = { kind: "map", shape: "object", entries: sorted };
    const open = loose.flatMap(({ openKey, passes, value }): readonly MapEntry[] =>
      openKey === undefined || passes !== true ? [] : [[openKey, value]],
    );
    if (further.length === 0 && open.length === loose.length && !expression.group) return withEntries(made, open);
    const rest = standing(others, "map");
    if (rest === undefined) return made;
    // Where an element is not there that is only named, another one may have its key.
    if (isBesideNamed(rest) && !expression.group) {
      for (const [key, value] of sorted) {
        if (!others.some((one) => mayHaveKey(one, key))) continue;
        const other = furtherElement(rest, `[${JSON.stringify(key)}]`);
        sorted.set(key, eitherAt(key, value, other, collection));
      }
    }
    return { ...made, rest: expression.group ? derivedUnknown(`${rest.symbol}...`, DYNAMIC, [rest]) : rest };
  };
  const sure = turns.filter((one) => !isLoose(one));
  return many ? build(sure, scope) : choices(sure, undecided, build, scope);
}

/** A turn of the collection's own keys has none of those that other elements have. */
function mayHaveKey({ key, openKey }: Turn, name: string): boolean {
  if (typeof key !== "object") return key === name;
  return !isOwnKey(key) && equality(openKey ?? key, { kind: "string", value: name }) !== "false";
}

function eitherAt(key: string, one: Value, other: Value, collection: Value): Value {
  const name = `{${key}:${symbolOf(one)}|${symbolOf(other)}} of ${symbolOf(collection)}`;
  return oneOf(name, [one, other], unknownsIn(collection));
}

function list(elements: readonly Value[], rest?: UnknownValue): ListValue {
  return { kind: "list", shape: "tuple", elements, ...(rest === undefined ? {} : { rest }) };
}

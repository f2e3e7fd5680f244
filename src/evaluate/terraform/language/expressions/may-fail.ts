/**
 * Inside `try`, `can` and the branches of conditionals: what may turn out to be an error, once what is unknown in it is
 * known. Each doubt is named after what may fail.
 */
import { BOOL, DYNAMIC, NUMBER, STRING, type Type, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { BinaryOperator } from "../../../../parse/hcl/syntax.ts";
import { derivedAs, isCertain, isKnown, isWhollyKnown, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { FUNCTIONS } from "../functions/call.ts";
import { isCertainlyJson } from "../functions/json.ts";
import type { Doubt, Scope } from "../scope.ts";
import { areApart } from "../types/map-entries.ts";
import { mayRepeat } from "../types/repeated.ts";
import { isPrimitive, sameType, typeOf } from "../types/values.ts";
import { alternativesOf } from "../unknowns.ts";

/** That something made of these may fail. */
export function doubt(symbol: string, from: readonly Value[], scope: Pick<Scope, "mayFail">): void {
  scope.mayFail?.(() => derivedAs(symbol, from, DYNAMIC));
}

/**
 * A scope for what is looked at only in some states, which `of` decides: in a branch, on the right side, of elements that may not be there. What
 * may fail there is another doubt than where it is looked at in any case.
 */
export function onlyWhere(sign: string, of: Value, scope: Scope): Scope {
  const { mayFail } = scope;
  if (mayFail === undefined || isWhollyKnown(of)) return scope;
  const named = (inside: UnknownValue) => derivedAs(`${symbolOf(of)} ${sign} ${inside.symbol}`, [of, inside], DYNAMIC);
  return { ...scope, mayFail: (doubt) => mayFail(() => named(doubt())) };
}

/** The same of doubts that were kept apart. */
export function doubtWhere(sign: string, of: Value, doubts: readonly Doubt[], scope: Scope): void {
  const { mayFail } = onlyWhere(sign, of, scope);
  if (mayFail !== undefined) for (const one of doubts) mayFail(one);
}

/** A scope for what stands for any element where there is none: what certainly fails does, what may fail there does not. */
export function withoutDoubt(scope: Scope): Scope {
  const { mayFail: _, ...rest } = scope;
  return rest;
}

/** `value[key]`, `value.key`: there may be no such element. */
export function doubtElement(value: Value, key: Value, scope: Scope): void {
  if (scope.mayFail === undefined) return;
  const keys = alternativesOf(key);
  if (!alternativesOf(value).some((one) => keys.some((at) => mayBeMissing(one, at)))) return;
  doubt(`${symbolOf(value)}[${symbolOf(key)}]`, [value, key], scope);
}

function mayBeMissing(value: Value, key: Value): boolean {
  const name = key.kind === "string" || key.kind === "number" ? String(key.value) : undefined;
  if (value.kind === "list" || value.kind === "map") {
    if (name === undefined) return key.kind === "unknown" || key.kind === "text";
    // Whether a named instance exists is known of the instance itself.
    if (value.rest?.ref?.attribute === "") return false;
    if (!isCertain(value)) return true;
    if (value.rest === undefined) return value.kind === "list" && mayRepeat(value) && Number(name) > 0;
    return value.kind === "map" ? !value.entries.has(name) : Number(name) >= value.elements.length;
  }
  if (value.kind !== "unknown" || value.ref?.attribute === "" || value.cause.kind === "error") return false;
  if (value.type.kind === "object" && name !== undefined) return mayBeNull(value);
  return !isPrimitive(value.type);
}

/** Whether some elements of a collection may not be there, or turn out to be one. */
export function mayBeFewer(collection: Value): boolean {
  if (collection.kind === "map") return !isCertain(collection) || !areApart(collection);
  if (collection.kind !== "list") return true;
  return !isCertain(collection) || (mayRepeat(collection) && !isWhollyKnown(collection));
}

/** A call of a function with these arguments that, as far as they are known, is no failure. */
export function doubtCall(name: string, args: readonly Value[], scope: Scope): void {
  if (scope.mayFail === undefined || args.every(isWhollyKnown)) return;
  const refusing = REFUSING_NULLS.get(name);
  if (refusing !== undefined && args.some((arg, at) => refusing(at) && mayHoldNull(arg))) {
    doubt(`${name}(${args.map(symbolOf).join(",")})`, args, scope);
    return;
  }
  if (BY_SHAPE.has(name) && args.every(isCounted)) return;
  if (name === "jsondecode" && args.flatMap(alternativesOf).every(isKnownOrJson)) return;
  const spec = FUNCTIONS.get(name);
  const isTotal = (TOTAL.has(name) && !refusesInfinity(name, args)) || (name === "lookup" && args.length > 2);
  const converts =
    spec !== undefined && CONVERSIONS.has(name) && typeof spec.type !== "function" ? spec.type : undefined;
  const fits = args.every((arg, at) => {
    const parameter = spec?.parameters[at] ?? spec?.variadic;
    if (parameter === undefined) return false;
    const type = converts ?? parameter.type;
    return suits(arg, type, parameter.nullable === true || converts !== undefined);
  });
  if (!(isTotal || converts !== undefined) || !fits) doubt(`${name}(${args.map(symbolOf).join(",")})`, args, scope);
}

/** Functions that have a result for all arguments of their types. */
const TOTAL: ReadonlySet<string> = new Set(
  (
    "abs ceil floor signum max min length keys values merge concat flatten distinct compact reverse join split " +
    "lower upper title trim trimprefix trimsuffix trimspace chomp startswith endswith strcontains strrev " +
    "base64encode urlencode jsonencode md5 sha1 sha256 sha512 contains setunion setintersection setsubtract setproduct " +
    "alltrue anytrue sensitive issensitive"
  ).split(" "),
);

function refusesInfinity(name: string, args: readonly Value[]): boolean {
  return (name === "signum" || name === "jsonencode") && args.some(mayBeInfinite);
}

/** Whether it is known how many elements there are, if it has any: those that may turn out to be one may be fewer. */
function isCounted(value: Value): boolean {
  if (value.kind !== "list" || value.elements.length < 2 || !mayRepeat(value)) return isKnown(value);
  return isWhollyKnown(value);
}

/** Functions that take no null among the elements of some of their arguments, by the place of these. */
const REFUSING_NULLS: ReadonlyMap<string, (at: number) => boolean> = new Map([
  ["join", (at: number) => at > 0],
  ["zipmap", (at: number) => at === 0],
]);

function mayHoldNull(list: Value): boolean {
  return alternativesOf(list).some((one) => {
    // Of what a provider gives nothing is null, and what begins with something is not.
    if (one.kind !== "list") return mayBeNull(one) || (one.kind === "unknown" && !isGiven(one));
    const elements = [...one.elements, ...(one.rest === undefined ? [] : [one.rest])];
    return elements.flatMap(alternativesOf).some((element) => element.kind === "null" || mayBeNull(element));
  });
}

/** Functions that need to know no more than which elements there are. */
const BY_SHAPE: ReadonlySet<string> = new Set(["element", "lookup", "one", "slice", "zipmap", "chunklist"]);

/** What is known was read without a failure. */
function isKnownOrJson(text: Value): boolean {
  return text.kind === "text" ? isCertainlyJson(text) : isKnown(text);
}

const CONVERSIONS: ReadonlySet<string> = new Set(["tostring", "tonumber", "tobool"]);

/** An operand of an operator, a condition, a part of a template: it may not convert, or be null, which the function of that conversion takes. */
export function doubtConversion(value: Value, type: Type, scope: Scope): void {
  if (scope.mayFail !== undefined && !suits(value, type, false))
    doubt(`to${type.kind}(${symbolOf(value)}), not null`, [value], scope);
}

/** The operands of an operator, which may be of the wrong type or divide by zero. */
export function doubtOperands(operator: BinaryOperator, left: Value, right: Value, scope: Scope): void {
  if (scope.mayFail === undefined || operator === "==" || operator === "!=") return;
  const type = operator === "&&" || operator === "||" ? BOOL : NUMBER;
  doubtConversion(left, type, scope);
  doubtConversion(right, type, scope);
  // Nothing divided by zero is an error, and any other number is not.
  const isQuotient = operator === "/" && mayBeZero(left) && mayBeZero(right);
  // What is infinite has no remainder, no difference from another such number, and no product with zero.
  const isInfinite = /[-+*%]/.test(operator) && (mayBeInfinite(left) || mayBeInfinite(right));
  if ((isQuotient || isInfinite) && !(isKnown(left) && isKnown(right)))
    doubt(`${symbolOf(left)} ${operator} ${symbolOf(right)}`, [left, right], scope);
}

/** Whether a number in it may be infinite, as what is divided by zero, and logarithms and powers of zero. */
function mayBeInfinite(value: Value): boolean {
  const visited = new Set<UnknownValue>();
  const visit = (at: UnknownValue): boolean => {
    if (visited.has(at)) return false;
    visited.add(at);
    return / \/ |\b(?:log|pow)\(/.test(at.symbol) || at.from?.some(visit) === true;
  };
  return unknownsIn(value).some(visit);
}

function mayBeZero(value: Value): boolean {
  return !isKnown(value) || symbolOf(value) === "0";
}

/** The collection of a loop, which may be none. */
export function doubtCollection(value: Value, scope: Scope): void {
  const isDoubtful = (one: Value): boolean =>
    one.kind === "unknown" && one.ref === undefined && (one.type.kind === "dynamic" || mayBeNull(one));
  if (scope.mayFail !== undefined && alternativesOf(value).some(isDoubtful))
    doubt(`[for ${symbolOf(value)}]`, [value], scope);
}

/** Whatever the value turns out to be, it is one of the type. */
function suits(value: Value, type: Type, nullable: boolean): boolean {
  return alternativesOf(value).every((one) => {
    if (one.kind === "unknown" && one.cause.kind === "error") return true;
    if (!nullable && (one.kind === "null" || mayBeNull(one))) return false;
    // What a provider gives for an attribute is of the type that its schema says.
    if (one.kind === "unknown" && one.ref !== undefined && one.type.kind === "dynamic") return true;
    if (one.kind !== "unknown" && one.kind !== "text" && isWhollyKnown(one)) return true;
    return one.kind === "unknown" && type.kind === "dynamic"
      ? one.type.kind !== "dynamic"
      : converts(typeOf(one), type);
  });
}

function isGiven({ ref, prefix }: UnknownValue): boolean {
  return ref !== undefined || prefix !== undefined;
}

function mayBeNull(value: Value): boolean {
  return value.kind === "unknown" && value.ref === undefined && value.notNull !== true;
}

/** Every value of the one type can be one of the other. */
function converts(from: Type, to: Type): boolean {
  if (to.kind === "dynamic" || sameType(from, to)) return true;
  if (to.kind === STRING.kind) return isPrimitive(from);
  if (to.kind === "list" || to.kind === "set") {
    if (from.kind === "list" || from.kind === "set") return converts(from.element, to.element);
    return from.kind === "tuple" && from.elements.every((one) => converts(one, to.element));
  }
  if (to.kind !== "map") return false;
  if (from.kind === "map") return converts(from.element, to.element);
  return from.kind === "object" && [...from.attributes.values()].every(({ type }) => converts(type, to.element));
}

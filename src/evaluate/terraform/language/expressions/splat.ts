/** Splat expressions into what they take of each element of a collection. */
import type { Span } from "../../../../base/source-file.ts";
import { DYNAMIC, type ListValue, type Type, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { SplatExpression, SplatStep } from "../../../../parse/hcl/syntax.ts";
import { bounded, isBesideNamed, isCertain, placedIn, symbolOf } from "../../../../values/unknown.ts";
import type { Scope } from "../scope.ts";
import { areApart, perhapsFewer } from "../types/map-entries.ts";
import { openAs } from "../types/opened.ts";
import { unify } from "../types/unify.ts";
import { typeOf } from "../types/values.ts";
import { derivedUnknown, elementTypeOf, markSensitive, oneOf, partOf } from "../unknowns.ts";
import { forAlternatives, quiet, whereThere, withoutErrors } from "./errors-apart.ts";
import { evaluate, failed, settle } from "./evaluate.ts";
import { doubt, doubtCollection, onlyWhere, withoutDoubt } from "./may-fail.ts";
import { attributeOf, elementOf } from "./traversal.ts";

export function evaluateSplat(expression: SplatExpression, scope: Scope): Value {
  const target = evaluate(expression.target, scope);
  return splat(target, expression.steps, expression.span, scope);
}

function splat(target: Value, steps: readonly SplatStep[], span: Span, scope: Scope): Value {
  const result = forAlternatives(target, (one, inner) => overElements(one, steps, span, inner), scope);
  const value = settle(result, span, scope, isEmpty(target) ? target.origin : undefined);
  return target.sensitive === true ? markSensitive(value) : value;
}

const SEQUENCES: ReadonlySet<Type["kind"]> = new Set(["list", "set", "tuple"]);

/** Certainly without elements: so is what is made of each of them, and for the same reason. */
export function isEmpty(value: Value): boolean {
  if (value.kind === "list") return value.elements.length === 0 && value.rest === undefined;
  return value.kind === "map" && value.entries.size === 0 && value.rest === undefined;
}

/** What is no list, set or tuple counts as a single element, and as none where it is null. A null among those is an error. */
function overElements(target: Value, steps: readonly SplatStep[], span: Span, scope: Scope): Value {
  if (target.kind === "null" && SEQUENCES.has(target.type.kind))
    return failed(
      "Splat of null value: splat expressions (with the * symbol) cannot be applied to null sequences.",
      span,
      scope,
    );
  if (target.kind === "null") return list([]);
  const each = (element: Value, inner = scope): Value => applySteps(element, steps, span, inner);
  if (target.kind === "list") {
    const rest = target.rest === undefined ? undefined : likewise(target.rest, overRest(target.rest, each, scope));
    const placed = placedIn(target);
    const isOpen = placed < target.elements.length || target.restFrom !== undefined;
    const from = isOpen
      ? { restFrom: placed, order: target.order ?? target.shape, ...(areApart(target) && { apart: true as const }) }
      : {};
    const { rest: further } = target;
    const elements =
      further === undefined || isCertain(target)
        ? target.elements.map((element) => each(element))
        : target.elements.flatMap((element) => whereThere((inner) => each(element, inner), further, scope));
    if (target.shape === "tuple") return openAs(target, perhapsFewer({ ...list(elements, rest), ...from }, target));
    // A list gives a list: its elements are of one type, and so are the parts of them, also where there are none.
    const any = derivedUnknown("each", target.elementType ?? DYNAMIC, []);
    const types = elements.length > 0 ? elements.map(typeOf) : [typeOf(each(any, withoutDoubt(scope)))];
    const elementType = unify(types, "safe") ?? DYNAMIC;
    return perhapsFewer({ ...list(elements, rest), shape: "list", elementType, ...from }, target);
  }
  if (target.kind !== "unknown" || target.ref?.attribute === "") return list([each(target)]);
  const { kind } = target.type;
  if (kind === "list" || kind === "set" || kind === "dynamic") {
    if (SEQUENCES.has(kind)) doubtCollection(target, scope);
    const element = partOf(target, "[*]", kind === "dynamic" ? DYNAMIC : target.type.element);
    const all = each(element, onlyWhere("has some:", target, scope));
    const unknown = all.kind === "unknown" ? all : derivedUnknown(`${target.symbol}[*]`, DYNAMIC, [target]);
    const { oneOf: _, ...plain } = unknown;
    // Of a tuple it would be a tuple.
    if (kind === "dynamic") return { ...plain, type: DYNAMIC, notNull: true };
    return { ...plain, type: { kind: "list", element: all.kind === "unknown" ? all.type : DYNAMIC } };
  }
  if (target.ref !== undefined || target.notNull === true || target.cause.kind === "error") return list([each(target)]);
  const ofNull = (isNull: boolean, inner: Scope): Value => list(isNull ? [] : [each(target, inner)]);
  const made = withoutErrors([true, false], ofNull, target, scope);
  const name = steps.length === 0 ? "" : `:${made.map(symbolOf).join("|")}`;
  return oneOf(`${target.symbol}[*]${name}`, made, [target]);
}

/** What is made of each element is certain where the elements are. */
function likewise(of: UnknownValue, made: UnknownValue): UnknownValue {
  return isBesideNamed(of) ? { ...made, besideNamed: true } : made;
}

/** What further elements give: `rest` itself stands for any of them, and where each is an error, there is none. */
function overRest(rest: UnknownValue, each: (element: Value, inner: Scope) => Value, scope: Scope): UnknownValue {
  const { oneOf: alternatives, ...plain } = rest;
  const { scope: inner, reported } = quiet(onlyWhere("has some:", rest, scope));
  const pattern = rest.ref?.attribute === "" ? plain : { ...plain, type: elementTypeOf(rest.type, undefined) };
  const results = (alternatives ?? [pattern]).map((element) => each(element, inner));
  if (reported.length > 0) doubt(`${rest.symbol}[*]: error`, [rest], scope);
  const [only] = results;
  const names = results.map(symbolOf).join("|");
  // What all elements give alike says nothing of how many there are.
  const symbol = bounded(names.includes(rest.symbol) ? names : `${names} for ${rest.symbol}`);
  if (results.length === 1 && only?.kind === "unknown") return asFurther({ ...only, symbol }, "list");
  return { ...derivedUnknown(`[${symbol}]`, DYNAMIC, [plain]), oneOf: results };
}

/** One that stands for each further element of a collection: its type is that of all of them. */
export function asFurther(element: UnknownValue, kind: "list" | "map"): UnknownValue {
  return element.ref?.attribute === "" ? element : { ...element, type: { kind, element: element.type } };
}

function list(elements: readonly Value[], rest?: UnknownValue): ListValue {
  return { kind: "list", shape: "tuple", elements, ...(rest === undefined ? {} : { rest }) };
}

function applySteps(element: Value, steps: readonly SplatStep[], span: Span, scope: Scope): Value {
  let value = element;
  for (const step of steps) {
    if (step.kind === "get-attribute") value = attributeOf(value, step.name, span, scope);
    else if (step.kind === "index") value = elementOf(value, evaluate(step.key, scope), span, scope);
    else value = splat(value, step.steps, span, scope);
  }
  return value;
}

/** Splat expressions into what they take of each element of a collection. */
import type { Span } from "../../../../base/source-file.ts";
import { DYNAMIC, type ListValue, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { SplatExpression, SplatStep } from "../../../../parse/hcl/syntax.ts";
import { isBesideNamed, symbolOf } from "../../../../values/unknown.ts";
import type { Scope } from "../scope.ts";
import { unify } from "../types/unify.ts";
import { typeOf } from "../types/values.ts";
import { derivedUnknown, distribute, partOf } from "../unknowns.ts";
import { evaluate, settle } from "./evaluate.ts";
import { attributeOf, elementOf } from "./traversal.ts";

export function evaluateSplat(expression: SplatExpression, scope: Scope): Value {
  const target = evaluate(expression.target, scope);
  return splat(target, expression.steps, expression.span, scope);
}

function splat(target: Value, steps: readonly SplatStep[], span: Span, scope: Scope): Value {
  const result = distribute([target], ([one]) => overElements(one!, steps, span, scope), scope);
  return settle(result, span, scope);
}

/** A null has no elements; what is no list, set or tuple counts as a single element. */
function overElements(target: Value, steps: readonly SplatStep[], span: Span, scope: Scope): Value {
  if (target.kind === "null") return list([]);
  const each = (element: Value): Value => applySteps(element, steps, span, scope);
  if (target.kind === "list") {
    const rest = target.rest === undefined ? undefined : likewise(target.rest, overRest(target.rest, each));
    const from = target.restFrom === undefined ? {} : { restFrom: target.restFrom };
    const elements = target.elements.map(each);
    if (target.shape === "tuple") return { ...list(elements, rest), ...from };
    // A list gives a list: its elements are of one type, and so are the parts of them.
    const elementType = unify(elements.map(typeOf), "safe") ?? DYNAMIC;
    return { ...list(elements, rest), shape: "list", elementType, ...from };
  }
  if (target.kind !== "unknown" || target.ref?.attribute === "") return list([each(target)]);
  const { kind } = target.type;
  if (kind === "list" || kind === "set" || kind === "dynamic") {
    const element = partOf(target, "[*]", kind === "dynamic" ? DYNAMIC : target.type.element);
    const all = each(element);
    const unknown = all.kind === "unknown" ? all : derivedUnknown(`${target.symbol}[*]`, DYNAMIC, [target]);
    const { oneOf: _, ...plain } = unknown;
    return { ...plain, type: { kind: "list", element: all.kind === "unknown" ? all.type : DYNAMIC } };
  }
  return list([each(target)]);
}

/** What is made of each element is certain where the elements are. */
export function likewise(of: UnknownValue, made: UnknownValue): UnknownValue {
  return isBesideNamed(of) ? { ...made, besideNamed: true } : made;
}

/** What further elements give: `rest` itself stands for any of them. */
function overRest(rest: UnknownValue, each: (element: Value) => Value): UnknownValue {
  const { oneOf: alternatives, ...plain } = rest;
  const results = (alternatives ?? [plain]).map(each);
  const [only] = results;
  if (results.length === 1 && only?.kind === "unknown") return only;
  return { ...derivedUnknown(`[${results.map(symbolOf).join("|")}]`, DYNAMIC, [plain]), oneOf: results };
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

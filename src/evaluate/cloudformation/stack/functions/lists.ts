/** Join, Split, Select and Length: between lists and text, also where parts are not known. */
import { type ListValue, NUMBER, type Origin, STRING, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { asRest, unknownsIn } from "../../../../values/unknown.ts";
import {
  concatenate,
  derived,
  LIST,
  list,
  NO_VALUE,
  oneOf,
  piecesOf,
  string,
  symbolOf,
  textOfValue,
  usedAt,
} from "../../values.ts";
import type { EvaluationContext } from "../context.ts";
import { integerOf, listArgument, mistake, splitText, wrong } from "./arguments.ts";

export function join(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::Join", argument, context, 2, 2);
  if (parts === undefined) return wrong("Fn::Join", origin);
  const delimiter = textOfValue(context.evaluate(parts[0]!, context));
  if (delimiter === undefined) {
    mistake(context, parts[0]!, "the delimiter of Fn::Join is a text");
    return wrong("Fn::Join", origin);
  }
  const values = counted(context.evaluate(parts[1]!, context), origin);
  if (values.kind === "unknown") return joined(delimiter, values, origin);
  return (
    joinList(values.kind === "list" ? values : list([values], origin), delimiter, origin) ?? wrong("Fn::Join", origin)
  );
}

/** Undefined where an element is a collection. */
export function joinList(values: ListValue, delimiter: string, origin: Origin): Value | undefined {
  const pieces: (string | UnknownValue)[] = [];
  for (const [index, element] of values.elements.entries()) {
    if (index > 0) pieces.push(delimiter);
    const own =
      element.kind === "unknown" && element.type.kind === "list"
        ? [joined(delimiter, element, origin)]
        : element.kind === "list"
          ? piecesOf(joinList(element, delimiter, origin) ?? NO_VALUE)
          : piecesOf(element);
    if (own === undefined) return undefined;
    for (const piece of own) pieces.push(piece);
  }
  if (values.rest === undefined) return concatenate(pieces, origin);
  return derived("join", [string(delimiter, origin), values], STRING, origin);
}

/** The text that joins a list which is not known. Where it is one of several, each is joined. */
function joined(delimiter: string, values: UnknownValue, origin: Origin): UnknownValue {
  return derived("join", [string(delimiter, origin), values], STRING, origin);
}

export function split(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::Split", argument, context, 2, 2);
  if (parts === undefined) return wrong("Fn::Split", origin);
  const delimiter = textOfValue(context.evaluate(parts[0]!, context));
  if (delimiter === undefined || delimiter === "") {
    mistake(context, parts[0]!, "the delimiter of Fn::Split is a text that is not empty");
    return wrong("Fn::Split", origin);
  }
  return splitValue(context.evaluate(parts[1]!, context), delimiter, origin, false);
}

/** `trim`: as a list parameter's text is split, with white space around elements dropped. */
export function splitValue(value: Value, delimiter: string, origin: Origin, trim: boolean): Value {
  if (value.kind === "list") return value;
  const text = textOfValue(value);
  if (text !== undefined) return splitText(text, delimiter, origin, trim);
  if (value.kind === "unknown") {
    if (value.type.kind === "list") return { ...value, origin };
    if (value.oneOf !== undefined)
      return oneOf(
        `split(${JSON.stringify(delimiter)},${symbolOf(value)})`,
        value.oneOf.map((one) => splitValue(one, delimiter, origin, trim)),
        [value],
        origin,
      );
    return (
      joinedList(value, delimiter, origin) ??
      (isAtomic(value, delimiter) ? list([value], origin) : splitUnknown(value, delimiter, origin))
    );
  }
  const split = value.kind === "text" ? splitParts(value.parts, delimiter, origin, trim) : undefined;
  return split ?? splitUnknown(value, delimiter, origin);
}

function splitUnknown(value: Value, delimiter: string, origin: Origin): Value {
  return derived("split", [string(delimiter, origin), value], LIST, origin);
}

/**
 * The list whose joining with the same delimiter this is, as it comes back: what is joined of no elements is an empty text, and a text with
 * the delimiter in it is several.
 */
function joinedList(value: UnknownValue, delimiter: string, origin: Origin): Value | undefined {
  const [source] = value.from ?? [];
  if (value.from?.length !== 1 || value.symbol !== `join(${JSON.stringify(delimiter)},${source!.symbol})`)
    return undefined;
  const alternatives = source!.oneOf;
  if (alternatives === undefined) return hasNone(source!, delimiter) ? source : undefined;
  const back = alternatives.map((one) => joinedAndSplit(one, delimiter, origin));
  if (back.every((one, at) => symbolOf(one) === symbolOf(alternatives[at]!))) return source;
  return oneOf(`split(${JSON.stringify(delimiter)},${value.symbol})`, back, [value], origin);
}

function joinedAndSplit(value: Value, delimiter: string, origin: Origin): Value {
  if (value.kind === "unknown")
    return hasNone(value, delimiter) ? value : splitUnknown(joined(delimiter, value, origin), delimiter, origin);
  const text = value.kind === "list" ? joinList(value, delimiter, origin) : undefined;
  return text === undefined ? value : splitValue(text, delimiter, origin, false);
}

/** No element of an unknown list holds the delimiter: a parameter's and an attribute's are ids or names, those of a division by it are between two. */
function hasNone({ from, symbol }: UnknownValue, delimiter: string): boolean {
  const isOfNames = (from === undefined || from.length === 0) && IN_NO_NAME.test(delimiter);
  return isOfNames || symbol.startsWith(`split(${JSON.stringify(delimiter)},`);
}

/** What stands between ids and names, and in none of them. */
const IN_NO_NAME = /^[,;|\s]+$/;

/** Attributes that are an id or a name; others may be a list as text (the value of a stored parameter). */
const NAMING = /(?:^Ref|Id|ID|Arn|ARN|Name)$/;

/** It holds no such delimiter: an id or name that AWS makes, or a parameter whose type is that of a single id. What comes from outside
 *  (an import, a stored parameter, what a custom resource returns) may hold a list, and so may a piece of another text. */
function isAtomic({ cause, notNull, ref }: UnknownValue, delimiter: string): boolean {
  if (!IN_NO_NAME.test(delimiter) || notNull !== true) return false;
  return (cause.kind === "computed" || cause.kind === "input") && (ref === undefined || NAMING.test(ref.attribute));
}

/** Undefined where a hole may itself contain the delimiter, unless it is a whole list that stands between two of them: how many elements
 *  it has is not known, and so neither is the place of those behind it. */
function splitParts(
  parts: readonly (string | UnknownValue)[],
  delimiter: string,
  origin: Origin,
  trim: boolean,
): Value | undefined {
  const cut: (string | UnknownValue)[][] = [[]];
  for (const part of parts) {
    if (typeof part !== "string") {
      cut.at(-1)!.push(part);
      continue;
    }
    const [head = "", ...tail] = part.split(delimiter);
    cut.at(-1)!.push(head);
    for (const piece of tail) cut.push([piece]);
  }
  const elements: Value[] = [];
  const lists: UnknownValue[] = [];
  let restFrom: number | undefined;
  for (const pieces of cut) {
    const holes = pieces.filter((piece) => typeof piece !== "string");
    const whole = holes.length === 1 && pieces.every((piece) => piece === holes[0] || piece === "");
    const inner = whole ? joinedList(holes[0]!, delimiter, origin) : undefined;
    if (inner?.kind === "list") for (const element of inner.elements) elements.push(element);
    else if (inner?.kind === "unknown") {
      restFrom ??= elements.length;
      lists.push(asRest(inner));
    } else if (holes.every((hole) => isAtomic(hole, delimiter)))
      elements.push(concatenate(trim ? trimmed(pieces) : pieces, origin));
    else return undefined;
  }
  const [rest, another] = lists;
  if (rest === undefined) return list(elements, origin);
  const all = another === undefined ? rest : derived("split", lists, LIST, origin);
  return { ...list(elements, origin), rest: all, ...(restFrom === elements.length ? {} : { restFrom: restFrom! }) };
}

function trimmed(pieces: readonly (string | UnknownValue)[]): readonly (string | UnknownValue)[] {
  return pieces.map((piece, index) => {
    if (typeof piece !== "string") return piece;
    const start = index === 0 ? piece.trimStart() : piece;
    return index === pieces.length - 1 ? start.trimEnd() : start;
  });
}

export function select(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::Select", argument, context, 2, 2);
  if (parts === undefined) return wrong("Fn::Select", origin);
  const which = context.evaluate(parts[0]!, context);
  const among = counted(context.evaluate(parts[1]!, context), origin);
  const values = among.kind === "list" || among.kind === "unknown" ? among : splitValue(among, ",", origin, true);
  const index = integerOf(which);
  if (index === undefined) {
    if (which.kind === "unknown" || which.kind === "text") return selected(which, values, origin);
    mistake(context, parts[0]!, "the index of Fn::Select is a whole number");
    return wrong("Fn::Select", origin);
  }
  if (values.kind !== "list") {
    if (values.kind === "unknown" && values.oneOf !== undefined) {
      const lists = values.oneOf.map((one) => counted(one, origin));
      const chosen = lists.map((one) => (one.kind === "list" ? elementAt(one, index) : undefined));
      if (chosen.every((one) => one !== undefined))
        return oneOf(`select(${index},${values.symbol})`, chosen, [values], origin);
    }
    const place =
      values.kind === "unknown" && values.distinct === values.symbol
        ? {
            symbol: `${values.symbol}[${index}]`,
            distinct: values.symbol,
            ...(values.prefix !== undefined && { prefix: values.prefix }),
          }
        : {};
    const some = selected(which, values, origin);
    return some.kind === "unknown" ? { ...some, notNull: true, ...place } : some;
  }
  const element = elementAt(values, index);
  if (element !== undefined) return usedAt(element, "call", origin.span);
  if (values.rest !== undefined) return selected(which, values, origin);
  // A list parameter that is given no text: templates ask so whether it is empty.
  if (values.elements.length === 0 && index === 0) return string("", origin);
  mistake(context, argument, `Fn::Select asks for element ${index} of a list of ${values.elements.length}`);
  return wrong("Fn::Select", origin, `the list has no element ${index}`);
}

/** One of the elements, nobody knows which: a text, as far as it is not known what they are. */
function selected(which: Value, values: Value, origin: Origin): Value {
  const some = derived("select", [which, values], STRING, origin);
  const lists = (values.kind === "unknown" ? (values.oneOf ?? []) : [values]).map((one) => counted(one, origin));
  const among = lists.map((one) => (one.kind === "list" ? elementsKnown(one, origin) : undefined));
  const all = among.flatMap((elements) => elements ?? []);
  const isKnown = all.length > 0 && among.every((elements) => elements !== undefined);
  return isKnown ? oneOf(some.symbol, all, [which, values].flatMap(unknownsIn), origin) : some;
}

/** All that may be selected; undefined where that is not known of further elements. Of a list without any the first one is an empty text. */
function elementsKnown({ elements, rest }: ListValue, origin: Origin): readonly Value[] | undefined {
  const none = elements.length === 0 ? [string("", origin)] : [];
  if (rest === undefined) return [...elements, ...none];
  return rest.oneOf === undefined ? undefined : [...elements, ...rest.oneOf, ...none];
}

/** Elements that may be left out, by a condition that is not known, are among further ones: what stands behind them has no certain place. */
function counted(value: Value, origin: Origin): Value {
  if (value.kind !== "list" || value.rest !== undefined) return value;
  const doubtful = value.elements.filter(mayBeLeftOut);
  if (doubtful.length === 0) return value;
  const oneOf = doubtful.flatMap((one) => (one.kind === "unknown" ? (one.oneOf ?? []) : []));
  const present = oneOf.filter(({ kind }) => kind !== "null");
  const rest = { ...derived("some", doubtful, LIST, origin), ...(present.length > 0 && { oneOf: present }) };
  const elements = value.elements.filter((one) => !mayBeLeftOut(one));
  return { ...value, elements, rest, restFrom: value.elements.findIndex(mayBeLeftOut), order: symbolOf(value) };
}

function mayBeLeftOut(value: Value): boolean {
  return value.kind === "unknown" && value.oneOf?.some(({ kind }) => kind === "null") === true;
}

/** The element that certainly has the place. */
function elementAt({ elements, rest, restFrom }: ListValue, index: number): Value | undefined {
  return rest === undefined || index < (restFrom ?? elements.length) ? elements[index] : undefined;
}

export function length(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const value = counted(context.evaluate(argument, context), origin);
  if (value.kind === "list" && value.rest === undefined)
    return { kind: "number", value: value.elements.length, origin };
  if (value.kind === "unknown" || value.kind === "list") return derived("length", [value], NUMBER, origin);
  mistake(context, argument, "Fn::Length takes a list");
  return wrong("Fn::Length", origin);
}

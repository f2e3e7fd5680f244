/** The kinds of values that CloudFormation's functions make: text from pieces, lists, unknowns, and their canonical names. */

import { numberFromText } from "../../base/number-text.ts";
import type {
  Cause,
  CauseKind,
  ListValue,
  NullValue,
  Origin,
  StringValue,
  Type,
  UnknownValue,
  Value,
} from "../../base/value.ts";
import { DYNAMIC, STRING } from "../../base/value.ts";
import type { LocatedScalar } from "../../parse/located.ts";
import { joinedPieces, type Piece } from "../../values/text-runs.ts";
import { canonicalName, makeUnknown, unknownsIn } from "../../values/unknown.ts";

export const LIST: Type = { kind: "list", element: STRING };

/** `AWS::NoValue`, and what is written as null: the property or element is left out. */
export const NO_VALUE: NullValue = { kind: "null", type: DYNAMIC };

/**
 * A literal, as CloudFormation reads it: plain scalars by YAML 1.1, so that `yes` is true and `0755` is 493
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html). A number whose text is not its canonical
 * form (`1.10`, a long account id) stays text.
 */
export function literal(scalar: LocatedScalar, origin: Origin): Value {
  const { value, text } = scalar;
  if (scalar.style === "plain" && scalar.tag === undefined) {
    if (/^(?:yes|Yes|YES|on|On|ON)$/.test(text)) return { kind: "bool", value: true, origin };
    if (/^(?:no|No|NO|off|Off|OFF)$/.test(text)) return { kind: "bool", value: false, origin };
    if (/^0[0-7]+$/.test(text) && text.length < 16) return { kind: "number", value: Number.parseInt(text, 8), origin };
  }
  if (value === null) return { ...NO_VALUE, origin };
  if (typeof value === "boolean") return { kind: "bool", value, origin };
  if (typeof value === "string") return { kind: "string", value, origin };
  return numberOrText(text, origin);
}

/** The text of a key, compared as values are. */
export function keyText(key: LocatedScalar): string {
  return textOfValue(literal(key, { kind: "literal", span: key.span })) ?? key.text;
}

/** A number where the text is the canonical form of a whole number, else the text. */
export function numberOrText(text: string, origin: Origin): Value {
  const canonical = /^(?:0|-?[1-9][0-9]{0,14})$/.test(text) ? numberFromText(text) : undefined;
  return canonical === undefined ? { kind: "string", value: text, origin } : { ...canonical, origin };
}

/** The value and what is in it, not to be shown. */
export function secret(value: Value): Value {
  if (value.kind === "list") return { ...value, elements: value.elements.map(secret), sensitive: true };
  if (value.kind !== "map") return { ...value, sensitive: true };
  return { ...value, entries: new Map([...value.entries].map(([name, one]) => [name, secret(one)])), sensitive: true };
}

export function string(value: string, origin: Origin): StringValue {
  return { kind: "string", value, origin };
}

export function list(elements: readonly Value[], origin: Origin): ListValue {
  return { kind: "list", shape: "tuple", elements: elements.filter(({ kind }) => kind !== "null"), origin };
}

/** The text of a known scalar, as CloudFormation compares and joins it; undefined for everything else. */
export function textOfValue(value: Value): string | undefined {
  if (value.kind === "string") return value.value;
  if (value.kind === "bool") return String(value.value);
  if (value.kind === "number" && typeof value.value === "number") return String(value.value);
  return undefined;
}

/** The pieces of a scalar as text; undefined for lists, maps and null. */
export function piecesOf(value: Value): readonly Piece[] | undefined {
  if (value.kind === "text") return value.parts;
  if (value.kind === "unknown") return [value];
  const text = textOfValue(value);
  return text === undefined ? undefined : [text];
}

/** The text of a scalar, each unknown part of it as `hole` writes it; empty for lists, maps and null. */
export function textWith(value: Value, hole: (unknown: UnknownValue) => string): string {
  return (piecesOf(value) ?? []).map((piece) => (typeof piece === "string" ? piece : hole(piece))).join("");
}

/** Characters of a text that is put together: AWS takes a megabyte for a whole template. */
const MAXIMUM_LENGTH = 1_000_000;

/** What stands for a text of a length that is not made; undefined where it can be. */
export function tooLong(length: number, origin: Origin): UnknownValue | undefined {
  if (length <= MAXIMUM_LENGTH) return undefined;
  const { file, start } = origin.span;
  const text = `the text that is put together here would have ${length} characters`;
  return unknown("unsupported", `${file.path}:${start}: ${length} characters`, text, origin, "make it shorter");
}

/** Pieces in order into a string, a text with holes, or the one unknown that it is. */
export function concatenate(pieces: readonly Piece[], origin: Origin): Value {
  const length = pieces.reduce((sum, piece) => sum + (typeof piece === "string" ? piece.length : 1), 0);
  const refused = pieces.length > 1 ? tooLong(length, origin) : undefined;
  return refused ?? joinedPieces(dynamicReferences(pieces, origin), { origin });
}

/** The value with each unknown of it that has a value in its place. */
export function settled(value: Value, meaning: (unknown: UnknownValue) => Value | undefined): Value {
  if (value.kind === "unknown") return meaning(value) ?? value;
  if (value.kind !== "text") return value;
  const found = value.parts.map((part) => (typeof part === "string" ? undefined : meaning(part)));
  if (found.every((one) => one === undefined)) return value;
  const pieces = value.parts.flatMap((part, at) =>
    found[at] === undefined ? [part] : (piecesOf(found[at]) ?? [part]),
  );
  return concatenate(pieces, value.origin!);
}

/** Pieces with each `{{resolve:service:key}}` replaced by the unknown that it is; the key itself may have holes. */
function dynamicReferences(pieces: readonly Piece[], origin: Origin): readonly Piece[] {
  if (!pieces.some((piece) => typeof piece === "string" && piece.includes("{{resolve:"))) return pieces;
  const result: Piece[] = [];
  let reference: Piece[] | undefined;
  for (const piece of pieces) {
    if (typeof piece !== "string") {
      (reference ?? result).push(piece);
      continue;
    }
    let rest = piece;
    while (rest !== "") {
      const at = rest.indexOf(reference === undefined ? "{{resolve:" : "}}");
      if (at === -1) {
        (reference ?? result).push(rest);
        break;
      }
      (reference ?? result).push(rest.slice(0, at));
      rest = rest.slice(at + (reference === undefined ? 10 : 2));
      if (reference === undefined) reference = [];
      else {
        result.push(dynamicReference(reference, origin));
        reference = undefined;
      }
    }
  }
  if (reference !== undefined) result.push("{{resolve:", ...reference);
  return result;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
function dynamicReference(key: readonly Piece[], origin: Origin): UnknownValue {
  const name = key.map((piece) => (typeof piece === "string" ? piece : `\${${piece.symbol}}`)).join("");
  const cause: Cause = {
    kind: "external",
    text: `{{resolve:${name}}} is read when the stack is made`,
    span: origin.span,
    hint: name.startsWith("ssm:") ? givingStored(name) : giving(name),
  };
  const secret = /^(?:ssm-secure|secretsmanager):/.test(name);
  return makeUnknown({
    type: STRING,
    cause,
    symbol: name,
    origin,
    ...(secret ? { sensitive: true } : {}),
  });
}

/** How a value is given that a template takes from outside; what is an id can be that of a resource of the scan. */
export function giving(name: string): string {
  // A shell takes `${…}` and `(…)` for its own.
  const argument = /[$(]/.test(name) ? `'${name}=…'` : `${name}=…`;
  return `give it with --parameter ${argument}, a value or TEMPLATE#RESOURCE of the scan`;
}

/** The same for what is stored under a name: another template may store it, or Terraform. */
export function givingStored(name: string): string {
  return togetherWith("what stores it", name);
}

/** What the user does about something that stands in a template which the scan does not have. */
export function togetherWith(template: string, name: string): string {
  return `scan it together with ${template}, give its index (--index DIR, by reachlint index), or ${giving(name)}`;
}

/** The canonical name of a value: equal names are equal values. A known scalar is its text in quotes, as CloudFormation compares them. */
export function symbolOf(value: Value): string {
  return canonicalName(value, (scalar) => JSON.stringify(textOfValue(scalar) ?? ""));
}

/** An unknown made from other values, named by the function and its arguments. */
export function derived(name: string, args: readonly Value[], type: Type, origin: Origin): UnknownValue {
  const from = args.flatMap(unknownsIn);
  const symbol = `${name}(${args.map(symbolOf).join(",")})`;
  const names = [...new Set(from.map((unknown) => unknown.symbol))].slice(0, 3).join(", ");
  const cause: Cause = { kind: "derived", text: `it depends on ${names === "" ? symbol : names}`, span: origin.span };
  return makeUnknown({ type, cause, symbol, from, origin });
}

/** An unknown that is itself the root of the matter. */
export function unknown(
  kind: CauseKind,
  symbol: string,
  text: string,
  origin: Origin,
  hint?: string,
  type: Type = DYNAMIC,
): UnknownValue {
  const cause: Cause = { kind, text, span: origin.span, ...(hint === undefined ? {} : { hint }) };
  return makeUnknown({ type, cause, symbol, origin });
}

/** The value with another place of use: what it was made from stays reachable through `via`. */
export function usedAt<V extends Value>(value: V, kind: Origin["kind"], span: Origin["span"]): V {
  const origin: Origin = value.origin === undefined ? { kind, span } : { kind, span, via: value.origin };
  return { ...value, origin };
}

/** One of several, decided by `from`. Equal ones are one; of nested alternatives the innermost count. */
export function oneOf(symbol: string, values: readonly Value[], from: readonly UnknownValue[], origin: Origin): Value {
  const distinct = new Map<string, Value>();
  for (const value of values.flatMap((one) => (one.kind === "unknown" && one.oneOf !== undefined ? one.oneOf : [one])))
    if (!distinct.has(symbolOf(value))) distinct.set(symbolOf(value), value);
  const [only, second] = distinct.values();
  if (only === undefined) return unknown("derived", symbol, `it depends on ${symbol}`, origin);
  if (second === undefined) return only;
  const names = [...new Set(from.map((one) => one.symbol))].slice(0, 3).join(", ");
  const cause: Cause = { kind: "derived", text: `it depends on ${names}`, span: origin.span };
  return makeUnknown({ cause, symbol, oneOf: [...distinct.values()], from, origin });
}

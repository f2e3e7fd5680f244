/** A template and its scope into the string that it makes, with holes where it is not known. */

import type { Span } from "../../../../base/source-file.ts";
import type { Origin, StringValue, TextRun, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, STRING } from "../../../../base/value.ts";
import type { TemplateExpression, TemplatePart } from "../../../../parse/hcl/syntax.ts";
import { flatLength, runsOf } from "../../../../values/text-runs.ts";
import { bounded, isBesideNamed, makeUnknown, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { bind, type Scope } from "../scope.ts";
import { convert } from "../types/convert.ts";
import { concatenated, endToEnd, type Text, unwrapped } from "../types/text.ts";
import { each, type Failure, isFailure, isPrimitive } from "../types/values.ts";
import { furtherElement, oneOf } from "../unknowns.ts";
import { quiet, withoutErrors } from "./errors-apart.ts";
import { evaluate, failed } from "./evaluate.ts";
import { patternKey } from "./for.ts";
import { hasStructure, literalRuns, runsThatFit } from "./literal-runs.ts";
import { doubt, doubtCollection, doubtConversion, onlyWhere } from "./may-fail.ts";
import { pairsOf } from "./pairs.ts";

export function evaluateTemplate(expression: TemplateExpression, scope: Scope): Value {
  const origin: Origin = { kind: "literal", span: expression.span };
  return renderTemplate(
    expression.parts,
    { span: expression.span, origin, quoted: expression.style === "quoted" },
    scope,
  );
}

/** A lone interpolation keeps its type; everything else is a string. */
export function renderTemplate(parts: readonly TemplatePart[], site: TemplateSite, scope: Scope): Value {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "interpolation") return evaluate(only.expression, scope);
  return join(pieces(parts, site, scope), site, scope);
}

/** Where a template stands, and whether it is quoted: only then are there backslash escapes. */
interface TemplateSite {
  readonly span: Span;
  readonly origin: Origin;
  readonly quoted: boolean;
}

function siteOf({ span }: TemplatePart, { quoted }: TemplateSite): TemplateSite {
  return { span, origin: { kind: "literal", span }, quoted };
}

/** A text in a row, and the place where it stands. An unknown number stays one in its hole: in JSON it is a single value there. */
interface Piece {
  readonly value: Text;
  readonly span: Span;
  /** How literal text is written; absent for all else. */
  readonly literal?: "quoted" | "plain";
}

function pieces(parts: readonly TemplatePart[], site: TemplateSite, scope: Scope): readonly Piece[] {
  return parts.flatMap((part) => piecesOf(part, site, scope));
}

function piecesOf(part: TemplatePart, site: TemplateSite, scope: Scope): readonly Piece[] {
  switch (part.kind) {
    case "text":
      if (!scope.budget.step(part.span)) return [];
      return [
        { value: { kind: "string", value: part.value }, span: part.span, literal: site.quoted ? "quoted" : "plain" },
      ];
    case "interpolation":
      return [{ value: asText(evaluate(part.expression, scope), part.span, scope), span: part.span }];
    case "if":
      return choice(part, site, scope);
    case "for":
      return loop(part, site, scope);
  }
}

/** What has no text is told before the parts behind it are evaluated. */
function asText(value: Value, span: Span, scope: Scope): Text {
  doubtConversion(value, STRING, scope);
  const text = textOf(value);
  return isFailure(text) ? failed(text.failure, span, scope) : text;
}

function choice(part: Extract<TemplatePart, { kind: "if" }>, site: TemplateSite, scope: Scope): readonly Piece[] {
  const given = evaluate(part.condition, scope);
  doubtConversion(given, BOOL, scope);
  const condition = convert(given, BOOL);
  if (isFailure(condition)) {
    return [{ value: failed(condition.failure, part.condition.span, scope), span: part.span }];
  }
  if (condition.kind === "bool") return pieces(condition.value ? part.then : (part.else ?? []), site, scope);
  if (condition.kind !== "unknown") {
    const text = "The condition value is null. Conditions must either be true or false.";
    return [{ value: failed(text, part.condition.span, scope), span: part.span }];
  }
  const inner = siteOf(part, site);
  const branches = withoutErrors(
    [part.then, part.else ?? []],
    (of, within) => join(pieces(of, inner, within), inner, within),
    condition,
    scope,
  );
  const symbol = `%{if ${condition.symbol}}${branches.map(symbolOf).join("|")}`;
  return [{ value: asText(oneOf(symbol, branches, [condition]), part.span, scope), span: part.span }];
}

function loop(part: Extract<TemplatePart, { kind: "for" }>, site: TemplateSite, scope: Scope): readonly Piece[] {
  const collection = evaluate(part.collection, scope);
  doubtCollection(collection, scope);
  if (collection.kind === "unknown" && collection.oneOf !== undefined) {
    const at = siteOf(part, site);
    const texts = withoutErrors(
      collection.oneOf,
      (one, inner) => join(turnsOver(one, part, at, inner), at, inner),
      collection,
      scope,
    );
    const symbol = `%{for ${collection.symbol}}${texts.map(symbolOf).join("|")}`;
    return [{ value: asText(oneOf(symbol, texts, [collection]), part.span, scope), span: part.span }];
  }
  return turnsOver(collection, part, site, scope);
}

function turnsOver(
  collection: Value,
  part: Extract<TemplatePart, { kind: "for" }>,
  site: TemplateSite,
  scope: Scope,
): readonly Piece[] {
  const known = pairsOf(collection, scope);
  if (known === undefined) {
    return [
      {
        value: failed("This value cannot be iterated in a template.", part.collection.span, scope),
        span: part.span,
      },
    ];
  }
  const turn = (key: Value, value: Value, inner: Scope): readonly Piece[] => {
    const named = part.keyName === undefined ? inner : bind(inner, part.keyName, key);
    return pieces(part.body, site, bind(named, part.valueName, value));
  };
  const { pairs, rest } = known;
  const standing = rest === undefined || !isBesideNamed(rest) ? known.placed : 0;
  const turns = pairs
    .slice(0, standing)
    .flatMap(([key, value]) => (scope.budget.exhausted ? [] : turn(key, value, scope)));
  if (rest === undefined && standing === pairs.length) return turns;
  // What it repeats tells equal loops from others, wherever they stand.
  const { scope: inner, reported } = quiet(onlyWhere("has some:", collection, scope));
  const others = pairs.slice(standing).map(([key, value]) => turn(key, value, inner));
  if (rest !== undefined) others.push(turn(patternKey(rest, collection), furtherElement(rest, "[*]"), inner));
  const patterns = others.map((one) => symbolOf(join(one, site, inner)));
  const name = symbolOf(collection);
  if (reported.length > 0) doubt(`%{for ${name}}error`, [collection], scope);
  const more: UnknownValue = makeUnknown({
    type: STRING,
    cause: { kind: "derived", text: `it repeats for each of ${rest === undefined ? name : rest.symbol}` },
    symbol: bounded(`%{for ${name}}${patterns.join("|")}`),
    from: unknownsIn(collection),
  });
  return [...turns, { value: more, span: part.span }];
}

function join(all: readonly Piece[], { span, origin }: TemplateSite, scope: Scope): Value {
  const refused = scope.budget.whereExhausted(span);
  if (refused !== undefined) return refused;
  const joined = endToEnd(all.map((piece) => piece.value));
  const whole = unwrapped(joined);
  if (whole.kind === "unknown") return { ...whole, origin };
  const structured = joined.kind === "text" || hasStructure(joined.value);
  const runs = structured ? runsOfPieces(all, joined) : undefined;
  return runs === undefined ? { ...joined, origin } : { ...joined, origin, runs };
}

/**
 * The parts of a template (more than one, or literal text) into a string: each is converted to a string, unknown ones become
 * holes. A failure where a part is null or has no string form. A lone interpolation is not for this: it keeps its type.
 */
export function joinText(parts: readonly Value[]): StringValue | TextValue | Failure {
  const texts = each(parts, textOf);
  return isFailure(texts) ? texts : concatenated(texts);
}

function textOf(part: Value): Text | Failure {
  if (part.kind === "null") {
    return {
      failure: "The expression result is null. Cannot include a null value in a string template.",
      summary: "Invalid template interpolation value",
    };
  }
  const text = part.kind === "unknown" && isPrimitive(part.type) ? part : convert(part, STRING);
  if (isFailure(text)) {
    return {
      failure: `Cannot include the given value in a string template: ${text.failure}.`,
      summary: "Invalid template interpolation value",
    };
  }
  // What is not null does not become null.
  return text as Text;
}

/** The runs of the pieces in a row; undefined where they do not fit. */
function runsOfPieces(all: readonly Piece[], joined: StringValue | TextValue): readonly TextRun[] | undefined {
  const runs = all.flatMap((piece): readonly TextRun[] => {
    if (piece.literal !== undefined) {
      return piece.value.kind === "string"
        ? literalRuns(piece.value.value, piece.span, piece.literal === "quoted")
        : [];
    }
    const { value: text } = piece;
    const via = text.origin;
    const origin: Origin = { kind: "template-hole", span: piece.span, ...(via === undefined ? {} : { via }) };
    if (text.kind !== "string" && text.kind !== "text") return [{ length: 1, origin }];
    const inner = runsOf(text);
    const traced = inner.length > 1 || inner[0]?.verbatim === true || inner[0]?.encodes !== undefined;
    return traced ? inner : [{ length: flatLength(text), origin }];
  });
  return runsThatFit(runs, flatLength(joined));
}

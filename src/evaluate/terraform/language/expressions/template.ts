/** A template and its scope into the string that it makes, with holes where it is not known. */

import type { Origin } from "../../../../base/origin.ts";
import type { Span } from "../../../../base/source-file.ts";
import { BOOL, STRING } from "../../../../base/type.ts";
import type { StringValue, TextRun, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import type { TemplateExpression, TemplatePart } from "../../../../parse/hcl/syntax.ts";
import { symbolOf } from "../../../../values/derived.ts";
import { flatLength, runsOf } from "../../../../values/text-runs.ts";
import { makeUnknown } from "../../../../values/unknown.ts";
import { bind, type Scope } from "../scope.ts";
import { convert } from "../types/convert.ts";
import { isFailure } from "../types/failure.ts";
import { joinText } from "../types/text.ts";
import { oneOf } from "../unknowns.ts";
import { evaluate, failed } from "./evaluate.ts";
import { pairsOf } from "./for.ts";
import { literalRuns } from "./literal-runs.ts";

/** A string without these characters holds no JSON, script or configuration file that anyone reads. */
const HAS_STRUCTURE = /[[{\n]/;

/** A string of more runs than this is not made by hand: their places are not kept. */
const MAX_RUNS = 20_000;

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
export interface TemplateSite {
  readonly span: Span;
  readonly origin: Origin;
  readonly quoted: boolean;
}

/** Names the values that a repeated part may use, so that equal parts of different calls are not taken for the same. */
function scopeSymbol(scope: Scope): string {
  const values: string[] = [];
  for (let at = scope.bindings; at !== undefined; at = at.outer) values.push(symbolOf(at.value));
  return values.join(",");
}

/** A value in a row, and the place where it stands. */
interface Piece {
  readonly value: Value;
  readonly span: Span;
  /** How literal text is written. */
  readonly literal: "quoted" | "plain" | undefined;
}

function pieces(parts: readonly TemplatePart[], site: TemplateSite, scope: Scope): readonly Piece[] {
  return parts.flatMap((part) => piecesOf(part, site, scope));
}

function piecesOf(part: TemplatePart, site: TemplateSite, scope: Scope): readonly Piece[] {
  switch (part.kind) {
    case "text":
      return [
        { value: { kind: "string", value: part.value }, span: part.span, literal: site.quoted ? "quoted" : "plain" },
      ];
    case "interpolation":
      return [{ value: evaluate(part.expression, scope), span: part.span, literal: undefined }];
    case "if":
      return choice(part, site, scope);
    case "for":
      return loop(part, site, scope);
  }
}

function choice(part: Extract<TemplatePart, { kind: "if" }>, site: TemplateSite, scope: Scope): readonly Piece[] {
  const condition = convert(evaluate(part.condition, scope), BOOL);
  if (isFailure(condition)) {
    return [{ value: failed(condition.failure, part.condition.span, scope), span: part.span, literal: undefined }];
  }
  if (condition.kind === "bool") return pieces(condition.value ? part.then : (part.else ?? []), site, scope);
  const from = condition.kind === "unknown" ? [condition] : [];
  const inner: TemplateSite = { ...site, span: part.span, origin: { kind: "literal", span: part.span } };
  const branch = (of: readonly TemplatePart[]): Value => join(pieces(of, inner, scope), inner, scope);
  const branches = [branch(part.then), branch(part.else ?? [])];
  const symbol = `%{if ${from[0]?.symbol ?? "null"}}${branches.map(symbolOf).join("|")}`;
  return [{ value: oneOf(symbol, branches, from), span: part.span, literal: undefined }];
}

function loop(part: Extract<TemplatePart, { kind: "for" }>, site: TemplateSite, scope: Scope): readonly Piece[] {
  const collection = evaluate(part.collection, scope);
  if (collection.kind === "unknown" && collection.oneOf !== undefined) {
    const inner: TemplateSite = { ...site, span: part.span, origin: { kind: "literal", span: part.span } };
    const texts = collection.oneOf.map((one) => join(turnsOver(one, part, inner, scope), inner, scope));
    const symbol = `%{for ${collection.symbol}}${texts.map(symbolOf).join("|")}`;
    return [{ value: oneOf(symbol, texts, [collection]), span: part.span, literal: undefined }];
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
        literal: undefined,
      },
    ];
  }
  const turns = known.pairs.flatMap(([key, value]) => {
    if (scope.budget.exhausted) return [];
    const named = part.keyName === undefined ? scope : bind(scope, part.keyName, key);
    return pieces(part.body, site, bind(named, part.valueName, value));
  });
  if (known.rest === undefined) return turns;
  const more: UnknownValue = makeUnknown({
    type: STRING,
    cause: { kind: "derived", text: `it repeats for each of ${known.rest.symbol}` },
    symbol: `%{for ${known.rest.symbol}}@${part.span.file.path}:${part.span.start}(${scopeSymbol(scope)})`,
    from: [known.rest],
  });
  return [...turns, { value: more, span: part.span, literal: undefined }];
}

function join(all: readonly Piece[], { span, origin }: TemplateSite, scope: Scope): Value {
  const joined = joinText(all.map((piece) => piece.value));
  if (isFailure(joined)) {
    const at = joined.argument === undefined ? undefined : all[joined.argument];
    return failed(joined.failure, at?.span ?? span, scope);
  }
  if (joined.kind !== "string" && joined.kind !== "text") return { ...joined, origin };
  const [only] = joined.kind === "text" ? joined.parts : [];
  if (joined.kind === "text" && joined.parts.length === 1 && typeof only === "object")
    return { ...only, type: STRING, origin };
  const structured = joined.kind === "text" || HAS_STRUCTURE.test(joined.value);
  const runs = structured ? runsOfPieces(all, joined) : undefined;
  const { runs: _, ...text } = joined;
  return runs === undefined ? { ...text, origin } : { ...text, origin, runs };
}

/** The runs of the pieces in a row; undefined where they do not add up to the string (normalization changed its length). */
function runsOfPieces(all: readonly Piece[], joined: StringValue | TextValue): readonly TextRun[] | undefined {
  const runs = all.flatMap((piece): readonly TextRun[] => {
    if (piece.literal !== undefined) {
      return piece.value.kind === "string"
        ? literalRuns(piece.value.value, piece.span, piece.literal === "quoted")
        : [];
    }
    const text = convert(piece.value, STRING);
    if (isFailure(text) || text.kind === "null") return [];
    const via = piece.value.origin;
    const origin: Origin = { kind: "template-hole", span: piece.span, ...(via === undefined ? {} : { via }) };
    if (text.kind !== "string" && text.kind !== "text") return [{ length: 1, origin }];
    const inner = runsOf(text);
    const traced = inner.length > 1 || inner[0]?.verbatim === true || inner[0]?.encodes !== undefined;
    return traced ? inner : [{ length: flatLength(text), origin }];
  });
  const total = runs.reduce((sum, run) => sum + run.length, 0);
  return total === flatLength(joined) && runs.length <= MAX_RUNS ? runs.filter((run) => run.length > 0) : undefined;
}

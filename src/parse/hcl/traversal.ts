/** Turns the tokens that follow a term into attribute access, indices and splats. */
import type { Cursor } from "./cursor.ts";
import { numberText, parseExpression } from "./expression.ts";
import type { Expression, LiteralExpression, SplatStep } from "./syntax.ts";
import { Kind } from "./token.ts";

/** The term with the steps that follow it applied. */
export function parseTraversal(cursor: Cursor, term: Expression): Expression {
  const { start } = term.span;
  let target = term;
  for (;;) {
    const kind = cursor.peek();
    if (kind !== Kind.Dot && kind !== Kind.OpenBracket) return target;
    cursor.links++;
    const step = parseStep(cursor, kind);
    const span = cursor.span(start, cursor.end(cursor.previous));
    if (step.kind === "get-attribute") target = { kind: "get-attribute", target, name: step.name, span };
    else if (step.kind === "index") target = { kind: "index", target, key: step.key, span };
    else target = { kind: "splat", target, steps: step.steps, span };
  }
}

/** One step; a splat takes the steps with it that belong to it. */
function parseStep(cursor: Cursor, kind: number): SplatStep {
  cursor.read();
  if (kind === Kind.Dot) return parseDotted(cursor);
  if (cursor.peek() === Kind.Star) return parseFullSplat(cursor);
  return cursor.joined(() => {
    const key = parseExpression(cursor);
    if (cursor.peek() !== Kind.CloseBracket)
      cursor.fail("Missing close bracket on index", 'expected "]" after the index');
    cursor.read();
    return { kind: "index", key };
  });
}

function parseDotted(cursor: Cursor): SplatStep {
  const kind = cursor.peek();
  if (kind === Kind.Star) return parseAttributeSplat(cursor);
  if (kind === Kind.Number) return { kind: "index", key: legacyIndex(cursor) };
  if (kind !== Kind.Identifier)
    cursor.fail("Invalid attribute name", "expected the name of an attribute after the dot");
  return { kind: "get-attribute", name: cursor.textAt(cursor.read()) };
}

/** The number of `a.0`. */
function legacyIndex(cursor: Cursor): LiteralExpression {
  const token = cursor.read();
  const span = cursor.tokenSpan(token);
  const number = cursor.textAt(token);
  const dot = number.indexOf(".");
  if (dot !== -1) {
    const better = `[${number.slice(0, dot)}][${number.slice(dot + 1)}]`;
    throw cursor.failure(`Invalid legacy index syntax: two indices cannot be chained with dots, write ${better}`, span);
  }
  return { kind: "literal", value: { number: numberText(cursor, token) }, span };
}

/** `.*` takes the attributes and legacy indices that follow. */
function parseAttributeSplat(cursor: Cursor): SplatStep {
  cursor.read();
  const steps: SplatStep[] = [];
  while (cursor.skip(Kind.Dot)) {
    cursor.links++;
    if (cursor.peek() === Kind.Star) {
      const message =
        "Nested splat expression not allowed: a splat (*) cannot be used inside another attribute-only splat";
      throw cursor.failure(message, cursor.tokenSpan(cursor.at));
    }
    steps.push(parseDotted(cursor));
  }
  return { kind: "splat", steps };
}

/** `[*]` takes every step that follows, splats included. */
function parseFullSplat(cursor: Cursor): SplatStep {
  cursor.enter();
  cursor.read();
  if (cursor.peek() !== Kind.CloseBracket) {
    cursor.fail("Missing close bracket on splat index", 'expected "]" right after the star');
  }
  cursor.read();
  const steps: SplatStep[] = [];
  for (;;) {
    const kind = cursor.peek();
    if (kind !== Kind.Dot && kind !== Kind.OpenBracket) break;
    cursor.links++;
    steps.push(parseStep(cursor, kind));
  }
  cursor.leave();
  return { kind: "splat", steps };
}

/** Turns tokens into expressions. */
import type { Span } from "../../base/source-file.ts";
import type { Cursor } from "./cursor.ts";
import type {
  BinaryOperator,
  CallExpression,
  Expression,
  ForExpression,
  ObjectExpression,
  ObjectKey,
  TupleExpression,
} from "./syntax.ts";
import { parseTemplateTerm } from "./template.ts";
import { Kind } from "./token.ts";
import { parseTraversal } from "./traversal.ts";

type ObjectEntry = ObjectExpression["entries"][number];

/** Precedence of binary operators by kind of token; 0 where a token is none. A higher one binds tighter. */
const PRECEDENCE = new Uint8Array(64);
const OPERATORS: BinaryOperator[] = [];
function operator(kind: number, precedence: number, text: BinaryOperator): void {
  PRECEDENCE[kind] = precedence;
  OPERATORS[kind] = text;
}
operator(Kind.Or, 1, "||");
operator(Kind.And, 2, "&&");
operator(Kind.EqualEqual, 3, "==");
operator(Kind.NotEqual, 3, "!=");
operator(Kind.Less, 4, "<");
operator(Kind.LessEqual, 4, "<=");
operator(Kind.Greater, 4, ">");
operator(Kind.GreaterEqual, 4, ">=");
operator(Kind.Plus, 5, "+");
operator(Kind.Minus, 5, "-");
operator(Kind.Star, 6, "*");
operator(Kind.Slash, 6, "/");
operator(Kind.Percent, 6, "%");

/** An expression, with a conditional as its loosest form. The cursor stands behind it. */
export function parseExpression(cursor: Cursor): Expression {
  cursor.enter();
  const { height, links } = cursor;
  cursor.height = 0;
  cursor.links = 0;
  const expression = parseConditional(cursor);
  const own = cursor.height + cursor.links + 1;
  cursor.links = links;
  cursor.height = height;
  cursor.grow(own);
  cursor.leave();
  return expression;
}

function parseConditional(cursor: Cursor): Expression {
  const condition = parseBinary(cursor, 1);
  if (!cursor.skip(Kind.Question)) return condition;
  const then = parseExpression(cursor);
  if (!cursor.skip(Kind.Colon)) {
    cursor.fail(
      "Missing false expression in conditional",
      'expected ":" and the value for when the condition is false',
    );
  }
  const otherwise = parseExpression(cursor);
  const span = cursor.span(condition.span.start, otherwise.span.end);
  return { kind: "conditional", condition, then, else: otherwise, span };
}

/** Operators of at least the precedence; all associate to the left. */
function parseBinary(cursor: Cursor, least: number): Expression {
  let left = parseTerm(cursor);
  for (;;) {
    const kind = cursor.peek();
    const precedence = PRECEDENCE[kind]!;
    if (precedence < least || precedence === 0) return left;
    cursor.read();
    cursor.links++;
    const right = parseBinary(cursor, precedence + 1);
    left = {
      kind: "binary",
      operator: OPERATORS[kind]!,
      left,
      right,
      span: cursor.span(left.span.start, right.span.end),
    };
  }
}

/** A term with the attributes, indices and splats that follow it. */
function parseTerm(cursor: Cursor): Expression {
  const kind = cursor.peek();
  const start = cursor.start(cursor.at);
  switch (kind) {
    case Kind.Identifier:
      return parseTraversal(cursor, parseName(cursor));
    case Kind.OpenQuote:
    case Kind.OpenHeredoc:
      return parseTraversal(cursor, parseTemplateTerm(cursor));
    case Kind.Number:
      return parseTraversal(cursor, parseNumber(cursor));
    case Kind.OpenBracket:
      return parseTraversal(cursor, parseBracketed(cursor));
    case Kind.OpenBrace:
      return parseTraversal(cursor, parseBraced(cursor));
    case Kind.OpenParenthesis:
      return parseTraversal(cursor, parseParentheses(cursor));
    case Kind.Minus:
    case Kind.Not: {
      cursor.read();
      cursor.enter();
      const operand = parseTerm(cursor);
      cursor.leave();
      cursor.links++;
      const span = cursor.span(start, operand.span.end);
      return { kind: "unary", operator: kind === Kind.Minus ? "-" : "!", operand, span };
    }
    default:
      return cursor.fail("Missing expression", "expected the start of an expression");
  }
}

function parseNumber(cursor: Cursor): Expression {
  const token = cursor.read();
  return { kind: "literal", value: { number: numberText(cursor, token) }, span: cursor.tokenSpan(token) };
}

const NUMBER = /^[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?$/;

/** The text of a number token, which the lexer cuts generously. */
export function numberText(cursor: Cursor, token: number): string {
  const text = cursor.textAt(token);
  if (text.length > 1 && !NUMBER.test(text)) {
    const expected = "expected digits with at most one decimal point and one exponent";
    throw cursor.failure(`Invalid number literal: ${expected}, but found "${text}"`, cursor.tokenSpan(token));
  }
  return text;
}

/** `true`, `false`, `null`, a call, or the first name of a traversal. */
function parseName(cursor: Cursor): Expression {
  const token = cursor.read();
  const next = cursor.peek();
  if (next === Kind.OpenParenthesis || next === Kind.DoubleColon) return parseCall(cursor, token);
  const name = cursor.textAt(token);
  const span = cursor.tokenSpan(token);
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true", span };
  if (name === "null") return { kind: "literal", value: null, span };
  return { kind: "variable", name, span };
}

function parseCall(cursor: Cursor, nameToken: number): CallExpression {
  const start = cursor.start(nameToken);
  let name = cursor.textAt(nameToken);
  while (cursor.skip(Kind.DoubleColon)) {
    if (cursor.peek() !== Kind.Identifier)
      cursor.fail("Missing function name", 'expected the name of a function after "::"');
    name += `::${cursor.textAt(cursor.read())}`;
  }
  if (cursor.peek() !== Kind.OpenParenthesis) {
    cursor.fail("Missing open parenthesis", `expected "(" after the name of the function "${name}"`);
  }
  const open = cursor.read();
  return cursor.joined(() => parseArguments(cursor, name, cursor.span(start, cursor.end(open))));
}

/** Behind the parenthesis that opens a call; `head` reaches from the name to that. */
function parseArguments(cursor: Cursor, name: string, head: Span): CallExpression {
  const values: Expression[] = [];
  let expandLast = false;
  while (cursor.peek() !== Kind.CloseParenthesis) {
    values.push(parseExpression(cursor));
    if (cursor.skip(Kind.Comma)) continue;
    if (cursor.skip(Kind.Ellipsis)) {
      expandLast = true;
      if (cursor.peek() !== Kind.CloseParenthesis) {
        cursor.fail("Missing closing parenthesis", 'expected ")" right after an argument that "..." expands');
      }
    } else if (cursor.peek() === Kind.EndOfFile) {
      const message = `Unterminated call: there is no closing parenthesis for the call of "${name}" before the end of the file`;
      throw cursor.failure(message, head);
    } else if (cursor.peek() !== Kind.CloseParenthesis) {
      cursor.fail("Missing argument separator", `expected "," or ")" after an argument of "${name}"`);
    }
  }
  const span = cursor.span(head.start, cursor.end(cursor.read()));
  return { kind: "call", name, arguments: values, expandLast, span };
}

function parseParentheses(cursor: Cursor): Expression {
  const open = cursor.read();
  return cursor.joined(() => {
    const expression = parseExpression(cursor);
    if (cursor.peek() !== Kind.CloseParenthesis)
      cursor.fail("Unbalanced parentheses", 'expected ")" to end the expression');
    return { kind: "parentheses", expression, span: cursor.span(cursor.start(open), cursor.end(cursor.read())) };
  });
}

/** A tuple or a `for` that makes one. */
function parseBracketed(cursor: Cursor): Expression {
  const open = cursor.read();
  return cursor.joined(() => (cursor.isWord("for") ? parseFor(cursor, open) : parseTuple(cursor, open)));
}

function parseTuple(cursor: Cursor, open: number): TupleExpression {
  const elements: Expression[] = [];
  while (cursor.peek() !== Kind.CloseBracket) {
    elements.push(parseExpression(cursor));
    if (cursor.skip(Kind.Comma) || cursor.peek() === Kind.CloseBracket) continue;
    unterminated(cursor, open, "tuple", "bracket");
    cursor.fail("Missing element separator", 'expected "," or "]" after an element');
  }
  return { kind: "tuple", elements, span: cursor.span(cursor.start(open), cursor.end(cursor.read())) };
}

/** An object or a `for` that makes one. */
function parseBraced(cursor: Cursor): Expression {
  const open = cursor.read();
  const first = cursor.at;
  return cursor.joined(() => {
    if (cursor.isWord("for")) return parseFor(cursor, open);
    cursor.at = first;
    cursor.newlines = true;
    return parseObject(cursor, open);
  });
}

function parseObject(cursor: Cursor, open: number): ObjectExpression {
  const entries: ObjectEntry[] = [];
  for (;;) {
    while (cursor.skip(Kind.Newline));
    if (cursor.peek() === Kind.CloseBrace) break;
    entries.push(parseEntry(cursor, open));
    if (cursor.skip(Kind.Comma) || cursor.skip(Kind.Newline) || cursor.peek() === Kind.CloseBrace) continue;
    unterminated(cursor, open, "object", "brace");
    cursor.fail("Missing attribute separator", 'expected a newline, "," or "}" after an attribute of the object');
  }
  return { kind: "object", entries, span: cursor.span(cursor.start(open), cursor.end(cursor.read())) };
}

function parseEntry(cursor: Cursor, open: number): ObjectEntry {
  unterminated(cursor, open, "object", "brace");
  const parenthesised = cursor.peek() === Kind.OpenParenthesis;
  const written = parseExpression(cursor);
  const key = parenthesised ? undefined : keyName(cursor, written);
  if (!cursor.skip(Kind.Equal) && !cursor.skip(Kind.Colon)) {
    unterminated(cursor, open, "object", "brace");
    const summary =
      cursor.peek() === Kind.Newline || cursor.peek() === Kind.Comma
        ? "Missing attribute value"
        : "Missing key/value separator";
    cursor.fail(summary, 'expected "=" and the value of the attribute');
  }
  const value = parseExpression(cursor);
  const span = cursor.span(written.span.start, value.span.end);
  return { key: key ?? { kind: "expression", expression: written, span: written.span }, value, span };
}

/** A bare word as a key is a name, even if it is a keyword. */
function keyName(cursor: Cursor, key: Expression): ObjectKey | undefined {
  if (key.kind === "variable") return { kind: "name", name: key.name, span: key.span };
  if (key.kind !== "literal" || (typeof key.value === "object" && key.value !== null)) return undefined;
  return { kind: "name", name: cursor.text.slice(key.span.start, key.span.end), span: key.span };
}

function unterminated(cursor: Cursor, open: number, what: string, bracket: string): void {
  if (cursor.peek() !== Kind.EndOfFile) return;
  const message = `Unterminated ${what}: there is no closing ${bracket} for this ${what} before the end of the file`;
  throw cursor.failure(message, cursor.tokenSpan(open));
}

/** `[for … : value if …]` or `{for … : key => value... if …}`, from the word `for` on. */
function parseFor(cursor: Cursor, open: number): ForExpression {
  const makesObject = cursor.tokens.kinds[open] === Kind.OpenBrace;
  const close = makesObject ? Kind.CloseBrace : Kind.CloseBracket;
  cursor.read();
  const { keyName, valueName, collection } = parseForIntroduction(cursor, "'for' expression");
  if (!cursor.skip(Kind.Colon)) cursor.fail("Invalid 'for' expression", 'expected ":" after the collection');
  let value = parseExpression(cursor);
  let key: Expression | undefined;
  if (cursor.skip(Kind.FatArrow)) {
    key = value;
    value = parseExpression(cursor);
  }
  const ellipsis = cursor.peek() === Kind.Ellipsis ? cursor.read() : undefined;
  let condition: Expression | undefined;
  if (cursor.isWord("if")) {
    cursor.read();
    condition = parseExpression(cursor);
  }
  if (cursor.peek() !== close) {
    cursor.fail("Invalid 'for' expression", `expected "${makesObject ? "}" : "]"}" to end the expression`);
  }
  if (!makesObject && key !== undefined) {
    throw cursor.failure("Invalid 'for' expression: a key is not valid when building a tuple", key.span);
  }
  if (!makesObject && ellipsis !== undefined) {
    const message = "Invalid 'for' expression: grouping (\"...\") cannot be used when building a tuple";
    throw cursor.failure(message, cursor.tokenSpan(ellipsis));
  }
  if (makesObject && key === undefined) {
    throw cursor.failure(
      "Invalid 'for' expression: a key, as in \"key => value\", is required when building an object",
      value.span,
    );
  }
  const span = cursor.span(cursor.start(open), cursor.end(cursor.read()));
  return { kind: "for", keyName, valueName, collection, key, value, group: ellipsis !== undefined, condition, span };
}

export interface ForIntroduction {
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
}

/** `key, value in collection`, in expressions and in template directives. */
export function parseForIntroduction(cursor: Cursor, where: string): ForIntroduction {
  if (cursor.peek() !== Kind.Identifier) cursor.fail(`Invalid ${where}`, "expected a variable name after 'for'");
  let keyName: string | undefined;
  let valueName = cursor.textAt(cursor.read());
  if (cursor.skip(Kind.Comma)) {
    if (cursor.peek() !== Kind.Identifier)
      cursor.fail(`Invalid ${where}`, "expected the name of the value after the comma");
    keyName = valueName;
    valueName = cursor.textAt(cursor.read());
  }
  if (!cursor.isWord("in")) cursor.fail(`Invalid ${where}`, "expected 'in' after the names");
  cursor.read();
  return { keyName, valueName, collection: parseExpression(cursor) };
}

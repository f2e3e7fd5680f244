/** Turns the tokens of quoted strings, heredocs and bare templates into template parts. */
import type { Cursor } from "./cursor.ts";
import { type ForIntroduction, parseExpression, parseForIntroduction } from "./expression.ts";
import type { Expression, TemplateExpression, TemplatePart } from "./syntax.ts";
import { flushIndentation, leadingSpace, literalValue, trimRight } from "./template-text.ts";
import { describeToken, Kind } from "./token.ts";

/** A piece of a template in source order, before directives are matched with their ends. */
export type TemplatePiece =
  | TextPiece
  | { readonly kind: "interpolation"; readonly expression: Expression; readonly start: number; readonly end: number }
  | { readonly kind: "if"; readonly condition: Expression; readonly start: number; readonly end: number }
  | ({ readonly kind: "for"; readonly start: number; readonly end: number } & ForIntroduction)
  | { readonly kind: "else" | "endif" | "endfor"; readonly start: number; readonly end: number };

/** Literal text, still to be trimmed and melded with its neighbours; never more than a line of a heredoc. */
export interface TextPiece {
  readonly kind: "text";
  value: string;
  start: number;
  end: number;
}

/** A quoted string or heredoc; the next token opens it. */
export function parseTemplateTerm(cursor: Cursor): TemplateExpression {
  const open = cursor.read();
  const start = cursor.start(open);
  const { kinds } = cursor.tokens;
  const quoted = kinds[open] === Kind.OpenQuote;
  const pieces = readPieces(cursor, quoted ? Kind.CloseQuote : Kind.CloseHeredoc, open);
  if (!quoted && cursor.text.charCodeAt(start + 2) === 45) flushIndentation(pieces);
  const parts = partsOf(cursor, pieces, cursor.start(cursor.previous));
  return {
    kind: "template",
    style: quoted ? "quoted" : "heredoc",
    parts,
    span: cursor.span(start, cursor.end(cursor.previous)),
  };
}

/** The parts of a text that is a template as a whole. */
export function parseBareTemplate(cursor: Cursor): readonly TemplatePart[] {
  const pieces = readPieces(cursor, Kind.EndOfFile, undefined);
  return partsOf(cursor, pieces, cursor.text.length);
}

function readPieces(cursor: Cursor, close: number, open: number | undefined): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  const { kinds } = cursor.tokens;
  let trimNext = false;
  for (;;) {
    const kind = kinds[cursor.at]!;
    const trimLeft = trimNext;
    trimNext = false;
    if (kind === close) {
      cursor.read();
      return pieces;
    }
    if (kind === Kind.Text || kind === Kind.RawText) {
      const token = cursor.read();
      let value = literalValue(cursor, token, close === Kind.CloseQuote);
      if (trimLeft) value = value.slice(leadingSpace(value));
      pieces.push({ kind: "text", value, start: cursor.start(token), end: cursor.end(token) });
    } else if (kind === Kind.OpenInterpolation || kind === Kind.OpenDirective) {
      const token = cursor.read();
      const last = pieces.at(-1);
      const trims = cursor.end(token) - cursor.start(token) === 3;
      if (trims && last?.kind === "text") last.value = trimRight(last.value);
      const isDirective = kind === Kind.OpenDirective;
      const read = () => (isDirective ? readDirective(cursor, token) : readInterpolation(cursor, token, close));
      pieces.push(cursor.joined(read));
      trimNext = cursor.end(cursor.previous) - cursor.start(cursor.previous) === 2;
    } else unterminated(cursor, close, open);
  }
}

function readInterpolation(cursor: Cursor, open: number, close: number): TemplatePiece {
  const expression = parseExpression(cursor);
  const kind = cursor.peek();
  if (kind !== Kind.CloseSequence) {
    const start = cursor.tokenSpan(open);
    if (kind === Kind.EndOfFile) {
      throw cursor.failure(
        'Unclosed template interpolation: there is no "}" for this "${" before the end of the file',
        start,
      );
    }
    if (close === Kind.CloseQuote && (kind === Kind.OpenQuote || kind === Kind.CloseQuote)) {
      const message =
        'Unclosed template interpolation: there is no "}" for this "${" before the end of the quoted string';
      throw cursor.failure(message, start);
    }
    const found = describeToken(kind, cursor.textAt(cursor.at));
    const message = `Extra characters after interpolation expression: expected "}", but found ${found}`;
    const hint = 'If this is a sequence of another language, such as a shell, escape it as "$${" instead of "${".';
    throw cursor.failure(message, cursor.tokenSpan(cursor.at), hint);
  }
  return { kind: "interpolation", expression, start: cursor.start(open), end: cursor.end(cursor.read()) };
}

function readDirective(cursor: Cursor, open: number): TemplatePiece {
  const start = cursor.start(open);
  if (cursor.peek() !== Kind.Identifier) {
    cursor.fail("Invalid template directive", 'expected "if", "else", "endif", "for" or "endfor" after "%{"');
  }
  const word = cursor.textAt(cursor.at);
  const token = cursor.read();
  switch (word) {
    case "if": {
      const condition = parseExpression(cursor);
      return { kind: "if", condition, start, end: directiveEnd(cursor, word) };
    }
    case "for": {
      const introduction = parseForIntroduction(cursor, "'for' directive");
      return { kind: "for", ...introduction, start, end: directiveEnd(cursor, word) };
    }
    case "else":
    case "endif":
    case "endfor":
      return { kind: word, start, end: directiveEnd(cursor, word) };
    default: {
      const expected = 'expected "if", "else", "endif", "for" or "endfor"';
      throw cursor.failure(`Invalid template directive: ${expected}, but found "${word}"`, cursor.tokenSpan(token));
    }
  }
}

function directiveEnd(cursor: Cursor, word: string): number {
  if (cursor.peek() !== Kind.CloseSequence) {
    cursor.fail(`Extra characters in ${word} directive`, 'expected "}" to end the directive');
  }
  return cursor.end(cursor.read());
}

function unterminated(cursor: Cursor, close: number, open: number | undefined): never {
  const start = cursor.tokenSpan(open ?? cursor.at);
  const kind = cursor.tokens.kinds[cursor.at]!;
  if (kind === Kind.NewlineInQuotes) {
    const message = "Invalid multi-line string: this quoted string has no closing quote before the end of the line";
    const hint = 'Write a line break as \\n, or use a heredoc, such as "<<EOT".';
    throw cursor.failure(message, { ...start, end: cursor.start(cursor.at) }, hint);
  }
  if (kind !== Kind.EndOfFile) cursor.fail("Unterminated template", "expected the rest of the text");
  if (close === Kind.CloseQuote) {
    throw cursor.failure(
      "Unterminated string: this quoted string has no closing quote before the end of the file",
      start,
    );
  }
  const marker = cursor
    .textAt(open ?? cursor.at)
    .replace(/^<<-?/, "")
    .trim();
  const message = `Unterminated heredoc: there is no line that holds only "${marker}" (and that ends with a newline) before the end of the file`;
  throw cursor.failure(message, { ...start, end: start.start + cursor.textAt(open ?? cursor.at).trimEnd().length });
}

/** Melds neighbouring texts and matches directives with their ends; `end` is that of the template. */
function partsOf(cursor: Cursor, pieces: readonly TemplatePiece[], end: number): TemplatePart[] {
  let at = 0;

  /** Up to the end of the template or an `else`, `endif` or `endfor`. */
  const readParts = (): TemplatePart[] => {
    const parts: TemplatePart[] = [];
    for (;;) {
      const piece = pieces[at];
      if (piece === undefined) return parts;
      if (piece.kind === "text") parts.push(meld(piece));
      else if (piece.kind === "interpolation") {
        at++;
        const span = cursor.span(piece.start, piece.end);
        parts.push({ kind: "interpolation", expression: piece.expression, span });
      } else if (piece.kind === "if" || piece.kind === "for") parts.push(matched(piece));
      else return parts;
    }
  };

  const meld = (first: TextPiece): TemplatePart => {
    let { value, end } = first;
    for (;;) {
      at++;
      const piece = pieces[at];
      if (piece?.kind !== "text") return { kind: "text", value, span: cursor.span(first.start, end) };
      value += piece.value;
      end = piece.end;
    }
  };

  /** A directive with what is inside it. */
  const matched = (open: Extract<TemplatePiece, { kind: "if" } | { kind: "for" }>): TemplatePart => {
    cursor.enter();
    at++;
    const then = readParts();
    let otherwise: TemplatePart[] | undefined;
    if (open.kind === "if" && pieces[at]?.kind === "else") {
      at++;
      otherwise = readParts();
    }
    const span = cursor.span(open.start, endOf(open));
    cursor.leave();
    if (open.kind === "if") return { kind: "if", condition: open.condition, then, else: otherwise, span };
    const { keyName, valueName, collection } = open;
    return { kind: "for", keyName, valueName, collection, body: then, span };
  };

  /** Where the directive that ends another one does. */
  const endOf = ({ kind, start }: TemplatePiece): number => {
    const piece = pieces[at];
    at++;
    if (piece?.kind === `end${kind}`) return piece.end;
    const wanted = `expected the end${kind} directive of the ${kind} at line ${cursor.file.position(start).line}`;
    const found = piece === undefined ? "the end of the template" : `the ${piece.kind} directive`;
    const span = cursor.span(piece?.start ?? end, piece?.end ?? end);
    throw cursor.failure(`Unbalanced template directives: ${wanted}, but found ${found}`, span);
  };

  const parts = readParts();
  const extra = pieces[at];
  if (extra === undefined) return parts;
  const message = `Unexpected ${extra.kind} directive: there is no directive before it that it could belong to`;
  throw cursor.failure(message, cursor.span(extra.start, extra.end));
}

/** Turns the text of HCL native syntax into syntax trees; after a failure in a top-level block or argument, reading goes on at the next. */
import type { Diagnostic, Parsed } from "../../base/diagnostic.ts";
import { lowerBound, type SourceFile, type Span } from "../../base/source-file.ts";
import { RENDER_IT } from "../located.ts";
import { BodyBuilder, parseBodyPart, QUOTED_NAME } from "./body.ts";
import { Cursor, SyntaxFailure, TOO_DEEP } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { lex } from "./lexer.ts";
import type { Comment, Expression, HclFile, TemplatePart } from "./syntax.ts";
import { parseBareTemplate } from "./template.ts";
import { Kind, type Tokens } from "./token.ts";

/**
 * A file of native syntax (`.tf`, `.tofu`, `.tfvars`). A top-level block or argument that cannot be read is left out as a whole and
 * has an error of code `hcl-syntax`: half a block would say something that its author did not. What is nested too deep
 * (`hcl-too-deep`) ends the reading. Of what is a text template (`hcl-text-template`) nothing is there.
 */
export function parseHcl(file: SourceFile): Parsed<HclFile> {
  const cursor = open(file, "main");
  const body = new BodyBuilder();
  const recovery = new Recovery();
  let unindented = 0;
  const span = { file, start: 0, end: file.text.length };
  const lost: Span[] = cursor.diagnostics.length > 0 ? [span] : [];
  for (;;) {
    while (cursor.skip(Kind.Newline));
    const kind = cursor.peek();
    if (kind === Kind.EndOfFile) break;
    const first = cursor.at;
    // A surplus brace, which ended the block before it too early: that block and the indented rest of it are broken as well.
    if (kind === Kind.CloseBrace) body.dropFrom(unindented);
    else if (isUnindented(cursor, first)) unindented = cursor.start(first);
    const start = kind === Kind.CloseBrace ? unindented : cursor.start(first);
    const failure = attempt(cursor, () => parseBodyPart(cursor, body));
    if (failure === undefined) continue;
    if (failure.code !== TOO_DEEP) recovery.recover(cursor, first);
    lost.push({ file, start, end: failure.code === TOO_DEEP ? span.end : cursor.start(cursor.at) });
    if (failure.code === TOO_DEEP) break;
  }
  const [quoted, ...others] = cursor.quotedNames;
  if (quoted !== undefined) cursor.report(QUOTED_NAME, quoted, unquote(others.length));
  const action = cursor.diagnostics.find((one) => one.span !== undefined && isAction(file.text, one.span.start));
  if (action !== undefined) return ofTextTemplate(span, comments(cursor), action);
  const { attributes, blocks } = body;
  return {
    output: { file, body: { attributes, blocks, span }, comments: comments(cursor), lost },
    diagnostics: cursor.diagnostics,
  };
}

/** Terraform up to 0.11 took them, so that a file which has one has many. */
function unquote(others: number): string {
  const more = others === 1 ? "1 more name" : `${others} more names`;
  return others === 0 ? "take the quotes away" : `take the quotes away, here and of ${more} in this file`;
}

/** Whether an action of Jinja, Go, Mustache or ERB stands around an offset at which the text is no HCL. */
function isAction(text: string, offset: number): boolean {
  return /\{\{|\{%|<%|%\}|\}\}/.test(text.slice(Math.max(0, offset - 2), offset + 2));
}

/** Any action may decide whether another part of the file is there: all of it is what a program still has to make. */
function ofTextTemplate(whole: Span, comments: readonly Comment[], { span }: Diagnostic): Parsed<HclFile> {
  return {
    output: { file: whole.file, body: { attributes: [], blocks: [], span: whole }, comments, lost: [whole] },
    diagnostics: [
      {
        code: TEXT_TEMPLATE,
        severity: "error",
        message: "this is a text template (Jinja, Go, Mustache), and nothing of it is read",
        ...(span === undefined ? {} : { span }),
        hint: RENDER_IT,
        notAnalysed: true,
      },
    ],
  };
}

export const TEXT_TEMPLATE = "hcl-text-template";

/** The whole text as one expression, in which newlines do not count; undefined where it is none. */
export function parseHclExpression(file: SourceFile): Parsed<Expression | undefined> {
  const cursor = open(file, "main");
  cursor.newlines = false;
  let output: Expression | undefined;
  attempt(cursor, () => {
    const expression = parseExpression(cursor);
    if (cursor.peek() !== Kind.EndOfFile)
      cursor.fail("Extra characters after expression", "expected the end of the expression");
    output = expression;
  });
  return { output, diagnostics: cursor.diagnostics };
}

/** The whole text as a template, as `templatefile` reads a file; no parts where it is none. */
export function parseHclTemplate(file: SourceFile): Parsed<readonly TemplatePart[]> {
  const cursor = open(file, "bare");
  let output: readonly TemplatePart[] = [];
  attempt(cursor, () => {
    output = parseBareTemplate(cursor);
  });
  return { output, diagnostics: cursor.diagnostics };
}

/** Words and signs that one text may have: a megabyte of configuration has some two hundred thousand. */
const MAX_TOKENS = 1_000_000;

/** Of a text that has more nothing is read: the trees would fill the memory. */
function open(file: SourceFile, mode: "main" | "bare"): Cursor {
  const tokens = lex(file.text, mode);
  const count = tokens.count + tokens.comments.length / 2;
  if (count <= MAX_TOKENS) return new Cursor(file, tokens);
  const cursor = new Cursor(file, lex("", mode));
  const message = `There are ${count} words and signs in this file: with more than ${MAX_TOKENS} it is not read`;
  cursor.report(message, cursor.span(0, nextLineStart(file.text, 0)), "divide it");
  return cursor;
}

/** The failure where the reading failed; it is then among the cursor's diagnostics. */
function attempt(cursor: Cursor, read: () => void): Diagnostic | undefined {
  try {
    read();
    return undefined;
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    cursor.diagnostics.push(failure.diagnostic);
    return failure.diagnostic;
  }
}

function comments(cursor: Cursor): Comment[] {
  const offsets = cursor.tokens.comments;
  const result: Comment[] = [];
  for (let at = 0; at < offsets.length; at += 2) {
    const span = cursor.span(offsets[at]!, offsets[at + 1]!);
    const written = cursor.text.slice(span.start, span.end);
    const text = written.startsWith("/*") ? written.slice(2, -2) : written.slice(written.startsWith("#") ? 1 : 2);
    result.push({ text: text.trim(), span });
  }
  return result;
}

/** What a line begins with that looks like the beginning of a block or an argument, whatever the lexer takes it for. */
const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const LABEL = /[ \t]*(?:"[^"\n]*"|[\p{ID_Start}_][\p{ID_Continue}-]*)/uy;
const BLOCK_END = /[ \t]*\{/y;
const EQUALS = /[ \t]*=(?![=>])/y;

/** Cutting the rest of a file into tokens anew is linear in its length, so it is done only this often. */
const MAX_RELEX = 20;
/** What has more mistakes than this is no configuration. */
const MAX_MISTAKES = 10_000;

/**
 * Where reading goes on after the part that begins at token `first` failed: behind its closing brace, or at the next line that begins
 * a block without indentation (behind an argument, a block or an argument), whichever comes first. The latter is how a part whose
 * brace or quote is missing loses only itself.
 */
class Recovery {
  #relexed = 0;
  #mistakes = 0;
  /** The nearest lines found so far, for blocks alone and for any part, so that no text is searched twice. */
  readonly #nearest = { block: -1, part: -1 };

  /** Puts the cursor on the token to go on from. */
  recover(cursor: Cursor, first: number): void {
    const { tokens } = cursor;
    this.#mistakes++;
    if (this.#mistakes > MAX_MISTAKES) {
      this.#giveUp(cursor, "Too many mistakes", nextLineStart(cursor.text, cursor.start(first)));
      return;
    }
    const kind = tokens.kinds[first + 1] === Kind.Equal ? "part" : "block";
    for (let from = cursor.start(first) + 1; ; ) {
      const line = this.#nextLine(cursor, kind, from);
      const balanced = balancedEnd(tokens, first, cursor.at, line);
      if (balanced !== undefined) {
        cursor.resume(isUnindented(cursor, first) ? anchorFrom(tokens, balanced) : balanced);
        return;
      }
      const anchor = anchorAt(tokens, line);
      if (anchor !== undefined) {
        cursor.resume(anchor);
        return;
      }
      const end = heredocEnd(tokens, line);
      if (end === undefined) {
        this.#relex(cursor, line);
        return;
      }
      from = end;
    }
  }

  /** The offset of the next line at or behind the offset that begins a part; the length of the text where there is none. */
  #nextLine(cursor: Cursor, kind: "block" | "part", from: number): number {
    if (this.#nearest[kind] < from) this.#nearest[kind] = nextPartLine(cursor.text, from, kind === "part");
    return this.#nearest[kind];
  }

  #giveUp(cursor: Cursor, why: string, line: number): void {
    const message = `${why}: from this line on the file is not read`;
    cursor.report(message, cursor.span(line, nextLineStart(cursor.text, line)));
    cursor.resume(cursor.tokens.count - 1);
  }

  /** The tokens from the line on, as if the file began there: the lexer took the line for a part of a string. */
  #relex(cursor: Cursor, line: number): void {
    const { tokens } = cursor;
    this.#relexed++;
    if (this.#relexed > MAX_RELEX) {
      this.#giveUp(cursor, "Too many strings without end", line);
      return;
    }
    const comments = tokens.comments.filter((_, index) => tokens.comments[index & ~1]! < line);
    const rest = lex(cursor.text, "main", line);
    cursor.tokens = { ...rest, comments: [...comments, ...rest.comments] };
    cursor.resume(0);
  }
}

/**
 * The token behind the line on which the part at `first` ends by its brackets, and at least behind the failed token's line; undefined
 * where a token at the offset `before` or behind it comes first.
 */
function balancedEnd(tokens: Tokens, first: number, failed: number, before: number): number | undefined {
  let depth = 0;
  for (let at = first; ; at++) {
    const kind = tokens.kinds[at]!;
    if (kind === Kind.EndOfFile) return tokens.starts[at]! <= before ? at : undefined;
    if (tokens.starts[at]! >= before) return undefined;
    if (kind === Kind.OpenBrace || kind === Kind.OpenBracket || kind === Kind.OpenParenthesis) depth++;
    else if (kind === Kind.CloseBrace || kind === Kind.CloseBracket || kind === Kind.CloseParenthesis) depth--;
    else if (kind === Kind.OpenInterpolation || kind === Kind.OpenDirective) depth++;
    else if (kind === Kind.CloseSequence) depth--;
    else if (kind === Kind.Newline && depth <= 0 && at >= failed) return at + 1;
  }
}

/** Whether the token begins a line. */
function isUnindented(cursor: Cursor, token: number): boolean {
  const start = cursor.start(token);
  return start === 0 || cursor.text.charAt(start - 1) === "\n";
}

/** The first anchor that is not before the token, or the end of the file: indented lines are the rest of what failed. */
function anchorFrom(tokens: Tokens, token: number): number {
  const { anchors } = tokens;
  const index = lowerBound(anchors.length, (at) => anchors[at]! >= token);
  return anchors[index] ?? tokens.count - 1;
}

/** The index of the token that begins a line at the offset outside templates. */
function anchorAt(tokens: Tokens, offset: number): number | undefined {
  const { anchors, starts } = tokens;
  const anchor = anchors[lowerBound(anchors.length, (at) => starts[anchors[at]!]! >= offset)];
  return anchor !== undefined && starts[anchor] === offset ? anchor : undefined;
}

/** The offset at which the heredoc ends in whose text the offset is; undefined where it is in none, or in one without end. */
function heredocEnd(tokens: Tokens, offset: number): number | undefined {
  const { kinds, starts, ends, count } = tokens;
  const token = lowerBound(count, (at) => starts[at]! > offset) - 1;
  if ((kinds[token] !== Kind.Text && kinds[token] !== Kind.RawText) || ends[token]! <= offset) return undefined;
  const close = kinds.subarray(0, count).indexOf(Kind.CloseHeredoc, token);
  return close === -1 ? undefined : ends[close]!;
}

/**
 * The offset of the first line at or behind `from` that begins, without indentation, a block (`type "label" {`) or, where they count,
 * an argument (`name =`); the length of the text where there is none. Takes linear time.
 */
function nextPartLine(text: string, from: number, argumentsCount: boolean): number {
  let at = from === 0 || text.charCodeAt(from - 1) === 10 ? from : nextLineStart(text, from);
  while (at < text.length && !beginsPart(text, at, argumentsCount)) at = nextLineStart(text, at);
  return at;
}

/** The offset of the line behind the one at the offset; the length of the text where there is none. */
function nextLineStart(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline === -1 ? text.length : newline + 1;
}

function beginsPart(text: string, start: number, argumentsCount: boolean): boolean {
  let at = matchEnd(NAME, text, start);
  if (at === undefined) return false;
  if (argumentsCount && matchEnd(EQUALS, text, at) !== undefined) return true;
  for (let next = matchEnd(LABEL, text, at); next !== undefined; next = matchEnd(LABEL, text, at)) at = next;
  return matchEnd(BLOCK_END, text, at) !== undefined;
}

/** Where a match of the sticky pattern at the offset ends. */
function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

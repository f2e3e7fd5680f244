/** Finds, after a failure in a top-level block or argument, the token at which the next one begins. */
import type { Cursor } from "./cursor.ts";
import { lex } from "./lexer.ts";
import { Kind, type Tokens } from "./token.ts";

/** A line that begins a block without indentation. */
const BLOCK_LINE =
  /^[\p{ID_Start}_][\p{ID_Continue}-]*[ \t]*(?:(?:"[^"\n]*"|[\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*)*\{/gmu;
/** A line that begins a block or an argument without indentation. */
const PART_LINE =
  /^[\p{ID_Start}_][\p{ID_Continue}-]*[ \t]*(?:(?:"[^"\n]*"|[\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*)*(?:\{|=[^=>])/gmu;
/** Cutting the rest of a file into tokens anew is linear in its length, so it is done only this often. */
const MAX_RELEX = 20;

/**
 * Where reading goes on after the part that begins at token `first` failed: behind its closing brace, or at the next line that begins
 * a block without indentation (behind an argument, a block or an argument), whichever comes first. The latter is how a part whose
 * brace or quote is missing loses only itself.
 */
export class Recovery {
  #relexed = 0;

  /** Puts the cursor on the token to go on from. */
  recover(cursor: Cursor, first: number): void {
    const { tokens } = cursor;
    const balanced = balancedEnd(tokens, first, cursor.at);
    const line = this.#nextLine(cursor, first, cursor.start(balanced));
    cursor.resume(line ?? (isUnindented(cursor, first) ? anchorFrom(tokens, balanced) : balanced));
  }

  #nextLine(cursor: Cursor, first: number, before: number): number | undefined {
    const { tokens, text } = cursor;
    const line = tokens.kinds[first + 1] === Kind.Equal ? PART_LINE : BLOCK_LINE;
    line.lastIndex = cursor.start(first) + 1;
    for (let match = line.exec(text); match !== null && match.index < before; match = line.exec(text)) {
      const anchor = anchorAt(tokens, match.index);
      if (anchor !== undefined) return anchor;
      if (this.#relexed < MAX_RELEX && !insideClosedHeredoc(tokens, match.index)) {
        this.#relexed++;
        cursor.tokens = withComments(lex(text, "main", match.index), tokens.comments, match.index);
        return 0;
      }
    }
    return undefined;
  }
}

/** The token behind the line on which the part at `first` ends by its brackets; at least behind the failed token's line. */
function balancedEnd(tokens: Tokens, first: number, failed: number): number {
  let depth = 0;
  let at = first;
  for (; tokens.kinds[at] !== Kind.EndOfFile; at++) {
    const kind = tokens.kinds[at]!;
    if (kind === Kind.OpenBrace || kind === Kind.OpenBracket || kind === Kind.OpenParenthesis) depth++;
    else if (kind === Kind.CloseBrace || kind === Kind.CloseBracket || kind === Kind.CloseParenthesis) depth--;
    else if (kind === Kind.OpenInterpolation || kind === Kind.OpenDirective) depth++;
    else if (kind === Kind.CloseSequence) depth--;
    else if (kind === Kind.Newline && depth <= 0 && at >= failed) return at + 1;
  }
  return at;
}

/** Whether the token begins a line. */
export function isUnindented(cursor: Cursor, token: number): boolean {
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

/** Whether the offset is in the text of a heredoc that has an end, so that what looks like a block there is text. */
function insideClosedHeredoc(tokens: Tokens, offset: number): boolean {
  const { kinds, starts, ends, count } = tokens;
  const token = lowerBound(count, (at) => starts[at]! > offset) - 1;
  if ((kinds[token] !== Kind.Text && kinds[token] !== Kind.RawText) || ends[token]! <= offset) return false;
  return kinds.subarray(token, count).includes(Kind.CloseHeredoc);
}

/** The least index below the length for which the condition holds, or the length; the condition must not fail above one. */
function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function withComments(tokens: Tokens, earlier: readonly number[], offset: number): Tokens {
  const kept = earlier.filter((_, index) => earlier[index & ~1]! < offset);
  return { ...tokens, comments: [...kept, ...tokens.comments] };
}

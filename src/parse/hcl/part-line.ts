/** Finds lines of text that look like the beginning of a block or an argument, whatever the lexer takes them for. */

const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const LABEL = /[ \t]*(?:"[^"\n]*"|[\p{ID_Start}_][\p{ID_Continue}-]*)/uy;
const BLOCK_END = /[ \t]*\{/y;
const EQUALS = /[ \t]*=(?![=>])/y;

/**
 * The offset of the first line at or behind `from` that begins, without indentation, a block (`type "label" {`) or, where they count,
 * an argument (`name =`); the length of the text where there is none. Takes linear time.
 */
export function nextPartLine(text: string, from: number, argumentsCount: boolean): number {
  let at = from === 0 || text.charCodeAt(from - 1) === 10 ? from : nextLineStart(text, from);
  while (at < text.length && !beginsPart(text, at, argumentsCount)) at = nextLineStart(text, at);
  return at;
}

/** The offset of the line behind the one at the offset; the length of the text where there is none. */
export function nextLineStart(text: string, at: number): number {
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

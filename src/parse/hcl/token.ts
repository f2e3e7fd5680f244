/** The tokens of HCL native syntax: their kinds, how they are stored, and what messages call them. */

/** Kinds of tokens. Kinds are small numbers, because the lexer writes millions of them into typed arrays. */
export const Kind = {
  EndOfFile: 0,
  Newline: 1,
  Identifier: 2,
  Number: 3,
  OpenQuote: 4,
  CloseQuote: 5,
  OpenHeredoc: 6,
  CloseHeredoc: 7,
  /** A piece of template text that stands for itself. */
  Text: 8,
  /** A piece of template text with escapes, or with characters that need Unicode normalisation. */
  RawText: 9,
  OpenInterpolation: 10,
  OpenDirective: 11,
  CloseSequence: 12,
  OpenBrace: 13,
  CloseBrace: 14,
  OpenBracket: 15,
  CloseBracket: 16,
  OpenParenthesis: 17,
  CloseParenthesis: 18,
  Equal: 19,
  Comma: 20,
  Dot: 21,
  Colon: 22,
  DoubleColon: 23,
  Question: 24,
  FatArrow: 25,
  Ellipsis: 26,
  Not: 27,
  Or: 28,
  And: 29,
  EqualEqual: 30,
  NotEqual: 31,
  Less: 32,
  LessEqual: 33,
  Greater: 34,
  GreaterEqual: 35,
  Plus: 36,
  Minus: 37,
  Star: 38,
  Slash: 39,
  Percent: 40,
  /** The end of a line inside a quoted string, which then counts as ended. */
  NewlineInQuotes: 41,
  /** A character that is no part of the language. */
  Invalid: 42,
} as const;

/** The tokens of a text, in parallel arrays of which the first `count` places are filled. The last token is EndOfFile. */
export interface Tokens {
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** Start and end offset of each comment, without the newline that ends it. */
  readonly comments: readonly number[];
  /** Indices of the identifiers that begin a line and are not inside a template: where reading can begin anew. */
  readonly anchors: readonly number[];
}

const NAMES: Readonly<Record<number, string>> = {
  [Kind.EndOfFile]: "the end of the file",
  [Kind.Newline]: "the end of the line",
  [Kind.OpenQuote]: "a quoted string",
  [Kind.CloseQuote]: "the closing quote",
  [Kind.OpenHeredoc]: "a heredoc",
  [Kind.NewlineInQuotes]: "the end of the line inside a quoted string",
};

const INVALID: Readonly<Record<string, string>> = {
  "'": "a single quote, which HCL does not use (strings have double quotes)",
  "“": "a curly quote (strings have straight double quotes)",
  "”": "a curly quote (strings have straight double quotes)",
  "`": 'a backtick, which HCL does not use (a string of several lines is a heredoc, such as "<<EOT")',
  ";": '";", which HCL does not use (arguments end with a newline, elements are separated by commas)',
  "&": '"&", but there are no bitwise operators (the boolean one is "&&")',
  "|": '"|", but there are no bitwise operators (the boolean one is "||")',
  "^": '"^", but there are no bitwise operators',
  $: '"$" outside quotes (a template sequence such as "${…}" stands inside a quoted string)',
  "~": '"~", but there are no bitwise operators (the boolean one is "!")',
};

const LONGEST_QUOTE = 40;

/** What a message calls a token that was found: `"="`, `the name "foo"`, `the end of the line`. */
export function describeToken(kind: number, text: string): string {
  const name = NAMES[kind];
  if (name !== undefined) return name;
  if (kind === Kind.Invalid) return INVALID[text] ?? `${printable(text)}, which is not part of the language`;
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  if (kind === Kind.Identifier) return `the name "${short}"`;
  if (kind === Kind.Number) return `the number ${short}`;
  return `"${short}"`;
}

function printable(text: string): string {
  const code = text.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return /^[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? `"${String.fromCodePoint(code)}"` : `the character U+${hex}`;
}

/** A place in the tokens of a file, with what reading them needs: newlines that count or do not, failures, a limit of depth. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { SourceFile, Span } from "../../base/source-file.ts";
import { describeToken, Kind, type Tokens } from "./token.ts";

/** Thrown where a construct cannot be read, and caught by whoever reads a whole body, expression or template. */
export class SyntaxFailure {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    this.diagnostic = diagnostic;
  }
}

/** Expressions, blocks and directives may be nested this deep, and trees be this high; beyond it is a diagnostic. */
export const MAX_DEPTH = 250;
const MAX_HEIGHT = 2000;

export class Cursor {
  readonly file: SourceFile;
  readonly text: string;
  readonly diagnostics: Diagnostic[] = [];
  /** Names of arguments that stand in quotes. */
  readonly quotedNames: Span[] = [];
  tokens: Tokens;
  /** Index of the next token, which may be a newline that does not count: `peek` steps over it. */
  at = 0;
  /** Index of the token that was read last. */
  previous = 0;
  /** Whether newlines are tokens here: see `joined`. */
  newlines = true;
  /** The height of the trees read so far in the expression at hand, and its operators and steps so far: see `expression.ts`. */
  height = 0;
  links = 0;
  #depth = 0;

  constructor(file: SourceFile, tokens: Tokens) {
    this.file = file;
    this.text = file.text;
    this.tokens = tokens;
  }

  /** The kind of the next token that counts. */
  peek(): number {
    const kinds = this.tokens.kinds;
    if (!this.newlines) while (kinds[this.at] === Kind.Newline) this.at++;
    return kinds[this.at]!;
  }

  /** Steps over the token that `peek` showed and returns its index. The end of the file stays. */
  read(): number {
    if (this.peek() === Kind.EndOfFile) return this.at;
    this.previous = this.at;
    return this.at++;
  }

  /** Steps over the next token where it is of the kind. */
  skip(kind: number): boolean {
    if (this.peek() !== kind) return false;
    this.previous = this.at++;
    return true;
  }

  start(token: number): number {
    return this.tokens.starts[token]!;
  }

  end(token: number): number {
    return this.tokens.ends[token]!;
  }

  textAt(token: number): string {
    return this.text.slice(this.tokens.starts[token]!, this.tokens.ends[token]!);
  }

  /** Whether the next token is the identifier. */
  isWord(word: string): boolean {
    if (this.peek() !== Kind.Identifier) return false;
    const start = this.tokens.starts[this.at]!;
    return this.tokens.ends[this.at]! - start === word.length && this.text.startsWith(word, start);
  }

  span(start: number, end: number): Span {
    return { file: this.file, start, end };
  }

  tokenSpan(token: number): Span {
    return { file: this.file, start: this.tokens.starts[token]!, end: this.tokens.ends[token]! };
  }

  /** What a message calls the next token. */
  found(): string {
    const kind = this.peek();
    return describeToken(kind, this.textAt(this.at));
  }

  /** Ends the reading of the construct at hand with a diagnostic at the next token, which names that token. */
  fail(summary: string, expected: string, hint?: string): never {
    const found = this.found();
    throw this.failure(`${summary}: ${expected}, but found ${found}`, this.tokenSpan(this.at), hint);
  }

  failure(message: string, span: Span, hint?: string): SyntaxFailure {
    return new SyntaxFailure(syntaxError(message, span, hint));
  }

  /** Notes a mistake that does not stop the reading. */
  report(message: string, span: Span, hint?: string): void {
    this.diagnostics.push(syntaxError(message, span, hint));
  }

  /** Reads what stands inside parentheses, brackets or a sequence: newlines do not count there. */
  joined<T>(read: () => T): T {
    const { newlines } = this;
    this.newlines = false;
    const result = read();
    this.newlines = newlines;
    return result;
  }

  /** One level deeper; to be paired with `leave`. */
  enter(): void {
    if (++this.#depth > MAX_DEPTH) this.#tooDeep(MAX_DEPTH);
  }

  leave(): void {
    this.#depth--;
  }

  /** Bounds the height of trees: chains of operators and steps make trees high without nesting in the text. */
  grow(height: number): void {
    if (height > this.height) this.height = height;
    if (height > MAX_HEIGHT) this.#tooDeep(MAX_HEIGHT);
  }

  /** Goes on at another token, outside everything, after a failure. */
  resume(at: number): void {
    this.at = at;
    this.newlines = true;
    this.#depth = 0;
    this.height = 0;
    this.links = 0;
  }

  #tooDeep(limit: number): never {
    const message = `Nesting too deep: expressions and blocks can be nested at most ${limit} levels`;
    throw new SyntaxFailure({ ...syntaxError(message, this.tokenSpan(this.at)), code: TOO_DEEP });
  }
}

/** The code of the diagnostic about nesting; other mistakes of syntax have `hcl-syntax`. */
export const TOO_DEEP = "hcl-too-deep";

/** A diagnostic about syntax: what is at fault there was not read. */
export function syntaxError(message: string, span: Span, hint?: string): Diagnostic {
  const diagnostic = { code: "hcl-syntax", severity: "error", message, span, notAnalysed: true } as const;
  return hint === undefined ? diagnostic : { ...diagnostic, hint };
}

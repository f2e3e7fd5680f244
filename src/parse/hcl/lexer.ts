/** Turns the text of HCL native syntax into tokens, as HashiCorp's scanner cuts them. */
import { isSpace } from "./template-text.ts";
import { Kind, type Tokens } from "./token.ts";

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const DOLLAR = 36;
const PERCENT = 37;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const TILDE = 126;
const BYTE_ORDER_MARK = 0xfeff;
/** Below it every character is its own canonical composition. */
const FIRST_COMBINING = 0x300;

/** What an ASCII character can be part of. */
const IDENTIFIER_START = 1;
const DIGIT = 2;
const IDENTIFIER_PART = 4;
const BLANK = 8;

const CLASSES = new Uint8Array(128);
for (let code = 65; code <= 90; code++) CLASSES[code] = CLASSES[code + 32] = IDENTIFIER_START | IDENTIFIER_PART;
for (let code = 48; code <= 57; code++) CLASSES[code] = DIGIT | IDENTIFIER_PART;
CLASSES[95] = IDENTIFIER_START | IDENTIFIER_PART;
CLASSES[45] = IDENTIFIER_PART;
CLASSES[SPACE] = CLASSES[TAB] = BLANK;

/** Tokens of one character that no longer token begins with. */
const SINGLE = new Uint8Array(128);
SINGLE[91] = Kind.OpenBracket;
SINGLE[93] = Kind.CloseBracket;
SINGLE[40] = Kind.OpenParenthesis;
SINGLE[41] = Kind.CloseParenthesis;
SINGLE[44] = Kind.Comma;
SINGLE[42] = Kind.Star;
SINGLE[PERCENT] = Kind.Percent;
SINGLE[43] = Kind.Plus;
SINGLE[45] = Kind.Minus;
SINGLE[63] = Kind.Question;

const ID_START = /^\p{ID_Start}/u;
const ID_CONTINUE = /^\p{ID_Continue}/u;

/** In which language the text at hand is: that of expressions, or one of the three kinds of templates. */
type Mode = "main" | "quoted" | "heredoc" | "bare";

/** The template that an interpolation or directive interrupts. */
interface Frame {
  readonly mode: Mode;
  readonly marker: string;
  readonly depth: number;
}

/**
 * The tokens from an offset on. `mode` is `main` for configuration and expressions, `bare` for a text that is a template as a whole.
 * Every text has tokens: what fits nowhere becomes a token of kind Invalid. A byte order mark at the beginning is passed over.
 */
export function lex(text: string, mode: "main" | "bare", from = 0): Tokens {
  return new Lexer(text, mode, from === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : from).run();
}

class Lexer {
  readonly #text: string;
  readonly #comments: number[] = [];
  readonly #anchors: number[] = [];
  readonly #frames: Frame[] = [];
  #kinds: Uint8Array;
  #starts: Int32Array;
  #ends: Int32Array;
  #count = 0;
  #at: number;
  #mode: Mode;
  /** The word that ends the heredoc at hand. */
  #marker = "";
  /** Braces that are open since the interpolation or directive at hand began. */
  #depth = 0;
  /** There is no end of a comment in the rest of the text, so that it need not be looked for again. */
  #noCommentEnd = false;

  constructor(text: string, mode: Mode, from: number) {
    this.#text = text;
    this.#mode = mode;
    this.#at = from;
    const capacity = Math.max(16, (text.length - from) >> 2);
    this.#kinds = new Uint8Array(capacity);
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
  }

  run(): Tokens {
    const length = this.#text.length;
    while (this.#at < length) {
      if (this.#mode === "main") this.#main();
      else if (this.#mode === "quoted") this.#quoted();
      else this.#lines();
    }
    this.#emit(Kind.EndOfFile, length, length);
    return {
      kinds: this.#kinds,
      starts: this.#starts,
      ends: this.#ends,
      count: this.#count,
      comments: this.#comments,
      anchors: this.#anchors,
    };
  }

  #emit(kind: number, start: number, end: number): void {
    const at = this.#count++;
    if (at === this.#kinds.length) this.#grow();
    this.#kinds[at] = kind;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#at = end;
  }

  #grow(): void {
    const capacity = this.#kinds.length * 2;
    const kinds = new Uint8Array(capacity);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    const starts = new Int32Array(capacity);
    starts.set(this.#starts);
    this.#starts = starts;
    const ends = new Int32Array(capacity);
    ends.set(this.#ends);
    this.#ends = ends;
  }

  /** Tokens of the language of expressions, until a template begins or goes on. */
  #main(): void {
    const text = this.#text;
    const length = text.length;
    while (this.#at < length) {
      const start = this.#at;
      const code = text.charCodeAt(start);
      const kind = code < 128 ? CLASSES[code]! : 0;
      if (kind & BLANK) this.#at = start + 1;
      else if (kind & IDENTIFIER_START) this.#identifier(start, start + 1);
      else if (kind & DIGIT) this.#number(start);
      else if (code === NEWLINE) this.#emit(Kind.Newline, start, start + 1);
      else if (code === QUOTE) {
        this.#emit(Kind.OpenQuote, start, start + 1);
        this.#mode = "quoted";
        return;
      } else if (code < 128 && SINGLE[code] !== 0) this.#emit(SINGLE[code]!, start, start + 1);
      else if (this.#symbol(start, code)) return;
    }
  }

  /** A token that begins with a character that several tokens begin with. True where another mode begins. */
  #symbol(start: number, code: number): boolean {
    const next = this.#text.charCodeAt(start + 1);
    switch (code) {
      case OPEN_BRACE:
        this.#depth++;
        this.#emit(Kind.OpenBrace, start, start + 1);
        return false;
      case CLOSE_BRACE:
        if (this.#depth === 0 && this.#frames.length > 0) return this.#closeSequence(start, start + 1);
        this.#depth--;
        this.#emit(Kind.CloseBrace, start, start + 1);
        return false;
      case TILDE:
        if (next !== CLOSE_BRACE) break;
        if (this.#depth === 0 && this.#frames.length > 0) return this.#closeSequence(start, start + 2);
        this.#depth--;
        this.#emit(Kind.CloseSequence, start, start + 2);
        return false;
      case 61: // =
        if (next === 61) this.#emit(Kind.EqualEqual, start, start + 2);
        else if (next === 62) this.#emit(Kind.FatArrow, start, start + 2);
        else this.#emit(Kind.Equal, start, start + 1);
        return false;
      case 33: // !
        if (next === 61) this.#emit(Kind.NotEqual, start, start + 2);
        else this.#emit(Kind.Not, start, start + 1);
        return false;
      case 62: // >
        if (next === 61) this.#emit(Kind.GreaterEqual, start, start + 2);
        else this.#emit(Kind.Greater, start, start + 1);
        return false;
      case 60: // <
        if (next === 60 && this.#openHeredoc(start)) return true;
        if (next === 61) this.#emit(Kind.LessEqual, start, start + 2);
        else this.#emit(Kind.Less, start, start + 1);
        return false;
      case 58: // :
        if (next === 58) this.#emit(Kind.DoubleColon, start, start + 2);
        else this.#emit(Kind.Colon, start, start + 1);
        return false;
      case 46: // .
        if (next === 46 && this.#text.charCodeAt(start + 2) === 46) this.#emit(Kind.Ellipsis, start, start + 3);
        else this.#emit(Kind.Dot, start, start + 1);
        return false;
      case 38: // &
        if (next !== 38) break;
        this.#emit(Kind.And, start, start + 2);
        return false;
      case 124: // |
        if (next !== 124) break;
        this.#emit(Kind.Or, start, start + 2);
        return false;
      case 35: // #
        this.#lineComment(start);
        return false;
      case 47: // /
        if (next === 47) this.#lineComment(start);
        else if (next !== 42 || !this.#blockComment(start)) this.#emit(Kind.Slash, start, start + 1);
        return false;
      case RETURN:
        if (next !== NEWLINE) break;
        this.#emit(Kind.Newline, start, start + 2);
        return false;
    }
    const width = this.#text.codePointAt(start)! > 0xffff ? 2 : 1;
    if (code >= 128 && ID_START.test(this.#text.slice(start, start + 2))) this.#identifier(start, start + width);
    else this.#emit(Kind.Invalid, start, start + width);
    return false;
  }

  #identifier(start: number, from: number): void {
    if (this.#frames.length === 0 && (start === 0 || this.#text.charCodeAt(start - 1) === NEWLINE)) {
      this.#anchors.push(this.#count);
    }
    this.#emit(Kind.Identifier, start, this.#identifierEnd(from));
  }

  #identifierEnd(from: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code < 128) {
        if ((CLASSES[code]! & IDENTIFIER_PART) === 0) return at;
        at++;
      } else {
        const match = ID_CONTINUE.exec(text.slice(at, at + 2));
        if (match === null) return at;
        at += match[0].length;
      }
    }
  }

  /** Digits, dots and exponents, as long as the last is not a dot; the parser tells whether they make a number. */
  #number(start: number): void {
    const text = this.#text;
    let end = start + 1;
    let at = end;
    for (;;) {
      const code = text.charCodeAt(at);
      if (isDigit(code)) end = ++at;
      else if (code === 46) at++;
      else if (code === 101 || code === 69) {
        const sign = text.charCodeAt(at + 1);
        const digit = sign === 43 || sign === 45 ? at + 2 : at + 1;
        if (!isDigit(text.charCodeAt(digit))) break;
        end = at = digit + 1;
      } else break;
    }
    this.#emit(Kind.Number, start, end);
  }

  #lineComment(start: number): void {
    const newline = this.#text.indexOf("\n", start);
    let end = newline === -1 ? this.#text.length : newline;
    if (newline !== -1 && this.#text.charCodeAt(end - 1) === RETURN) end--;
    this.#comments.push(start, end);
    this.#at = end;
  }

  /** False where the comment has no end, and so is none. */
  #blockComment(start: number): boolean {
    if (this.#noCommentEnd) return false;
    const end = this.#text.indexOf("*/", start + 2);
    if (end === -1) {
      this.#noCommentEnd = true;
      return false;
    }
    this.#comments.push(start, end + 2);
    this.#at = end + 2;
    return true;
  }

  /** `<<NAME` or `<<-NAME` and the end of the line; anything else is not the beginning of a heredoc. */
  #openHeredoc(start: number): boolean {
    const text = this.#text;
    const name = text.charCodeAt(start + 2) === 45 ? start + 3 : start + 2;
    const first = text.charCodeAt(name);
    const isName = first < 128 ? (CLASSES[first]! & IDENTIFIER_START) !== 0 : ID_START.test(text.slice(name, name + 2));
    if (!isName) return false;
    const end = this.#identifierEnd(name);
    const newline = text.charCodeAt(end) === RETURN ? end + 1 : end;
    if (text.charCodeAt(newline) !== NEWLINE) return false;
    this.#emit(Kind.OpenHeredoc, start, newline + 1);
    this.#mode = "heredoc";
    this.#marker = text.slice(name, end);
    return true;
  }

  #openSequence(start: number, code: number): void {
    const trims = this.#text.charCodeAt(start + 2) === TILDE;
    this.#emit(code === DOLLAR ? Kind.OpenInterpolation : Kind.OpenDirective, start, trims ? start + 3 : start + 2);
    this.#frames.push({ mode: this.#mode, marker: this.#marker, depth: this.#depth });
    this.#mode = "main";
    this.#depth = 0;
  }

  #closeSequence(start: number, end: number): boolean {
    this.#emit(Kind.CloseSequence, start, end);
    const frame = this.#frames.pop()!;
    this.#mode = frame.mode;
    this.#marker = frame.marker;
    this.#depth = frame.depth;
    return true;
  }

  /** `$` or `%` in a template: a sequence, its escape (`$${`), or the character itself. True where a sequence began. */
  #marked(start: number, code: number): boolean {
    const text = this.#text;
    const next = text.charCodeAt(start + 1);
    if (next === OPEN_BRACE) {
      this.#openSequence(start, code);
      return true;
    }
    const escapes = next === code && text.charCodeAt(start + 2) === OPEN_BRACE;
    if (escapes) this.#emit(Kind.RawText, start, text.charCodeAt(start + 3) === TILDE ? start + 4 : start + 3);
    else this.#emit(Kind.Text, start, this.#holdsNext(start, next) ? start + 2 : start + 1);
    return false;
  }

  /**
   * A quirk of HashiCorp's scanner: in a heredoc or bare template, `$` or `%` takes the character behind it along where the line ends
   * behind that. It shows where a trim (`~`) takes away only the piece next to it.
   */
  #holdsNext(start: number, next: number): boolean {
    if (this.#mode === "quoted" || next >= 128) return false;
    const code = this.#text.charCodeAt(start + 2);
    return code === NEWLINE || (code === RETURN && this.#text.charCodeAt(start + 3) === NEWLINE);
  }

  /** The pieces of a quoted string up to its end, the end of the line, or a sequence. */
  #quoted(): void {
    const text = this.#text;
    const length = text.length;
    while (this.#at < length) {
      const start = this.#at;
      let at = start;
      let kind: number = Kind.Text;
      let code = text.charCodeAt(at);
      while (
        at < length &&
        code !== QUOTE &&
        code !== DOLLAR &&
        code !== PERCENT &&
        code !== NEWLINE &&
        code !== RETURN
      ) {
        if (code === BACKSLASH) {
          kind = Kind.RawText;
          const next = text.charCodeAt(at + 1);
          if (next !== NEWLINE && next !== RETURN) at++;
        } else if (code >= FIRST_COMBINING) kind = Kind.RawText;
        code = text.charCodeAt(++at);
      }
      if (at > start) this.#emit(kind, start, Math.min(at, length));
      if (at >= length) return;
      if (code === DOLLAR || code === PERCENT) {
        if (this.#marked(at, code)) return;
      } else {
        this.#mode = "main";
        if (code === QUOTE) this.#emit(Kind.CloseQuote, at, at + 1);
        else {
          this.#emit(Kind.NewlineInQuotes, at, at + 1);
          this.#at = at;
        }
        return;
      }
    }
  }

  /** The pieces of a heredoc or a bare template, each at most a line, up to the marker or a sequence. */
  #lines(): void {
    const text = this.#text;
    const length = text.length;
    let lineStart = this.#at === 0 || this.#kinds[this.#count - 1] === Kind.OpenHeredoc;
    while (this.#at < length) {
      const start = this.#at;
      if (lineStart && this.#mode === "heredoc" && this.#closeHeredoc(start)) return;
      lineStart = false;
      let at = start;
      let kind: number = Kind.Text;
      let code = text.charCodeAt(at);
      while (at < length && code !== DOLLAR && code !== PERCENT && code !== NEWLINE && code !== RETURN) {
        if (code >= FIRST_COMBINING) kind = Kind.RawText;
        code = text.charCodeAt(++at);
      }
      if (at < length && (code === NEWLINE || (code === RETURN && text.charCodeAt(at + 1) === NEWLINE))) {
        this.#emit(kind, start, code === RETURN ? at + 2 : at + 1);
        lineStart = true;
        continue;
      }
      if (at > start) this.#emit(kind, start, at);
      if (at >= length) return;
      if (code === RETURN) {
        // HashiCorp's scanner stops at a lone carriage return: the rest of a bare template is text, that of a heredoc an error.
        this.#emit(this.#mode === "bare" ? Kind.RawText : Kind.Invalid, at, length);
        return;
      }
      if (this.#marked(at, code)) return;
    }
  }

  /** The line at hand, where it holds the marker alone and has an end. A lone carriage return is part of no line. */
  #closeHeredoc(start: number): boolean {
    const text = this.#text;
    const isBlank = (at: number): boolean => {
      const code = text.charCodeAt(at);
      if (code === RETURN) return text.charCodeAt(at + 1) === NEWLINE;
      return isSpace(code) && code !== NEWLINE;
    };
    let at = start;
    while (isBlank(at)) at++;
    if (!text.startsWith(this.#marker, at)) return false;
    at += this.#marker.length;
    while (isBlank(at)) at++;
    if (text.charCodeAt(at) !== NEWLINE) return false;
    this.#emit(Kind.CloseHeredoc, start, text.charCodeAt(at - 1) === RETURN ? at - 1 : at);
    this.#mode = "main";
    return true;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

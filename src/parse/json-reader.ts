/**
 * The one reader of JSON (RFC 8259). It finds the tokens and holds them to the grammar; what becomes of them is up to its builder, and
 * what is wrong is told without words, because files, texts inside values and Go (`jsondecode`) say it each in their own.
 */
import { JSON_ESCAPES } from "./json-escapes.ts";
import { JsonProblem } from "./json-problem.ts";

/** Makes a tree of what the reader finds, inner nodes first. Ranges are half-open. */
export interface JsonBuilder<Node, Text extends Node> {
  /** A string, quotes included; `isPlain` where it holds no escape. */
  string(start: number, end: number, isPlain: boolean): Text;
  /** `true`, `false`, `null` or a number. */
  word(start: number, end: number): Node;
  /** In source order; of equal keys the last one counts. */
  object(entries: readonly JsonEntry<Node, Text>[], start: number, end: number): Node;
  array(elements: readonly Node[], start: number, end: number): Node;
  /** What stands at an offset in the place of a value and is no text; asked before anything is read there. */
  standIn?(at: number, isElement: boolean): { readonly node: Node; readonly end: number } | undefined;
  /** The same in the place of any number of entries of an object: one character, which becomes the key and the value of one entry. */
  entriesAt?(at: number): Text | undefined;
  /** Whether what stands at an offset is no text that is known and may hold the comma that is missing beside it. */
  mayHoldComma?(at: number): boolean;
}

export interface JsonEntry<Node, Text> {
  readonly key: Text;
  readonly value: Node;
}

/** What people write although JSON forbids it. */
export type JsonLapse = "comment" | "comma" | "control-character";

export interface JsonOptions {
  /** Collections may nest this deep. */
  readonly maximumDepth: number;
  /** Told each lapse, which is then passed over. Absent: lapses are problems. */
  readonly forgive?: (lapse: JsonLapse, start: number, end: number) => void;
}

export type JsonRead<Node> =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problem: JsonProblem };

/** The tree of the whole text; else the first problem in it. */
export function readJson<Node, Text extends Node>(
  text: string,
  builder: JsonBuilder<Node, Text>,
  options: JsonOptions,
): JsonRead<Node> {
  try {
    return { ok: true, node: new Reader(text, builder, options).document() };
  } catch (problem) {
    if (problem instanceof JsonProblem) return { ok: false, problem };
    throw problem;
  }
}

const [SPACE, TAB, NEWLINE, RETURN, QUOTE, SLASH, BACKSLASH] = [0x20, 0x09, 0x0a, 0x0d, 0x22, 0x2f, 0x5c];
const [COMMA, MINUS, PLUS, DOT, ZERO, COLON] = [0x2c, 0x2d, 0x2b, 0x2e, 0x30, 0x3a];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

class Reader<Node, Text extends Node> {
  readonly #text: string;
  readonly #builder: JsonBuilder<Node, Text>;
  readonly #options: JsonOptions;
  #at: number;
  #depth = 0;

  constructor(text: string, builder: JsonBuilder<Node, Text>, options: JsonOptions) {
    this.#text = text;
    this.#builder = builder;
    this.#options = options;
    this.#at = text.charCodeAt(0) === 0xfeff && options.forgive !== undefined ? 1 : 0;
  }

  document(): Node {
    const root = this.#value(false);
    this.#space();
    if (this.#at < this.#text.length) throw new JsonProblem("end", this.#at);
    return root;
  }

  #value(isElement: boolean): Node {
    this.#space();
    const start = this.#at;
    const standIn = this.#builder.standIn?.(start, isElement);
    if (standIn !== undefined) {
      this.#at = standIn.end;
      return standIn.node;
    }
    const code = this.#text.charCodeAt(start);
    switch (code) {
      case OPEN_BRACE:
        return this.#object();
      case OPEN_BRACKET:
        return this.#array();
      case QUOTE:
        return this.#string();
      case 0x74:
        this.#word("true");
        break;
      case 0x66:
        this.#word("false");
        break;
      case 0x6e:
        this.#word("null");
        break;
      default:
        if (code !== MINUS && !isDigit(code)) throw new JsonProblem("value", start);
        this.#number();
    }
    return this.#builder.word(start, this.#at);
  }

  #word(word: string): void {
    const start = this.#at;
    for (let at = 1; at < word.length; at += 1)
      if (this.#text[start + at] !== word[at]) throw new JsonProblem("word", start + at, start, word);
    this.#at += word.length;
  }

  #number(): void {
    const start = this.#at;
    if (this.#text.charCodeAt(this.#at) === MINUS) this.#at += 1;
    if (this.#text.charCodeAt(this.#at) === ZERO) this.#at += 1;
    else this.#digits("digit", start);
    if (this.#text.charCodeAt(this.#at) === DOT) {
      this.#at += 1;
      this.#digits("digit-of-fraction", start);
    }
    const mark = this.#text.charCodeAt(this.#at);
    if (mark !== 0x65 && mark !== 0x45) return;
    this.#at += 1;
    const sign = this.#text.charCodeAt(this.#at);
    if (sign === PLUS || sign === MINUS) this.#at += 1;
    this.#digits("digit-of-exponent", start);
  }

  #digits(missing: JsonProblem["kind"], start: number): void {
    const from = this.#at;
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at += 1;
    if (this.#at === from) throw new JsonProblem(missing, from, start);
  }

  #string(): Text {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    let isPlain = true;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (Number.isNaN(code)) throw new JsonProblem("unclosed-string", at, start);
      if (code < 0x20) {
        if (this.#options.forgive === undefined) throw new JsonProblem("control-character", at, start);
        this.#options.forgive("control-character", at, at + 1);
      }
      if (code === BACKSLASH) {
        isPlain = false;
        at = this.#escape(at);
      } else at += 1;
    }
    this.#at = at + 1;
    return this.#builder.string(start, this.#at, isPlain);
  }

  /** Where the escape that begins here ends. */
  #escape(start: number): number {
    const mark = this.#text[start + 1];
    if (mark !== undefined && JSON_ESCAPES.has(mark)) return start + 2;
    if (mark !== "u") throw new JsonProblem("escape", start + 1, start);
    for (let at = start + 2; at < start + 6; at += 1)
      if (!/[0-9a-fA-F]/.test(this.#text[at] ?? "")) throw new JsonProblem("hexadecimal", at, start);
    return start + 6;
  }

  #object(): Node {
    const start = this.#enter();
    const entries: JsonEntry<Node, Text>[] = [];
    this.#space();
    while (this.#text.charCodeAt(this.#at) !== CLOSE_BRACE) {
      const hole = this.#builder.entriesAt?.(this.#at);
      if (hole !== undefined) {
        entries.push({ key: hole, value: hole });
        this.#at += 1;
      } else entries.push(this.#entry(entries.length === 0 ? "first-key" : "key"));
      const end = this.#at;
      if (!this.#comma(CLOSE_BRACE, "comma-in-object")) break;
      const lacksComma = !this.#text.slice(end, this.#at).includes(",");
      // What holds the comma may hold other entries before it.
      const more = lacksComma ? this.#builder.entriesAt?.(end - 1) : undefined;
      if (more !== undefined) entries.push({ key: more, value: more });
    }
    this.#leave();
    return this.#builder.object(entries, start, this.#at);
  }

  #entry(missing: JsonProblem["kind"]): JsonEntry<Node, Text> {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) throw new JsonProblem(missing, this.#at);
    const key = this.#string();
    this.#space();
    if (this.#text.charCodeAt(this.#at) !== COLON) throw new JsonProblem("colon", this.#at);
    this.#at += 1;
    return { key, value: this.#value(false) };
  }

  #array(): Node {
    const start = this.#enter();
    const elements: Node[] = [];
    this.#space();
    while (this.#text.charCodeAt(this.#at) !== CLOSE_BRACKET) {
      elements.push(this.#value(true));
      if (!this.#comma(CLOSE_BRACKET, "comma-in-array")) break;
    }
    this.#leave();
    return this.#builder.array(elements, start, this.#at);
  }

  #enter(): number {
    this.#depth += 1;
    const { maximumDepth } = this.#options;
    if (this.#depth > maximumDepth) throw new JsonProblem("depth", this.#at, this.#at, String(maximumDepth));
    this.#at += 1;
    return this.#at - 1;
  }

  #leave(): void {
    this.#at += 1;
    this.#depth -= 1;
  }

  /** After a member: true past a comma or where that may be unknown, false at the closing bracket. A comma before the bracket is passed only where it is forgiven. */
  #comma(close: number, missing: JsonProblem["kind"]): boolean {
    const end = this.#at;
    this.#space();
    const code = this.#text.charCodeAt(this.#at);
    if (code === close) return false;
    if (code !== COMMA) {
      if ([end - 1, this.#at].some((at) => this.#builder.mayHoldComma?.(at) === true)) return true;
      throw new JsonProblem(missing, this.#at);
    }
    const comma = this.#at;
    this.#at += 1;
    this.#space();
    if (this.#text.charCodeAt(this.#at) !== close) return true;
    if (this.#options.forgive === undefined) throw new JsonProblem(close === CLOSE_BRACE ? "key" : "value", this.#at);
    this.#options.forgive("comma", comma, comma + 1);
    return false;
  }

  /** Past white space, and past comments where they are forgiven. */
  #space(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === SPACE || code === NEWLINE || code === RETURN || code === TAB) this.#at += 1;
      else if (code === SLASH && this.#options.forgive !== undefined) {
        const start = this.#at;
        const mark = text[start + 1];
        if (mark !== "/" && mark !== "*") return;
        const end = text.indexOf(mark === "*" ? "*/" : "\n", start + 2);
        if (end === -1 && mark === "*") throw new JsonProblem("unclosed-comment", start);
        this.#at = end === -1 ? text.length : end + (mark === "*" ? 2 : 1);
        this.#options.forgive("comment", start, end === -1 ? text.length : end);
      } else return;
    }
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

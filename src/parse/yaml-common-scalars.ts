/** The scalars, keys, comments and white space of common YAML: what its reader's collections are made of. */
import { CHOMPING_MODE, EVENT_ID, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import type { SourceFile } from "../base/source-file.ts";
import type { LocatedScalar } from "./located.ts";
import { locatedScalar, plainScalar } from "./yaml-scalar.ts";

/** Thrown where something stands that js-yaml must read, or refuse. */
export const UNUSUAL = new Error("unusual");

/** A backslash with what makes it an escape, where something does. */
const ESCAPE = /\\(?:\r?\n|[0abtnvfre "/\\N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})?/g;
const TAG = /![A-Za-z][A-Za-z0-9:._-]*/y;

const [SPACE, TAB, NEWLINE, RETURN, HASH, COLON, DASH, QUESTION] = [0x20, 0x09, 0x0a, 0x0d, 0x23, 0x3a, 0x2d, 0x3f];

/** At a place of a text; `lineStart` is where its line begins, `end` where the last thing that was read ended. */
export class ScalarReader {
  protected readonly file: SourceFile;
  protected readonly text: string;
  protected at = 0;
  protected lineStart = 0;
  /** The end of what was read last. */
  protected end = 0;

  constructor(file: SourceFile) {
    this.file = file;
    this.text = file.text;
  }

  /** A plain scalar, with the lines that continue it because they are indented deeper than `parent`. */
  protected plain(parent: number, tag: string | undefined): LocatedScalar {
    const text = this.text;
    const start = this.at;
    if (!this.#startsPlain(start, false)) throw UNUSUAL;
    let end = this.#plainEnd(start, false);
    let lines = 1;
    for (;;) {
      let at = end;
      while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === RETURN) at += 1;
      if (text.charCodeAt(at) !== NEWLINE) break;
      let lineStart = at + 1;
      for (at += 1; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === NEWLINE) lineStart = at + 1;
        else if (code !== SPACE && code !== RETURN) break;
      }
      if (at >= text.length || at - lineStart <= parent || text.charCodeAt(at) === HASH) break;
      if (parent === -1) throw UNUSUAL;
      end = this.#plainEnd(at, false);
      lines += 1;
      this.lineStart = lineStart;
    }
    this.at = end;
    if (lines === 1) return plainScalar(this.file, start, end, tag);
    return locatedScalar(this.file, scalarEvent(start, end, SCALAR_STYLE.PLAIN, false), tag, start);
  }

  /** Where the text of a plain scalar in this line ends. A colon is the end of a key in a flow collection. */
  #plainEnd(from: number, inFlow: boolean): number {
    const text = this.text;
    let end = from;
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN || (inFlow && isFlowIndicator(code))) break;
      if (inFlow && code === COLON && (this.isBreakOrSpace(at + 1) || isFlowIndicator(text.charCodeAt(at + 1)))) break;
      if (code === TAB || (!inFlow && code === COLON && this.isBreakOrSpace(at + 1))) throw UNUSUAL;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code !== SPACE) end = at + 1;
    }
    return end;
  }

  /** The colon behind the key that begins here, in the same line; -1 where there is none. */
  protected colon(): number {
    const text = this.text;
    const first = text.charCodeAt(this.at);
    let at = this.at;
    if (first === 0x22 || first === 0x27) {
      const close = this.#closing(at);
      if (text.slice(at, close).includes("\n")) return -1;
      at = close + 1;
      while (text.charCodeAt(at) === SPACE) at += 1;
      return text.charCodeAt(at) === COLON && this.isBreakOrSpace(at + 1) ? at : -1;
    }
    if (!this.#startsPlain(at, false)) {
      if (first === 0x7c || first === 0x3e || first === 0x5b || first === 0x7b) return -1;
      throw UNUSUAL;
    }
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) return -1;
      if (code === COLON && this.isBreakOrSpace(at + 1)) return at;
      if (code === TAB) throw UNUSUAL;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) return -1;
    }
    return -1;
  }

  protected key(colon: number): LocatedScalar {
    const first = this.text.charCodeAt(this.at);
    if (first === 0x22 || first === 0x27) return this.quoted(undefined);
    let end = colon;
    while (this.text.charCodeAt(end - 1) === SPACE) end -= 1;
    const key = plainScalar(this.file, this.at, end, undefined);
    if (key.text === "<<") throw UNUSUAL;
    return key;
  }

  #startsPlain(at: number, inFlow: boolean): boolean {
    const code = this.text.charCodeAt(at);
    if (code === DASH || code === QUESTION || code === COLON) {
      const next = this.text.charCodeAt(at + 1);
      return !this.isBreakOrSpace(at + 1) && !(inFlow && isFlowIndicator(next));
    }
    return !(
      Number.isNaN(code) ||
      isFlowIndicator(code) ||
      (code >= 0x21 && code <= 0x23) ||
      (code >= 0x25 && code <= 0x27) ||
      code === 0x2a ||
      code === 0x3e ||
      code === 0x40 ||
      code === 0x60 ||
      code === 0x7c
    );
  }

  /** The closing quote of a scalar. */
  #closing(quoteAt: number): number {
    const text = this.text;
    const quote = text.charCodeAt(quoteAt);
    for (let at = quoteAt + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x5c && quote === 0x22) at += 1;
      else if (code === quote) {
        if (quote === 0x22 || text.charCodeAt(at + 1) !== quote) return at;
        at += 1;
      }
    }
    throw UNUSUAL;
  }

  protected quoted(tag: string | undefined): LocatedScalar {
    const start = this.at + 1;
    const end = this.#closing(this.at);
    const double = this.text.charCodeAt(this.at) === 0x22;
    const inner = this.text.slice(start, end);
    const newline = inner.lastIndexOf("\n");
    if (newline !== -1) this.lineStart = start + newline + 1;
    const fast = newline === -1 && !inner.includes(double ? "\\" : "'");
    if (double && !fast) for (const [found] of inner.matchAll(ESCAPE)) if (found === "\\") throw UNUSUAL;
    this.at = end + 1;
    const style = double ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.SINGLE_QUOTED;
    return locatedScalar(this.file, scalarEvent(start, end, style, fast), tag, start);
  }

  protected blockScalar(parent: number, tag: string | undefined): LocatedScalar {
    const text = this.text;
    const folded = text.charCodeAt(this.at) === 0x3e;
    let chomping: ScalarEvent["chomping"] = CHOMPING_MODE.CLIP;
    this.at += 1;
    const mark = text.charCodeAt(this.at);
    if (mark === 0x2b || mark === DASH) {
      chomping = mark === DASH ? CHOMPING_MODE.STRIP : CHOMPING_MODE.KEEP;
      this.at += 1;
    }
    const header = this.at;
    this.spaces();
    let newline = text.indexOf("\n", this.at);
    const rest = text.slice(this.at, newline === -1 ? undefined : newline).trimEnd();
    if (newline === -1 || (rest !== "" && !(rest.startsWith("#") && this.at > header))) throw UNUSUAL;
    const start = newline + 1;
    let indent = -1;
    let blanks = 0;
    let line = start;
    while (line < text.length) {
      let at = line;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const column = at - line;
      const code = text.charCodeAt(at);
      if (code === NEWLINE || (code === RETURN && text.charCodeAt(at + 1) === NEWLINE)) {
        if (indent === -1) blanks = Math.max(blanks, column);
      } else {
        if (Number.isNaN(code) || (code === TAB && indent === -1)) throw UNUSUAL;
        if (indent === -1) {
          if (column <= parent || column < blanks) throw UNUSUAL;
          indent = column;
        }
        if (column < indent) {
          if (column > parent && code !== HASH) throw UNUSUAL;
          break;
        }
      }
      newline = text.indexOf("\n", at);
      line = newline === -1 ? text.length : newline + 1;
    }
    if (indent === -1) throw UNUSUAL;
    const style = folded ? SCALAR_STYLE.FOLDED_BLOCK : SCALAR_STYLE.LITERAL_BLOCK;
    const event = { ...scalarEvent(start, line, style, false), chomping, indent };
    this.at = line;
    this.lineStart = line;
    this.end = line;
    const scalar = locatedScalar(this.file, event, tag, line);
    this.blank();
    if (this.at < text.length && this.at - this.lineStart > parent) throw UNUSUAL;
    return scalar;
  }

  protected flowPlainEnd(): number {
    if (!this.#startsPlain(this.at, true)) throw UNUSUAL;
    return this.#plainEnd(this.at, true);
  }

  protected tag(): string {
    TAG.lastIndex = this.at;
    const match = TAG.exec(this.text);
    if (match === null) throw UNUSUAL;
    this.at = TAG.lastIndex;
    return match[0];
  }

  protected isDash(): boolean {
    return this.text.charCodeAt(this.at) === DASH && this.isBreakOrSpace(this.at + 1);
  }

  protected isBreakOrSpace(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === SPACE || code === NEWLINE || code === RETURN || Number.isNaN(code);
  }

  protected spaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at += 1;
  }

  /** To the next character that is no white space and in no comment; whether a line ended on the way. */
  protected blank(): boolean {
    const text = this.text;
    let at = this.at;
    let ended = false;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) {
        this.lineStart = at + 1;
        ended = true;
      } else if (code === HASH && (at === this.lineStart || this.isBreakOrSpace(at - 1))) {
        const newline = text.indexOf("\n", at);
        at = (newline === -1 ? text.length : newline) - 1;
      } else if (code !== SPACE && code !== RETURN) break;
    }
    this.at = at;
    return ended;
  }
}

function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

export function scalarEvent(
  valueStart: number,
  valueEnd: number,
  style: ScalarEvent["style"],
  fast: boolean,
): ScalarEvent {
  return {
    type: EVENT_ID.SCALAR,
    valueStart,
    valueEnd,
    anchorStart: -1,
    anchorEnd: -1,
    tagStart: -1,
    tagEnd: -1,
    style,
    chomping: CHOMPING_MODE.CLIP,
    indent: -1,
    fast,
  };
}

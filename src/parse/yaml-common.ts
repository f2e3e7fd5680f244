/** The YAML that nearly every template is written in into the located tree, several times as fast as js-yaml's events. */
import { CHOMPING_MODE, EVENT_ID, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import type { SourceFile } from "../base/source-file.ts";
import type { LocatedEntry, LocatedNode, LocatedScalar } from "./located.ts";
import { locatedScalar, plainScalar } from "./yaml-scalar.ts";

/** Thrown inside this file only: here stands something that js-yaml must read, or refuse. */
const UNUSUAL = new Error("unusual");

const MAXIMUM_DEPTH = 90;
/** What js-yaml refuses anywhere in a text, and what it reads in its own way. Tabs are common in scripts and rare elsewhere. */
const SPECIAL = /[^\t\n\r\u0020-\u007E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|\r(?!\n)/;
/** A backslash with what makes it an escape, where something does. */
const ESCAPE = /\\(?:\r?\n|[0abtnvfre "/\\N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})?/g;
const TAG = /![A-Za-z][A-Za-z0-9:._-]*/y;

const [SPACE, TAB, NEWLINE, RETURN, HASH, COLON, DASH, QUESTION] = [0x20, 0x09, 0x0a, 0x0d, 0x23, 0x3a, 0x2d, 0x3f];

/**
 * The same tree as js-yaml's events give, without anchors, aliases, merge keys, directives, several documents and whatever else is
 * rare: undefined where there is such a thing, or a mistake. Unlike js-yaml it does not care how the lines of flow collections and
 * quoted scalars are indented: YAML 1.1, which CloudFormation reads, does not either.
 */
export function readCommonYaml(file: SourceFile): LocatedNode | undefined {
  if (SPECIAL.test(file.text)) return undefined;
  try {
    return new Reader(file).document();
  } catch (error) {
    if (error === UNUSUAL) return undefined;
    throw error;
  }
}

class Reader {
  readonly #file: SourceFile;
  readonly #text: string;
  #at = 0;
  #lineStart = 0;
  /** The end of what was read last. */
  #end = 0;
  #depth = 0;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#text = file.text;
  }

  document(): LocatedNode {
    this.#blank();
    if (this.#text.startsWith("---", this.#at) && this.#at === this.#lineStart) {
      this.#at += 3;
      if (!this.#isBreakOrSpace(this.#at) || !this.#blank()) throw UNUSUAL;
    }
    if (this.#at >= this.#text.length || /^(?:---|\.\.\.)/m.test(this.#text.slice(this.#at))) throw UNUSUAL;
    const first = this.#text.charCodeAt(this.#at);
    if (first === 0x5b || first === 0x7b) throw UNUSUAL;
    const root = this.#block(-1, undefined);
    if (this.#at < this.#text.length || root.kind === "scalar") throw UNUSUAL;
    return root;
  }

  /** A node that begins a line. */
  #block(parent: number, tag: string | undefined): LocatedNode {
    if (this.#text.charCodeAt(this.#at) === 0x21 && tag === undefined && parent !== -1) return this.#node(parent, true);
    if (this.#isDash()) return this.#sequence(parent, tag);
    if (this.#colon() !== -1) return this.#mapping(tag);
    if (tag !== undefined) throw UNUSUAL;
    return this.#inline(parent, tag);
  }

  /** It may stand in the column of the key that it is the value of. */
  #sequence(parent: number, tag: string | undefined): LocatedNode {
    this.#enter();
    const start = this.#at;
    const column = start - this.#lineStart;
    const elements: LocatedNode[] = [];
    this.#end = Math.max(this.#end, start);
    do {
      this.#at += 1;
      elements.push(this.#node(column, true));
    } while (this.#continues(column) && this.#isDash());
    if (column !== parent && this.#continues(column)) throw UNUSUAL;
    this.#depth -= 1;
    const span = { file: this.#file, start, end: this.#end };
    return tag === undefined ? { kind: "sequence", elements, span } : { kind: "sequence", elements, span, tag };
  }

  #mapping(tag: string | undefined): LocatedNode {
    this.#enter();
    const start = this.#at;
    const column = start - this.#lineStart;
    const entries: LocatedEntry[] = [];
    this.#end = Math.max(this.#end, start);
    do {
      const colon = this.#colon();
      if (colon === -1 || this.#isDash()) throw UNUSUAL;
      const key = this.#key(colon);
      this.#end = key.span.end === colon ? colon + 1 : key.span.end;
      this.#at = colon + 1;
      entries.push({ key, value: this.#node(column, false) });
    } while (this.#continues(column));
    this.#depth -= 1;
    const span = { file: this.#file, start, end: this.#end };
    return tag === undefined ? { kind: "mapping", entries, span } : { kind: "mapping", entries, span, tag };
  }

  /** Whether the next thing stands in this column; what stands between columns is wrong. */
  #continues(column: number): boolean {
    if (this.#at >= this.#text.length) return false;
    const own = this.#at - this.#lineStart;
    if (own > column) throw UNUSUAL;
    return own === column;
  }

  /** What follows a key's colon or a dash; afterwards the next line's content is reached. */
  #node(parent: number, inSequence: boolean): LocatedNode {
    const before = this.#at;
    this.#spaces();
    let tag: string | undefined;
    let tagEnd = -1;
    if (this.#text.charCodeAt(this.#at) === 0x21) {
      tag = this.#tag();
      tagEnd = this.#at;
      if (!this.#isBreakOrSpace(this.#at)) throw UNUSUAL;
      this.#spaces();
    }
    const code = this.#text.charCodeAt(this.#at);
    const comment = code === HASH && this.#at > before;
    if (comment || code === NEWLINE || code === RETURN || this.#at >= this.#text.length) {
      this.#blank();
      const column = this.#at - this.#lineStart;
      const nested =
        this.#at < this.#text.length && (column > parent || (column === parent && !inSequence && this.#isDash()));
      if (nested) return this.#block(parent, tag);
      const at = tagEnd === -1 ? this.#end : tagEnd;
      this.#end = at;
      return locatedScalar(this.#file, scalarEvent(-1, -1, SCALAR_STYLE.PLAIN, true), tag, at);
    }
    if (inSequence && tag === undefined) {
      if (this.#isDash()) return this.#sequence(parent, undefined);
      if (code !== 0x5b && code !== 0x7b && this.#colon() !== -1) return this.#mapping(undefined);
    }
    return this.#inline(parent, tag);
  }

  /** A scalar or flow collection that begins here, and the rest of its last line. */
  #inline(parent: number, tag: string | undefined): LocatedNode {
    const code = this.#text.charCodeAt(this.#at);
    let node: LocatedNode;
    if (code === 0x7c || code === 0x3e) return this.#blockScalar(parent, tag);
    if (code === 0x22 || code === 0x27) node = this.#quoted(tag);
    else if (code === 0x5b || code === 0x7b) node = this.#flow(tag);
    else node = this.#plain(parent, tag);
    this.#end = this.#at;
    if (!this.#blank() && this.#at < this.#text.length) throw UNUSUAL;
    if (this.#at < this.#text.length && this.#at - this.#lineStart > parent) throw UNUSUAL;
    return node;
  }

  /** A plain scalar, with the lines that continue it because they are indented deeper than `parent`. */
  #plain(parent: number, tag: string | undefined): LocatedScalar {
    const text = this.#text;
    const start = this.#at;
    if (!this.#startsPlain(start, false)) throw UNUSUAL;
    let end = this.#plainEnd(start);
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
      end = this.#plainEnd(at);
      lines += 1;
      this.#lineStart = lineStart;
    }
    this.#at = end;
    if (lines === 1) return plainScalar(this.#file, start, end, tag);
    return locatedScalar(this.#file, scalarEvent(start, end, SCALAR_STYLE.PLAIN, false), tag, start);
  }

  /** Where the text of a plain scalar in this line ends. */
  #plainEnd(from: number): number {
    const text = this.#text;
    let end = from;
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) break;
      if (code === TAB || (code === COLON && this.#isBreakOrSpace(at + 1))) throw UNUSUAL;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code !== SPACE) end = at + 1;
    }
    return end;
  }

  /** The colon behind the key that begins here, in the same line; -1 where there is none. */
  #colon(): number {
    const text = this.#text;
    const first = text.charCodeAt(this.#at);
    let at = this.#at;
    if (first === 0x22 || first === 0x27) {
      const close = this.#closing(at);
      if (text.slice(at, close).includes("\n")) return -1;
      at = close + 1;
      while (text.charCodeAt(at) === SPACE) at += 1;
      return text.charCodeAt(at) === COLON && this.#isBreakOrSpace(at + 1) ? at : -1;
    }
    if (!this.#startsPlain(at, false)) {
      if (first === 0x7c || first === 0x3e || first === 0x5b || first === 0x7b) return -1;
      throw UNUSUAL;
    }
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) return -1;
      if (code === COLON && this.#isBreakOrSpace(at + 1)) return at;
      if (code === TAB) throw UNUSUAL;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) return -1;
    }
    return -1;
  }

  #key(colon: number): LocatedScalar {
    const first = this.#text.charCodeAt(this.#at);
    if (first === 0x22 || first === 0x27) return this.#quoted(undefined);
    let end = colon;
    while (this.#text.charCodeAt(end - 1) === SPACE) end -= 1;
    const key = plainScalar(this.#file, this.#at, end, undefined);
    if (key.text === "<<") throw UNUSUAL;
    return key;
  }

  #startsPlain(at: number, inFlow: boolean): boolean {
    const code = this.#text.charCodeAt(at);
    if (code === DASH || code === QUESTION || code === COLON) {
      const next = this.#text.charCodeAt(at + 1);
      return !this.#isBreakOrSpace(at + 1) && !(inFlow && isFlowIndicator(next));
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
    const text = this.#text;
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

  #quoted(tag: string | undefined): LocatedScalar {
    const start = this.#at + 1;
    const end = this.#closing(this.#at);
    const double = this.#text.charCodeAt(this.#at) === 0x22;
    const inner = this.#text.slice(start, end);
    const newline = inner.lastIndexOf("\n");
    if (newline !== -1) this.#lineStart = start + newline + 1;
    const fast = newline === -1 && !inner.includes(double ? "\\" : "'");
    if (double && !fast) for (const [found] of inner.matchAll(ESCAPE)) if (found === "\\") throw UNUSUAL;
    this.#at = end + 1;
    const style = double ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.SINGLE_QUOTED;
    return locatedScalar(this.#file, scalarEvent(start, end, style, fast), tag, start);
  }

  #blockScalar(parent: number, tag: string | undefined): LocatedScalar {
    const text = this.#text;
    const folded = text.charCodeAt(this.#at) === 0x3e;
    let chomping: ScalarEvent["chomping"] = CHOMPING_MODE.CLIP;
    this.#at += 1;
    const mark = text.charCodeAt(this.#at);
    if (mark === 0x2b || mark === DASH) {
      chomping = mark === DASH ? CHOMPING_MODE.STRIP : CHOMPING_MODE.KEEP;
      this.#at += 1;
    }
    const header = this.#at;
    this.#spaces();
    let newline = text.indexOf("\n", this.#at);
    const rest = text.slice(this.#at, newline === -1 ? undefined : newline).trimEnd();
    if (newline === -1 || (rest !== "" && !(rest.startsWith("#") && this.#at > header))) throw UNUSUAL;
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
    this.#at = line;
    this.#lineStart = line;
    this.#end = line;
    const scalar = locatedScalar(this.#file, event, tag, line);
    this.#blank();
    if (this.#at < text.length && this.#at - this.#lineStart > parent) throw UNUSUAL;
    return scalar;
  }

  /** A flow collection or a node inside one. Its lines may be indented as one likes: YAML 1.1, which CloudFormation reads, does not care. */
  #flow(outer: string | undefined): LocatedNode {
    let tag = outer;
    if (this.#text.charCodeAt(this.#at) === 0x21) {
      tag = this.#tag();
      if (this.#text.charCodeAt(this.#at) !== SPACE) throw UNUSUAL;
      this.#spaces();
    }
    const start = this.#at;
    const code = this.#text.charCodeAt(start);
    if (code === 0x22 || code === 0x27) return this.#quoted(tag);
    if (code !== 0x5b && code !== 0x7b) {
      const end = this.#flowPlainEnd();
      this.#at = end;
      return plainScalar(this.#file, start, end, tag);
    }
    this.#enter();
    const close = code === 0x5b ? 0x5d : 0x7d;
    const elements: LocatedNode[] = [];
    const entries: LocatedEntry[] = [];
    this.#at += 1;
    for (;;) {
      this.#blank();
      if (this.#text.charCodeAt(this.#at) === close) break;
      const node = this.#flow(undefined);
      const nodeEnd = this.#at;
      this.#blank();
      const colon = this.#text.charCodeAt(this.#at) === COLON;
      if (close === 0x5d) {
        if (colon) throw UNUSUAL;
        elements.push(node);
      } else {
        if (!colon || node.kind !== "scalar" || node.tag !== undefined || node.text === "<<" || this.#at !== nodeEnd)
          throw UNUSUAL;
        this.#at += 1;
        if (node.style === "plain" && !this.#isBreakOrSpace(this.#at)) throw UNUSUAL;
        this.#blank();
        const next = this.#text.charCodeAt(this.#at);
        if (next === 0x2c || next === close) throw UNUSUAL;
        entries.push({ key: node, value: this.#flow(undefined) });
        this.#blank();
      }
      const next = this.#text.charCodeAt(this.#at);
      if (next === 0x2c) this.#at += 1;
      else if (next !== close) throw UNUSUAL;
    }
    this.#at += 1;
    this.#depth -= 1;
    const span = { file: this.#file, start, end: this.#at };
    const tagged = tag === undefined ? {} : { tag };
    return close === 0x5d
      ? { kind: "sequence", elements, span, ...tagged }
      : { kind: "mapping", entries, span, ...tagged };
  }

  #flowPlainEnd(): number {
    const text = this.#text;
    if (!this.#startsPlain(this.#at, true)) throw UNUSUAL;
    let at = this.#at;
    let end = at;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN || isFlowIndicator(code)) break;
      if (code === TAB) throw UNUSUAL;
      if (code === COLON && (this.#isBreakOrSpace(at + 1) || isFlowIndicator(text.charCodeAt(at + 1)))) break;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code !== SPACE) end = at + 1;
    }
    return end;
  }

  #tag(): string {
    TAG.lastIndex = this.#at;
    const match = TAG.exec(this.#text);
    if (match === null) throw UNUSUAL;
    this.#at = TAG.lastIndex;
    return match[0];
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && this.#isBreakOrSpace(this.#at + 1);
  }

  #isBreakOrSpace(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === NEWLINE || code === RETURN || Number.isNaN(code);
  }

  #spaces(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at += 1;
  }

  /** To the next character that is no white space and in no comment; whether a line ended on the way. */
  #blank(): boolean {
    const text = this.#text;
    let at = this.#at;
    let ended = false;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) {
        this.#lineStart = at + 1;
        ended = true;
      } else if (code === HASH && (at === this.#lineStart || this.#isBreakOrSpace(at - 1))) {
        const newline = text.indexOf("\n", at);
        at = (newline === -1 ? text.length : newline) - 1;
      } else if (code !== SPACE && code !== RETURN) break;
    }
    this.#at = at;
    return ended;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > MAXIMUM_DEPTH) throw UNUSUAL;
  }
}

function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

function scalarEvent(valueStart: number, valueEnd: number, style: ScalarEvent["style"], fast: boolean): ScalarEvent {
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

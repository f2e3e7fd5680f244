/** The YAML that nearly every template is written in into the located tree, several times as fast as js-yaml's events. */
import { SCALAR_STYLE } from "js-yaml";
import type { SourceFile } from "../base/source-file.ts";
import type { LocatedEntry, LocatedNode } from "./located.ts";
import { ScalarReader, scalarEvent, UNUSUAL } from "./yaml-common-scalars.ts";
import { locatedScalar, plainScalar } from "./yaml-scalar.ts";

/** Collections that nest deeper are left to js-yaml. */
const MAXIMUM_DEPTH = 90;
/** What js-yaml refuses anywhere in a text, and what it reads in its own way. Tabs are common in scripts and rare elsewhere. */
const SPECIAL = /[^\t\n\r\u0020-\u007E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|\r(?!\n)/;
const [SPACE, NEWLINE, RETURN, HASH, COLON] = [0x20, 0x0a, 0x0d, 0x23, 0x3a];

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

class Reader extends ScalarReader {
  #depth = 0;

  document(): LocatedNode {
    this.blank();
    if (this.text.startsWith("---", this.at) && this.at === this.lineStart) {
      this.at += 3;
      if (!this.isBreakOrSpace(this.at) || !this.blank()) throw UNUSUAL;
    }
    if (this.at >= this.text.length || /^(?:---|\.\.\.)/m.test(this.text.slice(this.at))) throw UNUSUAL;
    const first = this.text.charCodeAt(this.at);
    if (first === 0x5b || first === 0x7b) throw UNUSUAL;
    const root = this.#block(-1, undefined);
    if (this.at < this.text.length || root.kind === "scalar") throw UNUSUAL;
    return root;
  }

  /** A node that begins a line. */
  #block(parent: number, tag: string | undefined): LocatedNode {
    if (this.text.charCodeAt(this.at) === 0x21 && tag === undefined && parent !== -1) return this.#node(parent, true);
    if (this.isDash()) return this.#sequence(parent, tag);
    if (this.colon() !== -1) return this.#mapping(tag);
    if (tag !== undefined) throw UNUSUAL;
    return this.#inline(parent, tag);
  }

  /** It may stand in the column of the key that it is the value of. */
  #sequence(parent: number, tag: string | undefined): LocatedNode {
    this.#enter();
    const start = this.at;
    const column = start - this.lineStart;
    const elements: LocatedNode[] = [];
    this.end = Math.max(this.end, start);
    do {
      this.at += 1;
      elements.push(this.#node(column, true));
    } while (this.#continues(column) && this.isDash());
    if (column !== parent && this.#continues(column)) throw UNUSUAL;
    this.#depth -= 1;
    const span = { file: this.file, start, end: this.end };
    return tag === undefined ? { kind: "sequence", elements, span } : { kind: "sequence", elements, span, tag };
  }

  #mapping(tag: string | undefined): LocatedNode {
    this.#enter();
    const start = this.at;
    const column = start - this.lineStart;
    const entries: LocatedEntry[] = [];
    this.end = Math.max(this.end, start);
    do {
      const colon = this.colon();
      if (colon === -1 || this.isDash()) throw UNUSUAL;
      const key = this.key(colon);
      this.end = key.span.end === colon ? colon + 1 : key.span.end;
      this.at = colon + 1;
      entries.push({ key, value: this.#node(column, false) });
    } while (this.#continues(column));
    this.#depth -= 1;
    const span = { file: this.file, start, end: this.end };
    return tag === undefined ? { kind: "mapping", entries, span } : { kind: "mapping", entries, span, tag };
  }

  /** Whether the next thing stands in this column; what stands between columns is wrong. */
  #continues(column: number): boolean {
    if (this.at >= this.text.length) return false;
    const own = this.at - this.lineStart;
    if (own > column) throw UNUSUAL;
    return own === column;
  }

  /** What follows a key's colon or a dash; afterwards the next line's content is reached. */
  #node(parent: number, inSequence: boolean): LocatedNode {
    const before = this.at;
    this.spaces();
    let tag: string | undefined;
    let tagEnd = -1;
    if (this.text.charCodeAt(this.at) === 0x21) {
      tag = this.tag();
      tagEnd = this.at;
      if (!this.isBreakOrSpace(this.at)) throw UNUSUAL;
      this.spaces();
    }
    const code = this.text.charCodeAt(this.at);
    const comment = code === HASH && this.at > before;
    if (comment || code === NEWLINE || code === RETURN || this.at >= this.text.length) {
      this.blank();
      const column = this.at - this.lineStart;
      const nested =
        this.at < this.text.length && (column > parent || (column === parent && !inSequence && this.isDash()));
      if (nested) return this.#block(parent, tag);
      const at = tagEnd === -1 ? this.end : tagEnd;
      this.end = at;
      return locatedScalar(this.file, scalarEvent(-1, -1, SCALAR_STYLE.PLAIN, true), tag, at);
    }
    if (inSequence && tag === undefined) {
      if (this.isDash()) return this.#sequence(parent, undefined);
      if (code !== 0x5b && code !== 0x7b && this.colon() !== -1) return this.#mapping(undefined);
    }
    return this.#inline(parent, tag);
  }

  /** A scalar or flow collection that begins here, and the rest of its last line. */
  #inline(parent: number, tag: string | undefined): LocatedNode {
    const code = this.text.charCodeAt(this.at);
    let node: LocatedNode;
    if (code === 0x7c || code === 0x3e) return this.blockScalar(parent, tag);
    if (code === 0x22 || code === 0x27) node = this.quoted(tag);
    else if (code === 0x5b || code === 0x7b) node = this.#flow(tag);
    else node = this.plain(parent, tag);
    this.end = this.at;
    if (!this.blank() && this.at < this.text.length) throw UNUSUAL;
    if (this.at < this.text.length && this.at - this.lineStart > parent) throw UNUSUAL;
    return node;
  }

  /** A flow collection or a node inside one. Its lines may be indented as one likes: YAML 1.1, which CloudFormation reads, does not care. */
  #flow(outer: string | undefined): LocatedNode {
    let tag = outer;
    if (this.text.charCodeAt(this.at) === 0x21) {
      tag = this.tag();
      if (this.text.charCodeAt(this.at) !== SPACE) throw UNUSUAL;
      this.spaces();
    }
    const start = this.at;
    const code = this.text.charCodeAt(start);
    if (code === 0x22 || code === 0x27) return this.quoted(tag);
    if (code !== 0x5b && code !== 0x7b) {
      const end = this.flowPlainEnd();
      this.at = end;
      return plainScalar(this.file, start, end, tag);
    }
    this.#enter();
    const close = code === 0x5b ? 0x5d : 0x7d;
    const elements: LocatedNode[] = [];
    const entries: LocatedEntry[] = [];
    this.at += 1;
    for (;;) {
      this.blank();
      if (this.text.charCodeAt(this.at) === close) break;
      const node = this.#flow(undefined);
      const nodeEnd = this.at;
      this.blank();
      const colon = this.text.charCodeAt(this.at) === COLON;
      if (close === 0x5d) {
        if (colon) throw UNUSUAL;
        elements.push(node);
      } else {
        if (!colon || node.kind !== "scalar" || node.tag !== undefined || node.text === "<<" || this.at !== nodeEnd)
          throw UNUSUAL;
        this.at += 1;
        if (node.style === "plain" && !this.isBreakOrSpace(this.at)) throw UNUSUAL;
        this.blank();
        const next = this.text.charCodeAt(this.at);
        if (next === 0x2c || next === close) throw UNUSUAL;
        entries.push({ key: node, value: this.#flow(undefined) });
        this.blank();
      }
      const next = this.text.charCodeAt(this.at);
      if (next === 0x2c) this.at += 1;
      else if (next !== close) throw UNUSUAL;
    }
    this.at += 1;
    this.#depth -= 1;
    const span = { file: this.file, start, end: this.at };
    const tagged = tag === undefined ? {} : { tag };
    return close === 0x5d
      ? { kind: "sequence", elements, span, ...tagged }
      : { kind: "mapping", entries, span, ...tagged };
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > MAXIMUM_DEPTH) throw UNUSUAL;
  }
}

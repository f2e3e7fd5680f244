/** JSON text into the located tree, with a diagnostic for whatever is not JSON. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile, Span } from "../base/source-file.ts";
import { reportDuplicateKeys } from "./duplicate-keys.ts";
import type { LocatedDocument, LocatedEntry, LocatedNode, LocatedScalar } from "./located.ts";
import { placeholderHint } from "./placeholder.ts";

/** Collections may nest this deep; beyond it a document is not analysed. */
const MAXIMUM_DEPTH = 200;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Thrown inside this file only: the text is no JSON at `at`. */
class Failure extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/**
 * The document; undefined where the text is no JSON (RFC 8259), with a `json-syntax` error at the place. Raw tabs and line breaks in
 * strings, comments and trailing commas are read with a warning each, because people's files have them.
 */
export function parseJson(file: SourceFile): {
  readonly output: LocatedDocument | undefined;
  readonly diagnostics: readonly Diagnostic[];
} {
  const reader = new Reader(file);
  try {
    const root = reader.document();
    return { output: { file, root }, diagnostics: [...reader.diagnostics, ...reportDuplicateKeys(root)] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const at = Math.min(error.at, file.text.length);
    const hint = placeholderHint(file, at);
    const failure: Diagnostic = {
      code: "json-syntax",
      severity: "error",
      message: error.message,
      span: { file, start: at, end: Math.min(at + 1, file.text.length) },
      ...(hint === undefined ? {} : { hint }),
      notAnalysed: true,
    };
    return { output: undefined, diagnostics: [...reader.diagnostics, failure] };
  }
}

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: SourceFile;
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#text = file.text;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): LocatedNode {
    this.#space();
    const root = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw new Failure(`${this.#found()} after the end of the JSON value`, this.#at);
    return root;
  }

  #value(): LocatedNode {
    const start = this.#at;
    switch (this.#text[start]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
    }
    NUMBER.lastIndex = start;
    const number = NUMBER.exec(this.#text);
    if (number === null) throw new Failure(`${this.#found()} where a JSON value was expected`, start);
    this.#at = NUMBER.lastIndex;
    const text = number[0];
    return { kind: "scalar", value: Number(text), text, style: "plain", span: this.#span(start) };
  }

  #word(text: string, value: boolean | null): LocatedScalar {
    const start = this.#at;
    if (!this.#text.startsWith(text, start))
      throw new Failure(`${this.#found()} where a JSON value was expected`, start);
    this.#at += text.length;
    return { kind: "scalar", value, text, style: "plain", span: this.#span(start) };
  }

  #object(): LocatedNode {
    const start = this.#open();
    const entries: LocatedEntry[] = [];
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === "}") break;
      if (this.#text[this.#at] !== '"')
        throw new Failure(`${this.#found()} where a key in double quotes was expected`, this.#at);
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ":")
        throw new Failure(`${this.#found()} where ":" was expected after the key`, this.#at);
      this.#at += 1;
      this.#space();
      entries.push({ key, value: this.#value() });
      if (!this.#comma("}")) break;
    }
    this.#at += 1;
    this.#depth -= 1;
    return { kind: "mapping", entries, span: this.#span(start) };
  }

  #array(): LocatedNode {
    const start = this.#open();
    const elements: LocatedNode[] = [];
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === "]") break;
      elements.push(this.#value());
      if (!this.#comma("]")) break;
    }
    this.#at += 1;
    this.#depth -= 1;
    return { kind: "sequence", elements, span: this.#span(start) };
  }

  #open(): number {
    this.#depth += 1;
    if (this.#depth > MAXIMUM_DEPTH) throw new Failure(`nested deeper than ${MAXIMUM_DEPTH} levels`, this.#at);
    this.#at += 1;
    return this.#at - 1;
  }

  /** After a member: true past a comma, false at the closing bracket. */
  #comma(close: "}" | "]"): boolean {
    this.#space();
    const char = this.#text[this.#at];
    if (char === close) return false;
    if (char !== ",") throw new Failure(`${this.#found()} where "," or "${close}" was expected`, this.#at);
    const comma = this.#at;
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === close) this.#warn("a comma before a closing bracket is not JSON", comma, comma + 1);
    return true;
  }

  #string(): LocatedScalar {
    const start = this.#at;
    const text = this.#text;
    let at = start + 1;
    let from = at;
    let decoded = "";
    let runs: { at: number; offset: number }[] | undefined;
    for (;;) {
      const code = text.charCodeAt(at);
      if (Number.isNaN(code)) throw new Failure("the string is not closed", start);
      if (code === 0x22) break;
      if (code === 0x5c) {
        runs ??= [{ at: 0, offset: start + 1 }];
        decoded += text.slice(from, at);
        runs.push({ at: decoded.length, offset: at });
        const escaped = text[at + 1] ?? "";
        const simple = ESCAPES[escaped];
        const hexadecimal = text.slice(at + 2, at + 6);
        if (simple !== undefined) {
          decoded += simple;
          at += 2;
        } else if (escaped === "u" && /^[0-9a-fA-F]{4}$/.test(hexadecimal)) {
          decoded += String.fromCharCode(Number.parseInt(hexadecimal, 16));
          at += 6;
        } else throw new Failure(`unknown escape \\${escaped} in a string`, at);
        runs.push({ at: decoded.length, offset: at });
        from = at;
      } else {
        if (code < 0x20) this.#warn("a control character in a string is not JSON; write it as an escape", at, at + 1);
        at += 1;
      }
    }
    decoded = runs === undefined ? text.slice(start + 1, at) : decoded + text.slice(from, at);
    this.#at = at + 1;
    const span = this.#span(start);
    return runs === undefined
      ? { kind: "scalar", value: decoded, text: decoded, style: "json", span }
      : { kind: "scalar", value: decoded, text: decoded, style: "json", span, runs };
  }

  /** Past white space, and past comments with a warning. */
  #space(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#at += 1;
      else if (code === 0x2f && (text[this.#at + 1] === "/" || text[this.#at + 1] === "*")) {
        const start = this.#at;
        const block = text[start + 1] === "*";
        const end = text.indexOf(block ? "*/" : "\n", start + 2);
        if (end === -1 && block) throw new Failure("the comment is not closed", start);
        this.#at = end === -1 ? text.length : end + (block ? 2 : 1);
        this.#warn("comments are not JSON", start, end === -1 ? text.length : end);
      } else return;
    }
  }

  /** Once per kind of mistake: the first place is enough. */
  #warn(message: string, start: number, end: number): void {
    if (this.diagnostics.some((diagnostic) => diagnostic.message === message)) return;
    this.diagnostics.push({
      code: "json-syntax",
      severity: "warning",
      message,
      span: { file: this.#file, start, end },
    });
  }

  #found(): string {
    const char = this.#text[this.#at];
    return char === undefined ? "the text ends" : `found ${JSON.stringify(char)}`;
  }

  #span(start: number): Span {
    return { file: this.#file, start, end: this.#at };
  }
}

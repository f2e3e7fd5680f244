/** TOML (https://toml.io/en/v1.0.0) → a located tree, in which each key and value knows its span. */
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { Parsed } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import {
  documentError,
  type LocatedDocument,
  type LocatedEntry,
  type LocatedNode,
  type LocatedScalar,
} from "./located.ts";

/** Characters; a longer text is not read, as what reads it takes time by the square of its nesting. No file of settings comes near it. */
const LONGEST = 65_536;

/** Undefined where the text is no TOML, which the diagnostics say with its place. */
export function parseToml(file: SourceFile): Parsed<LocatedDocument | undefined> {
  const refused = (message: string, at = 0): Parsed<undefined> => ({
    output: undefined,
    diagnostics: [documentError(file, "toml-syntax", message, at)],
  });
  if (file.text.length > LONGEST) return refused(`it has more than ${LONGEST} characters`);
  try {
    const [top] = parseTOML(file.text).body;
    return { output: { file, root: new Tree(file).of(top) }, diagnostics: [] };
  } catch (error) {
    if (error instanceof ParseError) return refused(error.message, error.index);
    // The reader goes down once for each level.
    if (error instanceof RangeError) return refused("it is nested too deep");
    throw error;
  }
}

interface Table {
  readonly keys: Map<string, { readonly key: LocatedScalar; value: Table | LocatedNode }>;
  readonly table: true;
  readonly range: AST.Range;
}

class Tree {
  readonly #file: SourceFile;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  of(top: AST.TOMLTopLevelTable): LocatedNode {
    const whole = tableAt(top.range);
    for (const node of top.body) {
      if (node.type === "TOMLKeyValue") this.#put(whole, node);
      else {
        // Of tables in a list the last one is what later keys are in.
        const names = node.resolvedKey.filter((name) => typeof name === "string");
        const table = names.reduce((at, name, place) => this.#inside(at, name, node.key.keys[place]!), whole);
        for (const one of node.body) this.#put(table, one);
      }
    }
    return this.#node(whole);
  }

  #inside(at: Table, name: string, key: AST.TOMLBare | AST.TOMLQuoted): Table {
    const known = at.keys.get(name)?.value;
    if (known !== undefined && "table" in known) return known;
    const made = tableAt(key.range);
    at.keys.set(name, { key: this.#key(key), value: made });
    return made;
  }

  #put(table: Table, { key, value }: AST.TOMLKeyValue): void {
    const last = key.keys.at(-1)!;
    const at = key.keys.slice(0, -1).reduce((inner, one) => this.#inside(inner, nameOf(one), one), table);
    at.keys.set(nameOf(last), { key: this.#key(last), value: this.#value(value) });
  }

  #value(value: AST.TOMLContentNode): Table | LocatedNode {
    const span = this.#span(value.range);
    if (value.type === "TOMLArray")
      return { kind: "sequence", elements: value.elements.map((one) => this.#node(this.#value(one))), span };
    if (value.type === "TOMLInlineTable") {
      const table = tableAt(value.range);
      for (const one of value.body) this.#put(table, one);
      return table;
    }
    const text = value.kind === "string" ? value.value : this.#file.text.slice(...value.range);
    const known = value.kind === "boolean" ? value.value : text;
    return { kind: "scalar", value: known, text, style: value.kind === "string" ? "double" : "plain", span };
  }

  #node(of: Table | LocatedNode): LocatedNode {
    if ("kind" in of) return of;
    const { keys, range } = of;
    const entries = [...keys.values()].map(({ key, value }): LocatedEntry => ({ key, value: this.#node(value) }));
    return { kind: "mapping", entries, span: this.#span(range) };
  }

  #key(key: AST.TOMLBare | AST.TOMLQuoted): LocatedScalar {
    const text = nameOf(key);
    return { kind: "scalar", value: text, text, style: "plain", span: this.#span(key.range) };
  }

  #span([start, end]: AST.Range): LocatedNode["span"] {
    return { file: this.#file, start, end };
  }
}

function tableAt(range: AST.Range): Table {
  return { keys: new Map(), table: true, range };
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

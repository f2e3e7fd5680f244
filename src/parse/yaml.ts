/** YAML text into the located tree. */
import { COLLECTION_STYLE } from "js-yaml";
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import { parseJson } from "./json.ts";
import type { LocatedDocument, LocatedEntry, LocatedNode, LocatedScalar } from "./located.ts";
import { documentError, PLACEHOLDER_TAG, placeholderHint, reportDuplicateKeys } from "./located.ts";
import { readTextTemplate } from "./text-template.ts";
import { readCommonYaml } from "./yaml-common.ts";
import type { AliasEvent, MappingEvent, ScalarEvent, SequenceEvent, YamlBuilder, YamlCursor } from "./yaml-cursor.ts";
import { openYaml } from "./yaml-cursor.ts";
import { localTag, locatedScalar } from "./yaml-scalar.ts";

/** Nodes that a document may have once its aliases are followed; beyond it the document is not analysed. */
const MAXIMUM_NODES = 2_000_000;
/** Line breaks, commas and opening brackets that a document may have, for each of which there is a node at most: a template has a megabyte
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const MAXIMUM_SIGNS = 1_000_000;
const TOO_LARGE = "yaml-too-large";

/**
 * The first document of the text; undefined where the text is no YAML, with a `yaml-syntax` error at the place. Aliases lead to the
 * node of their anchor (one object, with the anchor's span), merge keys are merged. Text that begins with `{` is read as JSON
 * where it is JSON. Text that is no YAML because a text template still has to make it is read as far as that can be told.
 */
export function parseYaml(file: SourceFile): Parsed<LocatedDocument | undefined> {
  if (/^\uFEFF?\s*\{/.test(file.text)) {
    const json = parseJson(file);
    if (json.output !== undefined || hasTooMuch(file.text)) return json;
    const yaml = parseEventStream(file);
    return yaml.output === undefined ? json : yaml;
  }
  if (hasTooMuch(file.text)) {
    const message = `the document has more than ${MAXIMUM_SIGNS} lines and elements`;
    return { output: undefined, diagnostics: [documentError(file, TOO_LARGE, message, 0)] };
  }
  const result = parseText(file);
  if (result.output !== undefined || result.diagnostics.some(({ code }) => code === TOO_LARGE)) return result;
  return readTextTemplate(file, (masked) => parseText(masked).output) ?? result;
}

function hasTooMuch(text: string): boolean {
  if (text.length <= MAXIMUM_SIGNS) return false;
  let signs = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x2c || code === 0x5b || code === 0x7b) signs++;
  }
  return signs > MAXIMUM_SIGNS;
}

function parseText(file: SourceFile): Parsed<LocatedDocument | undefined> {
  const root = readCommonYaml(file);
  return root === undefined
    ? parseEventStream(file)
    : { output: { file, root }, diagnostics: reportDuplicateKeys(root, false) };
}

/** By js-yaml: everything that YAML has, and the wording of what is wrong. */
export function parseEventStream(file: SourceFile): Parsed<LocatedDocument | undefined> {
  const cursor = openYaml<LocatedNode>(file.text);
  if (cursor === undefined) return { output: undefined, diagnostics: [] };
  if ("reason" in cursor)
    return { output: undefined, diagnostics: [documentError(file, "yaml-syntax", cursor.reason, cursor.at)] };
  const builder = new Builder(file, cursor);
  const root = cursor.node(builder);
  if (cursor.size > MAXIMUM_NODES) {
    const message = `the document has more than ${MAXIMUM_NODES} nodes once its aliases are followed`;
    return {
      output: undefined,
      diagnostics: [...builder.diagnostics, documentError(file, TOO_LARGE, message, 0)],
    };
  }
  return { output: { file, root }, diagnostics: [...builder.diagnostics, ...reportDuplicateKeys(root, true)] };
}

class Builder implements YamlBuilder<LocatedNode> {
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: SourceFile;
  readonly #cursor: YamlCursor<LocatedNode>;
  /** The end of what was read last. */
  #end = 0;

  constructor(file: SourceFile, cursor: YamlCursor<LocatedNode>) {
    this.#file = file;
    this.#cursor = cursor;
  }

  scalar(event: ScalarEvent, tag: string | undefined): LocatedScalar {
    const emptyAt = event.tagEnd >= 0 ? event.tagEnd : this.#end;
    const scalar = locatedScalar(this.#file, event, tag, emptyAt);
    this.#end = scalar.span.end;
    return scalar;
  }

  sequence({ start, style }: SequenceEvent, tag: string | undefined): LocatedNode {
    const elements: LocatedNode[] = [];
    this.#end = Math.max(this.#end, start);
    while (this.#cursor.more()) elements.push(this.#cursor.node(this));
    this.#close(style === COLLECTION_STYLE.FLOW, start, elements.length === 0, "]");
    return { kind: "sequence", elements, span: { file: this.#file, start, end: this.#end }, ...tagged(tag) };
  }

  mapping({ start, style }: MappingEvent, tag: string | undefined): LocatedNode {
    this.#end = Math.max(this.#end, start);
    const entries = this.#entries();
    this.#close(style === COLLECTION_STYLE.FLOW, start, entries.length === 0, "}");
    const span = { file: this.#file, start, end: this.#end };
    if (!isPlaceholder(entries)) return { kind: "mapping", entries, span, ...tagged(tag) };
    const text = this.#file.text.slice(span.start, span.end);
    return { kind: "scalar", value: text, text, style: "plain", tag: PLACEHOLDER_TAG, span };
  }

  alias(event: AliasEvent, name: string, anchor: LocatedNode | "pending" | undefined): LocatedNode {
    const { anchorStart: start, anchorEnd: end } = event;
    this.#end = end;
    if (anchor !== undefined && anchor !== "pending") return anchor;
    const message = `the alias *${name} has no anchor before it`;
    this.diagnostics.push(documentError(this.#file, "yaml-alias", message, start));
    const span = { file: this.#file, start: end, end };
    return { kind: "scalar", value: null, text: "", style: "plain", span, tag: PLACEHOLDER_TAG };
  }

  #entries(): readonly LocatedEntry[] {
    const own: LocatedEntry[] = [];
    const merged: LocatedEntry[] = [];
    while (this.#cursor.more()) {
      const keyNode = this.#cursor.node(this);
      const key = keyNode.kind === "scalar" ? keyNode : this.#complexKey(keyNode);
      if (this.#file.text[this.#end] === ":") this.#end += 1;
      const value = this.#cursor.node(this);
      if (key.text === "<<" && key.style === "plain" && key.tag === undefined) {
        const entries = mergedEntries(value);
        if (entries === undefined) own.push(this.#notMerged(key, value));
        // What is too large already is refused in the end.
        else if (this.#cursor.size <= MAXIMUM_NODES) for (const entry of entries) merged.push(entry);
      } else own.push(key === keyNode ? { key, value } : { key, value: { ...key, tag: PLACEHOLDER_TAG } });
    }
    if (merged.length === 0) return own;
    const taken = new Set(own.map((entry) => entry.key.text));
    const inherited: LocatedEntry[] = [];
    for (const entry of merged) {
      if (taken.has(entry.key.text)) continue;
      taken.add(entry.key.text);
      inherited.push(entry);
    }
    this.#cursor.size += inherited.length;
    return [...inherited, ...own];
  }

  /** What else would stand here is not known: the key stays, as one that nobody has. */
  #notMerged(key: LocatedScalar, value: LocatedNode): LocatedEntry {
    const message = "<< merges a mapping or a list of mappings, and here stands something else";
    this.diagnostics.push(documentError(this.#file, "yaml-merge", message, key.span.start));
    return { key, value };
  }

  /** A key that is a collection: `{{ name }}` of a text template reads as one. */
  #complexKey(key: LocatedNode): LocatedScalar {
    const text = this.#file.text.slice(key.span.start, key.span.end);
    const hint = placeholderHint(this.#file, key.span.start);
    this.diagnostics.push({
      code: "yaml-key",
      severity: "warning",
      message: `the key ${JSON.stringify(text.slice(0, 40))} is no scalar; what stands here is not known`,
      span: key.span,
      ...(hint === undefined ? {} : { hint }),
    });
    return { kind: "scalar", value: text, text, style: "plain", span: key.span };
  }

  /** Moves the end behind the closing bracket of a flow collection. */
  #close(flow: boolean, start: number, empty: boolean, bracket: string): void {
    if (!flow) return;
    const text = this.#file.text;
    let at = empty ? Math.max(start + 1, Math.min(this.#end, start + 1)) : this.#end;
    while (at < text.length && text[at] !== bracket) {
      if (text[at] === "#") {
        const newline = text.indexOf("\n", at);
        at = newline === -1 ? text.length : newline;
      } else if (/[\s,:?]/.test(text[at]!)) at += 1;
      else return;
    }
    this.#end = Math.min(text.length, at + 1);
  }
}

function tagged(tag: string | undefined): { readonly tag?: string } {
  const local = localTag(tag);
  return local === undefined ? {} : { tag: local };
}

/** Whether a mapping is `{{ name }}`: one key that was a collection, without a value. */
function isPlaceholder(entries: readonly LocatedEntry[]): boolean {
  const value = entries[0]?.value;
  return (
    entries.length === 1 &&
    value?.kind === "scalar" &&
    value.tag === PLACEHOLDER_TAG &&
    value.style === "plain" &&
    value.text === entries[0]?.key.text
  );
}

/** `<<: *base` and `<<: [*one, *two]`: of equal keys the first counts (https://yaml.org/type/merge.html). Undefined of what is neither. */
function mergedEntries(value: LocatedNode): readonly LocatedEntry[] | undefined {
  const mappings = value.kind === "sequence" && value.tag === undefined ? value.elements : [value];
  const entries = mappings.map((one) => (one.kind === "mapping" && one.tag === undefined ? one.entries : undefined));
  return entries.every((one) => one !== undefined) ? entries.flat() : undefined;
}

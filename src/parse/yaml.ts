/** YAML text into the located tree, by js-yaml's event stream. */
import type { Event, ScalarEvent } from "js-yaml";
import { COLLECTION_STYLE, EVENT_ID, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import { reportDuplicateKeys } from "./duplicate-keys.ts";
import { parseJson } from "./json.ts";
import type { LocatedDocument, LocatedEntry, LocatedNode, LocatedScalar } from "./located.ts";
import { placeholderHint } from "./placeholder.ts";
import { readTextTemplate } from "./text-template.ts";
import { readCommonYaml } from "./yaml-common.ts";
import { localTag, locatedScalar } from "./yaml-scalar.ts";

/** Collections may nest this deep; beyond it a document is not analysed. */
const MAXIMUM_DEPTH = 200;
/** Nodes that a document may have once its aliases are followed; beyond it the document is not analysed. */
const MAXIMUM_NODES = 2_000_000;
/** The tag of a scalar that stands for a placeholder of another template language, `{{ name }}`: its value is not known. */
const PLACEHOLDER_TAG = "!placeholder";

interface Result {
  readonly output: LocatedDocument | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The first document of the text; undefined where the text is no YAML, with a `yaml-syntax` error at the place. Aliases lead to the
 * node of their anchor (one object, with the anchor's span), merge keys are merged. Text that begins with `{` is read as JSON
 * where it is JSON. Text that is no YAML because a text template still has to make it is read as far as that can be told.
 */
export function parseYaml(file: SourceFile): Result {
  if (/^\uFEFF?\s*\{/.test(file.text)) {
    const json = parseJson(file);
    if (json.output !== undefined) return json;
    const yaml = parseEventStream(file);
    return yaml.output === undefined ? json : yaml;
  }
  const result = parseText(file);
  if (result.output !== undefined) return result;
  return readTextTemplate(file, (masked) => parseText(masked).output) ?? result;
}

function parseText(file: SourceFile): Result {
  const root = readCommonYaml(file);
  return root === undefined
    ? parseEventStream(file)
    : { output: { file, root }, diagnostics: reportDuplicateKeys(root) };
}

/** By js-yaml: everything that YAML has, and the wording of what is wrong. */
export function parseEventStream(file: SourceFile): Result {
  let events: readonly Event[];
  try {
    events = parseEvents(file.text, { maxDepth: MAXIMUM_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { output: undefined, diagnostics: [syntaxError(file, error.reason, error.mark?.position ?? 0)] };
  }
  const builder = new Builder(file, events);
  const root = builder.document();
  if (root === undefined) return { output: undefined, diagnostics: builder.diagnostics };
  return { output: { file, root }, diagnostics: [...builder.diagnostics, ...reportDuplicateKeys(root)] };
}

function syntaxError(file: SourceFile, reason: string, offset: number): Diagnostic {
  const at = Math.min(offset, file.text.length);
  const hint = placeholderHint(file, at);
  return {
    code: "yaml-syntax",
    severity: "error",
    message: reason,
    span: { file, start: at, end: Math.min(at + 1, file.text.length) },
    ...(hint === undefined ? {} : { hint }),
    notAnalysed: true,
  };
}

/** Builds nodes from events, and counts them as if aliases were copies. */
class Builder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: SourceFile;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, { readonly node: LocatedNode; readonly size: number }>();
  #next = 0;
  /** The end of what was read last. */
  #end = 0;
  #size = 0;

  constructor(file: SourceFile, events: readonly Event[]) {
    this.#file = file;
    this.#events = events;
  }

  /** Undefined of an empty stream, and where the document is too large. */
  document(): LocatedNode | undefined {
    if (this.#events[0]?.type !== EVENT_ID.DOCUMENT) return undefined;
    this.#next = 1;
    const root = this.#node();
    if (this.#size <= MAXIMUM_NODES) return root;
    this.diagnostics.push({
      ...syntaxError(this.#file, `the document has more than ${MAXIMUM_NODES} nodes once its aliases are followed`, 0),
      code: "yaml-too-large",
    });
    return undefined;
  }

  #node(): LocatedNode {
    const event = this.#events[this.#next++]!;
    const before = this.#size;
    const node = this.#build(event);
    if ("anchorStart" in event && event.anchorStart >= 0 && event.type !== EVENT_ID.ALIAS)
      this.#anchors.set(this.#slice(event.anchorStart, event.anchorEnd), { node, size: this.#size - before });
    return node;
  }

  #build(event: Event): LocatedNode {
    this.#size += 1;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE: {
        const elements: LocatedNode[] = [];
        this.#end = Math.max(this.#end, event.start);
        while (this.#more()) elements.push(this.#node());
        this.#close(event.style === COLLECTION_STYLE.FLOW, event.start, elements.length === 0, "]");
        const span = { file: this.#file, start: event.start, end: this.#end };
        return { kind: "sequence", elements, span, ...this.#tag(event.tagStart, event.tagEnd) };
      }
      case EVENT_ID.MAPPING: {
        this.#end = Math.max(this.#end, event.start);
        const entries = this.#entries();
        this.#close(event.style === COLLECTION_STYLE.FLOW, event.start, entries.length === 0, "}");
        const span = { file: this.#file, start: event.start, end: this.#end };
        if (isPlaceholder(entries)) {
          const text = this.#slice(span.start, span.end);
          return { kind: "scalar", value: text, text, style: "plain", tag: PLACEHOLDER_TAG, span };
        }
        return { kind: "mapping", entries, span, ...this.#tag(event.tagStart, event.tagEnd) };
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      default:
        return this.#empty();
    }
  }

  #scalar(event: ScalarEvent): LocatedScalar {
    const tag = event.tagStart < 0 ? undefined : this.#slice(event.tagStart, event.tagEnd);
    const emptyAt = event.tagEnd >= 0 ? event.tagEnd : this.#end;
    const scalar = locatedScalar(this.#file, event, tag, emptyAt);
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    this.#end = event.valueStart < 0 ? emptyAt : event.valueEnd + (quoted ? 1 : 0);
    return scalar;
  }

  #entries(): readonly LocatedEntry[] {
    const own: LocatedEntry[] = [];
    const merged: LocatedEntry[] = [];
    while (this.#more()) {
      const keyNode = this.#node();
      const key = keyNode.kind === "scalar" ? keyNode : this.#complexKey(keyNode);
      if (this.#text(this.#end) === ":") this.#end += 1;
      const value = this.#node();
      if (key.text === "<<" && key.style === "plain" && key.tag === undefined) merged.push(...mergedEntries(value));
      else own.push(key === keyNode ? { key, value } : { key, value: { ...key, tag: PLACEHOLDER_TAG } });
    }
    if (merged.length === 0) return own;
    const taken = new Set(own.map((entry) => entry.key.text));
    const inherited: LocatedEntry[] = [];
    for (const entry of merged) {
      if (taken.has(entry.key.text)) continue;
      taken.add(entry.key.text);
      inherited.push(entry);
    }
    this.#size += inherited.length;
    return [...inherited, ...own];
  }

  /** A key that is a collection: `{{ name }}` of a text template reads as one. */
  #complexKey(key: LocatedNode): LocatedScalar {
    const text = this.#slice(key.span.start, key.span.end);
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

  #alias(start: number, end: number): LocatedNode {
    const name = this.#slice(start, end);
    const anchor = this.#anchors.get(name);
    this.#end = end;
    if (anchor === undefined) {
      this.diagnostics.push({
        ...syntaxError(this.#file, `the alias *${name} has no anchor before it`, start),
        code: "yaml-alias",
      });
      return { ...this.#empty(), tag: PLACEHOLDER_TAG };
    }
    this.#size += anchor.size;
    return anchor.node;
  }

  #empty(): LocatedScalar {
    return {
      kind: "scalar",
      value: null,
      text: "",
      style: "plain",
      span: { file: this.#file, start: this.#end, end: this.#end },
    };
  }

  /** False at the end of the collection, which is passed. */
  #more(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return true;
    this.#next += 1;
    return false;
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

  #tag(start: number, end: number): { readonly tag?: string } {
    const tag = localTag(start < 0 ? undefined : this.#slice(start, end));
    return tag === undefined ? {} : { tag };
  }

  #slice(start: number, end: number): string {
    return this.#file.text.slice(start, end);
  }

  #text(at: number): string | undefined {
    return this.#file.text[at];
  }
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

/** `<<: *base` and `<<: [*one, *two]`: of equal keys the first counts (https://yaml.org/type/merge.html). */
function mergedEntries(value: LocatedNode): readonly LocatedEntry[] {
  if (value.kind === "mapping") return value.entries;
  if (value.kind === "sequence")
    return value.elements.flatMap((element) => (element.kind === "mapping" ? element.entries : []));
  return [];
}

/** Turns HCL's JSON syntax (`.tf.json`, `.tfvars.json`, `terragrunt.hcl.json`) into the syntax tree of native syntax. */

import type { Diagnostic, Parsed } from "../../base/diagnostic.ts";
import { normalForm } from "../../base/normal-form.ts";
import { offsetInside, SourceFile, type Span } from "../../base/source-file.ts";
import { parseJson } from "../json.ts";
import type { LocatedEntry, LocatedMapping, LocatedNode, LocatedScalar } from "../located.ts";
import { BodyBuilder } from "./body.ts";
import { SyntaxFailure, syntaxError } from "./cursor.ts";
import { ARGUMENTS, type BlockStructure, type BodyStructure, CONFIGURATION, TERRAGRUNT } from "./json-structure.ts";
import { parseHclExpression, parseHclTemplate } from "./parse.ts";
import type { Block, Comment, Expression, HclFile, ObjectExpression, ObjectKey, TemplatePart } from "./syntax.ts";

type Label = Block["labels"][number];

/**
 * A file of JSON syntax. `.tf.json` and `.tofu.json` are configuration, `.hcl.json` is that of Terragrunt: properties that these know as
 * blocks become blocks, all others arguments, and strings are templates. Any other file is one of variables: all properties are arguments, and strings are
 * what they are. A `//` property of a body is a comment.
 */
export function parseHclJson(file: SourceFile): Parsed<HclFile> {
  const { output: document, diagnostics } = parseJson(file);
  if (document === undefined) {
    const output = emptyFile(file);
    return { output: { ...output, lost: [output.body.span] }, diagnostics };
  }
  const [, kind] = /\.(tf|tofu|hcl)\.json$/.exec(file.path) ?? [];
  const structure = kind === undefined ? ARGUMENTS : kind === "hcl" ? TERRAGRUNT : CONFIGURATION;
  const read = readHclJson(document.root, structure, kind !== undefined);
  const others = diagnostics.filter(({ code }) => code !== "duplicate-key");
  return { ...read, diagnostics: [...others, ...read.diagnostics] };
}

/** The file that a JSON value says; `templates` tells whether its strings are. */
export function readHclJson(root: LocatedNode, structure: BodyStructure, templates: boolean): Parsed<HclFile> {
  const reader = new JsonReader(templates);
  const { attributes, blocks } = reader.body(root, structure);
  const { body, ...empty } = emptyFile(root.span.file);
  const output = { ...empty, body: { ...body, attributes, blocks }, comments: reader.comments };
  return { output, diagnostics: reader.diagnostics };
}

function emptyFile(file: SourceFile): HclFile {
  const body = { attributes: [], blocks: [], span: { file, start: 0, end: file.text.length } };
  return { file, body, comments: [], lost: [] };
}

class JsonReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly comments: Comment[] = [];
  readonly #templates: boolean;
  #inBlock = false;

  constructor(templates: boolean) {
    this.#templates = templates;
  }

  body(node: LocatedNode, structure: BodyStructure): BodyBuilder {
    const body = new BodyBuilder();
    for (const { key, value } of this.#properties(node, "a JSON object with the arguments and blocks")) {
      const block = structure.blocks.get(key.text);
      if (key.text === "//") this.#comment(value);
      else if (block !== undefined) this.#blocks(key, value, block, [], body);
      else {
        const asReference = structure.references.has(key.text);
        this.#attempt(() => {
          const expression = this.#expression(value, asReference);
          body.addAttribute({ name: key.text, nameSpan: key.span, expression, span: between(key.span, value.span) });
        });
      }
    }
    return body;
  }

  /** The properties of an object, or of all objects of an array. */
  #properties(node: LocatedNode, expected: string): readonly LocatedEntry[] {
    if (node.kind === "mapping") return node.entries;
    if (node.kind === "sequence") return node.elements.flatMap((element) => this.#properties(element, expected));
    if (node.value !== null) this.#report(`expected ${expected}, but found ${describe(node)}`, node.span);
    return [];
  }

  /** The blocks of a type: a property for each label, then an object for one block or an array for several. */
  #blocks(
    type: LocatedScalar,
    node: LocatedNode,
    structure: BlockStructure,
    labels: readonly Label[],
    body: BodyBuilder,
  ): void {
    if (labels.length < structure.labels && !isBare(node, structure)) {
      const expected = `a JSON object whose properties are the labels of "${type.text}" blocks`;
      for (const { key, value } of this.#properties(node, expected)) {
        if (key.text === "//") this.#comment(value);
        else this.#blocks(type, value, structure, [...labels, { value: key.text, span: key.span }], body);
      }
    } else if (node.kind === "sequence") {
      for (const element of node.elements) this.#blocks(type, element, structure, labels, body);
    } else if (node.kind === "mapping") {
      const block = this.#attempt(() => this.#block(type, node, structure, labels));
      if (block !== undefined) body.blocks.push(block);
    } else if (node.value !== null) {
      this.#report(
        `expected a JSON object or array with the content of "${type.text}" blocks, but found ${describe(node)}`,
        node.span,
      );
    }
  }

  /** The header is the last label: the type stands once for many blocks. */
  #block(type: LocatedScalar, node: LocatedMapping, structure: BlockStructure, labels: readonly Label[]): Block {
    const { attributes, blocks } = this.body(node, structure.body);
    const headerSpan = labels.at(-1)?.span ?? type.span;
    const inside = { ...node.span, start: node.span.start + 1, end: node.span.end - 1 };
    return {
      type: type.text,
      labels,
      body: { attributes, blocks, span: inside },
      headerSpan,
      span: between(headerSpan, node.span),
    };
  }

  #expression(node: LocatedNode, asReference = false): Expression {
    const { span } = node;
    if (node.kind === "sequence") {
      return { kind: "tuple", elements: node.elements.map((element) => this.#expression(element, asReference)), span };
    }
    if (node.kind === "mapping") return this.#object(node, asReference);
    if (typeof node.value === "string") return (asReference ? reference(node) : undefined) ?? this.#string(node);
    if (typeof node.value !== "number") return { kind: "literal", value: node.value, span };
    const number = node.text.startsWith("-") ? node.text.slice(1) : node.text;
    const digits = { ...span, start: span.end - number.length };
    const literal = { kind: "literal", value: { number }, span: digits } as const;
    return number === node.text ? literal : { kind: "unary", operator: "-", operand: literal, span };
  }

  #object(node: LocatedMapping, asReference: boolean): ObjectExpression {
    const entries = node.entries.map(({ key, value }) => {
      const expression = this.#expression(value, asReference);
      return { key: this.#key(key), value: expression, span: between(key.span, value.span) };
    });
    return { kind: "object", entries, span: node.span };
  }

  #key(key: LocatedScalar): ObjectKey {
    if (!this.#templates || !hasSequence(key.text)) return { kind: "name", name: normalForm(key.text), span: key.span };
    return { kind: "expression", expression: this.#string(key), span: key.span };
  }

  #string(node: LocatedScalar): Expression {
    return { kind: "template", style: "quoted", parts: this.#parts(node), span: node.span };
  }

  #parts(node: LocatedScalar): readonly TemplatePart[] {
    if (node.text === "") return [];
    if (!this.#templates || !hasSequence(node.text)) {
      const inside = { ...node.span, start: node.span.start + 1, end: node.span.end - 1 };
      return [{ kind: "text", value: normalForm(node.text), span: inside }];
    }
    const parsed = parseHclTemplate(new SourceFile(node.span.file.path, node.text));
    const failure = parsed.diagnostics[0];
    if (failure !== undefined) throw new SyntaxFailure(relocate(failure, node));
    return relocate(parsed.output, node);
  }

  /** What a broken string loses is the whole top-level block or argument, as in native syntax: inside one, failures go outwards. */
  #attempt<T>(read: () => T): T | undefined {
    if (this.#inBlock) return read();
    this.#inBlock = true;
    try {
      return read();
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      this.diagnostics.push(failure.diagnostic);
      return undefined;
    } finally {
      this.#inBlock = false;
    }
  }

  #comment(node: LocatedNode): void {
    if (node.kind === "scalar") this.comments.push({ text: node.text, span: node.span });
  }

  #report(message: string, span: Span): void {
    this.diagnostics.push(syntaxError(`Incorrect JSON value type: ${message}`, span));
  }
}

/** Whether a block that mostly has a label is written without one. */
function isBare(node: LocatedNode, { bare }: BlockStructure): boolean {
  return bare !== undefined && node.kind === "mapping" && node.entries.some(isText(bare));
}

function isText(name: string): (entry: LocatedEntry) => boolean {
  return ({ key, value }) => key.text === name && value.kind === "scalar" && typeof value.value === "string";
}

/** A string that holds a reference, such as `"aws_lb.main"`; undefined where it is no expression or a template. */
function reference(node: LocatedScalar): Expression | undefined {
  if (hasSequence(node.text)) return undefined;
  const { output } = parseHclExpression(new SourceFile(node.span.file.path, node.text));
  return output === undefined ? undefined : relocate(output, node);
}

function hasSequence(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}

function describe(node: LocatedScalar): string {
  return typeof node.value === "string" ? "a string" : node.text;
}

function between(from: Span, to: Span): Span {
  return { file: from.file, start: from.start, end: to.end };
}

/** The value with every span in it, of whatever node or diagnostic, moved from the string's value to the string's file. */
function relocate<T>(value: T, string: LocatedScalar): T {
  return mapSpans(value, ({ start, end }) => {
    const from = offsetInside(string, start);
    return { file: string.span.file, start: from, end: Math.max(from, offsetInside(string, end)) };
  });
}

/** The value with every span in it exchanged. */
export function mapSpans<T>(value: T, move: (span: Span) => Span): T {
  const mapped = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    if (Array.isArray(part)) return part.map(mapped);
    if ("file" in part && "start" in part) return move(part as Span);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, mapped(inner)]));
  };
  return mapped(value) as T;
}

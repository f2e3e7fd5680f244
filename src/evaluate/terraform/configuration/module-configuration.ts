/** A module directory into its declarations: which files count, what each declares, and what overrides what. */
import { remembered } from "../../../base/collections.ts";
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { type Files, resolvePath, whyNotRead } from "../../../base/files.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { Attribute, Block, Body, Expression } from "../../../parse/hcl/syntax.ts";
import type { Parsers } from "../../input.ts";
import type { OfferedResource } from "../../offered-root.ts";
import { configurationFiles, isOverride } from "./configuration-files.ts";
import { type LostBlock, type LostPart, lostPart } from "./lost-parts.ts";
import { mergeBlock } from "./merge-block.ts";

/** Loads each directory once. */
export class ModuleLoader {
  readonly #files: Files;
  readonly #parse: Parsers;
  readonly #loaded = new Map<string, ModuleConfiguration | undefined>();
  readonly #composed: ModuleConfiguration[] = [];
  #characters = 0;
  /** A module that many units share is in the source once. */
  readonly #counted = new Set<string>();

  constructor(files: Files, parse: Parsers) {
    this.#files = files;
    this.#parse = parse;
  }

  /** Undefined where the directory holds no configuration. */
  load(directory: string): ModuleConfiguration | undefined {
    return remembered(this.#loaded, directory, () => this.#read(directory));
  }

  /** Every configuration that was loaded, for the diagnostics of its files. */
  loaded(): readonly ModuleConfiguration[] {
    return [...this.#loaded.values(), ...this.#composed].filter((configuration) => configuration !== undefined);
  }

  /** How much source was read. */
  get characters(): number {
    return this.#characters;
  }

  /** The same of a directory as `files` have it, into which these are laid besides; they take the place of those of their names. */
  loadWith(directory: string, laid: ReadonlyMap<string, SourceFile>, files: Files): ModuleConfiguration | undefined {
    const configuration = this.#read(directory, laid, files);
    if (configuration !== undefined) this.#composed.push(configuration);
    return configuration;
  }

  #read(
    directory: string,
    laid: ReadonlyMap<string, SourceFile> = new Map(),
    files = this.#files,
  ): ModuleConfiguration | undefined {
    const there = files.list(directory) ?? [];
    const names = configurationFiles([...new Set([...there, ...laid.keys()])].sort());
    if (names.length === 0) return undefined;
    const diagnostics: Diagnostic[] = [];
    const primary: Body[] = [];
    const override: Body[] = [];
    const lost: LostPart[] = [];
    const overrides: LostPart[] = [];
    for (const name of names) {
      const path = resolvePath(directory, name);
      const file = laid.get(name) ?? openFile(path, files, diagnostics);
      if (file === undefined) {
        lost.push({ path, span: undefined, blocks: [] });
        continue;
      }
      if (!this.#counted.has(path)) this.#characters += file.text.length;
      this.#counted.add(path);
      const parsed = name.endsWith(".json") ? this.#parse.hclJson(file) : this.#parse.hcl(file);
      diagnostics.push(...parsed.diagnostics);
      (isOverride(name) ? override : primary).push(parsed.output.body);
      (isOverride(name) ? overrides : lost).push(...parsed.output.lost.flatMap((span) => lostPart(span) ?? []));
    }
    return moduleConfiguration(directory, primary, override, diagnostics, { lost, overrides });
  }
}

function openFile(path: string, files: Files, diagnostics: Diagnostic[]): SourceFile | undefined {
  const read = files.read(path);
  if (read.ok) return new SourceFile(path, read.text);
  const message = `the file cannot be read: ${whyNotRead(read.because)}`;
  diagnostics.push({ code: "unreadable-file", severity: "error", message, path, notAnalysed: true });
  return undefined;
}

/** Of a variable, an output or a module call. */
export interface Declaration {
  readonly name: string;
  readonly block: Block;
  /** Of an output of another repository: what it was evaluated to there. */
  readonly evaluated?: Value;
}

interface LocalDeclaration {
  readonly name: string;
  readonly nameSpan: Span;
  readonly expression: Expression;
}

export interface ResourceDeclaration {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly block: Block;
  /** Of another repository: what it was evaluated to there, which is one instance. */
  readonly evaluated?: OfferedResource;
}

/** What a module declares. Names within one kind are unique: a second declaration is a diagnostic and is ignored. */
export interface ModuleConfiguration {
  /** Relative to the working directory. */
  readonly directory: string;
  /** Of its files together. */
  readonly characters: number;
  readonly variables: ReadonlyMap<string, Declaration>;
  readonly locals: ReadonlyMap<string, LocalDeclaration>;
  readonly outputs: ReadonlyMap<string, Declaration>;
  /** By `aws_lb.main` or `data.aws_vpc.main`. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  /** By `random_password.main`. */
  readonly ephemerals: ReadonlyMap<string, Declaration>;
  readonly calls: ReadonlyMap<string, Declaration>;
  /** The `terraform` blocks, for the backend. */
  readonly settings: readonly Block[];
  /** The `provider` blocks: modules for others must not have any. */
  readonly providers: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
  readonly lost: readonly LostPart[];
}

/** The value of an argument of a block's body. */
export function argument(block: Block, name: string): Attribute | undefined {
  return block.body.attributes.find((attribute) => attribute.name === name);
}

/** `primary` and `override` are the bodies of a directory's files in their order, override files apart. */
export function moduleConfiguration(
  directory: string,
  primary: readonly Body[],
  override: readonly Body[],
  diagnostics: readonly Diagnostic[],
  { lost, overrides }: { readonly lost: readonly LostPart[]; readonly overrides: readonly LostPart[] } = NOTHING_LOST,
): ModuleConfiguration {
  const characters = [...primary, ...override].reduce((sum, { span }) => sum + span.end - span.start, 0);
  const declarations = new Declarations(directory, characters, diagnostics, [...lost, ...overrides]);
  for (const body of primary) for (const block of body.blocks) declarations.add(block, false);
  for (const body of override) for (const block of body.blocks) declarations.add(block, true);
  for (const { blocks } of overrides) for (const block of blocks) declarations.lose(block);
  return declarations;
}

const NOTHING_LOST = { lost: [], overrides: [] };

interface Declared {
  readonly into: Map<string, { readonly block: Block }>;
  /** Stands before the key in messages. */
  readonly prefix: string;
  readonly key: string;
  readonly declaration: { readonly block: Block };
}

class Declarations implements ModuleConfiguration {
  readonly directory: string;
  readonly characters: number;
  readonly variables = new Map<string, Declaration>();
  readonly locals = new Map<string, LocalDeclaration>();
  readonly outputs = new Map<string, Declaration>();
  readonly resources = new Map<string, ResourceDeclaration>();
  readonly ephemerals = new Map<string, Declaration>();
  readonly calls = new Map<string, Declaration>();
  readonly settings: Block[] = [];
  readonly providers: Block[] = [];
  readonly diagnostics: Diagnostic[];
  readonly lost: readonly LostPart[];

  constructor(directory: string, characters: number, diagnostics: readonly Diagnostic[], lost: readonly LostPart[]) {
    this.lost = lost;
    this.directory = directory;
    this.characters = characters;
    this.diagnostics = [...diagnostics];
  }

  /** An override block changes what a block of the same name declares (https://developer.hashicorp.com/terraform/language/files/override). */
  add(block: Block, isOverride: boolean): void {
    if (block.type === "terraform") this.settings.push(block);
    else if (block.type === "provider") this.providers.push(block);
    else if (block.type === "locals") {
      for (const { name, nameSpan, expression } of block.body.attributes) {
        const local = { name, nameSpan, expression };
        if (isOverride) this.locals.set(name, local);
        else this.#declare(this.locals, "local", name, nameSpan, local);
      }
    } else {
      const declared = this.#declarationOf(block);
      if (declared === undefined) return;
      const { into, prefix, key, declaration } = declared;
      if (!isOverride) this.#declare(into, prefix, key, block.headerSpan, declaration);
      else this.#override(into, key, block);
    }
  }

  /** What an override says that cannot be read leaves nothing known of what it overrides. */
  lose({ type, labels }: LostBlock): void {
    const name = labels.at(-1) ?? "";
    if (type === "resource") this.resources.delete(labels.join("."));
    else if (type === "data") this.resources.delete(["data", ...labels].join("."));
    else if (type === "locals") this.locals.clear();
    else if (type === "variable") this.variables.delete(name);
    else if (type === "output") this.outputs.delete(name);
    else if (type === "module") this.calls.delete(name);
  }

  #override(into: Declared["into"], key: string, block: Block): void {
    const base = into.get(key);
    if (base !== undefined) into.set(key, { ...base, block: mergeBlock(base.block, block) });
    else {
      const message = `The override file has a ${block.type} "${key}" that no other file declares.`;
      this.diagnostics.push({ code: "override-without-base", severity: "error", message, span: block.headerSpan });
    }
  }

  /** What a block declares, and where that is kept under which key; undefined where it declares nothing. */
  #declarationOf(block: Block): Declared | undefined {
    const name = this.#nameOf(block);
    if (name === undefined) return undefined;
    const declaration = { name, block };
    if (block.type === "variable") return { into: this.variables, prefix: "var", key: name, declaration };
    if (block.type === "output") return { into: this.outputs, prefix: "output", key: name, declaration };
    if (block.type === "module") return { into: this.calls, prefix: "module", key: name, declaration };
    if (block.type === "ephemeral") {
      const key = block.labels.map(({ value }) => value).join(".");
      return { into: this.ephemerals, prefix: "ephemeral", key, declaration };
    }
    const resource = resourceOf(block);
    return resource && { into: this.resources, prefix: "", key: keyOf(resource), declaration: resource };
  }

  /** The name of a block that declares one; undefined (with a diagnostic where the labels are wrong) for all others. */
  #nameOf(block: Block): string | undefined {
    const labels = LABELS.get(block.type);
    if (labels === undefined || labels === 0) return undefined;
    if (block.labels.length !== labels) {
      const message = `A ${block.type} block has ${labels} ${labels === 1 ? "label" : "labels"}, this one has ${block.labels.length}.`;
      this.diagnostics.push({ code: "block-labels", severity: "error", message, span: block.headerSpan });
      return undefined;
    }
    return block.labels.at(-1)?.value;
  }

  #declare<T>(into: Map<string, T>, prefix: string, name: string, span: Span, declaration: T): void {
    if (!into.has(name)) {
      into.set(name, declaration);
      return;
    }
    const full = prefix === "" ? name : `${prefix}.${name}`;
    this.diagnostics.push({
      code: DUPLICATE,
      severity: "error",
      message: `${full} is declared twice.`,
      span,
    });
  }
}

/** The code of the message about a second declaration of one name. */
export const DUPLICATE = "duplicate-declaration";

/** How many labels the blocks have that evaluation looks at. All others (moved, check, import, provider, …) are read without harm. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ["variable", 1],
  ["output", 1],
  ["module", 1],
  ["resource", 2],
  ["data", 2],
  ["ephemeral", 2],
]);

function resourceOf(block: Block): ResourceDeclaration | undefined {
  const [type, name] = block.labels;
  if (type === undefined || name === undefined) return undefined;
  const mode = block.type === "resource" ? "managed" : block.type === "data" ? "data" : undefined;
  return mode === undefined ? undefined : { mode, type: type.value, name: name.value, block };
}

function keyOf(declaration: ResourceDeclaration): string {
  const key = `${declaration.type}.${declaration.name}`;
  return declaration.mode === "data" ? `data.${key}` : key;
}

/** An index → what it tells of the roots of its repository, named so that nothing of a scan is called alike. */
import type { Diagnostic } from "../base/diagnostic.ts";
import { type Files, whyNotRead } from "../base/files.ts";
import { SourceFile, type Span, textOf } from "../base/source-file.ts";
import type { Assumption, Value } from "../base/value.ts";
import type { OfferedResource, OfferedRoot, OfferedTemplate } from "../evaluate/offered-root.ts";
import type { BodyAttribute, Lost, ResourceBody, Unread } from "../evaluate/resource.ts";
import type { LocatedNode } from "../parse/located.ts";
import type { Parsers } from "../parse/parsed-files.ts";
import type { Mistake, NamedEntry, Written } from "../parse/shape.ts";
import {
  INDEX_FORM,
  INDEX_VERSION,
  MOST_RESOURCES,
  type WrittenBody,
  type WrittenIndex,
  type WrittenResource,
  type WrittenRoot,
} from "./index-form.ts";
import { idIn, nameWithCommit } from "./names.ts";
import { FilesElsewhere } from "./place.ts";
import { hintIn, type Placed } from "./read-value.ts";

/** What all indexes of a scan tell. */
export interface ReadIndexes {
  readonly roots: readonly OfferedRoot[];
  readonly templates: readonly OfferedTemplate[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Further mistakes of a file are not told. */
const MOST_MISTAKES = 20;

/** A file in which anything is wrong tells nothing: half of the rules of a security group would be wrong too. */
export function readIndexes(paths: readonly string[], files: Files, parse: Pick<Parsers, "json">): ReadIndexes {
  const diagnostics: Diagnostic[] = [];
  /** Where a root is told, by its id. */
  const known = new Map<string, Span>();
  const offered = paths.flatMap((path): readonly OfferedBy[] => {
    const refuse = (message: string, { span }: Pick<Diagnostic, "span">): readonly [] => {
      diagnostics.push({
        code: "not-an-index",
        severity: "error",
        message,
        ...(span === undefined ? { path } : { span }),
        hint: WRITE_IT,
        notAnalysed: true,
      });
      return [];
    };
    const read = files.read(path);
    if (!read.ok) return refuse(`the file cannot be read: ${whyNotRead(read.because)}`, {});
    const { output, diagnostics: said } = parse.json(new SourceFile(path, read.text));
    diagnostics.push(...said);
    if (output === undefined) return [];
    const other = otherVersion(output.root);
    if (other !== undefined) return refuse(other.message, { span: other.span });
    const mistakes: Mistake[] = [];
    const index = INDEX_FORM.read(output.root, (mistake) => mistakes.push(mistake));
    if (index !== undefined) mistakes.push(...wrongTogether(index));
    for (const { message, span } of mistakes.slice(0, MOST_MISTAKES)) refuse(message, { span });
    if (index === undefined || mistakes.length > 0) return [];
    const told = [...index.roots, ...(index.templates ?? [])].map((one) => ({ one, id: idOf(index, one) }));
    const repeated = told.filter(({ id }) => known.has(id));
    // What is the same in each workspace is told by the index of each.
    const contrary = repeated.find(({ one, id }) => textOf(known.get(id)!) !== textOf(one.span));
    if (contrary !== undefined) {
      const { value, span } = contrary.one.path;
      return refuse(`${known.get(contrary.id)!.file.path} tells of ${value} of this repository already`, { span });
    }
    for (const { one, id } of told) known.set(id, one.span);
    const toldBefore = new Set<unknown>(repeated.map(({ one }) => one));
    return [
      offeredIn({
        ...index,
        roots: index.roots.filter((one) => !toldBefore.has(one)),
        templates: index.templates?.filter((one) => !toldBefore.has(one)),
      }),
    ];
  });
  return {
    roots: offered.flatMap(({ roots }) => roots),
    templates: offered.flatMap(({ templates }) => templates),
    diagnostics,
  };
}

/** A template has no workspace. */
function idOf(
  { repository }: WrittenIndex,
  { path, workspace }: { readonly path: Written<string>; readonly workspace?: Written<string> | undefined },
): string {
  return idIn(repository.value, path.value, workspace?.value);
}

const WRITE_IT = "write it with reachlint index of the same version, and keep in the directory nothing but indexes";

/** What of another version is not as in this one need not be told. */
function otherVersion(root: LocatedNode): Mistake | undefined {
  const written = root.kind === "mapping" ? root.entries.find(({ key }) => key.text === "version")?.value : undefined;
  if (written?.kind !== "scalar" || typeof written.value !== "number" || written.value === INDEX_VERSION)
    return undefined;
  const { text, span } = written;
  return { span, message: `it is of version ${text} of the form of indexes, and version ${INDEX_VERSION} is read` };
}

function wrongTogether(index: WrittenIndex): readonly Mistake[] {
  const { roots, templates = [], span } = index;
  const all = roots.reduce((sum, { resources = [] }) => sum + resources.length, 0);
  const ids = new Set<string>();
  const twice = [...roots, ...templates].filter((one) => ids.size === ids.add(idOf(index, one)).size);
  return [
    ...(all > MOST_RESOURCES ? [{ span, message: `it has more than ${MOST_RESOURCES} resources` }] : []),
    ...twice.map(({ path }) => ({ span: path.span, message: "there are two roots of this path" })),
  ];
}

/** What one repository offers. */
type OfferedBy = Omit<ReadIndexes, "diagnostics">;

function offeredIn(index: WrittenIndex): OfferedBy {
  const { repository, commit, modified, roots, templates = [] } = index;
  const below = nameWithCommit(repository.value, commit?.value, modified?.value === true);
  const told = toldOf(repository.value, commit?.value);
  const reading = new Reading(repository.value, new FilesElsewhere(below), told);
  return {
    roots: roots.map((root) => {
      const path = root.path.value === "." ? below : `${below}/${root.path.value}`;
      const inWorkspace = root.workspace === undefined ? "" : ` in the workspace ${root.workspace.value}`;
      return reading.root(idOf(index, root), `${path}${inWorkspace}`, root);
    }),
    templates: templates.map(({ path, text, parameters = [] }) => ({
      id: idOf(index, { path }),
      path: `${below}/${path.value}`,
      text: text.value,
      parameters: new Map(parameters.map(({ name, value }) => [name.value, value.value])),
      told,
    })),
  };
}

function toldOf(repository: string, commit: string | undefined): Assumption {
  const of = commit === undefined ? "" : `, of commit ${commit}`;
  return { kind: "index", text: `${repository} is as its index tells it${of}` };
}

/** What is told of one repository, as it is evaluated. */
class Reading {
  readonly #repository: string;
  readonly #files: FilesElsewhere;
  readonly #told: Assumption;

  constructor(repository: string, files: FilesElsewhere, told: Assumption) {
    this.#repository = repository;
    this.#files = files;
    this.#told = told;
  }

  root(id: string, path: string, written: WrittenRoot): OfferedRoot {
    const { state, providers = [], outputs = [], resources = [], unread = [], lost = [], assumptions = [] } = written;
    const top = this.#files.start(written.path.value);
    return {
      id,
      path,
      workspace: written.workspace?.value,
      state: state && { backend: state.backend.value, config: this.#values(state.config, top) },
      providers: new Map(
        providers.map(({ name, value: { region, account, tags } }) => [
          name.value,
          { region: this.#placed(region, top), account: account?.value, tags: this.#placed(tags, top) },
        ]),
      ),
      outputs: new Map(
        outputs.map(({ name, value: { value, at } }) => {
          const span = this.#files.span(at);
          return [name.value, { value: this.#placed(value, span), span }];
        }),
      ),
      resources: resources.map((resource) => this.#resource(id, resource)),
      unread: unread.map(({ address, because, at, hint, given }): Unread => {
        const span = this.#files.span(at);
        return {
          root: id,
          address: address.value,
          because: because.value,
          span,
          ...(hint === undefined ? {} : { hint: hintIn(this.#repository, hint.value) }),
          given: given.map((one) => this.#placed(one, span)),
        };
      }),
      lost: lost.map(({ address, path, at, types, because, hint }): Lost => {
        const span = at && this.#files.span(at);
        const file = this.#files.start(path.value).file.path;
        const part = { root: id, address: address.value, path: file, span, types: types?.map(({ value }) => value) };
        if (because === undefined || hint === undefined) return part;
        return { ...part, otherwise: { because: because.value, hint: hintIn(this.#repository, hint.value) } };
      }),
      assumptions: assumptions.map(
        ({ kind, text }): Assumption => ({ kind: kind.value, text: `${path}: ${text.value}` }),
      ),
      told: this.#told,
    };
  }

  #placed<T>(written: Placed<T>, span: Span): T;
  #placed<T>(written: Placed<T> | undefined, span: Span): T | undefined;
  #placed<T>(written: Placed<T> | undefined, span: Span): T | undefined {
    return written?.({ span, repository: this.#repository });
  }

  #values(all: readonly NamedEntry<Placed<Value>>[], span: Span): ReadonlyMap<string, Value> {
    return new Map(all.map(({ name, value }) => [name.value, this.#placed(value, span)]));
  }

  #resource(root: string, written: WrittenResource): OfferedResource {
    const { address, type, at, data, template, module, provider, exists, repeated, ignored } = written;
    const span = this.#files.span(at);
    return {
      dialect: template?.value === true ? "cloudformation" : "terraform",
      root,
      address: address.value,
      mode: data?.value === true ? "data" : "managed",
      type: type.value,
      body: this.#body(written, span),
      exists: this.#placed(exists, span) ?? true,
      repeated: repeated?.value === true,
      span,
      scope: module?.value ?? "",
      ...(ignored === undefined ? {} : { ignored: new Set(ignored.map(({ value }) => value)) }),
      provider: provider?.value ?? "aws",
    };
  }

  #body({ arguments: all = [], blocks = [], further = [], rest }: WrittenBody, span: Span): ResourceBody {
    return {
      attributes: new Map(
        all.map(({ name, value: { value, at } }): readonly [string, BodyAttribute] => {
          const span = this.#files.span(at);
          const nameSpan = { ...span, end: Math.min(span.end, span.start + name.value.length) };
          return [name.value, { value: this.#placed(value, span), nameSpan, span }];
        }),
      ),
      blocks: blocks.map((block) => {
        const at = this.#files.span(block.at);
        const labels = (block.labels ?? []).map(({ value }) => value);
        const exists = this.#placed(block.exists, at) ?? true;
        return { type: block.type.value, labels, body: this.#body(block, at), exists, span: at };
      }),
      furtherBlocks: new Map(further.map(({ name, value }) => [name.value, this.#placed(value, span)])),
      ...(rest === undefined ? {} : { rest: this.#placed(rest, span) }),
    };
  }
}

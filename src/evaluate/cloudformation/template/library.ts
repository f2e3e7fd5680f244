/** The templates of the scan, and the files near them, into the template that a URL or path means. */

import { remembered } from "../../../base/collections.ts";
import { directoryOf, type Files, resolvePath } from "../../../base/files.ts";
import { SourceFile, spanInside } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedDocument, LocatedNode, LocatedScalar } from "../../../parse/located.ts";
import type { CloudFormationInput, Parsers, Surroundings } from "../../input.ts";
import type { OfferedTemplate } from "../../offered-root.ts";
import { piecesOf, textWith } from "../values.ts";
import type { Log } from "./log.ts";
import { looksLikeTemplate, templateIn } from "./read-templates.ts";
import { relocated } from "./relocated.ts";
import { readTemplate, type Template } from "./template.ts";

/** Where a URL or a path leads. `guessed`: only its end says so. */
type Lead<T> =
  | { readonly kind: "found"; readonly path: string; readonly found: T; readonly guessed: boolean }
  | { readonly kind: "ambiguous"; readonly paths: readonly string[] }
  | { readonly kind: "missing" };

/** A file that a template includes. `assumed`: the sentence that says why, where only the end of a URL does. */
export type Included = { readonly document: LocatedDocument; readonly assumed?: string } | { readonly because: string };

type LibraryInput = Pick<CloudFormationInput, "templates" | "scanned" | "files" | "around" | "parse" | "offered">;

export class Library {
  readonly #files: Files;
  readonly #parse: Parsers;
  readonly #log: Log;
  readonly #templates = new Map<string, Template | undefined>();
  readonly #documents = new Map<string, LocatedDocument | undefined>();
  /** By file, those that it includes. */
  readonly #included = new Map<string, Set<string>>();
  readonly #inline = new WeakMap<LocatedNode, Template | undefined>();
  readonly #around: Surroundings;
  /** Paths of the scan's templates. */
  readonly #scanned: readonly string[];
  /** Documents of the repository beside them; found when something asks. */
  #beside: readonly string[] | undefined;

  /** Of other repositories, by path. */
  readonly #offered: ReadonlyMap<string, OfferedTemplate>;

  constructor({ templates, scanned, files, around, parse, offered = [] }: LibraryInput, log: Log) {
    this.#offered = new Map(offered.map((one) => [one.path, one]));
    this.#files = files;
    this.#around = around;
    this.#parse = parse;
    this.#log = log;
    this.#scanned = scanned ?? templates.map((document) => document.file.path);
    for (const document of templates) this.#templates.set(document.file.path, readTemplate(document));
  }

  /** The template at a path, read where the scan does not have it yet. */
  template(path: string): Template | undefined {
    const offered = this.#offered.get(path);
    if (offered !== undefined) return this.#quietly(path, offered.text, true);
    return remembered(this.#templates, path, () => templateOf(this.#read(path, looksLikeTemplate)));
  }

  /** The template that a template URL, or a path in a template at `from`, means. `not` are paths that it cannot be. */
  find(url: Value, from: string, not: readonly string[]): Lead<Template> {
    const besides = this.#besides(from);
    const near = besides === undefined ? [() => this.#scanned, this.#around.documents] : [() => besides];
    const among = near.map((paths) => () => paths().filter((path) => !not.includes(path)));
    const isThere = (path: string): boolean => besides === undefined || besides.includes(path);
    return this.#lead(url, from, among, (path) => (isThere(path) ? this.template(path) : undefined));
  }

  /** Of a template of another repository all that are told of that: to nothing else it leads. */
  #besides(from: string): readonly string[] | undefined {
    const offered = this.#offered.get(from);
    if (offered === undefined) return undefined;
    return [...this.#offered.values()].filter(({ told }) => told === offered.told).map(({ path }) => path);
  }

  /** Those of other repositories, in their order. */
  get offered(): readonly Template[] {
    return [...this.#offered.keys()].flatMap((path) => this.template(path) ?? []);
  }

  /** A path as it is seen from the file at `from`, or that of a file near it, of the first among which there is one, whose end the URL has. */
  #lead<T>(
    url: Value,
    from: string,
    among: readonly (() => readonly string[])[],
    read: (path: string) => T | undefined,
  ): Lead<T> {
    const pieces = piecesOf(url) ?? [];
    const tail = pieces.at(-1);
    if (typeof tail !== "string") return { kind: "missing" };
    const isWhole = pieces.length === 1;
    const path = resolvePath(directoryOf(from), tail);
    const direct = isWhole && !tail.includes("://") ? read(path) : undefined;
    if (direct !== undefined) return { kind: "found", path, found: direct, guessed: false };
    const segments = segmentsOf(tail, isWhole);
    const least = isWhole && isRelative(tail) ? segments.length : 1;
    for (const paths of among) {
      const best = nearest(paths(), segments, from, least);
      if (best.length > 1) return { kind: "ambiguous", paths: best };
      const found = best.length === 1 ? read(best[0]!) : undefined;
      if (found !== undefined) return { kind: "found", path: best[0]!, found, guessed: true };
    }
    return { kind: "missing" };
  }

  /** The template that a literal text in a template is; its places are those of the text. */
  literal(scalar: LocatedScalar): Template | undefined {
    return remembered(this.#inline, scalar, () => {
      const { output, diagnostics } = this.#parse.yaml(new SourceFile(scalar.span.file.path, scalar.text));
      for (const { span, ...diagnostic } of diagnostics)
        this.#log.report({
          ...diagnostic,
          span: span === undefined ? scalar.span : spanInside(scalar, span.start, span.end),
        });
      return output && templateOf({ file: scalar.span.file, root: relocated(output.root, scalar) });
    });
  }

  /** The template that an object in a template is. */
  object(document: LocatedDocument): Template | undefined {
    return remembered(this.#inline, document.root, () => templateOf(document));
  }

  /** The template that a text is which functions made: its places are in that text, which is no file, and which `path` names. */
  composed(path: string, text: string): Template | undefined {
    return templateOf(this.#parsed(path, text));
  }

  /** What `AWS::Include` reads: a path as seen from the file that includes it, or a URL whose end is the path of a file near it. */
  included(location: Value, from: string, strict: boolean): Included {
    const written = writtenUrl(location);
    if (this.#offered.has(from)) return { because: `the index does not tell the file to include, ${written}` };
    if (typeof piecesOf(location)?.at(-1) !== "string") return { because: `the file to include is at ${written}` };
    const lead = this.#lead(location, from, [this.#around.documents], (path) => this.#document(path));
    if (lead.kind === "ambiguous") {
      const some = lead.paths.slice(0, 3).join(", ");
      return { because: `the file to include, ${written}, can be ${lead.paths.length} files of the scan (${some})` };
    }
    if (lead.kind === "missing") return { because: `the file to include, ${written}, is not in the scanned files` };
    const { path, found: document, guessed } = lead;
    if (guessed && strict) return { because: `--strict: only the end of ${written} says which file is included` };
    const assumed = guessed ? { assumed: `what ${from} includes is ${path}, as its URL ends so` } : {};
    return this.#including(from, path) ?? { document, ...assumed };
  }

  /** Files that another one includes. */
  get includedPaths(): Iterable<string> {
    return [...this.#included.values()].flatMap((paths) => [...paths]);
  }

  /** Those that a file includes, or what it includes does. */
  includedBy(path: string): readonly string[] {
    const reached = new Set([path]);
    for (const one of reached) for (const next of this.#included.get(one) ?? []) reached.add(next);
    reached.delete(path);
    return [...reached];
  }

  /** Keeps that a file includes another; says so where it would include itself. */
  #including(from: string, path: string): { readonly because: string } | undefined {
    const reached = new Set([path]);
    for (const one of reached) for (const next of this.#included.get(one) ?? []) reached.add(next);
    if (reached.has(from)) return { because: `${path} includes itself` };
    this.#included.set(from, (this.#included.get(from) ?? new Set()).add(path));
    return undefined;
  }

  /** The text of a file beside a template. */
  text(path: string): string | undefined {
    const read = this.#files.read(path);
    return read.ok ? read.text : undefined;
  }

  /** Templates of the repository beside the scan whose text may have what is looked for, those nearest to `from` first. What is
   *  wrong in them is not said: nobody asked for them. */
  candidates(from: string, wanted: (text: string) => boolean): readonly Template[] {
    this.#beside ??= this.#besideScan();
    const all = this.#around.templates(this.#beside);
    // Where there are more than are looked at, the nearest are.
    const { paths, complete } = all.complete ? all : this.#around.templates(nearestFirst(this.#beside, from));
    if (!complete)
      this.#log.report({
        code: "repository-too-large",
        severity: "note",
        message: "the repository has more documents than are searched for the templates that the scan imports from",
        path: from,
        hint: "scan the templates together that are deployed together",
      });
    const found = paths.flatMap((path) => {
      const text = this.text(path);
      return text !== undefined && wanted(text) && looksLikeTemplate(text) ? (this.#quietly(path, text) ?? []) : [];
    });
    const order = nearestFirst(
      found.map(({ path }) => path),
      from,
    );
    return order.map((path) => found.find((one) => one.path === path)!);
  }

  #besideScan(): readonly string[] {
    const scanned = new Set(this.#scanned);
    return this.#around.documents().filter((path) => !scanned.has(path));
  }

  #quietly(path: string, text: string, isElsewhere = false): Template | undefined {
    return remembered(this.#templates, path, () => {
      const file = new SourceFile(path, text, false, isElsewhere);
      return templateOf(this.#parse.yaml(file).output);
    });
  }

  #document(path: string): LocatedDocument | undefined {
    return remembered(this.#documents, path, () => this.#read(path, () => true));
  }

  #read(path: string, wanted: (text: string) => boolean): LocatedDocument | undefined {
    const text = this.text(path);
    return text === undefined || !wanted(text) ? undefined : this.#parsed(path, text);
  }

  #parsed(path: string, text: string): LocatedDocument | undefined {
    const { output, diagnostics } = this.#parse.yaml(new SourceFile(path, text));
    for (const diagnostic of diagnostics) this.#log.report(diagnostic);
    return output;
  }
}

function templateOf(document: LocatedDocument | undefined): Template | undefined {
  const template = document && templateIn(document);
  return template && readTemplate(template);
}

/** A URL as people read it, with what is not known of it as dots. */
export function writtenUrl(url: Value): string {
  const pieces = piecesOf(url);
  if (pieces === undefined || pieces.every((piece) => typeof piece !== "string")) return "a URL that is not known";
  return textWith(url, () => "…");
}

/** The path segments at the end of a URL; the first may be the end of a longer one where a hole stands before it. */
function segmentsOf(tail: string, whole: boolean): readonly string[] {
  const path = tail.split(/[?#]/, 1)[0]!;
  const host = whole ? /^[a-z0-9]+:\/\/[^/]*/.exec(path) : null;
  return (host === null ? path : path.slice(host[0].length))
    .split("/")
    .filter((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/**
 * A path that `aws cloudformation package` and `sam build` look for from the directory of the template
 * (https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html). Where the file is laid elsewhere before that, it is there with
 * all of its path; one that only has its name is another, as `module.yml` of each package is.
 */
function isRelative(path: string): boolean {
  return !path.includes("://") && !path.startsWith("/");
}

/** The paths whose ends have the most segments in common with the URL, `least` at least, of those the nearest to `from`. */
function nearest(
  paths: readonly string[],
  segments: readonly string[],
  from: string,
  least: number,
): readonly string[] {
  let best: string[] = [];
  let score = 0;
  for (const path of paths) {
    const own = path.split("/");
    let matched = 0;
    while (matched < Math.min(own.length, segments.length) && own.at(-1 - matched) === segments.at(-1 - matched))
      matched += 1;
    if (matched < least || path === from) continue;
    const rank = matched * 1000 + sharedDirectories(path, from);
    if (rank > score) {
      best = [path];
      score = rank;
    } else if (rank === score) best.push(path);
  }
  return best;
}

function nearestFirst(paths: readonly string[], from: string): readonly string[] {
  return paths
    .map((path) => ({ path, shared: sharedDirectories(path, from) }))
    .sort((a, b) => b.shared - a.shared)
    .map(({ path }) => path);
}

function sharedDirectories(a: string, b: string): number {
  const [one, other] = [directoryOf(a).split("/"), directoryOf(b).split("/")];
  let shared = 0;
  while (shared < Math.min(one.length, other.length) && one[shared] === other[shared]) shared += 1;
  return shared;
}

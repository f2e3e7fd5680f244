/** Exports and imports of all stacks of a scan into who imports from whom. */
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { piecesOf } from "./values.ts";

export interface Export {
  readonly root: string;
  /** The logical path of the stack in its root. */
  readonly address: string;
  readonly output: string;
  readonly name: Value;
  readonly span: Span;
}

export interface Import {
  readonly root: string;
  readonly name: Value;
  readonly span: Span;
}

/** What an import finds. */
export type ImportTarget =
  /** `guessed`: the names have parts that are not known, and this export alone can be meant. */
  | { readonly kind: "export"; readonly export: Export; readonly guessed: boolean }
  | { readonly kind: "ambiguous"; readonly exports: readonly Export[] }
  | { readonly kind: "none" };

/** How an export name fits an import name: in every character, or where the unknown part of one is `binding`. */
interface Match {
  readonly export: Export;
  readonly binding: string | undefined;
}

export class Links {
  readonly #exports: readonly Export[];
  readonly #imports: readonly Import[];
  readonly #resolved = new Map<string, ImportTarget>();

  constructor(exports: readonly Export[], imports: readonly Import[]) {
    this.#exports = exports;
    this.#imports = imports;
    for (const root of new Set(imports.map((one) => one.root))) this.#resolveRoot(root);
  }

  target(root: string, name: Value): ImportTarget {
    return this.#resolved.get(keyOf(root, name)) ?? { kind: "none" };
  }

  /** Imports that several templates could satisfy, in groups of the same importer and the same exporters. */
  get ambiguous(): readonly { readonly imports: readonly Import[]; readonly exporters: readonly string[] }[] {
    const groups = new Map<string, { readonly imports: Import[]; readonly exporters: readonly string[] }>();
    const seen = new Set<string>();
    for (const one of this.#imports) {
      const name = keyOf(one.root, one.name);
      const target = this.#resolved.get(name);
      if (target?.kind !== "ambiguous" || seen.has(name)) continue;
      seen.add(name);
      const exporters = [...new Set(target.exports.map(({ root }) => root))];
      const key = [one.root, ...exporters].join("\u0000");
      const group = groups.get(key) ?? { imports: [], exporters };
      group.imports.push(one);
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  /** Pairs of roots of which the first imports from the second. */
  get edges(): readonly (readonly [string, string])[] {
    return this.#imports.flatMap(({ root, name }) => {
      const target = this.target(root, name);
      return target.kind === "export" ? [[root, target.export.root] as const] : [];
    });
  }

  /**
   * An export name is unique in an account and region. So where only one template exports what is imported, that one is deployed, and
   * none that exports a name of it can be deployed beside it; and all imports with the same unknown part mean one stack.
   */
  #resolveRoot(root: string): void {
    const names = new Map<string, Value>();
    for (const one of this.#imports) if (one.root === root) names.set(keyOf(root, one.name), one.name);
    const matches = new Map<string, readonly Match[]>();
    for (const [key, name] of names)
      matches.set(key, withoutTwins(preferExact(this.#exports.flatMap((one) => matchOf(name, one))), root));
    const groups = new Map<string, string[]>();
    for (const [key, found] of matches) {
      const binding = found[0]?.binding ?? "exact";
      if (found.length > 0) groups.set(binding, [...(groups.get(binding) ?? []), key]);
    }
    for (const [binding, keys] of groups) {
      let among: ReadonlySet<string> | undefined;
      for (const key of keys) {
        const own = new Set(matches.get(key)!.map((match) => `${match.export.root}#${match.export.address}`));
        const both: ReadonlySet<string> = among === undefined ? own : new Set([...among].filter((one) => own.has(one)));
        if (both.size > 0) among = both;
      }
      const allowed =
        binding === "exact" ? this.#deployed(keys.map((key) => matches.get(key)!)) : (among ?? new Set<string>());
      for (const key of keys) {
        const found = matches.get(key)!;
        const chosen = found.filter((match) => allowed.has(`${match.export.root}#${match.export.address}`));
        this.#resolved.set(key, targetOf(chosen.length > 0 ? chosen : found));
      }
    }
  }

  /** The stacks that can be deployed together so that every import has its export. */
  #deployed(imports: readonly (readonly Match[])[]): ReadonlySet<string> {
    const nameOf = (one: Export): string => `${one.root}#${one.address}`;
    const allowed = new Set(imports.flatMap((found) => found.map((match) => nameOf(match.export))));
    for (let changed = true; changed; ) {
      changed = false;
      for (const found of imports) {
        const left = [...new Set(found.map((match) => nameOf(match.export)).filter((one) => allowed.has(one)))];
        if (left.length !== 1) continue;
        const taken = new Set(this.#exports.filter((one) => nameOf(one) === left[0]).map((one) => shapeOf(one.name)));
        for (const other of this.#exports) {
          if (nameOf(other) === left[0] || !allowed.has(nameOf(other)) || !taken.has(shapeOf(other.name))) continue;
          allowed.delete(nameOf(other));
          changed = true;
        }
      }
    }
    return allowed;
  }
}

function preferExact(matches: readonly Match[]): readonly Match[] {
  const exact = matches.filter((match) => match.binding === undefined);
  return exact.length > 0 ? exact : matches;
}

/** Of a template that stands there in JSON and in YAML, the one in the importer's format. */
function withoutTwins(matches: readonly Match[], importer: string): readonly Match[] {
  const stem = (path: string): string => path.replace(/\.[^./]*$/, "");
  const format = (path: string): boolean => /\.json$/i.test(path);
  return matches.filter(
    ({ export: { root } }) =>
      format(root) === format(importer) ||
      !matches.some(
        ({ export: other }) =>
          other.root !== root && stem(other.root) === stem(root) && format(other.root) === format(importer),
      ),
  );
}

function targetOf(matches: readonly Match[]): ImportTarget {
  const [first, second] = matches;
  if (first === undefined) return { kind: "none" };
  if (second === undefined) return { kind: "export", export: first.export, guessed: first.binding !== undefined };
  return { kind: "ambiguous", exports: matches.map((match) => match.export) };
}

function keyOf(root: string, name: Value): string {
  return `${root}\u0000${shapeOf(name)}`;
}

function shapeOf(name: Value): string {
  return (piecesOf(name) ?? [])
    .map((piece) => (typeof piece === "string" ? piece : `\u0001${piece.symbol}\u0001`))
    .join("");
}

function matchOf(name: Value, one: Export): readonly Match[] {
  const [wanted, offered] = [piecesOf(name), piecesOf(one.name)];
  if (wanted === undefined || offered === undefined) return [];
  if (shapeOf(name) === shapeOf(one.name)) return [{ export: one, binding: undefined }];
  const binding = bindingOf(wanted, offered);
  return binding === undefined ? [] : [{ export: one, binding }];
}

type Pieces = readonly (string | UnknownValue)[];

/** What the unknown parts of the offered name must be for the names to be equal; undefined where nothing makes them so. */
function bindingOf(wanted: Pieces, offered: Pieces): string | undefined {
  const literal = offered.filter((piece) => typeof piece === "string").join("");
  if (!/[A-Za-z0-9]/.test(literal)) return undefined;
  if (wanted.length === offered.length && wanted.every((piece, index) => sameKind(piece, offered[index]!)))
    return wanted.flatMap((piece) => (typeof piece === "string" ? [] : [piece.symbol])).join("\u0001");
  const [text] = wanted;
  if (wanted.length === 1 && typeof text === "string") return holeIn(offered, text);
  const [other] = offered;
  const own = wanted.filter((piece) => typeof piece === "string").join("");
  if (offered.length !== 1 || typeof other !== "string" || !/[A-Za-z0-9]/.test(own)) return undefined;
  const hole = wanted.find((piece) => typeof piece !== "string");
  return holeIn(wanted, other) === undefined || hole === undefined || typeof hole === "string"
    ? undefined
    : hole.symbol;
}

function sameKind(a: string | UnknownValue, b: string | UnknownValue): boolean {
  return typeof a === "string" ? a === b : typeof b !== "string";
}

/** What the one hole of a pattern is in a text. */
function holeIn(pattern: Pieces, text: string): string | undefined {
  const at = pattern.findIndex((piece) => typeof piece !== "string");
  if (pattern.filter((piece) => typeof piece !== "string").length !== 1) return undefined;
  const [before, after] = [pattern.slice(0, at).join(""), pattern.slice(at + 1).join("")];
  if (!text.startsWith(before) || !text.endsWith(after) || text.length <= before.length + after.length)
    return undefined;
  return JSON.stringify(text.slice(before.length, text.length - after.length));
}

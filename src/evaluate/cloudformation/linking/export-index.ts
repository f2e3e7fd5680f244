/** The exports and imports of many templates into which exports each import can mean: whether names can be the same, and what makes them so. */
import { remembered } from "../../../base/collections.ts";
import { endWithout } from "../../../base/text-ends.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";
import { STACK_NAME } from "../stack/parameters.ts";
import { piecesOf, string, symbolOf, textOfValue, textWith } from "../values.ts";
import type { TemplateInterface } from "./interface.ts";
import type { Export, Import } from "./links.ts";
import { fills, gapOf, OfferedNames } from "./offered-names.ts";

export interface Match {
  readonly export: Export;
  readonly fit: Fit;
}

export class ExportIndex {
  readonly #interfaces: ReadonlyMap<string, TemplateInterface>;
  /** Roots of the scan: where one of them has what is imported, no template around it is thought of. */
  readonly #scanned: ReadonlySet<string>;
  /** Roots of other repositories: they are thought of where no template of this one has it. */
  readonly #offered: ReadonlySet<string>;
  readonly #exports: OfferedNames<Export>;
  /** The shapes of their names. */
  readonly #shapes: ReadonlySet<string>;
  readonly #matches = new Map<string, readonly Match[]>();
  /** What importers of one format have in common where names are alike. */
  readonly #shared = new Map<string, readonly Match[]>();
  /** The same before anything is left out. */
  readonly #alikes = new Map<string, readonly Match[]>();
  readonly #imports = new Map<string, readonly Import[]>();
  readonly #covered = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  /** How many templates it knows. */
  readonly size: number;

  constructor(
    interfaces: ReadonlyMap<string, TemplateInterface>,
    scanned: readonly string[],
    offered: readonly string[],
  ) {
    this.#offered = new Set(offered);
    this.#interfaces = interfaces;
    this.size = interfaces.size;
    this.#scanned = new Set(scanned);
    const exported = [...interfaces.values()].flatMap(({ exports }) => exports);
    this.#exports = new OfferedNames(exported, ({ name }) => piecesOf(name) ?? []);
    this.#shapes = new Set(exported.map(({ name }) => shapeOf(name)));
  }

  isScanned(root: string): boolean {
    return this.#scanned.has(root);
  }

  isOffered(root: string): boolean {
    return this.#offered.has(root);
  }

  exportsOf(root: string): readonly Export[] {
    return this.#interfaces.get(root)?.exports ?? [];
  }

  /** Each name once; it matters where one import of it does. */
  importsOf(root: string): readonly Import[] {
    return remembered(this.#imports, root, () => {
      const distinct = new Map<string, Import>();
      for (const one of this.#interfaces.get(root)?.imports ?? []) {
        const key = keyOf(root, one.name);
        const same = distinct.get(key);
        if (same === undefined || (one.matters && !same.matters)) distinct.set(key, one);
      }
      return [...distinct.values()];
    });
  }

  /** The exports that a name can mean. Where names are equal in every character, none is thought of that needs a stack of that name. */
  matches(root: string, name: Value): readonly Match[] {
    return remembered(this.#matches, keyOf(root, name), () => {
      const isOwn = this.exportsOf(root).length > 0 || (!isText(name) && this.#shapes.has(shapeOf(name)));
      if (isOwn)
        return chosenBy(
          root,
          this.#alike(name).flatMap((match) => seenFrom(root, name, match) ?? []),
        );
      const key = `${isJson(root)} ${namelessShapeOf(name)}`;
      return remembered(this.#shared, key, () => chosenBy(root, this.#alike(name)));
    });
  }

  /** What fits for a root that exports none of them, and in which no part of the name is certainly that of an export. */
  #alike(name: Value): readonly Match[] {
    return remembered(this.#alikes, namelessShapeOf(name), () =>
      this.#exports.thatMayBe(piecesOf(name) ?? []).flatMap((one): readonly Match[] => {
        const fit = fitOf(name, one.name);
        return fit === undefined ? [] : [{ export: one, fit }];
      }),
    );
  }

  /** Of a root's imports with this family, how many names the stack exports. */
  covered(root: string, family: string, stack: string): number {
    return this.#familiesOf(root).get(`${family}\u0000${stack}`)?.size ?? 0;
  }

  /** How many names of the family a root imports that some stack exports. */
  demanded(root: string, family: string): number {
    return this.#familiesOf(root).get(family)?.size ?? 0;
  }

  #familiesOf(root: string): ReadonlyMap<string, ReadonlySet<string>> {
    return remembered(this.#covered, root, () => {
      const names = new Map<string, Set<string>>();
      const add = (key: string, name: string): unknown => remembered(names, key, () => new Set<string>()).add(name);
      for (const { name } of this.importsOf(root))
        for (const { fit, export: one } of this.matches(root, name)) {
          if (fit.kind !== "stack") continue;
          add(fit.family, shapeOf(name));
          add(`${fit.family}\u0000${stackOf(one)}`, shapeOf(name));
        }
      return names;
    });
  }
}

/** A stack among those of all roots. */
export function stackOf({ root, address }: Export): string {
  return `${root}#${address}`;
}

export function keyOf(root: string, name: Value): string {
  return `${root}\u0000${shapeOf(name)}`;
}

/** As a root sees it: of its own exports only what is certainly equal. */
function seenFrom(root: string, name: Value, match: Match): Match | undefined {
  if (shapeOf(name) === shapeOf(match.export.name)) return { export: match.export, fit: { kind: "same" } };
  return match.export.root === root ? undefined : match;
}

function chosenBy(importer: string, all: readonly Match[]): readonly Match[] {
  const named = all.some(({ fit }) => fit.kind === "same");
  return withoutTwins(named ? all.filter(({ fit }) => fit.kind !== "stack") : all, importer);
}

/** Of a template that stands there in JSON and in YAML, the one in the importer's format. */
function withoutTwins(matches: readonly Match[], importer: string): readonly Match[] {
  const stem = (path: string): string => path.replace(/\.[^./]*$/, "");
  const isLike = ({ export: { root } }: Match): boolean => isJson(root) === isJson(importer);
  const twins = new Set(matches.filter(isLike).map((match) => stem(match.export.root)));
  return matches.filter((match) => isLike(match) || !twins.has(stem(match.export.root)));
}

function isJson(path: string): boolean {
  return /\.json$/i.test(path);
}

/**
 * `same`: equal in every character. `alike`: equal where parameters have the values that make them so. `stack`: equal where the
 * exporting stack is named as the `family` says, which is the known part of the imported name that stands for it, or the parameter
 * that gives it: all names of a family are exports of one stack.
 */
export type Fit =
  | { readonly kind: "same" }
  | { readonly kind: "alike"; readonly family: string }
  | { readonly kind: "stack"; readonly family: string };

function fitOf(wanted: Value, offered: Value): Fit | undefined {
  const [own, other] = [piecesOf(wanted), piecesOf(offered)];
  if (own === undefined || other === undefined) return undefined;
  if (isText(wanted) && shapeOf(wanted) === shapeOf(offered)) return { kind: "same" };
  const [first] = equationsOf(wanted, offered);
  if (first === undefined || !hasWord(own) || !hasWord(other)) return undefined;
  const holes = own.filter((piece) => typeof piece !== "string");
  const family = holes.length === 0 ? JSON.stringify(textOfValue(first[1])) : holes.map(parameterOf).join("\u0001");
  return { kind: other.some((piece) => typeof piece !== "string" && isStackName(piece)) ? "stack" : "alike", family };
}

/** Equal for names that are certainly equal. */
function shapeOf(name: Value): string {
  return remembered(shapes, name, () => textWith(name, ({ symbol }) => `\u0001${symbol}\u0001`));
}

const shapes = new WeakMap<Value, string>();

/** Equal for names that fit the same exports of other roots: what is not known is called as its parameter is in every root. */
function namelessShapeOf(name: Value): string {
  return textWith(name, (piece) => `\u0001${parameterOf(piece)}\u0001`);
}

function isText(name: Value): boolean {
  return textOfValue(name) !== undefined;
}

/** Equal for exports that cannot be deployed side by side, because a name is unique in an account and region
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html). Undefined for a name that each stack
 *  makes its own. */
export function uniqueNameOf(name: Value): string | undefined {
  const pieces = piecesOf(name) ?? [];
  if (pieces.some((piece) => typeof piece !== "string" && isStackName(piece))) return undefined;
  return namelessShapeOf(name);
}

/** The last word of a name, which stands in the text of every template that exports it; empty where that is not known. */
export function lastWordOf(name: Value): string {
  const last = piecesOf(name)?.at(-1);
  return typeof last === "string" ? last.slice(endWithout(/[A-Za-z0-9]/, last)) : "";
}

/** Parameters of the same name in several templates are given the same value. */
function parameterOf(piece: UnknownValue): string {
  return isStackName(piece) ? piece.symbol : piece.symbol.replace(/^.*#/, "");
}

function isStackName({ symbol }: UnknownValue): boolean {
  return symbol.endsWith(STACK_NAME);
}

/** Of a name, in order: texts and what is not known. */
type Pieces = readonly (string | UnknownValue)[];

/** Whether something of a name is known that tells it from others. */
export function hasWord(pieces: Pieces): boolean {
  return pieces.some((piece) => typeof piece === "string" && /[A-Za-z0-9]/.test(piece));
}

function isAlike(a: string | UnknownValue, b: string | UnknownValue): boolean {
  return typeof a === "string" ? a === b : typeof b !== "string";
}

/** What must be equal for two names to be: pairs of an unknown and what it is. */
export function equationsOf(wanted: Value, offered: Value): readonly (readonly [Value, Value])[] {
  const [own, other] = [piecesOf(wanted) ?? [], piecesOf(offered) ?? []];
  if (own.length === other.length && own.every((piece, at) => isAlike(piece, other[at]!)))
    return own.flatMap((piece, at) => {
      const partner = other[at]!;
      return typeof piece === "string" || typeof partner === "string" ? [] : [[piece, partner] as const];
    });
  for (const [pattern, text] of [
    [own, other],
    [other, own],
  ] as const) {
    const [only] = text;
    const hole = pattern.find((piece) => typeof piece !== "string");
    const value = text.length === 1 && typeof only === "string" ? textOfHole(pattern, only) : undefined;
    if (hole !== undefined && value !== undefined) return [[hole, string(value, hole.origin!)]];
  }
  return [];
}

/** What the one hole of a pattern is in a text. */
function textOfHole(pattern: Pieces, text: string): string | undefined {
  const gap = gapOf(pattern);
  if (gap === undefined || !fills(gap, text)) return undefined;
  return text.slice(gap.before.length, text.length - gap.after.length);
}

export class EqualNames {
  /** By symbol, what is equal to it, itself among them; in the order in which they were met. */
  readonly #classes = new Map<string, Map<string, Value>>();

  /** Returns the symbols of which this says something. */
  add(wanted: Value, offered: Value): readonly string[] {
    const equations = equationsOf(wanted, offered);
    for (const [one, other] of equations) this.#equate(other, one);
    return equations.flatMap((both) => both.map(symbolOf));
  }

  #equate(a: Value, b: Value): void {
    const [left, right] = [a, b].map((value) => this.#classOf(value)) as [Map<string, Value>, Map<string, Value>];
    if (left === right) return;
    for (const [symbol, value] of right) {
      left.set(symbol, value);
      this.#classes.set(symbol, left);
    }
  }

  #classOf(value: Value): Map<string, Value> {
    const symbol = symbolOf(value);
    const known = this.#classes.get(symbol) ?? new Map([[symbol, value]]);
    this.#classes.set(symbol, known);
    return known;
  }

  /** What an unknown is: a text, or another unknown that stands for all that are equal. Undefined where it stands for itself, or where
   *  the names contradict each other. */
  meaning(symbol: string): Value | undefined {
    const all = [...(this.#classes.get(symbol)?.values() ?? [])];
    const texts = all.filter(({ kind }) => kind !== "unknown");
    const stacks = all.filter((value) => value.kind === "unknown" && isStackName(value));
    if (texts.length > 1 || stacks.length > 1) return undefined;
    const found = texts[0] ?? stacks[0] ?? all[0];
    return found === undefined || symbolOf(found) === symbol ? undefined : found;
  }

  /** Equal for names that are equal when their unknown parts are what they are taken to be. */
  shapeOf(name: Value): string {
    return textWith(name, (piece) => {
      const is = this.meaning(piece.symbol) ?? piece;
      return is.kind === "string" ? is.value : `\u0001${symbolOf(is)}\u0001`;
    });
  }
}

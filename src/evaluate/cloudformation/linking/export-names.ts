/** The name that is imported and a name that is exported into whether they can be the same, and what makes them so. */
import type { UnknownValue, Value } from "../../../base/value.ts";
import { STACK_NAME } from "../stack/parameters.ts";
import { piecesOf, string, symbolOf, textWith } from "../values.ts";

/**
 * `same`: equal in every character. `alike`: equal where parameters have the values that make them so. `stack`: equal where the
 * exporting stack is named as the `family` says, which is the known part of the imported name that stands for it, or the parameter
 * that gives it: all names of a family are exports of one stack.
 */
export type Fit =
  | { readonly kind: "same" }
  | { readonly kind: "alike"; readonly family: string }
  | { readonly kind: "stack"; readonly family: string };

export function fitOf(wanted: Value, offered: Value): Fit | undefined {
  const [own, other] = [piecesOf(wanted), piecesOf(offered)];
  if (own === undefined || other === undefined) return undefined;
  if (shapeOf(wanted) === shapeOf(offered)) return { kind: "same" };
  const family = familyOf(own, other);
  if (family === undefined) return undefined;
  return { kind: other.some((piece) => typeof piece !== "string" && isStackName(piece)) ? "stack" : "alike", family };
}

/** Equal for names that are certainly equal. */
export function shapeOf(name: Value): string {
  return textWith(name, ({ symbol }) => `\u0001${symbol}\u0001`);
}

/** Equal for exports that cannot be deployed side by side, because a name is unique in an account and region
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html). Undefined for a name that each stack
 *  makes its own. */
export function uniqueNameOf(name: Value): string | undefined {
  const pieces = piecesOf(name) ?? [];
  if (pieces.some((piece) => typeof piece !== "string" && isStackName(piece))) return undefined;
  return textWith(name, (piece) => `\u0001${parameterOf(piece)}\u0001`);
}

/** The last word of a name, which stands in the text of every template that exports it; empty where that is not known. */
export function lastWordOf(name: Value): string {
  const last = piecesOf(name)?.at(-1);
  return typeof last === "string" ? (/[A-Za-z0-9]*$/.exec(last)?.[0] ?? "") : "";
}

type Pieces = readonly (string | UnknownValue)[];

/** What the unknown parts must be for the names to be equal; undefined where nothing makes them so. */
function familyOf(wanted: Pieces, offered: Pieces): string | undefined {
  if (!hasWord(offered)) return undefined;
  if (wanted.length === offered.length && wanted.every((piece, index) => isAlike(piece, offered[index]!)))
    return wanted.flatMap((piece) => (typeof piece === "string" ? [] : [parameterOf(piece)])).join("\u0001");
  const [text] = wanted;
  if (wanted.length === 1 && typeof text === "string") {
    const found = textOfHole(offered, text);
    return found === undefined ? undefined : JSON.stringify(found);
  }
  const [other] = offered;
  if (offered.length !== 1 || typeof other !== "string" || !hasWord(wanted)) return undefined;
  const hole = wanted.find((piece) => typeof piece !== "string");
  return textOfHole(wanted, other) === undefined || hole === undefined ? undefined : parameterOf(hole);
}

/** Parameters of the same name in several templates are given the same value. */
function parameterOf(piece: UnknownValue): string {
  return isStackName(piece) ? piece.symbol : piece.symbol.replace(/^.*#/, "");
}

function isStackName({ symbol }: UnknownValue): boolean {
  return symbol.endsWith(STACK_NAME);
}

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
  const at = pattern.findIndex((piece) => typeof piece !== "string");
  if (pattern.filter((piece) => typeof piece !== "string").length !== 1) return undefined;
  const [before, after] = [pattern.slice(0, at).join(""), pattern.slice(at + 1).join("")];
  if (!text.startsWith(before) || !text.endsWith(after) || text.length <= before.length + after.length)
    return undefined;
  return text.slice(before.length, text.length - after.length);
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

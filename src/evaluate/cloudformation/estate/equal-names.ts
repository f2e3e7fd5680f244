/** Names that are taken to be equal, because one is imported and the other is what it means, into what the unknown parts of them are. */
import type { Value } from "../../../base/value.ts";
import { piecesOf, symbolOf } from "../values.ts";
import { equationsOf, isStackName } from "./export-names.ts";

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
    return (piecesOf(name) ?? [])
      .map((piece) => {
        if (typeof piece === "string") return piece;
        const is = this.meaning(piece.symbol) ?? piece;
        return is.kind === "string" ? is.value : `\u0001${symbolOf(is)}\u0001`;
      })
      .join("");
  }
}

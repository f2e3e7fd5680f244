/** One line of a graph's text, and the values in it. */
import type { Fact } from "../../src/base/fact.ts";
import type { Existence } from "../../src/base/value.ts";
import { known, open, ROOT, unknown } from "./graph-builder.ts";

/** A line in its parts. */
export class Line {
  readonly text: string;
  readonly kind: string;
  readonly name: string;
  readonly exists: Existence;
  readonly root: string;
  readonly note: string | undefined;
  /** What stands after the name, without what every line may have. */
  readonly words: readonly string[];

  constructor(text: string) {
    const [body, condition] = text.split(" if ");
    const [kind, name, ...words] = body!.split(" ");
    this.text = text;
    this.kind = kind!;
    this.name = name!;
    this.exists = condition === undefined ? true : unknown(condition);
    this.root = words.find((word) => word.startsWith("@"))?.slice(1) ?? ROOT;
    this.note = words.find((word) => word.startsWith("!"))?.slice(1);
    this.words = words.filter((word) => !word.startsWith("@") && !word.startsWith("!"));
  }

  has(word: string): boolean {
    return this.words.includes(word);
  }

  /** What is written after `key=`; undefined where nothing or `-` is. */
  get(key: string): string | undefined {
    const text = this.words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
    return text === "-" ? undefined : text;
  }

  list(key: string): readonly string[] {
    return (this.get(key) ?? "").split(",").filter((text) => text !== "");
  }
}

/** The value, or the unknown that `?symbol` or `?symbol{a|b}` stands for. */
export function fact<T>(text: string, read: (text: string) => T): Fact<T> {
  if (!text.startsWith("?")) return known(read(text));
  const [symbol, choices] = text.slice(1).replace("}", "").split("{");
  return choices === undefined ? open<T>(symbol!) : open<T>(symbol!, choices.split("|").map(read));
}

export const number = (text: string): Fact<number> => fact(text, Number);
export const flag = (text: string): Fact<boolean> => fact(text, (word) => word === "yes");
export const word = <T extends string>(text: string): Fact<T> => fact(text, (one) => one as T);

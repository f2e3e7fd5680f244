/** Names of exports that are partly known, and which of them a name can be at all. */
import { groupBy, remembered } from "../../../base/collections.ts";

/** Of a name, in order: texts, and what stands for a part that is not known. */
export type NamePieces = readonly (string | object)[];

/** Exports by their names: few of a large repository can be what an import means, and only these are compared with it piece by piece. */
export class OfferedNames<T> {
  readonly #byPattern: ReadonlyMap<string, readonly Offered<T>[]>;
  /** Those of which the whole name is known. */
  readonly #texts: readonly (Offered<T> & { readonly text: string })[];
  /** Those of which one part is not. */
  readonly #gapped: readonly (Offered<T> & Gap)[];

  constructor(all: readonly T[], nameOf: (one: T) => NamePieces) {
    const offered = all.map((one, at): Offered<T> => ({ one, at, pieces: nameOf(one) }));
    this.#byPattern = groupBy(offered, ({ pieces }) => patternOf(pieces));
    this.#texts = offered.flatMap((one) => {
      const text = wholeText(one.pieces);
      return text === undefined ? [] : [{ ...one, text }];
    });
    this.#gapped = offered.flatMap((one) => {
      const gap = gapOf(one.pieces);
      return gap === undefined ? [] : [{ ...one, ...gap }];
    });
  }

  readonly #found = new Map<string, readonly T[]>();

  /** Not fewer than have a name that can be this one, in the order of all. */
  thatMayBe(pieces: NamePieces): readonly T[] {
    return remembered(this.#found, patternOf(pieces), () => this.#thatMayBe(pieces));
  }

  #thatMayBe(pieces: NamePieces): readonly T[] {
    const [text, gap] = [wholeText(pieces), gapOf(pieces)];
    const found = new Set([
      ...(this.#byPattern.get(patternOf(pieces)) ?? []),
      ...(text === undefined ? [] : this.#gapped.filter((one) => fills(one, text))),
      ...(gap === undefined ? [] : this.#texts.filter((one) => fills(gap, one.text))),
    ]);
    // One may be found in two ways, under two objects.
    return [...new Map([...found].sort((a, b) => a.at - b.at).map((one) => [one.at, one.one])).values()];
  }
}

interface Offered<T> {
  readonly one: T;
  /** Its place among all. */
  readonly at: number;
  readonly pieces: NamePieces;
}

/** What stands around the one part of a name that is not known. */
export interface Gap {
  readonly before: string;
  readonly after: string;
}

/** Equal for names that are equal but for what is not known. */
function patternOf(pieces: NamePieces): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : "\u0001")).join("");
}

function wholeText(pieces: NamePieces): string | undefined {
  const [only] = pieces;
  return pieces.length === 1 && typeof only === "string" ? only : undefined;
}

export function gapOf(pieces: NamePieces): Gap | undefined {
  const at = pieces.findIndex((piece) => typeof piece !== "string");
  if (at === -1 || pieces.some((piece, other) => other > at && typeof piece !== "string")) return undefined;
  return { before: pieces.slice(0, at).join(""), after: pieces.slice(at + 1).join("") };
}

/** Whether something fills the gap so that the name is this text. */
export function fills({ before, after }: Gap, text: string): boolean {
  return text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

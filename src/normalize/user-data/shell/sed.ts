/** What `sed` makes of a text: substitutions of simple expressions, deleted, added and changed lines
 *  (https://www.gnu.org/software/sed/manual/sed.html). */
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, linesOf, NEWLINE, undone } from "../text.ts";
import { expressionOf, find, type SimpleExpression } from "./patterns.ts";

type Address =
  | { readonly kind: "every" }
  | { readonly kind: "last" }
  | { readonly kind: "line"; readonly line: SimpleExpression };

type Edit =
  | {
      readonly kind: "substitute";
      readonly wanted: SimpleExpression;
      readonly by: readonly Piece[];
      readonly every: boolean;
    }
  | { readonly kind: "delete" }
  | { readonly kind: "append" | "insert" | "change"; readonly text: FlatText };

/** A part of a replacement; undefined for what was found. */
type Piece = FlatText | undefined;

interface Instruction {
  readonly address: Address;
  readonly edit: Edit;
}

/** Longer lines are not compared with expressions. */
const LONGEST_LINE = 4096;

/** Undefined for what is not followed. */
export function edited(text: FlatText, scripts: readonly FlatText[], extended: boolean): FlatText | undefined {
  const instructions: Instruction[] = [];
  for (const script of scripts) {
    const read = new Reader(script, extended).instructions();
    if (read === undefined) return undefined;
    instructions.push(...read);
  }
  const lines = linesOf(text);
  if (lines.some(({ start, end }) => end - start > LONGEST_LINE)) return undefined;
  const made = lines.flatMap(({ start, end }, at) =>
    editLine(sliceText(text, start, end), at === lines.length - 1, instructions),
  );
  const whole = joinTexts(made.flatMap((line) => [line, NEWLINE]));
  const ended = text.characters.endsWith("\n") || made.length > lines.length;
  return ended ? whole : sliceText(whole, 0, Math.max(0, whole.characters.length - 1));
}

function editLine(line: FlatText, last: boolean, instructions: readonly Instruction[]): readonly FlatText[] {
  const before: FlatText[] = [];
  const after: FlatText[] = [];
  let current = line;
  for (const { address, edit } of instructions) {
    const here =
      address.kind === "every" ||
      (address.kind === "last" ? last : find(address.line, current.characters, 0) !== undefined);
    if (!here) continue;
    if (edit.kind === "delete") return [...before, ...after];
    if (edit.kind === "change") return [...before, edit.text, ...after];
    if (edit.kind === "substitute") current = substituted(current, edit);
    else (edit.kind === "insert" ? before : after).push(edit.text);
  }
  return [...before, current, ...after];
}

function substituted(line: FlatText, { wanted, by, every }: Extract<Edit, { kind: "substitute" }>): FlatText {
  const pieces: FlatText[] = [];
  let at = 0;
  for (let from = 0; from <= line.characters.length; ) {
    const found = find(wanted, line.characters, from);
    if (found === undefined) break;
    const matched = sliceText(line, found.start, found.end);
    pieces.push(sliceText(line, at, found.start), ...by.map((piece) => piece ?? matched));
    at = found.end;
    from = found.end > found.start ? found.end : found.end + 1;
    if (!every || wanted.atStart) break;
  }
  return joinTexts([...pieces, sliceText(line, at, line.characters.length)]);
}

class Reader {
  readonly #script: FlatText;
  readonly #text: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(script: FlatText, extended: boolean) {
    this.#script = script;
    this.#text = script.characters;
    this.#extended = extended;
  }

  instructions(): readonly Instruction[] | undefined {
    const found: Instruction[] = [];
    for (;;) {
      while (/[ \t\n;]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
      if (this.#at >= this.#text.length) return found;
      const address = this.#address();
      const edit = address === undefined ? undefined : this.#edit();
      if (address === undefined || edit === undefined) return undefined;
      found.push({ address, edit });
    }
  }

  #address(): Address | undefined {
    const first = this.#text[this.#at];
    if (first === "$") {
      this.#at += 1;
      this.#blanks();
      return { kind: "last" };
    }
    if (first !== "/") return { kind: "every" };
    const range = this.#until("/");
    const line = range === undefined ? undefined : this.#expression(range);
    this.#blanks();
    return line === undefined ? undefined : { kind: "line", line };
  }

  #edit(): Edit | undefined {
    const command = this.#text[this.#at++];
    switch (command) {
      case "d":
        return /^[ \t]*(?:[;\n}]|$)/.test(this.#text.slice(this.#at)) ? { kind: "delete" } : undefined;
      case "s":
        return this.#substitution();
      case "a":
        return { kind: "append", text: this.#line() };
      case "i":
        return { kind: "insert", text: this.#line() };
      case "c":
        return { kind: "change", text: this.#line() };
      default:
        return undefined;
    }
  }

  #substitution(): Edit | undefined {
    const delimiter = this.#text[this.#at];
    if (delimiter === undefined || /[\w\s\\]/.test(delimiter)) return undefined;
    const wanted = this.#until(delimiter);
    if (wanted === undefined) return undefined;
    this.#at -= 1;
    const by = this.#until(delimiter);
    const flags = /^[gI]*(?=[ \t]*(?:[;\n]|$))/.exec(this.#text.slice(this.#at, this.#at + 8))?.[0];
    if (by === undefined || flags === undefined || flags.includes("I")) return undefined;
    this.#at += flags.length;
    const expression = this.#expression(wanted);
    const pieces = this.#replacement(by, delimiter);
    if (expression === undefined || pieces === undefined) return undefined;
    return { kind: "substitute", wanted: expression, by: pieces, every: flags.includes("g") };
  }

  /** The range from after the delimiter here to before the next one, which is passed. */
  #until(delimiter: string): readonly [number, number] | undefined {
    const start = this.#at + 1;
    for (let at = start; at < this.#text.length; at++) {
      if (this.#text[at] === "\\") at += 1;
      else if (this.#text[at] === delimiter) {
        this.#at = at + 1;
        return [start, at];
      }
    }
    return undefined;
  }

  #expression([start, end]: readonly [number, number]): SimpleExpression | undefined {
    if (sliceText(this.#script, start, end).holes.size > 0) return undefined;
    return expressionOf(this.#text.slice(start, end), this.#extended);
  }

  #replacement([start, end]: readonly [number, number], delimiter: string): readonly Piece[] | undefined {
    const pieces: Piece[] = [];
    let from = start;
    for (let at = start; at < end; at++) {
      const character = this.#text[at];
      if (character !== "&" && character !== "\\") continue;
      pieces.push(sliceText(this.#script, from, at));
      from = at + 1;
      if (character === "&") pieces.push(undefined);
      else {
        const escaped = this.#text[++at]!;
        if (escaped === "n") pieces.push(NEWLINE);
        else if (/[\w]/.test(escaped) && escaped !== delimiter) return undefined;
        else pieces.push(sliceText(this.#script, at, at + 1));
        from = at + 1;
      }
    }
    return [...pieces, sliceText(this.#script, from, end)];
  }

  /** The text of `a`, `i` and `c`: the rest of the line, or the next one after a backslash. */
  #line(): FlatText {
    const rest = this.#text.slice(this.#at);
    this.#at += /^[ \t]*(?:\\\n?[ \t]*)?/.exec(rest)![0].length;
    const newline = this.#text.indexOf("\n", this.#at);
    const end = newline === -1 ? this.#text.length : newline;
    const written = this.#text.slice(this.#at, end);
    const text = undone(this.#script, this.#at, end, written.replaceAll(/\\(.)/g, "$1"));
    this.#at = end;
    return text.characters === "" ? EMPTY : text;
  }

  #blanks(): void {
    while (this.#text[this.#at] === " ") this.#at += 1;
  }
}

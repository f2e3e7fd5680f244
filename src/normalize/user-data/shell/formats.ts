/** The escapes of `echo -e` and the formats of `printf`. */
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, known, literal } from "../text.ts";

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["e", "\x1b"],
  ["E", "\x1b"],
  ["\\", "\\"],
]);

export interface Unescaped {
  readonly text: FlatText;
  /** `\c`: nothing more is printed. */
  readonly ended: boolean;
}

/** With escapes undone. Octal ones begin with 0 in `echo`, and need not in a format. */
export function unescaped(text: FlatText, format = false): Unescaped {
  const { characters } = text;
  const pieces: FlatText[] = [];
  let from = 0;
  for (let at = characters.indexOf("\\"); at !== -1; at = characters.indexOf("\\", Math.max(at, from))) {
    const next = characters[at + 1] ?? "";
    const plain = ESCAPES.get(next) ?? (format && (next === '"' || next === "'") ? next : undefined);
    const code = numeric(characters, at + 1, format);
    pieces.push(sliceText(text, from, at));
    if (next === "c") return { text: joinTexts(pieces), ended: true };
    if (plain !== undefined) {
      pieces.push(literal(plain));
      from = at + 2;
    } else if (code !== undefined) {
      pieces.push(literal(String.fromCharCode(code.value)));
      from = at + 1 + code.length;
    } else {
      pieces.push(sliceText(text, at, at + 1));
      from = at + 1;
    }
  }
  pieces.push(sliceText(text, from, characters.length));
  return { text: joinTexts(pieces), ended: false };
}

function numeric(text: string, at: number, format: boolean): { value: number; length: number } | undefined {
  const rest = text.slice(at, at + 5);
  const octal = (format ? /^([0-7]{1,3})/ : /^0([0-7]{0,3})/).exec(rest);
  if (octal !== null) return { value: Number.parseInt(octal[1] || "0", 8) & 0xff, length: octal[0].length };
  const hexadecimal = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hexadecimal !== null) return { value: Number.parseInt(hexadecimal[1]!, 16), length: hexadecimal[0].length };
  return undefined;
}

const DIRECTIVE = /%(?:%|(-?)(\d{0,4})([a-zA-Z]))/g;

/** What `printf` prints; undefined for formats that are not followed. The format is gone through until no value is left. */
export function formatted(format: FlatText, values: readonly FlatText[]): FlatText | undefined {
  const { characters } = format;
  const directives = [...characters.matchAll(DIRECTIVE)];
  const taking = directives.filter(([text]) => text !== "%%").length;
  if (characters.replaceAll(DIRECTIVE, "").includes("%")) return undefined;
  const pieces: FlatText[] = [];
  let next = 0;
  do {
    let from = 0;
    for (const directive of directives) {
      const [text, , width, letter] = directive;
      const literally = unescaped(sliceText(format, from, directive.index), true);
      pieces.push(literally.text);
      if (literally.ended) return joinTexts(pieces);
      from = directive.index + text.length;
      if (text === "%%") {
        pieces.push(literal("%"));
        continue;
      }
      if (width !== "") return undefined;
      const value = converted(letter!, values[next++]);
      if (value === undefined) return undefined;
      pieces.push(value);
    }
    const rest = unescaped(sliceText(format, from, characters.length), true);
    pieces.push(rest.text);
    if (rest.ended) break;
  } while (taking > 0 && next < values.length);
  return joinTexts(pieces);
}

function converted(letter: string, value: FlatText | undefined): FlatText | undefined {
  switch (letter) {
    case "s":
      return value ?? EMPTY;
    case "b":
      return value === undefined ? EMPTY : unescaped(value).text;
    case "d":
    case "i": {
      const number = value === undefined ? "0" : known(value);
      return number !== undefined && /^(?:0|-?[1-9]\d{0,14})$/.test(number) ? (value ?? literal("0")) : undefined;
    }
    default:
      return undefined;
  }
}

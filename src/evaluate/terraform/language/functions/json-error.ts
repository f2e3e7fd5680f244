/** Text that is not JSON into what is wrong with it, as Go's encoding/json words it. */
import { quote } from "../types/type-words.ts";

/** The first mistake, or the value's text: Go does not mind a closing bracket behind it. */
export function checkJson(text: string): { readonly error: string } | { readonly json: string } {
  const reader = { text, at: 0 };
  const error = valueError(reader, 0);
  if (error !== undefined) return { error };
  const json = text.slice(0, reader.at);
  blanks(reader);
  const rest = text[reader.at];
  return rest === undefined || rest === "]" || rest === "}" ? { json } : { error: "extraneous data after JSON object" };
}

interface Reader {
  readonly text: string;
  at: number;
}

const MAX_DEPTH = 10_000;

function blanks(reader: Reader): void {
  while (/[ \t\r\n]/.test(reader.text[reader.at] ?? "")) reader.at++;
}

function invalid(reader: Reader, where: string): string {
  const code = reader.text.codePointAt(reader.at);
  if (code === undefined)
    // Inside a literal the end is unexpected; between tokens it is merely the end.
    return where.startsWith("in ") || where.endsWith("literal") ? "unexpected EOF" : "EOF";
  // Go looks at bytes: of a character of several it names the first.
  const character = String.fromCharCode(code < 0x80 ? code : new TextEncoder().encode(String.fromCodePoint(code))[0]!);
  const shown = character === "'" ? "'\\''" : character === '"' ? "'\"'" : `'${quote(character).slice(1, -1)}'`;
  return `invalid character ${shown}${where === "" ? "" : ` ${where}`}`;
}

function valueError(reader: Reader, depth: number): string | undefined {
  blanks(reader);
  if (reader.at >= reader.text.length) return "EOF";
  if (depth > MAX_DEPTH) return "exceeded max depth";
  const character = reader.text[reader.at]!;
  if (character === "{") return objectError(reader, depth);
  if (character === "[") return arrayError(reader, depth);
  if (character === '"') return stringError(reader);
  if (character === "-" || (character >= "0" && character <= "9")) return numberError(reader);
  for (const word of ["true", "false", "null"]) if (character === word[0]) return wordError(reader, word);
  return invalid(reader, "looking for beginning of value");
}

function wordError(reader: Reader, word: string): string | undefined {
  for (let at = 1; at < word.length; at++) {
    reader.at++;
    if (reader.text[reader.at] !== word[at]) return invalid(reader, `in literal ${word} (expecting '${word[at]}')`);
  }
  reader.at++;
  return undefined;
}

function numberError(reader: Reader): string | undefined {
  const digits = () => {
    const from = reader.at;
    while (/[0-9]/.test(reader.text[reader.at] ?? "")) reader.at++;
    return reader.at > from;
  };
  if (reader.text[reader.at] === "-") reader.at++;
  if (reader.text[reader.at] === "0") reader.at++;
  else if (!digits()) return invalid(reader, "in numeric literal");
  if (reader.text[reader.at] === ".") {
    reader.at++;
    if (!digits()) return invalid(reader, "after decimal point in numeric literal");
  }
  if (/[eE]/.test(reader.text[reader.at] ?? "")) {
    reader.at++;
    if (/[+-]/.test(reader.text[reader.at] ?? "")) reader.at++;
    if (!digits()) return invalid(reader, "in exponent of numeric literal");
  }
  return undefined;
}

function stringError(reader: Reader): string | undefined {
  for (reader.at++; ; reader.at++) {
    const character = reader.text[reader.at];
    if (character === undefined) return "unexpected EOF";
    if (character === '"') break;
    if (character < " ") return invalid(reader, "in string literal");
    if (character !== "\\") continue;
    const mark = reader.text[++reader.at];
    if (mark === "u") {
      for (let count = 0; count < 4; count++) {
        reader.at++;
        if (!/[0-9a-fA-F]/.test(reader.text[reader.at] ?? ""))
          return invalid(reader, "in \\u hexadecimal character escape");
      }
    } else if (mark === undefined || !'"\\/bfnrt'.includes(mark)) return invalid(reader, "in string escape code");
  }
  reader.at++;
  return undefined;
}

function objectError(reader: Reader, depth: number): string | undefined {
  reader.at++;
  for (let first = true; ; first = false) {
    blanks(reader);
    if (first && reader.text[reader.at] === "}") break;
    if (reader.text[reader.at] !== '"')
      return invalid(reader, first ? "" : "looking for beginning of object key string");
    const wrong = stringError(reader);
    if (wrong !== undefined) return wrong;
    blanks(reader);
    if (reader.text[reader.at] !== ":") return invalid(reader, "after object key");
    reader.at++;
    const inner = valueError(reader, depth + 1);
    if (inner !== undefined) return inner;
    blanks(reader);
    if (reader.text[reader.at] === "}") break;
    if (reader.text[reader.at] !== ",") return invalid(reader, "after object key:value pair");
    reader.at++;
  }
  reader.at++;
  return undefined;
}

function arrayError(reader: Reader, depth: number): string | undefined {
  reader.at++;
  for (let first = true; ; first = false) {
    blanks(reader);
    if (first && reader.text[reader.at] === "]") break;
    const inner = valueError(reader, depth + 1);
    if (inner !== undefined) return inner;
    blanks(reader);
    if (reader.text[reader.at] === "]") break;
    if (reader.text[reader.at] !== ",") return invalid(reader, "after array element");
    reader.at++;
  }
  reader.at++;
  return undefined;
}

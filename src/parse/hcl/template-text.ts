/** Pieces of template text into the characters that they stand for: escapes, white space, the indentation of heredocs. */
import { normalForm } from "../../base/normal-form.ts";
import type { Cursor } from "./cursor.ts";
import type { TemplatePiece, TextPiece } from "./template.ts";
import { Kind } from "./token.ts";

const SIMPLE: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** The value of a Text or RawText token; backslashes mean something only in quoted strings. Strings are NFC, as HCL has them. */
export function literalValue(cursor: Cursor, token: number, quoted: boolean): string {
  const text = cursor.textAt(token);
  if (cursor.tokens.kinds[token] === Kind.Text) return text;
  const first = text.charAt(0);
  if ((first === "$" || first === "%") && text.charAt(1) === first) return text.slice(1);
  return normalForm(quoted ? resolveEscapes(cursor, text, cursor.start(token)) : text);
}

function resolveEscapes(cursor: Cursor, text: string, offset: number): string {
  let value = "";
  let from = 0;
  for (let at = text.indexOf("\\"); at !== -1; at = text.indexOf("\\", from)) {
    value += text.slice(from, at);
    const selector = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
    const simple = SIMPLE[selector];
    if (simple !== undefined) {
      value += simple;
      from = at + 2;
    } else if (selector === "u" || selector === "U") {
      const digits = selector === "u" ? 4 : 8;
      const hex = /^[0-9a-fA-F]*/.exec(text.slice(at + 2, at + 2 + digits))![0];
      from = at + 2 + hex.length;
      value += fromHex(cursor, hex, digits, offset + at, offset + from) ?? text.slice(at, from);
    } else {
      from = Math.min(text.length, at + 1 + selector.length);
      const chosen = at + 1 < text.length ? `"\\${selector}"` : "a lone backslash";
      complain(
        cursor,
        `expected one of \\n \\r \\t \\" \\\\ \\uNNNN \\UNNNNNNNN, but found ${chosen}`,
        offset + at,
        offset + from,
      );
      value += text.slice(at + 1, from);
    }
  }
  return value + text.slice(from);
}

function fromHex(cursor: Cursor, hex: string, digits: number, start: number, end: number): string | undefined {
  if (hex.length < digits) {
    const name = digits === 4 ? "\\u" : "\\U";
    complain(cursor, `expected ${digits} hexadecimal digits after "${name}", but found ${hex.length}`, start, end);
    return undefined;
  }
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    complain(cursor, `there is no character U+${hex.toUpperCase()}`, start, end);
    return undefined;
  }
  return String.fromCodePoint(code);
}

function complain(cursor: Cursor, message: string, start: number, end: number): void {
  cursor.report(`Invalid escape sequence: ${message}`, cursor.span(start, end));
}

/**
 * Takes the least indentation of any line off every line. What counts is the piece that begins a line: a line that begins with a
 * sequence has none, a blank line is left out, and a line whose newline was trimmed away (`~}`) hides the beginning of the next
 * (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals).
 */
export function flushIndentation(pieces: readonly TemplatePiece[]): void {
  let least = Number.POSITIVE_INFINITY;
  let beginsLine = true;
  const indented: TextPiece[] = [];
  for (const piece of pieces) {
    const isText = piece.kind === "text";
    if (beginsLine) {
      beginsLine = false;
      const space = isText ? leadingSpace(piece.value) : 0;
      if (!isText) least = 0;
      else if (space < piece.value.length || !piece.value.endsWith("\n")) {
        least = Math.min(least, space);
        indented.push(piece);
      }
    }
    if (isText && piece.value.endsWith("\n")) beginsLine = true;
  }
  for (const piece of indented) {
    piece.value = piece.value.slice(least);
    piece.start += least;
  }
}

/** Whether a UTF-16 unit is white space as Go's unicode.IsSpace has it (https://pkg.go.dev/unicode#IsSpace). */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  if (code >= 0x2000 && code <= 0x200a) return true;
  return code === 0x1680 || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** How many units of space a text begins with. */
export function leadingSpace(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

export function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

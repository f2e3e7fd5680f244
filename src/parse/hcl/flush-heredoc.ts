/** Turns the pieces of a `<<-` heredoc into those without the indentation that all lines have. */
import { leadingSpace } from "./space.ts";
import type { Piece, TextPiece } from "./template.ts";

/**
 * Takes the least indentation of any line off every line. What counts is the piece that begins a line: a line that begins with a
 * sequence has none, a blank line is left out, and a line whose newline was trimmed away (`~}`) hides the beginning of the next
 * (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals).
 */
export function flushIndentation(pieces: readonly Piece[]): void {
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

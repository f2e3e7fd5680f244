/** Lines of a terminal: colours, the columns that text takes, and paragraphs folded to a width. */
import picocolors from "picocolors";
import type { Severity } from "../../base/diagnostic.ts";

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal; lines of source longer than it are cut around what they show. */
  readonly width: number;
}

/** How lines are written: in a width, and words in colour or as they are. Colour never carries meaning alone. */
export interface Style {
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly link: (text: string) => string;
  readonly severity: Readonly<Record<Severity | "undetermined", (text: string) => string>>;
}

export function styleOf({ color, width }: TextOptions): Style {
  const { bold, dim, green, red, yellow, blue, cyan, magenta } = picocolors.createColors(color);
  return {
    width,
    bold,
    dim,
    good: green,
    bad: red,
    unsure: magenta,
    link: cyan,
    severity: {
      error: (text) => bold(red(text)),
      warning: (text) => bold(yellow(text)),
      note: (text) => bold(blue(text)),
      undetermined: (text) => bold(magenta(text)),
    },
  };
}

/** Blocks of which every character is two columns wide (https://www.unicode.org/reports/tr11/); emoji are as well. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{Mn}|\p{Me}/u;
/** The first that combines with others; wide ones come later. */
const FIRST_OTHER = "\u0300";
const ONE_COLUMN_EACH = /^[ -~]*$/;

/** The columns that text takes. */
export function displayWidth(text: string): number {
  if (ONE_COLUMN_EACH.test(text)) return text.length;
  let width = 0;
  for (const character of text)
    width += character < FIRST_OTHER ? 1 : COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

export function indent(line: string): string {
  return line === "" ? "" : `  ${line}`;
}

/** Select Graphic Rendition, which is all that picocolors writes. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/**
 * A paragraph as lines of the width, broken at blanks only; colours do not count. `hanging`: further in on all lines but the first. A word
 * that the next line has no room for stays behind a mark, a severity or an "in", which say nothing on a line of their own.
 */
export function fold(text: string, { width }: Pick<Style, "width">, margin: string, hanging = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let columns = 0;
  const next = Math.max(30, width - margin.length - hanging.length);
  for (const word of text.split(" ")) {
    const more = shownWidth(word);
    const room = lines.length === 0 ? Math.max(30, width - margin.length) : next;
    const saysNothing = columns <= (lines.length === 0 ? "warning" : "in").length;
    if (line !== "" && columns + 1 + more > room && !(saysNothing && more > next)) {
      lines.push(line.trimEnd());
      line = "";
      columns = 0;
    }
    columns += line === "" ? more : 1 + more;
    line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one, at) => (at === 0 ? margin : margin + hanging) + one);
}

/** The columns that text with colours takes. */
function shownWidth(text: string): number {
  return displayWidth(text.replace(COLOR, ""));
}

/** The lines of the first `most` items, and how many there are besides. */
export function shortened(
  items: readonly (readonly string[])[],
  most: number,
  more: string,
  style: Pick<Style, "dim">,
  margin = "  ",
): readonly string[] {
  const left = items.length - most;
  const lines = items.slice(0, most).flat();
  return left > 0 ? [...lines, `${margin}${style.dim(`and ${left} ${more}`)}`] : lines;
}

/** Rows of cells under each other, each column as wide as it must be; undefined where that is more than the width. Cells may have colours. */
export function table(
  rows: readonly (readonly string[])[],
  style: Pick<Style, "width">,
  margin: string,
): readonly string[] | undefined {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => shownWidth(cells[at]!))));
  const whole = widths.reduce((sum, width) => sum + width + GAP.length, margin.length - GAP.length);
  if (whole > style.width) return undefined;
  return rows.map((cells) => {
    const padded = cells.map((cell, at) => cell + " ".repeat(widths[at]! - shownWidth(cell)));
    return (margin + padded.join(GAP)).trimEnd();
  });
}

/** Between columns. */
const GAP = "  ";

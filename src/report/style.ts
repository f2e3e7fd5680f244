/** Words of a report → the same in colour, or as they are. Colour never carries meaning alone. */
import picocolors from "picocolors";
import type { Severity } from "../base/diagnostic.ts";

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal; lines of source longer than it are cut around what they show. */
  readonly width: number;
}

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly open: (text: string) => string;
  readonly link: (text: string) => string;
  readonly severity: Readonly<Record<Severity | "undetermined", (text: string) => string>>;
}

export function styleOf(color: boolean): Style {
  const { bold, dim, green, red, yellow, blue, cyan, magenta } = picocolors.createColors(color);
  return {
    bold,
    dim,
    good: green,
    bad: red,
    open: magenta,
    link: cyan,
    severity: {
      error: (text) => bold(red(text)),
      warning: (text) => bold(yellow(text)),
      note: (text) => bold(blue(text)),
      undetermined: (text) => bold(magenta(text)),
    },
  };
}

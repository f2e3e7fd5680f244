/** What a file of values gives. */
import type { Diagnostic } from "../base/diagnostic.ts";

export interface ValueFile {
  /** As a flag names it: of a file with several sets of values, with the name of one, `samconfig.toml#prod`. */
  readonly path: string;
  /** All inputs of which it speaks. */
  readonly all: ReadonlySet<string>;
  /** Those to which it gives something that may settle them; none where the file has a mistake, so that nobody would take it. */
  readonly names: ReadonlySet<string>;
  /** What is wrong in it. */
  readonly mistakes: readonly Diagnostic[];
  /** The end of the path of the only template that it is for, where it names one. */
  readonly template?: string;
}

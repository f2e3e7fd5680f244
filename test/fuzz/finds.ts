/** What fuzzing came upon, as small as it gets, with what was wrong. */
import type { Level } from "./fuzz.ts";
import type { Language } from "./samples.ts";

export interface Find {
  readonly wrong: string;
  readonly level: Level;
  readonly language: Language;
  readonly text: string;
}

export const FINDS: readonly Find[] = [];

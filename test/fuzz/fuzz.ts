/** Mutants of one language held against what must hold of them: so many inputs, drawn from one seed. */
import { hash } from "node:crypto";
import fc from "fast-check";
import { bounded } from "./bounds.ts";
import { AGREES } from "./differ.ts";
import { EVALUATED, READ, SCANNED } from "./held.ts";
import { mutantOf } from "./mutant.ts";
import { LANGUAGES, type Language, type Sample, samplesOf } from "./samples.ts";
import { Watchdog } from "./watchdog.ts";

const LEVELS = ["read", "evaluate", "scan", "differ"] as const;

/** How far an input gets: it is read, evaluated, scanned with all reports, or read by another parser as well. */
export type Level = (typeof LEVELS)[number];

export type Numbers = Readonly<Record<Level, Readonly<Partial<Record<Language, number>>>>>;

/** Each level of each language for which there is a number of inputs. */
export function casesOf(numbers: Numbers): readonly (readonly [level: Level, language: Language, inputs: number])[] {
  return LEVELS.flatMap((level) =>
    LANGUAGES.flatMap((language) => {
      const inputs = numbers[level][language];
      return inputs === undefined ? [] : [[level, language, inputs] as const];
    }),
  );
}

const HELD: Readonly<Record<Level, Readonly<Partial<Record<Language, (text: string) => void | Promise<void>>>>>> = {
  read: READ,
  evaluate: EVALUATED,
  scan: SCANNED,
  differ: AGREES,
};

const watchdog = new Watchdog();

/** Rejects where something does not hold of the text, or where that takes too much time or memory. */
export async function hold(level: Level, language: Language, text: string): Promise<void> {
  const held = HELD[level][language];
  if (held === undefined) throw new Error(`there is nothing to ${level} of ${language}`);
  watchdog.at(text);
  await bounded(() => held(text));
  watchdog.at("");
}

export interface Fuzzed {
  readonly inputs: number;
  readonly seed: number;
  readonly among?: readonly Sample[];
}

/** How many different mutants were held. Rejects with the seed and the smallest mutant that was found. */
export async function fuzz(level: Level, language: Language, { inputs, seed, among }: Fuzzed): Promise<number> {
  const mutant = mutantOf(language, among ?? samplesOf(language));
  const texts = new Set<string>();
  const property = fc.asyncProperty(mutant, async (text) => {
    await hold(level, language, text);
    texts.add(hash("md5", text));
  });
  // Of its own for each level, or each would go through the mutants of the level before again.
  await fc.assert(property, { numRuns: inputs, seed: seed + LEVELS.indexOf(level) });
  return texts.size;
}

/** A few of them, from the first to the last. */
export function someOf(language: Language, count: number): readonly Sample[] {
  const all = samplesOf(language);
  return all.filter((_, at) => at % Math.ceil(all.length / count) === 0);
}

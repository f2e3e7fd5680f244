/** Fuzzing that coverage guides: a mutant that reaches what none before it reached is a sample from then on. */
import fc from "fast-check";
import { Known, type Look } from "./coverage.ts";
import { hold, type Level, someOf } from "./fuzz.ts";
import { mutantOf } from "./mutant.ts";
import { type Language, Sample } from "./samples.ts";

/** Looked at together, because a look takes as long as several inputs. */
const BATCH = 20;
const FIRST_SAMPLES = 20;

export interface Guided {
  /** How many mutants became samples. */
  readonly kept: number;
  /** Functions that were called: by the samples alone, and at the end. */
  readonly functions: readonly [before: number, after: number];
}

export interface Asked {
  readonly inputs: number;
  readonly seed: number;
  readonly look: Look;
}

/** Rejects with the text of which something does not hold. */
export async function fuzzGuided(level: Level, language: Language, { inputs, seed, look }: Asked): Promise<Guided> {
  const run = async (text: string): Promise<void> => {
    await hold(level, language, text).catch((cause) => {
      throw new Error(`${cause.message}, of ${JSON.stringify(text)}`, { cause });
    });
  };
  const known = new Known();
  const samples = [...someOf(language, FIRST_SAMPLES)];
  for (const { text } of samples) await run(text);
  known.add(await look());
  const [first, functions] = [samples.length, known.functions];
  for (let done = 0; done < inputs; done += BATCH) {
    const texts = fc.sample(mutantOf(language, samples), { seed: seed + done, numRuns: BATCH });
    for (const text of texts) await run(text);
    if (!known.isNew(await look())) continue;
    for (const text of texts) {
      await run(text);
      const reached = await look();
      if (!known.isNew(reached)) continue;
      known.add(reached);
      samples.push(new Sample("a mutant", () => text));
    }
  }
  return { kept: samples.length - first, functions: [functions, known.functions] };
}

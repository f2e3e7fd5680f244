/** Every sample cut off at every byte. */
import { test } from "vitest";
import { hold } from "./fuzz.ts";
import { READABLE } from "./held.ts";
import { type Language, samplesOf } from "./samples.ts";
import { told } from "./told.ts";
import { truncations } from "./truncate.ts";

/** What the same samples are in JSON, texts that are short and many, and what other programs write. */
const MADE: readonly Language[] = ["hcl-json", "json", "expression", "user-data", "assembly"];

test.each(READABLE)("%s that ends at any byte", async (language) => {
  await told(`truncated | ${language}`, async () => {
    let inputs = 0;
    for (const { text } of samplesOf(language))
      for (const beginning of truncations(text, MADE.includes(language) ? 7 : 1)) {
        await hold("read", language, beginning);
        inputs++;
      }
    return inputs;
  });
});

test.each(["hcl", "hcl-json", "yaml", "json"] as const)("%s that ends somewhere is scanned", async (language) => {
  await told(`truncated and scanned | ${language}`, async () => {
    let inputs = 0;
    for (const { text } of samplesOf(language))
      for (const beginning of truncations(text, Math.max(97, Math.ceil(text.length / 7)))) {
        await hold("scan", language, beginning);
        inputs++;
      }
    return inputs;
  });
});

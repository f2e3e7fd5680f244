/** Runs every bench/*.mjs that can run here: each exports `run(settings)` and prints its own table or why it is skipped. */
import { existsSync, readdirSync } from "node:fs";
import { nothingToMeasure } from "./measure.mjs";

const settings = {
  /** A checkout of aws-samples/ecs-refarch-cloudformation. */
  refarch: process.argv[2] ?? process.env.REACHLINT_REFARCH,
};

if (settings.refarch !== undefined && !existsSync(settings.refarch))
  nothingToMeasure(`there is no ${settings.refarch}`);

const here = new URL("./", import.meta.url);
for (const name of readdirSync(here)
  .filter((file) => file.endsWith(".mjs") && file !== "run.mjs")
  .sort()) {
  const { run } = await import(new URL(name, here).href);
  if (run === undefined) continue;
  console.log(`\n== ${name.replace(".mjs", "")}`);
  await run(settings);
}

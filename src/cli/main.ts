#!/usr/bin/env node
/** The program's first file: tells the version at once, and loads the rest only where there is more to do. */
import { tuneEngine } from "../threads/engine.ts";
import { VERSION } from "../version.generated.ts";
import { isOutOfFiles, OUT_OF_FILES, WITHOUT_FILES } from "./out-of-files.ts";

const args = process.argv.slice(2);
if (args.length === 1 && args[0] === "--version") process.stdout.write(`${VERSION}\n`);
else void main();

/** A function, because the main script of an executable cannot wait at its top level. */
async function main(): Promise<void> {
  tuneEngine(process.versions.node);
  try {
    const { run } = await import("./program.ts");
    process.exitCode = await run(args);
  } catch (error) {
    if (!isOutOfFiles(error)) throw error;
    process.stderr.write(`${OUT_OF_FILES.join("\n")}\n`);
    process.exitCode = WITHOUT_FILES;
  }
  // The runtime of HashiCorp's parser, where it was asked, may keep a timer for minutes: what is written is all there is to wait for.
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

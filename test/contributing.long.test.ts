/** Takes each walk of CONTRIBUTING.md on a copy of its own, exactly as it is written; types, lint and format hold afterwards. */
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { removeDirectory } from "./built-program.ts";
import { copyOfProject, GUIDE, run, walksOf, write } from "./walks.ts";

let copy: string | undefined;
afterEach(() => {
  if (copy !== undefined) removeDirectory(copy);
});

test.each(walksOf(readFileSync(GUIDE, "utf8")))("$title", async ({ steps }) => {
  copy = copyOfProject();
  for (const step of steps) {
    write(copy, step);
    if (step.kind === "command") await run(copy, step.line);
    if (step.kind === "output") expect(await run(copy, step.line)).toBe(step.text);
  }
  await run(copy, "npm run check");
});

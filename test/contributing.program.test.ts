/**
 * Takes the walks of CONTRIBUTING.md on one copy of the repository: every step, but of the runs of tests only the first of each walk, and those
 * together, because each costs seconds to begin. contributing.long.test.ts takes each walk by itself, exactly as it is written.
 * `npx vitest run test/contributing.program.test.ts -u` writes what the commands print.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeDirectory } from "./built-program.ts";
import { copyOfProject, GUIDE, run, TEST_RUN, type Walk, walksOf, write } from "./walks.ts";

const guide = readFileSync(GUIDE, "utf8");
const walks = walksOf(guide);

let copy: string;
beforeAll(() => {
  copy = copyOfProject();
});
afterAll(() => removeDirectory(copy));

/** The commands of a walk, those that run tests or the others. */
function commands({ steps }: Walk, runTests: boolean): readonly string[] {
  const lines = steps.flatMap((step) => (step.kind === "command" ? [step.line] : []));
  return lines.filter((line) => line.startsWith(TEST_RUN) === runTests);
}

test("there are four walks, and each runs tests", () => {
  expect(walks.map(({ title }) => title)).toEqual([
    "Add a rule",
    "Add a resource type",
    "Add a Terraform function",
    "Add a report format",
  ]);
  for (const walk of walks) expect(commands(walk, true)).not.toEqual([]);
});

describe("the steps can be taken", () => {
  test.each(walks)("$title", async (walk) => {
    const others = commands(walk, false);
    for (const step of walk.steps) {
      write(copy, step);
      if (step.kind === "command" && others.includes(step.line)) await run(copy, step.line);
    }
  });
});

test("what the commands print is what is written", async () => {
  let printed = guide;
  const indented = (line: string, output: string): string => `$ ${line}\n${output}`.replace(/^(?=.)/gm, "   ");
  for (const step of walks.flatMap(({ steps }) => steps)) {
    if (step.kind !== "output") continue;
    const output = await run(copy, step.line);
    printed = printed.replace(indented(step.line, step.text), () => indented(step.line, output));
  }
  await expect(printed).toMatchFileSnapshot(GUIDE);
});

test("the tests of what is new pass", async () => {
  const first = walks.map((walk) => commands(walk, true)[0]!.slice(TEST_RUN.length));
  const [filtered, whole] = [true, false].map((is) => first.filter((one) => one.includes(" -t ") === is));
  for (const one of [...filtered!, whole!.join(" ")]) await run(copy, `${TEST_RUN}${one}`);
});

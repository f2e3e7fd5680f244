/** What is told of the stages while they run, and afterwards. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Progress, Stopwatch } from "../../src/cli/stages.ts";
import { scan } from "../../src/index.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

/** A terminal, or none, and a clock that is set by hand. */
function at(isTTY: boolean) {
  let written = "";
  let time = 0;
  const stream = {
    isTTY,
    write: (text: string) => {
      written += text;
      return true;
    },
  };
  const progress = new Progress(stream, () => time);
  const told = (stage: string, after: number, found?: Readonly<Record<string, number>>): string => {
    time = after;
    written = "";
    progress.start(stage, found);
    return written;
  };
  const ended = (): string => {
    written = "";
    progress.end();
    return written;
  };
  return { told, ended };
}

test("progress is told from the first second on, not at every step, and leaves nothing behind", () => {
  const { told, ended } = at(true);
  expect(told("discover", 0)).toBe("");
  expect(told("parse", 900, { files: 1234 })).toBe("");
  expect(told("evaluate", 1100)).toBe("\r\u001b[Kevaluate, 1,234 files, 1 s");
  expect(told("parse", 1150)).toBe("");
  expect(told("normalize", 3300, { roots: 12 })).toBe("\r\u001b[Knormalize, 1,234 files, 12 roots, 3 s");
  expect(told("reach", 3400, { flows: 40 })).toBe("\r\u001b[Kreach, 1,234 files, 12 roots, 40 flows, 3 s");
  expect(ended()).toBe("\r\u001b[K");
});

test("a short run tells nothing, and neither does one that is not at a terminal", () => {
  const short = at(true);
  expect(short.told("evaluate", 999) + short.ended()).toBe("");
  const piped = at(false);
  expect(piped.told("evaluate", 5000) + piped.ended()).toBe("");
});

test("times are in the order in which the stages began, with their sum, the memory and what was found", () => {
  const stopwatch = new Stopwatch();
  for (const stage of ["discover", "evaluate", "parse", "evaluate"]) stopwatch.start(stage);
  stopwatch.start("report", { files: 1, roots: 2 });
  const lines = stopwatch.lines();
  expect(lines.map((line) => line.replace(/ .*/, ""))).toEqual([
    ...["discover", "evaluate", "parse", "report", "total", "memory"],
    "1",
  ]);
  expect(lines.at(-2)).toMatch(/^memory +\d+\.\d MiB at most$/);
  expect(lines.at(-1)).toBe("1 file, 2 roots");
});

test("a scan tells files, roots and flows as it finds them", async () => {
  const told: string[] = [];
  const found = new Map<string, number>();
  const onStage = (stage: string, numbers: Readonly<Record<string, number>> = {}): void => {
    told.push([stage, ...Object.keys(numbers)].join(" "));
    for (const [what, number] of Object.entries(numbers)) found.set(what, number);
  };
  const fixture = "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only";
  const { flows, roots } = await scan(PROJECT, [fixture], { onStage });
  expect(Object.fromEntries(found)).toEqual({ files: expect.any(Number), roots: roots.length, flows: flows.length });
  expect(found.get("files")).toBeGreaterThan(1);
  expect(told.filter((one) => one === "evaluate roots flows").length).toBe(roots.length);
  expect(told.at(-1)).toBe("accept");
});

/** No regular expression of the program takes quadratic time over text that somebody else wrote. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cpuTime } from "./cpu-time.ts";

const SOURCES = fileURLToPath(new URL("../src/", import.meta.url));
/** A literal, as far as can be told without a parser: what is none seldom compiles. */
const LITERAL =
  /(?<=[(=,:?[!&|;{}\s>])\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\n\\[])+)\/([dgimsuvy]*)(?=[\s.,;)\]:?}]|$)/gm;

/** What is repeated, behind each of the beginnings. */
const REPEATED =
  ' |\n|\t|a|A|1|.|-|/|?|#|{|}|${|{{|{%|"|\'|(|[|]|<|_|:|=|,|\\|%|&{|*|+|@|!|\r|a.|a/|/a|a |a,|a:|a=|1.|"a"|é|\u0301|a\n|\n |# |//|$|~|<<|a: |- |[a|/../a|.git|\uFFFC'.split(
    "|",
  );
const BEGINNINGS = ["", "ECS", '"', "${", "a", "git::", "[", "/etc/ecs"];

/** What nobody else writes: the help of the program itself, and addresses, whose brackets are always closed. */
const OWN = [
  "cli/help/command-help.ts",
  "evaluate/terraform/instances/root-cycles.ts",
  "report/evaluated/resources.ts",
];

function literals(): readonly (readonly [where: string, pattern: RegExp])[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  return files
    .filter((path) => path.endsWith(".ts") && !path.includes("generated") && !OWN.includes(path))
    .flatMap((path) => {
      const text = readFileSync(SOURCES + path, "utf8");
      return [...text.matchAll(LITERAL)].flatMap(({ index, 1: source = "", 2: flags = "" }) => {
        const line = text.slice(text.lastIndexOf("\n", index) + 1, index);
        if (/^\s*\/?\*|\/\//.test(line)) return [];
        try {
          const all = flags.includes("y") ? flags.replace("g", "") : `${flags.replace("g", "")}g`;
          return [[`${path}: /${source}/${flags}`, new RegExp(source, all)] as const];
        } catch {
          return [];
        }
      });
    });
}

test("all are found", () => {
  expect(literals().length).toBeGreaterThan(400);
});

/** In milliseconds. A quadratic one takes more than a hundred for a text of sixteen thousand characters, any other less than one. */
const LIMIT = 60;
/** One that takes twice as long for each character more would never end with the last: it is found on the way there. */
const LENGTHS = [20, 24, 28, 32, 36, 16_000];

function timeOf(pattern: RegExp, text: string): number {
  return cpuTime(() => {
    pattern.lastIndex = 0;
    if (pattern.sticky) pattern.test(text);
    else for (const _match of text.matchAll(pattern));
  });
}

function slowText(pattern: RegExp): string | undefined {
  for (const beginning of BEGINNINGS)
    for (const repeated of REPEATED)
      for (const length of LENGTHS) {
        const text = `${beginning}${repeated.repeat(length / repeated.length)}\u0001x\n!`;
        // What else the program does now and then, such as collecting garbage, is not the pattern's.
        if ([1, 2, 3].every(() => timeOf(pattern, text) > LIMIT)) return JSON.stringify([beginning, repeated, length]);
      }
  return undefined;
}

test.each(literals())("%s", (_, pattern) => {
  expect(slowText(pattern)).toBeUndefined();
});

test("what takes ever longer is found", () => {
  expect(slowText(/^(?:a+)+$/g)).toBeDefined();
  expect(slowText(/\s+$/g)).toBeDefined();
});

/** Each command that a guide shows is one of the program, with options that it has. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commandLine } from "../src/cli/program.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const TEXTS = ["README.md", "SECURITY.md", "CHANGELOG.md", ...filesIn("docs"), ...filesIn("recipes")];

function filesIn(directory: string): readonly string[] {
  return readdirSync(join(PROJECT, directory), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:md|ya?ml|json|sh)$/.test(name))
    .map((name) => `${directory}/${name}`);
}

/** A command and its words, up to what a shell does with it or a sentence goes on with. */
const COMMAND = /(?<=[`\s"(]|^)(?:npx (?:--yes )?)?reachlint((?: +(?:'[^']*'|[\w./*:=@{}$+,#-]+))+)/gm;

/** In Markdown what stands in code, else all. */
function codeOf(name: string): string {
  const text = readFileSync(join(PROJECT, name), "utf8");
  if (!name.endsWith(".md")) return text;
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```$|`([^`\n]+)`/gm)]
    .map(([, block, span]) => block ?? span)
    .join("\n");
}

const program = commandLine(() => undefined);
const commands = new Map(program.commands.map((command) => [command.name(), command]));

/** What of a command's words there is not. */
function unknownIn(words: readonly string[]): readonly string[] {
  const command = commands.get(words[0]!) ?? commands.get("scan")!;
  const known = [...program.options, ...command.options].flatMap(({ long, short }) => [long, short]);
  const given = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ""));
  return given.filter((option) => option !== "--help" && !known.includes(option));
}

const shown = TEXTS.flatMap((name) =>
  [...codeOf(name).matchAll(COMMAND)].map(([, words]) => ({ name, words: words!.trim().split(/ +/) })),
);

test("the test sees commands, and an option that there is not", () => {
  expect(shown.length).toBeGreaterThan(100);
  expect(unknownIn(["diff", "main", "--path=infra", "--shard"])).toEqual(["--shard"]);
});

test("of every command there is an example", () => {
  const told = new Set(shown.map(({ words }) => words[0]));
  expect([...commands.keys()].filter((name) => !told.has(name))).toEqual([]);
});

test("every option that is shown is one of its command", () => {
  const wrong = shown.flatMap(({ name, words }) =>
    unknownIn(words).map((option) => `${name}: reachlint ${words.join(" ")}: ${option}`),
  );
  expect(wrong).toEqual([]);
});

test("every option that is named by itself is one of some command", () => {
  const all = new Set(program.commands.flatMap(({ options }) => options.map(({ long }) => long)));
  const guides = TEXTS.filter((name) => name.endsWith(".md") && !/decisions|evidence|CHANGELOG/.test(name));
  const named = guides.flatMap((name) =>
    [...codeOf(name).matchAll(/^(--[a-z-]+)/gm)].map(([, option]) => ({ name, option: option! })),
  );
  expect(named.length).toBeGreaterThan(50);
  const wrong = named.filter(({ option }) => !all.has(option) && !OF_OTHERS.has(option));
  expect(wrong).toEqual([]);
});

/** Of the AWS CLI, and of Slurm. */
const OF_OTHERS: ReadonlySet<string> = new Set(["--all-availability-zones", "--array"]);

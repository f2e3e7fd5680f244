/** The walks of CONTRIBUTING.md → their steps, and a copy of the repository on which they are taken. */
import { exec } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeDirectory } from "./built-program.ts";

const execute = promisify(exec);
const PROJECT = fileURLToPath(new URL("../", import.meta.url));

export const GUIDE = join(PROJECT, "CONTRIBUTING.md");
/** How a walk runs tests: the first such command of each runs those of what is new, further ones those that hold the house together. */
export const TEST_RUN = "npx vitest run ";

export type Step =
  /** A file that is not there yet, or all of one that is. */
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly isNew: boolean }
  | { readonly kind: "change"; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: "command"; readonly line: string }
  /** A command with what it prints. */
  | { readonly kind: "output"; readonly line: string; readonly text: string };

export interface Walk {
  readonly title: string;
  readonly steps: readonly Step[];
}

const PLACE = /^ *(New file|The whole of|In) `([^`]+)`:$/;
const FENCE = /^( *)```(\w+)$/;

/** Each section of the guide that begins with `Add` is a walk, and each block in it is a step. */
export function walksOf(guide: string): readonly Walk[] {
  return guide
    .split(/^## /m)
    .filter((section) => section.startsWith("Add "))
    .map((section) => ({ title: section.slice(0, section.indexOf("\n")), steps: stepsOf(section.split("\n")) }));
}

function stepsOf(lines: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let place: RegExpExecArray | null = null;
  for (let at = 0; at < lines.length; at++) {
    place = PLACE.exec(lines[at]!) ?? (/^ *\d+\. /.test(lines[at]!) ? null : place);
    const [, margin, language] = FENCE.exec(lines[at]!) ?? [];
    if (margin === undefined) continue;
    const end = lines.indexOf(`${margin}\`\`\``, at);
    const block = lines.slice(at + 1, end).map((line) => line.slice(margin.length));
    steps.push(...stepsIn(language!, block, place));
    at = end;
  }
  return steps;
}

function stepsIn(language: string, block: readonly string[], place: RegExpExecArray | null): readonly Step[] {
  if (language === "sh") return block.map((line) => ({ kind: "command", line }));
  const [first = "", ...rest] = block;
  if (language === "console") return [{ kind: "output", line: first.slice(2), text: textOf(rest) }];
  if (place === null) throw new Error(`no file is named above: ${first}`);
  const [, word, path] = place;
  if (word !== "In") return [{ kind: "file", path: path!, text: textOf(block), isNew: word === "New file" }];
  if (language !== "diff") throw new Error(`no change of ${path}: ${first}`);
  const side = (sign: string) => textOf(block.filter((line) => !line.startsWith(sign)).map((line) => line.slice(1)));
  return [{ kind: "change", path: path!, before: side("+"), after: side("-") }];
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** All that is in the repository but what it is built into, with the packages linked. */
export function copyOfProject(): string {
  const copy = makeDirectory();
  for (const name of readdirSync(PROJECT))
    if (!/^(?:\.git|node_modules|coverage|dist.*)$/.test(name))
      cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Writes what a step says to write. A change must fit in exactly one place. */
export function write(copy: string, step: Step): void {
  if (step.kind !== "file" && step.kind !== "change") return;
  const path = join(copy, step.path);
  if (step.kind === "file") {
    if (existsSync(path) === step.isNew)
      throw new Error(`${step.path} is ${step.isNew ? "there already" : "not there"}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.text);
    return;
  }
  const pieces = `\n${readFileSync(path, "utf8")}`.split(`\n${step.before}`);
  if (pieces.length !== 2) throw new Error(`${step.path} has ${pieces.length - 1} times:\n${step.before}`);
  writeFileSync(path, pieces.join(`\n${step.after}`).slice(1));
}

/** What a command prints in the copy; rejects where it fails. Only these are in its environment, so that nothing says that this is a test. */
export async function run(copy: string, line: string): Promise<string> {
  const { stdout } = await execute(line, { cwd: copy, env: { PATH: process.env.PATH, HOME: copy } });
  return stdout;
}

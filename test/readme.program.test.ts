/** Runs the examples of the README and the guides, and compares what they print. `npx vitest run test/readme.program.test.ts -u` writes it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { buildInto, removeDirectory, runNode } from "./built-program.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const pages = [
  "README.md",
  ...readdirSync(join(PROJECT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

let built: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));

/** The page with the output of each command of its `console` blocks as it is now. */
function executed(page: string): string {
  return page.replace(/^```console\n([\s\S]*?)^```$/gm, (_, block: string) => {
    const commands = block.split("\n").filter((line) => line.startsWith("$ "));
    return `\`\`\`console\n${commands.map(outputOf).join("\n")}\`\`\``;
  });
}

function outputOf(line: string): string {
  const args = /^\$ npx reachlint (.*)$/.exec(line)?.[1]?.split(" ");
  if (args === undefined) throw new Error(`${line}: only reachlint is run`);
  const { code, out, err } = runNode([join(built, "dist/cli.js"), ...args], PROJECT);
  if (code !== 0 && code !== 1) throw new Error(`${line} ended with ${code}: ${err}`);
  return `${line}\n${out}`;
}

describe("the examples print what is written", () => {
  test.each(pages)("%s", async (name) => {
    const path = join(PROJECT, name);
    await expect(executed(readFileSync(path, "utf8"))).toMatchFileSnapshot(path);
  });
});

describe("the README", () => {
  const readme = readFileSync(join(PROJECT, "README.md"), "utf8");

  test("has exactly two set-up commands, and .ci/run uses the second", () => {
    const commands = [...readme.matchAll(/^```sh\n(.*)\n```$/gm)].map(([, command]) => command);
    expect(commands).toHaveLength(2);
    expect(readFileSync(join(PROJECT, ".ci/run"), "utf8")).toContain(`\n${commands[1]}\n`);
  });

  test("names every input of the action", () => {
    const action = readFileSync(join(PROJECT, "action.yml"), "utf8");
    const inputs = action.slice(action.indexOf("inputs:"), action.indexOf("outputs:"));
    for (const [, name] of inputs.matchAll(/^ {2}([\w-]+):$/gm)) expect(readme).toContain(`\`${name}\``);
  });

  test("links only to what is there", () => {
    for (const name of [...pages, "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]) {
      const text = readFileSync(join(PROJECT, name), "utf8");
      for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        expect({ name, link, there: exists(join(PROJECT, name, "..", link!)) }).toEqual({ name, link, there: true });
      }
    }
  });
});

function exists(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOTDIR";
  }
}

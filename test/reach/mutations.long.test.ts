/** The random graphs find defects: of an engine into which one is put, some graph is wrong that is right of the engine as it is. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mutation, mutations } from "./mutations.ts";

const RUN = 20_261_128;
const GRAPHS = 4_000;
const SOURCES = resolve(import.meta.dirname, "../../src/reach");
const folder = mkdtempSync(join(tmpdir(), "mutations-"));

const programs = new Map<Mutation | undefined, string>();

beforeAll(async () => {
  for (const mutation of [undefined, ...mutations]) programs.set(mutation, await programOf(mutation));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("no graph is wrong of the engine as it is", () => {
  expect(wrongGraph(undefined)).toBe("");
});

test.each(mutations)("$name", (mutation) => {
  expect(wrongGraph(mutation)).not.toBe("");
});

/** All are made before the first runs, so that they are of one state of the sources. */
async function programOf(mutation: Mutation | undefined): Promise<string> {
  const program = join(folder, `search${programs.size}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "search-mutant.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    plugins: mutation === undefined ? [] : [putInto(mutation)],
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire("${SOURCES}/");` },
  });
  return program;
}

/** The seed of the first graph that is wrong; empty where none is. */
function wrongGraph(mutation: Mutation | undefined): string {
  const words = [programs.get(mutation)!, RUN, GRAPHS].map(String);
  return execFileSync(process.execPath, words, { encoding: "utf8" }).trim();
}

function putInto({ name, file, find, replace }: Mutation): Plugin {
  const path = join(SOURCES, file);
  const parts = readFileSync(path, "utf8").split(find);
  if (parts.length !== 2)
    throw new Error(`the mutation is stale, its text stands ${parts.length - 1} times in ${file}: ${name}`);
  return {
    name: "mutation",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, (one) =>
        one.path === path ? { contents: parts.join(replace), loader: "ts" } : undefined,
      ),
  };
}

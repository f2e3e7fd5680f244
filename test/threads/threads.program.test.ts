/** Workers in threads of their own: what they tell is what one thread tells, and one whose memory is full takes nothing with it. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMonorepo } from "../../bench/monorepo.mjs";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { discover, findPaths } from "../../src/discover/discover.ts";
import { scan } from "../../src/index.ts";
import { mostOf } from "../../src/parts/evaluate-sources.ts";
import { joinParts } from "../../src/parts/join.ts";
import { judgeInParts } from "../../src/parts/judge-scan.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { scanRequest } from "../../src/request.ts";
import { Thread } from "../../src/threads/crew.ts";
import { buildInto, makeDirectory, removeDirectory, runNode } from "../built-program.ts";

let program: string;
let repository: string;
beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  repository = makeDirectory({ "broken/main.tf": 'resource "x" {\n', "reachlint.yaml": "region: eu-west-1\n" });
  mkdirSync(join(repository, ".git"));
  writeMonorepo(repository, 1_600);
});
afterAll(() => {
  removeDirectory(program);
  removeDirectory(repository);
});

test("a scan that is large enough for them tells what the library tells in one thread", async () => {
  const { code, err } = runNode(
    [join(program, "dist/cli.js"), "scan", "--quiet", "--report", "json=told.json"],
    repository,
  );
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(JSON.parse(readFileSync(join(repository, "told.json"), "utf8"))).toEqual(
    JSON.parse(renderJson(await scan(repository, [], { region: "eu-west-1" }))),
  );
});

describe("a root that takes more memory than there is", () => {
  const groups = (count: number): string =>
    Array.from({ length: count }, (_, at) => `resource "aws_security_group" "g${at}" {\n  name = "g${at}"\n}\n`).join(
      "",
    );

  test("is told of, and the others are judged", async () => {
    const directory = makeDirectory({
      "huge/main.tf": groups(9_000),
      "small/main.tf": groups(3),
      "z.yaml": "Resources: {}\n",
    });
    mkdirSync(join(directory, ".git"));
    const request = scanRequest(directory, [], {});
    const found = discover(request);
    const data = { workingDirectory: directory, asked: { paths: [], options: {} }, found: findPaths(request) };
    const file = pathToFileURL(join(program, "dist/worker.js"));
    const thread = new Thread(
      (options) => new Worker(file, options),
      data,
      () => {},
      40,
    );
    try {
      const judged = await judgeInParts(found, {
        workers: [thread],
        askArbiter: async () => new Map(),
        most: (characters) => mostOf(characters, request),
      });
      const { roots, diagnostics } = joinParts(judged, found, request);
      expect(roots.map(({ path }) => path)).toEqual(["small"]);
      expect(diagnostics).toMatchObject([
        { code: "out-of-memory", path: "huge", severity: "error", notAnalysed: true },
      ]);
    } finally {
      await thread.end();
      removeDirectory(directory);
    }
  });
});

test("a huge part is judged by a worker with more room, which judges what comes after it too", async () => {
  const directory = makeDirectory({
    "small/main.tf": 'resource "aws_security_group" "g" {}\n',
    "other/main.tf": 'resource "aws_security_group" "g" {}\n',
  });
  mkdirSync(join(directory, ".git"));
  const request = scanRequest(directory, [], {});
  const found = discover(request);
  const data = { workingDirectory: directory, asked: { paths: [], options: {} }, found: findPaths(request) };
  const rooms: (number | undefined)[] = [];
  const thread = new Thread(
    (options) => {
      rooms.push(options.resourceLimits?.maxYoungGenerationSizeMb);
      return new Worker(pathToFileURL(join(program, "dist/worker.js")), options);
    },
    data,
    () => {},
  );
  try {
    await thread.survey({ directories: found.terraform, terraformFiles: found.terraformFiles, documents: [] });
    await thread.begin({ characters: 100, templates: [] });
    const none = { templates: [], assemblies: [], plans: [], groups: [] };
    const judge = (root: string, characters: number) =>
      thread.judge({ ...none, roots: [root], characters }, { steps: 0, values: 0, judging: 0 });
    const first = await judge("small", 50);
    const huge = await judge("small", 6_000_000);
    const last = await judge("other", 50);
    expect(rooms).toEqual([24, 96]);
    expect(huge.groups).toEqual(first.groups);
    expect(last.groups.map(({ roots }) => roots.map(({ path }) => path))).toEqual([["other"]]);
  } finally {
    await thread.end();
    removeDirectory(directory);
  }
});

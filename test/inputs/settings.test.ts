/** Files of values that make worlds, as the command line and reachlint.yaml name them. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { askedBy } from "../../src/cli/asked.ts";
import { evaluateFlags } from "../../src/cli/flags.ts";
import { renderSettings } from "../../src/configuration/render.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { app } from "../service-source.ts";
import { scanned, verdictsOf } from "./estate.ts";

const OPEN = app("var.port", 'variable "port" { type = number }\nprovider "aws" {}');
const FILES = { "a/main.tf": OPEN, "a/env/dev.tfvars": "port = 60000", "a/env/prod.tfvars": "port = 32768" };

function asked(...args: readonly string[]) {
  const command = new Command().exitOverride();
  evaluateFlags(command, true);
  command.parse(args, { from: "user" });
  return askedBy([], command.opts());
}

test("flags keep their order", () => {
  const { options } = asked(
    "--var-file",
    "a",
    "--each-var-file",
    "e/*",
    "--var",
    "x=1",
    "--each-parameters-file",
    "p/*",
  );
  expect(options.assignments).toEqual([
    { kind: "var-file", path: "a" },
    { kind: "each" },
    { kind: "var", name: "x", text: "1" },
  ]);
  expect(options.each).toEqual([
    { kind: "variables", glob: "e/*" },
    { kind: "parameters", glob: "p/*" },
  ]);
  expect(renderSettings(settingsOf("/", { paths: ["x"], options }))).toContain(
    'variables:\n  "**":\n    files:\n      - a                     # --var-file\n    each:\n      - "e/*"                 # --each-var-file\n',
  );
});

async function scannedWith(
  yaml: string,
  files: Readonly<Record<string, string>>,
  more: Partial<Parameters<typeof settingsOf>[1]["options"]> = {},
) {
  const directory = makeDirectory({ ...files, "reachlint.yaml": yaml });
  try {
    mkdirSync(join(directory, ".git"));
    const { paths, options } = settingsOf(directory, { paths: [], options: more });
    return await scan(scanRequest(directory, paths, options));
  } finally {
    removeDirectory(directory);
  }
}

const traffic = (result: Parameters<typeof verdictsOf>[0]) =>
  verdictsOf(result).filter((one) => !one.includes("health"));

test("reachlint.yaml gives them to the roots that it names, and values of it win", async () => {
  const yaml = "variables:\n  a:\n    each: [a/env/*.tfvars]\n";
  expect(traffic(await scannedWith(yaml, { ...FILES, "b/main.tf": OPEN }))).toEqual([
    "web partial with a/env/dev.tfvars",
    "web reachable with a/env/prod.tfvars",
    "web undetermined",
  ]);
  expect(traffic(await scannedWith(`${yaml}    values: { port: 32768 }\n`, FILES))).toEqual(["web reachable"]);
});

test("flags replace what reachlint.yaml says of the same root", async () => {
  const yaml = "variables:\n  a:\n    each: [a/env/*.tfvars]\n";
  const each = [{ kind: "variables" as const, glob: "a/env/prod.tfvars" }];
  expect(traffic(await scannedWith(yaml, FILES, { each, assignments: [{ kind: "each" }] }))).toEqual(["web reachable"]);
});

test("what a glob of reachlint.yaml fits through a link out of the repository is not read", async () => {
  const outside = makeDirectory({ "x.tfvars": "port = 32768" });
  const directory = makeDirectory({ "main.tf": OPEN, "env/a.tfvars": "port = 60000" });
  try {
    mkdirSync(join(directory, ".git"));
    symlinkSync(join(outside, "x.tfvars"), join(directory, "env/x.tfvars"));
    symlinkSync(outside, join(directory, "out"));
    writeFileSync(join(directory, "reachlint.yaml"), 'variables:\n  .:\n    each: ["env/*", "**/*.tfvars"]\n');
    const { paths, options } = settingsOf(directory, { paths: [], options: {} });
    expect(traffic(await scan(scanRequest(directory, paths, options)))).toEqual(["web partial"]);
  } finally {
    removeDirectory(directory);
    removeDirectory(outside);
  }
});

test("on the side of a change that has none of the files there is nothing to try", async () => {
  const each = [{ kind: "variables" as const, glob: "env/*.tfvars", mayFitNothing: true as const }];
  expect(traffic(await scanned({ "main.tf": OPEN }, { each }))).toEqual(["web undetermined"]);
});

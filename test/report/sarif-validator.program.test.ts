/** Microsoft's validator, with GitHub's rules, has nothing against the SARIF log. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Log } from "sarif";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderSarif, renderSarifChange } from "../../src/report/sarif/sarif.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

const NO_CHANGE = {
  base: { name: "main" },
  head: { name: "work" },
  flows: [],
  unread: [],
  opened: [],
  fixed: [],
  before: new Set<never>(),
};

const tool = fileURLToPath(
  new URL("../../node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool", import.meta.url),
);

/** Why the validator cannot run here; empty where it can. It is a program for Linux on x64. */
const why =
  process.platform !== "linux" || process.arch !== "x64"
    ? "it runs on Linux x64 only"
    : existsSync(tool)
      ? ""
      : "its package is not installed";

describe.skipIf(why !== "")(`Microsoft's validator with GitHub's rules${why && ` (skipped: ${why})`}`, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sarif-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ["a scan with findings", renderSarif(scanOf(blocked, undetermined))],
    ["a clean scan", renderSarif(scanOf())],
    ["what is repaired", renderSarifChange({ ...scanOf(), change: { ...NO_CHANGE, fixed: scanOf(blocked).findings } })],
  ])(
    "%s passes",
    (name, text) => {
      const program = join(folder, "Sarif.Multitool");
      if (!existsSync(program)) {
        copyFileSync(tool, program);
        chmodSync(program, 0o755);
      }
      const input = join(folder, `${name.replaceAll(" ", "-")}.sarif`);
      const output = `${input}.validated.sarif`;
      writeFileSync(input, text);
      try {
        execFileSync(
          program,
          [
            "validate",
            input,
            "--rule-kind",
            "Sarif;Ghas",
            "--level",
            "Error;Warning;Note",
            "--output",
            output,
            "--log",
            "ForceOverwrite",
          ],
          {
            env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1", DOTNET_BUNDLE_EXTRACT_BASE_DIR: folder },
            encoding: "utf8",
          },
        );
      } catch (error) {
        const { status, stdout } = error as { status: number; stdout: string };
        if (!existsSync(output)) throw new Error(`the validator failed with ${status}: ${stdout}`);
      }
      const validated: Log = JSON.parse(readFileSync(output, "utf8"));
      const complaints = validated.runs.flatMap((one) => one.results ?? []);
      const told = complaints.map(({ ruleId, level, message, locations }) => [
        ruleId,
        level ?? "warning",
        message.id,
        message.arguments?.join(" | "),
        locations?.[0]?.physicalLocation?.region?.startLine,
      ]);
      expect(told.filter(([, level]) => level === "error")).toEqual([]);
      expect(told.filter(([, level]) => level === "warning")).toEqual([]);
    },
    60_000,
  );
});

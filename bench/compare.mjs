// Holds two builds against each other: the JSON report of every repository in a folder, byte by byte. Tells each that differs with its
// first different lines, and ends with 1 where one does.
// Usage: node bench/compare.mjs DIST_BEFORE DIST_AFTER FOLDER
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";

/** Longer than any repository may take. */
const LIMIT_MS = 300_000;
const SHOWN = 6;

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  compare(...process.argv.slice(2).map((path) => resolve(path)));

function compare(before, after, folder = ".") {
  if (!existsSync(folder)) nothingToMeasure(`there is no ${folder}`);
  const repositories = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (after === undefined || repositories.length === 0) nothingToMeasure(`${folder} holds no repository`);

  let flows = 0;
  let different = 0;
  for (const { name } of repositories) {
    const [old, now] = [before, after].map((dist) => reportOf(dist, join(folder, name)));
    flows += flowsIn(now);
    if (old === now) continue;
    different += 1;
    console.log(`${name}\n${firstDifferences(old, now).join("\n")}`);
  }
  if (flows === 0) nothingToMeasure(`no repository in ${folder} has a flow`);
  console.log(`${repositories.length} repositories, ${flows} flows: ${different} reports differ`);
  process.exitCode = different > 0 ? 1 : 0;
}

function flowsIn(report) {
  return report.startsWith("{") ? JSON.parse(report).flows.length : 0;
}

/** What is printed, and how the program ended where it printed nothing. */
function reportOf(dist, directory) {
  const words = [join(dist, "cli.js"), "scan", ".", "--format", "json"];
  const { stdout, stderr, status, error } = spawnSync(process.execPath, words, {
    cwd: directory,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    timeout: LIMIT_MS,
  });
  return stdout === "" ? `${error ?? `exit ${status}`}\n${stderr}` : stdout;
}

function firstDifferences(old, now) {
  const [left, right] = [old.split("\n"), now.split("\n")];
  const found = [];
  for (let at = 0; at < Math.max(left.length, right.length) && found.length < SHOWN; at += 1)
    if (left[at] !== right[at]) found.push(`  - ${left[at] ?? ""}`, `  + ${right[at] ?? ""}`);
  return found;
}

/**
 * How long a scan takes and how much memory, by the number of files: a monorepo of monorepo.mjs at several sizes, each scanned by the program in a process
 * of its own, once more with what an earlier scan has kept, and the same by cfn-lint, checkov and trivy where they are on PATH, at the sizes that they end in a bearable time.
 * Usage: node bench/scale.mjs [FILES...]; without numbers 100, 1,000 and 10,000. Needs `npm run build`;
 * REACHLINT_DIST names another build.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";
import { writeMonorepo } from "./monorepo.mjs";

const CLI = resolve(process.env.REACHLINT_DIST ?? fileURLToPath(new URL("../dist", import.meta.url)), "cli.js");
const SIZES = [100, 1_000, 10_000];
/** Larger trees take the others minutes. */
const MOST_FILES_OF_PEERS = 1_000;

/** Of each peer the command that looks at the same tree without a network, and whether what it printed shows that it did look. */
const PEERS = {
  trivy: {
    command: (directory) => [
      ...["trivy", "config", "--skip-check-update", "--skip-version-check", "--quiet"],
      ...["--format", "json", directory],
    ],
    hasLooked: ({ output }) => JSON.parse(output).Results?.length > 0,
  },
  checkov: {
    command: (directory) => [
      ...["checkov", "--directory", directory, "--framework", "terraform", "cloudformation"],
      ...["--compact", "--quiet", "--output", "json"],
    ],
    hasLooked: ({ output }) =>
      [JSON.parse(output)].flat().some(({ summary }) => summary?.passed > 0 || summary?.failed > 0),
  },
  "cfn-lint": {
    command: (directory) => ["cfn-lint", "--format", "json", ...templatesIn(directory)],
    // What it could not read it tells as a finding, of this rule (https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md).
    hasLooked: ({ output }) => JSON.parse(output).every(({ Rule: { Id } }) => !/^E000[023]$/.test(Id)),
  },
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) run({}, process.argv.slice(2).map(Number));

export function run(_settings, sizes = []) {
  if (!existsSync(CLI)) nothingToMeasure(`there is no build, ${CLI}: npm run build`);
  console.log("files    flows   seconds  cpu      MB     cpu per file, ms");
  for (const size of sizes.length > 0 ? sizes : SIZES) {
    if (!(size >= 1)) nothingToMeasure("a size is a number of files, one or more");
    measureSize(size);
  }
}

function measureSize(size) {
  const directory = mkdtempSync(join(tmpdir(), "reachlint-scale-"));
  try {
    // The boundary of what a scan may read.
    mkdirSync(join(directory, ".git"));
    const files = writeMonorepo(directory, size);
    const ours = measured([process.execPath, CLI, "scan", ".", "--format", "json"], directory);
    const flows = JSON.parse(ours.output).flows.length;
    if (flows === 0) nothingToMeasure(`a monorepo of ${files} files has no flow`);
    const perFile = ((ours.cpu * 1000) / files).toFixed(2);
    const cells = [files, flows, ours.seconds.toFixed(2), ours.cpu.toFixed(2), Math.round(ours.megabytes), perFile];
    console.log(cells.map((cell, at) => String(cell).padEnd([9, 8, 9, 9, 7, 0][at])).join(""));
    measureRepeated(directory, ours);
    if (size <= MOST_FILES_OF_PEERS) comparePeers(directory, ours);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The same scan with what an earlier one has kept, as a job of CI has it where little has changed. */
function measureRepeated(directory, ours) {
  const kept = mkdtempSync(join(tmpdir(), "reachlint-kept-"));
  try {
    const words = [process.execPath, CLI, "scan", ".", "--format", "json", "--cache", kept];
    measured(words, directory);
    if (readdirSync(kept).length === 0) nothingToMeasure("a scan with --cache has kept nothing");
    const again = measured(words, directory);
    if (again.output !== ours.output) nothingToMeasure("a scan with --cache tells something else");
    const share = (what) => `${again[what].toFixed(2)} s (${(again[what] / ours[what]).toFixed(2)} of that)`;
    console.log(`         again with --cache: ${share("seconds")}, of processor ${share("cpu")}`);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}

function comparePeers(directory, ours) {
  for (const [name, { command, hasLooked }] of Object.entries(PEERS)) {
    const words = command(directory);
    if (spawnSync(words[0], ["--version"], { stdio: "ignore" }).error !== undefined) {
      console.log(`         ${name} is not compared: it is not on PATH`);
      continue;
    }
    const theirs = measured(words, directory);
    if (!looked(hasLooked, theirs)) {
      console.log(`         ${name} is not compared: it did not look at the tree`);
      continue;
    }
    const compared = (what) => `${theirs[what].toFixed(2)} s (${(theirs[what] / ours[what]).toFixed(1)} times)`;
    console.log(
      `         ${name}: ${compared("seconds")}, of processor ${compared("cpu")}, ${Math.round(theirs.megabytes)} MB`,
    );
  }
}

/** One that prints no JSON has failed. */
function looked(hasLooked, run) {
  try {
    return hasLooked(run);
  } catch {
    return false;
  }
}

/** `/usr/bin/time` tells of the process what no other tells: its processor time and the most memory that it had. */
export function measured([program, ...words], directory) {
  const started = performance.now();
  const { stdout, stderr, error } = spawnSync("/usr/bin/time", ["-f", "%U %S %M", program, ...words], {
    cwd: directory,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) nothingToMeasure(`/usr/bin/time does not run: ${error.message}`);
  const [user, system, kilobytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  if (!(kilobytes > 0)) nothingToMeasure(`${program} did not run: ${stderr}`);
  return {
    output: stdout,
    seconds: (performance.now() - started) / 1000,
    cpu: user + system,
    megabytes: kilobytes / 1024,
  };
}

function templatesIn(directory) {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /stack\/[a-z]+\.yaml$/.test(name))
    .map((name) => join(directory, name));
}

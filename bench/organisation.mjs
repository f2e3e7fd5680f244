/**
 * One scan of many repositories beside each other, shared out among 1, 4 and 16 shards: how long each shard takes, how even they are, how long merge takes, and
 * whether it says what one run says. Usage: node bench/organisation.mjs [REPOSITORIES], 20 where left out. Needs `npm run build`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";
import { writeMonorepo } from "./monorepo.mjs";
import { measured } from "./scale.mjs";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const SHARDS = [1, 4, 16];

if (import.meta.url === pathToFileURL(process.argv[1]).href) run({}, Number(process.argv[2] ?? 20));

export function run(_settings, repositories = 20) {
  if (!existsSync(CLI)) nothingToMeasure("there is no build: npm run build");
  const directory = mkdtempSync(join(tmpdir(), "reachlint-organisation-"));
  const tree = join(directory, "tree");
  try {
    // The boundary of what a scan may read.
    mkdirSync(join(tree, ".git"), { recursive: true });
    let files = 0;
    for (let at = 0; at < repositories; at += 1) files += writeMonorepo(join(tree, "repos", String(at)), 20);
    if (files === 0) nothingToMeasure("there are no repositories");
    const ours = (...words) => measured([process.execPath, CLI, ...words, "--quiet", "--fail-on", "never"], tree);
    const whole = ours("scan", "--report", "json=../whole.json");
    console.log(`${repositories} repositories, ${files} files; seconds of processor, MB`);
    console.log(`one run    ${cells(whole)}`);
    for (const count of SHARDS) {
      const paths = Array.from({ length: count }, (_, at) => `../shards-${count}/${at + 1}`);
      const shards = paths.map((path, at) =>
        ours("scan", "--shard", `${at + 1}/${count}`, "--report", `shard=${path}`),
      );
      const merge = ours("merge", ...paths, "--report", "json=../merged.json");
      const mean = shards.reduce((sum, { cpu }) => sum + cpu, 0) / count;
      const largest = shards.reduce((a, b) => (b.cpu > a.cpu ? b : a));
      const same = readFileSync(join(directory, "merged.json")).equals(readFileSync(join(directory, "whole.json")));
      console.log(
        `${String(count).padEnd(2)} shards  ${cells(largest)}, ${(largest.cpu / mean).toFixed(2)} times the mean; merge ${cells(merge)}, ${same ? "the same" : "ANOTHER"} result`,
      );
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function cells({ cpu, megabytes }) {
  return `${cpu.toFixed(1)} s, ${Math.round(megabytes)} MB`;
}

/** How long the program takes to start, as multiples of an empty Node process: `--version`, and the scan of a real repository. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nothingToMeasure } from "./measure.mjs";

const cli = resolve(process.env.REACHLINT_DIST ?? fileURLToPath(new URL("../dist", import.meta.url)), "cli.js");
const ROUNDS = 15;

/** Least of the rounds: what the machine does beside only ever adds. Rounds of all commands are interleaved. */
function measure(commands) {
  const least = commands.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    commands.forEach((args, at) => {
      const start = process.hrtime.bigint();
      const { status, error } = spawnSync(process.execPath, args, { stdio: "ignore" });
      const took = Number(process.hrtime.bigint() - start) / 1e6;
      if (error !== undefined || (status !== 0 && status !== 1))
        throw new Error(`node ${args.join(" ")} ended with ${error ?? status}`);
      least[at] = Math.min(least[at], took);
    });
  }
  return least;
}

/** `refarch`: a checkout of aws-samples/ecs-refarch-cloudformation; without one only `--version` is measured. */
export function run({ refarch }) {
  if (!existsSync(cli)) nothingToMeasure(`there is no build, ${cli}: npm run build`);
  const commands = [
    ["-e", "0"],
    [cli, "--version"],
  ];
  if (refarch !== undefined) commands.push([cli, "scan", refarch]);
  const [bare, version, scan] = measure(commands);
  console.log(`node -e 0             ${bare.toFixed(0)} ms`);
  console.log(
    `reachlint --version   ${version.toFixed(0)} ms  ${(version / bare).toFixed(2)} times bare node (goal: under 2.5)`,
  );
  if (scan === undefined)
    console.log(
      "reachlint scan        skipped: give a checkout of aws-samples/ecs-refarch-cloudformation as REACHLINT_REFARCH",
    );
  else
    console.log(
      `reachlint scan        ${scan.toFixed(0)} ms  ${(scan / bare).toFixed(2)} times bare node (goal: under 5)`,
    );
}

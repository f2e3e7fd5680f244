/**
 * src/ → dist-exe/reachlint (or another directory that is named): the program and the Node that runs this, in one file that needs neither Node nor
 * anything else beside it (https://nodejs.org/api/single-executable-applications.html). LICENSES.txt beside it has the licences of both.
 */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { inject } from "postject";
import { buildExecutableScripts } from "./build/bundles.mjs";

/** Where Node looks for what was put into it, and the mark by which it knows that something was. */
const PLACE = "NODE_SEA_BLOB";
const MARK = { sentinelFuse: "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2" };

/** Where distributions of Node have its licence, from the program's own place. */
const NODE_LICENSES = ["../../LICENSE", "../../share/doc/nodejs/LICENSE"];

if (process.platform !== "linux") throw new Error("executables are made for Linux, on Linux");

const outdir = resolve(process.argv[2] ?? "dist-exe");
const made = join(outdir, "made");
rmSync(outdir, { recursive: true, force: true });
mkdirSync(made, { recursive: true });

const assets = await buildExecutableScripts(made);
const configuration = {
  main: join(made, "main.cjs"),
  output: join(made, "blob"),
  disableExperimentalSEAWarning: true,
  // Half of what a short scan takes would else be V8 reading the script.
  useCodeCache: true,
  assets,
};
writeFileSync(join(made, "sea.json"), JSON.stringify(configuration));
execFileSync(process.execPath, ["--experimental-sea-config", join(made, "sea.json")], { stdio: "pipe" });

const executable = join(outdir, "reachlint");
copyFileSync(process.execPath, executable);
chmodSync(executable, 0o755);
await inject(executable, PLACE, readFileSync(configuration.output), MARK);

const licenses = join(outdir, "LICENSES.txt");
copyFileSync(join(made, "LICENSES.txt"), licenses);
appendFileSync(licenses, `\n${"-".repeat(80)}\n\nNode.js ${process.version}\n\n${nodeLicense()}\n`);
rmSync(made, { recursive: true });

function nodeLicense() {
  const path = NODE_LICENSES.map((one) => join(process.execPath, one)).find((one) => existsSync(one));
  return path === undefined
    ? `https://github.com/nodejs/node/blob/${process.version}/LICENSE`
    : readFileSync(path, "utf8").trim();
}

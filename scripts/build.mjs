/** src/ → dist/: the command line and the library (split into chunks that load on demand), their types, and the Action's bundle. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { arbiterBesideAction, copyArbiter } from "./build/arbiter.mjs";
import { writeLicenses } from "./build/licenses.mjs";

const top = fileURLToPath(new URL("../", import.meta.url));
process.chdir(top);

/** Bundled CommonJS packages ask for Node's modules with `require`, which ES modules do not have. */
const REQUIRE =
  'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);';

const common = {
  bundle: true,
  format: "esm",
  platform: "node",
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  banner: { js: REQUIRE },
};

rmSync("dist", { recursive: true, force: true });

const program = await build({
  ...common,
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  splitting: true,
  target: "node20.19",
  external: ["@cdktf/hcl2json"],
});
writeLicenses([program.metafile], "dist/LICENSES.txt");

const action = await build({
  ...common,
  entryPoints: { action: "src/action/main.ts" },
  outdir: "dist",
  target: "node24",
  plugins: [arbiterBesideAction],
});
const arbiter = await copyArbiter(build, common);
writeLicenses([action.metafile, arbiter.metafile], "dist/action-LICENSES.txt");

execFileSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });

/**
 * src/ → the bundles: the command line with the library, the Action with its arbiter beside it, and the scripts of the executable. Tests build
 * them elsewhere.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeLicenses } from "./licenses.mjs";

const top = fileURLToPath(new URL("../../", import.meta.url));

/** HashiCorp's parser; never part of a bundle, because its WebAssembly is larger than all the rest and seldom needed. */
const ARBITER = "@cdktf/hcl2json";

/** Bundled CommonJS packages ask for Node's modules with `require`, which ES modules do not have. */
const REQUIRE =
  'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);';

const common = {
  absWorkingDir: top,
  bundle: true,
  platform: "node",
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
};

const asModules = { ...common, format: "esm", banner: { js: REQUIRE } };

/** The arbiter asks for it only in versions of Node that lack the global of this name. */
const POLYFILL = "performance";

/** `cli.js` and `index.js` with the chunks that they load on demand. The arbiter comes from node_modules. */
export async function buildProgram(outdir) {
  const { metafile } = await build({
    ...asModules,
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts", worker: "src/threads/main.ts" },
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    splitting: true,
    target: "node20.19",
    external: [ARBITER],
  });
  writeLicenses(top, [metafile], join(outdir, "LICENSES.txt"));
}

/** `action.js`, which GitHub runs from a checkout without node_modules, and the arbiter beside it. */
export async function buildAction(outdir) {
  const beside = {
    name: "arbiter-beside-action",
    setup({ onResolve }) {
      onResolve({ filter: /^@cdktf\/hcl2json$/ }, () => ({ path: "./action-arbiter/lib/index.cjs", external: true }));
    },
  };
  const action = await build({
    ...asModules,
    entryPoints: { action: "src/action/main.ts" },
    outdir,
    target: "node24",
    plugins: [beside],
  });
  const arbiter = await copyArbiter(join(outdir, "action-arbiter"));
  writeLicenses(top, [action.metafile, arbiter.metafile], join(outdir, "action-LICENSES.txt"));
}

/** The package reads `../main.wasm.gz` beside its own folder, so the copy keeps that shape. */
function copyArbiter(outdir) {
  const from = join(top, "node_modules", ARBITER);
  mkdirSync(outdir, { recursive: true });
  copyFileSync(join(from, "main.wasm.gz"), join(outdir, "main.wasm.gz"));
  return build({
    ...common,
    format: "cjs",
    target: "node24",
    external: [POLYFILL],
    entryPoints: [join(from, "lib/index.js")],
    outfile: join(outdir, "lib/index.cjs"),
  });
}

/** What the arbiter reads beside its folder. */
const ARBITER_FILE = join(top, "node_modules", ARBITER, "main.wasm.gz");

/** What stands in an executable for what needs a file beside it. */
const INSIDE = {
  // The arbiter asks for nothing but its WebAssembly.
  "fs-extra": 'exports.readFile = async () => Buffer.from(require("node:sea").getRawAsset("main.wasm.gz"));',
  "start-worker": `
    const { Worker } = require("node:worker_threads");
    const START = \`
      const sea = require("node:sea");
      const { Script } = require("node:vm");
      const cachedData = Buffer.from(sea.getRawAsset("worker.cache"));
      new Script(sea.getAsset("worker.cjs", "utf8"), { filename: "worker.cjs", cachedData }).runInThisContext()(require);
    \`;
    exports.startWorker = (options) => new Worker(START, { ...options, eval: true });
  `,
};

/**
 * The program as an executable can start it: `main.cjs` is one script, and so is `worker.cjs`, a function that is given `require`, with V8's
 * compiled form of it. They can import nothing more (https://nodejs.org/api/single-executable-applications.html). Resolves to the files that
 * they need inside of the executable, by the names under which it has them.
 */
export async function buildExecutableScripts(outdir) {
  const inside = {
    name: "inside-executable",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^fs-extra$/ }, () => ({ path: "fs-extra", namespace: "inside" }));
      onResolve({ filter: /\/start-worker\.ts$/ }, () => ({ path: "start-worker", namespace: "inside" }));
      onLoad({ filter: /.*/, namespace: "inside" }, ({ path }) => ({ contents: INSIDE[path] }));
    },
  };
  const [main, worker, cache] = ["main.cjs", "worker.cjs", "worker.cache"].map((name) => join(outdir, name));
  const asScript = { ...common, format: "cjs", target: "node20.19", external: [POLYFILL], plugins: [inside] };
  const wrapped = { banner: { js: "(function (require) {" }, footer: { js: "})" } };
  const built = [
    await build({ ...asScript, entryPoints: ["src/cli/main.ts"], outfile: main }),
    await build({ ...asScript, ...wrapped, entryPoints: ["src/threads/main.ts"], outfile: worker }),
  ];
  // Nor have they a URL, which esbuild would warn of.
  const warnings = built.flatMap((one) => one.warnings.map(({ text }) => text));
  if (warnings.length > 0) throw new Error(`the scripts of the executable: ${warnings.join("; ")}`);
  for (const script of [main, worker])
    if (/\bimport\(/.test(readFileSync(script, "utf8"))) throw new Error(`${script} imports something when it runs`);
  await compile(worker, cache);
  const metafiles = built.map(({ metafile }) => metafile);
  writeLicenses(top, metafiles, join(outdir, "LICENSES.txt"));
  return { "main.wasm.gz": ARBITER_FILE, "worker.cjs": worker, "worker.cache": cache };
}

/** V8 takes a compiled form only where it has the flags with which that was made, and they are of a whole process: it is made in one of its own. */
async function compile(script, cache) {
  const { outputFiles } = await build({
    stdin: { contents: COMPILE, resolveDir: top },
    bundle: true,
    platform: "node",
    write: false,
  });
  execFileSync(process.execPath, ["--eval", outputFiles[0].text, script, cache]);
}

const COMPILE = `
  import { readFileSync, writeFileSync } from "node:fs";
  import { Script } from "node:vm";
  import { tuneEngine, tuneForWorkers } from "./src/threads/engine.ts";

  const [, script, cache] = process.argv;
  tuneEngine(process.versions.node);
  tuneForWorkers(process.versions.node);
  writeFileSync(cache, new Script(readFileSync(script, "utf8"), { filename: "worker.cjs" }).createCachedData());
`;

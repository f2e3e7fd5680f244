/**
 * src/ → the bundles: the command line with the library, the Action with its arbiter beside it, and the one script of the executable. Tests build
 * them elsewhere.
 */
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
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
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

/** What the arbiter reads beside its folder, by the name under which the executable has it. */
export const ARBITER_FILE = { name: "main.wasm.gz", path: join(top, "node_modules", ARBITER, "main.wasm.gz") };

/**
 * `main.cjs`, all of the program in one script, which is what an executable can start. The script of an executable can import nothing more
 * (https://nodejs.org/api/single-executable-applications.html), and the file that the arbiter reads is inside of it too.
 */
export async function buildExecutableScript(outdir) {
  const inside = {
    name: "arbiter-inside-executable",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^fs-extra$/ }, () => ({ path: "fs-extra", namespace: "inside" }));
      onLoad({ filter: /.*/, namespace: "inside" }, () => ({
        contents: `exports.readFile = async () => Buffer.from(require("node:sea").getRawAsset("${ARBITER_FILE.name}"));`,
      }));
    },
  };
  const script = join(outdir, "main.cjs");
  const { metafile, warnings } = await build({
    ...common,
    format: "cjs",
    entryPoints: ["src/cli/main.ts"],
    outfile: script,
    target: "node20.19",
    external: [POLYFILL],
    plugins: [inside],
  });
  // Nor has it a URL, which esbuild would warn of.
  if (warnings.length > 0)
    throw new Error(`the script of the executable: ${warnings.map(({ text }) => text).join("; ")}`);
  if (/\bimport\(/.test(readFileSync(script, "utf8"))) throw new Error(`${script} imports something when it runs`);
  writeLicenses(top, [metafile], join(outdir, "LICENSES.txt"));
}

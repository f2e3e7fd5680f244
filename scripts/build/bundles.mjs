/** src/ → the bundles: the command line with the library, and the Action with its arbiter beside it. Tests build them elsewhere. */
import { copyFileSync, mkdirSync } from "node:fs";
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
  format: "esm",
  platform: "node",
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  banner: { js: REQUIRE },
};

/** `cli.js` and `index.js` with the chunks that they load on demand. The arbiter comes from node_modules. */
export async function buildProgram(outdir) {
  const { metafile } = await build({
    ...common,
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
    ...common,
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
    banner: {},
    format: "cjs",
    target: "node24",
    // Asked for only by versions of Node that lack the global of this name.
    external: ["performance"],
    entryPoints: [join(from, "lib/index.js")],
    outfile: join(outdir, "lib/index.cjs"),
  });
}

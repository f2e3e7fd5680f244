/**
 * @cdktf/hcl2json → dist/action-arbiter/, for the Action, which is run from a checkout without node_modules. Kept apart from the
 * Action's own file: it is loaded only where our parser rejects a file, and its WebAssembly is larger than all the rest.
 */
import { copyFileSync, mkdirSync } from "node:fs";

const PACKAGE = "node_modules/@cdktf/hcl2json";
const FOLDER = "dist/action-arbiter";

/** In the Action's file, `import("@cdktf/hcl2json")` leads to the copy. */
export const arbiterBesideAction = {
  name: "arbiter-beside-action",
  setup(build) {
    build.onResolve({ filter: /^@cdktf\/hcl2json$/ }, () => ({
      path: "./action-arbiter/lib/index.cjs",
      external: true,
    }));
  },
};

/** The package reads `../main.wasm.gz` beside its own folder, so the copy keeps that shape. Returns esbuild's result. */
export async function copyArbiter(build, common) {
  mkdirSync(FOLDER, { recursive: true });
  copyFileSync(`${PACKAGE}/main.wasm.gz`, `${FOLDER}/main.wasm.gz`);
  return build({
    ...common,
    banner: {},
    format: "cjs",
    target: "node24",
    entryPoints: [`${PACKAGE}/lib/index.js`],
    outfile: `${FOLDER}/lib/index.cjs`,
  });
}

/** Code of src/ for scripts: what an entry file in TypeScript exports, bundled for this moment. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const top = fileURLToPath(new URL("../", import.meta.url));

/** `entry` is the text of the file; its imports start from the top of the repository. */
export async function importSources(entry) {
  const result = await build({
    stdin: { contents: entry, resolveDir: top, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    // The arbiter asks for it by this name, and Node has it without.
    external: ["performance"],
    logLevel: "warning",
    banner: {
      js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
    },
  });
  const folder = `${top}node_modules/.cache/reachlint`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/sources-${process.pid}.mjs`;
  writeFileSync(file, result.outputFiles[0].text);
  try {
    return await import(`${pathToFileURL(file).href}?${process.hrtime.bigint()}`);
  } finally {
    rmSync(file);
  }
}

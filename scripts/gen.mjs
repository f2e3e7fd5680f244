/** Runs every generator in scripts/gen/ and writes what it makes; `git diff --exit-code` afterwards is the freshness check. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = new URL("./gen/", import.meta.url);
const top = new URL("../", import.meta.url);

for (const name of readdirSync(here)
  .filter((file) => file.endsWith(".mjs"))
  .sort()) {
  const { generate } = await import(new URL(name, here).href);
  for (const { path, text } of await generate()) {
    const at = fileURLToPath(new URL(path, top));
    if (readOrEmpty(at) === text) continue;
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
    console.log(`${path} (by scripts/gen/${name})`);
  }
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

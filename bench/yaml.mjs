// How much faster the reader of common YAML (src/parse/yaml-common.ts) is than the way over js-yaml's events, on the same templates in
// the same run. It is there for its speed only, so less than LEAST times is a failure: then it should go.
// Usage: node bench/yaml.mjs [FOLDER...]; without folders the cases of the tests.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { nothingToMeasure, processorSeconds } from "./measure.mjs";

const LEAST = 3;
const ROUNDS = 10;
const ROOT = fileURLToPath(new URL("../", import.meta.url));

if (import.meta.url === pathToFileURL(process.argv[1]).href) await run({}, process.argv.slice(2));

export async function run(settings, folders = []) {
  const { parseEventStream, readCommonYaml, SourceFile } = await bundled();
  const given = folders.length > 0 ? folders : [settings.refarch ?? join(ROOT, "test/evaluate/cloudformation/cases")];
  const files = given.flatMap(yamlFiles).map((path) => new SourceFile(path, readFileSync(path, "utf8")));
  const read = files.filter(
    (file) => readCommonYaml(file) !== undefined && parseEventStream(file).output !== undefined,
  );
  if (read.length === 0) nothingToMeasure(`no common YAML in ${given.join(", ")}`);
  const bytes = read.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const timed = (parse) =>
    processorSeconds(() => {
      for (const file of read) parse(file);
    }, ROUNDS);
  const common = await timed(readCommonYaml);
  const events = await timed(parseEventStream);
  const ratio = events / common;
  console.log(`${read.length} of ${files.length} files are common YAML, ${(bytes / 1e6).toFixed(2)} MB`);
  console.log(
    `read in ${(common * 1000).toFixed(1)} ms, by events in ${(events * 1000).toFixed(1)} ms: ${ratio.toFixed(1)} times`,
  );
  if (ratio >= LEAST) return;
  console.error(`the reader of common YAML is less than ${LEAST} times as fast`);
  process.exitCode = 1;
}

function yamlFiles(folder) {
  if (!existsSync(folder)) nothingToMeasure(`there is no ${folder}`);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ya?ml|template)$/.test(name) && !/(?:^|\/)(?:node_modules|\.git)\//.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

async function bundled() {
  const contents = `
    export { parseEventStream } from "./src/parse/yaml.ts";
    export { readCommonYaml } from "./src/parse/yaml-common.ts";
    export { SourceFile } from "./src/base/source-file.ts";
  `;
  const bundle = await build({
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString("base64")}`);
}

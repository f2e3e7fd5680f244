// How fast templates are read (text to located tree) and resolved, and against cfn-lint's reading of the same files in the same run.
// Usage: node bench/cloudformation.mjs [FOLDER...]; without folders the cases of the tests. CFN_LINT_PYTHON is the python that has cfn-lint.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { nothingToMeasure, processorSeconds } from "./measure.mjs";

/** The best round counts: what else runs on the machine does not. */
const ROUNDS = 10;
const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** cfn-lint's decoding of each file that it can decode, timed inside one process after its imports; the best of three rounds. */
const PYTHON = `
import json, sys, time
import cfnlint.decode

def decodes(path):
    try:
        template, problems = cfnlint.decode.decode(path)
        return template is not None
    except Exception:
        return False

paths = [path for path in json.load(sys.stdin) if decodes(path)]
best = None
for _ in range(3):
    start = time.process_time()
    for path in paths:
        cfnlint.decode.decode(path)
    took = time.process_time() - start
    best = took if best is None else min(best, took)
print(json.dumps({"paths": paths, "seconds": best}))
`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) await run({}, process.argv.slice(2));

export async function run(settings, folders = []) {
  const { parseYaml, templateIn, looksLikeTemplate, SourceFile } = await bundled();
  const given = folders.length > 0 ? folders : [settings.refarch ?? join(ROOT, "test/evaluate/cloudformation/cases")];
  const files = given.flatMap(documents).map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const templates = files.filter(({ path, text }) => {
    if (!looksLikeTemplate(text)) return false;
    const { output } = parseYaml(new SourceFile(path, text));
    return output !== undefined && templateIn(output) !== undefined;
  });
  if (templates.length === 0) nothingToMeasure(`no template in ${given.join(", ")}`);
  const bytes = templates.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const seconds = (those) =>
    processorSeconds(() => {
      for (const { path, text } of those) parseYaml(new SourceFile(path, text));
    }, ROUNDS);
  const ours = await seconds(templates);
  const pass = await processorSeconds(() => files.map(({ text }) => looksLikeTemplate(text)), ROUNDS);
  const speed = `${(bytes / 1e6 / ours).toFixed(1)} MB/s`;
  console.log(
    `${templates.length} templates, ${(bytes / 1e6).toFixed(2)} MB, read in ${(ours * 1000).toFixed(1)} ms (${speed})`,
  );
  console.log(`${files.length} YAML and JSON files told apart in ${(pass * 1000).toFixed(2)} ms`);
  const theirs = cfnLint(templates.map(({ path }) => path));
  if (theirs === undefined) return;
  const same = await seconds(templates.filter(({ path }) => theirs.paths.includes(path)));
  const times = (theirs.seconds / same).toFixed(1);
  console.log(
    `cfn-lint reads ${theirs.paths.length} of them in ${(theirs.seconds * 1000).toFixed(0)} ms: ${times} times as long`,
  );
}

function cfnLint(paths) {
  const python = process.env.CFN_LINT_PYTHON ?? "python3";
  const run = spawnSync(python, ["-c", PYTHON], { encoding: "utf8", input: JSON.stringify(paths) });
  const theirs = run.status === 0 ? JSON.parse(run.stdout) : undefined;
  if (theirs === undefined) console.log(`cfn-lint is not compared: ${python} does not have it (set CFN_LINT_PYTHON)`);
  else if (theirs.paths.length === 0) console.log("cfn-lint is not compared: it reads none of them");
  else return theirs;
  return undefined;
}

function documents(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) nothingToMeasure(`there is no ${path}`);
  if (stats.isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ya?ml|json|template)$/.test(name) && !/(?:^|\/)(?:node_modules|\.git)\//.test(name))
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile());
}

async function bundled() {
  const contents = `
    export { parseYaml } from "./src/parse/yaml.ts";
    export { templateIn, looksLikeTemplate } from "./src/evaluate/cloudformation/template/read-templates.ts";
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

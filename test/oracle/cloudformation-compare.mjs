// Properties of CloudFormation templates as we resolve them and as cfn-lint does, with each difference printed.
// Usage: node test/oracle/cloudformation-compare.mjs [FOLDER...]; without folders the cases of test/evaluate/cloudformation.
// CFN_LINT_PYTHON is the python that has cfn-lint. Exit code 1 where there is a difference; says why where it cannot run.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Where cfn-lint differs from CloudFormation's documentation, or does not look at what it needs. */
const KNOWN = new Map([
  ["lists.yaml Case17", "it counts elements that are AWS::NoValue"],
  [
    "conditions.yaml Case24",
    "it keeps both branches of a condition that the parameters' defaults decide, except AWS::NoValue",
  ],
  ["text.yaml Case32", "the same"],
  ["random.json Case14", "conditions that compare joined texts"],
  ["random.json Case144", "conditions that compare joined texts"],
]);

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = process.env.CFN_LINT_PYTHON ?? "python3";
const version = spawnSync(python, ["-c", 'import importlib.metadata as m; print("cfn-lint", m.version("cfn-lint"))'], {
  encoding: "utf8",
});
if (version.status !== 0) {
  console.log(`skipped: ${python} has no cfn-lint (set CFN_LINT_PYTHON to one that has it)`);
  process.exit(0);
}

const folders = process.argv.slice(2);
const wanted = folders.length > 0 ? folders : [join(root, "test/evaluate/cloudformation/cases")];
const ours = await bundled();
const paths = wanted.flatMap(documents).filter((path) => ours.isMeantAsTemplate(readFileSync(path, "utf8")));
const counts = { templates: 0, compared: 0, unknown: 0, differences: 0 };
for (let at = 0; at < paths.length; at += 50) compareAll(paths.slice(at, at + 50));
console.log(version.stdout.trim(), counts);
process.exitCode = counts.differences === 0 && counts.compared > 0 ? 0 : 1;

function compareAll(batch) {
  const script = join(root, "test/oracle/cfn-lint-values.py");
  const run = spawnSync(python, [script, ...batch], { encoding: "utf8", maxBuffer: 1 << 30 });
  for (const line of run.stdout.split("\n").filter((one) => one !== "")) {
    const { path, values } = JSON.parse(line);
    counts.templates += 1;
    const world = ours.firstWorld(path, readFileSync(path, "utf8"));
    for (const resource of world?.resources ?? [])
      for (const [name, { value }] of resource.body.attributes) {
        const theirs = (values[resource.address]?.[name] ?? []).map(canonical);
        const known = canonical(ours.show(value));
        if (
          /</.test(known) ||
          theirs.length === 0 ||
          theirs.some((one) => /Fn::|\\"Ref|"Ref"|"arn:|123456789012/.test(one))
        )
          counts.unknown += 1;
        else {
          counts.compared += 1;
          if (theirs.includes(known) || KNOWN.has(`${path.replace(/^.*\//, "")} ${resource.address}`)) continue;
          counts.differences += 1;
          console.log(`${path} ${resource.address}.${name}\n  ours   ${known}\n  theirs ${theirs.join("\n         ")}`);
        }
      }
  }
}

/** Scalars as text, as CloudFormation compares them. cfn-lint has Python's words for booleans, leaves `${!Literal}` as it is, and makes a
 *  list of one empty text from an empty list parameter. */
function canonical(value) {
  const plain = (one) => {
    if (Array.isArray(one)) return one.map(plain).filter((inner) => inner !== "");
    if (one !== null && typeof one === "object")
      return Object.fromEntries(
        Object.entries(one)
          .sort()
          .map(([key, inner]) => [key, plain(inner)]),
      );
    const text = String(one)
      .replaceAll("${!", "${")
      .replace(/^\s*(?=[[{])[\s\S]*$/, (json) => json.replace(/\s/g, ""));
    return /^-?[0-9]+(?:\.[0-9]+)?$/.test(text)
      ? String(Number(text))
      : text.replace(/True|False/g, (word) => word.toLowerCase());
  };
  return JSON.stringify(plain(value));
}

function documents(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ya?ml|json|template)$/.test(name) && !/(?:^|\/)(?:node_modules|\.git)\//.test(name))
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile());
}

async function bundled() {
  const contents = `
    export { isMeantAsTemplate } from "./src/evaluate/cloudformation/template/read-templates.ts";
    import { evaluateAll, show } from "./test/evaluate/cloudformation/support.ts";
    export { show };
    export const firstWorld = (path, text) => evaluateAll({ [path]: text }, { region: "us-east-1" }).groups[0]?.worlds[0];
  `;
  const bundle = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile: join(root, "node_modules/.cache/cloudformation-compare.mjs"),
    external: ["@cdktf/hcl2json"],
  });
  if (bundle.errors.length > 0) process.exit(1);
  return import(join(root, "node_modules/.cache/cloudformation-compare.mjs"));
}

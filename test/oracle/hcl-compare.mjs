// Every .tf, .tofu and .tfvars file of the given folders through our parser and through hcl2json (HashiCorp's parser), with each difference in
// acceptance or structure printed. Usage: node test/oracle/hcl-compare.mjs FOLDER... ; exit code 1 where there is a difference.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as hcl2json } from "@cdktf/hcl2json";
import { build } from "esbuild";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error("usage: node test/oracle/hcl-compare.mjs FOLDER...");
  process.exit(2);
}

const entry = `
  export { parseHcl } from "./src/parse/hcl/parse.ts";
  export { SourceFile } from "./src/base/source-file.ts";
  export { hclAsJson, firstDifference, NoJson } from "./test/oracle/hcl-as-json.ts";
`;
const root = new URL("../..", import.meta.url).pathname;
const bundle = await build({
  stdin: { contents: entry, resolveDir: root, loader: "ts" },
  bundle: true,
  format: "esm",
  write: false,
  logLevel: "error",
});
const ours = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString("base64")}`);

const counts = { files: 0, copies: 0, bytes: 0, accepted: 0, rejected: 0, unsayable: 0, differences: 0 };
const seen = new Set();
for (const folder of folders) for (const path of terraformFiles(folder)) await compare(path);
console.log(counts);
process.exitCode = counts.differences === 0 ? 0 : 1;

async function compare(path) {
  counts.files++;
  const text = new TextDecoder().decode(readFileSync(path));
  const hash = createHash("sha256").update(text).digest("base64");
  if (seen.has(hash)) {
    counts.copies++;
    return;
  }
  seen.add(hash);
  counts.bytes += text.length;
  const { output, diagnostics } = ours.parseHcl(new ours.SourceFile(path, text));
  const mine = diagnostics[0]?.message;
  let theirs;
  let complaint;
  try {
    theirs = await hcl2json(path, text);
  } catch (error) {
    complaint = String(error.message ?? error);
  }
  if (complaint !== undefined && !complaint.startsWith("parse config")) {
    counts.unsayable++;
    if (mine !== undefined) report(path, `we reject it (${mine}), hcl2json only cannot say it (${complaint})`);
  } else if (complaint !== undefined) {
    counts.rejected++;
    if (mine === undefined) report(path, `we accept it, hcl2json does not: ${complaint}`);
  } else if (mine !== undefined) {
    report(path, `hcl2json accepts it, we do not: ${place(diagnostics[0])}`);
  } else {
    counts.accepted++;
    const difference = ours.firstDifference(ours.hclAsJson(output), theirs);
    if (difference !== undefined) report(path, `other structure (ours | theirs) at ${difference}`);
  }
}

function place({ message, span }) {
  const { line, column } = span.file.position(span.start);
  return `${line}:${column} ${message}`;
}

function report(path, difference) {
  counts.differences++;
  console.log(`${path}: ${difference}`);
}

function* terraformFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== ".git") yield* terraformFiles(path);
    else if (entry.isFile() && /\.(tf|tofu|tfvars)$/.test(entry.name)) yield path;
  }
}

// Lays the modules of every root in a folder of repositories out twice, by `terraform get` and by `reachlint get`, and compares what lies there byte for byte.
// Usage: node bench/like-terraform.mjs FOLDER MIRRORS...; needs `npm run build`, and terraform and git on PATH. REACHLINT_DIST names another build.
// MIRRORS are folders of git repositories called OWNER+NAME, which stand in for GitHub and Terraform's registry (bench/mirrors.mjs), to both alike.
// A root is a directory that calls a module from elsewhere, by itself or by modules of the repository. Ends with 1 where there is a difference that is none of EXPLAINED.
import { spawn } from "node:child_process";
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";
import { openMirrors } from "./mirrors.mjs";
import { DIST } from "./sweep.mjs";

/** What may differ, by the path in `.terraform/modules` and on whose side it is alone (docs/decisions/0031-installing-modules.md). */
const EXPLAINED = [
  ["the history of a git repository", (path, side) => side === "terraform" && /(?:^|\/)\.git(?:\/|$)/.test(path)],
  [
    "names with a dot, which Terraform leaves out of a package that it has already",
    (path, side) => side === "reachlint" && /(?:^|\/)\./.test(path),
  ],
];

/** Of which Terraform says nothing before a plan: the tree is the same. */
const EMPTY = /: there is no configuration in /;

/** The source of each module block. */
const SOURCE = /^[ \t]*module\s+"[^"]+"\s*\{[\s\S]*?\bsource\s*=\s*"([^"]+)"/gm;

/** So many differences of a root are told. */
const SHOWN = 5;

const rows = [];
const explained = new Map();
const differences = [];
const refusals = new Map();

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await compare(...process.argv.slice(2).map((one) => resolve(one)));

async function compare(folder, ...mirrors) {
  if (mirrors.length === 0) nothingToMeasure("name a folder of repositories, and one of mirrors");
  if (!existsSync(folder)) nothingToMeasure(`there is no ${folder}`);
  const stand = await openMirrors(mirrors);
  const environment = { ...stand.environment, CHECKPOINT_DISABLE: "1" };
  for (const repository of readdirSync(folder).sort()) {
    const top = join(folder, repository);
    const roots = rootsIn(top);
    if (roots.length === 0) continue;
    const copies = mkdtempSync(join(tmpdir(), "reachlint-like-"));
    const [theirs, ours] = ["terraform", "reachlint"].map((name) => join(copies, name));
    for (const copy of [theirs, ours])
      cpSync(top, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.includes("/.git/objects") });
    const row = { repository, roots: 0, same: 0, modules: 0, files: 0, bothRefuse: 0, alone: 0, differ: 0 };
    for (const root of roots) compareRoot(row, root, await lay(join(theirs, root), join(ours, root), environment));
    rows.push(row);
    console.error(repository);
    rmSync(copies, { recursive: true, force: true });
  }
  await stand.close();
  print();
  process.exitCode = differences.length === 0 ? 0 : 1;
}

/** Directories of which a module is elsewhere, or one that they call in the repository calls such a one; links are not followed. */
function rootsIn(top) {
  const sources = new Map();
  const visit = (at) => {
    const entries = readdirSync(join(top, at), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && /\.tf$/.test(entry.name));
    const text = files.map(({ name }) => readFileSync(join(top, at, name), "utf8")).join("\n");
    sources.set(
      at,
      [...text.matchAll(SOURCE)].map(([, source]) => source),
    );
    for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")))
      visit(join(at, name));
  };
  visit(".");
  const leadsElsewhere = (at, seen = new Set()) =>
    !seen.has(at) &&
    seen.add(at) &&
    (sources.get(at) ?? []).some((source) => !isLocal(source) || leadsElsewhere(join(at, source), seen));
  return [...sources.keys()].filter((at) => leadsElsewhere(at));
}

function isLocal(source) {
  return /^\.\.?(?:\/|$)/.test(source);
}

async function lay(theirs, ours, environment) {
  const program = [process.execPath, join(DIST, "cli.js"), "get", ".", "--exclude", "*/**"];
  const [terraform, reachlint] = await Promise.all([
    run(theirs, environment, "terraform", "get", "-no-color"),
    run(ours, environment, ...program),
  ]);
  return { terraform: { ...terraform, ...laidOut(theirs) }, reachlint: { ...reachlint, ...laidOut(ours) } };
}

function run(cwd, environment, program, ...args) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env: environment, stdio: ["ignore", "ignore", "pipe"] });
    let error = "";
    child.stderr.on("data", (text) => {
      error += text;
    });
    child.on("close", (status) => done({ status, error }));
  });
}

/** The manifest in its order of keys, and each file and link with what it is. */
function laidOut(root) {
  const top = join(root, ".terraform/modules");
  const files = new Map();
  const visit = (directory) => {
    for (const { name } of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, name);
      const found = lstatSync(path);
      if (found.isDirectory()) visit(path);
      else if (found.isSymbolicLink()) files.set(relative(top, path), `link to ${readlinkSync(path)}`);
      else
        files.set(relative(top, path), `${found.mode & 0o100 ? "executable" : "file"} ${readFileSync(path, "latin1")}`);
    }
  };
  if (existsSync(top)) visit(top);
  const manifest = join(top, "modules.json");
  files.delete("modules.json");
  const { Modules } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : { Modules: [] };
  return { modules: [...Modules].sort((a, b) => (a.Key < b.Key ? -1 : 1)), files };
}

function compareRoot(row, root, { terraform, reachlint }) {
  const isRefused = [terraform, reachlint].map(({ status }) => status !== 0);
  row.roots += 1;
  const place = `${row.repository} ${root}`;
  if (isRefused[0]) {
    const reason = reasonOf(terraform.error);
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
    row[isRefused[1] ? "bothRefuse" : "alone"] += 1;
    return;
  }
  const told = reachlint.error.match(/^error: .*/gm)?.filter((line) => !EMPTY.test(line)) ?? [];
  const found = [...told.map((line) => `reachlint refuses: ${line}`), ...between(terraform, reachlint)];
  row[found.length === 0 ? "same" : "differ"] += 1;
  row.modules += found.length === 0 ? terraform.modules.length - 1 : 0;
  row.files += found.length === 0 ? reachlint.files.size : 0;
  const shown = found.length > SHOWN ? [...found.slice(0, SHOWN), `${found.length - SHOWN} more`] : found;
  differences.push(...shown.map((one) => `${place}: ${one}`));
}

/** What is not explained. */
function between(terraform, reachlint) {
  const found = [];
  if (JSON.stringify(terraform.modules) !== JSON.stringify(reachlint.modules))
    found.push(`modules.json ${JSON.stringify(terraform.modules)} ${JSON.stringify(reachlint.modules)}`);
  for (const path of new Set([...terraform.files.keys(), ...reachlint.files.keys()])) {
    const [a, b] = [terraform.files.get(path), reachlint.files.get(path)];
    if (a === b) continue;
    const side = a === undefined ? "reachlint" : b === undefined ? "terraform" : "both";
    const reason = EXPLAINED.find(([, holds]) => holds(path, side))?.[0];
    if (reason === undefined) found.push(`${path} (${side})`);
    else explained.set(reason, (explained.get(reason) ?? 0) + 1);
  }
  return found;
}

/** The headings of what Terraform complains about. */
function reasonOf(error) {
  const headings = [...error.matchAll(/Error: (.*)/g)].map(([, heading]) => heading);
  return [...new Set(headings)].sort().join("; ") || `no reason given`;
}

function print() {
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  const columns = ["roots", "same", "modules", "files", "bothRefuse", "alone", "differ"];
  const line = (name, values) => console.log(`| ${[name, ...values].join(" | ")} |`);
  line("repository", ["roots", "same tree", "modules", "files", "both refuse", "Terraform alone refuses", "differ"]);
  line(
    "---",
    columns.map(() => "---"),
  );
  for (const row of rows)
    line(
      row.repository.replace("+", "/"),
      columns.map((one) => row[one]),
    );
  line("together", columns.map(sum));
  console.log("\n| explained | files |\n|---|---|");
  for (const [reason, files] of explained) line(reason, [files]);
  console.log("\n| Terraform refuses | roots |\n|---|---|");
  for (const [reason, times] of refusals) line(reason.replaceAll("|", "\\|"), [times]);
  if (differences.length > 0) console.log(`\n${differences.join("\n")}`);
}

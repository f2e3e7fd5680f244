// How the flows of many repositories end, and what the undetermined ones wait for: once as the repositories are, once with their modules laid out.
// Usage: node bench/open-questions.mjs FOLDER LAID; needs `npm run build`. REACHLINT_DIST names another build. LAID holds copies of the same names,
// as bench/lay-out.mjs makes them. Prints Markdown. DETAILS=DIR keeps each flow with its causes in without.jsonl and with.jsonl there; such a file
// may stand for a folder the next time.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";
import { DIST, rootsOf } from "./sweep.mjs";

const VERDICTS = ["reachable", "partial", "blocked", "undetermined"];
/** Longer than any repository may take. */
const LIMIT_MS = 300_000;

/** What a cause is counted as: the first that fits. They are told apart by the words in which the product tells them. */
const GROUPS = [
  ["modules", ({ text }) => /\) is not installed|^the source of module\./.test(text)],
  ["remote state", ({ text }) => /remote.state/.test(text)],
  ["data sources", ({ text }) => /is looked up in AWS|^data\.\S+ may find|is known only to AWS/.test(text)],
  ["imports", ({ text }) => /of the scan exports|can come from \d/.test(text)],
  [
    "ids and names of the account",
    ({ kind, text }) => kind === "external" && /is not defined in the scanned files/.test(text),
  ],
  ["hosts that join a cluster, listeners", ({ text }) => /is known to join|in the scan forwards/.test(text)],
  ["inputs", ({ kind }) => kind === "input"],
  ["computed by AWS", ({ kind }) => kind === "computed"],
  ["faults of the configuration", ({ kind }) => kind === "error"],
  ["other", () => true],
];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [first, second] = process.argv.slice(2);
  if (first === "--one") console.log(JSON.stringify(await flowsOf(second)));
  else await compare(first, second);
}

async function compare(folder, laid) {
  if (folder === undefined || laid === undefined)
    nothingToMeasure("name a folder of repositories, and one with their modules laid out");
  for (const one of [folder, laid]) if (!existsSync(one)) nothingToMeasure(`there is no ${resolve(one)}`);
  const without = await rowsOf(resolve(folder), "without");
  const all = [without, await rowsOf(resolve(laid), "with")];
  const repositories = new Set(without.map(({ repository }) => repository)).size;
  const repositoriesWithFlows = new Set(
    without.filter(({ verdict }) => verdict !== undefined).map((one) => one.repository),
  ).size;
  const flows = all.map((rows) => rows.filter(({ verdict }) => verdict !== undefined));
  if (flows[0].length === 0) nothingToMeasure(`no repository in ${folder} has a flow`);
  console.log(`${repositories} repositories, ${repositoriesWithFlows} of them with flows.\n`);
  console.log("| flows that end | modules not laid out | modules laid out |\n|---|---|---|");
  for (const verdict of VERDICTS) {
    const share = flows.map((rows) => {
      const own = rows.filter((one) => one.verdict === verdict).length;
      return `${own} (${((100 * own) / rows.length).toFixed(1)} %)`;
    });
    console.log(`| ${verdict} | ${share.join(" | ")} |`);
  }
  console.log(`| together | ${flows.map((rows) => rows.length).join(" | ")} |\n`);
  console.log("A flow can wait for several things; *alone* counts those that wait for nothing else.\n");
  console.log("| undetermined flows wait for | not laid out | alone | laid out | alone |\n|---|---|---|---|---|");
  const waiting = flows.map((rows) => rows.filter(({ verdict }) => verdict === "undetermined").map(groupsOf));
  for (const [name] of GROUPS) {
    const counts = waiting.flatMap((groups) => {
      const own = groups.filter((one) => one.has(name));
      return [own.length, own.filter(({ size }) => size === 1).length];
    });
    if (counts.some((one) => one > 0)) console.log(`| ${name} | ${counts.join(" | ")} |`);
  }
}

function groupsOf({ causes }) {
  return new Set(causes.map((cause) => GROUPS.find(([, fits]) => fits(cause))[0]));
}

/** One for each flow, and one without a verdict for a repository that has none. */
async function rowsOf(path, name) {
  if (statSync(path).isFile())
    return readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const rows = [];
  for (const repository of directoriesIn(path)) {
    const flows = await inOwnProcess(join(path, repository));
    if (flows === undefined) console.error(`failed: ${join(path, repository)}`);
    else if (flows.length === 0) rows.push({ repository });
    else rows.push(...flows.map((one) => ({ repository, ...one })));
  }
  if (process.env.DETAILS !== undefined) {
    mkdirSync(process.env.DETAILS, { recursive: true });
    writeFileSync(join(process.env.DETAILS, `${name}.jsonl`), rows.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
  return rows;
}

function directoriesIn(path) {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The flows of a repository, each undetermined one with the unknowns at the root of the matter. */
async function flowsOf(directory) {
  const { scan } = await import(pathToFileURL(join(DIST, "index.js")).href);
  const { flows } = await scan(directory, ["."]);
  return flows.map(({ root, service, loadBalancer, purpose, verdict, because }) => ({
    flow: `${root}: ${loadBalancer?.address ?? "?"} → ${service.address} (${purpose})`,
    verdict,
    causes: verdict === "undetermined" ? rootsOf(because) : [],
  }));
}

/** So that a repository which is too much for it loses only itself; undefined then. */
function inOwnProcess(directory) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--one", directory], {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: LIMIT_MS,
    });
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.on("close", (code) => done(code === 0 ? JSON.parse(text) : undefined));
  });
}

// Scans every repository in a folder, each in a process of its own: what comes of it, how long it takes, and what stayed open and why.
// Findings are counted by rule; FINDINGS=FILE lists each of them there with its place, to be read against the source.
// Usage: node bench/sweep.mjs FOLDER [terraform|cloudformation]; needs `npm run build`. REACHLINT_DIST names another build.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
export const DIST = resolve(process.env.REACHLINT_DIST ?? join(ROOT, "dist"));
const VERDICTS = ["reachable", "partial", "blocked", "undetermined"];
/** Longer than any repository may take; one that needs more is told as hanging. */
const LIMIT_MS = 300_000;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [first = ".", second] = process.argv.slice(2);
  if (first === "--one") console.log(JSON.stringify(await scanOne(second)));
  else sweep(resolve(first), second);
}

/** In a process of its own, so that its time is one repository's and a crash loses only that one. */
async function scanOne(directory) {
  const { scan } = await import(pathToFileURL(join(DIST, "index.js")).href);
  const before = process.cpuUsage();
  const { roots, flows, findings, coverage, diagnostics } = await scan(directory, ["."]);
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (user + system) / 1e6,
    roots: count(roots, ({ kind }) => kind),
    verdicts: count(flows, ({ verdict }) => verdict),
    findings: findings.map(({ ruleId, verdict, severity, span, message }) => ({
      rule: ruleId,
      verdict,
      severity,
      place: `${span.file.path}:${span.file.position(span.start).line}`,
      message,
    })),
    notEvaluated: coverage.notEvaluated.map(({ address, because }) => `${address}: ${because}`),
    causes: flows.flatMap(({ because }) => rootsOf(because)),
    diagnostics: diagnostics.map(({ code, severity, message, span }) => ({
      code,
      severity,
      message,
      place: span && `${span.file.path}:${span.file.position(span.start).line}`,
    })),
  };
}

function sweep(folder, kind) {
  if (!existsSync(folder)) nothingToMeasure(`there is no ${folder}`);
  const repositories = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isFile());
  const total = {
    repositories: 0,
    seconds: 0,
    failed: [],
    /** Repositories over ten seconds. */
    slow: [],
    roots: {},
    verdicts: {},
    because: {},
    causes: {},
    codes: {},
  };
  const findings = [];
  const unsupported = [];
  console.log(
    "| repository | roots | reachable | partial | blocked | undetermined | CPU s |\n|---|---|---|---|---|---|---|",
  );
  for (const { name } of repositories) {
    const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--one", join(folder, name)], {
      encoding: "utf8",
      timeout: LIMIT_MS,
      maxBuffer: 2 ** 28,
    });
    if (run.status !== 0) {
      total.failed.push(`${name}: ${run.stderr.trim().slice(0, 2000) || run.signal}`);
      continue;
    }
    const one = JSON.parse(run.stdout);
    const roots = Object.entries(one.roots).filter(([of]) => kind === undefined || of.startsWith(kind));
    if (roots.length === 0) continue;
    if (one.seconds > 10) total.slow.push(`${name}: ${one.seconds.toFixed(1)}`);
    total.repositories += 1;
    total.seconds += one.seconds;
    add(total.roots, Object.fromEntries(roots));
    add(total.verdicts, one.verdicts);
    add(total.because, count(one.notEvaluated, reason));
    add(
      total.causes,
      count(one.causes, ({ kind, text }) => `${kind}: ${told(text)}`),
    );
    add(
      total.codes,
      count(one.diagnostics, ({ code, severity }) => `${severity} ${code}`),
    );
    findings.push(...one.findings.map((finding) => ({ repository: name.replace("+", "/"), ...finding })));
    unsupported.push(
      ...one.causes.filter((cause) => cause.kind === "unsupported").map(({ text }) => `${name}: ${text}`),
    );
    const verdicts = VERDICTS.map((verdict) => one.verdicts[verdict] ?? 0).join(" | ");
    const sum = roots.reduce((all, [, n]) => all + n, 0);
    console.log(`| ${name.replace("+", "/")} | ${sum} | ${verdicts} | ${one.seconds.toFixed(2)} |`);
  }
  for (const failed of total.failed) console.error(`failed: ${failed}`);
  if (total.repositories === 0)
    nothingToMeasure(`no repository in ${folder} has a root${kind === undefined ? "" : ` of ${kind}`}`);
  console.log(`\n${tableOfRules(findings)}\n`);
  if (process.env.FINDINGS !== undefined)
    writeFileSync(process.env.FINDINGS, findings.map((one) => `${JSON.stringify(one)}\n`).join(""));
  console.log(JSON.stringify({ ...total, seconds: Math.round(total.seconds), unsupported }, undefined, 2));
}

/** How often each rule is violated, how often that is not known, and in how many repositories. */
function tableOfRules(findings) {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const rows = rules.map((rule) => {
    const own = findings.filter((one) => one.rule === rule);
    const violated = own.filter(({ verdict }) => verdict === "violated");
    const repositories = new Set(violated.map(({ repository }) => repository)).size;
    return `| ${rule} | ${violated.length} | ${repositories} | ${own.length - violated.length} |`;
  });
  return ["| rule | violated | in repositories | undetermined |", "|---|---|---|---|", ...rows].join("\n");
}

/** Each unknown at the root of the matter, once. */
export function rootsOf(unknowns) {
  const found = new Map();
  const visited = new Set();
  const visit = (unknown) => {
    if (visited.has(unknown)) return;
    visited.add(unknown);
    if ((unknown.from ?? []).length > 0) unknown.from.forEach(visit);
    else found.set(unknown.symbol, { kind: unknown.cause.kind, text: unknown.cause.text });
  };
  unknowns.forEach(visit);
  return [...found.values()];
}

/** A cause without the names in it. */
function told(text) {
  return text.replaceAll(/"[^"]*"|\$\{[^}]*\}|[\w*-]*[_.:/#[(][^\s,;]*|\b[A-Z]\w+|\d+/g, "…");
}

/** What was not evaluated is counted by its reason, without the names in it. */
function reason(text) {
  const [, source] = /the source of \S+ \((.*?)\) is not in the scan/.exec(text) ?? [];
  if (source === undefined) return text.slice(text.indexOf(": ") + 2).replaceAll(/the macro \S+|\S*[/.]\S*/g, "…");
  if (/^\.\.?\/|^\//.test(source)) return "a module at a path that is not in the tree";
  return /^[\w-]+(\.[\w.-]+)?\/[\w-]+\/[\w-]+(\/[\w-]+)?(\/\/.*)?$/.test(source) && !/^(github|bitbucket)/.test(source)
    ? "a module of a registry, not fetched"
    : "a module of another repository or archive, not fetched";
}

function count(things, keyOf) {
  const counts = {};
  for (const thing of things) counts[keyOf(thing)] = (counts[keyOf(thing)] ?? 0) + 1;
  return counts;
}

function add(sums, counts) {
  for (const [key, n] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + n;
}

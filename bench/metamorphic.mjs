/**
 * Changes the source of every repository in a folder in ways that must not change what a scan says, or only in one direction, and prints
 * each contradiction with the change that shows it. docs/evidence/metamorphic.md says what is changed and what must hold.
 *
 * usage: node bench/metamorphic.mjs FOLDER [--seed N] [--per-repository N] [--only TEXT] [--jobs N] [--keep-in DIR] [--page FILE]
 * needs `npm run build`; REACHLINT_DIST names another build. --keep-in keeps the texts before and after of what contradicts; --page writes
 * the page docs/evidence/metamorphic.md.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { nothingToMeasure } from "./measure.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const DIST = resolve(process.env.REACHLINT_DIST ?? join(ROOT, "dist"));
/** No further variant of a repository is begun after so long. */
const SECONDS = 300;
/** Longer than any repository may take. */
const LIMIT_MS = 900_000;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    "per-repository": { type: "string", default: "60" },
    only: { type: "string", default: "" },
    jobs: { type: "string", default: "2" },
    "keep-in": { type: "string" },
    page: { type: "string" },
    one: { type: "boolean", default: false },
  },
});
const [folder = "."] = positionals;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (flags.one) console.log(JSON.stringify(await measureOne(resolve(folder))));
  else process.exitCode = await measureAll(resolve(folder));
}

/** The transformations are TypeScript, type-checked with the tests. */
async function transformations() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "test/metamorphic/measure.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

async function measureOne(directory) {
  const { scan, renderJson } = await import(pathToFileURL(join(DIST, "index.js")).href);
  const { measure } = await transformations();
  const keepIn = flags["keep-in"];
  return measure(
    directory,
    async (at, { strict = false, told }) => {
      const terraform = told?.dialect === "terraform" ? [{ kind: "var", name: told.name, text: told.value }] : [];
      const parameters = new Map(told?.dialect === "cloudformation" ? [[told.name, told.value]] : []);
      return renderJson(await scan(at, ["."], { strict, assignments: terraform, parameters }));
    },
    {
      seed: Number(flags.seed),
      variants: Number(flags["per-repository"]),
      seconds: SECONDS,
      ...(keepIn === undefined ? {} : { keepIn: resolve(keepIn) }),
    },
  );
}

async function measureAll(directory) {
  if (!existsSync(directory)) nothingToMeasure(`there is no ${directory}`);
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes(flags.only))
    .map(({ name }) => name);
  console.log(`seed ${flags.seed}, ${names.length} repositories, at most ${flags["per-repository"]} variants of each`);
  const results = [];
  const queue = names.values();
  const work = async () => {
    for (const name of queue) results.push(tell(name, await inProcess(join(directory, name))));
  };
  await Promise.all(Array.from({ length: Number(flags.jobs) }, work));
  return summary(results);
}

/** In a process of its own, so that a crash loses only this repository. */
function inProcess(directory) {
  const own = ["--seed", flags.seed, "--per-repository", flags["per-repository"]];
  const keep = flags["keep-in"] === undefined ? [] : ["--keep-in", flags["keep-in"]];
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--one", directory, ...own, ...keep], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
  });
  const lines = { out: [], err: [] };
  createInterface(child.stdout).on("line", (line) => lines.out.push(line));
  createInterface(child.stderr).on("line", (line) => lines.err.push(line));
  return new Promise((done) => {
    child.on("close", (code, signal) => {
      if (code === 0) done(JSON.parse(lines.out.at(-1)));
      else done({ failed: `${signal ?? `exit ${code}`}: ${lines.err.slice(-12).join("\n")}` });
    });
  });
}

function tell(name, result) {
  const again = `node bench/metamorphic.mjs ${folder} --only ${name} --seed ${flags.seed} --per-repository ${flags["per-repository"]}`;
  if (result.failed !== undefined) console.log(`\nFAILED ${name}: ${result.failed}\n  ${again}`);
  for (const { transformation, by, said } of result.contradictions ?? []) {
    console.log(`\n${name}: ${transformation}`);
    for (const part of by) console.log(`  ${part}`);
    for (const line of said.slice(0, 8)) console.log(`    ${line}`);
    if (said.length > 8) console.log(`    and ${said.length - 8} more`);
    console.log(`  ${again}`);
  }
  return { name, ...result };
}

async function summary(results) {
  const { TRANSFORMATIONS } = await transformations();
  const measured = results.filter(({ flows = 0 }) => flows > 0);
  const rows = TRANSFORMATIONS.map((transformation) => ({
    transformation,
    repositories: measured.filter(({ compared }) => compared[transformation] > 0).length,
    variants: sum(measured.map(({ compared }) => compared[transformation] ?? 0)),
    assumed: sum(measured.map(({ assumed }) => assumed[transformation] ?? 0)),
    contradictions: sum(
      measured.map((one) => one.contradictions.filter((each) => each.transformation === transformation).length),
    ),
  }));
  const table = [
    "| transformation | repositories | variants | differ by a new assumption | contradictions |",
    "|---|---|---|---|---|",
    ...rows.map((row) => `| ${Object.values(row).join(" | ")} |`),
  ].join("\n");
  const variants = sum(rows.map((row) => row.variants));
  const wrong = sum(rows.map((row) => row.contradictions));
  const failed = results.filter((one) => one.failed !== undefined).length;
  const total = `${measured.length} repositories with ${sum(measured.map(({ flows }) => flows))} flows, ${variants} variants, ${wrong} contradictions`;
  console.log(`\n${table}\n\n${total}${failed > 0 ? `, ${failed} repositories failed` : ""} (seed ${flags.seed})`);
  if (variants === 0) nothingToMeasure("no repository in this folder has a flow");
  if (flags.page !== undefined) writeFileSync(flags.page, page(table, `${total}, with seed ${flags.seed}`));
  return wrong > 0 || failed > 0 ? 1 : 0;
}

function page(table, total) {
  return `# The same source in another way

A verdict is about what the source means, so it must not depend on how the source is written, and with less known it may only say less.
\`node bench/metamorphic.mjs FOLDER\` changes the texts of every repository in a folder, scans each variant, and compares the report with
that of the source as it is. The texts are changed at the places that our own parsers name, and a variant that no longer parses is left out.

**Still the same**: list entries, arguments and properties, nested blocks, blocks and sections in another order; files with other names;
blocks dealt out to other files of their module; resources, modules, local values and conditions with other names and all references to
them; an unrelated stack beside. All flows with their verdicts, ports, conditions and assumptions, and all findings with verdict and
severity must be the same but for the names.

**Less is said**: a default is taken away; a condition, a \`count\` or a value becomes a variable that nobody gives, handed down through
every module call. The source as it was is one of the cases that are possible now, so no verdict may contradict it and nothing may be newly
violated; less certain it may be. Without assumptions (\`--strict\`) the same holds.

**More is said**: an input without a value is given one that somebody could give. What was certain stays.

A verdict that rests on a new assumption, which the flow tells, is counted apart: what a variable without a value names is assumed to lie
outside of the source, and there it lay within. It must be gone under \`--strict\`.

${table}

${total}.
`;
}

function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}

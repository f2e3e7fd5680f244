// Copies the repositories of a folder and runs `reachlint get` on each copy, so that they can be scanned with their modules (bench/open-questions.mjs).
// Usage: node bench/lay-out.mjs FOLDER LAID [MIRRORS...]; needs `npm run build`. REACHLINT_DIST names another build. With MIRRORS, folders of git
// repositories called OWNER+NAME, those stand in for GitHub and Terraform's registry. Tells at the end which modules could not be had.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";
import { openMirrors } from "./mirrors.mjs";
import { DIST } from "./sweep.mjs";

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await layOut(...process.argv.slice(2).map((one) => resolve(one)));

async function layOut(folder, laid, ...mirrors) {
  if (laid === undefined) nothingToMeasure("name a folder of repositories, and one for the copies");
  if (!existsSync(folder)) nothingToMeasure(`there is no ${folder}`);
  const stand = mirrors.length === 0 ? undefined : await openMirrors(mirrors);
  const reasons = new Map();
  let repositories = 0;
  let installed = 0;
  mkdirSync(laid, { recursive: true });
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const copy = join(laid, name);
    if (!existsSync(copy)) cpSync(join(folder, name), copy, { recursive: true, verbatimSymlinks: true });
    const { out, error } = await get(copy, stand?.environment ?? process.env);
    repositories += 1;
    installed += Number(/: (\d+) modules? installed/.exec(out)?.[1] ?? 0) + Number(/, (\d+) kept/.exec(out)?.[1] ?? 0);
    for (const [, reason] of error.matchAll(/^error: .*?\bmodule\.\S+ ((?:cannot be|is not) installed: .*)$/gm))
      reasons.set(reason, [...(reasons.get(reason) ?? []), name.replace("+", "/")]);
  }
  await stand?.close();
  console.log(
    `${repositories} repositories, ${installed} modules laid out.\n\n| a module | times | in |\n|---|---|---|`,
  );
  for (const [reason, names] of [...reasons].sort((a, b) => b[1].length - a[1].length))
    console.log(`| ${reason.replaceAll("|", "\\|")} | ${names.length} | ${[...new Set(names)].join(", ")} |`);
}

function get(cwd, env) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(DIST, "cli.js"), "get", "."], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, error] = ["", ""];
    child.stdout.on("data", (part) => {
      out += part;
    });
    child.stderr.on("data", (part) => {
      error += part;
    });
    child.on("close", () => done({ out, error }));
  });
}

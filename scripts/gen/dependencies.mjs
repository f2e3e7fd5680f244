/** How large what the program depends on is, in the decision about it: each package with what it brings, as it is installed. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withMadePart } from "../made-part.mjs";

const top = fileURLToPath(new URL("../../", import.meta.url));
const lock = JSON.parse(readFileSync(join(top, "package-lock.json"), "utf8")).packages;

export function generate() {
  const names = Object.keys(lock[""].dependencies).sort();
  const rows = names.map((name) => {
    const all = withBrought(`node_modules/${name}`);
    const licences = [...new Set(all.map((path) => lock[path].license))].sort().join(", ");
    const size = all.reduce((sum, path) => sum + sizeOf(join(top, path)), 0);
    return `| \`${name}\` | ${lock[`node_modules/${name}`].version} | ${all.length} | ${Math.round(size / 1000)} kB | ${licences} |`;
  });
  const head = ["| package | version | packages with it | as installed | licences |", "|---|---|---|---|---|"];
  return [
    withMadePart(
      "docs/decisions/0001-dependencies.md",
      "scripts/gen/dependencies.mjs",
      [...head, ...rows, ""].join("\n"),
    ),
  ];
}

/** A package and all that it needs, each once; what several bring stands beside each of them. */
function withBrought(path, found = new Set()) {
  if (found.has(path)) return [];
  found.add(path);
  const needs = Object.keys(lock[path].dependencies ?? {});
  return [path, ...needs.flatMap((name) => withBrought(`node_modules/${name}`, found))];
}

function sizeOf(path) {
  return readdirSync(path, { withFileTypes: true }).reduce((sum, entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? sum : sum + sizeOf(inner);
    return sum + statSync(inner).size;
  }, 0);
}

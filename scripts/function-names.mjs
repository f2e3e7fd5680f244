/**
 * The functions that a program has → test/evaluate/terraform/functions/signatures.json, which the registry is held against.
 *
 * node scripts/function-names.mjs terraform   writes all of its functions and its version
 * node scripts/function-names.mjs tofu        writes those that Terraform does not have
 *
 * The program must be on PATH. Not part of `npm run gen`, because a release of the program is what changes the list.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../test/evaluate/terraform/functions/signatures.json", import.meta.url);
const program = process.argv[2];
if (program !== "terraform" && program !== "tofu")
  throw new Error("usage: node scripts/function-names.mjs terraform|tofu");

function output(...args) {
  const ran = spawnSync(program, args, { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${ran.stderr}`);
  return ran.stdout;
}

/** `2` parameters, `1+` one and any number of further ones. */
function signature({ parameters = [], variadic_parameter: variadic }) {
  return `${parameters.length}${variadic === undefined ? "" : "+"}`;
}

const version = JSON.parse(output("version", "-json")).terraform_version;
const all = Object.entries(JSON.parse(output("metadata", "functions", "-json")).function_signatures)
  .filter(([name]) => !name.includes("::"))
  .map(([name, one]) => [name, signature(one)])
  .sort(([a], [b]) => (a < b ? -1 : 1));
const stored = JSON.parse(readFileSync(FILE, "utf8"));
if (program === "terraform") stored.terraform = { version, functions: Object.fromEntries(all) };
else {
  const known = stored.terraform.functions;
  stored.opentofu = { version, functions: Object.fromEntries(all.filter(([name]) => known[name] === undefined)) };
}
writeFileSync(FILE, `${JSON.stringify(stored, null, 2)}\n`);

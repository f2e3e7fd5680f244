/** `--init`: has Terraform or OpenTofu itself fetch the modules of the named roots. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { UsageError } from "../base/diagnostic.ts";
import { enclosingRepository } from "../discover/boundary.ts";
import { findProgram } from "../discover/find-program.ts";

const PROGRAMS = ["terraform", "tofu"];

/** Runs `get` in each of the paths that is a root; what it prints goes to standard error. */
export function fetchModules(paths: readonly string[]): void {
  const roots = (paths.length === 0 ? ["."] : paths).filter(isConfiguration);
  if (roots.length === 0)
    throw new UsageError("--init needs the directory of a Terraform root", "name it: reachlint scan --init infra/prod");
  const tree = enclosingRepository(process.cwd());
  const program = PROGRAMS.map((name) => findProgram(name, process.env.PATH, tree)).find(
    (found) => found !== undefined,
  );
  if (program === undefined)
    throw new UsageError(
      "--init needs terraform or tofu on PATH",
      "install one of them, or run its get command yourself",
    );
  for (const root of roots) {
    const { status, error } = spawnSync(program, ["get", "-no-color"], { cwd: root, stdio: ["ignore", 2, 2] });
    if (error !== undefined || status !== 0)
      throw new UsageError(`${program} get failed in ${root}${error === undefined ? "" : `: ${error.message}`}`);
  }
}

function isConfiguration(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  return readdirSync(path).some((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
}

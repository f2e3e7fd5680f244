/** src/ → dist/: the bundles and the library's types. */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildAction, buildProgram } from "./build/bundles.mjs";

/** Everything is made beside and then put in place, so that a program that is running finds its files until the end. */
const made = `dist-${process.pid}`;

process.chdir(fileURLToPath(new URL("../", import.meta.url)));
try {
  await buildProgram(made);
  await buildAction(made);
  const types = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", `${made}/types`];
  execFileSync(process.execPath, types, { stdio: "inherit" });
  rmSync("dist", { recursive: true, force: true });
  renameSync(made, "dist");
} finally {
  rmSync(made, { recursive: true, force: true });
}

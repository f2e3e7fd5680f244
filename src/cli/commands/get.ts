/** `reachlint get`, and `--init` of other commands: installs modules, and tells what became of each. */
import { existsSync } from "node:fs";
import { UsageError } from "../../base/diagnostic.ts";
import { install } from "../../install/install.ts";
import { plain } from "../../report/escape.ts";
import { EXIT } from "../../report/exit-code.ts";
import { whereText } from "../../report/location.ts";
import { count } from "../../report/words.ts";
import { settingsFor } from "../asked.ts";
import type { EvaluateFlags, GetFlags } from "../flags.ts";
import { writeError, writeOutput } from "../streams.ts";

/** What is installed is told on standard output, what is not on standard error. */
export async function getCommand(paths: readonly string[], flags: GetFlags): Promise<number> {
  const { lines, isWhole } = await installed(paths, flags);
  await writeOutput(lines.map((line) => `${line}\n`).join(""));
  return isWhole ? EXIT.clean : EXIT.notAnalysed;
}

/** Standard output is left to the command that comes after; whether all could be installed. */
export async function installFirst(paths: readonly string[], flags: EvaluateFlags): Promise<boolean> {
  const { lines, isWhole } = await installed(paths, flags);
  writeError(...lines);
  return isWhole;
}

/** Where no path is named the configuration file may have some. */
async function installed(
  given: readonly string[],
  flags: GetFlags & Pick<EvaluateFlags, "config">,
): Promise<{ readonly lines: readonly string[]; readonly isWhole: boolean }> {
  const { paths: asked, options } = settingsFor(given, {
    ...(flags.exclude && { exclude: flags.exclude }),
    ...(flags.config && { config: flags.config }),
  });
  const paths = asked.length === 0 ? ["."] : asked;
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`there is no file or directory ${missing}`);
  const { sources, roots, diagnostics } = await install({
    workingDirectory: process.cwd(),
    paths,
    exclude: options.exclude ?? [],
    environment: process.env,
    cache: flags.cache,
    offline: flags.offline === true,
  });
  for (const one of diagnostics) {
    const where = whereText(one);
    writeError(`${one.severity}: ${plain(where === undefined ? one.message : `${where}: ${one.message}`)}`);
    if (one.hint !== undefined) writeError(`  → ${plain(one.hint)}`);
  }
  const modules = roots.flatMap(({ path, modules }) => modules.map((one) => ({ path, ...one })));
  const made = modules.filter(({ isNew }) => isNew);
  const packages = [...new Map(sources.map((one) => [one.place, one])).values()];
  const laid = packages.filter(({ isNew }) => isNew);
  const told = made.map(({ path, key, source, version, directory }) =>
    plain(
      `${path === "." ? "" : `${path}: `}module.${key.replaceAll(".", ".module.")} is ${source}${version === undefined ? "" : ` ${version}`} in ${directory}`,
    ),
  );
  const toldOfUnits = laid.map(({ text, place, span }) => plain(`${span.file.path}: ${text} in ${place}`));
  const kept = modules.length - made.length + packages.length - laid.length;
  const failed = diagnostics.filter(({ severity }) => severity === "error").length;
  const parts = [
    `${count(made.length + laid.length, "module")} installed`,
    ...(kept === 0 ? [] : [`${kept} kept`]),
    ...(failed === 0 ? [] : [count(failed, "error")]),
  ];
  return {
    lines: [...toldOfUnits, ...told, `${count(roots.length, "root")}: ${parts.join(", ")}`],
    isWhole: !diagnostics.some(({ notAnalysed }) => notAnalysed),
  };
}

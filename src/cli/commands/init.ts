/** `reachlint init`: after a first scan writes settings, a workflow and, where there are findings, a baseline; never over what is there. */
import { relative, resolve } from "node:path";
import { renderBaseline, sizeOf } from "../../accept/baseline.ts";
import { UsageError } from "../../base/diagnostic.ts";
import { openInputs, starterConfiguration, starterWorkflow } from "../../configuration/starter.ts";
import { enclosingRepository, scanPath, slashes } from "../../discover/boundary.ts";
import { CONFIGURATION_FILE } from "../../discover/configuration-file.ts";
import { createFile } from "../../discover/write-file.ts";
import { scan } from "../../pipeline.ts";
import { plain } from "../../report/escape.ts";
import { EXIT } from "../../report/exit-code.ts";
import { told } from "../../report/scan-result.ts";
import { count } from "../../report/words.ts";
import { requestOf, settingsFor } from "../asked.ts";
import type { SettingFlags } from "../flags.ts";
import { tellDiagnostics, writeOutput } from "../streams.ts";
import { BASELINE_FILE } from "./baseline.ts";

const WORKFLOW_FILE = ".github/workflows/reachlint.yml";

/** Files are made at the top of the repository, or in the working directory where there is none. */
export async function initCommand(paths: readonly string[], flags: SettingFlags): Promise<number> {
  const here = process.cwd();
  const top = enclosingRepository(here) ?? here;
  const at = (name: string): string => scanPath(here, resolve(top, name));
  const fromTop = (path: string): string => slashes(relative(top, resolve(here, path))) || ".";
  for (const path of paths)
    if (fromTop(path).split("/")[0] === "..")
      throw new UsageError(`${path} is not in ${top}`, "run reachlint init in the repository that it is in");

  const settings = settingsFor(paths, flags);
  const result = await scan(requestOf(settings));
  const isUnread = tellDiagnostics(told(result).unread);
  if (isUnread && result.roots.length === 0) return EXIT.notAnalysed;

  const { found } = result.baseline;
  const baseline = settings.baseline ?? at(BASELINE_FILE);
  const text = starterConfiguration({
    paths: paths.length === 0 ? [fromTop(".")] : paths.map(fromTop),
    baseline: found.length === 0 ? undefined : fromTop(baseline),
    ...openInputs(result, fromTop),
  });
  const lines = [
    settings.found === undefined
      ? await made(at(CONFIGURATION_FILE), text, "settings, with every key explained")
      : there(settings.found.file.path),
    await made(at(WORKFLOW_FILE), starterWorkflow(), "a scan of each pull request"),
    found.length === 0
      ? "no baseline is needed: there are no findings"
      : await made(baseline, renderBaseline(found), `${count(sizeOf(found), "finding")} of today, which do not count`),
  ];
  if (found.length > 0 && settings.found !== undefined && settings.baseline === undefined)
    lines.push(`add to ${plain(settings.found.file.path)}: baseline: ${plain(BASELINE_FILE)}`);
  await writeOutput(lines.map((one) => `${one}\n`).join(""));
  return isUnread ? EXIT.notAnalysed : EXIT.clean;
}

/** Writes a file where there is none; what became of it. */
async function made(path: string, text: string, what: string): Promise<string> {
  return (await createFile(process.cwd(), path, text)) ? `wrote ${plain(path)}: ${what}` : there(path);
}

function there(path: string): string {
  return `${plain(path)} is there and stays as it is`;
}

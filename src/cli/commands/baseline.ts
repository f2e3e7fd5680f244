/** `reachlint baseline`: keeps the findings that there are in a file, so that only others count. */
import { type BaselineEntry, beyond, pruned, renderBaseline, sizeOf, updated } from "../../accept/baseline.ts";
import { UsageError } from "../../base/diagnostic.ts";
import { baselineAt, baselineIfThere } from "../../configuration/baseline-file.ts";
import { replaceFile } from "../../discover/write-file.ts";
import { scan } from "../../pipeline.ts";
import { plain } from "../../report/escape.ts";
import { EXIT } from "../../report/exit-code.ts";
import { type ScanResult, told } from "../../report/scan-result.ts";
import { count } from "../../report/words.ts";
import { requestOf, settingsFor } from "../asked.ts";
import type { SettingFlags } from "../flags.ts";
import { tellDiagnostics, writeError, writeOutput } from "../streams.ts";

/** Where none is named. */
export const BASELINE_FILE = "reachlint-baseline.json";

/** What becomes of the file that there is, by the word that asks for it. */
const CHANGES: Readonly<Record<string, typeof updated>> = { update: updated, prune: pruned };

/** What the first operand can be. */
export const BASELINE_ACTIONS: readonly string[] = ["create", ...Object.keys(CHANGES)];

export async function baselineCommand([name = "", ...paths]: readonly string[], flags: SettingFlags): Promise<number> {
  const change = Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
  if (change === undefined && name !== "create")
    throw new UsageError(
      `baseline ${name} is no command`,
      `it is one of ${BASELINE_ACTIONS.map((action) => `baseline ${action}`).join(", ")}`,
    );
  const settings = settingsFor(paths, flags);
  const path = settings.baseline ?? BASELINE_FILE;
  const before = change === undefined ? baselineIfThere(process.cwd(), path) : baselineAt(process.cwd(), path);
  if (change === undefined && before !== undefined)
    throw new UsageError(`there is a baseline ${path}`, "reachlint baseline update brings it up to date");
  const result = await scan(requestOf(settings, before));
  return change === undefined
    ? create(path, result, settings.baseline !== undefined)
    : rewrite(path, result, before?.entries ?? [], change(result.baseline));
}

/** `isSet`: a flag or the configuration file names it, so that it holds from now on. */
async function create(path: string, result: ScanResult, isSet: boolean): Promise<number> {
  const { unread } = told(result);
  if (result.coverage.files === 0) {
    tellDiagnostics(unread);
    writeError(`error: ${plain(path)} is not written, because nothing was read`);
    return EXIT.notAnalysed;
  }
  const entries = updated(result.baseline);
  await replaceFile(process.cwd(), path, renderBaseline(entries));
  await writeOutput(`${plain(path)}: ${count(sizeOf(entries), "finding")}\n`);
  if (!isSet)
    await writeOutput(
      `It holds with --baseline ${plain(path)}, or with this line in reachlint.yaml:\nbaseline: ${plain(path)}\n`,
    );
  return tellDiagnostics(unread) ? EXIT.notAnalysed : EXIT.clean;
}

/** Where something was not read, what is not found may still be there: then the file stays as it is. */
async function rewrite(
  path: string,
  result: ScanResult,
  before: readonly BaselineEntry[],
  after: readonly BaselineEntry[],
): Promise<number> {
  if (tellDiagnostics(told(result).unread)) {
    writeError(`error: ${plain(path)} is not changed, because not everything was read`);
    return EXIT.notAnalysed;
  }
  await replaceFile(process.cwd(), path, renderBaseline(after));
  const changes = [
    [beyond(after, before), "added"],
    [beyond(before, after), "removed"],
  ] as const;
  const words = changes.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  const what = words.length === 0 ? "nothing changed" : words.join(", ");
  await writeOutput(`${plain(path)}: ${count(sizeOf(after), "finding")}; ${what}\n`);
  return EXIT.clean;
}

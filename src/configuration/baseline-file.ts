/** The path of a baseline → what it says. */
import type { Baseline } from "../accept/baseline.ts";
import { readBaseline } from "../accept/read-baseline.ts";
import { UsageError } from "../base/diagnostic.ts";
import { openBaseline } from "../discover/configuration-file.ts";
import { parseJson } from "../parse/json.ts";
import { mistakesText } from "./load.ts";

/** Throws a UsageError where it is not there or not as it must be. */
export function baselineAt(workingDirectory: string, path: string): Baseline {
  const baseline = baselineIfThere(workingDirectory, path);
  if (baseline === undefined)
    throw new UsageError(`there is no baseline ${path}`, "reachlint baseline create writes it");
  return baseline;
}

/** Undefined where there is no file. */
export function baselineIfThere(workingDirectory: string, path: string): Baseline | undefined {
  const file = openBaseline(workingDirectory, path);
  if (file === undefined) return undefined;
  const { entries, mistakes } = readBaseline(parseJson(file));
  if (mistakes.length > 0)
    throw new UsageError(mistakesText(mistakes), "mend it, or remove it and run reachlint baseline create");
  return { path: file.path, entries };
}

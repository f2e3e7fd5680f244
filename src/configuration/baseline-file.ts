/** The path of a baseline → what it says, each entry with its place. */
import type { Baseline } from "../accept/baseline.ts";
import { UsageError } from "../base/diagnostic.ts";
import { openBaseline } from "../discover/configuration-file.ts";
import { disk, type FileSystem } from "../discover/file-system.ts";
import { parseJson } from "../parse/json.ts";
import { choice, fields, list, text } from "../parse/shape.ts";
import { mistakesText, readForm } from "./load.ts";

const form = fields(
  "Findings that were there before.",
  {
    version: choice("Of the form.", ["1"]),
    findings: list(
      "By root, rule and addresses.",
      fields(
        "Findings that are alike.",
        {
          rule: text("The id of a rule.", { expected: "the id of a rule" }),
          verdict: choice("Left out of what is violated.", ["undetermined"]),
          root: text("The path of a root module or template.", { expected: "a path" }),
          addresses: list("What they are about.", text("An address.", { expected: "an address" })),
          count: text("How many there are.", { expected: "a number above 0", pattern: "^[1-9][0-9]{0,8}$" }),
        },
        ["rule", "root", "addresses", "count"],
      ),
    ),
  },
  ["version", "findings"],
);

/** Throws a UsageError where it is not there or not as it must be. */
export function baselineAt(workingDirectory: string, path: string, system: FileSystem = disk): Baseline {
  const baseline = baselineIfThere(workingDirectory, path, system);
  if (baseline === undefined)
    throw new UsageError(`there is no baseline ${path}`, "reachlint baseline create writes it");
  return baseline;
}

/** Undefined where there is no file. */
export function baselineIfThere(
  workingDirectory: string,
  path: string,
  system: FileSystem = disk,
): Baseline | undefined {
  const file = openBaseline(workingDirectory, path, system);
  if (file === undefined) return undefined;
  const { read, mistakes } = readForm(form, parseJson(file));
  if (mistakes.length > 0)
    throw new UsageError(mistakesText(mistakes), "mend it, or remove it and run reachlint baseline create");
  const entries = (read?.findings ?? []).map(({ rule, verdict, root, addresses, count, span }) => ({
    rule: rule.value,
    ...(verdict === undefined ? {} : { verdict: verdict.value }),
    root: root.value,
    addresses: addresses.map(({ value }) => value),
    count: Number(count.value),
    span,
  }));
  return { path: file.path, entries };
}

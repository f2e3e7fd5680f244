/** The runner's environment variables → what the Action is asked to do. */
import { UsageError } from "../base/diagnostic.ts";
import { FAIL_ON, type FailOn } from "../report/exit-code.ts";

export interface ActionInputs {
  /** Absolute; paths in reports are relative to it. */
  readonly workspace: string;
  /** None: those of the configuration file, or the workspace. */
  readonly paths: readonly string[];
  /** Undefined: what the configuration file says. */
  readonly failOn: FailOn | undefined;
  /** Relative to the workspace. */
  readonly baseline: string | undefined;
  /** The configuration file, where not the one that is found. */
  readonly config: string | undefined;
  /** Relative to the workspace. */
  readonly sarifFile: string;
  readonly exclude: readonly string[];
  readonly varFiles: readonly string[];
  readonly parameterFiles: readonly string[];
  readonly rules: readonly string[];
  readonly strict: boolean;
  /** Files that the runner reads afterwards; undefined outside of a runner. */
  readonly outputFile: string | undefined;
  readonly summaryFile: string | undefined;
}

/** Inputs arrive as `INPUT_` and their name in upper case (https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs). */
export function readInputs(environment: Readonly<Record<string, string | undefined>>): ActionInputs {
  const input = (name: string): string => environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
  return {
    workspace: environment.GITHUB_WORKSPACE || process.cwd(),
    paths: lines(input("path")),
    failOn: input("fail-on") === "" ? undefined : choice("fail-on", input("fail-on"), FAIL_ON),
    baseline: input("baseline") || undefined,
    config: input("config") || undefined,
    sarifFile: input("sarif-file") || "reachlint.sarif",
    exclude: lines(input("exclude")),
    varFiles: lines(input("var-file")),
    parameterFiles: lines(input("parameters-file")),
    rules: lines(input("rules")),
    strict: choice("strict", input("strict") || "false", ["true", "false"]) === "true",
    outputFile: environment.GITHUB_OUTPUT || undefined,
    summaryFile: environment.GITHUB_STEP_SUMMARY || undefined,
  };
}

function lines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`the input ${name} is ${value}`, `give it one of ${choices.join(", ")}`);
  return found;
}

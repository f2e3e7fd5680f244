/**
 * The GitHub Action: a scan of the workspace, its SARIF file, annotations, job summary, outputs, and the step's exit code. Errors become an
 * annotation.
 */
import { appendFileSync } from "node:fs";
import { UsageError } from "../base/diagnostic.ts";
import { baselineAt } from "../configuration/baseline-file.ts";
import { type Asked, dayOf, settingsOf } from "../configuration/settings.ts";
import { replaceFile } from "../discover/write-file.ts";
import { scan } from "../pipeline.ts";
import { EXIT, exitCode, FAIL_ON } from "../report/exit-code.ts";
import { render, SCAN_FORMATS } from "../report/formats.ts";
import { annotation } from "../report/github/annotations.ts";
import { told } from "../report/scan-result.ts";
import { scanRequest } from "../request.ts";
import { VERSION } from "../version.generated.ts";

type Environment = Readonly<Record<string, string | undefined>>;

try {
  process.exitCode = await run(process.env);
} catch (error) {
  const usage = error instanceof UsageError;
  const what = error instanceof Error ? error.message : String(error);
  const hint = usage ? error.hint : "please report it with the workflow and, where you can, the input";
  const text = usage ? what : `this is a bug in reachlint ${VERSION}: ${what}`;
  const message = hint === undefined ? text : `${text}; ${hint}`;
  process.stdout.write(annotation({ severity: "error", title: "reachlint", message }));
  process.exitCode = usage ? EXIT.usage : EXIT.bug;
}

/**
 * Writes to standard output what the runner turns into annotations. Paths start from the workspace. The exit code is the step's: with
 * `fail-on: never` it succeeds. What the runner reads afterwards is written only where there is a runner.
 */
async function run(environment: Environment): Promise<number> {
  const { GITHUB_WORKSPACE, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY } = environment;
  const workspace = GITHUB_WORKSPACE || process.cwd();
  const { paths, failOn, baseline, options } = settingsOf(workspace, asked(environment));
  const old = baseline === undefined ? {} : { baseline: baselineAt(workspace, baseline) };
  const result = await scan(scanRequest(workspace, paths, { ...options, ...old }));
  const code = exitCode(result, failOn);
  const sarifFile = inputOf(environment, "sarif-file") || "reachlint.sarif";
  replaceFile(workspace, sarifFile, await render(SCAN_FORMATS.sarif, result));
  process.stdout.write(await render(SCAN_FORMATS.github, result));
  if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, await render(SCAN_FORMATS.markdown, result));
  if (GITHUB_OUTPUT) {
    const { violations, undetermined } = told(result);
    const findings = violations.length + undetermined.length;
    appendFileSync(GITHUB_OUTPUT, `sarif-file=${sarifFile}\nfindings=${findings}\nexit-code=${code}\n`);
  }
  return failOn === "never" ? EXIT.clean : code;
}

/** What the inputs of the step say; an empty one says nothing. */
function asked(environment: Environment): Asked {
  const input = (name: string): string => inputOf(environment, name);
  const lines = (name: string): readonly string[] =>
    input(name)
      .split(/\s*\n\s*/)
      .filter((line) => line !== "");
  return {
    paths: lines("path"),
    configuration: input("config") || undefined,
    failOn: input("fail-on") === "" ? undefined : choice("fail-on", input("fail-on"), FAIL_ON),
    baseline: input("baseline") || undefined,
    options: {
      exclude: lines("exclude"),
      assignments: lines("var-file").map((path) => ({ kind: "var-file", path })),
      parameterFiles: lines("parameters-file"),
      strict: choice("strict", input("strict") || "false", ["true", "false"]) === "true",
      rules: lines("rules"),
      today: dayOf(environment, new Date()),
    },
  };
}

/** Inputs arrive as `INPUT_` and their name in upper case (https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs). */
function inputOf(environment: Environment, name: string): string {
  return environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`the input ${name} is ${value}`, `give it one of ${choices.join(", ")}`);
  return found;
}

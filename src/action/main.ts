/**
 * The GitHub Action: a scan of the workspace, its SARIF file, annotations, job summary, outputs, and the step's exit code. Errors become an
 * annotation.
 */
import { appendFileSync } from "node:fs";
import { UsageError } from "../base/diagnostic.ts";
import { baselineAt } from "../configuration/baseline-file.ts";
import { settingsOf } from "../configuration/settings.ts";
import { dayOf } from "../configuration/today.ts";
import { replaceFile } from "../discover/write-file.ts";
import { scan } from "../pipeline.ts";
import { EXIT, exitCode } from "../report/exit-code.ts";
import { render, SCAN_FORMATS } from "../report/formats.ts";
import { annotation } from "../report/github/annotations.ts";
import { told } from "../report/scan-result.ts";
import { scanRequest } from "../request.ts";
import { VERSION } from "../version.generated.ts";
import { readInputs } from "./inputs.ts";

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

/** Writes to standard output what the runner turns into annotations. The exit code is the step's: with `fail-on: never` it succeeds. */
async function run(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const inputs = readInputs(environment);
  const { paths, failOn, baseline, options } = settingsOf(inputs.workspace, {
    paths: inputs.paths,
    configuration: inputs.config,
    failOn: inputs.failOn,
    baseline: inputs.baseline,
    options: {
      exclude: inputs.exclude,
      assignments: inputs.varFiles.map((path) => ({ kind: "var-file", path })),
      parameterFiles: inputs.parameterFiles,
      strict: inputs.strict,
      rules: inputs.rules,
      today: dayOf(environment, new Date()),
    },
  });
  const old = baseline === undefined ? {} : { baseline: baselineAt(inputs.workspace, baseline) };
  const result = await scan(scanRequest(inputs.workspace, paths, { ...options, ...old }));
  const code = exitCode(result, failOn);
  replaceFile(inputs.workspace, inputs.sarifFile, await render(SCAN_FORMATS.sarif, result));
  process.stdout.write(await render(SCAN_FORMATS.github, result));
  if (inputs.summaryFile !== undefined) appendFileSync(inputs.summaryFile, await render(SCAN_FORMATS.markdown, result));
  if (inputs.outputFile !== undefined) {
    const { violations, undetermined } = told(result);
    const findings = violations.length + undetermined.length;
    appendFileSync(inputs.outputFile, `sarif-file=${inputs.sarifFile}\nfindings=${findings}\nexit-code=${code}\n`);
  }
  return failOn === "never" ? EXIT.clean : code;
}

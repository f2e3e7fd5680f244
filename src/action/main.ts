/**
 * The GitHub Action: a scan of the workspace, compared with the base of a pull request; its annotations, job summary, outputs, comment and
 * files, and the step's exit code. Errors become an annotation.
 */
import { UsageError } from "../base/diagnostic.ts";
import { scanAgainst } from "../configuration/scan-against.ts";
import { appendToFile, replaceFile } from "../discover/write-file.ts";
import type { ProcessEnvironment } from "../git/run-git.ts";
import { EXIT, exitCode } from "../report/exit-code.ts";
import { render, renderPieces, SCAN_FORMATS } from "../report/formats.ts";
import { annotation } from "../report/github/annotations.ts";
import { summaryWithin } from "../report/markdown/summary.ts";
import { type ScanResult, told } from "../report/scan-result.ts";
import { tuneEngine } from "../threads/engine.ts";
import { VERSION } from "../version.generated.ts";
import { commentPlace, writeComment } from "./comment.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import { installModules, offerModules } from "./modules.ts";

tuneEngine(process.versions.node);
try {
  process.exitCode = await run(process.env);
} catch (error) {
  const usage = error instanceof UsageError;
  const what = messageOf(error);
  const hint = usage ? error.hint : "please report it with the workflow and, where you can, the input";
  const text = usage ? what : `this is a bug in reachlint ${VERSION}: ${what}`;
  const message = hint === undefined ? text : `${text}; ${hint}`;
  process.stdout.write(annotation({ severity: "error", title: "reachlint", message }));
  process.exitCode = usage ? EXIT.usage : EXIT.bug;
}
// The runtime of HashiCorp's parser, where it was asked, may keep a timer for minutes: what is written is all there is to wait for.
process.stdout.write("", () => process.exit());

/**
 * Writes to standard output what the runner turns into annotations. Paths start from the workspace. The exit code is the step's: with
 * `fail-on: never` it succeeds. What the runner reads afterwards is written only where there is a runner.
 */
async function run(environment: ProcessEnvironment): Promise<number> {
  const { GITHUB_WORKSPACE, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY } = environment;
  const workspace = GITHUB_WORKSPACE || process.cwd();
  const inputs = readInputs(workspace, environment);
  if (inputs.init) await installModules(workspace, inputs.asked, environment);
  const { result, failOn, failOnProblems } = await scanAgainst(workspace, inputs.asked, {
    base: inputs.diffBase,
    environment,
  });
  const code = exitCode(result, failOn, failOnProblems);
  const output = (values: Readonly<Record<string, string | number>>): void => {
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    if (GITHUB_OUTPUT) appendToFile(GITHUB_OUTPUT, lines.join(""));
  };
  // What is told of the result comes first: a file that cannot be written takes nothing of it away.
  if (inputs.annotations) process.stdout.write(await render(SCAN_FORMATS.github, result));
  if (inputs.annotations && !inputs.init) offerModules(result);
  if (GITHUB_STEP_SUMMARY && inputs.summary)
    appendToFile(GITHUB_STEP_SUMMARY, await render(SCAN_FORMATS.markdown, result));
  output(counts(result, code));
  if (inputs.comment) await comment(result, inputs, environment);
  for (const { output: name, format, path } of inputs.files) {
    await replaceFile(workspace, path, await renderPieces(SCAN_FORMATS[format], result));
    output({ [name]: path });
  }
  return failOn === "never" ? EXIT.clean : code;
}

function counts(result: ScanResult, code: number): Readonly<Record<string, number>> {
  const { violations, undetermined, unchanged, verdicts } = told(result);
  const brought = violations.length + undetermined.length;
  return {
    findings: brought + unchanged.length,
    "new-findings": brought,
    blocked: verdicts.blocked + verdicts.partial,
    undetermined: verdicts.undetermined,
    "exit-code": code,
  };
}

/** GitHub takes 65,536 characters. */
const LONGEST_COMMENT = 60_000;

/** That of a fork may write nothing: then a warning says so, and the step ends as it would. */
async function comment(result: ScanResult, { token }: Inputs, environment: ProcessEnvironment): Promise<void> {
  const place = commentPlace(environment, token);
  if (place === undefined) return;
  const { flows = [], opened = [], fixed = [] } = result.change ?? {};
  const isWorthIt = told(result).violations.length + flows.length + opened.length + fixed.length > 0;
  try {
    await writeComment(place, summaryWithin(LONGEST_COMMENT, result), isWorthIt);
  } catch (error) {
    const message = `the comment is not written: ${messageOf(error)}; it needs the permission pull-requests: write`;
    process.stdout.write(annotation({ severity: "warning", title: "reachlint", message }));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A scan of a repository in memory, as the command line does it, with all that must hold of its result. */
import { type Diagnostic, UsageError } from "../../src/base/diagnostic.ts";
import { SourceFile, type Span } from "../../src/base/source-file.ts";
import { baselineAt } from "../../src/configuration/baseline-file.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import { type ScanOptions, type ScanResult, scan } from "../../src/index.ts";
import { parseHcl } from "../../src/parse/hcl/parse.ts";
import { exitCode } from "../../src/report/exit-code.ts";
import { DIRECTORY, inMemory } from "./memory-files.ts";
import { reported, reportedAsChange } from "./reports.ts";

type Texts = Readonly<Record<string, string>>;

export async function scanned(files: Texts, options: ScanOptions = {}): Promise<void> {
  const result = await resultOf(files, options);
  if (result === undefined) return;
  sound(result.diagnostics);
  rightCode(result, files);
  await reported(result);
  await reportedAsChange(result);
}

/** Undefined where the settings, rules or baselines among the files are refused. */
async function resultOf(files: Texts, asked: ScanOptions): Promise<ScanResult | undefined> {
  const system = inMemory(files);
  try {
    const settings = settingsOf(DIRECTORY, { paths: [], options: { ...asked, system } }, system);
    const { baseline, options } = settings;
    const old = baseline === undefined ? {} : { baseline: baselineAt(DIRECTORY, baseline, system) };
    return await scan(DIRECTORY, settings.paths, { ...options, ...old });
  } catch (error) {
    refused(error);
    return undefined;
  }
}

/** Whatever the user wrote may be refused, with a message; nothing else may be thrown. */
export function refused(error: unknown): void {
  if (!(error instanceof UsageError) || error.message === "") throw error;
}

/** The contract of exit codes, from what the scan says. */
function rightCode(result: ScanResult, files: Texts): void {
  const code = exitCode(result, "error");
  const isViolated = result.findings.some(
    ({ verdict, severity, suppressed, baselined }) =>
      verdict === "violated" && severity === "error" && suppressed === undefined && baselined === undefined,
  );
  if (isViolated !== (code === 1)) throw new Error(`the exit code is ${code}`);
  const isUnread = result.diagnostics.some(({ notAnalysed }) => notAnalysed === true);
  if (isUnread && code === 0) throw new Error("something was not analysed, and the exit code is 0");
  const main = files["main.tf"];
  if (main !== undefined && code === 0 && parseHcl(new SourceFile("main.tf", main)).diagnostics.length > 0)
    throw new Error("main.tf cannot be parsed, and the exit code is 0");
}

/** A diagnostic has a name, says something, and its place is in the text. */
export function sound(diagnostics: readonly Diagnostic[]): void {
  for (const { code, message, span } of diagnostics) {
    if (!/^[a-z0-9-]+$/.test(code) || message === "") throw new Error(`a diagnostic says nothing: ${code} ${message}`);
    if (span !== undefined) inside([{ span }], span.file.text);
  }
}

export function inside(nodes: readonly { readonly span: Span }[], text: string): void {
  for (const { span } of nodes)
    if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length))
      throw new Error(`a place is outside of the text: ${span.start}-${span.end} of ${text.length}`);
}

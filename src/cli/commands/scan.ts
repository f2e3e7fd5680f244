/**
 * The whole pipeline: `reachlint scan` with its report on standard output and in files, `reachlint diff` with what a change brings, and
 * `reachlint explain` with each flow hop by hop.
 */
import { UsageError } from "../../base/diagnostic.ts";
import { type ChangeOptions, type ScannedChange, scanAgainst } from "../../configuration/scan-against.ts";
import type { Asked } from "../../configuration/settings.ts";
import { scan } from "../../pipeline.ts";
import type { Flow } from "../../reach/flow.ts";
import { exitCode } from "../../report/exit-code.ts";
import { DIFF_FORMATS, EXPLAIN_FORMATS, render, SCAN_FORMATS } from "../../report/formats.ts";
import { told } from "../../report/scan-result.ts";
import { askedBy, requestFor } from "../asked.ts";
import type { DiffFlags, ExplainFlags, ScanFlags } from "../flags.ts";
import { Stopwatch, withProgress } from "../stages.ts";
import { startWorkers } from "../start-workers.ts";
import { outputWidth, tellDiagnostics, wantsColor, writeError, writeOutput } from "../streams.ts";
import { writeReports } from "../write-reports.ts";

export async function scanCommand(paths: readonly string[], flags: ScanFlags): Promise<number> {
  if (flags.shard !== undefined) return (await import("./shards.ts")).shardCommand(paths, flags, flags.shard);
  const stopwatch = new Stopwatch();
  const asked = askedBy(paths, flags);
  const { result, failOn, failOnProblems } = await scanAsked(asked, { base: flags.diffBase, onStage: stopwatch.start });
  stopwatch.start("report", { flows: result.flows.length });
  await writeReports(result, SCAN_FORMATS, flags);
  if (flags.timings === true) writeError(...stopwatch.lines());
  return exitCode(result, failOn, failOnProblems);
}

export async function diffCommand([base = "", head]: readonly string[], flags: DiffFlags): Promise<number> {
  const asked = askedBy(flags.path ?? [], flags);
  const { result, failOn, failOnProblems } = await scanAsked(asked, { base, head });
  if (result.change === undefined)
    throw new UsageError("no pull request is built here", "name a revision: reachlint diff origin/main");
  await writeReports(result, DIFF_FORMATS, flags);
  return exitCode(result, failOn, failOnProblems);
}

async function scanAsked(
  asked: Asked,
  revisions: Pick<ChangeOptions, "base" | "head" | "onStage">,
): Promise<ScannedChange> {
  return withProgress(revisions.onStage, (onStage) =>
    scanAgainst(process.cwd(), asked, {
      ...revisions,
      onStage,
      startWorkers,
      environment: process.env,
    }),
  );
}

/** Explaining is no judgement: the exit code only says whether everything was analysed. */
export async function explainCommand(paths: readonly string[], flags: ExplainFlags): Promise<number> {
  const all = await scan(requestFor(paths, flags));
  tellDiagnostics(told(all).unread);
  const flows = chosen(all.flows, flags);
  const result = {
    ...all,
    flows,
    findings: all.findings.filter(({ flow }) => flow !== undefined && flows.includes(flow)),
  };
  const options = { color: wantsColor(flags.color), width: outputWidth(), quiet: false, verbose: false };
  await writeOutput(await render(EXPLAIN_FORMATS[flags.format], result, options));
  return exitCode(result, "never");
}

function chosen(flows: readonly Flow[], { service, flow: id }: ExplainFlags): readonly Flow[] {
  const found = flows.filter(
    (flow) => (service === undefined || flow.service.address === service) && (id === undefined || flow.id === id),
  );
  if (found.length > 0 || (service === undefined && id === undefined)) return found;
  const services = [...new Set(flows.map((flow) => flow.service.address))];
  const known = id === undefined ? services : flows.map((flow) => flow.id);
  const hint = known.length === 0 ? "the scan found no flow at all" : `there are: ${known.join(", ")}`;
  throw new UsageError(
    id === undefined ? `there is no flow of the service ${service}` : `there is no flow ${id}`,
    hint,
  );
}

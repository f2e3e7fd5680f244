/** What the user says, and a base → a scan by the settings in force, compared with one of the base: the work of commands and of the Action. */
import { type ChangeSide, compareSides } from "../compare/change.ts";
import { findFacts } from "../discover/facts.ts";
import { type ComparedSides, openSides } from "../git/sides.ts";
import type { Graph } from "../graph/model.ts";
import { type Crew, type RootsJudged, type ScanRequest, scan } from "../pipeline.ts";
import type { ScanResult } from "../report/scan-result.ts";
import { scanRequest } from "../request.ts";
import type { WorkerData } from "../threads/protocol.ts";
import type { GroupGraphs } from "../worlds/judge.ts";
import { baselineAt } from "./baseline-file.ts";
import { type Asked, type Settings, settingsOf } from "./settings.ts";

export interface ChangeOptions {
  /** A revision, or `auto`: the base of the pull request that is built. Left out, nothing is compared. */
  readonly base?: string | undefined;
  /** A revision; the work tree where left out. */
  readonly head?: string | undefined;
  /** The variables of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onStage?: ScanRequest["onStage"];
  /** Starts workers for a scan without a base. */
  readonly startWorkers?: ((data: WorkerData, onJudged: (judged: RootsJudged) => void) => Crew | undefined) | undefined;
}

export interface ScannedChange extends Pick<Settings, "failOn" | "failOnProblems"> {
  /** Without a change where there is no base. */
  readonly result: ScanResult;
}

/** Throws a UsageError where the settings are wrong, or a revision is not there. */
export async function scanAgainst(
  workingDirectory: string,
  said: Asked,
  options: ChangeOptions,
): Promise<ScannedChange> {
  const { base, head, environment, onStage } = options;
  // What changes is source: facts stand beside it on both sides.
  const isOfSource = base !== undefined && said.options.facts !== undefined && said.paths.length === 0;
  const asked = isOfSource ? { ...said, paths: [said.directory ?? "."] } : said;
  const { assignments = [], parameterFiles = [], facts } = asked.options;
  const named = [
    ...assignments.flatMap((one) => (one.kind === "var-file" ? [one.path] : [])),
    ...parameterFiles,
    ...(asked.assume ?? []),
    ...(facts === undefined ? [] : findFacts(workingDirectory, facts).files.map(({ path }) => path)),
  ];
  const paths = asked.paths.length > 0 ? asked.paths : [asked.directory ?? "."];
  const sides = base === undefined ? undefined : openSides({ workingDirectory, paths, base, head, named, environment });
  const settings = settingsOf(workingDirectory, asked, sides?.headFiles);
  const system = sides?.headFiles;
  const path = settings.baseline;
  const baseline = path === undefined ? {} : { baseline: baselineAt(workingDirectory, path, system) };
  const more = { ...baseline, system, ...(onStage === undefined ? {} : { onStage }) };
  const request = scanRequest(workingDirectory, settings.paths, { ...settings.options, ...more });
  const { failOn, failOnProblems } = settings;
  const startWorkers: ScanRequest["startWorkers"] = (found, onJudged) =>
    options.startWorkers?.({ workingDirectory, asked, found }, onJudged);
  const result = sides === undefined ? await scan({ ...request, startWorkers }) : await compared(request, sides);
  return { failOn, failOnProblems, result };
}

/** The base is scanned by the same paths, values and rules, so that only the source makes a difference. A plan says nothing of it. */
async function compared(request: ScanRequest, { base, head, baseFiles }: ComparedSides): Promise<ScanResult> {
  const after = await scanSide(request);
  const each = request.each?.map((one) => ({ ...one, mayFitNothing: true as const }));
  const before = await scanSide({ ...request, system: baseFiles, plans: [], each });
  const { findings, diagnostics, change } = compareSides(before, after, { base, head });
  const { result } = after;
  return { ...result, findings, diagnostics: [...result.diagnostics, ...diagnostics], change };
}

async function scanSide(request: ScanRequest): Promise<ChangeSide & { readonly result: ScanResult }> {
  const graphs: Graph[] = [];
  const onGraphs = ({ worlds }: GroupGraphs): void => {
    graphs.push(...worlds.map(({ graph }) => graph));
  };
  const result = await scan({ ...request, onGraphs });
  const { flows, findings, diagnostics, coverage } = result;
  return { flows, findings, diagnostics, notEvaluated: coverage.notEvaluated, graphs, result };
}

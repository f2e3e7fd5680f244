/** From paths to findings: every stage of reachlint in order. Start reading here, at `scan`. */
import { type Accepted, type AcceptRequest, accept } from "./accept/accept.ts";
import type { Diagnostic } from "./base/diagnostic.ts";
import { resolvePath } from "./base/files.ts";
import { SourceFile } from "./base/source-file.ts";
import type { Rule } from "./check/rule.ts";
import {
  type DiscoverRequest,
  type Discovery,
  discover,
  discovered,
  type FoundPaths,
  findPaths,
} from "./discover/discover.ts";
import type { CloudFormationOptions, TerraformInput, TerraformOptions } from "./evaluate/input.ts";
import type { EvaluateResult } from "./evaluate/resource.ts";
import type { Answer } from "./evaluate/terraform/console.ts";
import { findRules, type RuleRequest } from "./find-rules.ts";
import type { Verdict } from "./parse/hcl/verdict.ts";
import { ParsedFiles } from "./parse/parsed-files.ts";
import { parseYaml } from "./parse/yaml.ts";
import { evaluateSources, mostOf, ofWholeScan, readSources, terraformInput } from "./parts/evaluate-sources.ts";
import { type JoinedParts, joinParts } from "./parts/join.ts";
import type { JudgedGroup } from "./parts/judge-groups.ts";
import { judgePart } from "./parts/judge-part.ts";
import { type JudgedScan, judgeInParts } from "./parts/judge-scan.ts";
import { LocalWorker, type PartWorker } from "./parts/worker.ts";
import type { ReachOptions } from "./reach/certainty/context.ts";
import { orderDiagnostics, type ScanResult } from "./report/scan-result.ts";
import { VERSION } from "./version.generated.ts";
import type { GroupGraphs } from "./worlds/judge.ts";

/** What to read, and the values that the source leaves to the user. */
export interface EvaluateRequest extends DiscoverRequest {
  readonly terraform: TerraformOptions;
  readonly cloudformation: CloudFormationOptions;
  /** Files of plans in JSON that the user named with a flag. */
  readonly plans: readonly string[];
  /**
   * Told the name of each stage when it begins, and again when it goes on: evaluation asks for files to be parsed in its midst. `found` are
   * the numbers of things that have been found by then.
   */
  readonly onStage?: (stage: string, found?: Readonly<Record<string, number>>) => void;
}

export interface ScanRequest extends EvaluateRequest {
  readonly reach: ReachOptions;
  readonly rules: RuleRequest;
  readonly accept: AcceptRequest;
  /** What is to be said of the roots that the scan has. */
  readonly ofRoots?: ((roots: ScanResult["roots"]) => readonly Diagnostic[]) | undefined;
  /** Starts workers that judge parts of what was found; left out, this thread judges all. */
  readonly startWorkers?:
    | ((found: FoundPaths, onJudged: (judged: RootsJudged) => void) => Crew | undefined)
    | undefined;
  /** Given the graphs on which the flows rest, of one group after the other. */
  readonly onGraphs?: (graphs: GroupGraphs) => void;
}

/** How many roots and flows were judged. */
export interface RootsJudged {
  readonly roots: number;
  readonly flows: number;
}

/** Workers of one scan. */
export interface Crew {
  readonly workers: readonly [PartWorker, ...PartWorker[]];
  readonly end: () => Promise<unknown>;
}

/** Everything that a report says. */
export async function scan(request: ScanRequest): Promise<ScanResult> {
  const rules = await findRules(request.workingDirectory, request.rules);
  const paths = findSources(request);
  const found = discovered(paths, request);
  const judged = joinParts(await judgeSources(paths, found, rules, request), found, request);
  const accepted = acceptFindings(judged, found, rules, request);
  return resultToReport(judged, accepted, found, rules, request);
}

/** The first three stages alone. Where `reads` is given, only the Terraform resources that it names are evaluated, and what they refer to. */
export async function evaluate(request: EvaluateRequest, reads?: TerraformInput["reads"]): Promise<EvaluateResult> {
  const found = discovered(findSources(request), request);
  const parsed = await parseAll(found);
  const { groups, said } = await evaluateSources(readSources(found, parsed, request), request, reads);
  const evaluated = { groups: [...groups], ...said() };
  const diagnostics = [...found.diagnostics, ...evaluated.diagnostics];
  const files = found.terraformFiles.length + evaluated.documents;
  return {
    ...evaluated,
    diagnostics: [...diagnostics, ...ofWholeScan(files, diagnostics, [evaluated.names], request)],
  };
}

function findSources(request: EvaluateRequest): FoundPaths {
  request.onStage?.("discover");
  const found = findPaths(request);
  request.onStage?.("parse", { files: found.terraformFiles.length + found.documents.length });
  return found;
}

/** Scans with fewer files are judged as one, by this thread: to divide them, and to start others, would take longer. */
const FILES_TO_DIVIDE = 1_500;

/** parse, evaluate, normalize, reach, check. */
async function judgeSources(
  paths: FoundPaths,
  found: Discovery,
  rules: readonly Rule[],
  request: ScanRequest,
): Promise<JudgedScan> {
  const files = found.terraformFiles.length + found.documents.length;
  const judged = { roots: 0, flows: 0 };
  const tell = ({ roots, flows }: RootsJudged): void => {
    judged.roots += roots;
    judged.flows += flows;
    request.onStage?.("evaluate", judged);
  };
  const onJudged = ({ roots, whole }: JudgedGroup): void => tell({ roots: roots.length, flows: whole.flows.length });
  if (files < FILES_TO_DIVIDE || request.plans.length > 0) {
    const parsed = await parseAll(found);
    return { parts: [await judgePart(found, parsed, rules, request, onJudged)], diagnostics: [] };
  }
  request.onStage?.("survey");
  const most = (characters: number) => mostOf(characters, request);
  const crew = request.startWorkers?.(paths, tell);
  const workers = crew?.workers ?? ([new LocalWorker(found, rules, request, onJudged)] as const);
  try {
    return await judgeInParts(found, { workers, askArbiter: arbiterOf, most });
  } finally {
    await crew?.end();
  }
}

/** The files of native syntax, with the word of the arbiter on those that our parser rejects. */
async function parseAll({ terraformFiles, files }: Discovery): Promise<ParsedFiles> {
  const parsed = new ParsedFiles();
  for (const path of terraformFiles) {
    const read = path.endsWith(".json") ? undefined : files.read(path);
    if (read?.ok) parsed.hcl(new SourceFile(path, read.text));
  }
  parsed.arbitrated(await arbiterOf(parsed.rejected().map(({ file }) => file)));
  return parsed;
}

/** Its code is loaded only where there is something to ask. */
async function arbiterOf(rejected: readonly SourceFile[]): Promise<ReadonlyMap<string, Verdict>> {
  if (rejected.length === 0) return new Map();
  const { askArbiter } = await import("./parse/hcl/arbiter.ts");
  return askArbiter(rejected);
}

/** accept: which findings a comment, a block of metadata or the configuration accepts. */
function acceptFindings(
  { findings, accepting, roots, diagnostics }: JoinedParts,
  found: Discovery,
  rules: readonly Rule[],
  request: ScanRequest,
): Accepted {
  request.onStage?.("accept");
  return accept({
    findings,
    files: accepting,
    parse: { yaml: parseYaml },
    ran: rules.map(({ id }) => id),
    known: [...rules.map(({ id }) => id), ...request.rules.disable],
    roots,
    paths: request.paths.map(found.identityOf),
    isExcluded: (identity) => found.isExcluded(resolvePath(found.repository?.directory ?? request.paths[0]!, identity)),
    isAllRead: !diagnostics.some(({ notAnalysed }) => notAnalysed === true),
    ...request.accept,
  });
}

/** report: what the stages said in one order, without what lies in excluded files. */
function resultToReport(
  { roots, flows, files, resources, notEvaluated, withoutFlow, diagnostics }: JoinedParts,
  accepted: Accepted,
  { isExcluded }: Discovery,
  rules: readonly Rule[],
  { ofRoots }: ScanRequest,
): ScanResult {
  return {
    version: VERSION,
    roots: roots.map(({ path, kind }) => ({ path, kind })),
    flows,
    findings: accepted.findings,
    baseline: accepted.baseline,
    diagnostics: orderDiagnostics([...diagnostics, ...accepted.diagnostics, ...(ofRoots?.(roots) ?? [])], isExcluded),
    rules,
    coverage: {
      files,
      resources,
      notEvaluated,
      withoutFlow: withoutFlow.filter(({ span }) => !isExcluded(span.file.path)),
    },
  };
}

/** For the console: the scope of one Terraform root, in which expressions are evaluated one by one. */
export async function openScope(request: EvaluateRequest): Promise<(expression: string) => Answer> {
  const { startConsole } = await import("./evaluate/terraform/console.ts");
  const found = discover(request);
  return startConsole(terraformInput(found, new ParsedFiles(), request), found.namedTerraform[0] ?? request.paths[0]!);
}

/** From paths to findings: every stage of reachlint in order. Start reading here, at `scan`. */

import { type Accepted, type AcceptRequest, accept } from "./accept/accept.ts";
import { type Diagnostic, UsageError } from "./base/diagnostic.ts";
import { resolvePath } from "./base/files.ts";
import { idsOf, type Statements } from "./base/statement.ts";
import type { Rule } from "./check/rule.ts";
import {
  type DiscoverRequest,
  type Discovery,
  discover,
  discovered,
  type FoundPaths,
  findPaths,
} from "./discover/discover.ts";
import { refuseIndexInside } from "./discover/indexes.ts";
import type { CloudFormationOptions, IdentityOf, TerraformInput, TerraformOptions } from "./evaluate/input.ts";
import type { EvaluateResult } from "./evaluate/resource.ts";
import type { OpenConsole } from "./evaluate/terraform/console.ts";
import { findRules, type RuleRequest } from "./find-rules.ts";
import type { EachSaid } from "./inputs/each.ts";
import { ParsedFiles } from "./parse/parsed-files.ts";
import { parseYaml } from "./parse/yaml.ts";
import type { CacheRequest } from "./parts/cache.ts";
import { refuseCacheInside } from "./parts/cached-part.ts";
import {
  type Evaluated,
  evaluateSources,
  mostOf,
  readSources,
  terraformInput,
  unitsAmong,
} from "./parts/evaluate-sources.ts";
import { refuseMadeWithOne, rootsWithFiles } from "./parts/givings.ts";
import { type JoinedParts, joinParts } from "./parts/join.ts";
import { judgeAsOne } from "./parts/judge-as-one.ts";
import type { JudgedGroup } from "./parts/judge-groups.ts";
import { type JudgedScan, type Judges, judgeInParts } from "./parts/judge-scan.ts";
import { ofWholeScan } from "./parts/of-whole-scan.ts";
import { arbiterOf, parseAll } from "./parts/parse-all.ts";
import { toldWithOffers, waitingFor } from "./parts/told-with-offers.ts";
import { LocalWorker, type PartWorker } from "./parts/worker.ts";
import type { ReachOptions } from "./reach/certainty/context.ts";
import { orderDiagnostics, type ScanResult } from "./report/scan-result.ts";
import { VERSION } from "./version.generated.ts";
import type { GroupGraphs } from "./worlds/judge.ts";

/** What to read, and the values that the source leaves to the user. */
export interface EvaluateRequest extends DiscoverRequest {
  readonly terraform: TerraformOptions;
  readonly cloudformation: CloudFormationOptions;
  /** What is known of what the source leaves open. */
  readonly stated: Statements;
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
  /** Where what was judged is kept for later scans. */
  readonly cache?: CacheRequest | undefined;
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

/** What a scan begins with. */
export interface Begun {
  readonly request: ScanRequest;
  readonly rules: readonly Rule[];
  readonly paths: FoundPaths;
  readonly found: Discovery;
  readonly each: EachSaid;
}

/** Everything that a report says. */
export async function scan(request: ScanRequest): Promise<ScanResult> {
  const begun = await begin(request);
  return resultOf(await judgeSources(begun), begun);
}

/** discover. */
export async function begin(request: ScanRequest): Promise<Begun> {
  refuseCacheInside(request);
  refuseIndexInside(request);
  const rules = await findRules(request.workingDirectory, request.rules);
  const paths = findSources(request);
  const found = discovered(paths, request);
  return { request, rules, paths, found, each: await rootsWithFiles(found) };
}

/** accept, report. */
export async function resultOf(judged: JudgedScan, begun: Begun): Promise<ScanResult> {
  const { found, rules, request } = begun;
  const joined = await withOffers(joinParts(judged, found, request), begun);
  const ofFiles = judged.shard === undefined ? begun.each.diagnostics : [];
  const told = { ...joined, diagnostics: [...joined.diagnostics, ...ofFiles] };
  const accepted = acceptFindings(told, found, rules, request);
  return resultToReport(told, accepted, found, rules, request);
}

/** For inputs on which flows wait the repository is searched, once for all of them. */
async function withOffers(joined: JoinedParts, { found, request }: Begun): Promise<JoinedParts> {
  const waiting = waitingFor(joined.flows);
  if (waiting.inputs.length + waiting.outside.size === 0) return joined;
  request.onStage?.("inputs");
  const stated = request.stated.all.map(({ assumption }) => assumption.span.file.path);
  const given = new Set([...request.namedFiles, ...found.each.flatMap(({ paths }) => paths), ...stated]);
  const { offersFor } = await import("./inputs/offer.ts");
  return toldWithOffers(joined, offersFor(waiting, { found, given }));
}

/** What the first three stages say alone. */
export interface EvaluatedInput extends EvaluateResult, Pick<Evaluated, "offered"> {
  readonly found: Discovery;
}

/**
 * The first three stages alone. Where `reads` is given, only the Terraform resources that it names are evaluated, and what they refer to. `idOf`:
 * what a root is called whose path within its repository is given, and its workspace.
 */
export async function evaluate(
  request: EvaluateRequest,
  reads?: TerraformInput["reads"],
  idOf: IdentityOf = (path) => path,
): Promise<EvaluatedInput> {
  refuseIndexInside(request);
  const found = discovered(findSources(request), request);
  const parsed = await parseAll(found);
  const identityOf: IdentityOf = (path, workspace) => idOf(found.identityOf(path), workspace);
  const named = { ...found, identityOf };
  const { groups, said } = await evaluateSources(await readSources(named, parsed, request), request, reads);
  const evaluated = { groups: [...groups], ...said() };
  const diagnostics = [...found.diagnostics, ...evaluated.diagnostics];
  const files = found.terraformFiles.length + evaluated.documents;
  return {
    ...evaluated,
    found,
    diagnostics: [
      ...diagnostics,
      ...ofWholeScan(files, diagnostics, [evaluated.names], idsOf(request.stated), request),
    ],
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

/** A template has many times the text of a file of Terraform; not all documents are templates. */
const FILES_OF_A_DOCUMENT = 2;

/** parse, evaluate, normalize, reach, check. */
async function judgeSources(begun: Begun): Promise<JudgedScan> {
  const { found, request } = begun;
  const files = found.terraformFiles.length + FILES_OF_A_DOCUMENT * found.documents.length;
  const isLarge = files >= FILES_TO_DIVIDE && request.facts === undefined;
  if (isLarge && request.plans.length === 0) return withJudges(begun, (judges) => judgeInParts(found, judges));
  if (found.each.length > 0) return judgeGivings(begun);
  try {
    const tell = tellerOf(request);
    return await judgeAsOne(found, begun.rules, request, (group) => tell(judgedOf(group)));
  } catch (error) {
    // A bug of ours in one root takes nothing from the others.
    if (error instanceof UsageError || request.facts !== undefined || request.plans.length > 0) throw error;
    return judgeGivings(begun);
  }
}

/** Divided as far as can be: what files make worlds of is judged again in each of them, and nothing else. */
function judgeGivings(begun: Begun): Promise<JudgedScan> {
  const { found, request } = begun;
  refuseMadeWithOne(request);
  const here = { ...begun, request: { ...request, startWorkers: undefined } };
  return withJudges(here, (judges) => judgeInParts(found, { ...judges, charactersOfAPart: 1 }));
}

/** Does work for which there are workers until it ends. */
export async function withJudges<T>(
  { found, rules, request, paths }: Begun,
  work: (judges: Judges) => Promise<T>,
): Promise<T> {
  const tell = tellerOf(request);
  request.onStage?.("survey");
  const crew = request.startWorkers?.(paths, tell);
  const workers =
    crew?.workers ?? ([new LocalWorker(found, rules, request, (group) => tell(judgedOf(group)))] as const);
  try {
    return await work({ workers, askArbiter: arbiterOf, most: (characters) => mostOf(characters, request) });
  } finally {
    await crew?.end();
  }
}

/** Adds up what was judged, and tells it. */
function tellerOf(request: ScanRequest): (judged: RootsJudged) => void {
  const judged = { roots: 0, flows: 0 };
  return ({ roots, flows }) => {
    judged.roots += roots;
    judged.flows += flows;
    request.onStage?.("evaluate", judged);
  };
}

function judgedOf({ roots, whole }: JudgedGroup): RootsJudged {
  return { roots: roots.length, flows: whole.flows.length };
}

/** accept: which findings a comment, a block of metadata or the configuration accepts. */
function acceptFindings(
  { findings, accepting, roots, diagnostics, shard }: JoinedParts,
  found: Discovery,
  rules: readonly Rule[],
  request: ScanRequest,
): Accepted {
  request.onStage?.("accept");
  const accepted = accept({
    findings,
    files: accepting,
    parse: { yaml: parseYaml },
    ran: rules.map(({ id }) => id),
    known: [...rules.map(({ id }) => id), ...request.rules.disable],
    roots,
    paths: request.paths.map(found.identityOf),
    isExcluded: (identity) =>
      found.isExcluded(resolvePath(found.repository?.directory ?? request.paths[0] ?? ".", identity)),
    isAllRead: shard === undefined && !diagnostics.some(({ notAnalysed }) => notAnalysed === true),
    ...request.accept,
  });
  // What accepts nothing in one shard may accept something in another.
  return shard === undefined ? accepted : { ...accepted, diagnostics: [] };
}

/** report: what the stages said in one order, without what lies in excluded files. */
function resultToReport(
  { roots, flows, files, resources, notEvaluated, withoutFlow, diagnostics, shard }: JoinedParts,
  accepted: Accepted,
  { isExcluded }: Discovery,
  rules: readonly Rule[],
  { ofRoots }: ScanRequest,
): ScanResult {
  const unfit = shard === undefined ? (ofRoots?.(roots) ?? []) : [];
  return {
    version: VERSION,
    roots: roots.map(({ path, kind }) => ({ path, kind })),
    flows,
    findings: accepted.findings,
    baseline: accepted.baseline,
    diagnostics: orderDiagnostics([...diagnostics, ...accepted.diagnostics, ...unfit], isExcluded),
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
export async function openScope(request: EvaluateRequest): Promise<OpenConsole> {
  const { startConsole } = await import("./evaluate/terraform/console.ts");
  const found = discover(request);
  const input = terraformInput(found, new ParsedFiles(), request);
  return startConsole(input, found.namedTerraform[0] ?? request.paths[0]!, await unitsAmong(found.terraformFiles));
}

/** From paths to findings: every stage of reachlint in order. Start reading here, at `scan`. */
import { type Accepted, type AcceptRequest, accept } from "./accept/accept.ts";
import type { Diagnostic } from "./base/diagnostic.ts";
import { resolvePath } from "./base/files.ts";
import { SourceFile } from "./base/source-file.ts";
import { buildGraphs } from "./build-graphs.ts";
import { isRead } from "./catalogue/catalogue.ts";
import { check, type FindingsTold, outsideOf } from "./check/check.ts";
import type { Finding } from "./check/finding.ts";
import { notJudged } from "./check/not-judged.ts";
import type { Rule } from "./check/rule.ts";
import { type DiscoverRequest, type Discovery, discover } from "./discover/discover.ts";
import type { CloudFormationOptions, TerraformInput, TerraformOptions } from "./evaluate/input.ts";
import type { Root, RootGroup } from "./evaluate/resource.ts";
import type { Answer } from "./evaluate/terraform/console.ts";
import { type Evaluated, evaluateSources, readSources, terraformInput } from "./evaluate-sources.ts";
import { findRules, type RuleRequest } from "./find-rules.ts";
import { ParsedFiles } from "./parse/parsed-files.ts";
import type { ReachOptions } from "./reach/certainty/context.ts";
import type { Flow } from "./reach/flow.ts";
import { orderDiagnostics, type ScanResult } from "./report/scan-result.ts";
import { VERSION } from "./version.generated.ts";
import { type GroupGraphs, judgeGroups } from "./worlds/judge.ts";
import { servicesWithoutFlow } from "./worlds/without-flow.ts";

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
  /** Given the graphs on which the flows rest. */
  readonly onGraphs?: (graphs: readonly GroupGraphs[]) => void;
}

/** Everything that a report says. */
export async function scan(request: ScanRequest): Promise<ScanResult> {
  const rules = await findRules(request.workingDirectory, request.rules);
  const built = await buildFromSources(request);
  request.onGraphs?.(built.graphs);
  const judged = judge(built, rules, request);
  const accepted = acceptFindings(judged.findings, built, rules, request);
  return resultToReport({ built, judged, accepted, rules }, request);
}

/** The first three stages alone. Where `reads` is given, only the Terraform resources that it names are evaluated, and what they refer to. */
export async function evaluate(request: EvaluateRequest, reads?: TerraformInput["reads"]): Promise<Evaluated> {
  const { groups, said } = await evaluateSources(await readSources(request), request, reads);
  return { groups: [...groups], ...said() };
}

/** The graphs of a scan, and what is told of their sources. */
interface Built extends Omit<Evaluated, "groups"> {
  readonly found: Discovery;
  readonly parsed: ParsedFiles;
  /** The files of the scan that hold templates. */
  readonly templates: readonly SourceFile[];
  readonly graphs: readonly GroupGraphs[];
  readonly roots: readonly Root[];
  /** How many resources were evaluated. */
  readonly resources: number;
}

/** All stages until normalize, each group by itself: its values end where its graphs are made, and the syntax trees after the last one. */
async function buildFromSources(request: ScanRequest): Promise<Built> {
  const sources = await readSources(request);
  const { groups, said } = await evaluateSources(sources, request, isRead);
  const resources = new Set<string>();
  const graphs = await buildGraphs(counted(groups, resources), request);
  const { found, parsed, templates } = sources;
  parsed.forgetTrees();
  return {
    found,
    parsed,
    templates: templates.map(({ file }) => file),
    graphs,
    roots: graphs.flatMap(({ roots }) => roots),
    resources: resources.size,
    ...said(),
  };
}

/** The same groups, after the names of their resources were taken down. */
function* counted(groups: Iterable<RootGroup>, resources: Set<string>): Generator<RootGroup> {
  for (const group of groups) {
    for (const world of group.worlds)
      for (const { root, address } of world.resources) resources.add(`${root}#${address}`);
    yield group;
  }
}

/** What flows and rules say of the graphs. */
interface Judged extends FindingsTold {
  readonly flows: readonly Flow[];
}

/**
 * reach, check: the flows of every world, each told once (how is explained in worlds/judge.ts), the findings of every world without those
 * that lie in excluded files alone, and what no rule and no flow is about. A group is checked before the next one is judged.
 */
function judge(built: Built, rules: readonly Rule[], request: ScanRequest): Judged {
  const flows: Flow[] = [];
  const findings: Finding[] = [];
  const diagnostics: Diagnostic[] = [];
  const others: Diagnostic[] = [];
  const isAllRead = built.notEvaluated.length === 0 && !built.diagnostics.some(({ severity }) => severity === "error");
  request.onStage?.("reach");
  for (const { judged } of judgeGroups(built.graphs, request.reach, isAllRead)) {
    request.onStage?.("check");
    for (const one of judged) {
      flows.push(...one.flows);
      diagnostics.push(...one.diagnostics);
      findings.push(...check(rules, one.worlds).findings);
      others.push(...notJudged(one.worlds));
    }
    request.onStage?.("reach", { flows: flows.length });
  }
  const told = outsideOf(built.found.isExcluded, findings);
  return { flows, findings: told.findings, diagnostics: [...diagnostics, ...told.diagnostics, ...others] };
}

/** accept: which findings a comment, a block of metadata or the configuration accepts. */
function acceptFindings(
  findings: readonly Finding[],
  { found, parsed, templates, roots, diagnostics }: Built,
  rules: readonly Rule[],
  request: ScanRequest,
): Accepted {
  request.onStage?.("accept");
  const isScanned = new Set(found.terraformFiles);
  // Templates of a cloud assembly are found by its manifest, and not among the documents of the scan.
  const assembled = roots.flatMap(({ kind, path }) => {
    const read = kind === "cdk" ? found.files.read(path) : undefined;
    return read?.ok ? [new SourceFile(path, read.text)] : [];
  });
  return accept({
    findings,
    files: [...parsed.files().filter(({ path }) => isScanned.has(path)), ...templates, ...assembled],
    parse: parsed,
    ran: rules.map(({ id }) => id),
    known: [...rules.map(({ id }) => id), ...request.rules.disable],
    roots,
    paths: request.paths.map(found.identityOf),
    isExcluded: (identity) => found.isExcluded(resolvePath(found.repository?.directory ?? request.paths[0]!, identity)),
    isAllRead: !diagnostics.some(({ notAnalysed }) => notAnalysed === true),
    ...request.accept,
  });
}

interface Stages {
  readonly built: Built;
  readonly judged: Judged;
  readonly accepted: Accepted;
  readonly rules: readonly Rule[];
}

/** report: what the stages said in one order, without what lies in excluded files. */
function resultToReport({ built, judged, accepted, rules }: Stages, { ofRoots }: ScanRequest): ScanResult {
  const { found, graphs, roots, files, resources, notEvaluated } = built;
  const said = [built, ...graphs, judged, accepted];
  const diagnostics = [...said.flatMap((stage) => stage.diagnostics), ...(ofRoots?.(roots) ?? [])];
  return {
    version: VERSION,
    roots: roots.map(({ path, kind }) => ({ path, kind })),
    flows: judged.flows,
    findings: accepted.findings,
    baseline: accepted.baseline,
    diagnostics: orderDiagnostics(diagnostics, found.isExcluded),
    rules,
    coverage: {
      files,
      resources,
      notEvaluated,
      withoutFlow: servicesWithoutFlow(graphs, judged.flows).filter(({ span }) => !found.isExcluded(span.file.path)),
    },
  };
}

/** For the console: the scope of one Terraform root, in which expressions are evaluated one by one. */
export async function openScope(request: EvaluateRequest): Promise<(expression: string) => Answer> {
  const { startConsole } = await import("./evaluate/terraform/console.ts");
  const found = discover(request);
  return startConsole(terraformInput(found, new ParsedFiles(), request), found.namedTerraform[0] ?? request.paths[0]!);
}

/** From paths to findings: every stage of reachlint in order. Start reading here, at `scan`. */
import { type Accepted, type AcceptRequest, accept } from "./accept/accept.ts";
import type { Diagnostic } from "./base/diagnostic.ts";
import { resolvePath } from "./base/files.ts";
import { SourceFile } from "./base/source-file.ts";
import { isRead } from "./catalogue/catalogue.ts";
import { check, type FindingsTold, outsideOf } from "./check/check.ts";
import type { Finding } from "./check/finding.ts";
import { notJudged } from "./check/not-judged.ts";
import type { Rule } from "./check/rule.ts";
import { type DiscoverRequest, type Discovery, discover } from "./discover/discover.ts";
import type { StackReading } from "./evaluate/cloudformation/evaluate.ts";
import { readTemplates } from "./evaluate/cloudformation/template/read-templates.ts";
import type { CloudFormationInput, CloudFormationOptions, TerraformInput, TerraformOptions } from "./evaluate/input.ts";
import { evaluatePlans } from "./evaluate/plan/evaluate.ts";
import { type ReadPlans, readPlans } from "./evaluate/plan/read-plans.ts";
import type { EvaluatedWorld, EvaluateResult, Resource, RootGroup } from "./evaluate/resource.ts";
import type { Answer } from "./evaluate/terraform/console.ts";
import { givenToNoTemplate, undeclaredVariables } from "./evaluate/unknown-names.ts";
import { findRules, type RuleRequest } from "./find-rules.ts";
import { findUserDataReader } from "./find-user-data-reader.ts";
import { normalize } from "./normalize/normalize.ts";
import type { LocatedDocument } from "./parse/located.ts";
import { ParsedFiles, type Parsers } from "./parse/parsed-files.ts";
import type { ReachOptions } from "./reach/certainty/context.ts";
import { orderDiagnostics, type ScanResult } from "./report/scan-result.ts";
import { VERSION } from "./version.generated.ts";
import { type GroupGraphs, type JudgedWorlds, judgeGroups, type WorldGraphs } from "./worlds/judge.ts";
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
  const sources = await readSources(request);
  const { found } = sources;
  const evaluated = await evaluateResources(sources, request, isRead);
  const graphs = await buildGraphs(evaluated.groups, request);
  request.onGraphs?.(graphs);
  const judged = reachFlows(graphs, evaluated, request);
  const checked = checkWorlds(judged, rules, found, request);
  const accepted = acceptFindings(checked.findings, { sources, evaluated, rules }, request);
  return resultToReport({ found, evaluated, graphs, judged, checked, accepted, rules }, request);
}

/** The first three stages alone. Where `reads` is given, only the Terraform resources that it names are evaluated, and what they refer to. */
export async function evaluate(request: EvaluateRequest, reads?: TerraformInput["reads"]): Promise<Evaluated> {
  return evaluateResources(await readSources(request), request, reads);
}

/** What is certainly needed is read here; files that others refer to are read and parsed when these are evaluated. */
interface Sources {
  readonly found: Discovery;
  readonly parsed: ParsedFiles;
  readonly templates: readonly LocatedDocument[];
  readonly plans: ReadPlans;
  readonly diagnostics: readonly Diagnostic[];
}

/** discover, parse. */
async function readSources(request: EvaluateRequest): Promise<Sources> {
  request.onStage?.("discover");
  const found = discover(request);
  request.onStage?.("parse", { files: found.terraformFiles.length + found.documents.length });
  const { documents, namedDocuments, files } = found;
  const parsed = new ParsedFiles();
  await parsed.consultArbiter(found.terraformFiles, files);
  const { templates, diagnostics } = readTemplates(documents, namedDocuments, files, parsed);
  const plans = readPlans(documents, request.plans, found.terraform, files, parsed);
  return { found, parsed, templates, plans, diagnostics };
}

/** What a scan's sources say, before anything is judged. */
export interface Evaluated extends EvaluateResult {
  /** How many files the evaluation started from. */
  readonly files: number;
}

/** Terraform, plans and templates are evaluated apart and never refer to each other. */
async function evaluateResources(
  sources: Sources,
  request: EvaluateRequest,
  reads: TerraformInput["reads"],
): Promise<Evaluated> {
  request.onStage?.("evaluate");
  const { found, templates, plans } = sources;
  const parse = sources.parsed.during("evaluate", request.onStage);
  const { files, around, identityOf } = found;
  const terraform = await evaluateConfigurations(
    { ...terraformInput(found, parse, request), plans: plans.facts, ...(reads === undefined ? {} : { reads }) },
    { files, around, parse, options: request.cloudformation },
  );
  const planned = evaluatePlans(plans.alone, request.terraform.strict, identityOf);
  const cloudformation = await evaluateTemplates({
    templates,
    named: found.namedDocuments,
    assemblies: found.assemblies,
    files,
    around,
    identityOf,
    parse,
    options: request.cloudformation,
  });
  const diagnostics = [found, sources, plans, terraform, planned, cloudformation].flatMap((one) => one.diagnostics);
  const count = found.terraformFiles.length + plans.count + templates.length;
  return {
    groups: [...terraform.groups, ...planned.groups, ...cloudformation.groups],
    notEvaluated: [...terraform.notEvaluated, ...cloudformation.notEvaluated],
    diagnostics:
      count === 0 && !diagnostics.some(({ severity }) => severity === "error")
        ? [...diagnostics, NO_INPUT]
        : diagnostics,
    files: count,
  };
}

// The evaluators are the largest parts of the program: each is loaded only where there is something for it.

async function evaluateConfigurations(input: TerraformInput, stacks: StackReading): Promise<EvaluateResult> {
  if (input.directories.length === 0) return { ...NOTHING, diagnostics: undeclaredVariables(input.options, []) };
  const { evaluateTerraform } = await import("./evaluate/terraform/evaluate.ts");
  const result = evaluateTerraform(input);
  if (!result.groups.some(({ worlds }) => worlds.some(({ resources }) => resources.some(deploysTemplate))))
    return result;
  const { readDeployedStack } = await import("./evaluate/cloudformation/evaluate.ts");
  return evaluateTerraform({ ...input, readStack: (deployed) => readDeployedStack(deployed, stacks) });
}

/** A configuration can deploy a template that stands in its text. */
function deploysTemplate({ type }: Resource): boolean {
  return type === "aws_cloudformation_stack";
}

async function evaluateTemplates(input: CloudFormationInput): Promise<EvaluateResult> {
  if (input.templates.length === 0 && input.assemblies.length === 0)
    return { ...NOTHING, diagnostics: givenToNoTemplate(input.options) };
  const { evaluateCloudFormation } = await import("./evaluate/cloudformation/evaluate.ts");
  return evaluateCloudFormation(input);
}

const NOTHING: EvaluateResult = { groups: [], notEvaluated: [], diagnostics: [] };

const NO_INPUT: Diagnostic = {
  code: "no-input",
  severity: "error",
  message: "there is nothing to analyse: no Terraform file and no CloudFormation template was found",
  hint: "name a directory that holds some; files that .gitignore excludes are passed over",
  notAnalysed: true,
};

/** normalize: a graph for each world of each group, in their order. */
export async function buildGraphs(groups: readonly RootGroup[], request: ScanRequest): Promise<readonly GroupGraphs[]> {
  request.onStage?.("normalize", { roots: groups.reduce((sum, { roots }) => sum + roots.length, 0) });
  const readUserData = await findUserDataReader(groups);
  return groups.map((group) => {
    const diagnostics: Diagnostic[] = [];
    const graphsOf = (worlds: readonly EvaluatedWorld[]): WorldGraphs =>
      worlds.map((world) => {
        const normalized = normalize(world, { strict: request.reach.strict, readUserData });
        diagnostics.push(...normalized.diagnostics);
        return { world, graph: normalized.graph };
      });
    const worlds = graphsOf(group.worlds);
    const choices = (group.choices ?? []).map(({ alternatives }) => alternatives.map((one) => graphsOf(one.worlds)));
    const opened = group.opened?.().map((world) => {
      return { world, graph: normalize(world, { strict: request.reach.strict, readUserData }).graph };
    });
    return { group, worlds, choices, ...(opened === undefined ? {} : { opened }), diagnostics };
  });
}

/** reach: the flows of every world, each told once; how is explained in worlds/judge.ts. */
function reachFlows(
  graphs: readonly GroupGraphs[],
  evaluated: Evaluated,
  request: ScanRequest,
): readonly JudgedWorlds[] {
  request.onStage?.("reach");
  const { notEvaluated, diagnostics } = evaluated;
  const isAllRead = notEvaluated.length === 0 && !diagnostics.some(({ severity }) => severity === "error");
  return judgeGroups(graphs, request.reach, isAllRead, (flows) => request.onStage?.("reach", { flows }));
}

/** check: the findings of every world, without those that lie in excluded files alone, and what no rule and no flow is about. */
function checkWorlds(
  judged: readonly JudgedWorlds[],
  rules: readonly Rule[],
  { isExcluded }: Discovery,
  request: ScanRequest,
): FindingsTold {
  request.onStage?.("check");
  const told = outsideOf(
    isExcluded,
    judged.flatMap(({ worlds }) => check(rules, worlds).findings),
  );
  const others = judged.flatMap(({ worlds }) => notJudged(worlds));
  return { ...told, diagnostics: [...told.diagnostics, ...others] };
}

/** accept: which findings a comment, a block of metadata or the configuration accepts. */
function acceptFindings(
  findings: readonly Finding[],
  { sources, evaluated, rules }: Pick<Stages, "evaluated" | "rules"> & { readonly sources: Sources },
  request: ScanRequest,
): Accepted {
  request.onStage?.("accept");
  const { found, parsed, templates } = sources;
  const roots = evaluated.groups.flatMap((group) => group.roots);
  const isScanned = new Set(found.terraformFiles);
  // Templates of a cloud assembly are found by its manifest, and not among the documents of the scan.
  const assembled = roots.flatMap(({ kind, path }) => {
    const read = kind === "cdk" ? found.files.read(path) : undefined;
    return read?.ok ? [new SourceFile(path, read.text)] : [];
  });
  return accept({
    findings,
    files: [
      ...parsed.files().filter(({ path }) => isScanned.has(path)),
      ...templates.map(({ file }) => file),
      ...assembled,
    ],
    parse: parsed,
    ran: rules.map(({ id }) => id),
    known: [...rules.map(({ id }) => id), ...request.rules.disable],
    roots,
    paths: request.paths.map(found.identityOf),
    isExcluded: (identity) => found.isExcluded(resolvePath(found.repository?.directory ?? request.paths[0]!, identity)),
    isAllRead: !evaluated.diagnostics.some(({ notAnalysed }) => notAnalysed === true),
    ...request.accept,
  });
}

interface Stages {
  readonly found: Discovery;
  readonly evaluated: Evaluated;
  readonly graphs: readonly GroupGraphs[];
  readonly judged: readonly JudgedWorlds[];
  readonly checked: FindingsTold;
  readonly accepted: Accepted;
  readonly rules: readonly Rule[];
}

/** report: what the stages said in one order, without what lies in excluded files. */
function resultToReport(stages: Stages, { ofRoots }: ScanRequest): ScanResult {
  const { found, evaluated, graphs, judged, checked, accepted, rules } = stages;
  const roots = evaluated.groups.flatMap((group) => group.roots);
  const resources = evaluated.groups.flatMap(({ worlds }) => worlds.flatMap((world) => world.resources));
  const said = [evaluated, ...graphs, ...judged, checked, accepted];
  const diagnostics = [...said.flatMap((stage) => stage.diagnostics), ...(ofRoots?.(roots) ?? [])];
  return {
    version: VERSION,
    roots: roots.map(({ path, kind }) => ({ path, kind })),
    flows: judged.flatMap(({ flows }) => flows),
    findings: accepted.findings,
    baseline: accepted.baseline,
    diagnostics: orderDiagnostics(diagnostics, found.isExcluded),
    rules,
    coverage: {
      files: evaluated.files,
      resources: new Set(resources.map(({ root, address }) => `${root}#${address}`)).size,
      notEvaluated: evaluated.notEvaluated,
      withoutFlow: servicesWithoutFlow(graphs, judged).filter(({ span }) => !found.isExcluded(span.file.path)),
    },
  };
}

/** For the console: the scope of one Terraform root, in which expressions are evaluated one by one. */
export async function openScope(request: EvaluateRequest): Promise<(expression: string) => Answer> {
  const { startConsole } = await import("./evaluate/terraform/console.ts");
  const found = discover(request);
  return startConsole(terraformInput(found, new ParsedFiles(), request), found.namedTerraform[0] ?? request.paths[0]!);
}

function terraformInput(found: Discovery, parse: Parsers, request: EvaluateRequest): TerraformInput {
  const { files, terraform: directories, namedTerraform: named, repository, identityOf } = found;
  return { directories, named, files, parse, options: request.terraform, repository, identityOf };
}

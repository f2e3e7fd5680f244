/** From paths to findings: every stage of reachlint in order. Start reading here. */
import { type Diagnostic, UsageError } from "./base/diagnostic.ts";
import type { SourceFile } from "./base/source-file.ts";
import { isRead, launches } from "./catalogue/catalogue.ts";
import { builtinRules } from "./check/builtin-rules.generated.ts";
import { check } from "./check/check.ts";
import { chooseRules, type RuleChoice } from "./check/choose-rules.ts";
import { outsideOf } from "./check/excluded.ts";
import type { Rule } from "./check/rule.ts";
import { type DiscoverRequest, type Discovery, discover } from "./discover/discover.ts";
import { readRuleFiles } from "./discover/rule-files.ts";
import type { StackReading } from "./evaluate/cloudformation/embedded.ts";
import { readTemplates } from "./evaluate/cloudformation/template/read-templates.ts";
import type { CloudFormationInput, CloudFormationOptions, TerraformInput, TerraformOptions } from "./evaluate/input.ts";
import { evaluatePlans } from "./evaluate/plan/evaluate.ts";
import { readPlans } from "./evaluate/plan/read-plans.ts";
import type { Estate, World as EvaluatedWorld, EvaluateResult, Resource } from "./evaluate/resource.ts";
import type { Answer } from "./evaluate/terraform/console.ts";
import { type EstateGraphs, judgeEstate, launchesForOthers, type WorldGraphs } from "./judge-estate.ts";
import { normalize } from "./normalize/normalize.ts";
import type { ReadUserData } from "./normalize/user-data/read-user-data.ts";
import type { LocatedDocument } from "./parse/located.ts";
import { ParsedFiles, type Parsers } from "./parse/parsed-files.ts";
import { parseYaml } from "./parse/yaml.ts";
import type { ReachOptions } from "./reach/certainty/context.ts";
import { orderDiagnostics } from "./report/diagnostics.ts";
import type { ScanResult } from "./report/scan-result.ts";
import { VERSION } from "./version.generated.ts";

/** What to read, and the values that the source leaves to the user. */
export interface EvaluateRequest extends DiscoverRequest {
  readonly terraform: TerraformOptions;
  readonly cloudformation: CloudFormationOptions;
  /** Files of plans in JSON that the user named with a flag. */
  readonly plans: readonly string[];
  /** Told the name of each stage when it begins, and again when it goes on: evaluation asks for files to be parsed in its midst. */
  readonly onStage?: (stage: string) => void;
}

export interface ScanRequest extends EvaluateRequest {
  readonly reach: ReachOptions;
  readonly rules: RuleRequest;
}

export interface RuleRequest extends RuleChoice {
  /** Directories with rules beside the built-in ones, relative to the working directory. */
  readonly directories: readonly string[];
}

/** What a scan's sources say, before anything is judged. */
export interface Evaluated extends EvaluateResult {
  /** How many files the evaluation started from. */
  readonly files: number;
  /** Whether nothing is to be told of a file. */
  readonly isExcluded: (path: string) => boolean;
}

/** discover → parse → evaluate → normalize → reach → check: everything that a report says. */
export async function scan(request: ScanRequest): Promise<ScanResult> {
  const rules = await findRules(request.workingDirectory, request.rules);
  const evaluated = await evaluate(request, isRead);
  const estates = await buildGraphs(evaluated.estates, request);
  request.onStage?.("reach");
  const read =
    evaluated.notEvaluated.length === 0 && !evaluated.diagnostics.some(({ severity }) => severity === "error");
  const forOthers = estates.filter(launchesForOthers);
  const judged = estates.flatMap((estate) => {
    const complete = read && forOthers.every((other) => other === estate);
    return judgeEstate(estate, { ...request.reach, complete });
  });
  request.onStage?.("check");
  const checked = judged.map(({ worlds }) => check(rules, worlds));
  const told = outsideOf(
    evaluated.isExcluded,
    checked.flatMap(({ findings }) => findings),
  );
  const said = [evaluated, ...estates, ...judged, ...checked, told].flatMap((one) => one.diagnostics);
  const diagnostics = said.filter(({ notAnalysed, span, path }) => {
    const where = span?.file.path ?? path;
    return notAnalysed === true || where === undefined || !evaluated.isExcluded(where);
  });
  return {
    version: VERSION,
    roots: evaluated.estates.flatMap(({ roots }) => roots.map(({ path, kind }) => ({ path, kind }))),
    flows: judged.flatMap(({ flows }) => flows),
    findings: told.findings,
    diagnostics: orderDiagnostics(diagnostics),
    rules,
    coverage: {
      files: evaluated.files,
      resources: countResources(evaluated.estates),
      notEvaluated: evaluated.notEvaluated,
    },
  };
}

/**
 * discover → parse → evaluate. Terraform, plans and templates are evaluated apart and never refer to each other. Where `reads` is
 * given, only the Terraform resources that it names are evaluated, and what they refer to.
 */
export async function evaluate(request: EvaluateRequest, reads?: TerraformInput["reads"]): Promise<Evaluated> {
  const { onStage = () => {} } = request;
  onStage("discover");
  const found = discover(request);

  onStage("parse");
  const parsed = new ParsedFiles();
  await parsed.consultArbiter(found.terraformFiles, found.files);
  const { templates, diagnostics } = readTemplates(found.documents, found.namedDocuments, found.files, parsed);
  const plans = readPlans(found.documents, request.plans, found.terraform, found.files, parsed);

  onStage("evaluate");
  const parse = parsed.during("evaluate", request.onStage);
  const terraform = await evaluateConfigurations(
    {
      ...terraformInput(found, parse, request),
      plans: plans.facts,
      ...(reads === undefined ? {} : { reads }),
    },
    { files: found.files, around: found.around, parse, options: request.cloudformation },
  );
  const planned = evaluatePlans(plans.alone, request.terraform.strict, found.identityOf);
  const cloudformation = await evaluateTemplates({
    templates,
    named: found.namedDocuments,
    assemblies: found.assemblies,
    files: found.files,
    around: found.around,
    identityOf: found.identityOf,
    parse,
    options: request.cloudformation,
  });
  const said = [found, { diagnostics }, plans, terraform, planned, cloudformation].flatMap((one) => one.diagnostics);
  const count = found.terraformFiles.length + plans.count + templates.length;
  return {
    estates: [...terraform.estates, ...planned.estates, ...cloudformation.estates],
    notEvaluated: [...terraform.notEvaluated, ...cloudformation.notEvaluated],
    diagnostics: count === 0 && said.length === 0 ? [NO_INPUT] : said,
    files: count,
    isExcluded: found.isExcluded,
  };
}

// The evaluators are the largest parts of the program: each is loaded only where there is something for it.

async function evaluateConfigurations(input: TerraformInput, stacks: StackReading): Promise<EvaluateResult> {
  if (input.directories.length === 0) return NOTHING;
  const { evaluateTerraform } = await import("./evaluate/terraform/evaluate.ts");
  const result = evaluateTerraform(input);
  if (!result.estates.some(({ worlds }) => worlds.some(({ resources }) => resources.some(deploysTemplate))))
    return result;
  const { readDeployedStack } = await import("./evaluate/cloudformation/embedded.ts");
  return evaluateTerraform({ ...input, readStack: (deployed) => readDeployedStack(deployed, stacks) });
}

/** A configuration can deploy a template that stands in its text. */
function deploysTemplate({ type }: Resource): boolean {
  return type === "aws_cloudformation_stack";
}

async function evaluateTemplates(input: CloudFormationInput): Promise<EvaluateResult> {
  if (input.templates.length === 0 && input.assemblies.length === 0) return NOTHING;
  const { evaluateCloudFormation } = await import("./evaluate/cloudformation/evaluate.ts");
  return evaluateCloudFormation(input);
}

const NOTHING: EvaluateResult = { estates: [], notEvaluated: [], diagnostics: [] };

/** discover → the scope of one Terraform root, in which expressions are evaluated one by one. */
export async function openScope(request: EvaluateRequest): Promise<(expression: string) => Answer> {
  const { startConsole } = await import("./evaluate/terraform/console.ts");
  const found = discover(request);
  const directory = found.namedTerraform[0] ?? request.paths[0]!;
  return startConsole(terraformInput(found, new ParsedFiles(), request), directory);
}

function terraformInput(found: Discovery, parse: Parsers, request: EvaluateRequest): TerraformInput {
  const { files, terraform: directories, namedTerraform: named, repository, identityOf } = found;
  return { directories, named, files, parse, options: request.terraform, repository, identityOf };
}

/** normalize: a graph for each world of each estate, in their order. */
export async function buildGraphs(estates: readonly Estate[], request: ScanRequest): Promise<readonly EstateGraphs[]> {
  request.onStage?.("normalize");
  const readUserData = await findUserDataReader(estates);
  return estates.map((estate) => {
    const diagnostics: Diagnostic[] = [];
    const graphs = (worlds: readonly EvaluatedWorld[]): WorldGraphs =>
      worlds.map((world) => {
        const normalized = normalize(world, { strict: request.reach.strict, readUserData });
        diagnostics.push(...normalized.diagnostics);
        return { world, graph: normalized.graph };
      });
    const worlds = graphs(estate.worlds);
    const choices = (estate.choices ?? []).map(({ alternatives }) => alternatives.map((one) => graphs(one.worlds)));
    return { estate, worlds, choices, diagnostics };
  });
}

/** The reader of user data with its parsers of shell and TOML, where there is something to read. */
async function findUserDataReader(estates: readonly Estate[]): Promise<ReadUserData> {
  const worlds = estates.flatMap(({ worlds, choices = [] }) => [
    ...worlds,
    ...choices.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.worlds)),
  ]);
  if (!worlds.some(({ resources }) => resources.some(({ type }) => launches(type))))
    return () => ({ platform: undefined });
  const { userDataReader } = await import("./normalize/user-data/read-user-data.ts");
  return userDataReader((file) => parseYaml(file).output?.root);
}

/** The rules that run. Only those that the user adds are read and validated here: the built-in ones were when they were made. */
export async function findRules(workingDirectory: string, request: RuleRequest): Promise<readonly Rule[]> {
  if (request.directories.length === 0) return chooseRules(builtinRules, request);
  const files = readRuleFiles(workingDirectory, request.directories);
  const { loadRules } = await import("./check/load-rules.ts");
  return chooseRules([...builtinRules, ...loadRules(files.map(parseRule))], request);
}

function parseRule(file: SourceFile): LocatedDocument {
  const { output, diagnostics } = parseYaml(file);
  const [first] = diagnostics;
  if (output !== undefined && first === undefined) return output;
  const line = first?.span === undefined ? "" : `:${file.position(first.span.start).line}`;
  throw new UsageError(`${file.path}${line}: ${first?.message ?? "is empty"}`, first?.hint);
}

function countResources(estates: readonly Estate[]): number {
  const addresses = estates.flatMap(({ worlds }) => worlds.flatMap(({ resources }) => resources.map(nameOf)));
  return new Set(addresses).size;
}

function nameOf({ root, address }: Resource): string {
  return `${root}#${address}`;
}

const NO_INPUT: Diagnostic = {
  code: "no-input",
  severity: "error",
  message: "there is nothing to analyse: no Terraform file and no CloudFormation template was found",
  hint: "name a directory that holds some; files that .gitignore excludes are passed over",
  notAnalysed: true,
};

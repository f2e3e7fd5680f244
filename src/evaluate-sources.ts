/** The first stages of a scan: discover, parse and evaluate. */
import type { Diagnostic } from "./base/diagnostic.ts";
import { type Discovery, discover } from "./discover/discover.ts";
import type { StackReading } from "./evaluate/cloudformation/evaluate.ts";
import { readTemplates } from "./evaluate/cloudformation/template/read-templates.ts";
import type { CloudFormationInput, TerraformInput } from "./evaluate/input.ts";
import { evaluatePlans } from "./evaluate/plan/evaluate.ts";
import { type ReadPlans, readPlans } from "./evaluate/plan/read-plans.ts";
import type { EvaluateResult, GroupwiseEvaluation, Resource, RootGroup } from "./evaluate/resource.ts";
import { givenToNoTemplate, undeclaredVariables } from "./evaluate/unknown-names.ts";
import type { LocatedDocument } from "./parse/located.ts";
import { ParsedFiles, type Parsers } from "./parse/parsed-files.ts";
import type { EvaluateRequest } from "./pipeline.ts";

/** What is certainly needed is read here; files that others refer to are read and parsed when these are evaluated. */
export interface Sources {
  readonly found: Discovery;
  readonly parsed: ParsedFiles;
  readonly templates: readonly LocatedDocument[];
  readonly plans: ReadPlans;
  readonly diagnostics: readonly Diagnostic[];
}

/** discover, parse. */
export async function readSources(request: EvaluateRequest): Promise<Sources> {
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

/** The same of groups that are evaluated as they are asked for. */
export interface Evaluating {
  readonly groups: Iterable<RootGroup>;
  readonly said: () => Omit<Evaluated, "groups">;
}

/** Terraform, plans and templates are evaluated apart and never refer to each other. */
export async function evaluateSources(
  sources: Sources,
  request: EvaluateRequest,
  reads: TerraformInput["reads"],
): Promise<Evaluating> {
  request.onStage?.("evaluate");
  const { found, templates, plans } = sources;
  const parse = sources.parsed.during("evaluate", request.onStage);
  const { files, around, identityOf } = found;
  const { groups: configured, ...terraform } = await evaluateConfigurations(
    { ...terraformInput(found, parse, request), plans: plans.facts, ...(reads === undefined ? {} : { reads }) },
    { files, around, parse, options: request.cloudformation },
  );
  const { groups: planned, ...ofPlans } = evaluatePlans(plans.alone, request.terraform.strict, identityOf);
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
  const count = found.terraformFiles.length + plans.count + templates.length;
  const read = [found, sources, plans].map((one) => one.diagnostics);
  return {
    groups: inTurn([configured, planned, cloudformation.groups]),
    said: () => {
      const ofTemplates = cloudformation.said();
      const diagnostics = [...read, ...[terraform, ofPlans, ofTemplates].map((one) => one.diagnostics)].flat();
      return {
        notEvaluated: [...terraform.notEvaluated, ...ofTemplates.notEvaluated],
        diagnostics:
          count === 0 && !diagnostics.some(({ severity }) => severity === "error")
            ? [...diagnostics, NO_INPUT]
            : diagnostics,
        files: count,
      };
    },
  };
}

/** All of the first, then all of the second, and so on; what is through is let go. */
function* inTurn<T>(parts: Iterable<T>[]): Generator<T> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) yield* part;
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

async function evaluateTemplates(input: CloudFormationInput): Promise<GroupwiseEvaluation> {
  if (input.templates.length === 0 && input.assemblies.length === 0)
    return { groups: [], said: () => ({ ...NOTHING, diagnostics: givenToNoTemplate(input.options) }) };
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

export function terraformInput(found: Discovery, parse: Parsers, request: EvaluateRequest): TerraformInput {
  const { files, terraform: directories, namedTerraform: named, repository, identityOf } = found;
  return { directories, named, files, parse, options: request.terraform, repository, identityOf };
}

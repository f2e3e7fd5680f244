/** The first stages of a scan: discover, parse and evaluate. */
import { groupBy } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Discovery } from "../discover/discover.ts";
import type { StackReading } from "../evaluate/cloudformation/evaluate.ts";
import type { TemplatesOffered } from "../evaluate/cloudformation/offering.ts";
import { effortOfScan } from "../evaluate/cloudformation/stack/effort.ts";
import { readTemplates } from "../evaluate/cloudformation/template/read-templates.ts";
import type { DeployedBeside } from "../evaluate/deployed/evaluate.ts";
import { type ReadFacts, readFacts } from "../evaluate/deployed/read-facts.ts";
import type { CloudFormationInput, DeployedLookUp, TerraformInput } from "../evaluate/input.ts";
import type { OfferedRoot } from "../evaluate/offered-root.ts";
import { evaluatePlans } from "../evaluate/plan/evaluate.ts";
import { type ReadPlans, readPlans } from "../evaluate/plan/read-plans.ts";
import type { EvaluateResult, RootGroup } from "../evaluate/resource.ts";
import type { MakeUnits, TerraformResult } from "../evaluate/terraform/evaluate.ts";
import { stepsOfScan } from "../evaluate/terraform/language/budget.ts";
import { isTerragrunt } from "../evaluate/terragrunt/file-names.ts";
import type { GivenNames } from "../evaluate/unknown-names.ts";
import type { ReadIndexes } from "../offers/read-index.ts";
import type { SayAgain } from "../offers/write-index.ts";
import type { LocatedDocument } from "../parse/located.ts";
import type { ParsedFiles, Parsers } from "../parse/parsed-files.ts";
import type { EvaluateRequest } from "../pipeline.ts";
import { judgingStepsOfScan } from "../reach/certainty/judging-steps.ts";
import { evaluateAcross } from "./across-dialects.ts";
import { withValues } from "./given-to-templates.ts";
import { readOffered } from "./read-offered.ts";
import { rootsSaidIn } from "./roots-said.ts";

/** What is certainly needed is read here; files that others refer to are read and parsed when these are evaluated. */
export interface Sources {
  readonly found: Discovery;
  readonly parsed: ParsedFiles;
  readonly templates: readonly LocatedDocument[];
  readonly plans: ReadPlans;
  readonly facts: ReadFacts;
  readonly offered: Omit<ReadIndexes, "diagnostics">;
  readonly diagnostics: readonly Diagnostic[];
}

/** parse. */
export async function readSources(found: Discovery, parsed: ParsedFiles, request: EvaluateRequest): Promise<Sources> {
  const { documents, namedDocuments, files } = found;
  const { templates, diagnostics } = readTemplates(documents, namedDocuments, files, parsed);
  const plans = readPlans(documents, request.plans, found.terraform, files, parsed);
  const facts = readFacts(found.facts, files, parsed);
  const offered = await readOffered(found, parsed);
  return {
    found,
    parsed,
    templates,
    plans,
    facts,
    offered,
    diagnostics: [...diagnostics, ...offered.diagnostics],
  };
}

/** What a scan's sources say, before anything is judged. */
export interface Evaluated extends EvaluateResult {
  /** How many templates and plans there are. */
  readonly documents: number;
  readonly names: NamesInForce;
  readonly taken: Omit<Taken, "judging">;
  /** What its roots offer to those of other repositories. */
  readonly offered: (sayAgain: SayAgain) => Offered;
}

/** Of Terraform's roots, and of templates. */
export interface Offered extends TemplatesOffered {
  readonly roots: readonly OfferedRoot[];
}

/** The same of groups that are evaluated as they are asked for. */
export interface Evaluating {
  readonly groups: Iterable<RootGroup>;
  readonly said: () => Omit<Evaluated, "groups">;
}

/** Names to which the user can give values. */
export interface NamesInForce {
  /** Variables of Terraform roots. */
  readonly variables: readonly string[];
  /** Undefined where there is no template. */
  readonly parameters: GivenNames | undefined;
}

/** What was taken of what all of a scan may take, beyond what each part of it may take at least: to evaluate it, and to judge it. */
export interface Taken {
  readonly steps: number;
  readonly values: number;
  readonly judging: number;
}

/** What all roots of a scan may take together. `characters`: of all Terraform source. */
export function mostOf(
  characters: number,
  { terraform, cloudformation }: Pick<EvaluateRequest, "terraform" | "cloudformation">,
): Taken {
  return {
    steps: stepsOfScan(characters, terraform.steps),
    values: effortOfScan(cloudformation).most,
    judging: judgingStepsOfScan(terraform.steps),
  };
}

/** The scan of which these sources are a part. */
export interface WholeScan {
  /** Of all Terraform source. */
  readonly characters: number;
  /** By parts before this one. */
  readonly taken: Taken;
  /** Paths of all templates. */
  readonly templates: readonly string[];
}

/** Plans and what is deployed are evaluated apart from all else. */
export async function evaluateSources(
  { found, parsed, templates, plans, facts, offered, diagnostics }: Sources,
  request: EvaluateRequest,
  reads: TerraformInput["reads"],
  whole?: WholeScan,
): Promise<Evaluating> {
  request.onStage?.("evaluate");
  const parse = parsed.during("evaluate", request.onStage);
  const { files, around, identityOf } = found;
  const input = {
    ...terraformInput(found, parse, request),
    plans: plans.facts,
    offered: offered.roots,
    ...(reads === undefined ? {} : { reads }),
  };
  const deployed = await readDeployed(facts, identityOf, request);
  const stacks = { files, around, parse, options: request.cloudformation };
  const makeUnits = await unitsAmong(found.terraformFiles);
  const {
    terraform: configured,
    templates: ofTemplates,
    groups,
  } = await evaluateAcross(
    {
      terraform: async () =>
        readingStacks(await evaluateConfigurations(input, makeUnits, whole, deployed.beside), stacks),
      beside: (alone, roots) => readingStacks(alone.beside(roots), stacks),
      templates: (stored, roots) =>
        evaluateTemplates(
          {
            templates,
            scanned: whole?.templates,
            named: found.namedDocuments,
            assemblies: found.assemblies,
            files,
            around,
            identityOf,
            parse,
            options: withValues(request.cloudformation, deployed.beside, offered.templates, stored),
            offered: offered.templates,
            terraform: roots,
            stated: request.stated,
          },
          whole?.taken.values,
        ),
      texts: new Map(templates.map(({ file }) => [file.path, file.text])),
      saidIn: (root) => rootsSaidIn(root, request),
    },
    request.terraform.strict,
  );
  const { groups: planned, ...ofPlans } = evaluatePlans(plans.alone, request.terraform.strict, identityOf);
  const read = [...diagnostics, ...plans.diagnostics, ...facts.diagnostics];
  return {
    groups: deployed.joined(inTurn([configured.groups, planned, groups])),
    said: () => {
      const { names, taken, offered: templatesOffered, ...said } = ofTemplates.said();
      const ofRoots = [...configured.diagnostics, ...configured.untried()];
      return {
        notEvaluated: [...configured.notEvaluated, ...said.notEvaluated],
        diagnostics: [...read, ...ofRoots, ...ofPlans.diagnostics, ...said.diagnostics],
        documents: plans.count + templates.length + facts.count,
        names: { variables: configured.declared, parameters: names },
        taken: { steps: configured.taken(), values: taken },
        offered: (sayAgain) => ({ roots: configured.offered(), ...templatesOffered(sayAgain) }),
      };
    },
  };
}

/** All of the first, then all of the second, and so on; what is through is let go. */
function* inTurn<T>(parts: Iterable<T>[]): Generator<T> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) yield* part;
}

// The evaluators are the largest parts of the program: each is loaded only where there is something for it.

/** `beside`: what is deployed, for data sources that find nothing in the scan itself: which these are is known once it was evaluated without. */
async function evaluateConfigurations(
  given: TerraformInput,
  makeUnits: MakeUnits | undefined,
  whole: WholeScan | undefined,
  beside: DeployedBeside | undefined,
): Promise<TerraformResult> {
  if (given.directories.length === 0 && (given.offered ?? []).length === 0) return NO_CONFIGURATIONS;
  const { evaluateTerraform } = await import("../evaluate/terraform/evaluate.ts");
  const others = whole && { characters: whole.characters, taken: whole.taken.steps };
  const alone = evaluateTerraform(given, others, makeUnits);
  if (beside === undefined) return alone;
  return evaluateTerraform({ ...given, deployed: lookUpIn(beside, alone) }, others, makeUnits);
}

/** A configuration can deploy a template: the evaluator of these is loaded where one does. */
async function readingStacks(result: TerraformResult, stacks: StackReading): Promise<TerraformResult> {
  if (!result.deploysUnread) return result;
  const { readDeployedStack } = await import("../evaluate/cloudformation/evaluate.ts");
  return result.reading((deployed) => readDeployedStack(deployed, stacks));
}

/** What makes roots of the units of Terragrunt; undefined where none of the files is one. */
export async function unitsAmong(files: readonly string[]): Promise<MakeUnits | undefined> {
  return files.some(isTerragrunt) ? (await import("../evaluate/terragrunt/units.ts")).terragruntUnits : undefined;
}

function lookUpIn({ resources, kept, places, states }: DeployedBeside, { finding }: TerraformResult): DeployedLookUp {
  return { byType: groupBy([...resources, ...kept], ({ type }) => type), places, states, inSource: finding };
}

interface ReadDeployed {
  /** What stands beside the source; undefined where there is nothing, or no source. */
  readonly beside: DeployedBeside | undefined;
  /** The groups of the source as those of the scan. */
  readonly joined: (groups: Iterable<RootGroup>) => Iterable<RootGroup>;
}

/** What is deployed is judged itself where there is no source, else it stands beside that. */
async function readDeployed(
  { places, states }: ReadFacts,
  identityOf: Discovery["identityOf"],
  { paths, cloudformation }: EvaluateRequest,
): Promise<ReadDeployed> {
  if (places.length === 0 && states.size === 0) return { beside: undefined, joined: (groups) => groups };
  const { deployedBeside, evaluateDeployed, withDeployed } = await import("../evaluate/deployed/evaluate.ts");
  if (paths.length === 0) return { beside: undefined, joined: () => evaluateDeployed(places, identityOf) };
  const beside = deployedBeside(places, states, identityOf, cloudformation.region);
  return { beside, joined: (groups) => withDeployed(groups, beside) };
}

/** `taken`: of the effort of the scan, by others. */
async function evaluateTemplates(input: CloudFormationInput, taken = 0): Promise<EvaluatedTemplates> {
  const isNone = input.templates.length === 0 && input.assemblies.length === 0;
  if (isNone && (input.offered ?? []).length === 0)
    return {
      groups: [],
      stacks: () => [],
      said: () => ({ ...NOTHING, names: undefined, taken: 0, offered: () => NO_TEMPLATES }),
    };
  const { evaluateCloudFormation } = await import("../evaluate/cloudformation/evaluate.ts");
  const evaluated = evaluateCloudFormation(input, taken);
  return isNone
    ? { ...evaluated, said: () => ({ ...evaluated.said(), names: undefined, offered: () => NO_TEMPLATES }) }
    : evaluated;
}

const NO_TEMPLATES: TemplatesOffered = { templates: [], diagnostics: [] };

interface EvaluatedTemplates {
  readonly groups: Iterable<RootGroup>;
  readonly stacks: () => readonly OfferedRoot[];
  readonly said: () => SaidOfTemplates;
}

interface SaidOfTemplates extends Omit<EvaluateResult, "groups"> {
  readonly names: GivenNames | undefined;
  readonly taken: number;
  readonly offered: (sayAgain: SayAgain) => TemplatesOffered;
}

const NOTHING: EvaluateResult = { groups: [], notEvaluated: [], diagnostics: [] };

const NO_CONFIGURATIONS: TerraformResult = {
  ...NOTHING,
  untried: () => [],
  declared: [],
  finding: new Set(),
  looksAround: false,
  deploys: new Set(),
  stored: [],
  taken: () => 0,
  offered: () => [],
  deploysUnread: false,
  reading: () => NO_CONFIGURATIONS,
  beside: () => NO_CONFIGURATIONS,
};

export function terraformInput(found: Discovery, parse: Parsers, request: EvaluateRequest): TerraformInput {
  const { files, terraform: directories, namedTerraform: named, repository, identityOf } = found;
  const { terraform: options, stated } = request;
  return { directories, named, files, parse, options, repository, identityOf, stated };
}

/** The Terraform directories of a scan into their resources, with roots that refer to each other in one group. */
import { once, remembered } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { NO_STATEMENTS, onlyStatements } from "../../base/statement.ts";
import { OF_STACKS } from "../../catalogue/stored.ts";
import type { StoredValue, TerraformInput } from "../input.ts";
import type { OfferedRoot } from "../offered-root.ts";
import type { EvaluateResult, NotEvaluated, Resource, RootGroup } from "../resource.ts";
import { ModuleLoader } from "./configuration/module-configuration.ts";
import type { Evaluation } from "./instances/evaluation.ts";
import { OfferedUnit } from "./instances/offered-unit.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import type { RootUnits } from "./instances/root-unit.ts";
import { workspaceTaken } from "./instances/root-workspace.ts";
import { isForOthers, Scan } from "./instances/roots.ts";
import { ScanSteps } from "./language/budget.ts";
import { offeredBy } from "./offering.ts";
import { comparisonsLeft } from "./provider/comparisons.ts";
import { typesFoundBy } from "./provider/criteria.ts";
import { provider } from "./provider/providers.ts";
import { storedBy } from "./provider/stored.ts";
import { groupOf, idsOf, isJudged } from "./root-groups.ts";
import { type EvaluatedScan, evaluateRounds, hasServices } from "./rounds.ts";
import { Trials } from "./trials.ts";

/** What roots of other parts of a scan leave to those of this part. */
export interface OtherRoots {
  /** Of all Terraform source of the scan. */
  readonly characters: number;
  /** Steps that the others took beyond what each may take at least. */
  readonly taken: number;
}

/** Makes roots of the units of Terragrunt that the input's directories hold. */
export type MakeUnits = (of: Pick<Evaluation, "input" | "loader" | "steps">) => RootUnits & {
  readonly diagnostics: () => readonly Diagnostic[];
};

/** `others`: where the input is a part of a scan. `makeUnits`: left out where nothing in it is Terragrunt's. */
export function evaluateTerraform(input: TerraformInput, others?: OtherRoots, makeUnits?: MakeUnits): TerraformResult {
  const loader = new ModuleLoader(input.files, input.parse);
  const steps = new ScanSteps(() => others?.characters ?? loader.characters, input.options.steps, others?.taken);
  const units = makeUnits?.({ input, loader, steps });
  const offered = input.offered?.map((root) => new OfferedUnit(root));
  const evaluation: TerraformEvaluation = { input, loader, provider, steps, units, offered };
  return resultOf(evaluateRounds(Scan.of(evaluation), input.options.strict), evaluation, others);
}

/** With what units of Terragrunt are wrong about. */
interface TerraformEvaluation extends Evaluation {
  readonly units: ReturnType<MakeUnits> | undefined;
}

function resultOf(
  evaluated: EvaluatedScan,
  evaluation: TerraformEvaluation,
  others: OtherRoots | undefined,
): TerraformResult {
  const { input, loader, steps, units } = evaluation;
  const { strict } = input.options;
  const { scan, resources } = evaluated;
  const own = scan.roots().filter(isJudged);
  // Once for all groups, and only where one is judged in that world too.
  const trials = new WeakMap<EvaluatedScan, Trials>();
  const openedScans = new WeakMap<EvaluatedScan, EvaluatedScan>();
  const openedOf = (of: EvaluatedScan): EvaluatedScan =>
    remembered(openedScans, of, () => {
      const opened = of.scan.opened(idsOf(of.groups.filter((group) => group.some(isForOthers)).flat()));
      return evaluateRounds(opened, strict, of.resources);
    });
  // What it takes to find out on what verdicts rest is taken from nobody, and has a bound of its own.
  const ownSteps = () => new ScanSteps(() => others?.characters ?? loader.characters, input.options.steps);
  const again = (ids: ReadonlySet<string>, changed: Partial<TerraformInput>, steps: ScanSteps): EvaluatedScan => {
    const changedScan = scan.evaluatedBy({ ...evaluation, input: { ...input, ...changed }, steps }, ids);
    return evaluateRounds(changedScan, strict, resources);
  };
  const trialsOf = (of: EvaluatedScan): Trials => remembered(trials, of, () => new Trials(of, strict));
  const asGroup = (group: readonly RootEvaluation[], of: EvaluatedScan): RootGroup =>
    groupOf(group, of, { choiceOf: (root) => trialsOf(of).choiceOf(root), opened: () => openedOf(of) });
  const deploysStack = (root: RootEvaluation): boolean =>
    (resources.get(root) ?? []).some(({ type }) => type === OF_STACKS.stack);
  const anew = (changed: TerraformEvaluation, isMeant: (root: RootEvaluation) => boolean): TerraformResult => {
    const ids = idsOf(evaluated.groups.filter((group) => group.some(isMeant)).flat());
    return resultOf(evaluateRounds(scan.evaluatedBy(changed, ids), strict, resources), changed, others);
  };
  const inAnyWorkspace = once(() =>
    again(idsOf(evaluated.groups.filter(isInDefault).flat()), { isWorkspaceOpen: true }, ownSteps()),
  );
  const groundsOf = (group: readonly RootEvaluation[]): Pick<RootGroup, "stated"> => {
    const workspace = isInDefault(group) && hasServices(group, resources) ? [workspaceTaken(group)] : [];
    const said = group.flatMap(({ stated }) => stated.used);
    const taken = [...said, ...workspace];
    if (taken.length === 0) return {};
    const steps = ownSteps();
    const evaluatedWith = (kept: ReadonlySet<string>): EvaluatedScan => {
      const isWorkspaceOpen = workspace.some(({ id }) => !kept.has(id));
      if (isWorkspaceOpen && said.every(({ id }) => kept.has(id))) return inAnyWorkspace();
      const stated = onlyStatements(input.stated ?? NO_STATEMENTS, kept);
      return again(idsOf(group), { isWorkspaceOpen, stated }, steps);
    };
    const only = (kept: ReadonlySet<string>): RootGroup => {
      const some = evaluatedWith(kept);
      return asGroup(
        group.map(({ id }) => some.scan.rootWith(id)!),
        some,
      );
    };
    return { stated: { taken, only } };
  };
  const declared = own.flatMap((root) => [...root.module.configuration.variables.keys()]);
  return {
    groups: evaluated.groups
      .filter((group) => group.some(isJudged) || (group.length > 1 && group.some(isStackOfScan)))
      .map((group) => ({ ...asGroup(group, evaluated), ...groundsOf(group) })),
    notEvaluated: own.flatMap((root) => [...root.notEvaluated, ...missingOf(root)]),
    diagnostics: [
      ...(units?.diagnostics() ?? []),
      ...[...loader.loaded(), ...own].flatMap((one) => one.diagnostics),
      ...comparisonsLeft(scan.finds, (id) => scan.rootWith(id)!),
    ],
    untried: () => trialsOf(evaluated).diagnostics,
    declared,
    finding: new Set([...scan.finds].flatMap(([root, own]) => [...own.keys()].map((address) => `${root} ${address}`))),
    looksAround: own.some((root) => looksAround(root, evaluated)),
    deploys: new Set(own.flatMap((root) => (resources.get(root) ?? []).flatMap(templateDeployedBy))),
    stored: [...resources].flatMap(([root, all]) => (isStack(root) ? [] : storedBy(root, all))),
    taken: () => steps.taken - (others?.taken ?? 0),
    offered: () => offeredBy(evaluateRounds(scan.qualified(idsOf(scan.roots())), strict)),
    deploysUnread: input.readStack === undefined && scan.roots().some(deploysStack),
    reading: (readStack) => anew({ ...evaluation, input: { ...input, readStack } }, deploysStack),
    beside: (roots) => {
      const paths = new Set(roots.map(({ path }) => path));
      const more = roots.map((root) => new OfferedUnit(root));
      return anew({ ...evaluation, offered: [...(evaluation.offered ?? []), ...more] }, ({ stated }) =>
        stated.named().some((path) => paths.has(path)),
      );
    },
  };
}

export interface TerraformResult extends EvaluateResult {
  /** What of its groups' choices was too much to try, until now. */
  readonly untried: () => readonly Diagnostic[];
  /** The names of all variables of root modules. */
  readonly declared: readonly string[];
  /** Data sources that find, or may find, a resource of the scan, each as the id of its root and its address. */
  readonly finding: ReadonlySet<string>;
  /** Some data source looks for what no root of Terraform certainly has. */
  readonly looksAround: boolean;
  /** The texts of templates that it deploys: what is in them is its own. */
  readonly deploys: ReadonlySet<string>;
  /** What its roots keep for others by name. */
  readonly stored: readonly StoredValue[];
  /** Steps until now, beyond what each root may take at least. */
  readonly taken: () => number;
  /** What its roots offer to those of other repositories. */
  readonly offered: () => readonly OfferedRoot[];
  /** Some resource deploys a stack, and nothing reads it. */
  readonly deploysUnread: boolean;
  /** The same where the stacks that resources deploy are read: what has nothing to do with these stays as it is. */
  readonly reading: (readStack: NonNullable<TerraformInput["readStack"]>) => TerraformResult;
  /** The same where data sources look among more roots: what finds nothing in these stays as it is. */
  readonly beside: (roots: readonly OfferedRoot[]) => TerraformResult;
}

function looksAround({ id }: RootEvaluation, { scan, resources }: EvaluatedScan): boolean {
  const finds = scan.finds.get(id);
  const own = resources.get(scan.rootWith(id)!) ?? [];
  return own.some(({ mode, type, address }) => {
    const isSettled = finds?.get(address)?.kind === "one";
    return mode === "data" && !isSettled && typesFoundBy(type).length > 0;
  });
}

function templateDeployedBy({ type, body }: Resource): readonly string[] {
  const text = type === OF_STACKS.stack ? body.attributes.get("template_body")?.value : undefined;
  return text?.kind === "string" ? [text.value] : [];
}

/** Whether it is the stack of a template. */
function isStack({ unit }: RootEvaluation): boolean {
  return unit?.offered?.isStack === true;
}

/** Whether it is one of the scan, which may read what roots of another repository keep. */
function isStackOfScan(root: RootEvaluation): boolean {
  return isStack(root) && root.unit?.offered?.told === undefined;
}

/** Something in it was made from the workspace, and nobody says which one it is. */
function isInDefault(group: readonly RootEvaluation[]): boolean {
  return group.some(({ workspace }) => workspace.isTaken);
}

/** What is to be said of a unit whose module is not there. */
function missingOf(root: RootEvaluation): readonly NotEvaluated[] {
  const missing = root.unit?.missing();
  return missing === undefined ? [] : [missing.notEvaluated];
}

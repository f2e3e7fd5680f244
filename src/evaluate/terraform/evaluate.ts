/** The Terraform directories of a scan into their resources, with roots that refer to each other in one group. */
import { groupBy, once, remembered } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { NO_STATEMENTS, onlyStatements } from "../../base/statement.ts";
import type { Assumption } from "../../base/value.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import { OF_STACKS } from "../../catalogue/stored.ts";
import type { StoredValue, TerraformInput } from "../input.ts";
import type { OfferedRoot } from "../offered-root.ts";
import type {
  EvaluatedWorld,
  EvaluateResult,
  NotEvaluated,
  Resource,
  ResourceLink,
  RootChoice,
  RootGroup,
} from "../resource.ts";
import { Relevance } from "./configuration/module-calls.ts";
import { ModuleLoader } from "./configuration/module-configuration.ts";
import type { Evaluation } from "./instances/evaluation.ts";
import { lostIn } from "./instances/lost.ts";
import { OfferedUnit } from "./instances/offered-unit.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import type { RootUnits } from "./instances/root-unit.ts";
import { workspaceTaken } from "./instances/root-workspace.ts";
import { isForOthers, Scan } from "./instances/roots.ts";
import { tooManyResources } from "./instances/too-many-resources.ts";
import { ScanSteps } from "./language/budget.ts";
import { offeredBy } from "./offering.ts";
import { typesFoundBy } from "./provider/criteria.ts";
import { provider } from "./provider/providers.ts";
import { storedBy } from "./provider/stored.ts";
import { type EvaluatedScan, evaluateRounds, type Resources } from "./rounds.ts";

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
  const { strict } = input.options;
  const units = makeUnits?.({ input, loader, steps });
  const offered = input.offered?.map((root) => new OfferedUnit(root));
  const first = Scan.of({ input, loader, provider, steps, units, offered });
  const evaluated = evaluateRounds(first, strict, resourcesOf);
  const { scan, resources } = evaluated;
  const own = scan.roots().filter(isJudged);
  // Once for all groups, and only where one is judged in that world too.
  const openedScans = new WeakMap<EvaluatedScan, EvaluatedScan>();
  const openedOf = (of: EvaluatedScan): EvaluatedScan =>
    remembered(openedScans, of, () => evaluateRounds(of.scan.opened(), strict, resourcesOf, of.resources));
  // What it takes to find out on what verdicts rest is taken from nobody, and has a bound of its own.
  const ownSteps = () => new ScanSteps(() => others?.characters ?? loader.characters, input.options.steps);
  const again = (ids: ReadonlySet<string>, changed: Partial<TerraformInput>, steps: ScanSteps): EvaluatedScan => {
    const changedScan = scan.evaluatedBy({ input: { ...input, ...changed }, loader, provider, steps, units }, ids);
    return evaluateRounds(changedScan, strict, resourcesOf, resources);
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
      return groupOf(
        group.map(({ id }) => some.scan.rootWith(id)!),
        some,
        strict,
        () => openedOf(some),
      );
    };
    return { stated: { taken, only } };
  };
  const declared = own.flatMap((root) => [...root.module.configuration.variables.keys()]);
  return {
    groups: evaluated.groups
      .filter((group) => group.some(isJudged) || (group.length > 1 && group.some(isStackOfScan)))
      .map((group) => ({ ...groupOf(group, evaluated, strict, () => openedOf(evaluated)), ...groundsOf(group) })),
    notEvaluated: own.flatMap((root) => [...root.notEvaluated, ...missingOf(root)]),
    diagnostics: [...(units?.diagnostics() ?? []), ...[...loader.loaded(), ...own].flatMap((one) => one.diagnostics)],
    declared,
    finding: new Set([...scan.finds].flatMap(([root, own]) => [...own.keys()].map((address) => `${root} ${address}`))),
    looksAround: own.some((root) => looksAround(root, evaluated)),
    deploys: new Set(own.flatMap((root) => (resources.get(root) ?? []).flatMap(templateDeployedBy))),
    stored: [...resources].flatMap(([root, all]) => (isStack(root) ? [] : storedBy(root, all))),
    taken: () => steps.taken - (others?.taken ?? 0),
    offered: () => offeredBy(evaluateRounds(scan.qualified(idsOf(scan.roots())), strict, resourcesOf)),
  };
}

export interface TerraformResult extends EvaluateResult {
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

/** Whether it is of the scan itself, and not of another repository. */
function isJudged({ unit }: RootEvaluation): boolean {
  return unit?.offered === undefined;
}

/** Whether a root declares anything that is asked for, or may: of a module that is not read nobody knows. */
function isRelevant(root: RootEvaluation): boolean {
  const { input, loader, module } = root;
  return (
    input.reads === undefined ||
    root.unit?.missing() !== undefined ||
    new Relevance(input.reads, loader).ofModule(module.configuration)
  );
}

/** Something in it was made from the workspace, and nobody says which one it is. */
function isInDefault(group: readonly RootEvaluation[]): boolean {
  return group.some(({ workspace }) => workspace.isTaken);
}

/** Whether anything is told of its flows: those that there are, or are not. */
function hasServices(group: readonly RootEvaluation[], resources: Resources): boolean {
  return group.some(
    (root) => root.notMade.length > 0 || (resources.get(root) ?? []).some(({ type }) => isOf("service", type)),
  );
}

function idsOf(roots: readonly RootEvaluation[]): ReadonlySet<string> {
  return new Set(roots.map(({ id }) => id));
}

/** What is to be said of a unit whose module is not there. */
function missingOf(root: RootEvaluation): readonly NotEvaluated[] {
  const missing = root.unit?.missing();
  return missing === undefined ? [] : [missing.notEvaluated];
}

function resourcesOf(root: RootEvaluation): readonly Resource[] {
  if (!isRelevant(root)) return [];
  const tooMany = tooManyResources(root.modules(), root.input.reads);
  if (tooMany === undefined) return root.resources();
  root.report(tooMany);
  return [];
}

/** `openedScan`: the same with the defaults of modules for others left open. */
function groupOf(
  group: readonly RootEvaluation[],
  evaluated: EvaluatedScan,
  strict: boolean,
  openedScan: () => EvaluatedScan,
): RootGroup {
  const { roots, world } = rootGroup(group, evaluated.resources, evaluated.links);
  const choices = once(() => group.flatMap((root) => choiceOf(root, evaluated, strict)));
  const elsewhere = new Set(group.filter((root) => !isJudged(root)).map(({ id }) => id));
  const judged = { roots, elsewhere, worlds: [world], choices };
  return world.resources.length > 0 && group.some(isForOthers)
    ? { ...judged, opened: () => [openedWorld(group, openedScan())] }
    : judged;
}

/** What a root with services looks for and several roots have, tried with each of them. */
function choiceOf({ id, path }: RootEvaluation, evaluated: EvaluatedScan, strict: boolean): readonly RootChoice[] {
  const { scan, resources } = evaluated;
  const ids = hasServices([scan.rootWith(id)!], resources) ? evaluated.alternatives().get(id) : undefined;
  if (ids === undefined) return [];
  const paths = ids.map((one) => scan.rootWith(one)!.path);
  const text = `${path} ends alike with what its data sources find in ${paths.join(" or ")}`;
  const alternatives = ids.map((among, at) => {
    const one = evaluateRounds(scan, strict, resourcesOf, resources, { of: id, among });
    const group = one.groups.find((roots) => roots.some((root) => root.id === id))!;
    const { world } = rootGroup(group, one.resources, one.links);
    const assumptions = [...world.assumptions, { kind: "data-source", text }];
    return { name: paths[at]!, worlds: [{ ...world, assumptions }] };
  });
  return [{ root: id, alternatives }];
}

/** The world of a group in which the defaults of modules for others are left open. */
function openedWorld(group: readonly RootEvaluation[], { scan, resources, links }: EvaluatedScan): EvaluatedWorld {
  return rootGroup(
    group.map(({ id }) => scan.rootWith(id)!),
    resources,
    links,
  ).world;
}

function rootGroup(
  group: readonly RootEvaluation[],
  resources: Resources,
  links: readonly ResourceLink[],
): Pick<RootGroup, "roots"> & { readonly world: EvaluatedWorld } {
  const ids = idsOf(group);
  const states = group.flatMap(statesOf);
  const offered = group.flatMap(({ unit }) => unit?.offered ?? []);
  const assumptions = [
    ...group.flatMap((root) => [...root.assumptions.values()]),
    ...offered.flatMap(({ told }) => told ?? []),
  ];
  return {
    roots: group.filter(isJudged).map(({ id, path, plan }) => ({
      id,
      path,
      kind: plan === undefined ? "terraform" : "terraform-plan",
    })),
    world: {
      when: [],
      resources: group.flatMap((root) => resources.get(root) ?? []),
      links: links.filter((link) => ids.has(link.from.root)),
      assumptions: [...new Map(assumptions.map((one) => [one.text, one])).values(), ...states],
      unread: [...group.flatMap((root) => root.unread()), ...offered.flatMap(({ unread }) => unread)],
      lost: [...group.flatMap(lostIn), ...offered.flatMap(({ lost }) => lost)],
      notMade: group.flatMap(({ notMade }) => notMade),
      outputs: new Map(group.map((root) => [root.id, root.outputs()])),
    },
  };
}

/** One for each state that a root reads, however many of its data sources do. */
function statesOf(root: RootEvaluation): readonly Assumption[] {
  return [...groupBy(root.states(), ([, state]) => state)].map(([{ path }, [[first], ...more]]) => ({
    kind: "remote-state",
    text: `${first}${more.length === 0 ? "" : ` (and ${more.length} more)`} is the state of ${path}`,
  }));
}

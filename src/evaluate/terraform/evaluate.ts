/** The Terraform directories of a scan into their resources, with roots that refer to each other in one group. */
import { groupBy } from "../../base/collections.ts";
import type { Assumption } from "../../base/value.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { TerraformInput } from "../input.ts";
import type { EvaluatedWorld, EvaluateResult, Resource, ResourceLink, RootChoice, RootGroup } from "../resource.ts";
import { Relevance } from "./configuration/module-calls.ts";
import { ModuleLoader } from "./configuration/module-configuration.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import { isForOthers, Scan } from "./instances/roots.ts";
import { tooManyResources } from "./instances/too-many-resources.ts";
import { unreadModules } from "./instances/unread-modules.ts";
import { ScanSteps } from "./language/budget.ts";
import { provider } from "./provider/providers.ts";
import { alternativesIn, type EvaluatedScan, evaluateRounds, type Resources } from "./rounds.ts";

/** What roots of other parts of a scan leave to those of this part. */
export interface OtherRoots {
  /** Of all Terraform source of the scan. */
  readonly characters: number;
  /** Steps that the others took beyond what each may take at least. */
  readonly taken: number;
}

/** `others`: where the input is a part of a scan. */
export function evaluateTerraform(input: TerraformInput, others?: OtherRoots): TerraformResult {
  const loader = new ModuleLoader(input.files, input.parse);
  const steps = new ScanSteps(() => others?.characters ?? loader.characters, input.options.steps, others?.taken);
  const { strict } = input.options;
  const first = Scan.of({ input, loader, provider, steps });
  const evaluated = evaluateRounds(first, strict, resourcesOf);
  const { scan, groups, resources, links } = evaluated;
  // Once for all groups, and only where one is judged in that world too.
  let opened: EvaluatedScan | undefined;
  const openedScan = (): EvaluatedScan => {
    opened ??= evaluateRounds(scan.opened(), strict, resourcesOf, resources);
    return opened;
  };
  const found = alternativesIn(evaluated);
  const choiceOf = ({ id, path }: RootEvaluation): readonly RootChoice[] => {
    const ids = resources.get(scan.rootWith(id)!)!.some(({ type }) => isOf("service", type))
      ? found.get(id)
      : undefined;
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
  };
  const declared = scan.roots().flatMap((root) => [...root.module.configuration.variables.keys()]);
  return {
    groups: groups.map((group) => {
      const { roots, world } = rootGroup(group, resources, links);
      const choices = group.flatMap(choiceOf);
      const judged = { roots, worlds: [world], ...(choices.length === 0 ? {} : { choices }) };
      return world.resources.length > 0 && group.some(isForOthers)
        ? { ...judged, opened: () => [openedWorld(group, openedScan())] }
        : judged;
    }),
    notEvaluated: scan.roots().flatMap((root) => root.notEvaluated),
    diagnostics: [...[...loader.loaded(), ...scan.roots()].flatMap((one) => one.diagnostics)],
    declared,
    taken: steps.taken - (others?.taken ?? 0),
  };
}

export interface TerraformResult extends EvaluateResult {
  /** The names of all variables of root modules. */
  readonly declared: readonly string[];
  /** Steps, beyond what each root may take at least. */
  readonly taken: number;
}

/** Whether a root declares anything that is asked for, or may: of a module that is not read nobody knows. */
function isRelevant({ input, loader, module }: RootEvaluation): boolean {
  return input.reads === undefined || new Relevance(input.reads, loader).ofModule(module.configuration);
}

function resourcesOf(root: RootEvaluation): readonly Resource[] {
  if (!isRelevant(root)) return [];
  const tooMany = tooManyResources(root.modules(), root.input.reads);
  if (tooMany === undefined) return root.resources();
  root.report(tooMany);
  return [];
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
  const ids = new Set(group.map((root) => root.id));
  const states = group.flatMap(statesOf);
  return {
    roots: group.map(({ id, path, plan }) => ({
      id,
      path,
      kind: plan === undefined ? "terraform" : "terraform-plan",
    })),
    world: {
      when: [],
      resources: group.flatMap((root) => resources.get(root) ?? []),
      links: links.filter((link) => ids.has(link.from.root)),
      assumptions: [...group.flatMap((root) => [...root.assumptions.values()]), ...states],
      unread: group.flatMap(unreadModules),
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

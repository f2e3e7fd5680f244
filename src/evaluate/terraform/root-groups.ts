/** Roots that refer to each other, as they were evaluated → a group with its world, and with what else it may be. */
import { groupBy, once } from "../../base/collections.ts";
import type { Assumption } from "../../base/value.ts";
import type { EvaluatedWorld, ResourceLink, RootChoice, RootGroup } from "../resource.ts";
import { lostIn } from "./instances/lost.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import { isForOthers } from "./instances/roots.ts";
import { type EvaluatedScan, evaluateRounds, type Resources } from "./rounds.ts";

/** `openedScan`: the same with the defaults of modules for others left open. */
export function groupOf(
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
  const ids = evaluated.alternatives().get(id);
  if (ids === undefined) return [];
  const paths = ids.map((one) => scan.rootWith(one)!.path);
  const text = `${path} ends alike with what its data sources find in ${paths.join(" or ")}`;
  const alternatives = ids.map((among, at) => {
    const one = evaluateRounds(evaluated.trials(), strict, resources, { of: id, among });
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

/** Whether it is of the scan itself, and not of another repository. */
export function isJudged({ unit }: RootEvaluation): boolean {
  return unit?.offered === undefined;
}

export function idsOf(roots: readonly RootEvaluation[]): ReadonlySet<string> {
  return new Set(roots.map(({ id }) => id));
}

/** Roots that refer to each other, as they were evaluated → a group with its world, and with what else it may be. */
import { groupBy } from "../../base/collections.ts";
import type { Assumption } from "../../base/value.ts";
import type { EvaluatedWorld, Root, RootChoice, RootGroup } from "../resource.ts";
import { lostIn } from "./instances/lost.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import { isForOthers } from "./instances/roots.ts";
import type { EvaluatedScan } from "./rounds.ts";

interface OptionsOfGroup {
  /** What a root refers to and that can be several things. */
  readonly choiceOf: (root: RootEvaluation) => RootChoice;
  /** The scan with the defaults of modules for others left open. */
  readonly opened: () => EvaluatedScan;
}

export function groupOf(
  group: readonly RootEvaluation[],
  evaluated: EvaluatedScan,
  { choiceOf, opened }: OptionsOfGroup,
): RootGroup {
  const world = worldOf(group, evaluated);
  const roots = group.filter(isJudged).map(
    ({ id, path, plan }): Root => ({
      id,
      path,
      kind: plan === undefined ? "terraform" : "terraform-plan",
    }),
  );
  const choices = group.map(choiceOf);
  const elsewhere = new Set(group.filter((root) => !isJudged(root)).map(({ id }) => id));
  const judged = { roots, elsewhere, worlds: [world], choices };
  return world.resources.length > 0 && group.some(isForOthers)
    ? { ...judged, opened: () => [openedWorld(group, opened())] }
    : judged;
}

/** The world of a group in which the defaults of modules for others are left open. */
function openedWorld(group: readonly RootEvaluation[], opened: EvaluatedScan): EvaluatedWorld {
  return worldOf(
    group.map(({ id }) => opened.scan.rootWith(id)!),
    opened,
  );
}

/** The only one that there is of what is evaluated in one way. */
export function worldOf(group: readonly RootEvaluation[], { resources, links }: EvaluatedScan): EvaluatedWorld {
  const ids = idsOf(group);
  const states = group.flatMap(statesOf);
  const offered = group.flatMap(({ unit }) => unit?.offered ?? []);
  const assumptions = [
    ...group.flatMap((root) => [...root.assumptions.values()]),
    ...offered.flatMap(({ told }) => told ?? []),
  ];
  return {
    when: [],
    resources: group.flatMap((root) => resources.get(root) ?? []),
    links: links.filter((link) => ids.has(link.from.root)),
    assumptions: [...new Map(assumptions.map((one) => [one.text, one])).values(), ...states],
    unread: [...group.flatMap((root) => root.unread()), ...offered.flatMap(({ unread }) => unread)],
    lost: [...group.flatMap(lostIn), ...offered.flatMap(({ lost }) => lost)],
    notMade: group.flatMap(({ notMade }) => notMade),
    outputs: new Map(group.map((root) => [root.id, root.outputs()])),
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

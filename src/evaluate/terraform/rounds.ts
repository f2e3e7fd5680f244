/**
 * The roots of a scan evaluated until what data sources find is known, and what is made of it. What a round finds are resources as they were
 * evaluated before, so that nothing can go round in a circle; unknowns of roots that meet in one group must not be taken for each other, so
 * that those are evaluated under names with the root's id before anything is taken from one into another.
 */
import { connected } from "../../base/collections.ts";
import type { Resource, ResourceLink } from "../resource.ts";
import type { Finds } from "./instances/find.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import type { Scan } from "./instances/roots.ts";
import { findsOf, linksOf, sameFinds } from "./provider/look-ups.ts";

export type Resources = ReadonlyMap<RootEvaluation, readonly Resource[]>;

export interface EvaluatedScan {
  readonly scan: Scan;
  /** Roots that refer to each other, in the order of the roots. */
  readonly groups: readonly (readonly RootEvaluation[])[];
  readonly resources: Resources;
  readonly links: readonly ResourceLink[];
}

/** What a data source finds can depend on what another one does, and that on a third. */
const MOST_ROUNDS = 3;

/** `read`: the resources of a root. `known`: those of roots that were evaluated before. */
export function evaluateRounds(
  first: Scan,
  strict: boolean,
  read: (root: RootEvaluation) => readonly Resource[],
  known: Resources = new Map(),
): EvaluatedScan {
  const evaluate = (scan: Scan, before: Resources): Round => {
    const resources = new Map(scan.roots().map((root) => [root, before.get(root) ?? read(root)]));
    const finds = strict ? NOTHING : findsOf(resources);
    return { scan, resources, finds, groups: groupsOf(scan, finds, resources) };
  };
  const named = (round: Round): Round => {
    const meeting = round.groups.filter((group) => group.length > 1 && group.some(isNameless));
    if (meeting.length === 0) return round;
    return named(evaluate(round.scan.qualified(new Set(meeting.flatMap(idsOf))), round.resources));
  };
  let round = named(evaluate(first, known));
  for (let left = MOST_ROUNDS; left > 0 && !sameFinds(round.scan.finds, round.finds); left--) {
    const ids = concerned(round);
    round = named(evaluate(round.scan.finding(round.finds, ids), round.resources));
  }
  const { scan, resources, groups } = round;
  return { scan, resources, groups, links: linksOf(scan.finds) };
}

interface Round {
  readonly scan: Scan;
  readonly resources: Resources;
  /** What is found among the resources: not yet what they were evaluated with. */
  readonly finds: Finds;
  readonly groups: readonly (readonly RootEvaluation[])[];
}

const NOTHING: Finds = new Map();

function isNameless({ prefix }: RootEvaluation): boolean {
  return prefix === "";
}

/** The roots of which a data source finds something else than before, and those that refer to them. */
function concerned({ scan, groups, finds }: Round): ReadonlySet<string> {
  const looking = new Set([...scan.finds.keys(), ...finds.keys()]);
  return new Set(groups.filter((group) => group.some(({ id }) => looking.has(id))).flatMap(idsOf));
}

function idsOf(group: readonly RootEvaluation[]): readonly string[] {
  return group.map(({ id }) => id);
}

function groupsOf(scan: Scan, finds: Finds, resources: Resources): readonly (readonly RootEvaluation[])[] {
  const ids = idsOf(scan.roots());
  const found = [...finds].flatMap(([root, own]) =>
    [...own.values()].flatMap(({ things }) => things.map((thing) => [root, thing.root.id] as const)),
  );
  const read = scan.roots().flatMap((root) => root.states().map(([, other]) => [root.id, other.id] as const));
  const stated = scan.roots().flatMap((root) => {
    const roots = [...root.stated.roots, ...root.stated.writtenRoots(resources.get(root) ?? [])];
    return roots.map((other) => [root.id, other.id] as const);
  });
  const passed = scan
    .roots()
    .flatMap((root) => [...(root.unit?.dependencies ?? [])].map((other) => [root.id, other.id] as const));
  return connected(ids, [...found, ...read, ...stated, ...passed]).map((group) =>
    group.map((id) => scan.rootWith(id)!),
  );
}

/**
 * The roots of a scan evaluated until what data sources find is known, and what is made of it. What a round finds are resources as they were
 * evaluated before, so that nothing can go round in a circle; unknowns of roots that meet in one group must not be taken for each other, so
 * that those are evaluated under names with the root's id before anything is taken from one into another.
 */
import { connected, once } from "../../base/collections.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { Resource, ResourceLink } from "../resource.ts";
import { Relevance } from "./configuration/module-calls.ts";
import type { Finds } from "./instances/find.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import type { Scan } from "./instances/roots.ts";
import { tooManyResources } from "./instances/too-many-resources.ts";
import { ScanSteps } from "./language/budget.ts";
import { findsOf, linksOf, type Preference, sameFinds, sameFindsOfRoot } from "./provider/look-ups.ts";

export type Resources = ReadonlyMap<RootEvaluation, readonly Resource[]>;

export interface EvaluatedScan {
  readonly scan: Scan;
  /** Roots that refer to each other, in the order of the roots. */
  readonly groups: readonly (readonly RootEvaluation[])[];
  readonly resources: Resources;
  readonly links: readonly ResourceLink[];
  /** Each root with services of which data sources find something in one or another of several roots, with the ids of those. */
  readonly alternatives: () => ReadonlyMap<string, readonly string[]>;
  /** The scan in which they are tried. */
  readonly trials: () => Scan;
}

/** What a data source finds can depend on what another one does, and that on a third. */
const MOST_ROUNDS = 3;

/** `known`: those of roots that were evaluated before. `preference`: absent where what fits in several roots is left open. */
export function evaluateRounds(
  first: Scan,
  strict: boolean,
  known: Resources = new Map(),
  preference?: Preference,
): EvaluatedScan {
  // What roots find that have nothing to do with the preference stays as it is.
  const looking = preference && relatedTo(preference, first, known);
  const others = [...first.finds].filter(([root]) => looking?.has(root) === false);
  const evaluate = (scan: Scan, before: Resources): Round => {
    const resources = new Map(scan.roots().map((root) => [root, before.get(root) ?? resourcesOf(root)]));
    const finds = strict ? NOTHING : new Map([...others, ...findsOf(resources, preference, looking)]);
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
  return {
    scan,
    resources,
    groups,
    links: linksOf(scan.finds),
    alternatives: once(() => alternativesIn(round)),
    trials: once(() => scan.paidBy(ScanSteps.ofTrials(scan.stepsOfARoot))),
  };
}

/** The ids of the roots that refer to the one that looks, or to the one in which it finds, or are referred to by these. */
function relatedTo({ of, among }: Preference, scan: Scan, resources: Resources): ReadonlySet<string> {
  const groups = groupsOf(scan, scan.finds, resources).map(idsOf);
  return new Set(groups.filter((ids) => ids.includes(of) || ids.includes(among)).flat());
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
  const roots = [...scan.finds.keys(), ...finds.keys()];
  const looking = new Set(roots.filter((root) => !sameFindsOfRoot(scan.finds.get(root), finds.get(root))));
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

/** In more roots than these nothing is looked for. */
const MOST_ROOTS = 16;

/**
 * What fits in several roots is tried with each of these, as far as that takes no more steps: so many to evaluate and judge a graph once more, and so many
 * to look at each root of the scan. What the roots take is paid besides. 67 public repositories in one scan take 170,000.
 */
const STEPS_OF_ALL_TRIALS = 5_000_000;
const STEPS_OF_A_TRIAL = 3_000;
const STEPS_OF_A_ROOT_OF_THE_SCAN = 10;

/** Each root with services of which data sources find something in one or another of several roots, with the ids of those. */
function alternativesIn({ scan, resources }: Round): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  let left = STEPS_OF_ALL_TRIALS / (STEPS_OF_A_TRIAL + STEPS_OF_A_ROOT_OF_THE_SCAN * scan.roots().length);
  for (const [root, own] of scan.finds) {
    const among = [...own.values()].flatMap((find) => (find.kind === "open" ? find.among : []));
    const ids = [...new Set(among.map((thing) => thing.root.id))];
    if (ids.length < 2 || ids.length > MOST_ROOTS || !hasServices([scan.rootWith(root)!], resources)) continue;
    left -= ids.length;
    if (left < 0) break;
    found.set(root, ids);
  }
  return found;
}

/** Whether anything is told of its flows: those that there are, or are not. */
export function hasServices(group: readonly RootEvaluation[], resources: Resources): boolean {
  return group.some(
    (root) => root.notMade.length > 0 || (resources.get(root) ?? []).some(({ type }) => isOf("service", type)),
  );
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

function resourcesOf(root: RootEvaluation): readonly Resource[] {
  if (!isRelevant(root)) return [];
  const tooMany = tooManyResources(root.modules(), root.input.reads);
  if (tooMany === undefined) return root.resources();
  root.report(tooMany);
  return [];
}

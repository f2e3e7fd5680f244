/**
 * The roots of a scan evaluated until what data sources find is known, and what is made of it. What a round finds are resources as they were
 * evaluated before, so that nothing can go round in a circle; unknowns of roots that meet in one group must not be taken for each other, so
 * that those are evaluated under names with the root's id before anything is taken from one into another.
 */
import { connected, groupBy } from "../../base/collections.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { Resource, ResourceLink } from "../resource.ts";
import { Relevance } from "./configuration/module-calls.ts";
import type { Finds } from "./instances/find.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import type { Scan } from "./instances/roots.ts";
import { tooManyResources } from "./instances/too-many-resources.ts";
import { findsOf, linksOf, type Preference, sameFinds, sameFindsOfRoot } from "./provider/look-ups.ts";

type Resources = ReadonlyMap<RootEvaluation, readonly Resource[]>;

export interface EvaluatedScan {
  readonly scan: Scan;
  /** Roots that refer to each other, in the order of the roots. */
  readonly groups: readonly (readonly RootEvaluation[])[];
  readonly resources: Resources;
  readonly links: readonly ResourceLink[];
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
    const options = { ofARoot: scan.stepsOfARoot, preference, looking };
    const finds = strict ? NOTHING : new Map([...others, ...findsOf(resources, options)]);
    const referring = referringIn(scan, finds, resources);
    return { scan, resources, finds, referring, groups: groupsOf(scan, referring) };
  };
  const named = (round: Round): Round => {
    const meeting = round.groups.filter((group) => group.filter(isNameless).length > 1);
    if (meeting.length === 0) return round;
    return named(evaluate(round.scan.qualified(new Set(meeting.flatMap(idsOf))), round.resources));
  };
  let round = named(evaluate(first, known));
  for (let left = MOST_ROUNDS; left > 0 && !sameFinds(round.scan.finds, round.finds); left--) {
    round = named(evaluate(round.scan.finding(round.finds, concerned(round)), round.resources));
  }
  const { scan, resources, groups } = round;
  return { scan, resources, groups, links: linksOf(scan.finds) };
}

/** The ids of the roots that refer to the one that looks, or to the one in which it finds, or are referred to by these. */
function relatedTo({ of, among }: Preference, scan: Scan, resources: Resources): ReadonlySet<string> {
  const groups = groupsOf(scan, referringIn(scan, scan.finds, resources)).map(idsOf);
  return new Set(groups.filter((ids) => ids.includes(of) || ids.includes(among)).flat());
}

interface Round {
  readonly scan: Scan;
  readonly resources: Resources;
  /** What is found among the resources: not yet what they were evaluated with. */
  readonly finds: Finds;
  readonly referring: readonly Referring[];
  readonly groups: readonly (readonly RootEvaluation[])[];
}

/** The id of a root that refers to another one, and the id of that. */
type Referring = readonly [from: string, to: string];

const NOTHING: Finds = new Map();

/** Whether its symbols are those of a root that is alone in its group. */
export function isNameless({ prefix }: RootEvaluation): boolean {
  return prefix === "";
}

/** The roots of which a data source finds something else than before, and those that refer to them: to whom these refer, it makes no difference. */
function concerned({ scan, finds, referring }: Round): ReadonlySet<string> {
  const roots = new Set([...scan.finds.keys(), ...finds.keys()]);
  const concerned = new Set([...roots].filter((root) => !sameFindsOfRoot(scan.finds.get(root), finds.get(root))));
  const referringTo = groupBy(referring, ([, to]) => to);
  for (const id of concerned) for (const [from] of referringTo.get(id) ?? []) concerned.add(from);
  return concerned;
}

function idsOf(group: readonly RootEvaluation[]): readonly string[] {
  return group.map(({ id }) => id);
}

function groupsOf(scan: Scan, referring: readonly Referring[]): readonly (readonly RootEvaluation[])[] {
  return connected(idsOf(scan.roots()), referring).map((group) => group.map((id) => scan.rootWith(id)!));
}

function referringIn(scan: Scan, finds: Finds, resources: Resources): readonly Referring[] {
  const found = [...finds].flatMap(([root, own]) =>
    [...own.values()].flatMap(({ things }) => things.map((thing): Referring => [root, thing.root.id])),
  );
  const others = scan.roots().flatMap((root): readonly Referring[] => {
    const { id, stated, unit } = root;
    const read = root.states().map(([, other]) => other);
    const named = [...stated.roots, ...stated.writtenRoots(resources.get(root) ?? [])];
    return [...read, ...named, ...(unit?.dependencies ?? [])].map((other) => [id, other.id]);
  });
  return [...found, ...others];
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

/** A group of roots, as it was evaluated → a graph for each of its worlds, and what flows and rules say of them. */
import { compareText } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { type Ground, onlyStatements, type Statements } from "../base/statement.ts";
import { isInGraphs } from "../catalogue/catalogue.ts";
import { check } from "../check/check.ts";
import type { Finding } from "../check/finding.ts";
import { notJudged } from "../check/not-judged.ts";
import type { Rule } from "../check/rule.ts";
import type { EvaluatedWorld, Root, RootGroup } from "../evaluate/resource.ts";
import { type NormalizeOptions, normalize } from "../normalize/normalize.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { ReachOptions } from "../reach/certainty/context.ts";
import type { StepsOfScan } from "../reach/certainty/judging-steps.ts";
import type { Flow } from "../reach/flow.ts";
import {
  type GroupGraphs,
  type JudgedWorlds,
  judgeGroup,
  launchesForOthers,
  type ToldWorld,
  type WorldGraphs,
} from "../worlds/judge.ts";
import { restsOn, withStatements } from "../worlds/rests-on.ts";
import { restingOn, servicesWithoutFlow, type WithoutFlow } from "../worlds/without-flow.ts";
import { findUserDataReader } from "./find-user-data-reader.ts";

/** All that is told of a group: its values and graphs end here, because those of all groups at once would take more memory than anything else. */
export interface JudgedGroup {
  readonly roots: readonly Root[];
  /** How many resources were evaluated, by the ids of their roots. */
  readonly resources: ReadonlyMap<string, number>;
  /** Of its graphs. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether its instances may join clusters of other groups. */
  readonly launchesForOthers: boolean;
  /** Ids of what is known from outside of the source and was taken. */
  readonly stated: readonly string[];
  /** Where the scan is complete: everything was read, and no instances of other groups may join. */
  readonly whole: ToldOfGroup;
  /** Where it is not; left out where that makes no difference. */
  readonly partly?: ToldOfGroup;
}

/** What flows and rules say. */
export interface ToldOfGroup {
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
  readonly withoutFlow: readonly WithoutFlow[];
  readonly diagnostics: readonly Diagnostic[];
}

/** normalize, reach, check: each group before the next one is evaluated. `ofScan`: what judging takes is added to it. */
export async function* judgeGroups(
  groups: Iterable<RootGroup>,
  rules: readonly Rule[],
  request: Pick<ScanRequest, "onStage" | "reach" | "onGraphs" | "stated">,
  ofScan: StepsOfScan,
): AsyncGenerator<JudgedGroup> {
  for (const group of groups) {
    if (isEmpty(group)) {
      yield { ...NOTHING, roots: group.roots, resources: countResources(group) };
      continue;
    }
    const graphs = await graphsOf(group, request);
    request.onGraphs?.(graphs);
    const graphsWith = lastKept((ids) => {
      const known = { reach: request.reach, stated: onlyStatements(request.stated, ids) };
      return graphsOf(group.stated?.only(ids) ?? group, known);
    });
    let isAsked = false;
    const before = ofScan.taken;
    const told = async (complete: boolean): Promise<ToldOfGroup> => {
      const isComplete = (): boolean => {
        isAsked = true;
        return complete;
      };
      const steps = { taken: before };
      const options = { ...request.reach, isComplete, ofScan: steps };
      const found = await toldOf(graphs, rules, request.onStage, options, graphsWith);
      // It is judged twice so that one of both counts.
      ofScan.taken = Math.max(ofScan.taken, steps.taken);
      return found;
    };
    const whole = await told(true);
    yield {
      roots: group.roots,
      resources: countResources(group),
      diagnostics: graphs.diagnostics,
      launchesForOthers: launchesForOthers(graphs),
      stated: graphs.stated.map(({ id }) => id),
      whole,
      ...(isAsked ? { partly: await told(false) } : {}),
    };
  }
}

/** Nothing of it is in a graph: most roots of a large repository are about other things. */
function isEmpty({ worlds, choices = [] }: RootGroup): boolean {
  const all = [...worlds, ...choices.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.worlds))];
  return all.every(
    ({ resources, notMade = [] }) => notMade.length === 0 && !resources.some(({ type }) => isInGraphs(type)),
  );
}

const NOTHING = {
  diagnostics: [],
  launchesForOthers: false,
  stated: [],
  whole: { flows: [], findings: [], withoutFlow: [], diagnostics: [] },
} as const;

/** normalize: the worlds of a group in their order. */
export async function graphsOf(
  group: RootGroup,
  request: Pick<ScanRequest, "onStage" | "reach" | "stated">,
): Promise<GroupGraphs> {
  request.onStage?.("normalize");
  const { roots, worlds, choices = [], opened } = group;
  const options: NormalizeOptions = {
    strict: request.reach.strict,
    readUserData: await findUserDataReader(group),
    stated: statedFor(roots, request.stated),
  };
  const diagnostics: Diagnostic[] = [];
  const taken = new Set<Ground>(group.stated?.taken);
  const ofWorlds = (all: readonly EvaluatedWorld[]): WorldGraphs =>
    all.map((world) => {
      const normalized = normalize(world, options);
      diagnostics.push(...normalized.diagnostics);
      for (const one of normalized.taken) taken.add(one);
      return { world: told(world), graph: normalized.graph };
    });
  return {
    roots,
    worlds: ofWorlds(worlds),
    choices: choices.map(({ root, alternatives }) => ({
      root,
      alternatives: alternatives.map((one) => ({ name: one.name, worlds: ofWorlds(one.worlds) })),
    })),
    // What is to be said of them has been said of the same worlds above.
    ...(opened === undefined
      ? {}
      : { opened: opened().map((world) => ({ world: told(world), graph: normalize(world, options).graph })) }),
    diagnostics,
    stated: [...taken],
  };
}

/** What is known from outside of the source of things in the roots of a group: until here it is by their paths. */
function statedFor(roots: readonly Root[], stated: Statements): NonNullable<NormalizeOptions["stated"]> {
  const paths = new Map(roots.map(({ id, path }) => [id, path] as const));
  return {
    in: (id) => stated.in(paths.get(id) ?? id),
    rootAt: (path) => roots.find((root) => root.path === path)?.id,
  };
}

function told({ when, alternative, assumptions, notMade }: EvaluatedWorld): ToldWorld {
  return {
    when,
    ...(alternative === undefined ? {} : { alternative }),
    assumptions,
    ...(notMade === undefined ? {} : { notMade }),
  };
}

/** The graphs of a group where only what has these ids is known besides the source. */
type GraphsWith = (ids: ReadonlySet<string>) => Promise<GroupGraphs>;

/** Mostly they are asked for again at once, and those of all trials would take too much memory. */
function lastKept(make: GraphsWith): GraphsWith {
  let last: { readonly name: string; readonly graphs: ReturnType<GraphsWith> } | undefined;
  return (ids) => {
    const name = JSON.stringify([...ids].sort(compareText));
    if (last?.name !== name) last = { name, graphs: make(ids) };
    return last.graphs;
  };
}

/** The same with what verdicts rest on that is not in the source. */
async function listed(
  judged: readonly JudgedWorlds[],
  { stated }: GroupGraphs,
  options: ReachOptions,
  graphsWith: GraphsWith,
): Promise<readonly JudgedWorlds[]> {
  if (stated.length === 0) return judged;
  const flows = judged.flatMap((one) => one.flows);
  const again = { ...options, ofScan: { taken: 0 } };
  const found = await restsOn(flows, stated, async (ids) =>
    judgeGroup(await graphsWith(ids), again).flatMap((one) => one.flows),
  );
  return withStatements(judged, found);
}

/** The services without a flow, with the workspace where it may be that which leaves them without one. */
async function idle(
  graphs: GroupGraphs,
  flows: readonly Flow[],
  graphsWith: GraphsWith,
): Promise<readonly WithoutFlow[]> {
  const services = servicesWithoutFlow(graphs, flows);
  const workspace = graphs.stated.find(({ assumption }) => assumption.kind === "workspace");
  if (services.length === 0 || workspace === undefined) return services;
  const others = graphs.stated.flatMap((one) => (one === workspace ? [] : [one.id]));
  return restingOn(services, servicesWithoutFlow(await graphsWith(new Set(others)), flows), workspace.assumption);
}

/** reach, check. */
async function toldOf(
  graphs: GroupGraphs,
  rules: readonly Rule[],
  onStage: ScanRequest["onStage"],
  options: ReachOptions,
  graphsWith: GraphsWith,
): Promise<ToldOfGroup> {
  onStage?.("reach");
  const judged = await listed(judgeGroup(graphs, options), graphs, options, graphsWith);
  onStage?.("check");
  const flows = judged.flatMap((one) => one.flows);
  return {
    flows,
    findings: judged.flatMap(({ worlds }) => check(rules, worlds).findings),
    withoutFlow: await idle(graphs, flows, graphsWith),
    diagnostics: judged.flatMap(({ diagnostics, worlds }) => [...diagnostics, ...notJudged(worlds)]),
  };
}

function countResources({ worlds, elsewhere }: RootGroup): ReadonlyMap<string, number> {
  const addresses = new Map<string, Set<string>>();
  for (const { resources } of worlds)
    for (const { root, address } of resources) {
      if (elsewhere?.has(root) === true) continue;
      const known = addresses.get(root) ?? new Set();
      addresses.set(root, known.add(address));
    }
  return new Map([...addresses].map(([root, own]) => [root, own.size]));
}

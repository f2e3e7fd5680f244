/** A group of roots, as it was evaluated → a graph for each of its worlds, and what flows and rules say of them. */
import type { Diagnostic } from "../base/diagnostic.ts";
import { isInGraphs } from "../catalogue/catalogue.ts";
import { check } from "../check/check.ts";
import type { Finding } from "../check/finding.ts";
import { notJudged } from "../check/not-judged.ts";
import type { Rule } from "../check/rule.ts";
import type { Root, RootGroup } from "../evaluate/resource.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { ReachOptions } from "../reach/certainty/context.ts";
import type { StepsOfScan } from "../reach/certainty/judging-steps.ts";
import type { Flow } from "../reach/flow.ts";
import { type GroupGraphs, judgeGroup, launchesForOthers } from "../worlds/judge.ts";
import type { WithoutFlow } from "../worlds/without-flow.ts";
import { graphsOf } from "./graphs-of.ts";
import { Grounds } from "./grounds.ts";
import { LimitOfRules } from "./limit-of-rules.ts";

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
    const grounds = new Grounds(group, graphs, request);
    let isAsked = false;
    const before = ofScan.taken;
    const told = async (complete: boolean): Promise<ToldOfGroup> => {
      const isComplete = (): boolean => {
        isAsked = true;
        return complete;
      };
      const steps = { taken: before };
      const options = { ...request.reach, isComplete, ofScan: steps };
      const found = await toldOf(graphs, rules, request.onStage, options, grounds);
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
function isEmpty({ worlds }: RootGroup): boolean {
  return worlds.every(
    ({ resources, notMade = [] }) => notMade.length === 0 && !resources.some(({ type }) => isInGraphs(type)),
  );
}

const NOTHING = {
  diagnostics: [],
  launchesForOthers: false,
  stated: [],
  whole: { flows: [], findings: [], withoutFlow: [], diagnostics: [] },
} as const;

/** reach, check. */
async function toldOf(
  graphs: GroupGraphs,
  rules: readonly Rule[],
  onStage: ScanRequest["onStage"],
  options: ReachOptions & { readonly ofScan: StepsOfScan },
  grounds: Grounds,
): Promise<ToldOfGroup> {
  onStage?.("reach");
  const judged = await grounds.listed(await judgeGroup(graphs, options), options);
  onStage?.("check");
  const flows = judged.flatMap((one) => one.flows);
  const limit = new LimitOfRules(options.ofScan, options.steps);
  const findings = judged.flatMap(({ worlds }) => check(rules, worlds, limit).findings);
  const diagnostics = judged.flatMap(({ diagnostics, worlds }) => [...diagnostics, ...notJudged(worlds, graphs.roots)]);
  return {
    flows,
    findings,
    withoutFlow: await grounds.idle(flows),
    diagnostics: [...diagnostics, ...limit.diagnostics(graphs.roots)],
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

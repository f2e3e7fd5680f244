/** The graphs of every world into the flows to tell: the hardest part of a scan after the engine itself, explained at `judgeGroup`. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Ground } from "../base/statement.ts";
import type { Assumption } from "../base/value.ts";
import type { EvaluatedWorld, Root } from "../evaluate/resource.ts";
import type { Graph } from "../graph/model.ts";
import type { Admission } from "../reach/admission.ts";
import type { ReachOptions } from "../reach/certainty/context.ts";
import type { Facts } from "../reach/facts.ts";
import type { Flow } from "../reach/flow.ts";
import type { InstancesOf } from "../reach/instances.ts";
import { reach } from "../reach/reach.ts";
import { agree, mayAgree, type NamedFlows } from "./agree.ts";
import { mergeFlows } from "./merge-flows.ts";
import { whateverIsPassed } from "./whatever-is-passed.ts";

/**
 * A group of roots with the graph of each of its worlds, and of what was evaluated only what is told: all values of all roots at once
 * would take more memory than anything else.
 */
export interface GroupGraphs {
  readonly roots: readonly Root[];
  readonly worlds: WorldGraphs;
  readonly choices: readonly ChoiceGraphs[];
  /** Those of the same worlds in which the defaults of modules for others are left open. */
  readonly opened?: WorldGraphs;
  readonly diagnostics: readonly Diagnostic[];
  /** What is known from outside of the source, or taken as given where nobody says it. */
  readonly stated: readonly Ground[];
}

export type WorldGraphs = readonly { readonly world: ToldWorld; readonly graph: Graph }[];

/** Of a world what is told with its flows. */
export type ToldWorld = Pick<EvaluatedWorld, "when" | "alternative" | "assumptions" | "notMade">;

/** A choice of a root, with the graphs of each alternative: made when they are asked for. */
export interface ChoiceGraphs {
  /** The id of the root of which alone flows are judged here. */
  readonly root: string;
  readonly alternatives: () => readonly AlternativeGraphs[];
}

export interface AlternativeGraphs {
  readonly name: string;
  /** Undefined where it is too much to try. */
  readonly worlds: () => Promise<WorldGraphs | undefined>;
}

/** One world with what the engine found in it. */
export interface World {
  readonly graph: Graph;
  /** As they are told: one that is the same in several worlds is one object in all of them. */
  readonly flows: readonly Flow[];
  /** What the flows rest on beside the filters. */
  readonly facts: Facts;
  /** Asked where a rule speaks of packets that are of no flow. */
  readonly admission: Admission;
  readonly instancesOf: InstancesOf;
  /** The range of dynamic ports that the user says. */
  readonly ephemeral?: NonNullable<ReachOptions["ephemeral"]>;
  /** `["UseNacl = true"]`; empty where there is only one world. */
  readonly when: readonly string[];
  /** It departs from a parameter's default: of it only what is proven wrong is told. */
  readonly alternative?: true;
  /** The same where the defaults of modules for others are left open: what is not wrong there is not certain. */
  readonly opened?: World;
  /** Roots whose nodes are judged, by id with their paths; absent where all are. Of the others only what the flows meet is. */
  readonly judged?: ReadonlyMap<string, string>;
}

/** The flows to tell of some worlds, and these worlds with what of them is to be checked. */
export interface JudgedWorlds {
  readonly flows: readonly Flow[];
  readonly worlds: readonly World[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Judges every world of a group, and tells what they say together. Which worlds and alternatives there are was decided when the source
 * was evaluated (evaluate/cloudformation/worlds); this is the other half.
 *
 * An example: `service.yaml` has a parameter `UseNacl` without default, and imports its subnets, which `a.yaml` and `b.yaml` both export.
 *
 * 1. *Worlds.* The condition on `UseNacl` makes two: `UseNacl = true` and `UseNacl = false`. Each has a graph, and the engine finds its flows
 *    as if there were no other. Then they are merged: a flow that is the same in both is told once, without a condition; if it is blocked
 *    in the first and reachable in the second, it is told twice, "blocked when UseNacl = true" and "reachable when UseNacl = false"
 *    (merge-flows.ts).
 * 2. *Choices.* In these worlds the import is left unknown, so that the flow may be undetermined because of it. If it is, everything is
 *    judged again for each alternative: once with the subnets of `a.yaml`, once with those of `b.yaml`, until two differ.
 * 3. *Agreement.* If the flow ends alike with both, it does not matter which is deployed: it is told as it is with `a.yaml`, and says so. If
 *    it ends otherwise with `b.yaml`, the undetermined flow stays (agree.ts). What was decided with the import left open stays in any case.
 *
 * The result is one entry for the worlds in which choices are left open, and one for each alternative of which flows are told: findings
 * about these flows must be looked for in that alternative's graphs. */
export async function judgeGroup(
  { roots, worlds, choices, opened }: GroupGraphs,
  options: ReachOptions,
): Promise<readonly JudgedWorlds[]> {
  const paths = new Map(roots.map(({ id, path }) => [id, path] as const));
  const byDefault = judgeWorlds(worlds, paths, options);
  const undecided =
    opened === undefined ? byDefault : whateverIsPassed(byDefault, judgeWorlds(opened, paths, options), options);
  let kept = undecided.flows;
  const settled: JudgedWorlds[] = [];
  for (const choice of choices) {
    const path = paths.get(choice.root)!;
    const open = kept.filter((flow) => flow.root === path);
    const judged = await judgeAlternatives(choice, path, open, options);
    const agreement = agree(open, judged);
    kept = kept.filter((flow) => flow.root !== path || agreement.kept.includes(flow));
    for (const [from, one] of judged.entries()) {
      const agreed = agreement.agreed.flatMap((agreed) => (agreed.from === from ? [agreed.flow] : []));
      if (agreed.length === 0) continue;
      const { flows, worlds } = telling(one, agreed);
      settled.push({ flows, worlds: worlds.map((world) => ({ ...world, judged: NO_ROOT })), diagnostics: [] });
    }
  }
  return [{ ...telling(undecided, kept), diagnostics: undecided.diagnostics }, ...settled];
}

/** Each alternative of a root with the flows of that root: none where it does not matter how they end, nothing is open or they differ. */
async function judgeAlternatives(
  { root, alternatives }: ChoiceGraphs,
  path: string,
  open: readonly Flow[],
  options: ReachOptions,
): Promise<readonly (NamedFlows & JudgedWorlds)[]> {
  const judged: (NamedFlows & JudgedWorlds)[] = [];
  if (!mayAgree(open, judged)) return [];
  for (const { name, worlds } of alternatives()) {
    const graphs = await worlds();
    if (graphs === undefined) return [];
    judged.push({ name, ...judgeWorlds(graphs, new Map([[root, path]]), options) });
    if (!mayAgree(open, judged)) return [];
  }
  return judged;
}

/** Whether instances of the group may join a cluster of another one: theirs is none of its own, or it is not known which it is. */
export function launchesForOthers({ worlds }: GroupGraphs): boolean {
  return worlds.some(({ graph }) =>
    graph
      .of("host-group")
      .filter(({ external }) => external === undefined)
      .some(
        ({ launches, launchesRest }) =>
          launchesRest !== undefined ||
          launches.some(({ cluster, userDataUnread }) =>
            cluster === undefined
              ? userDataUnread !== undefined
              : cluster.to.some((id) => graph.node(id)?.external !== undefined),
          ),
      ),
  );
}

/** Of some roots, given by their ids with their paths: until here flows are of a root by its id, for people by its path. */
function judgeWorlds(graphs: WorldGraphs, roots: ReadonlyMap<string, string>, options: ReachOptions): JudgedWorlds {
  const reached = graphs.map(({ world, graph }) => ({ world, ...reach(graph, options, roots) }));
  const merged = mergeFlows(
    reached.map(({ world: { when, alternative, assumptions }, flows }) => ({
      when,
      ...(alternative === undefined ? {} : { alternative }),
      flows: flows.map((flow) => ({
        ...flow,
        root: roots.get(flow.root)!,
        assumptions: allOf(flow.assumptions, assumptions),
      })),
    })),
  );
  return {
    flows: merged.flows,
    worlds: merged.worlds.map((world, at) => ({
      ...world,
      graph: graphs[at]!.graph,
      facts: reached[at]!.facts,
      admission: reached[at]!.admission,
      instancesOf: reached[at]!.instancesOf,
      ...(options.ephemeral === undefined ? {} : { ephemeral: options.ephemeral }),
      judged: roots,
    })),
    diagnostics: reached.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Those of a flow and those of its world, none twice. */
function allOf(own: readonly Assumption[], ofWorld: readonly Assumption[]): readonly Assumption[] {
  return [...own, ...ofWorld.filter(({ text }) => own.every((one) => one.text !== text))];
}

/** The same of only these flows, as they are given here. */
function telling({ worlds }: JudgedWorlds, flows: readonly Flow[]): Pick<JudgedWorlds, "flows" | "worlds"> {
  const told = new Map(flows.map((flow) => [flow.id, flow] as const));
  return {
    flows,
    worlds: worlds.map((world) => ({ ...world, flows: world.flows.flatMap(({ id }) => told.get(id) ?? []) })),
  };
}

/** Nodes are judged where choices are left open; in an alternative only flows are. */
const NO_ROOT: ReadonlyMap<string, string> = new Map();

/** Judges the graphs of an estate: the flows of its worlds, each told once, and those that are the same whatever it refers to. */
import type { Diagnostic } from "./base/diagnostic.ts";
import type { World } from "./check/entity.ts";
import type { Estate, World as EvaluatedWorld } from "./evaluate/resource.ts";
import type { Graph } from "./graph/graph.ts";
import type { ReachOptions } from "./reach/certainty/context.ts";
import type { Flow } from "./reach/flow.ts";
import { reach } from "./reach/reach.ts";
import { agree, mergeWorlds } from "./reach/worlds.ts";

/** The worlds of an estate, each with its graph. */
export interface EstateGraphs {
  readonly estate: Estate;
  readonly worlds: WorldGraphs;
  /** Of each choice, the worlds of each alternative. */
  readonly choices: readonly (readonly WorldGraphs[])[];
  readonly diagnostics: readonly Diagnostic[];
}

export type WorldGraphs = readonly { readonly world: EvaluatedWorld; readonly graph: Graph }[];

/** Whether instances of the estate may join a cluster of another: theirs is none of its own, or it is not known which it is. */
export function launchesForOthers({ worlds, choices }: EstateGraphs): boolean {
  return [worlds, ...choices.flat()].flat().some(({ graph }) =>
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

/** The flows to tell of some worlds, and these worlds with what of them is to be checked. */
export interface Judged {
  readonly flows: readonly Flow[];
  readonly worlds: readonly World[];
  readonly diagnostics: readonly Diagnostic[];
}

/** reach: the flows of an estate, each told once over all its worlds; of its choices the flows that are the same in each alternative. */
export function judgeEstate({ estate, worlds, choices }: EstateGraphs, options: ReachOptions): readonly Judged[] {
  const roots = new Map(estate.roots.map(({ id, path }) => [id, path] as const));
  const open = judgeWorlds(worlds, roots, options);
  let kept = open.flows;
  const settled = choices.flatMap((alternatives, at): readonly Judged[] => {
    const { root: id, alternatives: named } = estate.choices![at]!;
    const root = roots.get(id)!;
    const judged = alternatives.map((one) => judgeWorlds(one, new Map([[id, root]]), options));
    const agreement = agree(
      kept.filter((flow) => flow.root === root),
      judged.map(({ flows }, which) => ({ name: named[which]!.name, flows })),
    );
    kept = kept.filter((flow) => flow.root !== root || agreement.kept.includes(flow));
    return judged.map((one, from) => {
      const flows = agreement.agreed.flatMap((agreed) => (agreed.from === from ? [agreed.flow] : []));
      const { worlds } = telling(one, flows);
      return { flows, worlds: worlds.map((world) => ({ ...world, judged: NOTHING_ELSE })), diagnostics: [] };
    });
  });
  return [{ ...telling(open, kept), diagnostics: open.diagnostics }, ...settled];
}

/** Of some roots, given by their ids with their paths: until here flows are of a root by its id, for people by its path. */
function judgeWorlds(graphs: WorldGraphs, roots: ReadonlyMap<string, string>, options: ReachOptions): Judged {
  const reached = graphs.map(({ world, graph }) => ({ world, ...reach(graph, options) }));
  const merged = mergeWorlds(
    reached.map(({ world: { when, alternative, assumptions }, flows }) => ({
      when,
      ...(alternative === undefined ? {} : { alternative }),
      flows: flows
        .filter(({ root }) => roots.has(root))
        .map((flow) => ({ ...flow, root: roots.get(flow.root)!, assumptions: [...flow.assumptions, ...assumptions] })),
    })),
  );
  return {
    flows: merged.flows,
    worlds: merged.worlds.map((world, at) => ({
      ...world,
      graph: graphs[at]!.graph,
      facts: reached[at]!.facts,
      judged: new Set(roots.keys()),
    })),
    diagnostics: reached.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** The same of only these flows, as they are given here. */
function telling({ worlds }: Judged, flows: readonly Flow[]): Pick<Judged, "flows" | "worlds"> {
  const told = new Map(flows.map((flow) => [flow.id, flow] as const));
  return {
    flows,
    worlds: worlds.map((world) => ({ ...world, flows: world.flows.flatMap(({ id }) => told.get(id) ?? []) })),
  };
}

/** Nodes are judged where what they refer to is left open; here only flows are. */
const NOTHING_ELSE: ReadonlySet<string> = new Set();

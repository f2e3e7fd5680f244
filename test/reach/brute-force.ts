/** Holds the flows of a random graph against single packets in completions of its unknowns. */
import type { Graph } from "../../src/graph/graph.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { hasPort, isNoPorts, type PortSet } from "../../src/sets/port-set.ts";
import { Chance, complete } from "./completions.ts";
import { connection, type Ports, type Way, waysOf } from "./connections.ts";
import { flowsOf } from "./flows.ts";
import { build, type Recipe } from "./random-graphs.ts";
import { connects } from "./simulator.ts";

/** How often each verdict was given. */
export type Count = Map<string, number>;

/** What contradicts a flow of the graph; undefined where nothing does. */
export function contradiction(recipe: Recipe, seed: number, count: Count): string | undefined {
  const builder = build(recipe);
  const graph = builder.graph();
  const chance = new Chance(seed);
  const flows = flowsOf(builder, { ephemeral: recipe.dynamic });
  for (const { verdict, because } of flows) {
    count.set(verdict, (count.get(verdict) ?? 0) + 1);
    if ((verdict === "undetermined") !== because.length > 0) return `${verdict} because of ${because.length} unknowns`;
  }
  for (let completions = 0; completions < 3; completions += 1) {
    const reality = complete(graph, chance, [flows[0]!.service.exists]);
    for (const flow of reality === undefined ? [] : flows) {
      const found = inReality(reality!, flow, recipe.dynamic, chance);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function inReality(reality: Graph, flow: Flow, dynamic: Ports[number], chance: Chance): string | undefined {
  const { service, targetGroup, loadBalancer, purpose } = flow;
  const ids = { service: service.id, targetGroup: targetGroup!.id, loadBalancer: loadBalancer!.id };
  const served = flow.assumptions.some(({ kind }) => kind === "zone-served");
  const ways = waysOf(reality, { ...ids, purpose, dynamic }, chance);
  for (let packets = 0; packets < 24; packets += 1) {
    const way = ways.length === 0 ? undefined : chance.pick(ways);
    if (way === undefined) return undefined;
    const port = chance.pick(samples(way.ports, flow, chance));
    const sourcePort = chance.pick([1024, 1025, 32767, 32768, 60999, 61000, 65535, 1024 + chance.below(64512)]);
    const passes = (served || way.served) && connects(reality, connection(way, port, sourcePort));
    if (!agrees(flow, port, passes)) return describe(flow, way, port, sourcePort, passes);
  }
  return undefined;
}

function agrees({ verdict, open, required }: Flow, port: number, passes: boolean): boolean {
  if (passes ? verdict === "blocked" : verdict === "reachable") return false;
  if (isNoPorts(required)) return true;
  return passes ? hasPort(open.may, port) : !hasPort(open.must, port);
}

function describe(
  { verdict, purpose }: Flow,
  { from, to }: Way,
  port: number,
  sourcePort: number,
  passes: boolean,
): string {
  const packet = `${from.subnet} ${from.address} port ${sourcePort} to ${to.subnet} ${to.address} port ${port}`;
  return `${purpose} is ${verdict}, but ${packet} ${passes ? "passes" : "does not pass"}`;
}

/** Ends and middles of what is needed and of what the flow says about it. */
function samples(ports: Ports, { open, blocked }: Flow, chance: Chance): readonly number[] {
  const ends = [open.must, open.may, blocked].flatMap(({ intervals }: PortSet) =>
    intervals.flatMap(({ first, last }) => [first - 1, first, (first + last) >> 1, last, last + 1]),
  );
  return ports.flatMap(({ first, last }) => [
    first,
    last,
    first + chance.below(last - first + 1),
    ...ends.filter((port) => first <= port && port <= last),
  ]);
}

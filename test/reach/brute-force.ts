/** Holds the flows of a graph against single packets in completions of its unknowns. */
import { expect } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { formatPorts, hasPort, type PortSet } from "../../src/sets/port-set.ts";
import { Chance, complete } from "./completions.ts";
import { connection, type Ports, waysOf } from "./connections.ts";
import { flowsOf } from "./flows.ts";
import { build, type Recipe } from "./random-graphs.ts";
import { connects } from "./simulator.ts";

/** What a packet did that contradicts the flow; undefined where none did. */
export function contradiction(
  graph: Graph,
  flow: Flow,
  dynamic: { readonly first: number; readonly last: number },
  chance: Chance,
  completions: number,
): string | undefined {
  for (let at = 0; at < completions; at += 1) {
    const reality = complete(graph, chance, [flow.service.exists]);
    if (reality === undefined) continue;
    const found = inReality(reality, flow, dynamic, chance);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inReality(reality: Graph, flow: Flow, dynamic: Ports[number], chance: Chance): string | undefined {
  const { service, targetGroup, loadBalancer, purpose, verdict, open, required } = flow;
  const ids = { service: service.id, targetGroup: targetGroup!.id, loadBalancer: loadBalancer!.id };
  const ways = waysOf(reality, { ...ids, purpose, dynamic }, chance);
  const symbolic = formatPorts(required) === "";
  const assumed = flow.assumptions.some(({ kind }) => kind === "zone-served");
  for (const way of ways)
    for (const port of samples(way.ports, flow, chance)) {
      const sourcePort = chance.pick([
        1024,
        1025,
        32767,
        32768,
        40000,
        60999,
        61000,
        65535,
        1024 + chance.below(64512),
      ]);
      const passes = (way.served || assumed) && connects(reality, connection(way, port, sourcePort));
      const what = `${verdict} must ${formatPorts(open.must)} may ${formatPorts(open.may)}, but port ${port} from ${way.from.subnet} ${way.from.address} port ${sourcePort} to ${way.to.subnet} ${way.to.address}`;
      if (!passes && verdict === "reachable") return `${what} does not pass`;
      if (passes && verdict === "blocked") return `${what} passes`;
      if (symbolic) continue;
      if (!passes && hasPort(open.must, port)) return `${what} does not pass`;
      if (passes && !hasPort(open.may, port)) return `${what} passes`;
    }
  return undefined;
}

/** Ends and middles of what is needed and of what the flow says about it. */
function samples(ports: Ports, { open, blocked }: Flow, chance: Chance): readonly number[] {
  const ends = [open.must, open.may, blocked].flatMap(({ intervals }: PortSet) =>
    intervals.flatMap(({ first, last }) => [first - 1, first, (first + last) >> 1, last, last + 1]),
  );
  const all = ports.flatMap(({ first, last }) => [
    first,
    last,
    first + chance.below(last - first + 1),
    ...ends.filter((port) => first <= port && port <= last),
  ]);
  const distinct = [...new Set(all)];
  return distinct.length <= 6 ? distinct : Array.from({ length: 6 }, () => chance.pick(distinct));
}

/** Builds the graph and holds all its flows against packets; counts their verdicts. */
export function holdAgainstPackets(recipe: Recipe, seed: number, count: Map<string, number>): void {
  const builder = build(recipe);
  const graph = builder.graph();
  const chance = new Chance(seed);
  for (const flow of flowsOf(builder, { ephemeral: recipe.dynamic })) {
    count.set(flow.verdict, (count.get(flow.verdict) ?? 0) + 1);
    expect(contradiction(graph, flow, recipe.dynamic, chance, 3)).toBeUndefined();
    if (flow.verdict === "undetermined") expect(flow.because.length).toBeGreaterThan(0);
    else expect(flow.because).toEqual([]);
  }
}

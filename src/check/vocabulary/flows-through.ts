/** The flows that lead to a service, and those whose packets a filter sees in one direction: found once for all that ask for them. */
import { groupBy, remembered } from "../../base/collections.ts";
import type { Truth } from "../../base/truth.ts";
import type { FilterRule, NetworkAcl, SecurityGroup, Service } from "../../graph/model.ts";
import type { Flow } from "../../reach/flow.ts";
import type { World } from "../../worlds/judge.ts";
import type { Many } from "./entity.ts";
import { direction } from "./hop-group.ts";

/** A flow whose packets a filter sees, and whether it certainly does. */
export interface FlowThrough {
  readonly flow: Flow;
  readonly exists: Truth;
}

export interface FlowsThrough {
  readonly all: readonly FlowThrough[];
  /** Of those with the same load balancer the first that is certain, and the first that is not. */
  readonly byLoadBalancer: readonly FlowThrough[];
  /** Of those that need the same ports, by the same kind of mapping, likewise. */
  readonly byPorts: readonly FlowThrough[];
  /** As rules see them. */
  readonly many: Many;
}

const NO_FLOWS = flowsOf([]);

const found = new WeakMap<World, ReadonlyMap<string, FlowsThrough>>();

/** Where the packets of flows meet the filter; certain where the engine could judge the hop. */
export function flowsThrough(filter: SecurityGroup | NetworkAcl, rule: FilterRule, world: World): FlowsThrough {
  const all = remembered(found, world, () => allIn(world));
  return all.get(keyOf(rule.direction, filter.id)) ?? NO_FLOWS;
}

const toServices = new WeakMap<World, ReadonlyMap<string, readonly Flow[]>>();

export function flowsTo({ id }: Service, world: World): readonly Flow[] {
  return remembered(toServices, world, () => groupBy(world.flows, ({ service }) => service.id)).get(id) ?? [];
}

function keyOf(of: FilterRule["direction"], id: string): string {
  return `${of} ${id}`;
}

function allIn({ flows }: World): ReadonlyMap<string, FlowsThrough> {
  const all = new Map<string, Map<Flow, Truth>>();
  for (const flow of flows)
    for (const { kind, nodes, verdict } of flow.hops)
      for (const { id } of nodes) {
        const through = remembered(all, keyOf(direction(kind), id), () => new Map<Flow, Truth>());
        if (verdict !== "undetermined") through.set(flow, "true");
        else if (!through.has(flow)) through.set(flow, "unknown");
      }
  return new Map(
    [...all].map(([key, through]) => [key, flowsOf([...through].map(([flow, exists]) => ({ flow, exists })))]),
  );
}

function flowsOf(all: readonly FlowThrough[]): FlowsThrough {
  return {
    all,
    byLoadBalancer: firstOfEach(all, ({ loadBalancer }) => loadBalancer?.id ?? ""),
    byPorts: firstOfEach(
      all,
      ({ portMapping, required: { intervals } }) =>
        `${portMapping} ${intervals.map(({ first, last }) => `${first}-${last}`).join()}`,
    ),
    many: {
      members: all.map(({ flow, exists }) => ({ entity: { kind: "flow", flow }, exists })),
      mayBeMore: false,
    },
  };
}

function firstOfEach(all: readonly FlowThrough[], key: (flow: Flow) => string): readonly FlowThrough[] {
  const firsts = new Map<string, FlowThrough>();
  for (const one of all) {
    const name = `${one.exists} ${key(one.flow)}`;
    if (!firsts.has(name)) firsts.set(name, one);
  }
  return [...firsts.values()];
}

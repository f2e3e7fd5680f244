/** A world → its entities of one kind, in order of the graph. */

import type { Node } from "../graph/model.ts";
import type { Flow, Hop, ObstacleKind } from "../reach/flow.ts";
import type { Entity, World } from "./entity.ts";
import { filterRules } from "./filter-properties.ts";
import type { EntityKind } from "./rule.ts";

/** External nodes are none: nothing in the source is at fault there. */
export function entities(kind: EntityKind, world: World): readonly Entity[] {
  const { graph, flows } = world;
  const own = <N extends Node>(nodes: readonly N[]): readonly N[] => nodes.filter((node) => isOwn(node, world));
  switch (kind) {
    case "hop":
      return flows.flatMap((flow) =>
        flow.hops.filter((hop) => isJudged(hop, flow)).map((hop) => ({ kind, flow, hop })),
      );
    case "flow":
      return flows.map((flow) => ({ kind, flow }));
    case "obstacle":
      return flows.flatMap((flow) => (flow.obstacles ?? []).map((obstacle) => ({ kind, flow, obstacle })));
    case "service":
      return own(graph.of("service")).map((service) => ({ kind, service }));
    case "registration":
      return own(graph.of("service")).flatMap((service) =>
        service.loadBalancers.map((entry) => ({ kind, service, entry })),
      );
    case "container":
      return own(graph.of("task-definition")).flatMap((task) =>
        task.containers.map((container) => ({ kind, task, container })),
      );
    case "portMapping":
      return own(graph.of("task-definition")).flatMap((task) =>
        task.containers.flatMap((container) =>
          container.portMappings.map((mapping) => ({ kind, task, container, mapping })),
        ),
      );
    case "targetGroup":
      return own(graph.of("target-group")).map((targetGroup) => ({ kind, targetGroup }));
    case "loadBalancer":
      return own(graph.of("load-balancer")).map((loadBalancer) => ({ kind, loadBalancer }));
    case "filter":
      return filters(world).map((filter) => ({ kind, filter }));
    case "filterRule":
      return filters(world).flatMap((filter) => filterRules(filter).map((rule) => ({ kind, filter, rule })));
  }
}

/** Where a flow has no route, no port or no instance at all, what its hops let through is open for that reason only. */
function isJudged({ verdict }: Hop, { obstacles = [] }: Flow): boolean {
  if (verdict === "not-applicable") return false;
  if (verdict !== "undetermined") return true;
  return !obstacles.some(
    ({ kind, proof }) => NOWHERE.includes(kind) || (proof !== undefined && REFUSED.includes(kind)),
  );
}

const NOWHERE: readonly ObstacleKind[] = ["no-listener", "port-not-mapped", "container-not-found", "no-instances"];

/** ECS runs no such service. */
const REFUSED: readonly ObstacleKind[] = ["network-mode", "launch-type", "load-balancer-type"];

function filters(world: World) {
  const { graph } = world;
  return [...graph.of("security-group"), ...graph.of("network-acl")].filter((node) => isOwn(node, world));
}

function isOwn({ external, root }: Node, { judged }: World): boolean {
  return external === undefined && (judged === undefined || judged.has(root));
}

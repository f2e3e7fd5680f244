/** What leaves open whether an obstacle is there: not all that leaves its flow open. */
import { rootUnknowns, type UnknownValue } from "../../base/value.ts";
import type { Flow, Obstacle } from "../../reach/flow.ts";
import type { World } from "../../worlds/judge.ts";
import { openNames } from "./links.ts";

/** Empty where it is the same as of the flow. */
export function obstacleDoubts(flow: Flow, { kind, span }: Obstacle, { graph }: World): readonly UnknownValue[] {
  if (kind === "hosts-registered")
    return openNames(graph, flow.targetGroup, "host-group", (hosts) => hosts.targetGroups);
  if (kind !== "no-instances") return [];
  // Of the cluster, where the obstacle stands; what else is open is a matter of the load balancer.
  const isHere = ({ cause: { span: at } }: UnknownValue) => at?.file.path === span.file.path && at.start === span.start;
  const here = flow.because.filter(isHere);
  return here.length > 0 ? here : flow.because.flatMap(rootUnknowns).filter(isHere);
}

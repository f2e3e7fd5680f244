/** What stands for the flows of a registration that are not judged, because that would take too much. */
import type { UnknownValue } from "../base/value.ts";
import { addressOf } from "../graph/describe.ts";
import type { Service, ServiceLoadBalancer } from "../graph/workload.ts";
import { noPorts } from "../sets/port-set.ts";
import type { Flow } from "./flow.ts";

/** One for all routes of the entry: how many there are is what there may be too much of. */
export function unjudgedFlow(service: Service, entry: ServiceLoadBalancer, because: UnknownValue): Flow {
  const [leading] = entry.targetGroup?.to ?? [];
  const targetGroup = leading === undefined ? "classic" : addressOf(leading);
  return {
    id: `${service.root}: ? -> ${targetGroup} -> ${service.address} (traffic)`,
    root: service.root,
    service,
    entry,
    taskDefinition: undefined,
    container: { name: undefined, port: undefined },
    targetGroup: undefined,
    loadBalancer: undefined,
    purpose: "traffic",
    portMapping: "unknown",
    protocol: "tcp",
    required: noPorts,
    requiredText: "",
    verdict: "undetermined",
    open: { must: noPorts, may: noPorts },
    blocked: noPorts,
    because: [because],
    assumptions: [],
    hops: [],
    unjudged: true,
    when: [],
  };
}

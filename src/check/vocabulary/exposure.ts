/** To whom a rule opens the host ports of containers whose ports are dynamic. */
import { and, any, or, type Truth } from "../../base/truth.ts";
import type { FilterRule } from "../../graph/model.ts";
import type { Flow } from "../../reach/flow.ts";
import type { Bounds } from "../../sets/port-set.ts";
import { intersectPorts, noPorts, type PortSet, unionOfPorts } from "../../sets/port-set.ts";
import { sameLink } from "./clash.ts";
import { existence } from "./entity.ts";

/** A flow whose packets a filter sees, and whether it certainly does. */
export interface FlowThrough {
  readonly flow: Flow;
  readonly exists: Truth;
}

/** Those of the rule's ports on which the flows reach dynamic host ports. */
export function dynamicPorts(ports: Bounds<PortSet>, flows: readonly FlowThrough[]): Bounds<PortSet> {
  const required = (some: readonly FlowThrough[]): PortSet => unionOfPorts(some.map(({ flow }) => flow.required));
  const dynamic = flows.filter(({ flow }) => flow.portMapping === "dynamic");
  const certain = dynamic.filter(({ exists }) => exists === "true");
  const must = certain.length === 0 ? noPorts : intersectPorts(ports.must, required(certain));
  return { must, may: intersectPorts(ports.may, required(flows.filter(mayBeDynamic))) };
}

function mayBeDynamic({ flow: { portMapping } }: FlowThrough): boolean {
  return portMapping === "dynamic" || portMapping === "unknown";
}

/** Whether the rule names a security group that the load balancer of one of the flows carries. */
export function namesLoadBalancer({ peers }: FilterRule, flows: readonly FlowThrough[]): Truth {
  const groups = peers.flatMap((peer) => (peer.kind === "security-group" ? [peer] : []));
  return any(
    flows.map(({ flow: { loadBalancer }, exists }) => {
      if (loadBalancer === undefined) return groups.length === 0 ? "false" : "unknown";
      if (loadBalancer.securityGroups === "unfiltered") return "false";
      const { links, rest } = loadBalancer.securityGroups;
      const named = any(
        groups.flatMap((peer) =>
          links.map((link) => and(and(existence(peer.exists), existence(link.exists)), sameLink(peer.group, link))),
        ),
      );
      return and(exists, rest === undefined || groups.length === 0 ? named : or(named, "unknown"));
    }),
  );
}

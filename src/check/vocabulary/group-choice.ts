/** Whether what a load balancer's groups do not let out follows from the choice of the targets' groups, of which the hop into them tells. */
import type { FilterRule, NodeId } from "../../graph/model.ts";
import type { Flow, Hop } from "../../reach/flow.ts";
import { allPorts, noPorts, type PortSet, portRange, portsWithin } from "../../sets/port-set.ts";

/**
 * Its groups let the ports out to a group that the targets do not carry; and wherever the targets are, they should: the rule that admits the load
 * balancer is in that group, or they carry the default group of their VPC, because they name none.
 */
export function followsChoice({ hops, protocol }: Flow, { kind, nodes, required }: Hop): boolean {
  if (kind !== "load-balancer-egress") return false;
  const rules = nodes.flatMap((node) => (node.kind === "security-group" ? node.rules : []));
  const letOut = new Set(rules.filter((rule) => letsOut(rule, protocol, required)).flatMap(groupsIn));
  const into = hops.filter((hop) => hop.kind === "target-ingress");
  const areWrong = into.every(
    (hop) =>
      hop.decidedBy.some(({ role, node }) => role === "elsewhere" && letOut.has(node.id)) ||
      (isUnnamed(hop) && letOut.size > 0),
  );
  return areWrong && into.some(({ proof }) => proof?.closes === true);
}

/** It filters by a default group, which is in force only because none is named. */
export function isUnnamed({ nodes }: Hop): boolean {
  return nodes.some(({ assumption }) => assumption?.kind === "default-security-group");
}

const NUMBERS: Readonly<Record<Flow["protocol"], number>> = { tcp: 6, udp: 17 };

function letsOut(
  { direction, exists, protocol: written, ports }: FilterRule,
  protocol: Flow["protocol"],
  needed: PortSet,
): boolean {
  if (direction !== "egress" || exists !== true || !written.known) return false;
  if (written.value === "all") return true;
  return written.value === NUMBERS[protocol] && portsWithin(needed, portsIn(ports));
}

/** Where an end is not known, none. */
function portsIn(ports: FilterRule["ports"]): PortSet {
  if (ports === "all") return allPorts;
  const { from, to } = ports;
  return from.known && to.known ? portRange(from.value, to.value) : noPorts;
}

function groupsIn({ peers }: FilterRule): readonly NodeId[] {
  return peers.flatMap((peer) => (peer.kind === "security-group" && peer.exists === true ? peer.group.to : []));
}

/** To whom rules open ports: the host ports of containers whose ports are dynamic, and the ports of listeners. */

import { underKey } from "../../base/collections.ts";
import type { Fact, KnownFact } from "../../base/fact.ts";
import { all, and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { FilterRule, Graph, Listener, SecurityGroup } from "../../graph/model.ts";
import { type Bounds, intersectPorts, noPorts, type PortSet, unionOfPorts } from "../../sets/port-set.ts";
import { sameLink } from "./clash.ts";
import { existence, openOf, possible } from "./entity.ts";
import type { FlowThrough } from "./flows-through.ts";
import { openLinks } from "./links.ts";

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

/**
 * True where a rule of one of the groups is for the listener's port, whoever the rule admits, and where no group filters; false where no rule
 * of any group is.
 */
export function admitted(graph: Graph, { loadBalancer, port, protocol }: Listener): Truth {
  const [id] = loadBalancer.to;
  const balancer = loadBalancer.to.length === 1 ? graph.get("load-balancer", id!) : undefined;
  if (balancer === undefined || balancer.external !== undefined) return "unknown";
  const groups = balancer.securityGroups;
  if (groups === "unfiltered") return "true";
  if (port === undefined) return "unknown";
  const each = eachOf(port).map((one) => {
    const byGroup = groups.links.flatMap(({ to }) =>
      to.map((group) => admits(graph.get("security-group", group), one, protocol)),
    );
    return or(any(byGroup), groups.rest === undefined ? "false" : "unknown");
  });
  return each.every((truth) => truth === each[0]) ? each[0]! : "unknown";
}

/** The ports of which it is one, each for itself; the port where it can be any. */
function eachOf(port: Fact<number>): readonly Fact<number>[] {
  const ports = possible(port) ?? [];
  return ports.length === 0 ? [port] : ports.map((value) => ({ known: true, value, origin: port.origin }));
}

/** What leaves that open. */
export function openAdmission(graph: Graph, { loadBalancer, port, protocol }: Listener): readonly UnknownValue[] {
  const ends = openLinks(graph, { links: [loadBalancer] });
  const groups = loadBalancer.to.map((id) => graph.get("load-balancer", id)?.securityGroups ?? "unfiltered");
  const links = groups.flatMap((of) => (of === "unfiltered" ? [] : [of]));
  const filters = links.flatMap((of) =>
    of.links.flatMap(({ to }) => to.flatMap((id) => graph.get("security-group", id) ?? [])),
  );
  const rules = filters.flatMap((group) => group.rules.filter(({ direction }) => direction === "ingress"));
  return [
    ...ends,
    ...links.flatMap((of) => openLinks(graph, of)),
    ...openOf(port, protocol, ...filters.map(({ ingressRest }) => ingressRest)),
    ...rules
      .filter((rule) => port === undefined || isFor(rule, protocol) !== "false")
      .flatMap((rule) =>
        openOf(rule.exists, rule.protocol, ...(rule.ports === "all" ? [] : [rule.ports.from, rule.ports.to])),
      ),
  ];
}

function admits(group: SecurityGroup | undefined, port: Fact<number>, protocol: Fact<string> | undefined): Truth {
  if (group === undefined || group.external !== undefined) return "unknown";
  const byRule = group.rules
    .filter(({ direction }) => direction === "ingress")
    .map((rule) => all([existence(rule.exists), isFor(rule, protocol), includes(rule, port)]));
  return or(any(byRule), group.ingressRest === undefined ? "false" : "unknown");
}

/** Protocols of the transport, by which listeners take packets; one that names none is of HTTP. */
const TRANSPORTS: Readonly<Record<string, readonly number[]>> = {
  UDP: [17],
  QUIC: [17],
  TCP_UDP: [6, 17],
  TCP_QUIC: [6, 17],
};
const TCP = [6];

/** Whether the rule is for packets of a listener's protocol; of TCP where that is undefined. */
function isFor({ protocol: written }: FilterRule, protocol: Fact<string> | undefined): Truth {
  if (written.known && written.value === "all") return "true";
  if (!written.known || protocol?.known === false) return "unknown";
  return truthOf(transportsOf(protocol).includes(Number(written.value)));
}

/** The IANA numbers by which a listener of a known protocol takes packets. */
export function transportsOf(protocol: KnownFact<string> | undefined): readonly number[] {
  return underKey(TRANSPORTS, protocol?.value ?? "HTTP") ?? TCP;
}

/** Ports do not count in a rule for all protocols, which one of an unknown protocol may be. */
function includes({ ports, protocol }: FilterRule, port: Fact<number>): Truth {
  if (ports === "all") return "true";
  const { from, to } = ports;
  if (!port.known) return "unknown";
  const isOutside = (from.known && from.value > port.value) || (to.known && to.value < port.value);
  if (isOutside) return possible(protocol)?.includes("all") === false ? "false" : "unknown";
  return from.known && to.known ? "true" : "unknown";
}

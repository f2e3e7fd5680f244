/** What a changed filter rule, by what is written in it and beside it, must mean for a hop: decided without the engine that judges hops. */
import type { FilterRule, NetworkAcl, Peer, SecurityGroup } from "../../src/graph/filters.ts";
import type { Flow, Hop, HopKind } from "../../src/reach/flow.ts";
import { wholeFamily } from "../../src/sets/ip-set.ts";
import { type PortSet, portRange, portsMeet, portsWithin } from "../../src/sets/port-set.ts";
import type { FilterChange } from "./filter-change.ts";

const INTO: ReadonlySet<HopKind> = new Set(["target-ingress", "target-acl-in", "return-load-balancer-acl-in"]);

/** The rules of a hop's filters in its direction: those that are changed, and the others. */
export interface HopRules {
  readonly changed: readonly FilterRule[];
  readonly others: readonly FilterRule[];
  /** There may be more, of which the source says nothing. */
  readonly hasRest: boolean;
}

export function rulesAt({ kind, nodes }: Hop, { rule: text }: FilterChange): HopRules {
  const direction = INTO.has(kind) ? "ingress" : "egress";
  const rules = nodes.flatMap(rulesOf).filter((rule) => rule.direction === direction);
  const isChanged = ({ span }: FilterRule): boolean =>
    text !== undefined && span.file.path === text.file.path && text.start <= span.start && span.end <= text.end;
  return {
    changed: rules.filter(isChanged),
    others: rules.filter((rule) => !isChanged(rule)),
    hasRest: nodes.some((node) => node.external !== undefined || node[`${direction}Rest`] !== undefined),
  };
}

function rulesOf(node: SecurityGroup | NetworkAcl): readonly FilterRule[] {
  return node.kind === "security-group" ? node.rules : node.entries;
}

const PROTOCOLS = { tcp: 6, udp: 17 } as const;

/** Whether the rule may say something of the ports, whoever its peers are. */
export function maySpeakOf({ protocol, ports }: FilterRule, needed: PortSet, flow: Flow): boolean {
  if (protocol.known && protocol.value !== "all" && protocol.value !== PROTOCOLS[flow.protocol]) return false;
  if (ports === "all" || !protocol.known || protocol.value === "all" || !ports.from.known || !ports.to.known)
    return true;
  return portsMeet(portRange(ports.from.value, ports.to.value), needed);
}

/** Whether the rule certainly says something of all of the ports, and of everybody. */
export function speaksOfAll({ protocol, ports, peers, exists }: FilterRule, needed: PortSet, flow: Flow): boolean {
  const everybody = peers.some(
    (peer) =>
      peer.kind === "cidr" &&
      peer.exists === true &&
      peer.range.known &&
      peer.range.value.last === wholeFamily(4).last &&
      peer.range.value.first === 0n &&
      peer.range.value.family === 4,
  );
  if (exists !== true || !everybody || !protocol.known) return false;
  if (protocol.value === "all") return true;
  if (protocol.value !== PROTOCOLS[flow.protocol]) return false;
  return (
    ports === "all" ||
    (ports.from.known && ports.to.known && portsWithin(needed, portRange(ports.from.value, ports.to.value)))
  );
}

/** Whether a rule, once it is for all ports and all addresses where it names some, speaks of all that may come to the hop. */
export function widenedSpeaksOfAll({ exists, peers }: FilterRule, hop: Hop, flow: Flow): boolean {
  const namesOther = (peer: Peer): boolean => {
    if (peer.exists !== true) return false;
    if (peer.kind === "cidr") return !peer.range.known || peer.range.value.family === 4;
    if (peer.kind !== "security-group") return false;
    const { to, exists: named, assumption } = peer.group;
    return named === true && assumption === undefined && to.length === 1 && isCarriedByOther(to[0]!, hop, flow);
  };
  return exists === true && peers.some(namesOther);
}

/** Whether every interface of the other side carries the group. */
function isCarriedByOther(group: string, { kind }: Hop, { hops }: Flow): boolean {
  const other = kind === "target-ingress" ? "load-balancer-egress" : "target-ingress";
  const sides = hops.filter((hop) => hop.kind === other);
  return sides.length > 0 && sides.every(({ nodes }) => nodes.length === 1 && nodes[0]!.id === group);
}

/** Its number is the only one of its kind and before those of the others. */
export function comesBefore({ number }: FilterRule, others: readonly FilterRule[]): boolean {
  return number?.known === true && others.every((one) => one.number?.known === true && number.value < one.number.value);
}

/** AWS refuses entries of one number: which of them there is is not known until the other is gone. */
export function sharesNumber(rule: FilterRule, others: readonly FilterRule[]): boolean {
  const { number } = rule;
  return others.some(
    (one) => one !== rule && number?.known === true && one.number?.known === true && one.number.value === number.value,
  );
}

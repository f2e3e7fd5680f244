/** What filters let through that is no flow of a load balancer: its clients, what tasks and instances connect to, and who calls tasks. */
import { and, any, not, type Truth } from "../base/truth.ts";
import type { Existence } from "../base/value.ts";
import type { ConnectEndpoint, DiscoveryEntry, LinkSet, Service } from "../graph/model.ts";
import type { LoadBalancer, Subnet } from "../graph/network.ts";
import {
  type Bounds,
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portsOf,
  unionOfPorts,
} from "../sets/port-set.ts";

import { answerNeed, type Need, needEach } from "./asked/needs.ts";
import { callByConnect, callByDiscovery, callFromOutside } from "./callers.ts";
import type { ReachContext } from "./certainty/context.ts";
import { givenOf } from "./certainty/unknowns.ts";
import { aclOfSubnet } from "./filters/acl-of-subnet.ts";
import type { FilterAnswer, Share } from "./filters/filter-answer.ts";
import { filterAtSubnet } from "./filters/network-acls.ts";
import { passageOf } from "./filters/rule-match.ts";
import { filterBySecurityGroups } from "./filters/security-groups.ts";
import { type Addresses, clientAddresses, placeAddresses, vpcOf } from "./sides/addresses.ts";
import { interfaceGroups, placementsOf } from "./sides/interfaces.ts";
import type { TaskCall } from "./ways/calls.ts";

/** Interfaces of one thing. */
export interface Interfaces {
  /** What people call the thing. */
  readonly address: string;
  readonly securityGroups: LinkSet;
  readonly subnets: LinkSet;
  readonly exists: Existence;
}

/** Whose groups admit others. */
export type Admitting = Omit<Interfaces, "subnets">;

/** A subnet of a load balancer, and what its network ACL does with the clients. */
export interface ClientSide {
  readonly subnet: Subnet;
  /** Whether the load balancer certainly has a node there. */
  readonly exists: Truth;
  /** Whether it admits anybody to the port. */
  readonly admits: Truth;
  /** The ports, of 1024–65535, to which it lets answers out, to anybody. */
  readonly answers: Bounds<PortSet>;
}

/** Each answer is that of the filters of the engine. TCP over IPv4. */
export interface Admission {
  /**
   * Whether the security groups of a thing admit another's interfaces to the port: false where in one of their subnets they certainly
   * do not, true where in each of them they do.
   */
  admits(to: Admitting, from: Interfaces, port: number): Truth;
  /** Each known subnet of a load balancer. */
  clientSides(loadBalancer: LoadBalancer, port: number): readonly ClientSide[];
  /** The tasks of a service, or of one that is not in the source, call the port that another one publishes by Service Connect. */
  byConnect(caller: Service | "outside", service: Service, endpoint: ConnectEndpoint): TaskCall;
  /** Anybody calls the tasks that are registered by an entry of service discovery. */
  byDiscovery(service: Service, entry: DiscoveryEntry): TaskCall;
}

export function admissionOf(context: ReachContext): Admission {
  return {
    admits: (to, from, port) => admits(context, to, from, port),
    clientSides: (loadBalancer, port) => clientSides(context, loadBalancer, needEach(context, portsOf([port]))),
    byConnect: (caller, service, endpoint) =>
      caller === "outside"
        ? context.ask(callFromOutside, service, endpoint)
        : context.ask(callByConnect, caller, service, endpoint),
    byDiscovery: (service, entry) => context.ask(callByDiscovery, service, entry),
  };
}

const TCP = 6;

function admits(context: ReachContext, to: Admitting, from: Interfaces, port: number): Truth {
  const given = givenOf(context, [to.exists, from.exists]);
  const own = interfaceGroups(context, to.securityGroups, given, to.address).set;
  const groups = interfaceGroups(context, from.securityGroups, given, from.address).set;
  const need = needEach(context, portsOf([port]));
  const refused = placementsOf(context, from.subnets, given, from.address).map(({ place, because }) => {
    const addresses = placeAddresses(context, place, 4, undefined);
    const passage = passageOf(context, "ingress", { groups, addresses }, need, TCP);
    const { open } = filterBySecurityGroups(context, own, passage);
    return and(because.length === 0 ? "true" : "unknown", not(truthIn(open)));
  });
  return not(any(refused));
}

function truthIn({ must, may }: Bounds<PortSet>): Truth {
  if (isNoPorts(may)) return "false";
  return isNoPorts(must) ? "unknown" : "true";
}

function clientSides(context: ReachContext, loadBalancer: LoadBalancer, need: Need): readonly ClientSide[] {
  const given = givenOf(context, [loadBalancer.exists]);
  return placementsOf(context, loadBalancer.subnets, given, loadBalancer.address).flatMap(({ place, because }) => {
    const { subnet } = place;
    if (subnet === undefined || subnet.external !== undefined) return [];
    const addresses = clientAddresses(context, loadBalancer, 4, vpcOf(context, subnet));
    const filter = aclOfSubnet(context, place, given);
    const through = (direction: "ingress" | "egress", needed: Need): Bounds<PortSet> => {
      const passage = passageOf(context, direction, { groups: undefined, addresses }, needed, TCP);
      return toAnybody(filterAtSubnet(context, filter, passage, given), addresses);
    };
    return [
      {
        subnet,
        exists: because.length === 0 ? "true" : "unknown",
        admits: truthIn(through("ingress", need)),
        answers: through("egress", answerNeed),
      },
    ];
  });
}

/**
 * The ports that pass for somebody: those of the entries that certainly allow some of the addresses, whichever these are, up to a denial that is
 * in doubt. (What an answer itself says to be open is so for everybody.)
 */
function toAnybody({ nodes, open, shares, because, ways }: FilterAnswer, addresses: Addresses): Bounds<PortSet> {
  const { may } = open;
  if (ways.length > 0) return { must: ways.map((way) => toAnybody(way, addresses).must).reduce(intersectPorts), may };
  if (because.length > 0) return { must: noPorts, may };
  if (nodes.length === 0) return open;
  // Which of the clients there are is not asked.
  const isCertain = (share: Share): boolean => share.because.every((why) => addresses.because.includes(why));
  const doubtful = shares.findIndex((share) => share.rule.action === "deny" && !isCertain(share));
  const deciding = doubtful === -1 ? shares : shares.slice(0, doubtful);
  const allowed = deciding.filter((share) => share.rule.action === "allow" && isCertain(share));
  return { must: unionOfPorts(allowed.map(({ ports }) => ports.may)), may };
}

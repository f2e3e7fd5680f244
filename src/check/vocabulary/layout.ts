/** How a load balancer is laid out: which listeners take one port, where its subnet is if it has only one, and which are in one zone. */
import { groupBy, remembered } from "../../base/collections.ts";
import { type Fact, sameFact } from "../../base/fact.ts";
import { all, and, any, type Truth, truthOf } from "../../base/truth.ts";
import type { Existence } from "../../base/value.ts";
import type { Graph, Link, Listener, LoadBalancer, NodeId, Subnet } from "../../graph/model.ts";
import { sameZone } from "../../graph/zones.ts";
import type { World } from "../../worlds/judge.ts";
import { sameLink } from "./clash.ts";
import { existence, list, type Many, type One, possible } from "./entity.ts";
import { linkedOne } from "./links.ts";

/**
 * The listeners before this one, each with whether it certainly has the same port of the same load balancer: ELB takes one listener per
 * port, whatever the protocols
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html, DuplicateListener). Ports of which nothing
 * is known are not compared, nor listeners under two conditions: they may be alternatives.
 */
export function earlierOnSamePort(graph: Graph, listener: Listener): Many {
  const byBalancer = remembered(listenersIn, graph, () => comparedIn(graph));
  const earlier = listener.loadBalancer.to.flatMap((id) => {
    const listeners = byBalancer.get(id) ?? [];
    return listeners.length > MOST_LISTENERS ? [] : listeners.slice(0, Math.max(0, listeners.indexOf(listener)));
  });
  const members = [...new Set(earlier)].map((other) => ({
    entity: { kind: "listener" as const, listener: other },
    exists: takesSamePort(listener, other),
  }));
  return { members: members.filter(({ exists }) => exists !== "false"), mayBeMore: false };
}

/** With more of one load balancer they are not compared: it takes fifty unless AWS is asked for more. */
const MOST_LISTENERS = 500;

const listenersIn = new WeakMap<Graph, ReadonlyMap<NodeId, readonly Listener[]>>();

/** Those of each load balancer, in the order of the graph. */
function comparedIn(graph: Graph): ReadonlyMap<NodeId, readonly Listener[]> {
  const compared = new Map<NodeId, Listener[]>();
  for (const listener of graph.of("listener"))
    if (listener.external === undefined && !listener.repeated)
      for (const id of listener.loadBalancer.to) remembered(compared, id, () => []).push(listener);
  return compared;
}

function takesSamePort(a: Listener, b: Listener): Truth {
  if (a.port === undefined || b.port === undefined || mayExclude(a.exists, b.exists)) return "false";
  return all([
    sameIfKnown(a.port, b.port),
    sameLink(a.loadBalancer, b.loadBalancer),
    existence(a.exists),
    existence(b.exists),
  ]);
}

/** Those of which nothing is known count as different, unless they are the same unknown. */
function sameIfKnown<T extends string | number>(a: Fact<T>, b: Fact<T>): Truth {
  const same = sameFact(a, b);
  return same === "unknown" && (possible(a) === undefined || possible(b) === undefined) ? "false" : same;
}

/** Two conditions, of which one may be the other's opposite. */
function mayExclude(a: Existence, b: Existence): boolean {
  return a !== true && b !== true && a.symbol !== b.symbol;
}

/** The only subnet that it has: absent where there are several, or where a list of them is not known. */
export function onlySubnet(world: World, { subnets: { links, rest }, external }: LoadBalancer): One {
  const [link, ...more] = links;
  if (link === undefined || more.length > 0 || link.exists !== true || rest !== undefined) return "absent";
  const found = linkedOne(world, link, "subnet", (subnet) => ({ kind: "subnet", subnet }));
  if (external !== undefined || typeof found === "string") return "unknown";
  return found.some((one) => one.kind === "subnet" && one.subnet.repeated) ? "absent" : found;
}

/** Two subnets of a load balancer that are in one zone, or may be. */
export interface ZoneTwice {
  readonly subnet: Subnet;
  /** The one before it in the list. */
  readonly taken: Subnet;
  readonly truth: Truth;
}

/**
 * ELB takes one subnet of each zone (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html). Zones
 * of which nothing is known are the same where they are the same unknown, and not compared else; nor are those of subnets under two
 * conditions, which may be alternatives.
 */
export function zonesTwice(graph: Graph, { subnets: { links } }: LoadBalancer): readonly ZoneTwice[] {
  const found = links.flatMap(({ exists }, at) => {
    const subnet = onlySubnetOf(graph, links[at]!);
    return subnet?.zone === undefined ? [] : [{ subnet, zone: subnet.zone, exists }];
  });
  return found.flatMap(({ subnet, zone, exists }, at) =>
    found.slice(0, at).flatMap((other): readonly ZoneTwice[] => {
      if (other.subnet.id === subnet.id || mayExclude(other.exists, exists)) return [];
      const same = other.zone.known && zone.known ? sameZone(other.zone, zone) : sameIfKnown(other.zone, zone);
      const truth = all([same, existence(other.exists), existence(exists)]);
      return truth === "false" ? [] : [{ subnet, taken: other.subnet, truth }];
    }),
  );
}

/** The subnets for which another has the zone already, for rules. */
export function inZoneTaken(graph: Graph, loadBalancer: LoadBalancer): Many {
  const twice = groupBy(zonesTwice(graph, loadBalancer), ({ subnet }) => subnet);
  const members = [...twice].map(([subnet, all]) => {
    const exists = any(all.map(({ truth }) => truth));
    return { entity: { kind: "subnet" as const, subnet }, exists };
  });
  return { members, mayBeMore: false };
}

/** `aws_subnet.b is in the zone of aws_subnet.a`, for each that is certain, else that may be. */
export function zonesTwiceText(graph: Graph, loadBalancer: LoadBalancer): string {
  const twice = zonesTwice(graph, loadBalancer);
  const certain = twice.filter(({ truth }) => truth === "true");
  const told = certain.length > 0 ? certain : twice;
  return list(told.map(({ subnet, taken }) => `${subnet.address} in that of ${taken.address}`)) || "none";
}

/** Undefined where it is one of several, or stands for any number of like ones. */
function onlySubnetOf(graph: Graph, { to }: Link): Subnet | undefined {
  const subnet = to.length === 1 ? graph.get("subnet", to[0]!) : undefined;
  return subnet?.repeated ? undefined : subnet;
}

/**
 * Whether a subnet is in an availability zone: neither in a Local Zone or Wavelength Zone, whose name has that of a place in it
 * (`us-west-2-lax-1a`, `us-east-1-wl1-bos-wlz-1`, as an id `usw2-lax1-az1`), nor on an Outpost
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html). Where none is written, AWS chooses an
 * availability zone.
 */
export function inAvailabilityZone({ zone, outpost, external }: Subnet): Truth {
  if (external !== undefined) return "unknown";
  const names = zone === undefined ? [] : possible(zone);
  const usual = names?.map((name) => truthOf(USUAL_ZONE.test(name)));
  const inZone = usual === undefined || usual.some((truth) => truth !== usual[0]) ? "unknown" : (usual[0] ?? "true");
  return outpost === undefined ? inZone : and(inZone, outpost.known ? truthOf(outpost.value === "") : "unknown");
}

const USUAL_ZONE = /^(?:[a-z]{2}(?:-[a-z]+)+-\d+[a-z]|[a-z0-9]+-az\d+)$/;

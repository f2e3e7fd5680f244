/** How a load balancer is laid out: which listeners take one port, and where its subnet is if it has only one. */
import { type Fact, sameFact } from "../../base/fact.ts";
import { all, and, type Truth, truthOf } from "../../base/truth.ts";
import type { Existence } from "../../base/value.ts";
import type { Graph, Listener, LoadBalancer, Subnet } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { sameLink } from "./clash.ts";
import { existence, type Many, type One, possible } from "./entity.ts";
import { linkedOne } from "./links.ts";

/**
 * The listeners before this one, each with whether it certainly has the same port of the same load balancer: ELB takes one listener per
 * port, whatever the protocols
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html, DuplicateListener). Ports of which nothing
 * is known are not compared, nor listeners under two conditions: they may be alternatives.
 */
export function earlierOnSamePort(graph: Graph, listener: Listener): Many {
  const listeners = graph.of("listener").filter(({ external, repeated }) => external === undefined && !repeated);
  const earlier = listeners.slice(0, Math.max(0, listeners.indexOf(listener)));
  const members = earlier.map((other) => ({
    entity: { kind: "listener" as const, listener: other },
    exists: takesSamePort(listener, other),
  }));
  return { members: members.filter(({ exists }) => exists !== "false"), mayBeMore: false };
}

function takesSamePort(a: Listener, b: Listener): Truth {
  if (a.port === undefined || b.port === undefined || mayExclude(a.exists, b.exists)) return "false";
  return all([
    samePort(a.port, b.port),
    sameLink(a.loadBalancer, b.loadBalancer),
    existence(a.exists),
    existence(b.exists),
  ]);
}

function samePort(a: Fact<number>, b: Fact<number>): Truth {
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

/** What the network ACLs of a load balancer's subnets do with its clients, who are anybody on the internet. */
import { not } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Listener } from "../../graph/model.ts";
import type { ClientSide } from "../../reach/admission.ts";
import {
  type Bounds,
  formatPorts,
  intersectPorts,
  type PortSet,
  portRange,
  subtractPorts,
} from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import { list, type Many, openOf, unknownsIn } from "./entity.ts";
import { transportsOf } from "./exposure.ts";
import { openLinks } from "./links.ts";

/** Answers come to these (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports). */
const CLIENT_PORTS = portRange(1024, 65535);

/** What leaves open what the network ACLs do, or which subnets there are. */
export function openClients({ loadBalancer, port }: Listener, { graph }: World): readonly UnknownValue[] {
  const sets = loadBalancer.to.flatMap((id) => graph.get("load-balancer", id)?.subnets ?? []);
  const subnets = new Set(sets.flatMap(({ links }) => links.flatMap(({ to }) => to)));
  const acls = graph
    .of("network-acl")
    .filter((acl) => acl.subnets.links.some(({ to }) => to.some((id) => subnets.has(id))));
  return [
    ...openOf(port),
    ...sets.flatMap((set) => openLinks(graph, set)),
    ...acls.flatMap(({ exists, entries, ingressRest, egressRest, subnets: own }) => [
      ...openOf(exists, ingressRest, egressRest),
      ...openLinks(graph, own),
      ...unknownsIn(entries),
    ]),
  ];
}

/** The subnets whose network ACL admits nobody to the listener's port; none where nothing is known of them. */
export function closedIn(listener: Listener, world: World): Many {
  const sides = sidesOf(listener, world);
  const members = sides.flatMap(({ subnet, exists, admits }) => {
    const truth = exists === "true" ? not(admits) : "unknown";
    return admits === "true" ? [] : [{ entity: { kind: "subnet", subnet } as const, exists: truth }];
  });
  return { members, mayBeMore: false, why: () => openClients(listener, world) };
}

/** The ports of clients to which answers get out in every subnet, to somebody at least; all where nothing is known of them. */
export function answeredPorts(listener: Listener, world: World): Bounds<PortSet> {
  const sides = sidesOf(listener, world);
  const certain = sides.filter(({ exists }) => exists === "true");
  return {
    must: sides.map(({ answers }) => answers.must).reduce(intersectPorts, CLIENT_PORTS),
    may: certain.map(({ answers }) => answers.may).reduce(intersectPorts, CLIENT_PORTS),
  };
}

/** Those to which they certainly do not. */
export function unansweredText(listener: Listener, world: World): string {
  return formatPorts(subtractPorts(CLIENT_PORTS, answeredPorts(listener, world).may)) || "none";
}

/** The names of the subnets that it is certain of, else of those that may be. */
export function closedNames(listener: Listener, world: World): string {
  const { members } = closedIn(listener, world);
  const certain = members.filter(({ exists }) => exists === "true");
  return list(
    (certain.length > 0 ? certain : members).flatMap(({ entity }) =>
      entity.kind === "subnet" ? [entity.subnet.address] : [],
    ),
  );
}

/** None where the load balancer or the port is not known, and for listeners that do not take TCP. */
function sidesOf({ loadBalancer: link, port, protocol }: Listener, world: World): readonly ClientSide[] {
  const [id] = link.to;
  const loadBalancer = link.to.length === 1 ? world.graph.get("load-balancer", id!) : undefined;
  if (loadBalancer === undefined || port?.known !== true || protocol?.known === false) return [];
  return transportsOf(protocol).includes(6) ? world.admission.clientSides(loadBalancer, port.value) : [];
}

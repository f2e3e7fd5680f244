/** Whether the services of a namespace can connect to a port that one of them publishes by Service Connect, by their security groups. */
import { type Fact, sameFact } from "../../base/fact.ts";
import { all, and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { ConnectEndpoint, FilterRule, Graph, Link, LinkSet, Namespace, Peer, Service } from "../../graph/model.ts";
import { addressesMeet, formatRange, ipSetOf, wholeFamily } from "../../sets/ip-set.ts";
import type { World } from "../../worlds/judge.ts";
import { sameLink } from "./clash.ts";
import { existence, openOf, unknownsIn } from "./entity.ts";
import { includes, isFor } from "./exposure.ts";
import { openLinks } from "./links.ts";
import { addressesOf } from "./network.ts";
import { portMappingsOf } from "./task-definition.ts";

/** The interfaces of a service's tasks. */
interface Side {
  readonly securityGroups: LinkSet;
  readonly subnets: LinkSet;
}

/** False only where it is proven that none can. True where no other service is certain to be in the namespace. */
export function clientsConnect(world: World, service: Service, endpoint: ConnectEndpoint): Truth {
  const { graph } = world;
  const clients = graph.of("service").map((client) => ({ client, inNamespace: areTogether(graph, service, client) }));
  if (!clients.some(({ client, inNamespace }) => client.id !== service.id && inNamespace === "true")) return "true";
  const [port, server] = [portOf(graph, service, endpoint), sideOf(service)];
  if (port === undefined || server === undefined || endpoint.exists !== true) return "unknown";
  const anybody = passes(world, server.securityGroups, "ingress", port, undefined);
  const byClient = clients.map(({ client, inNamespace }) => {
    const side = sideOf(client);
    if (side === undefined) return all([inNamespace, "unknown", anybody]);
    const admitted = passes(world, server.securityGroups, "ingress", port, side);
    return all([inNamespace, admitted, passes(world, side.securityGroups, "egress", port, server)]);
  });
  const others = namespaceOf(graph, service)?.inSource === true ? "false" : and("unknown", anybody);
  return or(any(byClient), others);
}

/** What leaves it open: who is in the namespace, which groups they carry, and what these say. */
export function openClientsConnect({ graph }: World, service: Service): readonly UnknownValue[] {
  const clients = graph.of("service").filter((client) => areTogether(graph, service, client) !== "false");
  const sets = clients.flatMap(({ network }) => (network === undefined ? [] : [network.securityGroups]));
  const groups = sets.flatMap(({ links }) =>
    links.flatMap(({ to }) => to.flatMap((id) => graph.get("security-group", id) ?? [])),
  );
  const peers = groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.peers));
  const named = peers.flatMap((peer) => (peer.kind === "security-group" ? [peer.group] : []));
  return [
    ...clients.flatMap(({ connect, exists }) => [...unknownsIn(connect), ...openOf(exists)]),
    ...[...sets, { links: named }].flatMap((set) => openLinks(graph, set)),
    ...groups.flatMap(({ rules, ingressRest, egressRest }) => [
      ...unknownsIn(rules),
      ...openOf(ingressRest, egressRest),
    ]),
  ];
}

/** Whether both have Service Connect in one namespace. */
function areTogether(graph: Graph, service: Service, client: Service): Truth {
  return all([isOn(service), isOn(client), existence(client.exists), shareNamespace(graph, service, client)]);
}

function isOn({ connect }: Service): Truth {
  if (connect === undefined) return "false";
  return and(existence(connect.exists), connect.enabled.known ? truthOf(connect.enabled.value) : "unknown");
}

function shareNamespace(graph: Graph, a: Service, b: Service): Truth {
  const [one, other] = [namespaceOf(graph, a), namespaceOf(graph, b)];
  if (one !== undefined && other !== undefined) return sameFact(one.name, other.name);
  return one === other && sameLink(a.cluster, b.cluster) === "true" ? "true" : "unknown";
}

/** The one that it names, or that of its cluster. */
function namespaceOf(graph: Graph, { connect, cluster }: Service): Namespace | undefined {
  const [id, another] = cluster.to;
  return connect?.namespace ?? (another === undefined ? graph.get("cluster", id!)?.namespace : undefined);
}

/**
 * The port on which the proxy of a task with an interface of its own listens: the container's, where none is chosen
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html).
 */
function portOf(graph: Graph, { taskDefinition }: Service, endpoint: ConnectEndpoint): Fact<number> | undefined {
  if (endpoint.ingressPortOverride !== undefined) return endpoint.ingressPortOverride;
  const [id, another] = taskDefinition?.to ?? [];
  const task = id === undefined || another !== undefined ? undefined : graph.get("task-definition", id);
  const named = task === undefined ? [] : portMappingsOf(task).members;
  return named.find(
    ({ entity: { mapping }, exists }) =>
      exists === "true" && mapping.name !== undefined && sameFact(mapping.name, endpoint.portName) === "true",
  )?.entity.mapping.containerPort;
}

function sideOf({ network }: Service): Side | undefined {
  return network?.exists === true ? network : undefined;
}

/** Whether one of the groups lets TCP through on the port: to or from the other side, or anybody where none is given. */
function passes(
  world: World,
  { links, rest }: LinkSet,
  direction: FilterRule["direction"],
  port: Fact<number>,
  side: Side | undefined,
): Truth {
  const byGroup = links.flatMap(({ to, exists }) =>
    to.map((id): Truth => {
      const group = world.graph.get("security-group", id);
      if (group === undefined || group.external !== undefined) return "unknown";
      const byRule = group.rules
        .filter((rule) => rule.direction === direction)
        .map((rule) =>
          all([
            existence(rule.exists),
            isFor(rule, undefined),
            includes(rule, port),
            side === undefined ? "true" : names(world, rule, side),
          ]),
        );
      const more = direction === "ingress" ? group.ingressRest : group.egressRest;
      const carries = to.length === 1 ? existence(exists) : "unknown";
      return and(carries, or(any(byRule), more === undefined ? "false" : "unknown"));
    }),
  );
  return or(any(byGroup), rest === undefined ? "false" : "unknown");
}

function names(world: World, { peers, peersRest }: FilterRule, side: Side): Truth {
  const named = any(peers.map((peer) => and(existence(peer.exists), isPeer(world, peer, side))));
  return or(named, peersRest === undefined ? "false" : "unknown");
}

/** True already where a part of the side's subnets is in the range: tasks may run there. */
function isPeer(world: World, peer: Peer, { securityGroups, subnets }: Side): Truth {
  if (peer.kind === "prefix-list") return "unknown";
  if (peer.kind === "security-group") {
    const carried = any(
      securityGroups.links.map((link) => and(existence(link.exists), meets(world.graph, peer.group, link))),
    );
    return or(carried, securityGroups.rest === undefined ? "false" : "unknown");
  }
  if (!peer.range.known) return "unknown";
  if (formatRange(peer.range.value) === formatRange(wholeFamily(4))) return "true";
  const range = ipSetOf([peer.range.value]);
  const { must, may } = addressesOf(world, subnets);
  return addressesMeet(must, range) ? "true" : addressesMeet(may, range) ? "unknown" : "false";
}

/** Whether both are one group: one that is not in the source may be any other, but for another literal id. */
function meets(graph: Graph, a: Link, b: Link): Truth {
  const same = sameLink(a, b);
  if (same !== "false") return same;
  const [some, others] = [a, b].map(({ to }) => to.map((id) => graph.get("security-group", id)?.external));
  const differ = some!.every((one) =>
    others!.every((other) => (one === undefined ? other === undefined : one.literal && other?.literal === true)),
  );
  return differ ? "false" : "unknown";
}

/** Whether the services of a namespace can connect to a port that one of them publishes by Service Connect. */
import { sameFact } from "../../base/fact.ts";
import { all, and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { ConnectEndpoint, Graph, Namespace, Service } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { sameLink } from "./clash.ts";
import { existence, openOf, unknownsIn } from "./entity.ts";

/** False only where it is proven that none can. True where no other service is certain to be in the namespace. */
export function clientsConnect(world: World, service: Service, endpoint: ConnectEndpoint): Truth {
  const clients = clientsOf(world.graph, service);
  if (!clients.some(({ client, isIn }) => client.id !== service.id && isIn === "true")) return "true";
  if (endpoint.exists !== true) return "unknown";
  const calls = clients.map(({ client, isIn }) =>
    and(isIn, world.admission.byConnect(client, service, endpoint).truth),
  );
  return or(
    any(calls),
    mayBeOthers(world.graph, service) ? and("unknown", outside(world, service, endpoint).truth) : "false",
  );
}

/** What leaves it open: who is in the namespace, and what the filters between them let through. */
export function openClientsConnect(world: World, service: Service, endpoint: ConnectEndpoint): readonly UnknownValue[] {
  const { graph, admission } = world;
  const others = mayBeOthers(graph, service) ? outside(world, service, endpoint) : undefined;
  return [
    ...openOf(endpoint.exists),
    ...clientsOf(graph, service).flatMap(({ client, isIn }) => {
      const { truth, because } = admission.byConnect(client, service, endpoint);
      if (truth === "false") return [];
      return isIn === "true" ? because : [...unknownsIn(client.connect), ...openOf(client.exists), ...because];
    }),
    ...(others === undefined || others.truth === "false" ? [] : [...unknownsIn(service.connect), ...others.because]),
  ];
}

/** What shuts the port to the other services, by name. */
export function closedToClients(
  { graph, admission }: World,
  service: Service,
  endpoint: ConnectEndpoint,
): readonly string[] {
  const others = clientsOf(graph, service).filter(({ client }) => client.id !== service.id);
  return [...new Set(others.flatMap(({ client }) => admission.byConnect(client, service, endpoint).closedAt))].sort();
}

/** On which ports it is called. */
export function connectPorts(world: World, service: Service, endpoint: ConnectEndpoint): string {
  return outside(world, service, endpoint).ports;
}

function outside({ admission }: World, service: Service, endpoint: ConnectEndpoint) {
  return admission.byConnect("outside", service, endpoint);
}

function mayBeOthers(graph: Graph, service: Service): boolean {
  return namespaceOf(graph, service)?.inSource !== true;
}

/** The services that are in its namespace or may be, itself among them. */
function clientsOf(graph: Graph, service: Service): readonly { readonly client: Service; readonly isIn: Truth }[] {
  return graph
    .of("service")
    .map((client) => ({ client, isIn: areTogether(graph, service, client) }))
    .filter(({ isIn }) => isIn !== "false");
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

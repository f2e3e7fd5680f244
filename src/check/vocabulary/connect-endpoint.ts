/** Ports that services publish by Service Connect, as rules see them. */
import { identifyFact } from "../../graph/describe.ts";
import { clientsConnect, closedToClients, connectPorts, openClientsConnect } from "./connect-clients.ts";
import { type EntityRecord, factText, list, own } from "./entity.ts";
import { networkModeOfTasks } from "./service-tasks.ts";

export const connectEndpoint: EntityRecord<"connectEndpoint"> = {
  description: "A port that a service publishes by Service Connect to the other services of its namespace.",
  select: (world) =>
    own(world, world.graph.of("service")).flatMap((service) =>
      (service.connect?.endpoints ?? []).map((endpoint) => ({ kind: "connectEndpoint", service, endpoint })),
    ),
  properties: {
    clientsConnect: {
      type: "flag",
      description:
        "Of the services of its namespace that have Service Connect, itself included, one can connect to its tasks: security groups and network ACLs of both sides let requests on one of its ports through, and the answers. Tasks of mode `bridge` are called on dynamic ports of their instances; from one task to another on the same instance nothing filters, and it is not asked but where there is only one instance. True where no other service is certain to be in the namespace. Where the namespace is not made by the source, or handed out by an output, there may be further clients.",
      read: ({ service, endpoint }, world) => clientsConnect(world, service, endpoint),
      why: ({ service, endpoint }, world) => openClientsConnect(world, service, endpoint),
    },
    networkMode: networkModeOfTasks,
    service: {
      type: "one",
      kind: "service",
      description: "The service that publishes it.",
      read: ({ service }) => [{ kind: "service", service }],
    },
  },
  placeholders: {
    service: ({ service }) => service.address,
    portName: ({ endpoint }) => factText(endpoint.portName),
    ports: ({ service, endpoint }, world) => portsText(connectPorts(world, service, endpoint)),
    clients: ({ service }, { facts }) => {
      const isOnTasks = facts.networkModes(service)?.every((mode) => mode === "awsvpc");
      return isOnTasks ? "service of the namespace" : "service of the namespace on another instance";
    },
    closedAt: ({ service, endpoint }, world) =>
      list(closedToClients(world, service, endpoint)) || "the filters between them",
  },
  identity: ({ service, endpoint }) => [service.id, identifyFact(endpoint.portName)],
  place: ({ endpoint }) => endpoint.portName.origin.span,
  related: ({ service }, tell) => {
    tell("its tasks have these security groups", service.network?.span);
    tell(`${service.address} is defined here`, service.span);
  },
  nodes: ({ service }) => [service],
};

/** `port 8080`, `port var.port`, `ports 32768-65535` */
export function portsText(ports: string): string {
  if (ports === "") return "a port that is not known";
  return `${/^\d+-/.test(ports) ? "ports" : "port"} ${ports}`;
}

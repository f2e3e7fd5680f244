/** Ports that services publish by Service Connect, as rules see them. */
import { identifyFact } from "../../graph/describe.ts";
import { clientsConnect, openClientsConnect } from "./connect-clients.ts";
import { type EntityRecord, factText, own } from "./entity.ts";
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
        "Of the services of its namespace that have Service Connect, itself included, one can connect to its tasks by the security groups of both. Network ACLs are not asked. True where no other service is certain to be in the namespace. Where the namespace is not made by the source, or handed out by an output, there may be further clients.",
      read: ({ service, endpoint }, world) => clientsConnect(world, service, endpoint),
      why: ({ service }, world) => openClientsConnect(world, service),
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
  },
  identity: ({ service, endpoint }) => [service.id, identifyFact(endpoint.portName)],
  place: ({ endpoint }) => endpoint.portName.origin.span,
  related: ({ service }, tell) => {
    tell("its tasks have these security groups", service.network?.span);
    tell(`${service.address} is defined here`, service.span);
  },
  nodes: ({ service }) => [service],
};

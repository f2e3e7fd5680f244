/** Service discovery: what services say of the services of Cloud Map with which their tasks are registered, as rules see it. */
import type { Fact } from "../../base/fact.ts";
import type { Truth } from "../../base/truth.ts";
import { identifyFact } from "../../graph/describe.ts";
import { portsText } from "./connect-endpoint.ts";
import { type EntityRecord, factText, list, openOf, own, possible, tableOf, writtenAt } from "./entity.ts";
import { nameOf } from "./service.ts";
import { networkModeOfTasks } from "./service-tasks.ts";

const RECORDS = {
  addresses: "A or AAAA records, which have the address of a task and no port",
  ports: "SRV records, which have the port of a task too, maybe beside the others",
  none: "no records: the tasks are found by the API of Cloud Map only",
};

export const discoveryEntry: EntityRecord<"discoveryEntry"> = {
  description: "One entry of a service's registries: a service of Cloud Map with which its tasks are registered.",
  select: (world) =>
    own(world, world.graph.of("service")).flatMap((service) =>
      (service.discovery ?? []).map((entry) => ({ kind: "discoveryEntry", service, entry })),
    ),
  properties: {
    records: {
      type: "choice",
      description: `What DNS records the service of Cloud Map makes of each task. Unknown where it is not in the source.\n\n${tableOf(RECORDS)}`,
      of: Object.keys(RECORDS),
      read: ({ entry }) => possible(entry.recordTypes)?.map(recordsOf),
      why: ({ entry }) => openOf(entry.recordTypes),
    },
    saysContainerName: {
      type: "flag",
      description: "It names a container.",
      read: ({ entry }) => isWritten(entry.containerName),
      why: ({ entry }) => openOf(entry.containerName),
    },
    saysContainerPort: {
      type: "flag",
      description: "It has the port of a container.",
      read: ({ entry }) => isWritten(entry.containerPort),
      why: ({ entry }) => openOf(entry.containerPort),
    },
    saysPort: {
      type: "flag",
      description: "It has a port of the task's own interface, which is said in place of a container's name and port.",
      read: ({ entry }) => isWritten(entry.port),
      why: ({ entry }) => openOf(entry.port),
    },
    mapped: {
      type: "flag",
      description:
        "The service's task definition has the container, and the container maps the port, as of a registration with a load balancer. Unknown where the task definition is outside the scan. False where it has neither a container's name nor its port.",
      read: ({ service, entry: { containerName, containerPort, exists, span } }, { facts }) => {
        if (containerName === undefined || containerPort === undefined) return "false";
        const [targetGroup, alternateTargetGroup, classicLoadBalancer] = [undefined, undefined, undefined];
        return facts.mapped(service, {
          ...{ targetGroup, alternateTargetGroup, classicLoadBalancer },
          ...{ containerName, containerPort, exists, span },
        });
      },
    },
    admitsSomebody: {
      type: "flag",
      description:
        "The security groups of the tasks, or of their instances, admit somebody to the port with which they are registered, and where they are registered with none to any. Who looks them up is not in the source; callers on the same instance, which nothing filters, are not asked.",
      read: ({ service, entry }, world) => {
        const { truth } = world.admission.byDiscovery(service, entry);
        return truth === "false" && entry.exists !== true ? "unknown" : truth;
      },
      why: ({ service, entry }, world) => [
        ...openOf(entry.exists),
        ...world.admission.byDiscovery(service, entry).because,
      ],
    },
    networkMode: networkModeOfTasks,
    service: {
      type: "one",
      kind: "service",
      description: "The service whose tasks are registered.",
      read: ({ service }) => [{ kind: "service", service }],
    },
  },
  placeholders: {
    service: ({ service }) => service.address,
    taskDefinition: ({ service }) => nameOf(service.taskDefinition) ?? "the task definition",
    container: ({ entry: { containerName, containerPort } }) =>
      [containerName, containerPort].map((fact) => (fact === undefined ? "none" : factText(fact))).join(":"),
    ports: ({ service, entry }, world) => {
      const hasPort = entry.port !== undefined || entry.containerPort !== undefined;
      return hasPort ? portsText(world.admission.byDiscovery(service, entry).ports) : "any port";
    },
    nobody: ({ service }, { facts }) =>
      facts.networkModes(service)?.every((mode) => mode === "awsvpc") ? "nobody" : "nobody outside of their instance",
    closedAt: ({ service, entry }, world) =>
      list(world.admission.byDiscovery(service, entry).closedAt) || "their filters",
  },
  identity: ({ service, entry: { containerName, containerPort, port } }) => [
    service.id,
    containerName === undefined ? "" : identifyFact(containerName),
    ...[containerPort, port].map((fact) => (fact === undefined ? "" : identifyFact(fact))),
  ],
  place: ({ entry }) => entry.span,
  places: {
    containerPort: ({ entry: { containerPort, port } }) => writtenAt(containerPort) ?? writtenAt(port),
  },
  related: ({ service, entry }, tell) => {
    tell("its tasks have these security groups", service.network?.span);
    tell("its DNS records are written here", entry.recordTypes.known ? entry.recordTypes.origin.span : undefined);
    tell(`${service.address} is defined here`, service.span);
  },
  nodes: ({ service }) => [service],
};

function recordsOf(types: readonly string[]): keyof typeof RECORDS {
  return types.includes("SRV") ? "ports" : types.length > 0 ? "addresses" : "none";
}

/** An input that is not known may be null: then it is as if it were not written. */
function isWritten(fact: Fact<string | number> | undefined): Truth {
  if (fact === undefined) return "false";
  return fact.known || fact.unknown.notNull ? "true" : "unknown";
}

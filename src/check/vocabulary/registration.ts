/** Registrations of services with load balancers, as rules see them. */
import { sameFact } from "../../base/fact.ts";
import type { UnknownValue } from "../../base/value.ts";
import { identifyFact } from "../../graph/describe.ts";
import type { ServiceLoadBalancer, TaskDefinition } from "../../graph/model.ts";
import { checksAnotherContainer } from "./checked-container.ts";
import { type EntityRecord, factText, openOf, own, unknownsIn } from "./entity.ts";
import { linkedOne, tasksOf } from "./links.ts";
import { nameOf } from "./service.ts";
import { networkModeOfTasks } from "./service-tasks.ts";

export const registration: EntityRecord<"registration"> = {
  description:
    "One entry of a service's load balancers: the container and port that are registered with a target group.",
  select: (world) =>
    own(world, world.graph.of("service")).flatMap((service) =>
      service.loadBalancers.map((entry) => ({ kind: "registration", service, entry })),
    ),
  properties: {
    mapped: {
      type: "flag",
      description:
        "The service's task definition has the container, and the container maps the port. A name or port with the same symbol on both sides is the same although neither is known. Unknown where the task definition is outside the scan.",
      read: ({ service, entry }, { facts }) => facts.mapped(service, entry),
      why: ({ service, entry }, { graph }) => tasksOf(service, graph).flatMap((task) => openMapping(task, entry)),
    },
    checksAnotherContainer: {
      type: "flag",
      description:
        "The health check of its target group has a port of its own, which another container of the task definition takes and the registered one does not. False where nothing is known of the port or of the task definition.",
      read: ({ service, entry }, { graph }) => checksAnotherContainer(graph, service, entry),
      why: ({ service, entry }, { graph }) => [
        ...openOf(entry.containerName),
        ...unknownsIn(tasksOf(service, graph).map(({ networkMode, containers }) => [networkMode, containers])),
      ],
    },
    networkMode: networkModeOfTasks,
    service: {
      type: "one",
      kind: "service",
      description: "The service whose entry it is.",
      read: ({ service }) => [{ kind: "service", service }],
    },
    targetGroup: {
      type: "one",
      kind: "targetGroup",
      description: "Unknown where the target group is not known; false where there is none (a classic load balancer).",
      read: ({ entry }, world) =>
        linkedOne(world, entry.targetGroup, "target-group", (targetGroup) => ({ kind: "targetGroup", targetGroup })),
    },
  },
  placeholders: {
    service: ({ service }) => service.address,
    container: ({ entry }) => `${factText(entry.containerName)}:${factText(entry.containerPort)}`,
    targetGroup: ({ entry }) => nameOf(entry.targetGroup) ?? "the target group",
    taskDefinition: ({ service }) => nameOf(service.taskDefinition) ?? "the task definition",
  },
  identity: ({ service, entry }) => [
    service.id,
    identifyFact(entry.containerName),
    identifyFact(entry.containerPort),
    ...(entry.targetGroup?.to ?? []),
  ],
  place: ({ entry }) => entry.span,
  places: {
    registration: ({ entry }) => entry.span,
    container: ({ entry }) => entry.containerName.origin.span,
    port: ({ entry }) => entry.containerPort.origin.span,
    targetGroup: ({ entry }) => entry.targetGroup?.origin.span,
  },
  related: ({ service }, tell) => tell(`${service.address} is defined here`, service.span),
  nodes: ({ service }) => [service],
};

/** What leaves open whether the task definition has the container and maps the port. */
function openMapping(
  { external, containers, containersRest }: TaskDefinition,
  { containerName, containerPort }: ServiceLoadBalancer,
): readonly UnknownValue[] {
  if (external !== undefined) return [external.unknown];
  const named = containers.filter(({ name }) => sameFact(name, containerName) !== "false");
  return openOf(
    containersRest,
    containerName,
    containerPort,
    ...named.flatMap(({ name, exists, portMappings, portMappingsRest }) => [
      name,
      exists,
      portMappingsRest,
      ...portMappings.flatMap((mapping) => [mapping.exists, mapping.containerPort]),
    ]),
  );
}

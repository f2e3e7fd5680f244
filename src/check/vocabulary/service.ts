/** Services and their registrations with load balancers, as rules see them. */
import { addressOf, identifyFact } from "../../graph/describe.ts";
import type { Link } from "../../graph/model.ts";
import { type EntityRecord, existence, factText, own, possible } from "./entity.ts";
import { networkMode } from "./task-definition.ts";

export const service: EntityRecord<"service"> = {
  description: "A service.",
  select: (world) => own(world, world.graph.of("service")).map((service) => ({ kind: "service", service })),
  properties: {
    launchType: {
      type: "choice",
      description: "Unknown where it is not written: then capacity providers decide.",
      of: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"],
      read: ({ service }) => possible(service.launchType),
    },
    schedulingStrategy: {
      type: "choice",
      description: "Whether it keeps a number of tasks, or one on each instance; `REPLICA` where none is written.",
      of: ["REPLICA", "DAEMON"],
      read: ({ service }) => possible(service.schedulingStrategy),
    },
    desiredCount: {
      type: "number",
      description: "How many tasks it asks for.",
      read: ({ service }) => service.desiredCount,
    },
    registrations: {
      type: "many",
      kind: "registration",
      description: "Its registrations with load balancers.",
      read: ({ service }) => ({
        members: service.loadBalancers.map((entry) => ({
          entity: { kind: "registration", service, entry },
          exists: existence(entry.exists),
        })),
        mayBeMore: service.loadBalancersRest !== undefined,
      }),
    },
  },
  placeholders: { service: ({ service }) => service.address },
  identity: ({ service }) => [service.id],
  place: ({ service }) => service.span,
  nodes: ({ service }) => [service],
};

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
    },
    networkMode: {
      type: "choice",
      description: "The network mode of the service's task definition; `bridge` where none is written.",
      of: networkMode.of,
      read: ({ service }, { facts }) => facts.networkModes(service),
    },
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
      read: ({ entry }, { graph }) => {
        if (entry.targetGroup === undefined) return "absent";
        const groups = entry.targetGroup.to.map((id) => graph.get("target-group", id));
        return groups.every((group) => group !== undefined)
          ? groups.map((targetGroup) => ({ kind: "targetGroup", targetGroup }))
          : "unknown";
      },
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

/** The first node to which the link may lead. */
function nameOf(link: Link | undefined): string | undefined {
  return link?.to[0] === undefined ? undefined : addressOf(link.to[0]);
}

/** Services and their registrations with load balancers, as rules see them. */
import { any, truthOf } from "../../base/truth.ts";
import { addressOf, identifyFact } from "../../graph/describe.ts";
import type { Link, LinkSet } from "../../graph/model.ts";
import {
  addressOfNode,
  type EntityRecord,
  existence,
  factText,
  own,
  possible,
  writtenAt,
  writtenText,
} from "./entity.ts";
import { linkedMany, linkedOne } from "./links.ts";
import { blocksDeployments, stopsFirst } from "./rollout.ts";
import { unnamedPorts } from "./service-connect.ts";
import { networkMode } from "./task-definition.ts";

export const service: EntityRecord<"service"> = {
  description: "A service.",
  select: (world) => own(world, world.graph.of("service")).map((service) => ({ kind: "service", service })),
  properties: {
    address: addressOfNode(({ service }) => service),
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
    minimumHealthyPercent: {
      type: "number",
      description: "How many of the tasks must stay up during a deployment, in percent.",
      read: ({ service }) => service.deployment.minimumHealthyPercent,
    },
    maximumPercent: {
      type: "number",
      description: "How many tasks there may be during a deployment, in percent.",
      read: ({ service }) => service.deployment.maximumPercent,
    },
    rolling: {
      type: "flag",
      description:
        "ECS replaces its tasks one after the other in a deployment: neither another controller nor blue/green.",
      read: ({ service: { deployment } }) => (deployment.rolling.known ? truthOf(deployment.rolling.value) : "unknown"),
    },
    stopsFirst: {
      type: "flag",
      description:
        "Its percentages let a deployment stop a task before it has started another: those that must stay up, rounded up, are fewer than it asks for.",
      read: ({ service }) => stopsFirst(service),
    },
    blocksDeployments: {
      type: "flag",
      description:
        "Its percentages let a deployment neither stop a task nor start one. False where ECS does not replace its tasks one after the other: for daemons, blue/green deployments and other controllers.",
      read: ({ service }) => blocksDeployments(service),
    },
    mostInstances: {
      type: "number",
      description:
        "The most instances that may run its tasks; not written where others may that are not in the source, and for tasks on Fargate.",
      read: ({ service }, { facts }) => facts.mostInstances(service),
    },
    publishesUnnamedPort: {
      type: "flag",
      description:
        "It publishes a port by Service Connect whose name no port mapping of its task definition has. Names of which nothing is known are passed over.",
      read: ({ service }, { graph }) => any(unnamedPorts(graph, service).map(({ truth }) => truth)),
    },
    taskDefinition: {
      type: "one",
      kind: "taskDefinition",
      description: "Unknown where it is not in the source.",
      read: ({ service: { taskDefinition } }, world) =>
        linkedOne(world, taskDefinition, "task-definition", (task) => ({ kind: "taskDefinition", task })),
    },
    networkConfiguration: {
      type: "flag",
      description: "It says the subnets and security groups of its tasks' own interfaces.",
      read: ({ service: { network } }) => (network === undefined ? "false" : existence(network.exists)),
    },
    publicAddress: {
      type: "flag",
      description: "It asks for a public address for its tasks' own interfaces.",
      read: ({ service: { network } }) => {
        if (network === undefined) return "false";
        const { publicAddress } = network;
        return publicAddress.known ? truthOf(publicAddress.value) : "unknown";
      },
    },
    securityGroups: {
      type: "many",
      kind: "securityGroup",
      description: "The security groups of its tasks' own interfaces.",
      read: ({ service: { network } }, world) =>
        linkedMany(world, network?.securityGroups ?? NOTHING, "security-group", (securityGroup) => ({
          kind: "securityGroup",
          securityGroup,
        })),
    },
    subnets: {
      type: "many",
      kind: "subnet",
      description: "The subnets of its tasks' own interfaces.",
      read: ({ service: { network } }, world) =>
        linkedMany(world, network?.subnets ?? NOTHING, "subnet", (subnet) => ({ kind: "subnet", subnet })),
    },
    flows: {
      type: "many",
      kind: "flow",
      description: "The flows that lead to it.",
      read: ({ service }, { flows }) => ({
        members: flows
          .filter((flow) => flow.service.id === service.id)
          .map((flow) => ({ entity: { kind: "flow", flow }, exists: existence(flow.entry.exists) })),
        mayBeMore: service.loadBalancersRest !== undefined,
      }),
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
  placeholders: {
    service: ({ service }) => service.address,
    desiredCount: ({ service }) => writtenText(service.desiredCount),
    minimumHealthyPercent: ({ service }) => factText(service.deployment.minimumHealthyPercent),
    maximumPercent: ({ service }) => factText(service.deployment.maximumPercent),
    taskDefinition: ({ service }) => nameOf(service.taskDefinition) ?? "its task definition",
  },
  identity: ({ service }) => [service.id],
  place: ({ service }) => service.span,
  places: {
    desiredCount: ({ service }) => writtenAt(service.desiredCount),
    minimumHealthyPercent: ({ service }) => writtenAt(service.deployment.minimumHealthyPercent),
    maximumPercent: ({ service }) => writtenAt(service.deployment.maximumPercent),
    networkConfiguration: ({ service }) => service.network?.span,
    publicAddress: ({ service: { network } }) => writtenAt(network?.publicAddress),
  },
  related: ({ service }, tell, { graph }) => {
    for (const { endpoint, truth } of unnamedPorts(graph, service))
      if (truth !== "false") tell("Service Connect publishes this port", endpoint.portName.origin.span);
  },
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

const NOTHING: LinkSet = { links: [] };

/** The first node to which the link may lead. */
export function nameOf(link: Link | undefined): string | undefined {
  return link?.to[0] === undefined ? undefined : addressOf(link.to[0]);
}

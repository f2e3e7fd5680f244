/** Services, as rules see them. */
import { any, type Truth, truthOf } from "../../base/truth.ts";
import { addressOf } from "../../graph/describe.ts";
import type { Link, LinkSet, Service } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { RUNS_ON, runsOn } from "./capacity.ts";
import {
  addressOfNode,
  type EntityRecord,
  existence,
  factText,
  openOf,
  own,
  possible,
  tableOf,
  writtenAt,
  writtenText,
} from "./entity.ts";
import { flowsTo } from "./flows-through.ts";
import { linkedMany, linkedOne } from "./links.ts";
import { instancesText, openRoom, ROOMS, reservedText, roomFor } from "./placement.ts";
import { blocksDeployments, openRollout, stopsFirst } from "./rollout.ts";
import { openPortNames, unnamedPorts } from "./service-connect.ts";
import { neededBeside, neededFromEcr, neededToPull } from "./start-needs.ts";
import { noWayOut } from "./way-out.ts";

export const service: EntityRecord<"service"> = {
  description: "A service.",
  select: (world) => own(world, world.graph.of("service")).map((service) => ({ kind: "service", service })),
  properties: {
    address: addressOfNode(({ service }) => service),
    launchType: {
      type: "choice",
      description: "Unknown where it is not written: then capacity providers decide.",
      of: RUNS_ON,
      read: ({ service }) => possible(service.launchType),
    },
    runsOn: {
      type: "choice",
      description:
        "What runs its tasks, as launch types are called: its launch type, else the capacity providers of its strategy, else those of its cluster's default strategy, else `EC2`. Unknown where several may.",
      of: RUNS_ON,
      read: ({ service }, world) => runsOn(service, world),
    },
    schedulingStrategy: {
      type: "choice",
      description: "Whether it keeps a number of tasks, or one on each instance; `REPLICA` where none is written.",
      of: ["REPLICA", "DAEMON"],
      read: ({ service }) => service.schedulingStrategy,
    },
    desiredCount: {
      type: "number",
      description: "How many tasks it asks for, or auto scaling keeps; unknown where that is any of several numbers.",
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
      read: ({ service: { deployment } }) => deployment.rolling,
    },
    stopsFirst: {
      type: "flag",
      description:
        "Its percentages let a deployment stop a task before it has started another: those that must stay up, rounded up, are fewer than it asks for.",
      read: ({ service }) => stopsFirst(service),
      why: ({ service }) => openRollout(service),
    },
    blocksDeployments: {
      type: "flag",
      description:
        "Its percentages let a deployment neither stop a task nor start one. False where ECS does not replace its tasks one after the other: for daemons, blue/green deployments and other controllers.",
      read: ({ service }) => blocksDeployments(service),
      why: ({ service }) => openRollout(service),
    },
    mostInstances: {
      type: "number",
      description:
        "The most instances that may run its tasks; not written where others may that are not in the source, and for tasks on Fargate.",
      read: ({ service }, { facts }) => facts.mostInstances(service),
    },
    room: {
      type: "choice",
      description: `For how many of its tasks its instances have room by CPU, memory and network interfaces, where all of them are up and run nothing else. What is not known of a task counts as nothing. False for every value where nothing is known of the instances, or where others may run the tasks, as on Fargate.\n\n${tableOf(ROOMS)}`,
      of: Object.keys(ROOMS),
      read: ({ service }, world) => roomFor(service, world),
      why: ({ service }, world) => openRoom(service, world),
    },
    publishesUnnamedPort: {
      type: "flag",
      description:
        "It publishes a port by Service Connect whose name no port mapping of its task definition has. Names of which nothing is known are passed over.",
      read: ({ service }, { graph }) => any(unnamedPorts(graph, service).map(({ truth }) => truth)),
      why: ({ service }, { graph }) => openPortNames(graph, service),
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
      why: ({ service: { network } }) => openOf(network?.exists),
    },
    publicAddress: {
      type: "flag",
      description: "It asks for a public address for its tasks' own interfaces.",
      read: ({ service: { network } }) => {
        if (network === undefined) return "false";
        const { publicAddress } = network;
        return publicAddress;
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
    instanceGroups: {
      type: "many",
      kind: "instanceGroup",
      description:
        "The container instances that may run its tasks. Others may that are not in the source, as where tasks may run on Fargate.",
      read: ({ service }, world) => {
        const groups = world.instancesOf(service);
        const members = (groups ?? []).map((hosts) => ({
          entity: { kind: "instanceGroup" as const, hosts },
          exists: existence(hosts.exists),
        }));
        return { members, mayBeMore: groups === undefined };
      },
    },
    flows: {
      type: "many",
      kind: "flow",
      description: "The flows that lead to it.",
      read: ({ service }, world) => ({
        members: flowsTo(service, world).map((flow) => ({
          entity: { kind: "flow", flow },
          exists: existence(flow.entry.exists),
        })),
        mayBeMore: service.loadBalancersRest !== undefined,
        why: () => openOf(service.loadBalancersRest, ...service.loadBalancers.map(({ exists }) => exists)),
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
        why: () => openOf(service.loadBalancersRest, ...service.loadBalancers.map(({ exists }) => exists)),
      }),
    },
  },
  placeholders: {
    service: ({ service }) => service.address,
    desiredCount: ({ service }) => writtenText(service.desiredCount),
    minimumHealthyPercent: ({ service }) => factText(service.deployment.minimumHealthyPercent),
    maximumPercent: ({ service }) => factText(service.deployment.maximumPercent),
    taskDefinition: ({ service }) => nameOf(service.taskDefinition) ?? "its task definition",
    noWayOut: ({ service }, world) =>
      noWayOut(service.network?.subnets ?? NOTHING, neededToPull(service, world), addressOfTasks(service), world),
    noWayBeside: ({ service }, world) =>
      noWayOut(service.network?.subnets ?? NOTHING, neededBeside(service, world), addressOfTasks(service), world),
    noWayOfInstances: ({ service }, world) => noWayOfInstances(service, world),
    missingNetwork: ({ service: { network } }) =>
      network === undefined ? "no network configuration" : "no subnet in its network configuration",
    reserved: ({ service }, world) => reservedText(service, world),
    instances: ({ service }, world) => instancesText(service, world),
  },
  identity: ({ service }) => [service.id],
  place: ({ service }) => service.span,
  places: {
    desiredCount: ({ service }) => writtenAt(service.desiredCount),
    taskDefinition: ({ service }) => service.taskDefinition?.origin.span,
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

function noWayOfInstances(service: Service, world: World): string {
  const groups = world.instancesOf(service) ?? [];
  const subnets = { links: groups.flatMap(({ subnets: { links } }) => links) };
  return noWayOut(subnets, [...neededFromEcr(service, world), ...neededBeside(service, world)], "unknown", world);
}

function addressOfTasks({ network }: Service): Truth {
  return network?.publicAddress.known ? truthOf(network.publicAddress.value) : "unknown";
}

const NOTHING: LinkSet = { links: [] };

/** The first node to which the link may lead. */
export function nameOf(link: Link | undefined): string | undefined {
  return link?.to[0] === undefined ? undefined : addressOf(link.to[0]);
}

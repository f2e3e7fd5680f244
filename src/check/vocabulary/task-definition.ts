/** Task definitions and their containers, as rules see them. */
import type { Fact } from "../../base/fact.ts";
import { and, type Truth, truthOf } from "../../base/truth.ts";
import { identifyFact } from "../../graph/describe.ts";
import type { LinkSet, Service, TaskDefinition } from "../../graph/model.ts";
import {
  addressOfNode,
  causesOf,
  type EntityOf,
  type EntityRecord,
  existence,
  factText,
  openOf,
  own,
  type Property,
  possible,
  tableOf,
  writtenAt,
  writtenText,
} from "./entity.ts";
import { linkingMany } from "./links.ts";
import { neighboursOf } from "./neighbours.ts";
import { openSecrets, readsFrom } from "./start-needs.ts";

/** What containers and port mappings have of their task definition. */
export const networkMode = {
  type: "choice",
  description: "The network mode of the task definition; `bridge` where none is written.",
  of: ["bridge", "host", "awsvpc", "none", "nat"],
  read: ({ task }) => task.networkMode,
} satisfies Property<{ readonly task: TaskDefinition }>;

/** Likewise its operating system. */
export const platform = {
  type: "choice",
  description: "The operating system of the containers; `linux` where none is written.",
  of: ["linux", "windows"],
  read: ({ task }) => task.platform,
} satisfies Property<{ readonly task: TaskDefinition }>;

export const taskDefinition: EntityRecord<"taskDefinition"> = {
  description: "A task definition.",
  select: (world) => own(world, world.graph.of("task-definition")).map((task) => ({ kind: "taskDefinition", task })),
  properties: {
    address: addressOfNode(({ task }) => task),
    inSource: {
      type: "flag",
      description: "It is defined in what is scanned; of any other nothing but its name is known. Always known.",
      read: ({ task }) => truthOf(task.external === undefined),
    },
    networkMode,
    cpu: { type: "number", description: "Units of CPU of the whole task.", read: ({ task }) => task.cpu },
    memory: { type: "number", description: "The limit of the whole task in MiB.", read: ({ task }) => task.memory },
    hasAnySize: {
      type: "flag",
      description:
        "CPU and memory of the whole task are written, and nothing is known of either, so that every question about the size is open. Always known.",
      read: ({ task: { cpu, memory } }) =>
        truthOf([cpu, memory].every((fact) => fact !== undefined && possible(fact) === undefined)),
    },
    platform,
    requiresFargate: {
      type: "flag",
      description: "It is registered for Fargate, maybe among others, so that ECS checks it for that.",
      read: ({ task }) => requires(task, "FARGATE"),
      why: ({ task }) => openOf(task.compatibilities),
    },
    requiresManagedInstances: {
      type: "flag",
      description: "Likewise for instances that ECS manages itself.",
      read: ({ task }) => requires(task, "MANAGED_INSTANCES"),
      why: ({ task }) => openOf(task.compatibilities),
    },
    forFargateOnly: {
      type: "flag",
      description: "It is registered for Fargate and nothing else.",
      read: ({ task: { compatibilities } }) =>
        compatibilities.known
          ? truthOf(compatibilities.value.length > 0 && compatibilities.value.every((one) => one === "FARGATE"))
          : "unknown",
      why: ({ task }) => openOf(task.compatibilities),
    },
    saysNetworkMode: {
      type: "flag",
      description: "A network mode is written.",
      read: ({ task }) => truthOf(task.networkMode.origin.kind !== "default"),
    },
    containers: {
      type: "many",
      kind: "container",
      description: "Its containers.",
      read: ({ task }) => ({
        members: task.containers.map((container) => ({
          entity: { kind: "container", task, container },
          exists: existence(container.exists),
        })),
        mayBeMore: task.containersRest !== undefined || task.external !== undefined,
        why: () => openOf(task.containersRest, task.external?.unknown, ...task.containers.map(({ exists }) => exists)),
      }),
    },
    portMappings: {
      type: "many",
      kind: "portMapping",
      description: "The port mappings of all its containers.",
      read: ({ task }) => portMappingsOf(task),
    },
    services: {
      type: "many",
      kind: "service",
      description: "The services that run it.",
      read: ({ task }, world) =>
        linkingMany(world, task, "service", linkOfTask, (service) => ({ kind: "service", service })),
    },
  },
  placeholders: {
    taskDefinition: ({ task }) => task.address,
    networkMode: ({ task }) => factText(task.networkMode),
    cpu: ({ task }) => writtenText(task.cpu),
    memory: ({ task }) => writtenText(task.memory),
    size: ({ task }) => sizeText(task),
  },
  identity: ({ task }) => [task.id],
  place: ({ task }) => task.span,
  places: {
    networkMode: ({ task: { networkMode } }) => writtenAt(networkMode),
    cpu: ({ task }) => writtenAt(task.cpu),
    memory: ({ task }) => writtenAt(task.memory),
  },
  nodes: ({ task }) => [task],
};

function requires({ compatibilities }: TaskDefinition, compatibility: string): Truth {
  return compatibilities.known ? truthOf(compatibilities.value.includes(compatibility)) : "unknown";
}

function sizeText({ cpu, memory }: TaskDefinition): string {
  if (cpu === undefined && memory === undefined) return "no size is given";
  const cpuText = cpu === undefined ? "no CPU units are given" : `CPU units: ${factText(cpu)}`;
  return `${cpuText}, ${memory === undefined ? "no memory is given" : `MiB of memory: ${factText(memory)}`}`;
}

/** All of them, also those that may be in containers or mappings that are not known. */
export function portMappingsOf(task: TaskDefinition) {
  const { containers, containersRest, external } = task;
  return {
    members: containers.flatMap((container) =>
      container.portMappings.map((mapping) => ({
        entity: { kind: "portMapping" as const, task, container, mapping },
        exists: and(existence(container.exists), existence(mapping.exists)),
      })),
    ),
    mayBeMore:
      containersRest !== undefined ||
      external !== undefined ||
      containers.some(({ portMappingsRest }) => portMappingsRest !== undefined),
    why: () =>
      openOf(
        containersRest,
        external?.unknown,
        ...containers.flatMap(({ exists, portMappingsRest, portMappings }) => [
          exists,
          portMappingsRest,
          ...portMappings.map((mapping) => mapping.exists),
        ]),
      ),
  };
}

function linkOfTask({ taskDefinition }: Service): LinkSet {
  return { links: taskDefinition === undefined ? [] : [taskDefinition] };
}

const REGISTRIES = {
  ecr: "a private registry of Amazon ECR",
  public: "a registry on the internet from which everybody pulls: Docker Hub, the public gallery of ECR and the like",
  other: "any other, which may be in the VPC",
};

export const container: EntityRecord<"container"> = {
  description: "A container of a task definition.",
  select: (world) =>
    own(world, world.graph.of("task-definition")).flatMap((task) =>
      task.containers.map((container) => ({ kind: "container", task, container })),
    ),
  properties: {
    name: { type: "text", description: "Its name in the task definition.", read: ({ container }) => container.name },
    taskDefinition: {
      type: "one",
      kind: "taskDefinition",
      description: "The task definition that it is in.",
      read: ({ task }) => [{ kind: "taskDefinition", task }],
    },
    registry: {
      type: "choice",
      description: `Where its image is pulled from. False for every value where none is written.\n\n${tableOf(REGISTRIES)}`,
      of: Object.keys(REGISTRIES),
      read: ({ container: { registry } }) => (registry === undefined ? [] : registry),
    },
    logDriver: {
      type: "text",
      description: "What takes its logs: `awslogs`, `awsfirelens` and others. Not written where none is.",
      read: ({ container }) => container.logDriver,
    },
    readsSecretsManager: {
      type: "flag",
      description:
        "One of its secrets is kept in Secrets Manager, so that it is read there before the container starts.",
      read: ({ container }) => readsFrom(container, "secrets-manager"),
      why: ({ container }) => openSecrets(container),
    },
    readsParameterStore: {
      type: "flag",
      description: "Likewise in the parameter store of Systems Manager.",
      read: ({ container }) => readsFrom(container, "parameter-store"),
      why: ({ container }) => openSecrets(container),
    },
    cpu: { type: "number", description: "Units of CPU.", read: ({ container }) => container.cpu },
    memory: { type: "number", description: "The hard limit in MiB.", read: ({ container }) => container.memory },
    memoryReservation: {
      type: "number",
      description: "The soft limit in MiB.",
      read: ({ container }) => container.memoryReservation,
    },
    taskMemory: { type: "number", description: "The limit of the whole task in MiB.", read: ({ task }) => task.memory },
    neighbours: {
      type: "many",
      kind: "container",
      description:
        "The others that are known to run on the same instances, or may: those of its task, and of the tasks of other services there.",
      read: ({ task, container }, world) => neighboursOf(task, container, world),
    },
    networkMode,
    portMappings: {
      type: "many",
      kind: "portMapping",
      description: "Its port mappings.",
      read: ({ task, container }) => ({
        members: container.portMappings.map((mapping) => ({
          entity: { kind: "portMapping", task, container, mapping },
          exists: existence(mapping.exists),
        })),
        mayBeMore: container.portMappingsRest !== undefined,
        why: () => openOf(container.portMappingsRest, ...container.portMappings.map(({ exists }) => exists)),
      }),
    },
  },
  placeholders: {
    taskDefinition: ({ task }) => task.address,
    container: ({ container }) => factText(container.name),
    cpuUnknowns: ({ task, container }) => unknownsText([container.cpu, task.cpu]),
    memoryUnknowns: (one) => unknownsText(memoryOf(one)),
  },
  identity: ({ task, container }) => [task.id, identifyFact(container.name)],
  place: ({ container }) => container.span,
  places: {
    cpu: ({ container }) => writtenAt(container.cpu),
    memory: (one) => writtenAt(memoryOf(one)[0]),
  },
  otherPlaces: ({ container }) => [container.span],
  nodes: ({ task }) => [task],
};

/** What says how much memory it has, as far as it is written: its hard and its soft limit, and that of the task. */
function memoryOf({ task, container }: EntityOf<"container">): readonly Fact<number>[] {
  return [container.memory, container.memoryReservation, task.memory].flatMap((fact) => fact ?? []);
}

function unknownsText(facts: readonly (Fact<number> | undefined)[]): string {
  return causesOf(facts.flatMap((fact) => (fact === undefined || fact.known ? [] : [fact.unknown])));
}

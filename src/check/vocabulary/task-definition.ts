/** Task definitions, their containers and port mappings, as rules see them. */
import { identifyFact } from "../../graph/describe.ts";
import type { LinkSet, Service, TaskDefinition } from "../../graph/model.ts";
import { addressOfNode, type EntityRecord, existence, factText, own, type Property, possible } from "./entity.ts";
import { linkingMany } from "./links.ts";

/** What containers and port mappings have of their task definition. */
export const networkMode = {
  type: "choice",
  description: "The network mode of the task definition; `bridge` where none is written.",
  of: ["bridge", "host", "awsvpc", "none", "nat"],
  read: ({ task }) => possible(task.networkMode),
} satisfies Property<{ readonly task: TaskDefinition }>;

export const taskDefinition: EntityRecord<"taskDefinition"> = {
  description: "A task definition.",
  select: (world) => own(world, world.graph.of("task-definition")).map((task) => ({ kind: "taskDefinition", task })),
  properties: {
    address: addressOfNode(({ task }) => task),
    networkMode,
    cpu: { type: "number", description: "Units of CPU of the whole task.", read: ({ task }) => task.cpu },
    memory: { type: "number", description: "The limit of the whole task in MiB.", read: ({ task }) => task.memory },
    platform: {
      type: "choice",
      description: "The operating system of its containers; `linux` where none is written.",
      of: ["linux", "windows"],
      read: ({ task }) => possible(task.platform),
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
      }),
    },
    services: {
      type: "many",
      kind: "service",
      description: "The services that run it.",
      read: ({ task }, world) =>
        linkingMany(world, task, "service", linkOfTask, (service) => ({ kind: "service", service })),
    },
  },
  placeholders: { taskDefinition: ({ task }) => task.address },
  identity: ({ task }) => [task.id],
  place: ({ task }) => task.span,
  nodes: ({ task }) => [task],
};

function linkOfTask({ taskDefinition }: Service): LinkSet {
  return { links: taskDefinition === undefined ? [] : [taskDefinition] };
}

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
    cpu: { type: "number", description: "Units of CPU.", read: ({ container }) => container.cpu },
    memory: { type: "number", description: "The hard limit in MiB.", read: ({ container }) => container.memory },
    memoryReservation: {
      type: "number",
      description: "The soft limit in MiB.",
      read: ({ container }) => container.memoryReservation,
    },
    taskMemory: { type: "number", description: "The limit of the whole task in MiB.", read: ({ task }) => task.memory },
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
      }),
    },
  },
  placeholders: { taskDefinition: ({ task }) => task.address, container: ({ container }) => factText(container.name) },
  identity: ({ task, container }) => [task.id, identifyFact(container.name)],
  place: ({ container }) => container.span,
  nodes: ({ task }) => [task],
};

export const portMapping: EntityRecord<"portMapping"> = {
  description: "One port mapping of a container.",
  select: (world) =>
    container
      .select(world)
      .flatMap(({ task, container }) =>
        container.portMappings.map((mapping) => ({ kind: "portMapping" as const, task, container, mapping })),
      ),
  properties: {
    containerPort: {
      type: "number",
      description: "The port on which the container listens.",
      read: ({ mapping }) => mapping.containerPort,
    },
    hostPort: {
      type: "number",
      description: "As written; 0 and not written both leave the choice to the agent in bridge mode.",
      read: ({ mapping }) => mapping.hostPort,
    },
    protocol: {
      type: "choice",
      description: "`tcp` where none is written.",
      of: ["tcp", "udp"],
      read: ({ mapping }) => possible(mapping.protocol),
    },
    networkMode,
    container: {
      type: "one",
      kind: "container",
      description: "The container whose port it maps.",
      read: ({ task, container }) => [{ kind: "container", task, container }],
    },
  },
  placeholders: { taskDefinition: ({ task }) => task.address, container: ({ container }) => factText(container.name) },
  identity: ({ task, container, mapping }) => [
    task.id,
    identifyFact(container.name),
    mapping.containerPort === undefined ? "" : identifyFact(mapping.containerPort),
  ],
  place: ({ mapping }) => mapping.span,
  nodes: ({ task }) => [task],
};

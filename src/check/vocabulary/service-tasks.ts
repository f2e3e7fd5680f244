/** The task definitions of a service, and what those who register its tasks somewhere have of them. */
import type { Graph, Service, TaskDefinition } from "../../graph/model.ts";
import { openOf, type Property } from "./entity.ts";
import { networkMode } from "./task-definition.ts";

/** Those that it may run, as far as they are in the graph. */
export function tasksOf({ taskDefinition }: Service, graph: Graph): readonly TaskDefinition[] {
  return (taskDefinition?.to ?? []).flatMap((id) => graph.get("task-definition", id) ?? []);
}

/** The property `networkMode` of entities that belong to a service. */
export const networkModeOfTasks = {
  type: "choice",
  description: "The network mode of the service's task definition; `bridge` where none is written.",
  of: networkMode.of,
  read: ({ service }, { facts }) => facts.networkModes(service),
  why: ({ service }, { graph }) =>
    tasksOf(service, graph).flatMap(({ networkMode: mode, external }) => openOf(mode, external?.unknown)),
} satisfies Property<{ readonly service: Service }>;

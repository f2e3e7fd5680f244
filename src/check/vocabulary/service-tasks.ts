/** What those who register a service's tasks somewhere have of its task definitions. */
import type { Service } from "../../graph/model.ts";
import { openOf, type Property } from "./entity.ts";
import { tasksOf } from "./links.ts";
import { networkMode } from "./task-definition.ts";

/** The property `networkMode` of entities that belong to a service. */
export const networkModeOfTasks = {
  type: "choice",
  description: "The network mode of the service's task definition; `bridge` where none is written.",
  of: networkMode.of,
  read: ({ service }, { facts }) => facts.networkModes(service),
  why: ({ service }, { graph }) =>
    tasksOf(service, graph).flatMap(({ networkMode: mode, external }) => openOf(mode, external?.unknown)),
} satisfies Property<{ readonly service: Service }>;

/** Which containers run on the same instances as a container, or may. */
import { remembered } from "../../base/collections.ts";
import { and } from "../../base/truth.ts";
import type { Container, HostGroup, TaskDefinition } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { existence, type Many } from "./entity.ts";

/** So many neighbours are looked at, those of its own task first: a task has at most ten containers, and an instance has no room for many tasks. */
const MOST_NEIGHBOURS = 200;

export function neighboursOf(task: TaskDefinition, container: Container, world: World): Many {
  const own = membersOf(task, true).filter(({ entity }) => entity.container !== container);
  const others = remembered(
    remembered(othersIn, world, () => new Map()),
    task,
    () => othersOf(task, world),
  );
  return { members: [...own, ...others].slice(0, MOST_NEIGHBOURS), mayBeMore: true };
}

function membersOf(task: TaskDefinition, isOwn: boolean) {
  return task.containers.slice(0, MOST_NEIGHBOURS + 1).map((container) => ({
    entity: { kind: "container" as const, task, container },
    exists: isOwn ? existence(container.exists) : and(existence(task.exists), existence(container.exists)),
  }));
}

const othersIn = new WeakMap<World, Map<TaskDefinition, ReturnType<typeof membersOf>>>();

/** Containers of other tasks on the same instances. */
function othersOf(task: TaskDefinition, world: World): ReturnType<typeof membersOf> {
  const { tasksOn, groupsOf } = remembered(instancesIn, world, () => tasksOnInstances(world));
  const members: ReturnType<typeof membersOf> = [];
  const seen = new Set([task]);
  for (const group of groupsOf.get(task) ?? [])
    for (const other of tasksOn.get(group)!) {
      if (seen.has(other)) continue;
      seen.add(other);
      members.push(...membersOf(other, false));
      if (members.length >= MOST_NEIGHBOURS) return members;
    }
  return members;
}

const instancesIn = new WeakMap<World, ReturnType<typeof tasksOnInstances>>();

/** Which tasks run on which instances, by the services of each. */
function tasksOnInstances({ graph, instancesOf }: World) {
  const groupsOf = new Map<TaskDefinition, Set<HostGroup>>();
  for (const service of graph.of("service"))
    for (const id of new Set(service.taskDefinition?.to)) {
      const task = graph.get("task-definition", id);
      if (task === undefined) continue;
      const groups = remembered(groupsOf, task, () => new Set<HostGroup>());
      for (const group of instancesOf(service) ?? []) groups.add(group);
    }
  const tasksOn = new Map<HostGroup, TaskDefinition[]>();
  // In the order of the task definitions.
  for (const task of graph.of("task-definition"))
    for (const group of groupsOf.get(task) ?? []) remembered(tasksOn, group, () => []).push(task);
  return { groupsOf, tasksOn };
}

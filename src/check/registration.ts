/** What a service registers with a target group, held against its task definition and the listeners. */
import { type Fact, sameFact } from "../base/fact.ts";
import { and, any, or, type Truth } from "../base/truth.ts";
import type { Existence } from "../base/value.ts";
import type { Graph } from "../graph/graph.ts";
import type { Container, Service, TargetGroup, TaskDefinition } from "../graph/model.ts";
import type { EntityOf, Possible, World } from "./entity.ts";

/** The task definitions that the service may use; undefined where one of them is not in the graph or outside the scan. */
export function taskDefinitions(service: Service, graph: Graph): readonly TaskDefinition[] | undefined {
  const tasks = service.taskDefinition?.to.map((id) => graph.get("task-definition", id)) ?? [undefined];
  return tasks.every((task) => task !== undefined && task.external === undefined)
    ? (tasks as readonly TaskDefinition[])
    : undefined;
}

export function networkModes(service: Service, graph: Graph): Possible {
  const modes = new Set<string>();
  for (const task of taskDefinitions(service, graph) ?? [undefined]) {
    const mode = task?.networkMode;
    const values = mode === undefined ? undefined : mode.known ? [mode.value] : mode.among;
    if (values === undefined) return undefined;
    for (const value of values) modes.add(value);
  }
  return [...modes];
}

/**
 * Whether the registered container and port are in the task definition: ECS refuses the service otherwise
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html).
 */
export function mapped({ service, entry }: EntityOf<"registration">, { graph }: World): Truth {
  const tasks = taskDefinitions(service, graph);
  if (tasks === undefined) return "unknown";
  const truths = tasks.map((task) => {
    const inContainers = task.containers.map((container) =>
      and(
        and(exists(container.exists), sameFact(container.name, entry.containerName)),
        maps(container, entry.containerPort),
      ),
    );
    return open(any(inContainers), task.containersOpen !== undefined);
  });
  if (truths.every((truth) => truth === truths[0])) return truths[0] ?? "unknown";
  return "unknown";
}

function maps(container: Container, port: Fact<number>): Truth {
  const truths = container.portMappings.map((mapping) =>
    mapping.containerPort === undefined ? "false" : and(exists(mapping.exists), sameFact(mapping.containerPort, port)),
  );
  return open(any(truths), container.portMappingsOpen !== undefined);
}

/** Whether a listener or listener rule forwards to the target group. */
export function hasListener(targetGroup: TargetGroup, graph: Graph): Truth {
  if (targetGroup.external !== undefined) return "unknown";
  const truths = graph.of("listener").map((listener) => {
    const forwards = listener.forwards.links.map((link) => {
      if (link.to.includes(targetGroup.id)) return link.to.length === 1 ? exists(link.exists) : "unknown";
      return link.to.some((id) => mayBeAny(graph.get("target-group", id))) ? "unknown" : "false";
    });
    return and(exists(listener.exists), open(any(forwards), listener.forwards.open !== undefined));
  });
  return any(truths);
}

/** It is outside the scan and known by a name only that may stand for any target group. */
function mayBeAny(targetGroup: TargetGroup | undefined): boolean {
  return targetGroup === undefined || targetGroup.external?.literal === false;
}

function exists(existence: Existence): Truth {
  return existence === true ? "true" : "unknown";
}

/** `found`, where there may be further ones. */
function open(found: Truth, isOpen: boolean): Truth {
  return isOpen ? or(found, "unknown") : found;
}

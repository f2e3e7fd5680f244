/** Whether the health check of a registration goes to the container that is registered, or to another one of the same task. */
import { type Fact, sameFact } from "../../base/fact.ts";
import { all, and, any, not, or, type Truth } from "../../base/truth.ts";
import type { Container, Graph, Service, ServiceLoadBalancer, TaskDefinition } from "../../graph/model.ts";
import { existence } from "./entity.ts";
import { tasksOf } from "./links.ts";
import { takenPort } from "./port-mapping.ts";

/**
 * True where the health check has a port of its own, which another container of the task takes and the registered one does not. False where
 * nothing is known of the port, or of the task definition.
 */
export function checksAnotherContainer(graph: Graph, service: Service, entry: ServiceLoadBalancer): Truth {
  const truths = (entry.targetGroup?.to ?? []).flatMap((id) => {
    const port = graph.get("target-group", id)?.healthCheck.port;
    if (port?.known !== true || port.value === "traffic-port") return ["false" as const];
    const fixed = { known: true, value: port.value, origin: port.origin } as const;
    return tasksOf(service, graph).map((task) => isOfAnother(task, entry, fixed));
  });
  const [first = "false", ...others] = truths;
  return others.every((truth) => truth === first) ? first : "unknown";
}

function isOfAnother(task: TaskDefinition, { containerName }: ServiceLoadBalancer, port: Fact<number>): Truth {
  const takenBy = task.containers.map((container) => ({
    isRegistered: sameFact(container.name, containerName),
    takes: takes(task, container, port),
  }));
  const own = any(takenBy.map(({ isRegistered, takes }) => and(isRegistered, takes)));
  const another = any(takenBy.map(({ isRegistered, takes }) => and(not(isRegistered), takes)));
  return all([another, not(own)]);
}

function takes(task: TaskDefinition, container: Container, port: Fact<number>): Truth {
  const mapped = container.portMappings.map((mapping) => {
    const taken = takenPort(task, mapping);
    const isThere = and(existence(container.exists), existence(mapping.exists));
    return taken === undefined ? "false" : and(isThere, sameFact(taken, port));
  });
  return or(any(mapped), container.portMappingsRest === undefined ? "false" : "unknown");
}

/** What a service publishes by Service Connect, held against its task definition. */
import { sameFact } from "../../base/fact.ts";
import { all, and, any, not, or, type Truth, truthOf } from "../../base/truth.ts";
import type { Graph, Service, TaskDefinition } from "../../graph/model.ts";
import { existence, possible } from "./entity.ts";
import { portMappingsOf } from "./task-definition.ts";

/** A port that it publishes. */
type Endpoint = NonNullable<Service["connect"]>["endpoints"][number];

/** The ports that it publishes, each with whether no mapping has its name. Names of which nothing is known are passed over. */
export function unnamedPorts(
  graph: Graph,
  service: Service,
): readonly { readonly endpoint: Endpoint; readonly truth: Truth }[] {
  const { connect, taskDefinition } = service;
  if (connect === undefined) return [];
  const { enabled, exists } = connect;
  const isOn = and(existence(exists), enabled.known ? truthOf(enabled.value) : "unknown");
  return connect.endpoints
    .filter(({ portName }) => possible(portName) !== undefined)
    .map((endpoint) => {
      const tasks = (taskDefinition?.to ?? []).map((id) => graph.get("task-definition", id));
      const unnamed = tasks.map((task) => (task === undefined ? "unknown" : not(names(task, endpoint))));
      const same = unnamed.length > 0 && unnamed.every((truth) => truth === unnamed[0]) ? unnamed[0]! : "unknown";
      return { endpoint, truth: all([isOn, existence(endpoint.exists), same]) };
    });
}

function names(task: TaskDefinition, { portName }: Endpoint): Truth {
  const { members, mayBeMore } = portMappingsOf(task);
  const named = any(
    members.map(({ entity: { mapping }, exists }) =>
      mapping.name === undefined ? "false" : and(exists, sameFact(mapping.name, portName)),
    ),
  );
  return mayBeMore ? or(named, "unknown") : named;
}

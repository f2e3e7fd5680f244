/** The properties of every kind of entity; their meaning and truth tables stand in schemas/rule.schema.json. */
import type { Truth } from "../base/truth.ts";
import type { Existence } from "../base/value.ts";
import { type Entity, type Properties, type Property, possible } from "./entity.ts";
import { filterProperties, filterRuleProperties } from "./filter-properties.ts";
import { flowProperties, hopProperties, obstacleProperties } from "./flow-properties.ts";
import type { EntityKind } from "./rule.ts";

const networkMode = ["bridge", "host", "awsvpc", "none", "nat"] as const;

const service: Properties<"service"> = {
  launchType: {
    type: "choice",
    of: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"],
    read: ({ service }) => possible(service.launchType),
  },
  schedulingStrategy: {
    type: "choice",
    of: ["REPLICA", "DAEMON"],
    read: ({ service }) => possible(service.schedulingStrategy),
  },
  desiredCount: { type: "number", read: ({ service }) => service.desiredCount },
  registrations: {
    type: "many",
    kind: "registration",
    read: ({ service }) => ({
      members: service.loadBalancers.map((entry) => ({
        entity: { kind: "registration", service, entry },
        exists: existence(entry.exists),
      })),
      open: service.loadBalancersRest !== undefined,
    }),
  },
};

const registration: Properties<"registration"> = {
  mapped: { type: "flag", read: ({ service, entry }, { facts }) => facts.mapped(service, entry) },
  networkMode: { type: "choice", of: networkMode, read: ({ service }, { facts }) => facts.networkModes(service) },
  service: { type: "one", kind: "service", read: ({ service }) => [{ kind: "service", service }] },
  targetGroup: {
    type: "one",
    kind: "targetGroup",
    read: ({ entry }, { graph }) => {
      if (entry.targetGroup === undefined) return "absent";
      const groups = entry.targetGroup.to.map((id) => graph.get("target-group", id));
      return groups.every((group) => group !== undefined)
        ? groups.map((targetGroup) => ({ kind: "targetGroup", targetGroup }))
        : "unknown";
    },
  },
};

const container: Properties<"container"> = {
  cpu: { type: "number", read: ({ container }) => container.cpu },
  memory: { type: "number", read: ({ container }) => container.memory },
  memoryReservation: { type: "number", read: ({ container }) => container.memoryReservation },
  taskMemory: { type: "number", read: ({ task }) => task.memory },
  networkMode: { type: "choice", of: networkMode, read: ({ task }) => possible(task.networkMode) },
  portMappings: {
    type: "many",
    kind: "portMapping",
    read: ({ task, container }) => ({
      members: container.portMappings.map((mapping) => ({
        entity: { kind: "portMapping", task, container, mapping },
        exists: existence(mapping.exists),
      })),
      open: container.portMappingsRest !== undefined,
    }),
  },
};

const portMapping: Properties<"portMapping"> = {
  containerPort: { type: "number", read: ({ mapping }) => mapping.containerPort },
  hostPort: { type: "number", read: ({ mapping }) => mapping.hostPort },
  protocol: { type: "choice", of: ["tcp", "udp"], read: ({ mapping }) => possible(mapping.protocol) },
  networkMode: { type: "choice", of: networkMode, read: ({ task }) => possible(task.networkMode) },
};

const targetGroup: Properties<"targetGroup"> = {
  targetType: {
    type: "choice",
    of: ["instance", "ip", "lambda", "alb"],
    read: ({ targetGroup }) => possible(targetGroup.targetType),
  },
  healthCheckPort: {
    type: "choice",
    of: ["traffic-port", "fixed"],
    read: ({ targetGroup }) => {
      const port = targetGroup.healthCheck.port;
      const ports = port.known ? [port.value] : port.among;
      return ports?.map((one) => (one === "traffic-port" ? "traffic-port" : "fixed"));
    },
  },
  hasListener: { type: "flag", read: ({ targetGroup }, { facts }) => facts.hasListener(targetGroup) },
};

const loadBalancer: Properties<"loadBalancer"> = {
  type: {
    type: "choice",
    of: ["application", "network", "gateway", "classic"],
    read: ({ loadBalancer }) => possible(loadBalancer.type),
  },
  internal: {
    type: "flag",
    read: ({ loadBalancer }) =>
      loadBalancer.internal.known ? (loadBalancer.internal.value ? "true" : "false") : "unknown",
  },
};

const all: { readonly [K in EntityKind]: Properties<K> } = {
  hop: hopProperties,
  flow: flowProperties,
  obstacle: obstacleProperties,
  service,
  registration,
  container,
  portMapping,
  targetGroup,
  loadBalancer,
  filter: filterProperties,
  filterRule: filterRuleProperties,
};

/** The properties of a kind of entity by name. */
export function properties(kind: EntityKind): Readonly<Record<string, Property<Entity>>> {
  return all[kind] as unknown as Readonly<Record<string, Property<Entity>>>;
}

function existence(exists: Existence): Truth {
  return exists === true ? "true" : "unknown";
}

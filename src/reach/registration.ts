/** How ECS registers a container with a target group: which ports it gets, and whether its host or its task is the target. */
import { type Fact, sameFact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type {
  Container,
  LoadBalancer,
  NetworkMode,
  PortMapping,
  Service,
  ServiceLoadBalancer,
  TargetGroup,
  TaskDefinition,
} from "../graph/model.ts";
import { portsOf } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import type { Obstacle } from "./flow.ts";
import { onlyTarget, whichTarget } from "./identity.ts";
import { anyContainerPort, type Need, needEach, needOne } from "./need.ts";
import { unknownFor } from "./unknowns.ts";

/** `dynamic`: whatever the instance's range of dynamic ports is. */
export type RegisteredPort =
  | { readonly kind: "dynamic" }
  | { readonly kind: "static" | "task" | "unknown"; readonly need: Need };

export interface Registration {
  /** `either`: not known which. */
  readonly target: "hosts" | "task" | "either";
  readonly mode: NetworkMode | undefined;
  readonly port: RegisteredPort;
  readonly taskDefinition: TaskDefinition | undefined;
  readonly container: { readonly name: string | undefined; readonly port: number | undefined };
  readonly mapping: PortMapping | undefined;
  readonly obstacles: readonly Obstacle[];
}

/**
 * Mode awsvpc opens the container port on the task's own interface, mode host on the instance; bridge and Windows' NAT open the
 * host port of the mapping, and a dynamic one where that is 0 or not written
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
 */
export function registrationOf(
  context: Context,
  service: Service,
  entry: ServiceLoadBalancer,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
): Registration {
  const defined = onlyTarget(context.graph, service.taskDefinition);
  const taskDefinition = defined?.kind === "task-definition" && defined.external === undefined ? defined : undefined;
  const why = taskDefinition === undefined ? unknownDefinition(context, service) : undefined;
  const mode = modeOf(service, taskDefinition, targetGroup);
  const target = mode === undefined ? guessTarget(targetGroup) : mode === "awsvpc" ? "task" : "hosts";
  const found = taskDefinition === undefined ? undefined : findMapping(taskDefinition, entry);
  const port = portOf(entry, mode, target, found, why);
  const name = entry.containerName.known ? entry.containerName.value : undefined;
  const number = entry.containerPort.known ? entry.containerPort.value : undefined;
  const obstacles = [
    ...(found?.obstacle === undefined ? [] : [found.obstacle]),
    ...mismatches(service, entry, mode, targetGroup, loadBalancer, port),
  ];
  return { target, mode, port, taskDefinition, container: { name, port: number }, mapping: found?.mapping, obstacles };
}

function unknownDefinition(context: Context, service: Service): UnknownValue {
  const link = service.taskDefinition;
  if (link === undefined)
    return unknownFor(
      "missing-source",
      `task definition of ${service.id}`,
      `${service.address} names no task definition`,
      {
        span: service.span,
      },
    );
  if (link.to.length > 1) return whichTarget(context.graph, link);
  const node = context.graph.node(link.to[0]!);
  return (
    node?.external?.unknown ??
    unknownFor("missing-source", `task-definition:${link.to[0]}`, `${link.to[0]} is not in the scan`, {
      span: link.origin.span,
    })
  );
}

/** Only mode awsvpc takes a network configuration, is run by Fargate, and is registered by address. */
function modeOf(
  service: Service,
  taskDefinition: TaskDefinition | undefined,
  targetGroup: TargetGroup | undefined,
): NetworkMode | undefined {
  const fact = taskDefinition?.networkMode;
  if (fact?.known) return fact.value;
  const { launchType } = service;
  if (service.network !== undefined || (launchType?.known && launchType.value === "FARGATE")) return "awsvpc";
  if (targetGroup?.targetType.known && targetGroup.targetType.value === "ip") return "awsvpc";
  const left = fact?.known === false ? fact.among?.filter((mode) => mode !== "awsvpc" && mode !== "none") : undefined;
  return left?.length === 1 && targetGroup?.targetType.known ? left[0] : undefined;
}

function guessTarget(targetGroup: TargetGroup | undefined): Registration["target"] {
  return targetGroup?.targetType.known && targetGroup.targetType.value === "instance" ? "hosts" : "either";
}

interface Found {
  readonly mapping: PortMapping | undefined;
  readonly because: readonly UnknownValue[];
  readonly obstacle: Obstacle | undefined;
}

/** The mapping of the named container whose container port is the registered one. AWS refuses a service without it. */
function findMapping(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): Found {
  const { container, because } = findContainer(taskDefinition, entry);
  if (container === undefined)
    return {
      mapping: undefined,
      because,
      obstacle: because.length > 0 ? undefined : noContainer(taskDefinition, entry),
    };
  const mappings = container.portMappings.filter(({ containerPort }) => containerPort !== undefined);
  const same = mappings.filter(({ containerPort }) => sameFact(containerPort!, entry.containerPort) === "true");
  const maybe = mappings.filter(({ containerPort }) => sameFact(containerPort!, entry.containerPort) === "unknown");
  const chosen = same.length > 0 ? same : maybe;
  const open = container.portMappingsOpen;
  if (chosen.length === 1 && (same.length > 0 || open === undefined))
    return { mapping: chosen[0]!, because: [], obstacle: undefined };
  if (chosen.length === 0 && open === undefined)
    return { mapping: undefined, because: [], obstacle: noMapping(container, entry) };
  const unknowns = chosen.flatMap(({ containerPort, exists }) => [
    ...(containerPort!.known ? [] : [containerPort!.unknown]),
    ...(exists === true ? [] : [exists]),
  ]);
  if (!entry.containerPort.known) unknowns.push(entry.containerPort.unknown);
  if (open !== undefined) unknowns.push(open);
  if (unknowns.length === 0)
    unknowns.push(
      unknownFor(
        "error",
        `mapping of ${taskDefinition.id}`,
        `${taskDefinition.address} maps the same container port twice`,
        {
          span: chosen[1]!.span,
        },
      ),
    );
  return { mapping: undefined, because: unknowns, obstacle: undefined };
}

function findContainer(
  { containers, containersOpen }: TaskDefinition,
  entry: ServiceLoadBalancer,
): { readonly container: Container | undefined; readonly because: readonly UnknownValue[] } {
  const same = containers.filter(({ name }) => sameFact(name, entry.containerName) === "true");
  const maybe = containers.filter(({ name }) => sameFact(name, entry.containerName) === "unknown");
  const chosen = same.length > 0 ? same : maybe;
  if (chosen.length === 1 && (same.length > 0 || containersOpen === undefined))
    return { container: chosen[0]!, because: [] };
  const unknowns = [
    ...chosen.flatMap(({ name, exists }) => [
      ...(name.known ? [] : [name.unknown]),
      ...(exists === true ? [] : [exists]),
    ]),
    ...(chosen.length > 0 && !entry.containerName.known ? [entry.containerName.unknown] : []),
    ...(containersOpen === undefined ? [] : [containersOpen]),
  ];
  if (chosen.length > 1 && unknowns.length === 0) return { container: chosen[0]!, because: [] };
  return { container: undefined, because: unknowns };
}

function noContainer(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): Obstacle {
  const names = taskDefinition.containers.map(({ name }) => text(name)).join(", ");
  const wanted = text(entry.containerName);
  const has = names === "" ? "no container" : `only ${names}`;
  return {
    kind: "container-not-found",
    text: `${taskDefinition.address} has no container ${wanted}; it has ${has}`,
    span: entry.containerName.origin.span,
    certain: false,
  };
}

function noMapping(container: Container, entry: ServiceLoadBalancer): Obstacle {
  const ports = container.portMappings.flatMap(({ containerPort }) =>
    containerPort === undefined ? [] : [text(containerPort)],
  );
  const has = ports.length === 0 ? "no port" : `only ${ports.join(", ")}`;
  return {
    kind: "port-not-mapped",
    text: `container ${text(container.name)} does not map port ${text(entry.containerPort)}; it maps ${has}`,
    span: entry.containerPort.origin.span,
    certain: false,
  };
}

function text(fact: Fact<string | number>): string {
  return fact.known ? `${fact.value}` : fact.unknown.symbol;
}

function portOf(
  entry: ServiceLoadBalancer,
  mode: NetworkMode | undefined,
  target: Registration["target"],
  found: Found | undefined,
  why: UnknownValue | undefined,
): RegisteredPort {
  if (target === "task" || mode === "host")
    return { kind: target === "task" ? "task" : "static", need: containerPortNeed(entry, found?.mapping) };
  const mapping = found?.mapping;
  if (mode === undefined || mapping === undefined) {
    const because = why === undefined ? (found?.because ?? []) : [why];
    const label = because[0]?.symbol ?? "the host port";
    return { kind: "unknown", need: needOne(anyContainerPort, because, label) };
  }
  const { hostPort } = mapping;
  if (hostPort === undefined || (hostPort.known && hostPort.value === 0)) return { kind: "dynamic" };
  if (hostPort.known) return { kind: "static", need: needEach(portsOf([hostPort.value])) };
  const { unknown, among } = hostPort;
  const fixed = among?.filter((port) => port !== 0);
  const ports = among !== undefined && fixed?.length === among.length ? portsOf(among) : anyContainerPort;
  return { kind: "unknown", need: needOne(ports, [unknown], unknown.symbol) };
}

/** The service's container port, or that of the mapping, which must be the same. */
function containerPortNeed(entry: ServiceLoadBalancer, mapping: PortMapping | undefined): Need {
  const facts = [entry.containerPort, mapping?.containerPort].filter((fact) => fact !== undefined);
  const known = facts.find((fact) => fact.known);
  if (known?.known) return needEach(portsOf([known.value]));
  const { unknown, among } = facts[0] as Exclude<Fact<number>, { readonly known: true }>;
  return needOne(among === undefined ? anyContainerPort : portsOf(among), [unknown], unknown.symbol, unknown.symbol);
}

/** Combinations that AWS does not register, so that the load balancer never gets the target. */
function mismatches(
  service: Service,
  entry: ServiceLoadBalancer,
  mode: NetworkMode | undefined,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
  port: RegisteredPort,
): readonly Obstacle[] {
  const obstacles: Obstacle[] = [];
  const span = entry.span;
  const put = (kind: Obstacle["kind"], text: string): void => {
    obstacles.push({ kind, text, span, certain: true });
  };
  const type = targetGroup?.targetType;
  if (mode === "none") put("network-mode", "network mode none has no ports");
  if (type?.known && mode !== undefined && targetGroup !== undefined) {
    const wanted = mode === "awsvpc" ? "ip" : "instance";
    if (type.value === "lambda" || type.value === "alb")
      put("target-type-mismatch", `${targetGroup.address} takes targets of type ${type.value}, not containers`);
    else if (type.value !== wanted && mode !== "none") {
      const text = `network mode ${mode} needs target type ${wanted}, and ${targetGroup.address} has ${type.value}`;
      // No documentation says that AWS refuses an address as the target of a container in mode host.
      obstacles.push({ kind: "target-type-mismatch", text, span, certain: mode !== "host", beside: true });
    }
  }
  const { launchType } = service;
  if (launchType?.known && launchType.value === "EXTERNAL")
    put("launch-type", "instances of launch type EXTERNAL cannot be behind a load balancer");
  if (launchType?.known && launchType.value === "FARGATE" && mode !== undefined && mode !== "awsvpc")
    put("network-mode", `Fargate needs network mode awsvpc, and the task definition has ${mode}`);
  if (loadBalancer?.type.known && loadBalancer.type.value === "gateway")
    put("load-balancer-type", `${loadBalancer.address} is a gateway load balancer, which ECS does not register with`);
  if (entry.classicLoadBalancer !== undefined && targetGroup === undefined) {
    if (mode === "awsvpc")
      put("load-balancer-type", "a classic load balancer does not take tasks of network mode awsvpc");
    else obstacles.push(...classicMismatch(entry, loadBalancer, port));
  }
  return obstacles;
}

/** A classic load balancer sends to the instance ports of its listeners, to nothing else
 *  (https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html). */
function classicMismatch(
  entry: ServiceLoadBalancer,
  loadBalancer: LoadBalancer | undefined,
  port: RegisteredPort,
): readonly Obstacle[] {
  const kind = "classic-port";
  if (port.kind === "dynamic")
    return [
      { kind, text: "a classic load balancer does not send to dynamic host ports", span: entry.span, certain: true },
    ];
  const listeners = loadBalancer?.external === undefined ? loadBalancer?.classicListeners : undefined;
  if (listeners === undefined || port.need.kind === "one") return [];
  if (listeners.some(({ instancePort }) => !instancePort.known || `${instancePort.value}` === port.need.text))
    return [];
  const ports = listeners.map(({ instancePort }) => text(instancePort)).join(", ") || "nothing";
  const what = `${loadBalancer?.address} sends to ${ports}, and the host port is ${port.need.text}`;
  return [{ kind, text: what, span: listeners[0]?.span ?? entry.span, certain: true }];
}

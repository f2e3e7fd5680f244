/** How ECS registers a container with a target group: which ports it gets, and whether its host or its task is the target. */
import type { Fact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type {
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
import type { Hindrance } from "./hindrance.ts";
import { onlyTarget, whichTarget } from "./identity.ts";
import { anyContainerPort, type Need, needEach, needOne } from "./need.ts";
import { type FoundMapping, findMapping } from "./port-mapping.ts";
import { registrationHindrances } from "./registration-hindrances.ts";
import { notInScan, unknownFor } from "./unknowns.ts";

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
  readonly hindrances: readonly Hindrance[];
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
  const fact = taskDefinition?.networkMode;
  const unknownMode = mode === undefined && fact?.known === false ? [fact.unknown] : [];
  const port = portOf(context, entry, mode, target, found, why, unknownMode);
  const name = entry.containerName.known ? entry.containerName.value : undefined;
  const number = entry.containerPort.known ? entry.containerPort.value : undefined;
  const hindrances = [
    ...(found?.hindrance === undefined ? [] : [found.hindrance]),
    ...registrationHindrances(service, entry, mode, targetGroup, loadBalancer, port),
  ];
  return { target, mode, port, taskDefinition, container: { name, port: number }, mapping: found?.mapping, hindrances };
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
  return node?.external?.unknown ?? notInScan("task-definition", link.to[0]!, link.origin.span);
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

function portOf(
  context: Context,
  entry: ServiceLoadBalancer,
  mode: NetworkMode | undefined,
  target: Registration["target"],
  found: FoundMapping | undefined,
  why: UnknownValue | undefined,
  unknownMode: readonly UnknownValue[],
): RegisteredPort {
  if (target === "task" || mode === "host")
    return { kind: target === "task" ? "task" : "static", need: containerPortNeed(context, entry, found?.mapping) };
  const mapping = found?.mapping;
  if (mode === undefined || mapping === undefined) {
    const because = why !== undefined ? [why] : [...(found?.because ?? []), ...unknownMode];
    // Of several the first by name, so that no order decides.
    const [label = "the host port"] = because.map(({ symbol }) => symbol).sort();
    return { kind: "unknown", need: needOne(anyContainerPort, because, label) };
  }
  const { hostPort } = mapping;
  if (hostPort === undefined || (hostPort.known && hostPort.value === 0)) return { kind: "dynamic" };
  if (hostPort.known) return { kind: "static", need: needEach(context, portsOf([hostPort.value])) };
  const { unknown, among } = hostPort;
  const fixed = among?.filter((port) => port !== 0);
  const ports = among !== undefined && fixed?.length === among.length ? portsOf(among) : anyContainerPort;
  return { kind: "unknown", need: needOne(ports, [unknown], unknown.symbol) };
}

/** The service's container port, or that of the mapping, which must be the same. */
function containerPortNeed(context: Context, entry: ServiceLoadBalancer, mapping: PortMapping | undefined): Need {
  const facts = [entry.containerPort, mapping?.containerPort].filter((fact) => fact !== undefined);
  const known = facts.find((fact) => fact.known);
  if (known?.known) return needEach(context, portsOf([known.value]));
  const { unknown, among } = facts[0] as Exclude<Fact<number>, { readonly known: true }>;
  return needOne(among === undefined ? anyContainerPort : portsOf(among), [unknown], unknown.symbol, unknown.symbol);
}

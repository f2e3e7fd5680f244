/** How ECS registers a container with a target group: which ports it gets, and whether its host or its task is the target. */
import { type Fact, sameFact } from "../../base/fact.ts";
import type { Truth } from "../../base/truth.ts";
import type { Assumption, Existence, UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type { LoadBalancer, TargetGroup } from "../../graph/network.ts";
import type {
  Container,
  NetworkMode,
  PortMapping,
  Service,
  ServiceLoadBalancer,
  TaskDefinition,
} from "../../graph/workload.ts";

import { portsOf } from "../../sets/port-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { onlyTarget, whichTarget } from "../certainty/links.ts";
import { notInScan, unassumed, unknownFor } from "../certainty/unknowns.ts";
import { certain, type Hindrance, registrationHindrances } from "./hindrances.ts";
import { anyContainerPort, type Need, needEach, needOne, needPort } from "./needs.ts";

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
  /** Undefined where the container certainly is not there. */
  readonly meant: MeantMappings | undefined;
  readonly hindrances: readonly Hindrance[];
  /** What is taken as given of the task definition. */
  readonly assumptions: readonly Assumption[];
}

/**
 * Mode awsvpc opens the container port on the task's own interface, mode host on the instance; bridge and Windows' NAT open the
 * host port of the mapping, and a dynamic one where that is 0 or not written
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
 */
export function registrationOf(
  context: ReachContext,
  service: Service,
  entry: ServiceLoadBalancer,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
): Registration {
  const taken = service.taskDefinition?.assumption;
  const isOpen = taken !== undefined && context.options.strict;
  const defined = isOpen ? undefined : onlyTarget(context.graph, service.taskDefinition);
  const taskDefinition = defined?.kind === "task-definition" && defined.external === undefined ? defined : undefined;
  const why = taskDefinition === undefined ? unknownDefinition(context, service) : undefined;
  const mode = modeOf(service, taskDefinition, targetGroup);
  const target = mode === undefined ? guessTarget(targetGroup) : mode === "awsvpc" ? "task" : "hosts";
  const found = taskDefinition === undefined ? undefined : findMapping(taskDefinition, entry);
  const fact = taskDefinition?.networkMode;
  const unknownMode = mode === undefined && fact?.known === false ? [fact.unknown] : [];
  const port = portOf(context, entry, mode, target, found, why, unknownMode);
  const name = told(entry.containerName);
  const number = told(entry.containerPort);
  const hindrances = [
    ...(found?.hindrance === undefined ? [] : [found.hindrance]),
    ...registrationHindrances(service, entry, mode, targetGroup, loadBalancer, port),
  ];
  const assumptions = taken === undefined || isOpen ? [] : [taken];
  const container = { name, port: number };
  return {
    target,
    mode,
    port,
    taskDefinition,
    container,
    mapping: found?.mapping,
    meant: why === undefined ? found?.meant : anyMappings([why]),
    hindrances,
    assumptions,
  };
}

/** Why the task definition of a service is not in the graph. */
export function unknownDefinition(context: ReachContext, service: Service): UnknownValue {
  const { taskDefinition: link, id, address, span } = service;
  if (link === undefined)
    return unknownFor("missing-source", `task definition of ${id}`, `${address} names no task definition`, { span });
  if (link.assumption !== undefined && context.options.strict) return unassumed(link.assumption, link.origin.span);
  if (link.to.length > 1) return whichTarget(context.graph, link);
  const node = context.graph.node(link.to[0]!);
  return node?.external?.unknown ?? notInScan("task-definition", link.to[0]!, link.origin.span);
}

/** Only mode awsvpc takes a network configuration, is run by Fargate, and is registered by address. */
export function modeOf(
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
  context: ReachContext,
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

function told<T>(fact: Fact<T>): T | undefined {
  return fact.known && fact.sensitive !== true ? fact.value : undefined;
}

/** The service's container port, or that of the mapping, which must be the same. */
function containerPortNeed(context: ReachContext, entry: ServiceLoadBalancer, mapping: PortMapping | undefined): Need {
  const facts = [entry.containerPort, mapping?.containerPort].filter((fact) => fact !== undefined);
  return needPort(context, facts.find((fact) => fact.known) ?? facts[0]!);
}

/** The mappings of the registered container port: more than one where it is mapped for both protocols, or may be. */
export interface MeantMappings {
  readonly sure: readonly PortMapping[];
  readonly perhaps: readonly PortMapping[];
  /** Why the container may have further ones. */
  readonly rest: UnknownValue | undefined;
  /** Why there may be more of them than those that are sure. */
  readonly because: readonly UnknownValue[];
}

export interface FoundMapping {
  /** Undefined where it is not known, or is not there. */
  readonly mapping: PortMapping | undefined;
  readonly meant: MeantMappings | undefined;
  /** The container of the mapping, also where the mapping is not known. */
  readonly container: Container | undefined;
  readonly because: readonly UnknownValue[];
  /** Name and port are certainly those of the mapping, or of several; else it is the only one that there may be. */
  readonly exact: boolean;
  /** Set where it is certainly not there. */
  readonly hindrance: Hindrance | undefined;
}

/** The mapping of the named container whose container port is the registered one. AWS refuses a service without it. */
export function findMapping(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): FoundMapping {
  const { container, because } = findContainer(taskDefinition, entry);
  const none = { mapping: undefined, meant: undefined, container, because, exact: false, hindrance: undefined };
  if (container === undefined) {
    if (because.length > 0) return { ...none, meant: anyMappings(because) };
    return { ...none, hindrance: noContainer(taskDefinition, entry) };
  }
  const mappings = container.portMappings.filter(({ containerPort }) => containerPort !== undefined);
  const registered = ({ containerPort }: PortMapping): Truth => sameFact(containerPort!, entry.containerPort);
  const { sure, perhaps } = meant(mappings, registered, mayBothBe);
  const open = container.portMappingsRest;
  const whyMore = [
    ...perhaps.flatMap(({ containerPort, exists }) => [
      ...(containerPort!.known ? [] : [containerPort!.unknown]),
      ...(exists === true ? [] : [exists]),
    ]),
    ...(open === undefined ? [] : [open]),
  ];
  const found: FoundMapping = { ...none, meant: { sure, perhaps, rest: open, because: whyMore } };
  const chosen = [...sure, ...perhaps];
  if (chosen.length === 1 && open === undefined) {
    const [mapping] = chosen;
    return { ...found, mapping, because: [], exact: registered(mapping!) === "true" && isNamed(container, entry) };
  }
  if (chosen.length === 0 && open === undefined) return { ...found, hindrance: noMapping(container, entry) };
  const unknowns = [...whyMore];
  if (!entry.containerPort.known) unknowns.push(entry.containerPort.unknown);
  if (unknowns.length === 0) {
    const text = `${taskDefinition.address} maps the same container port twice`;
    unknowns.push(unknownFor("error", `mapping of ${taskDefinition.id}`, text, { span: chosen[1]!.span }));
  }
  return { ...found, because: unknowns, exact: sure.length > 0 && isNamed(container, entry) };
}

/** Those of a container that is not known. */
function anyMappings(because: readonly UnknownValue[]): MeantMappings {
  return { sure: [], perhaps: [], rest: because[0], because };
}

/** AWS takes one container port twice where it is mapped for another protocol, also where it is only not known to be the same. */
function mayBothBe(a: PortMapping, b: PortMapping): boolean {
  return sameFact(a.protocol, b.protocol) !== "true";
}

/** The parts of a list that may be the one meant. Beside those that certainly are, only such as AWS takes beside each of these. */
function meant<T extends { readonly exists: Existence }>(
  parts: readonly T[],
  is: (part: T) => Truth,
  mayBothBe: (part: T, sure: T) => boolean,
): { readonly sure: readonly T[]; readonly perhaps: readonly T[] } {
  const sure = parts.filter((part) => part.exists === true && is(part) === "true");
  const others = parts.filter((part) => !sure.includes(part) && is(part) !== "false");
  return { sure, perhaps: others.filter((part) => sure.every((one) => mayBothBe(part, one))) };
}

function isNamed({ name }: Container, { containerName }: ServiceLoadBalancer): boolean {
  return sameFact(name, containerName) === "true";
}

function findContainer(
  { containers, containersRest }: TaskDefinition,
  entry: ServiceLoadBalancer,
): { readonly container: Container | undefined; readonly because: readonly UnknownValue[] } {
  const { sure, perhaps } = meant(
    containers,
    ({ name }) => sameFact(name, entry.containerName),
    () => false,
  );
  const chosen = [...sure, ...perhaps];
  if (chosen.length === 1 && (sure.length > 0 || containersRest === undefined))
    return { container: chosen[0]!, because: [] };
  const unknowns = [
    ...chosen.flatMap(({ name, exists }) => [
      ...(name.known ? [] : [name.unknown]),
      ...(exists === true ? [] : [exists]),
    ]),
    ...(chosen.length > 0 && !entry.containerName.known ? [entry.containerName.unknown] : []),
    ...(containersRest === undefined ? [] : [containersRest]),
  ];
  if (chosen.length > 1 && unknowns.length === 0) return { container: chosen[0]!, because: [] };
  return { container: undefined, because: unknowns };
}

function noContainer(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): Hindrance {
  const names = taskDefinition.containers.map(({ name }) => describeFact(name)).join(", ");
  const wanted = describeFact(entry.containerName);
  const has = names === "" ? "no container" : `only ${names}`;
  const text = `${taskDefinition.address} has no container ${wanted}; it has ${has}`;
  return certain("container-not-found", "obscures", text, entry.containerName.origin.span);
}

function noMapping(container: Container, entry: ServiceLoadBalancer): Hindrance {
  const ports = container.portMappings.flatMap(({ containerPort }) =>
    containerPort === undefined ? [] : [describeFact(containerPort)],
  );
  const has = ports.length === 0 ? "no port" : `only ${ports.join(", ")}`;
  const { containerPort: wanted } = entry;
  const text = `container ${describeFact(container.name)} does not map port ${describeFact(wanted)}; it maps ${has}`;
  return certain("port-not-mapped", "obscures", text, wanted.origin.span);
}

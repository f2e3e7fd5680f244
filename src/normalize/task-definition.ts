/** Task definitions and their containers: what is the same in every dialect. */
import type { Fact } from "../base/fact.ts";
import type { UnknownValue, Value } from "../base/value.ts";
import type { Container, NetworkMode, PortMapping, TaskDefinition } from "../graph/model.ts";
import { baseOf } from "./context.ts";
import { asNumber, asString, byDefault, factOf, mapFact, optional, required } from "./facts.ts";
import { elementsOf, originOf } from "./value.ts";
import type { View, Views } from "./view.ts";

/** How a dialect spells the arguments of containers: the API's camel case, or CloudFormation's. */
export interface ContainerNames {
  readonly name: string;
  readonly portMappings: string;
  readonly containerPort: string;
  readonly hostPort: string;
  readonly containerPortRange: string;
  readonly protocol: string;
  readonly cpu: string;
  readonly memory: string;
  readonly memoryReservation: string;
}

export const API_NAMES: ContainerNames = {
  name: "name",
  portMappings: "portMappings",
  containerPort: "containerPort",
  hostPort: "hostPort",
  containerPortRange: "containerPortRange",
  protocol: "protocol",
  cpu: "cpu",
  memory: "memory",
  memoryReservation: "memoryReservation",
};

export const CLOUDFORMATION_NAMES: ContainerNames = {
  name: "Name",
  portMappings: "PortMappings",
  containerPort: "ContainerPort",
  hostPort: "HostPort",
  containerPortRange: "ContainerPortRange",
  protocol: "Protocol",
  cpu: "Cpu",
  memory: "Memory",
  memoryReservation: "MemoryReservation",
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
function containerOf(view: View, names: ContainerNames): Container {
  const mappings = view.views(names.portMappings);
  return {
    name: optional(view, names.name, asString) ?? byDefault("", view.span),
    portMappings: mappings.views.map((mapping) => portMappingOf(mapping, names)),
    ...(mappings.open === undefined ? {} : { portMappingsRest: mappings.open }),
    cpu: optional(view, names.cpu, asNumber),
    memory: optional(view, names.memory, asNumber),
    memoryReservation: optional(view, names.memoryReservation, asNumber),
    exists: view.exists,
    span: view.span,
  };
}

function portMappingOf(view: View, names: ContainerNames): PortMapping {
  const range = optional(view, names.containerPortRange, asString);
  return {
    containerPort: optional(view, names.containerPort, asNumber),
    hostPort: optional(view, names.hostPort, asNumber),
    ...(range === undefined ? {} : { containerPortRange: range }),
    protocol: mapFact(required(view, names.protocol, asString, "tcp"), (text) =>
      text.toLowerCase() === "udp" ? "udp" : "tcp",
    ),
    exists: view.exists,
    span: view.span,
  };
}

export interface TaskDefinitionParts {
  readonly networkMode: Value | undefined;
  readonly networkModeName: string;
  readonly compatibilities: Value | undefined;
  readonly compatibilitiesName: string;
  readonly operatingSystem: Fact<string> | undefined;
  readonly containers: Views;
  readonly names: ContainerNames;
  readonly cpu: Fact<number> | undefined;
  readonly memory: Fact<number> | undefined;
}

export function taskDefinitionNode(view: View, parts: TaskDefinitionParts): TaskDefinition {
  const compatibilities = listFact(view, parts.compatibilities, parts.compatibilitiesName);
  const platform = mapFact(parts.operatingSystem ?? byDefault("LINUX", view.span), (system): "linux" | "windows" =>
    /^windows/i.test(system) ? "windows" : "linux",
  );
  return {
    ...baseOf(view),
    kind: "task-definition",
    networkMode: networkModeOf(view, parts, compatibilities, platform),
    containers: parts.containers.views.map((one) => containerOf(one, parts.names)),
    ...(parts.containers.open === undefined ? {} : { containersRest: parts.containers.open }),
    compatibilities,
    platform,
    cpu: parts.cpu,
    memory: parts.memory,
  };
}

const MODES: readonly NetworkMode[] = ["bridge", "host", "awsvpc", "none", "nat"];

/**
 * Without a mode Docker's default holds, bridge on Linux and NAT on Windows; Fargate takes awsvpc only
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html).
 */
function networkModeOf(
  view: View,
  parts: TaskDefinitionParts,
  compatibilities: Fact<readonly string[]>,
  platform: Fact<"linux" | "windows">,
): Fact<NetworkMode> {
  const otherwise = defaultMode(compatibilities, platform);
  if (parts.networkMode === undefined) return byDefault(otherwise, view.span);
  const read = (value: Value): NetworkMode | undefined => {
    const text = asString(value);
    if (text === "") return otherwise;
    return MODES.find((mode) => mode === text);
  };
  return factOf(parts.networkMode, read, view.spanOf(parts.networkModeName), otherwise);
}

function defaultMode(compatibilities: Fact<readonly string[]>, platform: Fact<"linux" | "windows">): NetworkMode {
  if (compatibilities.known) {
    const { value } = compatibilities;
    if (value.length > 0 && value.every((one) => one === "FARGATE")) return "awsvpc";
  }
  return platform.known && platform.value === "windows" ? "nat" : "bridge";
}

function listFact(view: View, value: Value | undefined, name: string): Fact<readonly string[]> {
  if (value === undefined) return byDefault([], view.span);
  const { elements, open } = elementsOf(value);
  const origin = originOf(value, view.spanOf(name));
  const texts: string[] = [];
  let unknown: UnknownValue | undefined = open;
  for (const element of elements) {
    const fact = factOf(element.value, asString, view.spanOf(name));
    if (!fact.known) unknown ??= fact.unknown;
    else if (element.exists !== true) unknown ??= element.exists;
    else texts.push(fact.value);
  }
  return unknown === undefined ? { known: true, value: texts, origin } : { known: false, unknown, origin };
}

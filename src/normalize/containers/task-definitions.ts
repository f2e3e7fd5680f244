/** Task definitions and their containers into nodes. */
import type { Fact } from "../../base/fact.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Container, NetworkMode, PortMapping, TaskDefinition } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import {
  asCpuUnits,
  asMebibytes,
  asNumber,
  asString,
  byDefault,
  factOf,
  mapFact,
  optional,
  required,
} from "../facts.ts";
import { elementsOf, given, originOf, unsettled } from "../value.ts";
import { only, type View, type Views } from "../view.ts";
import { registryFact } from "./registry.ts";
import { secretsOf } from "./secrets.ts";

export function taskDefinitions(context: Context): void {
  for (const view of context.managed("task-definition")) context.put(taskDefinitionNode(context, view));
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
function containerOf(context: Context, view: View): Container {
  const mappings = view.views("portMappings");
  const image = view.value("image");
  const log = only(view.views("logConfiguration"));
  const logDriver = log === undefined ? undefined : optional(log, "logDriver", asString);
  return {
    name: optional(view, "name", asString) ?? byDefault("", view.span),
    ...given({ registry: image === undefined ? undefined : registryFact(image, view.spanOf("image")) }),
    ...given({ logDriver }),
    ...secretsOf(context, view),
    portMappings: mappings.views.map(portMappingOf),
    ...given({ portMappingsRest: mappings.rest }),
    cpu: optional(view, "cpu", asNumber),
    memory: optional(view, "memory", asNumber),
    memoryReservation: optional(view, "memoryReservation", asNumber),
    exists: view.exists,
    span: view.span,
  };
}

function portMappingOf(view: View): PortMapping {
  return {
    ...given({ name: optional(view, "name", asString) }),
    containerPort: optional(view, "containerPort", asNumber),
    hostPort: optional(view, "hostPort", asNumber),
    ...given({ containerPortRange: optional(view, "containerPortRange", asString) }),
    protocol: mapFact(required(view, "protocol", asString, "tcp"), (text) =>
      text.toLowerCase() === "udp" ? "udp" : "tcp",
    ),
    exists: view.exists,
    span: view.span,
  };
}

/** AWS takes ten (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html). */
const MAX_CONTAINERS = 200;

function containersOf(context: Context, view: View): Views {
  const all = meaningOf(view).containers(context, view);
  const { address } = view.resource;
  if (all.views.length <= MAX_CONTAINERS) return all;
  const text = `${address} has more than ${MAX_CONTAINERS} containers`;
  const span = view.spanOf("containerDefinitions");
  context.warn("container-definitions", `${text}: they are not read, for AWS takes ten`, span);
  return { views: [], written: true, rest: unsettled(`${address}.containers`, text, "error", span, "divide them") };
}

function taskDefinitionNode(context: Context, view: View): TaskDefinition {
  const compatibilities = listFact(view, "requiresCompatibilities");
  const system = optional(only(view.views("runtimePlatform")), "operatingSystemFamily", asString);
  const platform = mapFact(system ?? byDefault("LINUX", view.span), (family): "linux" | "windows" =>
    /^windows/i.test(family) ? "windows" : "linux",
  );
  const containers = containersOf(context, view);
  return {
    ...baseOf(view),
    kind: "task-definition",
    networkMode: networkModeOf(view, compatibilities, platform),
    containers: containers.views.map((one) => containerOf(context, one)),
    ...given({ containersRest: containers.rest }),
    compatibilities,
    platform,
    cpu: optional(view, "cpu", asCpuUnits),
    memory: optional(view, "memory", asMebibytes),
  };
}

const MODES: readonly NetworkMode[] = ["bridge", "host", "awsvpc", "none", "nat"];

/**
 * Without a mode Docker's default holds, bridge on Linux and NAT on Windows; Fargate takes awsvpc only
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html).
 */
function networkModeOf(
  view: View,
  compatibilities: Fact<readonly string[]>,
  platform: Fact<"linux" | "windows">,
): Fact<NetworkMode> {
  const otherwise = defaultMode(compatibilities, platform);
  const mode = view.value("networkMode");
  if (mode === undefined) return byDefault(otherwise, view.span);
  const read = (value: Value): NetworkMode | undefined => {
    const text = asString(value);
    if (text === "") return otherwise;
    return MODES.find((one) => one === text);
  };
  return factOf(mode, read, view.spanOf("networkMode"), otherwise);
}

function defaultMode(compatibilities: Fact<readonly string[]>, platform: Fact<"linux" | "windows">): NetworkMode {
  if (compatibilities.known) {
    const { value } = compatibilities;
    if (value.length > 0 && value.every((one) => one === "FARGATE")) return "awsvpc";
  }
  return platform.known && platform.value === "windows" ? "nat" : "bridge";
}

function listFact(view: View, name: string): Fact<readonly string[]> {
  const value = view.value(name);
  if (value === undefined) return byDefault([], view.span);
  const { elements, rest } = elementsOf(value);
  const origin = originOf(value, view.spanOf(name));
  const texts: string[] = [];
  let unknown: UnknownValue | undefined = rest;
  for (const element of elements) {
    const fact = factOf(element.value, asString, view.spanOf(name));
    if (!fact.known) unknown ??= fact.unknown;
    else if (element.exists !== true) unknown ??= element.exists;
    else texts.push(fact.value);
  }
  return unknown === undefined ? { known: true, value: texts, origin } : { known: false, unknown, origin };
}

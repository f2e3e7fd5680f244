/** Which ports must get through to a target: for traffic, and for health checks. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import { and, any, or, type Truth, truthOf } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type {
  Assumption,
  HealthCheck,
  Link,
  NetworkMode,
  Service,
  TargetGroup,
  TaskDefinition,
} from "../graph/model.ts";
import { allPorts, portRange, portsOf } from "../sets/port-set.ts";
import type { Context, Identity } from "./context.ts";
import type { Hindrance } from "./hindrance.ts";
import { onlyTarget, sameNode } from "./identity.ts";
import { anyContainerPort, type Need, needEach, needOne } from "./need.ts";
import type { Registration } from "./registration.ts";
import type { Target } from "./targets.ts";
import { exists, type Given, unassumed, unknownFor } from "./unknowns.ts";

export interface TargetNeed {
  readonly need: Need;
  readonly assumptions: readonly Assumption[];
}

/**
 * The host ports that tasks on the target can get. Dynamic ones are those of the instance's range: from user data, else from
 * the options, else 32768–65535 (Linux) and 49152–65535 (Windows), which hold every default of agent, Docker and kernel
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
 */
export function trafficNeed(context: Context, { port, taskDefinition }: Registration, { host }: Target): TargetNeed {
  if (port.kind !== "dynamic") return { need: port.need, assumptions: [] };
  const { ephemeral, strict } = context.options;
  const written = host?.launch.dynamicPorts;
  if (written !== undefined) return { need: writtenRange(context, written.from, written.to), assumptions: [] };
  const need = usualRange(context, [host?.launch.platform, taskDefinition?.platform]);
  const unread = host?.launch.userDataUnread;
  if (unread === undefined || ephemeral !== undefined) return { need, assumptions: [] };
  const assumption = {
    kind: "dynamic-range",
    text: `${host?.launch.address} has the default range of dynamic ports, although not all of its user data is known`,
  };
  if (!strict) return { need, assumptions: [assumption] };
  return { need: needOne(allPorts, [unassumed(assumption, host?.launch.span)], "dynamic ports"), assumptions: [] };
}

function usualRange(context: Context, platforms: readonly (Fact<"linux" | "windows"> | undefined)[]): Need {
  const { ephemeral } = context.options;
  if (ephemeral !== undefined) return needEach(context, portRange(ephemeral.first, ephemeral.last), "configured");
  if (platforms.some((platform) => platform?.known && platform.value === "windows"))
    return needEach(context, portRange(49152, 65535), "default");
  const open = platforms.flatMap((platform) => (platform === undefined || platform.known ? [] : [platform.unknown]));
  if (open.length > 0) return needOne(portRange(32768, 65535), open, "32768-65535 or 49152-65535");
  return needEach(context, portRange(32768, 65535), "default");
}

function writtenRange(context: Context, from: Fact<number>, to: Fact<number>): Need {
  if (from.known && to.known) return needEach(context, portRange(from.value, to.value), "configured");
  const because = [from, to].flatMap((fact) => (fact.known ? [] : [fact.unknown]));
  const end = (fact: Fact<number>): string => (fact.known ? `${fact.value}` : fact.unknown.symbol);
  return needOne(anyContainerPort, because, `${end(from)}-${end(to)}`);
}

/** The port that health checks use: each target's own, or a fixed one. */
export function healthNeed(
  context: Context,
  targetGroup: TargetGroup | undefined,
  health: HealthCheck | undefined,
  { mode }: Registration,
  traffic: TargetNeed,
): TargetNeed {
  const port = health?.port;
  if (port === undefined || (port.known && port.value === "traffic-port")) return traffic;
  if (port.known) return { need: needEach(context, portsOf([Number(port.value)])), assumptions: [] };
  const { unknown, among } = port;
  const numbers = among?.filter((one) => one !== "traffic-port");
  const fixed = among !== undefined && numbers?.length === among.length ? portsOf(numbers) : undefined;
  const symbol = unknown.symbol;
  const need = needOne(fixed ?? anyContainerPort, [unknown], symbol, symbol);
  if (!isTakenToListen(context, targetGroup) || ownsPorts(mode)) return { need, assumptions: [] };
  const text = `something listens on the port of the health checks of ${targetGroup!.address}, which is not in the source`;
  return { need, assumptions: [{ kind: "health-port", text }] };
}

/** Of a target group outside of the source it is taken as given that its health checks go to a port that is mapped. */
function isTakenToListen({ options }: Context, targetGroup: TargetGroup | undefined): boolean {
  return targetGroup?.external !== undefined && !options.strict;
}

/** The ports on which a container listens are those of what is registered: its task or instance. */
function ownsPorts(mode: NetworkMode | undefined): boolean {
  return mode === "awsvpc" || mode === "host" || mode === "none";
}

/** A fixed health-check port on an instance is answered only where a task maps it: one of this service's, or of another's there. */
export function healthHindrances(
  context: Context,
  service: Service,
  registration: Registration,
  targetGroup: TargetGroup | undefined,
  health: HealthCheck | undefined,
  given: Given,
): readonly Hindrance[] {
  const port = health?.port;
  const { mode } = registration;
  if (health === undefined || port === undefined || (port.known && port.value === "traffic-port")) return [];
  if (ownsPorts(mode) || isTakenToListen(context, targetGroup)) return [];
  if (!port.known)
    return port.among?.every((one) => one === "traffic-port") ? [] : [unsureHealthPort(port.unknown, port.origin.span)];
  const wanted = Number(port.value);
  const listened = whetherListens(context, service, wanted, given);
  if (listened === "true") return [];
  const fact = registration.taskDefinition?.networkMode;
  if (mode === undefined && fact?.known === false) return [unsureHealthPort(fact.unknown, port.origin.span)];
  const text = `nothing on the instances listens on health-check port ${wanted}: no task maps host port ${wanted}`;
  const unread = unknownFor(
    "derived",
    `listeners on ${wanted} of ${service.cluster.to.join("|")}`,
    `a task on the instances may map host port ${wanted}`,
    {
      span: port.origin.span,
    },
  );
  return [
    {
      kind: "health-port-not-mapped",
      text,
      span: port.origin.span,
      effect: "shuts",
      doubt: listened === "false" ? undefined : [unread],
    },
  ];
}

function unsureHealthPort(unknown: UnknownValue, span: Span): Hindrance {
  const text = "nothing on the instances may listen on the health check's port";
  return { kind: "health-port-not-mapped", text, span, effect: "shuts", doubt: [unknown] };
}

/** Whether a task on the instances that the service may run on maps the host port. */
export function whetherListens(context: Context, { cluster }: Service, port: number, given: Given): Truth {
  return context.ask(listensOn, context.list(cluster.to.map((id) => context.identity(id))), given, port);
}

/** Whether a task on instances of the clusters maps the host port. */
function listensOn({ graph, index }: Context, clusters: readonly Identity[], given: Given, port: number): Truth {
  const ids = clusters.map(({ symbol }) => symbol);
  const inCluster = ({ to }: Link): Truth => any(to.flatMap((id) => ids.map((own) => sameNode(graph, id, own))));
  const neighbours = ids
    .flatMap((id) => index.servicesPerhapsIn(id))
    .filter(({ cluster }) => inCluster(cluster) !== "false");
  return any(
    neighbours.map((service) => {
      const node = onlyTarget(graph, service.taskDefinition);
      const known = node?.kind === "task-definition" && node.external === undefined ? node : undefined;
      const { cluster } = service;
      const there = exists(service.exists, given) && cluster.to.length === 1 && inCluster(cluster) === "true";
      return and(there ? "true" : "unknown", mapsHostPort(known, port, given));
    }),
  );
}

/** Undefined: a task definition that is not known. */
function mapsHostPort(taskDefinition: TaskDefinition | undefined, port: number, given: Given): Truth {
  if (taskDefinition === undefined) return "unknown";
  const { networkMode, containers, containersRest } = taskDefinition;
  if (networkMode.known && networkMode.value === "awsvpc") return "false";
  if (!networkMode.known || networkMode.value === "host") return "unknown";
  const mapped = containers.flatMap((container) =>
    container.portMappings.map((mapping) => {
      const there = [taskDefinition, container, mapping].every((one) => exists(one.exists, given));
      return and(there ? "true" : "unknown", isPort(mapping.hostPort, port));
    }),
  );
  const more =
    containersRest !== undefined || containers.some(({ portMappingsRest }) => portMappingsRest !== undefined);
  return or(any(mapped), more ? "unknown" : "false");
}

function isPort(fact: Fact<number> | undefined, port: number): Truth {
  if (fact === undefined) return "false";
  if (fact.known) return truthOf(fact.value === port);
  return (fact.among?.includes(port) ?? true) ? "unknown" : "false";
}

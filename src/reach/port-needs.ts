/** Which ports must get through to a target: for traffic, and for health checks. */
import type { Fact } from "../base/fact.ts";
import { any, type Truth } from "../base/truth.ts";
import type { Assumption, HealthCheck, Service, TaskDefinition } from "../graph/model.ts";
import { allPorts, portRange, portsOf } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import type { Obstacle } from "./flow.ts";
import { onlyTarget } from "./identity.ts";
import { anyContainerPort, type Need, needEach, needOne } from "./need.ts";
import type { Registration } from "./registration.ts";
import type { Target } from "./targets.ts";
import { unassumed } from "./unknowns.ts";

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
  if (written !== undefined) return { need: writtenRange(written.from, written.to), assumptions: [] };
  const platforms = [host?.launch.platform, taskDefinition?.platform];
  const windows = platforms.some((platform) => platform?.known && platform.value === "windows");
  const usual = ephemeral ?? { first: windows ? 49152 : 32768, last: 65535 };
  const need = needEach(portRange(usual.first, usual.last));
  const unread = host?.launch.userDataOpen;
  if (unread === undefined || ephemeral !== undefined) return { need, assumptions: [] };
  const assumption = {
    kind: "dynamic-range",
    text: `${host?.launch.address} has the default range of dynamic ports, although not all of its user data is known`,
  };
  if (!strict) return { need, assumptions: [assumption] };
  return { need: needOne(allPorts, [unassumed(assumption, host?.launch.span)], "dynamic ports"), assumptions: [] };
}

function writtenRange(from: Fact<number>, to: Fact<number>): Need {
  if (from.known && to.known) return needEach(portRange(from.value, to.value));
  const because = [from, to].flatMap((fact) => (fact.known ? [] : [fact.unknown]));
  const end = (fact: Fact<number>): string => (fact.known ? `${fact.value}` : fact.unknown.symbol);
  return needOne(anyContainerPort, because, `${end(from)}-${end(to)}`);
}

/** The port that health checks use: each target's own, or a fixed one. */
export function healthNeed(health: HealthCheck | undefined, traffic: TargetNeed): TargetNeed {
  const port = health?.port;
  if (port === undefined || (port.known && port.value === "traffic-port")) return traffic;
  if (port.known) return { need: needEach(portsOf([Number(port.value)])), assumptions: [] };
  const { unknown, among } = port;
  const numbers = among?.filter((one) => one !== "traffic-port");
  const fixed = among !== undefined && numbers?.length === among.length ? portsOf(numbers) : undefined;
  const symbol = unknown.symbol;
  return { need: needOne(fixed ?? anyContainerPort, [unknown], symbol, symbol), assumptions: [] };
}

/** A fixed health-check port on an instance is answered only where a task maps it: one of this service's, or of another's there. */
export function healthObstacles(
  context: Context,
  service: Service,
  registration: Registration,
  health: HealthCheck | undefined,
): readonly Obstacle[] {
  const port = health?.port;
  const { mode } = registration;
  if (health === undefined || port === undefined || !port.known || port.value === "traffic-port") return [];
  if (mode !== "bridge" && mode !== "nat") return [];
  const wanted = Number(port.value);
  const listened = context.memo("listened host port", `${service.cluster.to.join("|")} ${wanted}`, () =>
    any(neighbours(context, service).map((one) => mapsHostPort(one, wanted))),
  );
  if (listened === "true") return [];
  const text = `nothing on the instances listens on health-check port ${wanted}: no task maps host port ${wanted}`;
  return [{ kind: "health-port-not-mapped", text, span: port.origin.span, certain: listened === "false" }];
}

/** The task definitions whose tasks may run on the same instances; undefined for one that is not known. */
function neighbours(context: Context, service: Service): readonly (TaskDefinition | undefined)[] {
  return context.memo("task definitions of cluster", service.cluster.to.join("|"), () =>
    context.graph
      .of("service")
      .filter(({ cluster }) => cluster.to.some((id) => service.cluster.to.includes(id)))
      .map((other) => {
        const node = onlyTarget(context.graph, other.taskDefinition);
        return node?.kind === "task-definition" && node.external === undefined ? node : undefined;
      }),
  );
}

function mapsHostPort(taskDefinition: TaskDefinition | undefined, port: number): Truth {
  if (taskDefinition === undefined) return "unknown";
  const { networkMode, containers, containersOpen } = taskDefinition;
  if (networkMode.known && networkMode.value === "awsvpc") return "false";
  if (!networkMode.known || networkMode.value === "host") return "unknown";
  const hostPorts = containers.flatMap(({ portMappings }) => portMappings.map(({ hostPort }) => hostPort));
  if (hostPorts.some((fact) => fact?.known && fact.value === port)) return "true";
  const open = hostPorts.some((fact) => fact !== undefined && !fact.known && (fact.among?.includes(port) ?? true));
  const more =
    containersOpen !== undefined || containers.some(({ portMappingsOpen }) => portMappingsOpen !== undefined);
  return open || more ? "unknown" : "false";
}

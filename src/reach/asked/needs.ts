/** What must get through: the ports of a flow, for traffic and for health checks; all of them, or one that is not known. */
import type { Fact } from "../../base/fact.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type { HealthCheck, TargetGroup } from "../../graph/network.ts";
import type { NetworkMode } from "../../graph/workload.ts";

import {
  allPorts,
  type Bounds,
  formatPorts,
  isNoPorts,
  type PortSet,
  portRange,
  portsOf,
  portsWithin,
  unionOfPorts,
} from "../../sets/port-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { unassumed } from "../certainty/unknowns.ts";
import type { Target } from "../sides/targets.ts";
import type { Registration } from "./registration.ts";

export interface Need {
  /** Which ports are meant. Of kind `one` those among which the needed port is. */
  readonly ports: PortSet;
  /** `each`: every one of the ports must pass; `one`: one of them, it is not known which. */
  readonly kind: "each" | "one";
  /** Of kind `one`: the identity of the needed port, where it is a single unknown. */
  readonly symbol?: string;
  /** Of kind `one`: why the port is not known. */
  readonly because: readonly UnknownValue[];
  /** `32768-65535`, or the symbol of an unknown port. */
  readonly text: string;
  /** Of dynamic host ports: whether they are what agent and kernel use where nobody says another range, or what somebody wrote. */
  readonly range?: DynamicRange;
}

export type DynamicRange = "default" | "configured";

/** Every one of these ports; equal needs are one object. */
export function needEach(context: ReachContext, ports: PortSet, range?: DynamicRange): Need {
  const ends = ports.intervals.flatMap(({ first, last }) => [first, last]);
  return context.ask(each, range === undefined ? undefined : range === "configured", ...ends);
}

function each(_: ReachContext, configured: boolean | undefined, ...ends: readonly number[]): Need {
  const ranges = ends.flatMap((first, at) => (at % 2 === 0 ? [portRange(first, ends[at + 1]!)] : []));
  const ports = unionOfPorts(ranges);
  const need: Need = { ports, kind: "each", because: [], text: formatPorts(ports) };
  return configured === undefined ? need : { ...need, range: configured ? "configured" : "default" };
}

/** One port that is not known, among those of a set. */
export function needOne(ports: PortSet, because: readonly UnknownValue[], text: string, symbol?: string): Need {
  return { ports, kind: "one", because, text, ...(symbol === undefined ? {} : { symbol }) };
}

/** A port as it is written: of one that is not known, those that it may be. */
export function needPort(context: ReachContext, port: Fact<number>): Need {
  if (port.known) return needEach(context, portsOf([port.value]));
  const { unknown, among } = port;
  return needOne(among === undefined ? anyContainerPort : portsOf(among), [unknown], unknown.symbol, unknown.symbol);
}

/**
 * Why it depends on which port is needed: nothing where every one is, or where the bounds are the same for each of them.
 */
export function portReasons({ kind, ports, because }: Need, open: Bounds<PortSet>): readonly UnknownValue[] {
  const alike = isNoPorts(open.must) && portsWithin(ports, open.may);
  return kind === "each" || alike || portsWithin(ports, open.must) ? [] : because;
}

/** Answers come back to ports 1024–65535 (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports). */
export const answerNeed: Need = { ports: portRange(1024, 65535), kind: "each", because: [], text: "1024-65535" };

/** Any port that a container can listen on. */
export const anyContainerPort: PortSet = portRange(1, 65535);

export interface TargetNeed {
  readonly need: Need;
  readonly assumptions: readonly Assumption[];
}

/**
 * The host ports that tasks on the target can get. Dynamic ones are those of the instance's range: from user data, else from
 * the options, else 32768–65535 (Linux) and 49152–65535 (Windows), which hold every default of agent, Docker and kernel
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
 */
export function trafficNeed(
  context: ReachContext,
  { port, taskDefinition }: Pick<Registration, "port" | "taskDefinition">,
  { host }: Target,
): TargetNeed {
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

function usualRange(context: ReachContext, platforms: readonly (Fact<"linux" | "windows"> | undefined)[]): Need {
  const { ephemeral } = context.options;
  if (ephemeral !== undefined) return needEach(context, portRange(ephemeral.first, ephemeral.last), "configured");
  if (platforms.some((platform) => platform?.known && platform.value === "windows"))
    return needEach(context, portRange(49152, 65535), "default");
  const open = platforms.flatMap((platform) => (platform === undefined || platform.known ? [] : [platform.unknown]));
  if (open.length > 0) return needOne(portRange(32768, 65535), open, "32768-65535 or 49152-65535");
  return needEach(context, portRange(32768, 65535), "default");
}

function writtenRange(context: ReachContext, from: Fact<number>, to: Fact<number>): Need {
  if (from.known && to.known) return needEach(context, portRange(from.value, to.value), "configured");
  const because = [from, to].flatMap((fact) => (fact.known ? [] : [fact.unknown]));
  const end = (fact: Fact<number>): string => describeFact(fact);
  return needOne(anyContainerPort, because, `${end(from)}-${end(to)}`);
}

/** The port that health checks use: each target's own, or a fixed one. */
export function healthNeed(
  context: ReachContext,
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
export function isTakenToListen({ options }: ReachContext, targetGroup: TargetGroup | undefined): boolean {
  return targetGroup?.external !== undefined && !options.strict;
}

/** The ports on which a container listens are those of what is registered: its task or instance. */
export function ownsPorts(mode: NetworkMode | undefined): boolean {
  return mode === "awsvpc" || mode === "host" || mode === "none";
}

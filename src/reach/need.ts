/** What must get through: the ports of a flow, all of them or one that is not known. */
import type { UnknownValue } from "../base/value.ts";
import type { Bounds } from "../sets/bounds.ts";
import { formatPorts, isNoPorts, type PortSet, portRange, portsWithin, unionOfPorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";

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
export function needEach(context: Context, ports: PortSet, range?: DynamicRange): Need {
  const ends = ports.intervals.flatMap(({ first, last }) => [first, last]);
  return context.ask(each, range === undefined ? undefined : range === "configured", ...ends);
}

function each(_: Context, configured: boolean | undefined, ...ends: readonly number[]): Need {
  const ranges = ends.flatMap((first, at) => (at % 2 === 0 ? [portRange(first, ends[at + 1]!)] : []));
  const ports = unionOfPorts(ranges);
  const need: Need = { ports, kind: "each", because: [], text: formatPorts(ports) };
  return configured === undefined ? need : { ...need, range: configured ? "configured" : "default" };
}

/** One port that is not known, among those of a set. */
export function needOne(ports: PortSet, because: readonly UnknownValue[], text: string, symbol?: string): Need {
  return { ports, kind: "one", because, text, ...(symbol === undefined ? {} : { symbol }) };
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

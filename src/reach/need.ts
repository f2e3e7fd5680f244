/** What must get through: the ports of a flow, all of them or one that is not known. */
import type { UnknownValue } from "../base/value.ts";
import type { Bounds } from "../sets/bounds.ts";
import { formatPorts, isNoPorts, type PortSet, portRange, portsWithin } from "../sets/port-set.ts";

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
  /** Equal for equal needs. */
  readonly key: string;
}

/** Every one of these ports. */
export function needEach(ports: PortSet): Need {
  const text = formatPorts(ports);
  return { ports, kind: "each", because: [], text, key: text };
}

/** One port that is not known, among those of a set. */
export function needOne(ports: PortSet, because: readonly UnknownValue[], text: string, symbol?: string): Need {
  const key = `one ${symbol ?? text} of ${formatPorts(ports)}`;
  return { ports, kind: "one", because, text, key, ...(symbol === undefined ? {} : { symbol }) };
}

/**
 * Why it depends on which port is needed: nothing where every one is, or where the bounds are the same for each of them.
 */
export function portReasons({ kind, ports, because }: Need, open: Bounds<PortSet>): readonly UnknownValue[] {
  const alike = isNoPorts(open.must) && portsWithin(ports, open.may);
  return kind === "each" || alike || portsWithin(ports, open.must) ? [] : because;
}

/** Answers come back to ports 1024–65535 (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports). */
export const answerNeed: Need = needEach(portRange(1024, 65535));

/** Any port that a container can listen on. */
export const anyContainerPort: PortSet = portRange(1, 65535);

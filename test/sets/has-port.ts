/** Whether a set has a single port, for tests that look at ports one by one. */
import { type PortSet, portRange, portsMeet } from "../../src/sets/port-set.ts";

export function hasPort(set: PortSet, port: number): boolean {
  return portsMeet(set, portRange(port, port));
}

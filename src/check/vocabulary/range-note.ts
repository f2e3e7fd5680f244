/** What whoever opened the wrong range of ports may have taken it for, and which line makes another one the right one. */
import type { Launch } from "../../graph/model.ts";
import { portRange, portsWithin, samePorts } from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import { type HopGroup, openPorts } from "./hop-group.ts";

/** The host ports of containers: the least that Linux begins with. */
const DYNAMIC = portRange(32768, 65535);

/** What agents and Docker use that cannot read the kernel's range; on Windows the range itself
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html). */
const FALLBACK = portRange(49152, 65535);

/** A remark in brackets with a space before it; empty where there is nothing to remark. */
export function rangeNote(group: HopGroup, world: World): string {
  const [{ kind, range, required }] = group.hops;
  const { may } = openPorts(group);
  if (kind === "return-target-acl-out" || kind === "return-load-balancer-acl-in")
    return portsWithin(may, DYNAMIC)
      ? " (containers have host ports from 32768 on, but a load balancer connects from any of 1024-65535)"
      : "";
  if (range === "configured") {
    const [launch] = settingLaunches(group, world);
    return launch === undefined ? "" : ` (which ${launch.address} sets in its user data)`;
  }
  return range === "default" && portsWithin(may, FALLBACK) && !portsWithin(required, FALLBACK)
    ? " (49153-65535 is Docker's fallback, in use only where the kernel's range cannot be read)"
    : "";
}

/** The launches whose user data sets the range that must pass. */
export function settingLaunches({ hops }: HopGroup, { graph }: World): readonly Launch[] {
  const [{ range, required }] = hops;
  if (range !== "configured") return [];
  return graph
    .of("host-group")
    .flatMap(({ launches }) => launches)
    .filter(({ dynamicPorts }) => {
      if (dynamicPorts === undefined) return false;
      const { from, to } = dynamicPorts;
      return from.known && to.known && samePorts(portRange(from.value, to.value), required);
    });
}

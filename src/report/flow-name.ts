/** A flow → the words by which reports name it. */
import type { Flow } from "../reach/flow.ts";

/** `aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic)`. */
export function flowName(flow: Flow): string {
  const { loadBalancer, targetGroup, service, purpose, protocol, requiredText, portMapping } = flow;
  const from = loadBalancer?.address ?? targetGroup?.address ?? "load balancer";
  const what = purpose === "traffic" ? "traffic" : "health checks";
  const how = portMapping === "dynamic" ? " (dynamic)" : "";
  return `${from} → ${service.address}, ${what} on ${protocol} ${requiredText || "an unknown port"}${how}`;
}

/** The name in a list of flows: with the world where it does not hold in all, and with the root where there are several. */
export function listedName(flow: Flow, all: readonly Flow[]): string {
  const root = all.some((other) => other.root !== flow.root) ? ` in ${flow.root}` : "";
  const world = flow.when.length === 0 ? "" : `, when ${flow.when.join(" and ")}`;
  return `${flowName(flow)}${root}${world}`;
}

/** What messages may say of a flow: the placeholders of flows, and of what is about flows. */
import { rootUnknowns } from "../../base/value.ts";
import type { Flow } from "../../reach/flow.ts";
import { formatPorts } from "../../sets/port-set.ts";
import { causesOf, factText } from "./entity.ts";

const PLACEHOLDERS = {
  service: ({ service }) => service.address,
  loadBalancer: ({ loadBalancer }) => loadBalancer?.address ?? "the load balancer",
  targetGroup: ({ targetGroup }) => targetGroup?.address ?? "the target group",
  container: ({ container }) => `${container.name ?? "the container"}:${container.port ?? "?"}`,
  "flow.protocol": ({ protocol }) => protocol,
  "flow.required": ({ requiredText }) => requiredText,
  "flow.blocked": ({ blocked }) => formatPorts(blocked),
  "flow.open": ({ open }) => formatPorts(open.must) || "none",
  "flow.unknowns": ({ because }) => causesOf(because.flatMap(rootUnknowns)),
  healthCheckOf: ({ targetGroup, loadBalancer }) =>
    targetGroup?.address ?? loadBalancer?.address ?? "the load balancer",
  healthCheckPort: ({ targetGroup, loadBalancer }) => {
    const port = targetGroup?.healthCheck.port ?? loadBalancer?.classicHealthCheck?.port;
    return port === undefined ? "traffic-port" : factText(port);
  },
  targetType: ({ targetGroup }) => (targetGroup === undefined ? "unknown" : factText(targetGroup.targetType)),
  networkMode: ({ taskDefinition }) =>
    taskDefinition === undefined ? "unknown" : factText(taskDefinition.networkMode),
  neededTargetType: ({ taskDefinition }) => {
    const mode = taskDefinition?.networkMode;
    return mode?.known && mode.value !== "awsvpc" ? "instance" : "ip";
  },
} satisfies Readonly<Record<string, (flow: Flow) => string>>;

/** What messages may say of a flow, for a subject that is about flows. */
export function flowPlaceholders<S>(
  of: (read: (flow: Flow) => string) => (subject: S) => string,
): Readonly<Record<string, (subject: S) => string>> {
  return Object.fromEntries(Object.entries(PLACEHOLDERS).map(([name, read]) => [name, of(read)]));
}

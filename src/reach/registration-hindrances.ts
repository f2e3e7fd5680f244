/** Says which registrations AWS refuses, and which never lead to the container. */
import type { LoadBalancer, NetworkMode, Service, ServiceLoadBalancer, TargetGroup } from "../graph/model.ts";
import type { Hindrance } from "./hindrance.ts";
import type { RegisteredPort } from "./registration.ts";
import { valueText } from "./wording.ts";

/** Combinations that AWS does not register, so that the load balancer never gets the target. */
export function registrationHindrances(
  service: Service,
  entry: ServiceLoadBalancer,
  mode: NetworkMode | undefined,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
  port: RegisteredPort,
): readonly Hindrance[] {
  const found: Hindrance[] = [];
  const span = entry.span;
  const put = (kind: Hindrance["kind"], text: string): void => {
    found.push({ kind, text, span, effect: "shuts", doubt: undefined });
  };
  const type = targetGroup?.targetType;
  if (mode === "none") put("network-mode", "network mode none has no ports");
  if (type?.known && mode !== undefined && targetGroup !== undefined) {
    const wanted = mode === "awsvpc" ? "ip" : "instance";
    if (type.value === "lambda" || type.value === "alb")
      put("target-type-mismatch", `${targetGroup.address} takes targets of type ${type.value}, not containers`);
    else if (type.value !== wanted && mode !== "none") {
      const text = `network mode ${mode} needs target type ${wanted}, and ${targetGroup.address} has ${type.value}`;
      // No documentation says that AWS refuses an address as the target of a container in mode host.
      const doubt = mode === "host" ? [] : undefined;
      found.push({ kind: "target-type-mismatch", text, span, effect: "beside", doubt });
    }
  }
  const { launchType } = service;
  if (launchType?.known && launchType.value === "EXTERNAL")
    put("launch-type", "instances of launch type EXTERNAL cannot be behind a load balancer");
  if (launchType?.known && launchType.value === "FARGATE" && mode !== undefined && mode !== "awsvpc")
    put("network-mode", `Fargate needs network mode awsvpc, and the task definition has ${mode}`);
  if (loadBalancer?.type.known && loadBalancer.type.value === "gateway")
    put("load-balancer-type", `${loadBalancer.address} is a gateway load balancer, which ECS does not register with`);
  if (entry.classicLoadBalancer !== undefined && targetGroup === undefined) {
    if (mode === "awsvpc")
      put("load-balancer-type", "a classic load balancer does not take tasks of network mode awsvpc");
    else found.push(...classicMismatch(entry, loadBalancer, port));
  }
  return found;
}

/** A classic load balancer sends to the instance ports of its listeners, to nothing else
 *  (https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html). */
function classicMismatch(
  entry: ServiceLoadBalancer,
  loadBalancer: LoadBalancer | undefined,
  port: RegisteredPort,
): readonly Hindrance[] {
  const kind = "classic-port";
  if (port.kind === "dynamic")
    return [
      {
        kind,
        text: "a classic load balancer does not send to dynamic host ports",
        span: entry.span,
        effect: "shuts",
        doubt: undefined,
      },
    ];
  const listeners = loadBalancer?.external === undefined ? loadBalancer?.classicListeners : undefined;
  if (listeners === undefined || port.need.kind === "one") return [];
  if (listeners.some(({ instancePort }) => instancePort.known && `${instancePort.value}` === port.need.text)) return [];
  const open = listeners.flatMap(({ instancePort }) => (instancePort.known ? [] : [instancePort.unknown]));
  const ports = listeners.map(({ instancePort }) => valueText(instancePort)).join(", ") || "nothing";
  const what = `${loadBalancer?.address} sends to ${ports}, and the host port is ${port.need.text}`;
  return [
    {
      kind,
      text: what,
      span: listeners[0]?.span ?? entry.span,
      effect: "shuts",
      doubt: open.length === 0 ? undefined : open,
    },
  ];
}

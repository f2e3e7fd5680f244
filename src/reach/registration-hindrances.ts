/** Says which registrations AWS refuses, and which never lead to the container. */
import type { UnknownValue } from "../base/value.ts";
import type { LoadBalancer, NetworkMode, Service, ServiceLoadBalancer, TargetGroup } from "../graph/model.ts";
import type { Hindrance } from "./hindrance.ts";
import type { RegisteredPort } from "./registration.ts";
import { unknownFor } from "./unknowns.ts";
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
  found.push(...behindGateway(entry, mode, loadBalancer));
  if (entry.classicLoadBalancer !== undefined && targetGroup === undefined) {
    if (mode === "awsvpc")
      put("load-balancer-type", "a classic load balancer does not take tasks of network mode awsvpc");
    else found.push(...classicMismatch(entry, loadBalancer, port));
  }
  return found;
}

/** ECS registers tasks of mode awsvpc only (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/glb.html). */
function behindGateway(
  { span }: ServiceLoadBalancer,
  mode: NetworkMode | undefined,
  loadBalancer: LoadBalancer | undefined,
): readonly Hindrance[] {
  const unread = gatewayTraffic(loadBalancer);
  if (unread === undefined || mode === "none") return [];
  if (mode !== undefined && mode !== "awsvpc") {
    const text = `a gateway load balancer takes tasks of network mode awsvpc only, and the task definition has ${mode}`;
    return [{ kind: "load-balancer-type", text, span, effect: "shuts", doubt: undefined }];
  }
  return [{ kind: "middlebox-route", text: unread.cause.text, span, effect: "obscures", doubt: [unread] }];
}

/** Set for a gateway load balancer, which wraps packets into ones of another protocol: what the filters do to these is not analysed. */
export function gatewayTraffic(loadBalancer: LoadBalancer | undefined): UnknownValue | undefined {
  if (!loadBalancer?.type.known || loadBalancer.type.value !== "gateway") return undefined;
  const { id, address, span } = loadBalancer;
  const text = `${address} is a gateway load balancer, whose traffic is not analysed`;
  return unknownFor("unsupported", `traffic of ${id}`, text, { span });
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
  if (listeners === undefined || listeners.some(({ instancePort }) => valueText(instancePort) === port.need.text))
    return [];
  const ports = listeners.map(({ instancePort }) => valueText(instancePort)).join(", ") || "nothing";
  const what = `${loadBalancer?.address} sends to ${ports}, and the host port is ${port.need.text}`;
  const open = [
    ...port.need.because,
    ...listeners.flatMap(({ instancePort }) => (instancePort.known ? [] : [instancePort.unknown])),
  ];
  // Where there is no mapping, that is what is told.
  if (open.length === 0 && port.need.kind === "one") return [];
  const doubt = open.length === 0 ? undefined : open;
  return [{ kind, text: what, span: listeners[0]?.span ?? entry.span, effect: "shuts", doubt }];
}

/** What stands in the way besides filters, before it is known what it proves of a flow. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import { and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type { Link } from "../../graph/model.ts";
import type { HealthCheck, LoadBalancer, TargetGroup } from "../../graph/network.ts";
import type { NetworkMode, Service, ServiceLoadBalancer, TaskDefinition } from "../../graph/workload.ts";

import { portsOf, samePorts } from "../../sets/port-set.ts";
import type { Interned, ReachContext } from "../certainty/context.ts";
import { onlyTarget, sameNode, severalTargets } from "../certainty/links.ts";
import { doubts, exists, type Given, unknownFor } from "../certainty/unknowns.ts";
import type { Obstacle } from "../flow.ts";
import type { Targets } from "../sides/targets.ts";
import { isTakenToListen, type Need, ownsPorts } from "./needs.ts";
import type { RegisteredPort, Registration } from "./registration.ts";

/** An obstacle with what speaks against it. */
export interface Hindrance extends Omit<Obstacle, "proof"> {
  /** Why it is not certain that it is there, where what it stands on exists; undefined where it is certain. */
  readonly doubt: readonly UnknownValue[] | undefined;
}

/** One that is certain. */
export function certain(kind: Hindrance["kind"], effect: Hindrance["effect"], text: string, span: Span): Hindrance {
  return { kind, text, span, effect, doubt: undefined };
}

/** It stands in the way for certain, so that nothing gets through. */
export function shuts({ effect, doubt }: Hindrance): boolean {
  return effect === "shuts" && doubt === undefined;
}

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
    found.push(certain(kind, "shuts", text, span));
  };
  const type = targetGroup?.targetType;
  if (mode === "none") put("network-mode", "network mode none has no ports");
  if (type?.known && mode !== undefined && targetGroup !== undefined) {
    const wanted = mode === "awsvpc" ? "ip" : "instance";
    if (type.value === "lambda" || type.value === "alb")
      put("target-type-mismatch", `${targetGroup.address} takes targets of type ${describeFact(type)}, not containers`);
    else if (type.value !== wanted && mode !== "none") {
      const text = `network mode ${mode} needs target type ${wanted}, and ${targetGroup.address} has ${describeFact(type)}`;
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
    return [certain("load-balancer-type", "shuts", text, span)];
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
    return [certain(kind, "shuts", "a classic load balancer does not send to dynamic host ports", entry.span)];
  const { need } = port;
  const listeners = loadBalancer?.external === undefined ? loadBalancer?.classicListeners : undefined;
  if (listeners === undefined) return [];
  const leading = listeners.filter(({ instancePort }) => isNeeded(instancePort, need));
  if (leading.some(({ exists }) => exists === true)) return [];
  const ports = listeners.map(({ instancePort }) => describeFact(instancePort)).join(", ") || "nothing";
  const text =
    leading.length > 0
      ? `${loadBalancer?.address} may send to ${ports}, and the host port is ${need.text}`
      : `${loadBalancer?.address} sends to ${ports}, and the host port is ${need.text}`;
  const doubt = [
    ...need.because,
    ...listeners.flatMap(({ instancePort }) => (instancePort.known ? [] : [instancePort.unknown])),
    ...leading.flatMap(({ exists }) => (exists === true ? [] : [exists])),
  ];
  // Where there is no mapping, that is what is told.
  if (doubt.length === 0 && need.kind === "one") return [];
  return [{ kind, text, span: listeners[0]?.span ?? entry.span, effect: "shuts", doubt: unlessNone(doubt) }];
}

/** Whether a port is just what is needed: the same number, or the same unknown. */
function isNeeded(port: Fact<number>, { kind, ports, because }: Need): boolean {
  if (port.known) return kind === "each" && samePorts(ports, portsOf([port.value]));
  return kind === "one" && because.length === 1 && because[0]!.symbol === port.unknown.symbol;
}

/** A doubt without a reason is none. */
export function unlessNone(doubt: readonly UnknownValue[]): readonly UnknownValue[] | undefined {
  return doubt.length === 0 ? undefined : doubt;
}

/**
 * A group of instances that names the target group registers each of them at the target group's own port, beside the host ports
 * at which ECS registers the tasks. With dynamic ports nothing serves that port, and these targets never become healthy
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html).
 */
export function registeredHosts(
  context: ReachContext,
  service: Service,
  targetGroup: TargetGroup | undefined,
  { port }: Registration,
  given: Given,
): readonly Hindrance[] {
  if (targetGroup === undefined || port.kind !== "dynamic") return [];
  const registered = context.index.registeredWith(targetGroup.id);
  if (registered.length === 0) return [];
  const own = targetGroup.port;
  const listened = own?.known ? whetherListens(context, service, own.value, given) : "unknown";
  if (listened === "true") return [];
  const another = unknownFor(
    "derived",
    `listeners on the port of ${targetGroup.id}`,
    `a task on the instances may serve the port of ${targetGroup.address}`,
    { span: own?.origin.span ?? targetGroup.span },
  );
  return registered.map(({ host, link }) => {
    const text = `${host.address} registers its instances with ${targetGroup.address} too, at its own port, which nothing serves`;
    const doubt = [
      ...(listened === "unknown" ? [another] : []),
      ...doubts(link.exists, given),
      ...doubts(host.exists, given),
      ...severalTargets(context.graph, link),
    ];
    return { kind: "hosts-registered", text, span: link.origin.span, effect: "beside", doubt: unlessNone(doubt) };
  });
}

/** No instance joins the cluster of a service that runs on some: proven of its capacity providers, and of all where the source defines the
 *  cluster and nothing of the source is unread. */
export function missingHosts(
  context: ReachContext,
  service: Service,
  { target }: Registration,
  { unstaffed }: Targets,
): readonly Hindrance[] {
  const cluster = onlyTarget(context.graph, service.cluster);
  const { launchType } = service;
  const offCluster = launchType?.known && (launchType.value === "FARGATE" || launchType.value === "EXTERNAL");
  if (unstaffed === undefined || offCluster || cluster === undefined || cluster.external !== undefined) return [];
  const text = `no instance of ${unstaffed} joins ${cluster.address}`;
  const elsewhere = unknownFor(
    "missing-source",
    `instances of ${cluster.id}`,
    `instances elsewhere may join ${cluster.address}`,
  );
  const isCertain = unstaffed === "its capacity providers" || context.options.isComplete?.() === true;
  const doubt = isCertain ? undefined : [elsewhere];
  // The way to the interface of a task is the same wherever it runs.
  const effect = target === "task" ? "beside" : "obscures";
  return [{ kind: "no-instances", text, span: service.cluster.origin.span, effect, doubt }];
}

/** A fixed health-check port on an instance is answered only where a task maps it: one of this service's, or of another's there. */
export function healthHindrances(
  context: ReachContext,
  service: Service,
  registration: Registration,
  targetGroup: TargetGroup | undefined,
  health: HealthCheck | undefined,
  given: Given,
): readonly Hindrance[] {
  const port = health?.port;
  const { mode } = registration;
  if (health === undefined || port === undefined || (port.known && port.value === "traffic-port")) return [];
  if (ownsPorts(mode) || isTakenToListen(context, targetGroup)) return [];
  const { span } = port.origin;
  const hindrance = (text: string, doubt: Hindrance["doubt"]): readonly Hindrance[] => [
    { kind: "health-port-not-mapped", text, span, effect: "shuts", doubt },
  ];
  const unsure = "nothing on the instances may listen on the health check's port";
  if (!port.known) return port.among?.every((one) => one === "traffic-port") ? [] : hindrance(unsure, [port.unknown]);
  const wanted = Number(port.value);
  const listened = whetherListens(context, service, wanted, given);
  if (listened === "true") return [];
  const fact = registration.taskDefinition?.networkMode;
  if (mode === undefined && fact?.known === false) return hindrance(unsure, [fact.unknown]);
  const text = `nothing on the instances listens on health-check port ${wanted}: no task maps host port ${wanted}`;
  if (listened === "false") return hindrance(text, undefined);
  const symbol = `listeners on ${wanted} of ${service.cluster.to.join("|")}`;
  return hindrance(text, [
    unknownFor("derived", symbol, `a task on the instances may map host port ${wanted}`, { span }),
  ]);
}

/** Whether a task on the instances that the service may run on maps the host port. */
function whetherListens(context: ReachContext, { cluster }: Service, port: number, given: Given): Truth {
  return context.ask(listensOn, context.list(cluster.to.map((id) => context.identity(id))), given, port);
}

/** Whether a task on instances of the clusters maps the host port; one that the source does not have may, unless all of it was read. */
function listensOn(
  { graph, index, options }: ReachContext,
  clusters: readonly Interned[],
  given: Given,
  port: number,
): Truth {
  const ids = clusters.map(({ symbol }) => symbol);
  const inCluster = ({ to }: Link): Truth => any(to.flatMap((id) => ids.map((own) => sameNode(graph, id, own))));
  const neighbours = ids
    .flatMap((id) => index.servicesPerhapsIn(id))
    .filter(({ cluster }) => inCluster(cluster) !== "false");
  const ofScan = any(
    neighbours.map((service) => {
      const node = onlyTarget(graph, service.taskDefinition);
      const known = node?.kind === "task-definition" && node.external === undefined ? node : undefined;
      const { cluster } = service;
      const there = exists(service.exists, given) && cluster.to.length === 1 && inCluster(cluster) === "true";
      return and(there ? "true" : "unknown", mapsHostPort(known, port, given));
    }),
  );
  // Whether the scan is complete is asked only where it matters: a group in which it was asked is judged for both answers.
  if (ofScan === "true") return ofScan;
  const isDefined = ids
    .map((id) => graph.get("cluster", id))
    .every((one) => one !== undefined && one.external === undefined);
  const others = isDefined && options.isComplete?.() === true ? "false" : "unknown";
  return or(ofScan, others);
}

/** Whether it does so by TCP, as health checks come. Undefined: a task definition that is not known. */
function mapsHostPort(taskDefinition: TaskDefinition | undefined, port: number, given: Given): Truth {
  if (taskDefinition === undefined) return "unknown";
  const { networkMode, containers, containersRest } = taskDefinition;
  if (networkMode.known && networkMode.value === "awsvpc") return "false";
  if (!networkMode.known || networkMode.value === "host") return "unknown";
  const mapped = containers.flatMap((container) =>
    container.portMappings.map((mapping) => {
      const there = [taskDefinition, container, mapping].every((one) => exists(one.exists, given));
      const { protocol } = mapping;
      const byTcp = protocol.known ? truthOf(protocol.value === "tcp") : "unknown";
      return and(there ? "true" : "unknown", and(byTcp, isPort(mapping.hostPort, port)));
    }),
  );
  const more =
    containersRest !== undefined || containers.some(({ portMappingsRest }) => portMappingsRest !== undefined);
  return or(any(mapped), more ? "unknown" : "false");
}

function isPort(fact: Fact<number> | undefined, port: number): Truth {
  if (fact === undefined) return "false";
  if (fact.known) return truthOf(fact.value === port);
  return (fact.among?.includes(port) ?? true) ? "unknown" : "false";
}

/** Whether tasks can be called by others than load balancers: by those of another service, or by anybody. */
import { sameFact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type { ConnectEndpoint, DiscoveryEntry, NetworkMode, Service, TaskDefinition } from "../graph/workload.ts";
import { anyContainerPort, needEach, needOne, needPort } from "./asked/needs.ts";
import { modeOf, type Registration, registrationOf, unknownDefinition } from "./asked/registration.ts";
import type { ReachContext } from "./certainty/context.ts";
import { onlyTarget } from "./certainty/links.ts";
import { doubts, givenOf, NONE, unknownFor } from "./certainty/unknowns.ts";
import { placementAnywhere, unknownGroups } from "./sides/interfaces.ts";
import { targetsOf } from "./sides/targets.ts";
import { type Called, callOf, type TaskCall } from "./ways/calls.ts";

const TCP = 6;
const UDP = 17;

/** By the tasks of a service, on the port that another one publishes by Service Connect, or the same. */
export function callByConnect(
  context: ReachContext,
  caller: Service,
  service: Service,
  endpoint: ConnectEndpoint,
): TaskCall {
  const given = givenOf(context, [caller.exists, service.exists]);
  const { target, because } = runsAs(context, caller);
  const { targets, doubt } = targetsOf(context, caller, { target, port: notKnown(because) }, given);
  const unsure = doubts(caller.network?.exists ?? true, given);
  const callers = targets.map((one) => ({ ...one, because: [...unsure, ...one.because, ...one.placement.because] }));
  return callOf(context, callers, context.ask(proxyOf, service, endpoint), given, doubt);
}

/** The same by a service of which nothing is known. */
export function callFromOutside(context: ReachContext, service: Service, endpoint: ConnectEndpoint): TaskCall {
  const { id, address } = service;
  const text = `services that are not in the source may be in the namespace of ${address}`;
  const hint = "scan what makes the namespace too, and all services in it";
  const who = unknownFor("missing-source", `others in the namespace of ${id}`, text, { hint });
  return byUnknown(context, context.ask(proxyOf, service, endpoint), who, false);
}

/** By anybody, on the port with which service discovery registers the tasks, or where it registers none, on any. */
export function callByDiscovery(context: ReachContext, service: Service, entry: DiscoveryEntry): TaskCall {
  const { id, address } = service;
  const who = unknownFor("missing-source", `callers of ${id}`, `it is not in the source who calls ${address}`);
  return byUnknown(context, context.ask(discovered, service, entry), who, true);
}

function byUnknown(context: ReachContext, called: Called, who: UnknownValue, isAnybody: boolean): TaskCall {
  const placement = placementAnywhere(context, [who]);
  const caller = { placement, groups: unknownGroups(context, [who]), host: undefined, because: NONE, who, isAnybody };
  return callOf(context, [caller], called, givenOf(context, [called.service.exists]), NONE);
}

/**
 * The proxy of a task listens on the port that is chosen for it, else with an interface of its own on the container's port, and in mode bridge on
 * a dynamic host port (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html). It takes TCP only.
 */
function proxyOf(context: ReachContext, service: Service, endpoint: ConnectEndpoint): Called {
  const { taskDefinition, mode, target, because } = runsAs(context, service);
  return { service, taskDefinition, target, port: portOf(), protocols: [TCP] };

  function portOf(): Registration["port"] {
    const kind = target === "task" ? "task" : "static";
    if (mode === undefined) return notKnown(because);
    if (endpoint.ingressPortOverride !== undefined)
      return { kind, need: needPort(context, endpoint.ingressPortOverride) };
    if (mode === "bridge") return { kind: "dynamic" };
    const text = `it is not known on which port Service Connect listens for ${service.address} in network mode ${mode}`;
    if (target !== "task") return notKnown([unknownFor("unsupported", `proxy of ${service.id}`, text)]);
    const containers = (taskDefinition?.containers ?? []).filter((one) => one.exists === true);
    const found = containers
      .flatMap(({ portMappings }) => portMappings)
      .find(
        ({ name, exists }) => exists === true && name !== undefined && sameFact(name, endpoint.portName) === "true",
      );
    if (found?.containerPort !== undefined) return { kind, need: needPort(context, found.containerPort) };
    return notKnown(whyUnnamed(context, service, taskDefinition, endpoint));
  }
}

/** In mode awsvpc a port may be written without a container; in the others ECS takes container and port together. */
function discovered(context: ReachContext, service: Service, entry: DiscoveryEntry): Called {
  const { containerName, containerPort, port, exists, span } = entry;
  const { taskDefinition, target } = runsAs(context, service);
  if (containerName !== undefined && containerPort !== undefined) {
    const [targetGroup, alternateTargetGroup, classicLoadBalancer] = [undefined, undefined, undefined];
    const registered = registrationOf(
      context,
      service,
      { targetGroup, alternateTargetGroup, classicLoadBalancer, containerName, containerPort, exists, span },
      undefined,
      undefined,
    );
    const protocol = registered.mapping?.protocol;
    const protocols = protocol?.known ? [protocol.value === "udp" ? UDP : TCP] : [TCP, UDP];
    return { ...registered, service, protocols };
  }
  const need = port === undefined ? needEach(context, anyContainerPort) : needPort(context, port);
  return { service, taskDefinition, target, port: { kind: "task", need }, protocols: [TCP, UDP] };
}

/** Where the tasks of a service have their interfaces. */
interface RunsAs extends Pick<Registration, "target" | "taskDefinition"> {
  readonly mode: NetworkMode | undefined;
  /** Where the mode is not known: why. */
  readonly because: readonly UnknownValue[];
}

function runsAs(context: ReachContext, service: Service): RunsAs {
  const node = onlyTarget(context.graph, service.taskDefinition);
  const taskDefinition = node?.kind === "task-definition" && node.external === undefined ? node : undefined;
  const mode = modeOf(service, taskDefinition, undefined);
  if (mode !== undefined) return { taskDefinition, mode, target: mode === "awsvpc" ? "task" : "hosts", because: NONE };
  const fact = taskDefinition?.networkMode;
  const because = fact === undefined || fact.known ? unknownDefinition(context, service) : fact.unknown;
  return { taskDefinition, mode, target: "either", because: [because] };
}

function notKnown(because: readonly UnknownValue[]): Registration["port"] {
  return { kind: "unknown", need: needOne(anyContainerPort, because, "") };
}

/** Why it is not known which port has the name. */
function whyUnnamed(
  context: ReachContext,
  service: Service,
  task: TaskDefinition | undefined,
  { portName }: ConnectEndpoint,
): readonly UnknownValue[] {
  if (task === undefined) return [unknownDefinition(context, service)];
  const mappings = task.containers.flatMap(({ portMappings }) => portMappings);
  const open = [
    ...[portName, ...mappings.flatMap(({ name }) => name ?? [])].flatMap((name) => (name.known ? [] : [name.unknown])),
    ...[...task.containers, ...mappings].flatMap((one) => (one.exists === true ? [] : [one.exists])),
    ...[task.containersRest, ...task.containers.map((one) => one.portMappingsRest)].filter(
      (rest) => rest !== undefined,
    ),
  ];
  const text = `no port mapping of ${task.address} has the name that ${service.address} publishes`;
  return open.length > 0
    ? open
    : [unknownFor("error", `port name of ${service.id}`, text, { span: portName.origin.span })];
}

/** What rules ask of the graph beside the flows: how a service is registered, and whether anything leads to a target group. */
import type { Fact } from "../base/fact.ts";
import { and, any, or, type Truth } from "../base/truth.ts";
import type { Existence, Origin } from "../base/value.ts";
import type { NodeId } from "../graph/model.ts";
import type { Listener, TargetGroup } from "../graph/network.ts";
import type { NetworkMode, Service, ServiceLoadBalancer, TaskDefinition } from "../graph/workload.ts";

import { findMapping } from "./asked/registration.ts";

import type { ReachContext } from "./certainty/context.ts";
import { givenOf } from "./certainty/unknowns.ts";
import { hostsOf } from "./sides/hosts.ts";

/** Each answer is that on which the flows rest. */
export interface Facts {
  /**
   * Whether the registered container and port are in the task definition: ECS refuses the service otherwise
   * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html).
   */
  mapped(service: Service, entry: ServiceLoadBalancer): Truth;
  /** The network modes that the service's tasks may have; undefined where it can be any. */
  networkModes(service: Service): readonly NetworkMode[] | undefined;
  /** Whether a listener or listener rule forwards to the target group. */
  hasListener(targetGroup: TargetGroup): Truth;
  /** The most instances that may run the service's tasks; undefined where others may that the source does not have. */
  mostInstances(service: Service): Fact<number> | undefined;
}

export function factsOf(context: ReachContext): Facts {
  return {
    mapped: (service, entry) => context.ask(mapped, service, entry),
    networkModes: (service) => context.ask(networkModes, service),
    hasListener: (targetGroup) => context.ask(hasListener, targetGroup),
    mostInstances: (service) => context.ask(mostInstances, service),
  };
}

function mapped(context: ReachContext, service: Service, entry: ServiceLoadBalancer): Truth {
  const truths = (taskDefinitionsOf(context, service) ?? [undefined]).map((task) => {
    if (task === undefined) return "unknown";
    const { mapping, container, exact, hindrance } = findMapping(task, entry);
    if (hindrance !== undefined) return "false";
    const isThere = container?.exists === true && (mapping?.exists ?? true) === true;
    return exact && isThere ? "true" : "unknown";
  });
  return truths.every((truth) => truth === truths[0]) ? (truths[0] ?? "unknown") : "unknown";
}

function networkModes(context: ReachContext, service: Service): readonly NetworkMode[] | undefined {
  const modes = new Set<NetworkMode>();
  for (const task of taskDefinitionsOf(context, service) ?? [undefined]) {
    const mode = task?.networkMode;
    const values = mode === undefined ? undefined : mode.known ? [mode.value] : mode.among;
    if (values === undefined) return undefined;
    for (const value of values) modes.add(value);
  }
  return [...modes];
}

/** The task definitions that the service may use; undefined where one of them is not in the graph or outside the scan. */
function taskDefinitionsOf(
  { graph }: ReachContext,
  { taskDefinition }: Service,
): readonly TaskDefinition[] | undefined {
  const tasks = taskDefinition?.to.map((id) => graph.get("task-definition", id)) ?? [undefined];
  return tasks.every((task) => task !== undefined && task.external === undefined)
    ? (tasks as readonly TaskDefinition[])
    : undefined;
}

/** Each group that may run them counts with all its instances. */
function mostInstances(context: ReachContext, service: Service): Fact<number> | undefined {
  const found = hostsOf(context, service, givenOf(context, [service.exists]));
  const groups = [...new Set(found.hosts.map(({ host }) => host))];
  const others = [found.managed, found.rest, found.doubt, found.assumptions].some((list) => list.length > 0);
  if (others || found.unstaffed !== undefined || groups.some(({ repeated }) => repeated)) return undefined;
  const sizes = groups.flatMap(({ size }) => (size === undefined ? [] : [size.max]));
  const [first] = sizes;
  if (first === undefined || sizes.length < groups.length) return undefined;
  return sizes.length === 1 ? first : sumOf(sizes, first.origin);
}

function sumOf(facts: readonly Fact<number>[], origin: Origin): Fact<number> {
  let value = 0;
  for (const fact of facts) {
    if (!fact.known) return { known: false, unknown: fact.unknown, origin };
    value += fact.value;
  }
  return { known: true, value, origin };
}

function hasListener(context: ReachContext, { id, root, external, listenersRest }: TargetGroup): Truth {
  if (external !== undefined) return "unknown";
  const named = any(context.index.listenersOf(id).map((listener) => forwardsTo(listener, id)));
  const mayBe = listenersRest !== undefined || context.index.vagueListeners(root).length > 0;
  return or(named, mayBe ? "unknown" : "false");
}

function forwardsTo(listener: Listener, id: NodeId): Truth {
  const links = listener.forwards.links.filter(({ to }) => to.includes(id));
  return and(
    isThere(listener.exists),
    any(links.map((link) => (link.to.length === 1 ? isThere(link.exists) : "unknown"))),
  );
}

function isThere(existence: Existence): Truth {
  return existence === true ? "true" : "unknown";
}

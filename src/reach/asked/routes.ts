/** Which load balancers lead to a service through an entry of its load balancers. */
import type { Existence, UnknownValue } from "../../base/value.ts";
import type { Link, NodeBase, NodeId } from "../../graph/model.ts";
import type { Listener, LoadBalancer, TargetGroup } from "../../graph/network.ts";
import type { Service, ServiceLoadBalancer } from "../../graph/workload.ts";

import type { ReachContext } from "../certainty/context.ts";
import { STEPS } from "../certainty/judging-steps.ts";
import { sameNode, severalTargets } from "../certainty/links.ts";
import { notInScan, unassumed, unknownFor } from "../certainty/unknowns.ts";
import type { Hindrance } from "./hindrances.ts";

/** One way from a load balancer to the containers. */
export interface Route {
  readonly service: Service;
  readonly entry: ServiceLoadBalancer;
  /** Undefined for classic load balancers, or where it is not known. */
  readonly targetGroup: TargetGroup | undefined;
  readonly loadBalancer: LoadBalancer | undefined;
  /** Where the load balancer is not known: why. */
  readonly because: readonly UnknownValue[];
  /** Why it is not certain that this is the way: a block on it then proves nothing. */
  readonly doubt: readonly UnknownValue[];
  readonly hindrances: readonly Hindrance[];
  /** What exists where the route does. */
  readonly given: readonly Existence[];
  /** Names of what leads there, for the id of the flow. */
  readonly names: { readonly targetGroup: string; readonly loadBalancer: string };
}

export function routesOf(context: ReachContext, service: Service, entry: ServiceLoadBalancer): readonly Route[] {
  const base = { service, entry, given: [service.exists, entry.exists] };
  const targetGroups = [entry.targetGroup, entry.alternateTargetGroup].filter((link) => link !== undefined);
  const routes = targetGroups.flatMap((link) => link.to.flatMap((id) => targetGroupRoutes(context, base, link, id)));
  if (entry.classicLoadBalancer === undefined) return routes;
  const link = entry.classicLoadBalancer;
  return [...routes, ...link.to.map((id) => classicRoute(context, base, link, id))];
}

type Base = Pick<Route, "service" | "entry" | "given">;

function targetGroupRoutes(context: ReachContext, base: Base, link: Link, id: NodeId): readonly Route[] {
  const targetGroup = context.graph.get("target-group", id);
  const name = targetGroup?.address ?? id;
  const given = [...base.given, link.exists, targetGroup?.exists ?? true];
  const doubt = severalTargets(context.graph, link);
  const leading = leadingTo(context, id);
  if (leading.size > 0)
    return [...leading].map(([loadBalancer, ways]) => ({
      ...base,
      targetGroup,
      loadBalancer,
      because: [],
      doubt: [...doubt, ...(ways.some((way) => way.doubt.length === 0) ? [] : ways.flatMap((way) => way.doubt))],
      hindrances: leftToOthers(base.entry, ways),
      given: [
        ...given,
        ...sharedBy([...ways.map((way) => way.given), ...vaguelyLeading(context, targetGroup, loadBalancer)]),
        loadBalancer.exists,
      ],
      names: { targetGroup: name, loadBalancer: loadBalancer.address },
    }));
  const because = whyNoListener(context, targetGroup, link, id);
  const hindrances = because.length > 0 || targetGroup === undefined ? [] : [noListener(targetGroup)];
  return [
    {
      ...base,
      targetGroup,
      loadBalancer: undefined,
      because: [...because, ...hindrances.flatMap((one) => one.doubt ?? [])],
      doubt,
      hindrances,
      given,
      names: { targetGroup: name, loadBalancer: "?" },
    },
  ];
}

/** The same where a macro may have made something else of one of the things on it: then nothing of it is certain. */
export function asRewritten(route: Route, nodes: readonly (NodeBase | undefined)[]): Route {
  const doubt = [...new Set(nodes.flatMap((node) => node?.rewritten ?? []))];
  return {
    ...route,
    doubt: [...route.doubt, ...doubt],
    hindrances: [...route.hindrances, ...doubt.map((unknown) => leftOpen(unknown, route.entry))],
  };
}

function leftOpen(unknown: UnknownValue, { span }: ServiceLoadBalancer): Hindrance {
  return { kind: "left-to-others", text: unknown.cause.text, span, effect: "obscures", doubt: [unknown] };
}

/** That it may be another way, as far as others may have changed what leads there. */
function leftToOthers(entry: ServiceLoadBalancer, ways: readonly Lead[]): readonly Hindrance[] {
  const every = ways.flatMap((way) => way.leftOpen ?? []);
  const own = entry.leftOpen === undefined ? [] : [entry.leftOpen];
  return [...own, ...(every.length === ways.length ? every : [])].map((unknown) => leftOpen(unknown, entry));
}

/** A listener that leads from a load balancer to a target group. */
interface Lead {
  /** Why it may be another load balancer's, or lead to another target group. */
  readonly doubt: readonly UnknownValue[];
  /** What exists where packets come this way. */
  readonly given: readonly Existence[];
  /** Why it may lead elsewhere by now. */
  readonly leftOpen: UnknownValue | undefined;
}

/** The load balancers with a listener that forwards to the target group, each with all that do. */
function leadingTo(context: ReachContext, id: NodeId): ReadonlyMap<LoadBalancer, readonly Lead[]> {
  const found = new Map<LoadBalancer, Lead[]>();
  for (const listener of context.index.listenersOf(id)) {
    context.pay(STEPS.comparison * listener.forwards.links.length);
    const forwards = listener.forwards.links.filter(({ to }) => to.includes(id));
    for (const to of listener.loadBalancer.to) {
      const loadBalancer = context.graph.get("load-balancer", to);
      if (loadBalancer === undefined) continue;
      const leads = forwards.map((forward) => ({
        doubt: [...severalTargets(context.graph, listener.loadBalancer), ...severalTargets(context.graph, forward)],
        given: [listener.exists, listener.loadBalancer.exists, forward.exists],
        leftOpen: forward.leftOpen,
      }));
      const known = found.get(loadBalancer);
      if (known === undefined) found.set(loadBalancer, leads);
      else for (const lead of leads) known.push(lead);
    }
  }
  return found;
}

/** What exists where packets come by one of the listeners of a load balancer that only may lead to the target group. */
function vaguelyLeading(
  context: ReachContext,
  targetGroup: TargetGroup | undefined,
  { id }: LoadBalancer,
): readonly (readonly Existence[])[] {
  if (targetGroup === undefined) return [];
  const { graph, index } = context;
  // One that the source defines is none of those that listeners of defined ones lead to.
  const listeners = targetGroup.external === undefined ? index.vagueListenersAt(id) : index.listenersAt(id);
  context.pay(STEPS.comparison * listeners.reduce((sum, { forwards }) => sum + 1 + forwards.links.length, 0));
  // A link with an assumption leads anywhere where that does not hold.
  const mayLead = ({ root, forwards: { rest, links } }: Listener): boolean =>
    (rest !== undefined && root === targetGroup.root) ||
    links.some(
      ({ to, assumption }) =>
        assumption !== undefined || to.some((other) => sameNode(graph, other, targetGroup.id) === "unknown"),
    );
  return listeners.filter(mayLead).map(({ exists, loadBalancer }) => [exists, loadBalancer.exists]);
}

/** Existences that are in each of the lists: packets come one way or another. */
function sharedBy([first, ...rest]: readonly (readonly Existence[])[]): readonly Existence[] {
  return (first ?? []).filter(
    (one) =>
      one !== true && rest.every((others) => others.some((other) => other !== true && other.symbol === one.symbol)),
  );
}

/** Unknowns because of which a load balancer may lead to a target group that no listener names. */
function whyNoListener(
  context: ReachContext,
  targetGroup: TargetGroup | undefined,
  link: Link,
  id: NodeId,
): readonly UnknownValue[] {
  if (link.assumption !== undefined && context.options.strict) return [unassumed(link.assumption, link.origin.span)];
  if (targetGroup === undefined) return [notInScan("target-group", id, link.origin.span)];
  if (targetGroup.external !== undefined) return [targetGroup.external.unknown];
  const { listenersRest } = targetGroup;
  const open = context.index.openListeners(targetGroup.root).flatMap(({ forwards }) => forwards.rest ?? []);
  return listenersRest === undefined ? open : [listenersRest, ...open];
}

/** A target group that no listener forwards to is never used, and ECS refuses a service with it
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html, Target.NotInUse). */
function noListener({ id, address, span }: TargetGroup): Hindrance {
  const text = `no listener in the scan forwards to ${address}`;
  const missing = unknownFor("missing-source", `listener of ${id}`, text, {
    span,
    hint: "add a listener or listener rule that forwards to it, or scan the directory that has it too",
  });
  return { kind: "no-listener", text, span, effect: "obscures", doubt: [missing] };
}

/** An entry names a target group or a classic load balancer, never both: where both are written, one of them is empty. */
function otherwiseRegistered({ targetGroup, classicLoadBalancer }: ServiceLoadBalancer): readonly UnknownValue[] {
  if (targetGroup === undefined || classicLoadBalancer === undefined) return [];
  const text = "the service may name a target group or a classic load balancer";
  return [
    unknownFor("input", `either:${targetGroup.to[0]}|${classicLoadBalancer.to[0]}`, text, {
      hint: "give the values that the registration depends on",
      span: targetGroup.origin.span,
    }),
  ];
}

function classicRoute(context: ReachContext, base: Base, link: Link, id: NodeId): Route {
  const loadBalancer = context.graph.get("load-balancer", id);
  const missing = notInScan("load-balancer", id, link.origin.span);
  return {
    ...base,
    targetGroup: undefined,
    loadBalancer,
    because: loadBalancer === undefined ? [missing] : [],
    doubt: [...severalTargets(context.graph, link), ...otherwiseRegistered(base.entry)],
    hindrances: [],
    given: [...base.given, link.exists, loadBalancer?.exists ?? true],
    names: { targetGroup: "classic", loadBalancer: loadBalancer?.address ?? id },
  };
}

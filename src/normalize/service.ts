/** ECS services and task sets: what is the same in every dialect. */
import type { Fact } from "../base/fact.ts";
import type { Link, LinkSet, NodeId, Service, ServiceLoadBalancer } from "../graph/model.ts";
import type { Strategy } from "./cluster.ts";
import { groupsOrDefault } from "./companion.ts";
import { baseOf, type Context } from "./context.ts";
import { asNumber, asString, byDefault, factOf, mapFact, optional, required } from "./facts.ts";
import { join, link, linkAt, linkToAlternative } from "./reference.ts";
import { bothExist, isEmptyText } from "./value.ts";
import type { View, Views } from "./view.ts";

export interface ServiceParts {
  readonly cluster: Link | undefined;
  readonly taskDefinition: Link | undefined;
  readonly launchType: Fact<string> | undefined;
  readonly strategy: Strategy;
  readonly network: Service["network"];
  readonly loadBalancers: Views;
  readonly names: EntryNames;
  readonly scheduling: Fact<string> | undefined;
  readonly desiredCount: Fact<number> | undefined;
  readonly minimum: Fact<number> | undefined;
  readonly maximum: Fact<number> | undefined;
  readonly constraints: Views;
  readonly constraintType: string;
}

/** How a dialect spells the arguments of a load balancer entry. */
export interface EntryNames {
  readonly targetGroup: string;
  readonly classic: string;
  readonly container: string;
  readonly port: string;
  readonly advanced: string;
  readonly alternate: string;
}

const LAUNCH_TYPES = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"] as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export function serviceNode(context: Context, view: View, parts: ServiceParts): Service {
  const { root } = view.resource;
  const scheduling = mapFact(parts.scheduling ?? byDefault("REPLICA", view.span), (text): "REPLICA" | "DAEMON" =>
    text === "DAEMON" ? "DAEMON" : "REPLICA",
  );
  const daemon = scheduling.known && scheduling.value === "DAEMON";
  const launchType = parts.launchType;
  return {
    ...baseOf(view),
    kind: "service",
    cluster:
      parts.cluster ??
      asDefault(link(context, "cluster", { kind: "string", value: "default" }, { root, span: view.span })),
    taskDefinition: parts.taskDefinition,
    launchType:
      launchType === undefined
        ? undefined
        : mapFact(launchType, (text) => LAUNCH_TYPES.find((one) => one === text) ?? "EC2"),
    strategy: parts.strategy.entries,
    ...(parts.strategy.open === undefined ? {} : { strategyRest: parts.strategy.open }),
    network: parts.network,
    loadBalancers: parts.loadBalancers.views.map((one) => entryOf(context, one, parts.names)),
    ...(parts.loadBalancers.open === undefined ? {} : { loadBalancersRest: parts.loadBalancers.open }),
    schedulingStrategy: scheduling,
    desiredCount: parts.desiredCount,
    deployment: {
      minimumHealthyPercent: parts.minimum ?? byDefault(daemon ? 0 : 100, view.span),
      maximumPercent: parts.maximum ?? byDefault(daemon ? 100 : 200, view.span),
    },
    placementConstraints: parts.constraints.views.map((one) => ({
      type: required(one, parts.constraintType, asString, ""),
      span: one.span,
    })),
  };
}

function asDefault(made: Link): Link {
  return { ...made, origin: { ...made.origin, kind: "default" } };
}

function entryOf(context: Context, view: View, names: EntryNames): ServiceLoadBalancer {
  const advanced = view.views(names.advanced).views[0];
  const port = view.value(names.port);
  const targetGroup = linkToAlternative(context, "target-group", view, names.targetGroup, [names.classic]);
  const isClassic = targetGroup === undefined || !isEmptyText(view.value(names.classic));
  return {
    targetGroup,
    alternateTargetGroup:
      advanced === undefined ? undefined : linkAt(context, "target-group", advanced, names.alternate),
    classicLoadBalancer: isClassic ? linkAt(context, "classic-load-balancer", view, names.classic) : undefined,
    containerName: optional(view, names.container, asString) ?? byDefault("", view.span),
    containerPort: port === undefined ? byDefault(0, view.span) : factOf(port, asNumber, view.spanOf(names.port)),
    exists: view.exists,
    span: view.span,
  };
}

/** The task interface's side of awsvpc; the VPC's default group where none is written. */
export function networkOf(
  context: Context,
  view: View,
  groups: LinkSet,
  subnets: LinkSet,
): NonNullable<Service["network"]> {
  const { root, address } = view.resource;
  const place = { root, span: view.span };
  const where = `the network configuration of ${address}`;
  return { ...groupsOrDefault(context, groups, subnets, place, where), subnets, span: view.span };
}

/**
 * A CodeDeploy deployment moves a service between a pair of target groups
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html): each is the alternate of the other.
 */
export function pairTargetGroups(context: Context, services: readonly NodeId[], pair: readonly Link[]): void {
  for (const id of services) {
    const service = context.node("service", id);
    if (service === undefined) continue;
    const loadBalancers = service.loadBalancers.map((entry) => {
      const own = entry.targetGroup;
      if (own === undefined || entry.alternateTargetGroup !== undefined) return entry;
      if (!pair.some((one) => one.to.some((group) => own.to.includes(group)))) return entry;
      const other = pair.find((one) => !one.to.some((group) => own.to.includes(group)));
      return other === undefined ? entry : { ...entry, alternateTargetGroup: other };
    });
    context.put({ ...service, loadBalancers });
  }
}

/**
 * A blue/green deployment makes the listeners of a service's target group forward to the alternate one
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html): they serve both, in turn.
 */
export function serveAlternates(context: Context): void {
  const alternates = new Map<NodeId, Link[]>();
  for (const { loadBalancers } of context.nodesOf("service")) {
    for (const { targetGroup, alternateTargetGroup } of loadBalancers) {
      if (alternateTargetGroup === undefined) continue;
      for (const id of targetGroup?.to ?? []) alternates.set(id, [...(alternates.get(id) ?? []), alternateTargetGroup]);
    }
  }
  if (alternates.size === 0) return;
  for (const listener of context.nodesOf("listener")) {
    const served = new Set(listener.forwards.links.flatMap((link) => link.to));
    const added = listener.forwards.links.flatMap((link) =>
      link.to.flatMap((id) =>
        (alternates.get(id) ?? [])
          .filter((alternate) => !alternate.to.some((other) => served.has(other)))
          .map((alternate) => ({ ...alternate, exists: bothExist(alternate.exists, link.exists) })),
      ),
    );
    if (added.length > 0) context.put({ ...listener, forwards: join([listener.forwards, { links: added }]) });
  }
}

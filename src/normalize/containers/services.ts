/** ECS services and task sets into nodes, and what deployments make of their target groups. */
import type { Fact } from "../../base/fact.ts";
import type { Value } from "../../base/value.ts";
import type { Link, NodeId, Service, ServiceLoadBalancer } from "../../graph/model.ts";
import { baseOf, type Context, nodeId } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import { asBoolean, asNumber, asString, byDefault, mapFact, optional, required } from "../facts.ts";
import { leftOpen } from "../ignored-changes.ts";
import { groupsOrDefault } from "../references/companion.ts";
import { join, link, linkAt, linkSetAt, resourcesAt, subnetsToGive } from "../references/reference.ts";
import { bothExist, given, isEmptyText } from "../value.ts";
import { alternative, only, siteOf, type View, viewOf, within } from "../view.ts";
import { strategyOf } from "./clusters.ts";
import { connectOf, discoveryOf } from "./discovery.ts";

const LAUNCH_TYPES = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"] as const;

/** Services, and task sets, which are services beside the one that they belong to. */
export function services(context: Context): void {
  for (const view of context.managed("service")) context.put(serviceNode(context, view, view));
  for (const view of context.managed("task-set")) {
    const [found] = resourcesAt(context, "service", view, "service");
    if (found === undefined) context.put(serviceNode(context, view, view));
    else context.put({ ...serviceNode(context, view, viewOf(found)), taskSetOf: nodeId(found) });
  }
}

/**
 * `owner` is the service of a task set, which says how many tasks there are
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html).
 */
function serviceNode(context: Context, view: View, owner: View): Service {
  const { root } = view.resource;
  const written = optional(owner, "schedulingStrategy", asString) ?? byDefault("REPLICA", view.span);
  const scheduling = mapFact(written, (text): "REPLICA" | "DAEMON" => (text === "DAEMON" ? "DAEMON" : "REPLICA"));
  const daemon = scheduling.known && scheduling.value === "DAEMON";
  const launchType = optional(view, "launchType", asString);
  const strategy = strategyOf(context, view, "capacityProviderStrategy");
  const loadBalancers = meaningOf(view).loadBalancers(view);
  const rollout = within(owner, "deploymentConfiguration");
  return {
    ...baseOf(view),
    kind: "service",
    cluster:
      linkAt(context, "cluster", view, "cluster") ??
      asDefault(link(context, "cluster", { kind: "string", value: "default" }, { root, span: view.span })),
    taskDefinition: linkAt(context, "task-definition", view, "taskDefinition"),
    launchType:
      launchType === undefined
        ? undefined
        : mapFact(launchType, (text) => LAUNCH_TYPES.find((one) => one === text) ?? "EC2"),
    strategy: strategy.entries,
    network: networkOf(context, view),
    loadBalancers: loadBalancers.views.map((one) => ({
      ...entryOf(context, one),
      ...given({ leftOpen: leftOpen(context, view, "loadBalancers") }),
    })),
    ...given({
      strategyRest: strategy.rest,
      loadBalancersRest: loadBalancers.rest,
      connect: connectOf(context, view),
      discovery: discoveryOf(context, view),
      lattice: blocksOf(view, "vpcLatticeConfigurations"),
      gateways: blocksOf(view, "gatewayConnectors"),
    }),
    schedulingStrategy: scheduling,
    desiredCount: optional(owner, "desiredCount", asNumber),
    deployment: {
      rolling: rollingOf(owner),
      minimumHealthyPercent:
        optional(rollout, "minimumHealthyPercent", asNumber) ?? byDefault(daemon ? 0 : 100, view.span),
      maximumPercent: optional(rollout, "maximumPercent", asNumber) ?? byDefault(daemon ? 100 : 200, view.span),
    },
    placementConstraints: owner.views("placementConstraints").views.map((one) => ({
      type: required(one, "type", asString, ""),
      span: one.span,
    })),
  };
}

/**
 * Whether the deployments of a service roll
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html).
 */
function rollingOf(owner: View): Fact<boolean> {
  const is = (name: string, argument: string, usual: string): Fact<boolean> => {
    const written = optional(within(owner, name), argument, asString) ?? byDefault(usual, owner.span);
    return mapFact(written, (text) => text === usual);
  };
  const both = [is("deploymentController", "type", "ECS"), is("deploymentStrategy", "strategy", "ROLLING")] as const;
  return both.find((one) => one.known && !one.value) ?? both.find((one) => !one.known) ?? both[0];
}

/** What leads to the tasks beside load balancers
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_VpcLatticeConfiguration.html,
 *  https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_GatewayConnector.html). */
function blocksOf(view: View, name: string): Service["lattice"] {
  const all = view.views(name).views.map(({ exists, span }) => ({ exists, span }));
  return all.length === 0 ? undefined : all;
}

/** A boolean, or as the API says it. */
function asEnabled(value: Value): boolean | undefined {
  const text = asString(value);
  return text === "ENABLED" ? true : text === "DISABLED" ? false : asBoolean(value);
}

function asDefault(made: Link): Link {
  return { ...made, origin: { ...made.origin, kind: "default" } };
}

function entryOf(context: Context, view: View): ServiceLoadBalancer {
  const advanced = only(view.views("advancedConfiguration"));
  const group = alternative(view, "targetGroupArn", ["loadBalancerName"]);
  const targetGroup =
    group === undefined ? undefined : link(context, "target-group", group, siteOf(view, "targetGroupArn"));
  const isClassic = targetGroup === undefined || !isEmptyText(view.value("loadBalancerName"));
  return {
    targetGroup,
    alternateTargetGroup:
      advanced === undefined ? undefined : linkAt(context, "target-group", advanced, "alternateTargetGroupArn"),
    classicLoadBalancer: isClassic ? linkAt(context, "classic-load-balancer", view, "loadBalancerName") : undefined,
    containerName: optional(view, "containerName", asString) ?? byDefault("", view.span),
    containerPort: optional(view, "containerPort", asNumber) ?? byDefault(0, view.span),
    exists: view.exists,
    span: view.span,
  };
}

/** The task interface's side of awsvpc; the VPC's default group where none is written. */
function networkOf(context: Context, view: View): Service["network"] {
  const written = view.views("networkConfiguration");
  const configuration = only(written);
  const network = configuration === undefined ? undefined : within(configuration, "awsvpcConfiguration");
  if (network === undefined) return undefined;
  const groups = linkSetAt(context, "security-group", network, "securityGroups");
  const subnets = subnetsToGive(context, network, "subnets");
  const { root, address } = network.resource;
  const { span } = network;
  const where = `the network configuration of ${address}`;
  return {
    ...groupsOrDefault(context, groups, subnets, { root, span }, where),
    subnets,
    publicAddress: required(network, "assignPublicIp", asEnabled, false),
    exists: written.views[0]?.exists ?? written.rest ?? true,
    span,
  };
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

/** CloudFormation's auto scaling groups, instances and fleets into host groups. */
import type { Value } from "../../base/value.ts";
import type { HostGroup, Link, LinkSet } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { asNumber, byDefault, optional } from "../facts.ts";
import {
  boundLaunches,
  hostGroupNode,
  joinLaunches,
  type Launches,
  launchOf,
  register,
  type TrafficNames,
  trafficSources,
} from "../hosts.ts";
import { configurationLaunch, instanceLaunch, type LaunchSources, mixedLaunches, templateLaunch } from "../launches.ts";
import { join, linkSet, linkSetAt, resourcesOf } from "../reference.ts";
import { siteOf } from "../site.ts";
import { derived, originOf, single } from "../value.ts";
import { only, type View, type Views } from "../view.ts";
import { launchParts, specificationParts, TEMPLATES } from "./launches.ts";

const TRAFFIC: TrafficNames = { identifier: "Identifier", type: "Type" };

export function hosts(context: Context, sources: LaunchSources): void {
  for (const view of context.managed("AWS::AutoScaling::AutoScalingGroup"))
    context.put(autoScalingGroup(context, sources, view));
  for (const view of context.managed("AWS::EC2::Instance")) context.put(instance(context, sources, view));
  for (const view of context.managed("AWS::EC2::SpotFleet")) {
    const request = only(view.views("SpotFleetRequestConfigData"));
    if (request !== undefined) context.put(fleet(context, sources, view, request, "spot-fleet"));
  }
  for (const view of context.managed("AWS::EC2::EC2Fleet"))
    context.put(fleet(context, sources, view, view, "ec2-fleet"));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-autoscaling-autoscalinggroup.html */
function autoScalingGroup(context: Context, sources: LaunchSources, view: View): HostGroup {
  const written = linkSetAt(context, "subnet", view, "VPCZoneIdentifier");
  const zoned =
    written.links.length === 0 && written.rest === undefined && view.value("AvailabilityZones") !== undefined;
  const inZones = derived(
    `default subnets of ${view.resource.address}`,
    "they are the default subnets of its zones",
    [],
  );
  const subnets: LinkSet = zoned ? { links: [], rest: inZones } : written;
  const configuration = view.value("LaunchConfigurationName");
  const launches: Launches[] = [];
  if (configuration !== undefined) launches.push(configurationLaunch(context, sources, view, configuration, subnets));
  const templates = view.views("LaunchTemplate");
  for (const one of templates.views)
    launches.push(boundLaunches(templateLaunch(context, sources, one, TEMPLATES, subnets), one.exists));
  const policies = view.views("MixedInstancesPolicy");
  for (const one of policies.views)
    launches.push(boundLaunches(mixedLaunches(context, sources, one, TEMPLATES, subnets), one.exists));
  const open = templates.open ?? policies.open;
  if (open !== undefined && launches.length === 0) launches.push({ launches: [], open });
  const min = optional(view, "MinSize", asNumber);
  const max = optional(view, "MaxSize", asNumber);
  const traffic = trafficSources(context, view.views("TrafficSources"), TRAFFIC);
  return hostGroupNode(view, {
    source: "auto-scaling-group",
    launches: joinLaunches(launches),
    subnets,
    size: min === undefined || max === undefined ? undefined : { min, max },
    targetGroups: join([linkSetAt(context, "target-group", view, "TargetGroupARNs"), traffic.targetGroups]),
    classicLoadBalancers: join([
      linkSetAt(context, "classic-load-balancer", view, "LoadBalancerNames"),
      traffic.classicLoadBalancers,
    ]),
  });
}

function instance(context: Context, sources: LaunchSources, view: View): HostGroup {
  const template = only(view.views("LaunchTemplate"));
  const { launches, subnets } = instanceLaunch(context, sources, launchParts(context, view), template, TEMPLATES);
  const one = byDefault(1, view.span);
  return hostGroupNode(view, { source: "instance", launches, subnets, size: { min: one, max: one } });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-spotfleet.html */
function fleet(
  context: Context,
  sources: LaunchSources,
  view: View,
  request: View,
  source: HostGroup["source"],
): HostGroup {
  const specifications = request.views("LaunchSpecifications");
  const parts = specifications.views.map((one) => specificationParts(context, one));
  const configs = request.views("LaunchTemplateConfigs");
  const overridden = configs.views.flatMap((config) => config.views("Overrides").views);
  const subnets = join([
    ...parts.flatMap((one) => (one.subnets === undefined ? [] : [one.subnets])),
    ...overridden.map((one) => linkSet(context, "subnet", single(one.value("SubnetId")), siteOf(one, "SubnetId"))),
  ]);
  const templates = configs.views.flatMap((config) => config.views("LaunchTemplateSpecification").views);
  const launches = joinLaunches([
    ...parts.map((one) => ({ launches: [launchOf(context, one, subnets)] })),
    ...templates.map((one) => templateLaunch(context, sources, one, TEMPLATES, subnets)),
  ]);
  const open = launches.open ?? specifications.open ?? configs.open;
  const balancing = request.views("LoadBalancersConfig");
  return hostGroupNode(view, {
    source,
    launches: open === undefined ? launches : { ...launches, open },
    subnets,
    size: undefined,
    targetGroups: balanced(context, balancing, ["TargetGroupsConfig", "TargetGroups", "Arn"], "target-group"),
    classicLoadBalancers: balanced(
      context,
      balancing,
      ["ClassicLoadBalancersConfig", "ClassicLoadBalancers", "Name"],
      "classic-load-balancer",
    ),
  });
}

/** What a fleet's instances are registered with
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-spotfleet-loadbalancersconfig.html). */
function balanced(
  context: Context,
  balancing: Views,
  [config, list, name]: readonly [string, string, string],
  family: "target-group" | "classic-load-balancer",
): LinkSet {
  const configs = balancing.views.map((one) => one.views(config));
  const lists = configs.flatMap(({ views }) => views.map((one) => one.views(list)));
  const links = lists.flatMap(({ views }) =>
    views.map((one) => linkSet(context, family, single(one.value(name)), siteOf(one, name))),
  );
  const rest = [balancing, ...configs, ...lists].find((one) => one.open !== undefined)?.open;
  return join(rest === undefined ? links : [...links, { links: [], rest }]);
}

/** Instances that target groups and classic load balancers name. */
export function attachments(context: Context): void {
  for (const view of context.managed("AWS::ElasticLoadBalancingV2::TargetGroup")) {
    for (const target of view.views("Targets").views)
      register(context, hostAt(context, target, target.value("Id")), view, { targetGroups: self(target, "Id") });
  }
  for (const view of context.managed("AWS::ElasticLoadBalancing::LoadBalancer")) {
    const value = view.value("Instances");
    const values = value?.kind === "list" ? value.elements : [];
    for (const one of values)
      register(context, hostAt(context, view, one), view, { classicLoadBalancers: self(view, "Instances") });
  }
}

function hostAt(context: Context, view: View, value: Value | undefined): Link | undefined {
  const found = value === undefined ? [] : resourcesOf(context, "host-group", value, view.resource);
  if (value === undefined || found.length === 0) return undefined;
  return { to: found.map(nodeId), exists: true, origin: originOf(value, view.span) };
}

/** The load balancing that says itself, at an argument, which instances it serves. */
function self(view: View, name: string): LinkSet {
  const origin = { kind: "reference", span: view.spanOf(name) } as const;
  return { links: [{ to: [nodeId(view.resource)], exists: true, origin }] };
}

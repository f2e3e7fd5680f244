/** Terraform's auto scaling groups, instances and fleets into host groups. */
import type { HostGroup, Link, LinkSet } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { asNumber, byDefault, optional } from "../facts.ts";
import {
  attachGroup,
  boundLaunches,
  hostGroupNode,
  joinLaunches,
  type Launches,
  launchOf,
  register,
  type TrafficNames,
  trafficSources,
} from "../hosts.ts";
import {
  configurationLaunch,
  instanceLaunch,
  type LaunchSources,
  mixedLaunches,
  partsOf,
  templateLaunch,
} from "../launches.ts";
import { firstLink, join, linkAt, linkSet, linkSetAt, NO_LINKS, resourcesOf } from "../reference.ts";
import { siteOf } from "../site.ts";
import { derived, originOf, single } from "../value.ts";
import { only, type View } from "../view.ts";
import { INSTANCE, TEMPLATES } from "./launches.ts";

const TRAFFIC: TrafficNames = { identifier: "identifier", type: "type" };

export function hosts(context: Context, sources: LaunchSources): void {
  for (const view of context.managed("aws_autoscaling_group")) context.put(autoScalingGroup(context, sources, view));
  for (const view of context.managed("aws_instance", "aws_spot_instance_request"))
    context.put(instance(context, sources, view));
  for (const view of context.managed("aws_spot_fleet_request"))
    context.put(fleet(context, sources, view, "spot-fleet"));
  for (const view of context.managed("aws_ec2_fleet")) context.put(fleet(context, sources, view, "ec2-fleet"));
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group */
function autoScalingGroup(context: Context, sources: LaunchSources, view: View): HostGroup {
  const written = linkSetAt(context, "subnet", view, "vpc_zone_identifier");
  const zoned =
    written.links.length === 0 && written.rest === undefined && view.value("availability_zones") !== undefined;
  const inZones = derived(
    `default subnets of ${view.resource.address}`,
    "they are the default subnets of its zones",
    [],
  );
  const subnets: LinkSet = zoned ? { links: [], rest: inZones } : written;
  const configuration = view.value("launch_configuration");
  const launches: Launches[] = [];
  if (configuration !== undefined) launches.push(configurationLaunch(context, sources, view, configuration, subnets));
  const templates = view.views("launch_template");
  for (const one of templates.views)
    launches.push(boundLaunches(templateLaunch(context, sources, one, TEMPLATES, subnets), one.exists));
  const policies = view.views("mixed_instances_policy");
  for (const one of policies.views)
    launches.push(boundLaunches(mixedLaunches(context, sources, one, TEMPLATES, subnets), one.exists));
  const open = templates.open ?? policies.open;
  if (open !== undefined && launches.length === 0) launches.push({ launches: [], open });
  const min = optional(view, "min_size", asNumber);
  const max = optional(view, "max_size", asNumber);
  const traffic = trafficSources(context, view.views("traffic_source"), TRAFFIC);
  return hostGroupNode(view, {
    source: "auto-scaling-group",
    launches: joinLaunches(launches),
    subnets,
    size: min === undefined || max === undefined ? undefined : { min, max },
    targetGroups: join([linkSetAt(context, "target-group", view, "target_group_arns"), traffic.targetGroups]),
    classicLoadBalancers: join([
      linkSetAt(context, "classic-load-balancer", view, "load_balancers"),
      traffic.classicLoadBalancers,
    ]),
  });
}

function instance(context: Context, sources: LaunchSources, view: View): HostGroup {
  const template = only(view.views("launch_template"));
  const { launches, subnets } = instanceLaunch(context, sources, partsOf(context, view, INSTANCE), template, TEMPLATES);
  const one = byDefault(1, view.span);
  return hostGroupNode(view, { source: "instance", launches, subnets, size: { min: one, max: one } });
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/spot_fleet_request */
function fleet(context: Context, sources: LaunchSources, view: View, source: HostGroup["source"]): HostGroup {
  const specifications = view.views("launch_specification");
  const parts = specifications.views.map((one) => partsOf(context, one, INSTANCE));
  const configs = view.views("launch_template_config");
  const overridden = configs.views.flatMap((config) => [
    ...config.views("overrides").views,
    ...config.views("override").views,
  ]);
  const subnets = join([
    ...parts.flatMap((one) => (one.subnets === undefined ? [] : [one.subnets])),
    ...overridden.map((one) => linkSet(context, "subnet", single(one.value("subnet_id")), siteOf(one, "subnet_id"))),
  ]);
  const templates = configs.views.flatMap((config) => config.views("launch_template_specification").views);
  const launches = joinLaunches([
    ...parts.map((one) => ({ launches: [launchOf(context, one, subnets)] })),
    ...templates.map((one) => templateLaunch(context, sources, one, TEMPLATES, subnets)),
  ]);
  const open = launches.open ?? specifications.open ?? configs.open;
  return hostGroupNode(view, {
    source,
    launches: open === undefined ? launches : { ...launches, open },
    subnets,
    size: undefined,
    targetGroups: linkSetAt(context, "target-group", view, "target_group_arns"),
    classicLoadBalancers: linkSetAt(context, "classic-load-balancer", view, "load_balancers"),
  });
}

/** Resources that register hosts with load balancing or add groups to their interfaces. */
export function attachments(context: Context): void {
  for (const view of context.managed("aws_autoscaling_attachment")) {
    const group = linkAt(context, "host-group", view, "autoscaling_group_name");
    const target = firstLink(context, "target-group", view, ["lb_target_group_arn", "alb_target_group_arn"]);
    const classic = linkAt(context, "classic-load-balancer", view, "elb");
    register(context, group, view, { targetGroups: setOf(target), classicLoadBalancers: setOf(classic) });
  }
  for (const view of context.managed("aws_autoscaling_traffic_source_attachment")) {
    const group = linkAt(context, "host-group", view, "autoscaling_group_name");
    register(context, group, view, trafficSources(context, view.views("traffic_source"), TRAFFIC));
  }
  for (const view of context.managed("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")) {
    const target = linkAt(context, "target-group", view, "target_group_arn");
    for (const host of instancesAt(context, view, "target_id"))
      register(context, host, view, { targetGroups: setOf(target) });
  }
  for (const view of context.managed("aws_elb")) {
    for (const host of instancesAt(context, view, "instances"))
      register(context, host, view, { classicLoadBalancers: self(view, "instances") });
  }
  for (const view of context.managed("aws_elb_attachment")) {
    const classic = linkAt(context, "classic-load-balancer", view, "elb");
    for (const host of instancesAt(context, view, "instance"))
      register(context, host, view, { classicLoadBalancers: setOf(classic) });
  }
  for (const view of context.managed("aws_network_interface_sg_attachment")) {
    const group = linkAt(context, "security-group", view, "security_group_id");
    const value = view.value("network_interface_id");
    const resource = value?.kind === "unknown" && value.ref !== undefined ? context.resource(value.ref) : undefined;
    if (group === undefined || resource === undefined || resource.type !== "aws_instance") continue;
    attachGroup(context, nodeId(resource), group);
  }
}

/** The load balancing that says itself, at an argument, which instances it serves. */
function self(view: View, name: string): LinkSet {
  const origin = { kind: "reference", span: view.spanOf(name) } as const;
  return { links: [{ to: [nodeId(view.resource)], exists: true, origin }] };
}

function setOf(link: Link | undefined): LinkSet {
  return link === undefined ? NO_LINKS : { links: [link] };
}

/** Links to the instances of the scan that an argument names. */
function instancesAt(context: Context, view: View, name: string): readonly Link[] {
  const value = view.value(name);
  if (value === undefined) return [];
  const values = value.kind === "list" ? value.elements : [value];
  return values.flatMap((one): readonly Link[] => {
    const to = resourcesOf(context, "host-group", one, view.resource).map(nodeId);
    return to.length === 0 ? [] : [{ to, exists: true, origin: originOf(one, view.spanOf(name)) }];
  });
}

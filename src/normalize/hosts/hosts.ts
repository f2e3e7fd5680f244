/** Auto scaling groups, instances and fleets into host groups. */
import type { HostGroup, LinkSet } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { asNumber, byDefault, optional } from "../facts.ts";
import { boundLinks, join, linkSetAt, NO_LINKS, singleLinkAt, subnetsOf } from "../references/reference.ts";
import { given } from "../value.ts";
import { boundViews, type View, within } from "../view.ts";
import {
  boundLaunches,
  configurationLaunch,
  instanceLaunch,
  joinLaunches,
  type Launches,
  launchOf,
  specificationParts,
  templateLaunch,
} from "./launches.ts";
import { mixedLaunches, overriddenLaunches } from "./overrides.ts";
import { fleetRegistrations, type Registrations, trafficSources } from "./registrations.ts";
import { trunkingOf } from "./trunking.ts";

export function hosts(context: Context): void {
  for (const view of context.managed("auto-scaling-group")) context.put(autoScalingGroup(context, view));
  for (const view of context.managed("instance", "spot-instance")) context.put(instance(context, view));
  for (const view of context.managed("spot-fleet")) {
    const request = within(view, "spotFleetRequestConfigData");
    if (request !== undefined) context.put(fleet(context, view, request, "spot-fleet"));
  }
  for (const view of context.managed("ec2-fleet")) context.put(fleet(context, view, view, "ec2-fleet"));
}

type HostGroupParts = Pick<HostGroup, "source" | "subnets" | "size"> & { readonly launches: Launches };

function hostGroup(context: Context, view: View, parts: HostGroupParts, registrations: Registrations): HostGroup {
  const { source, launches, subnets, size } = parts;
  return {
    ...baseOf(view),
    kind: "host-group",
    source,
    launches: launches.launches,
    ...given({ launchesRest: launches.rest, trunking: trunkingOf(context, view, launches.launches) }),
    subnets,
    size,
    ...registrations,
  };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html */
function autoScalingGroup(context: Context, view: View): HostGroup {
  const subnets = subnetsOf(context, view, "vpcZoneIdentifier");
  const min = optional(view, "minSize", asNumber);
  const max = optional(view, "maxSize", asNumber);
  const launches = launchesOf(context, view, subnets);
  const size = min === undefined || max === undefined ? undefined : { min, max };
  const traffic = trafficSources(context, view);
  return hostGroup(
    context,
    view,
    { source: "auto-scaling-group", launches, subnets, size },
    {
      targetGroups: join([linkSetAt(context, "target-group", view, "targetGroupArns"), traffic.targetGroups]),
      classicLoadBalancers: join([
        linkSetAt(context, "classic-load-balancer", view, "loadBalancerNames"),
        traffic.classicLoadBalancers,
      ]),
    },
  );
}

/** What a group launches: by a configuration, a template or a policy of several. */
function launchesOf(context: Context, view: View, subnets: LinkSet): Launches {
  const configuration = view.value("launchConfigurationName");
  const launches: Launches[] = [];
  if (configuration !== undefined) launches.push(configurationLaunch(context, view, configuration, subnets));
  const templates = view.views("launchTemplate");
  for (const one of templates.views) launches.push(boundLaunches(templateLaunch(context, one, subnets), one.exists));
  const policies = view.views("mixedInstancesPolicy");
  for (const one of policies.views) launches.push(boundLaunches(mixedLaunches(context, one, subnets), one.exists));
  const rest = templates.rest ?? policies.rest;
  if (rest !== undefined && launches.length === 0) launches.push({ launches: [], rest });
  return joinLaunches(launches);
}

function instance(context: Context, view: View): HostGroup {
  const { launches, subnets } = instanceLaunch(context, view);
  const one = byDefault(1, view.span);
  const parts = { source: "instance", launches, subnets, size: { min: one, max: one } } as const;
  return hostGroup(context, view, parts, { targetGroups: NO_LINKS, classicLoadBalancers: NO_LINKS });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotFleetRequestConfigData.html */
function fleet(context: Context, view: View, request: View, source: HostGroup["source"]): HostGroup {
  const specifications = request.views("launchSpecifications");
  const parts = specifications.views.map((one) => specificationParts(context, one));
  const configs = request.views("launchTemplateConfigs");
  const overridden = configs.views.flatMap((config) => boundViews(config.views("overrides"), config.exists).views);
  const subnets = join([
    ...parts.flatMap(({ view: one, subnets }) => (subnets === undefined ? [] : [boundLinks(subnets, one.exists)])),
    ...overridden.map((one) => boundLinks(singleLinkAt(context, "subnet", one, "subnetId"), one.exists)),
  ]);
  const launches = joinLaunches([
    ...parts.map((one) => ({ launches: [launchOf(context, one, subnets)] })),
    ...configs.views.map((one) => overriddenLaunches(context, one, one.views("overrides").views, subnets)),
  ]);
  const rest = launches.rest ?? specifications.rest ?? configs.rest;
  const all = rest === undefined ? launches : { ...launches, rest };
  return hostGroup(
    context,
    view,
    { source, launches: all, subnets, size: undefined },
    fleetRegistrations(context, request),
  );
}

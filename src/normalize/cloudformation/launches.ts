/** CloudFormation's launch templates, launch configurations, instances and interfaces into launches. */
import type { UnknownValue, Value } from "../../base/value.ts";
import type { LinkSet } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asNumber } from "../facts.ts";
import { assumeNewest, joinLaunches, type Launches, type LaunchParts, launchOf } from "../hosts.ts";
import { join, linkSet, linkSetAt, NO_LINKS, resourcesOf } from "../reference.ts";
import { siteOf } from "../site.ts";
import { derived, single } from "../value.ts";
import { only, type View, type Views, viewOf } from "../view.ts";
import { withInitialisation } from "./initialisation.ts";

interface Attachment {
  readonly groups: LinkSet;
  readonly subnets: LinkSet | undefined;
}

/**
 * The data of a launch template, or an instance's properties. An interface wins over groups beside it
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html).
 */
export function launchParts(context: Context, view: View): LaunchParts {
  const interfaces = view.views("NetworkInterfaces");
  const subnet = linkSet(context, "subnet", single(view.value("SubnetId")), siteOf(view, "SubnetId"));
  const own = {
    groups: linkSetAt(context, "security-group", view, "SecurityGroupIds", "SecurityGroups"),
    subnets: subnet.links.length === 0 ? undefined : subnet,
  };
  const attached = interfaces.views.length > 0 || interfaces.open !== undefined ? primary(context, interfaces) : own;
  return {
    view,
    ...attached,
    userData: withInitialisation(context, view.value("UserData"), view.resource),
    userDataSpan: view.spanOf("UserData"),
    image: view.value("ImageId"),
  };
}

/** A specification of a spot fleet: its groups are objects. */
export function specificationParts(context: Context, view: View): LaunchParts {
  const parts = launchParts(context, view);
  if (view.views("NetworkInterfaces").views.length > 0) return parts;
  const groups = view.views("SecurityGroups");
  const links = groups.views.map((group) =>
    linkSet(context, "security-group", single(group.value("GroupId")), siteOf(group, "GroupId")),
  );
  const open = groups.open === undefined ? [] : [{ links: [], open: groups.open }];
  return { ...parts, groups: join([...links, ...open]) };
}

function primary(context: Context, interfaces: Views): Attachment {
  const zero = interfaces.views.find((view) => {
    const index = view.value("DeviceIndex");
    return index !== undefined && asNumber(index) === 0;
  });
  const first = zero ?? interfaces.views[0];
  const attached = first === undefined ? { groups: NO_LINKS, subnets: undefined } : attachment(context, first);
  return interfaces.open === undefined
    ? attached
    : { ...attached, groups: { ...attached.groups, open: interfaces.open } };
}

/** `Groups` in a launch template, `GroupSet` in an instance. */
function attachment(context: Context, view: View): Attachment {
  const existing = view.value("NetworkInterfaceId");
  const found = existing === undefined ? [] : resourcesOf(context, "network-interface", existing, view.resource);
  if (existing !== undefined && found.length === 0) {
    const unknown = existing.kind === "unknown" ? existing : outside(view, "network interface");
    return { groups: { links: [], open: unknown }, subnets: { links: [], open: unknown } };
  }
  const of = found.length > 0 ? found.map(viewOf) : [view];
  const subnets = join(
    of.map((one) => linkSet(context, "subnet", single(one.value("SubnetId")), siteOf(one, "SubnetId"))),
  );
  return {
    groups: join(of.map((one) => linkSetAt(context, "security-group", one, "GroupSet", "Groups"))),
    subnets: subnets.links.length === 0 ? undefined : subnets,
  };
}

function outside(view: View, what: string): UnknownValue {
  return derived(
    `${what} of ${view.resource.address}`,
    `the ${what} of ${view.resource.address} is not in the source`,
    [],
  );
}

/** What the launch templates that a specification names say; open where they are not in the source. */
export function templateOf(
  context: Context,
  specification: View,
): { readonly parts: readonly LaunchParts[] } | { readonly open: UnknownValue } {
  for (const name of ["LaunchTemplateId", "LaunchTemplateName"]) {
    const value = specification.value(name);
    if (value === undefined) continue;
    const found = resourcesOf(context, "launch-template", value, specification.resource);
    if (found.length === 0)
      return { open: value.kind === "unknown" ? value : outside(specification, "launch template") };
    return {
      parts: found.map((resource) => {
        const view = viewOf(resource);
        const content = only(view.views("LaunchTemplateData"));
        return content === undefined ? launchParts(context, view) : { ...launchParts(context, content), view };
      }),
    };
  }
  return { open: outside(specification, "launch template") };
}

export function templateLaunch(context: Context, specification: View, subnets: LinkSet): Launches {
  const found = templateOf(context, specification);
  if ("open" in found) return { launches: [], open: found.open };
  const launches = joinLaunches(found.parts.map((one) => ({ launches: [launchOf(context, one, subnets)] })));
  return assumeNewest(context, launches, specification, isNewest(specification));
}

/** `!GetAtt Template.LatestVersionNumber`; the text of a template that is deployed as a whole is its newest version. */
function isNewest(specification: View): boolean {
  const version = specification.value("Version");
  if (version?.kind === "string") return version.value === "$Latest";
  return version?.kind === "unknown" && version.ref?.attribute === "LatestVersionNumber";
}

export function configurationLaunch(context: Context, view: View, value: Value, subnets: LinkSet): Launches {
  const found = resourcesOf(context, "launch-configuration", value, view.resource);
  if (found.length === 0)
    return { launches: [], open: value.kind === "unknown" ? value : outside(view, "launch configuration") };
  return { launches: found.map((resource) => launchOf(context, launchParts(context, viewOf(resource)), subnets)) };
}

/** The base template of a mixed instances policy and every override's own. */
export function mixedLaunches(context: Context, policy: View, subnets: LinkSet): Launches {
  const template = only(policy.views("LaunchTemplate"));
  if (template === undefined) return { launches: [] };
  const overrides = template.views("Overrides");
  const specifications = [template, ...overrides.views].flatMap(
    (view) => view.views("LaunchTemplateSpecification").views,
  );
  const launches = joinLaunches(specifications.map((one) => templateLaunch(context, one, subnets)));
  return overrides.open === undefined ? launches : { ...launches, open: launches.open ?? overrides.open };
}

/** Terraform's launch templates, launch configurations, instances and interfaces into launches. */
import type { UnknownValue, Value } from "../../base/value.ts";
import type { LinkSet } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asNumber } from "../facts.ts";
import { assumeNewest, joinLaunches, type Launches, type LaunchParts, launchOf } from "../hosts.ts";
import { join, linkSet, linkSetAt, NO_LINKS, resourcesOf } from "../reference.ts";
import { siteOf } from "../site.ts";
import { derived, single } from "../value.ts";
import { only, type View, type Views, viewOf } from "../view.ts";

/** What an interface or instance carries: its groups and its subnet. */
interface Attachment {
  readonly groups: LinkSet;
  readonly subnets: LinkSet | undefined;
}

/**
 * A launch template. Its interface wins over groups of the template itself
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html).
 */
function templateParts(context: Context, view: View): LaunchParts {
  const interfaces = view.views("network_interfaces");
  const attached =
    interfaces.written && (interfaces.views.length > 0 || interfaces.open !== undefined)
      ? primary(context, interfaces)
      : {
          groups: linkSetAt(context, "security-group", view, "vpc_security_group_ids", "security_group_names"),
          subnets: undefined,
        };
  return {
    view,
    ...attached,
    userData: view.value("user_data"),
    userDataSpan: view.spanOf("user_data"),
    image: view.value("image_id"),
  };
}

/** The interface of device index 0. */
function primary(context: Context, interfaces: Views): Attachment {
  const first = primaryOf(interfaces);
  const attached = first === undefined ? { groups: NO_LINKS, subnets: undefined } : attachment(context, first);
  return interfaces.open === undefined
    ? attached
    : { ...attached, groups: { ...attached.groups, open: interfaces.open } };
}

function primaryOf(interfaces: Views): View | undefined {
  const zero = interfaces.views.find((view) => {
    const index = view.value("device_index");
    return index !== undefined && asNumber(index) === 0;
  });
  return zero ?? interfaces.views[0];
}

function attachment(context: Context, view: View): Attachment {
  const existing = view.value("network_interface_id");
  const found = existing === undefined ? [] : resourcesOf(context, "network-interface", existing, view.resource);
  if (existing !== undefined && found.length === 0) {
    const unknown = unknownInterface(existing, view);
    return { groups: { links: [], open: unknown }, subnets: { links: [], open: unknown } };
  }
  const of = found.length > 0 ? found.map(viewOf) : [view];
  const subnets = join(
    of.map((one) => linkSet(context, "subnet", single(one.value("subnet_id")), siteOf(one, "subnet_id"))),
  );
  return {
    groups: join(of.map((one) => linkSetAt(context, "security-group", one, "security_groups"))),
    subnets: subnets.links.length === 0 ? undefined : subnets,
  };
}

function unknownInterface(value: Value, view: View): UnknownValue {
  return value.kind === "unknown"
    ? value
    : derived(`interface of ${view.resource.address}`, "its network interface is not in the source", []);
}

function configurationParts(context: Context, view: View): LaunchParts {
  return {
    view,
    groups: linkSetAt(context, "security-group", view, "security_groups"),
    subnets: undefined,
    userData: view.value("user_data") ?? view.value("user_data_base64"),
    userDataSpan: view.spanOf(view.value("user_data") === undefined ? "user_data_base64" : "user_data"),
    image: view.value("image_id"),
  };
}

/** An instance, or a specification of a spot fleet. */
export function instanceParts(context: Context, view: View): LaunchParts {
  const interfaces = [view.views("network_interface"), view.views("primary_network_interface")].find(
    (one) => one.views.length > 0,
  );
  const subnet = linkSet(context, "subnet", single(view.value("subnet_id")), siteOf(view, "subnet_id"));
  const own = {
    groups: linkSetAt(context, "security-group", view, "vpc_security_group_ids", "security_groups"),
    subnets: subnet.links.length === 0 ? undefined : subnet,
  };
  const attached = interfaces === undefined ? own : primary(context, interfaces);
  return {
    view,
    ...attached,
    userData: view.value("user_data") ?? view.value("user_data_base64"),
    userDataSpan: view.spanOf(view.value("user_data") === undefined ? "user_data_base64" : "user_data"),
    image: view.value("ami"),
  };
}

/** The launch that a `launch_template` block or specification names. */
export function templateLaunch(context: Context, specification: View, subnets: LinkSet): Launches {
  const parts = templateOf(context, specification);
  if (!("parts" in parts)) return { launches: [], open: parts.open };
  const launches = joinLaunches(parts.parts.map((one) => ({ launches: [launchOf(context, one, subnets)] })));
  return assumeNewest(context, launches, specification, isNewest(specification));
}

/** What the named launch templates say; open where they are not in the source. */
export function templateOf(
  context: Context,
  specification: View,
): { readonly parts: readonly LaunchParts[] } | { readonly open: UnknownValue } {
  for (const name of ["id", "launch_template_id", "name", "launch_template_name"]) {
    const value = specification.value(name);
    if (value === undefined) continue;
    const found = resourcesOf(context, "launch-template", value, specification.resource);
    if (found.length > 0) return { parts: found.map((resource) => templateParts(context, viewOf(resource))) };
    return { open: value.kind === "unknown" ? value : outside(specification) };
  }
  return { open: outside(specification) };
}

function outside(view: View): UnknownValue {
  return derived(
    `launch template of ${view.resource.address}`,
    `the launch template of ${view.resource.address} is not in the source`,
    [],
  );
}

/** `$Latest`, or the template's own latest version. */
function isNewest(specification: View): boolean {
  const version = specification.value("version");
  if (version?.kind === "string") return version.value === "$Latest";
  return version?.kind === "unknown" && version.ref?.attribute === "latest_version";
}

/** The launch of a `launch_configuration` argument. */
export function configurationLaunch(context: Context, view: View, value: Value, subnets: LinkSet): Launches {
  const found = resourcesOf(context, "launch-configuration", value, view.resource);
  if (found.length === 0) return { launches: [], open: value.kind === "unknown" ? value : outside(view) };
  return {
    launches: found.map((resource) => launchOf(context, configurationParts(context, viewOf(resource)), subnets)),
  };
}

/** The base template of a mixed instances policy and every override's own. */
export function mixedLaunches(context: Context, policy: View, subnets: LinkSet): Launches {
  const template = only(policy.views("launch_template"));
  if (template === undefined) return { launches: [] };
  const overrides = template.views("override");
  const specifications = [template, ...overrides.views].flatMap(
    (view) => view.views("launch_template_specification").views,
  );
  const launches = joinLaunches(specifications.map((one) => templateLaunch(context, one, subnets)));
  return overrides.open === undefined ? launches : { ...launches, open: launches.open ?? overrides.open };
}

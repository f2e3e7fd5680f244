/** Launch templates, launch configurations, instances and their interfaces into launches; dialects differ in spelling only. */
import type { UnknownValue, Value } from "../base/value.ts";
import type { LinkSet } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { asNumber } from "./facts.ts";
import { assumeNewest, joinLaunches, type Launches, type LaunchParts, launchOf } from "./hosts.ts";
import type { Family } from "./identity.ts";
import { join, linkSet, linkSetAt, NO_LINKS, resourcesOf } from "./reference.ts";
import { siteOf } from "./site.ts";
import { derived, single } from "./value.ts";
import { only, type View, type Views, viewOf } from "./view.ts";

/** What launch templates and launch configurations say, by their resource type. */
export type LaunchSources = ReadonlyMap<string, (context: Context, view: View) => LaunchParts>;

/** How a thing that launches instances spells its arguments. */
export interface LaunchNames {
  readonly interfaces: readonly string[];
  readonly groups: readonly string[];
  readonly subnet: string;
  /** The first that is written counts. */
  readonly userData: readonly string[];
  readonly image: string;
  readonly interface: InterfaceNames;
}

export interface InterfaceNames {
  readonly index: string;
  /** An interface that is a resource of its own. */
  readonly existing: string;
  readonly subnet: readonly string[];
  readonly groups: readonly string[];
}

/** How a host group names what it launches. */
export interface TemplateNames {
  readonly template: readonly string[];
  readonly version: string;
  /** In a mixed instances policy. */
  readonly base: string;
  readonly specification: string;
  readonly overrides: string;
}

/** What an interface or instance carries: its groups and its subnet. */
type Attachment = Pick<LaunchParts, "groups" | "subnets" | "interface">;

/**
 * An interface wins over groups beside it
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html).
 */
export function partsOf(context: Context, view: View, names: LaunchNames): LaunchParts {
  const interfaces = names.interfaces
    .map((name) => view.views(name))
    .find((one) => one.views.length > 0 || one.open !== undefined);
  const userData = names.userData.find((name) => view.value(name) !== undefined) ?? names.userData[0]!;
  const attached =
    interfaces === undefined ? bare(context, view, names) : primary(context, interfaces, names.interface);
  const ignored = interfaces === undefined ? undefined : names.groups.find((name) => view.value(name) !== undefined);
  const span = ignored === undefined ? undefined : view.argumentSpan(ignored);
  return {
    view,
    ...attached,
    ...(span === undefined ? {} : { ignored: span }),
    userData: view.value(userData),
    userDataSpan: view.spanOf(userData),
    image: view.value(names.image),
  };
}

function bare(context: Context, view: View, names: LaunchNames): Attachment {
  return {
    groups: linkSetAt(context, "security-group", view, ...names.groups),
    subnets: subnetsAt(context, view, [names.subnet]),
  };
}

function subnetsAt(context: Context, view: View, names: readonly string[]): LinkSet | undefined {
  const name = names.find((one) => view.value(one) !== undefined);
  if (name === undefined) return undefined;
  const links = linkSet(context, "subnet", single(view.value(name)), siteOf(view, name));
  return links.links.length === 0 ? undefined : links;
}

/** The interface of device index 0. */
function primary(context: Context, interfaces: Views, names: InterfaceNames): Attachment {
  const zero = interfaces.views.find((view) => {
    const index = view.value(names.index);
    return index !== undefined && asNumber(index) === 0;
  });
  const first = zero ?? interfaces.views[0];
  const attached = first === undefined ? { groups: NO_LINKS, subnets: undefined } : attachment(context, first, names);
  return interfaces.open === undefined
    ? attached
    : { ...attached, groups: { ...attached.groups, rest: interfaces.open } };
}

/** How interfaces that are resources spell what they carry. */
const RESOURCE_NAMES: Pick<InterfaceNames, "subnet" | "groups"> = {
  subnet: ["subnet_id", "SubnetId"],
  groups: ["security_groups", "GroupSet"],
};

function attachment(context: Context, view: View, names: InterfaceNames): Attachment {
  const existing = view.value(names.existing);
  if (existing === undefined) return { ...carried(context, [view], names), interface: view.span };
  const found = resourcesOf(context, "network-interface", existing, view.resource);
  if (found.length > 0) return { ...carried(context, found.map(viewOf), RESOURCE_NAMES), interface: view.span };
  const unknown = existing.kind === "unknown" ? existing : outside(view, "network-interface");
  return { groups: { links: [], rest: unknown }, subnets: { links: [], rest: unknown }, interface: view.span };
}

function carried(context: Context, views: readonly View[], names: typeof RESOURCE_NAMES): Attachment {
  const subnets = join(views.flatMap((view) => subnetsAt(context, view, names.subnet) ?? []));
  return {
    groups: join(views.map((view) => linkSetAt(context, "security-group", view, ...names.groups))),
    subnets: subnets === NO_LINKS ? undefined : subnets,
  };
}

/** What the launch templates that a specification names say; open where they are not in the source. */
function templateOf(
  context: Context,
  sources: LaunchSources,
  specification: View,
  names: TemplateNames,
): { readonly parts: readonly LaunchParts[] } | { readonly open: UnknownValue } {
  for (const name of names.template) {
    const value = specification.value(name);
    if (value !== undefined) return named(context, sources, "launch-template", value, specification);
  }
  return { open: outside(specification, "launch-template") };
}

function named(
  context: Context,
  sources: LaunchSources,
  family: Family,
  value: Value,
  user: View,
): { readonly parts: readonly LaunchParts[] } | { readonly open: UnknownValue } {
  const found = resourcesOf(context, family, value, user.resource);
  const parts = found.flatMap((resource) => sources.get(resource.type)?.(context, viewOf(resource)) ?? []);
  if (parts.length > 0) return { parts };
  return { open: value.kind === "unknown" ? value : outside(user, family) };
}

function outside({ resource }: View, family: Family): UnknownValue {
  const what = family.replace("-", " ");
  return derived(`${what} of ${resource.address}`, `the ${what} of ${resource.address} is not in the source`, []);
}

export function templateLaunch(
  context: Context,
  sources: LaunchSources,
  specification: View,
  names: TemplateNames,
  subnets: LinkSet,
): Launches {
  const found = templateOf(context, sources, specification, names);
  if ("open" in found) return { launches: [], open: found.open };
  const launches = joinLaunches(found.parts.map((one) => ({ launches: [launchOf(context, one, subnets)] })));
  return assumeNewest(context, launches, specification, isNewest(specification.value(names.version)));
}

/** The attribute that is a template's newest version: its text, deployed as a whole, is that. */
const NEWEST: ReadonlySet<string> = new Set(["latest_version", "LatestVersionNumber", "latest_version_number"]);

function isNewest(version: Value | undefined): boolean {
  if (version?.kind === "string") return version.value === "$Latest";
  return version?.kind === "unknown" && version.ref !== undefined && NEWEST.has(version.ref.attribute);
}

/** The launch of a launch configuration. */
export function configurationLaunch(
  context: Context,
  sources: LaunchSources,
  view: View,
  value: Value,
  subnets: LinkSet,
): Launches {
  const found = named(context, sources, "launch-configuration", value, view);
  if ("open" in found) return { launches: [], open: found.open };
  return { launches: found.parts.map((parts) => launchOf(context, parts, subnets)) };
}

/** The base template of a mixed instances policy and every override's own. */
export function mixedLaunches(
  context: Context,
  sources: LaunchSources,
  policy: View,
  names: TemplateNames,
  subnets: LinkSet,
): Launches {
  const template = only(policy.views(names.base));
  if (template === undefined) return { launches: [] };
  const overrides = template.views(names.overrides);
  const specifications = [template, ...overrides.views].flatMap((view) => view.views(names.specification).views);
  const launches = joinLaunches(specifications.map((one) => templateLaunch(context, sources, one, names, subnets)));
  return overrides.open === undefined ? launches : { ...launches, open: launches.open ?? overrides.open };
}

/** An instance: what its launch template says counts where it says nothing itself. */
export function instanceLaunch(
  context: Context,
  sources: LaunchSources,
  own: LaunchParts,
  template: View | undefined,
  names: TemplateNames,
): { readonly launches: Launches; readonly subnets: LinkSet } {
  const found = template === undefined ? undefined : templateOf(context, sources, template, names);
  const base = found !== undefined && "parts" in found ? found.parts[0] : undefined;
  const saysGroups = own.groups.links.length > 0 || own.groups.rest !== undefined;
  const parts: LaunchParts =
    base === undefined
      ? own
      : {
          ...(saysGroups ? own : { ...base, view: own.view, userDataSpan: own.userDataSpan }),
          subnets: own.subnets ?? base.subnets,
          userData: own.userData ?? base.userData,
          image: own.image ?? base.image,
        };
  const launches: Launches = { launches: [launchOf(context, parts, NO_LINKS)] };
  return {
    launches: found !== undefined && "open" in found ? { ...launches, open: found.open } : launches,
    subnets: parts.subnets ?? NO_LINKS,
  };
}

/** A launch source whose arguments stand in the resource itself. */
export function sourceNamed(names: LaunchNames): (context: Context, view: View) => LaunchParts {
  return (context, view) => partsOf(context, view, names);
}

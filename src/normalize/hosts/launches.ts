/** Launch templates, launch configurations, instances and their interfaces into launches. */

import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { Assumption, Existence, UnknownValue, Value } from "../../base/value.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import { NEWEST_VERSIONS } from "../../catalogue/families.ts";
import type { Launch, LinkSet } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import { asBoolean, asNumber, byDefault, optional } from "../facts.ts";
import { groupsOrDefault } from "../references/companion.ts";
import {
  boundLinks,
  furtherLinks,
  join,
  link,
  linkSetAt,
  NO_LINKS,
  resourcesOf,
  singleLinkAt,
} from "../references/reference.ts";
import type { Initialisation } from "../user-data/read-user-data.ts";
import { bothExist, elementsOf, given, unsettled } from "../value.ts";
import { only, type View, type Views, viewOf, within } from "../view.ts";
import { type InstanceTypes, instanceTypesOf } from "./instance-types.ts";
import { deployedAs, type FoundSources, launchSources, launchTemplates, outsideOf } from "./launch-sources.ts";
import { userDataOf } from "./user-data.ts";

const GROUPS = ["securityGroupIds", "securityGroups"];

/** What an interface or instance carries: its groups and its subnet. */
type Attachment = Pick<LaunchParts, "groups" | "subnets" | "interface" | "publicAddress">;

/**
 * An interface wins over groups beside it
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html).
 */
function partsOf(context: Context, view: View): LaunchParts {
  const interfaces = view.views("networkInterfaces");
  const hasInterfaces = interfaces.views.length > 0 || interfaces.rest !== undefined;
  const attached = hasInterfaces ? primary(context, interfaces, bare(context, view)) : bare(context, view);
  return {
    view,
    ...attached,
    userData: view.value("userData"),
    userDataSpan: view.spanOf("userData"),
    ...given({
      ignored: hasInterfaces ? groupsBeside(view, interfaces) : undefined,
      initialisation: meaningOf(view).initialisation?.(context, view),
    }),
    image: view.value("imageId"),
    types: instanceTypesOf([view]),
  };
}

/** A specification of a fleet: its groups may be objects. */
export function specificationParts(context: Context, view: View): LaunchParts {
  const parts = partsOf(context, view);
  const groups = meaningOf(view).groupObjects ? view.views("securityGroups") : undefined;
  if (parts.interface !== undefined || groups === undefined) return parts;
  const links = groups.views.map((group) => singleLinkAt(context, "security-group", group, "groupId"));
  return { ...parts, groups: join([...links, furtherLinks(groups.rest)]) };
}

function bare(context: Context, view: View): Attachment {
  return {
    groups: linkSetAt(context, "security-group", view, ...GROUPS),
    subnets: subnetAt(context, view),
    ...publicAddressAt(view),
  };
}

function publicAddressAt(view: View): Pick<LaunchParts, "publicAddress"> {
  return given({ publicAddress: optional(view, "associatePublicIpAddress", asBoolean) });
}

function subnetAt(context: Context, view: View): LinkSet | undefined {
  const links = singleLinkAt(context, "subnet", view, "subnetId");
  return links.links.length === 0 ? undefined : links;
}

/** The interface of device index 0. Where none certainly is there, what stands beside it may count, `beside`. */
function primary(context: Context, interfaces: Views, beside: Attachment): Attachment {
  const zero = interfaces.views.find((view) => {
    const index = view.value("deviceIndex");
    return index !== undefined && asNumber(index) === 0;
  });
  const first = zero ?? interfaces.views[0];
  const attached = first === undefined ? { groups: NO_LINKS, subnets: undefined } : attachment(context, first);
  const rest = interfaces.rest ?? (first === undefined || first.exists === true ? undefined : first.exists);
  if (rest === undefined) return attached;
  const groups = join([boundLinks(attached.groups, rest), boundLinks(beside.groups, rest), furtherLinks(rest)]);
  return { ...attached, groups, subnets: attached.subnets ?? beside.subnets };
}

function attachment(context: Context, view: View): Attachment {
  const existing = view.value("networkInterfaceId");
  if (existing === undefined) return { ...carried(context, [view]), interface: view.span, ...publicAddressAt(view) };
  const found = resourcesOf(context, "network-interface", existing, view.resource);
  if (found.length > 0) return { ...carried(context, found.map(viewOf)), interface: view.span };
  const unknown = existing.kind === "unknown" ? existing : outsideOf(view, "network-interface");
  return { groups: { links: [], rest: unknown }, subnets: { links: [], rest: unknown }, interface: view.span };
}

function carried(context: Context, views: readonly View[]): Attachment {
  const subnets = join(views.flatMap((view) => subnetAt(context, view) ?? []));
  return {
    groups: join(views.map((view) => linkSetAt(context, "security-group", view, "groups"))),
    subnets: subnets === NO_LINKS ? undefined : subnets,
  };
}

/** A launch template or launch configuration. What a template launches may stand in a thing of its own inside it. */
function sourceParts(context: Context, view: View): LaunchParts {
  const content = isOf("launch-template", view.resource.type) ? within(view, "launchTemplateData") : view;
  return content === undefined ? partsOf(context, view) : { ...partsOf(context, content), view };
}

export function templateLaunch(context: Context, specification: View, subnets: LinkSet): Launches {
  const found = launchTemplates(context, specification);
  if ("rest" in found) return { launches: [], rest: found.rest };
  const launches = launchesOf(context, found, specification, subnets);
  const isMeant = found.isVersion === true || isNewest(specification.value("version"));
  return assumeNewest(context, launches, specification, isMeant);
}

function isNewest(version: Value | undefined): boolean {
  if (version?.kind === "string") return version.value === "$Latest";
  return version?.kind === "unknown" && version.ref !== undefined && NEWEST_VERSIONS.has(version.ref.attribute);
}

/** The launch of a launch configuration. */
export function configurationLaunch(context: Context, view: View, value: Value, subnets: LinkSet): Launches {
  const found = launchSources(context, "launch-configuration", value, view);
  return "rest" in found ? { launches: [], rest: found.rest } : launchesOf(context, found, view, subnets);
}

function launchesOf(context: Context, { resources, which }: FoundSources, user: View, subnets: LinkSet): Launches {
  const launches = resources.map((resource) => {
    const parts = sourceParts(context, viewOf(resource));
    const beside = context.deployed.has(resource.root) ? { namesIn: user.resource.root } : {};
    return launchOf(context, { ...parts, ...beside }, subnets, deployedAs(context, resource));
  });
  return boundLaunches({ launches }, which ?? true);
}

/** An instance: what its launch template says counts where it says nothing itself. */
export function instanceLaunch(
  context: Context,
  view: View,
): { readonly launches: Launches; readonly subnets: LinkSet } {
  const own = partsOf(context, view);
  const template = only(view.views("launchTemplate"));
  const found = template === undefined ? undefined : launchTemplates(context, template);
  const which = found !== undefined && "which" in found ? found.which : undefined;
  const rest = found !== undefined && "rest" in found ? found.rest : which;
  const source = found !== undefined && "resources" in found ? found.resources[0] : undefined;
  const base = source === undefined ? undefined : sourceParts(context, viewOf(source));
  const saysGroups = own.groups.links.length > 0 || own.groups.rest !== undefined;
  const parts: LaunchParts =
    base === undefined
      ? own
      : {
          ...(saysGroups ? own : { ...base, view: own.view, userDataSpan: own.userDataSpan }),
          subnets: own.subnets ?? base.subnets,
          userData: own.userData ?? base.userData,
          image: own.image ?? base.image,
          types: own.types.instanceTypes === undefined ? base.types : own.types,
        };
  const assumption = source === undefined ? undefined : deployedAs(context, source);
  const launches = boundLaunches({ launches: [launchOf(context, parts, NO_LINKS, assumption)] }, which ?? true);
  return {
    launches: { ...launches, ...given({ rest }) },
    subnets: parts.subnets ?? NO_LINKS,
  };
}

/** The groups that are named beside interfaces. */
function groupsBeside(view: View, interfaces: Views): LaunchParts["ignored"] {
  const exists = interfaces.views.find((one) => one.exists === true)?.exists ?? interfaces.views[0]?.exists;
  for (const name of GROUPS) {
    const { elements, rest } = elementsOf(view.value(name));
    const one = elements.find((element) => element.exists === true)?.exists ?? elements[0]?.exists ?? rest;
    const span = view.argumentSpan(name);
    const there = exists ?? interfaces.rest;
    if (one !== undefined && span !== undefined && there !== undefined) return { span, exists: bothExist(there, one) };
  }
  return undefined;
}

/** What a launch template, configuration, instance or specification says. */
export interface LaunchParts {
  readonly view: View;
  /** As written for the primary interface; empty where nothing is. */
  readonly groups: LinkSet;
  /** The block of that interface, where there is one. */
  readonly interface?: Span;
  /** Groups beside the interface, which do not count. */
  readonly ignored?: Launch["securityGroupsIgnored"];
  readonly subnets: LinkSet | undefined;
  readonly publicAddress?: Fact<boolean>;
  readonly userData: Value | undefined;
  readonly userDataSpan: Span;
  /** The root in which names in its user data are meant, where it is none of its own: of what is deployed, that of the source which names it. */
  readonly namesIn?: string;
  readonly initialisation?: Initialisation;
  readonly image: Value | undefined;
  readonly types: InstanceTypes;
}

/** The launch, for instances in the group's subnets where it says none itself. */
export function launchOf(context: Context, parts: LaunchParts, groupSubnets: LinkSet, assumption?: Assumption): Launch {
  const { view } = parts;
  const { root, address } = view.resource;
  const read =
    parts.userData === undefined
      ? undefined
      : userDataOf(context, address, {
          value: parts.userData,
          span: parts.userDataSpan,
          ...given({ initialisation: parts.initialisation }),
        });
  const cluster = read?.cluster;
  const place = { root, span: parts.interface ?? view.span };
  const where = parts.interface === undefined ? address : `the network interface of ${address}`;
  return {
    address,
    span: view.span,
    ...groupsOrDefault(context, parts.groups, parts.subnets ?? groupSubnets, place, where, "instances"),
    ...given({ interface: parts.interface, securityGroupsIgnored: parts.ignored }),
    subnets: parts.subnets,
    cluster:
      cluster === undefined
        ? undefined
        : link(context, "cluster", cluster, { root: parts.namesIn ?? root, span: parts.userDataSpan }),
    ...given({
      clusterDoubt: read?.clusterDoubt,
      userDataUnread: read?.open,
      dynamicPorts: read?.dynamicPorts,
      ownWayOut: read?.ownWayOut,
      publicAddress: parts.publicAddress,
    }),
    platform: platformOf(parts, read?.platform),
    ...parts.types,
    exists: bothExist(view.resource.exists, view.exists),
    assumptions: [...(assumption === undefined ? [] : [assumption]), ...(read?.assumptions ?? [])],
  };
}

function platformOf(parts: LaunchParts, platform: "linux" | "windows" | undefined): Fact<"linux" | "windows"> {
  const { image } = parts;
  const name = image?.kind === "string" ? image.value : image?.kind === "unknown" ? image.symbol : "";
  const guess = platform ?? (/windows/i.test(name) ? "windows" : "linux");
  return byDefault(guess, parts.view.span);
}

/** One or several launches that a group may use, and whether there may be others. */
export interface Launches {
  readonly launches: readonly Launch[];
  readonly rest?: UnknownValue;
}

export function joinLaunches(all: readonly Launches[]): Launches {
  const launches = all.flatMap((one) => one.launches);
  const rest = all.find((one) => one.rest !== undefined)?.rest;
  return { launches, ...given({ rest }) };
}

/** Launches that are there only where something else is. */
export function boundLaunches(launches: Launches, exists: Existence): Launches {
  if (exists === true) return launches;
  return { ...launches, launches: launches.launches.map((one) => ({ ...one, exists: bothExist(one.exists, exists) })) };
}

/**
 * The newest version of a launch template is taken to be the one in use, unless the source says so. Under --strict the group may
 * use others.
 */
function assumeNewest(context: Context, launches: Launches, view: View, certainly: boolean): Launches {
  if (certainly) return launches;
  const { address } = view.resource;
  const text = `${address} uses the version of its launch template that the source describes`;
  if (context.strict) {
    return {
      ...launches,
      rest: unsettled(
        `launch template version of ${address}`,
        text,
        "assumption",
        view.span,
        "name the version of the launch template, or leave out --strict",
      ),
    };
  }
  const assumption: Assumption = { kind: "launch-template-version", text };
  const all = launches.launches.map((one) => ({ ...one, assumptions: [assumption, ...one.assumptions] }));
  return { ...launches, launches: all };
}

/** Host groups and the ways in which their instances are launched: what is the same in every dialect. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Existence, UnknownValue, Value } from "../base/value.ts";
import type { Assumption, HostGroup, Launch, Link, LinkSet, NodeId } from "../graph/model.ts";
import { groupsOrDefault } from "./companion.ts";
import { baseOf, type Context } from "./context.ts";
import { byDefault } from "./facts.ts";
import { certain, join, link, linkSet, NO_LINKS } from "./reference.ts";
import { siteOf } from "./site.ts";
import type { UserDataInput } from "./user-data/read-user-data.ts";
import { bothExist, single, unsettled } from "./value.ts";
import type { View, Views } from "./view.ts";

/** What a launch template, configuration, instance or specification says. */
export interface LaunchParts {
  readonly view: View;
  /** As written for the primary interface; empty where nothing is. */
  readonly groups: LinkSet;
  /** The block of that interface, where there is one. */
  readonly interface?: Span;
  /** Groups beside the interface, which do not count. */
  readonly ignored?: Span;
  readonly subnets: LinkSet | undefined;
  readonly userData: Value | undefined;
  readonly userDataSpan: Span;
  /** What `cfn-init` is told to do for a resource of the template, by its logical id. */
  readonly initialisation?: (id: string) => Value | undefined;
  readonly image: Value | undefined;
}

/** The launch, for instances in the group's subnets where it says none itself. */
export function launchOf(context: Context, parts: LaunchParts, groupSubnets: LinkSet, assumption?: Assumption): Launch {
  const { view } = parts;
  const { root, address } = view.resource;
  const read = parts.userData === undefined ? undefined : context.readUserData(userDataOf(parts.userData, parts));
  const cluster = read?.cluster;
  const place = { root, span: parts.interface ?? view.span };
  const where = parts.interface === undefined ? address : `the network interface of ${address}`;
  return {
    address,
    span: view.span,
    ...groupsOrDefault(context, parts.groups, parts.subnets ?? groupSubnets, place, where),
    ...(parts.interface === undefined ? {} : { interface: parts.interface }),
    ...(parts.ignored === undefined ? {} : { securityGroupsIgnored: { span: parts.ignored } }),
    subnets: parts.subnets,
    cluster: cluster === undefined ? undefined : link(context, "cluster", cluster, { root, span: parts.userDataSpan }),
    ...(read?.clusterDoubt === undefined ? {} : { clusterDoubt: read.clusterDoubt }),
    ...(read?.open === undefined ? {} : { userDataUnread: read.open }),
    ...(read?.dynamicPorts === undefined ? {} : { dynamicPorts: read.dynamicPorts }),
    platform: platformOf(parts, read?.platform),
    exists: bothExist(view.resource.exists, view.exists),
    ...(assumption === undefined ? {} : { assumption }),
  };
}

function userDataOf(value: Value, { userDataSpan: span, initialisation }: LaunchParts): UserDataInput {
  return { value, span, ...(initialisation === undefined ? {} : { initialisation }) };
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
  readonly open?: UnknownValue;
}

export function joinLaunches(all: readonly Launches[]): Launches {
  const launches = all.flatMap((one) => one.launches);
  const open = all.find((one) => one.open !== undefined)?.open;
  return open === undefined ? { launches } : { launches, open };
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
export function assumeNewest(context: Context, launches: Launches, view: View, certainly: boolean): Launches {
  if (certainly) return launches;
  const { address } = view.resource;
  const text = `${address} uses the version of its launch template that the source describes`;
  if (context.strict) {
    return {
      ...launches,
      open: unsettled(
        `launch template version of ${address}`,
        text,
        "assumption",
        view.span,
        "name the version of the launch template, or leave out --strict",
      ),
    };
  }
  const assumption: Assumption = { kind: "launch-template-version", text };
  return { ...launches, launches: launches.launches.map((one) => ({ ...one, assumption })) };
}

export interface HostGroupParts {
  readonly source: HostGroup["source"];
  readonly launches: Launches;
  readonly subnets: LinkSet;
  readonly size: HostGroup["size"];
  readonly targetGroups?: LinkSet;
  readonly classicLoadBalancers?: LinkSet;
}

export function hostGroupNode(view: View, parts: HostGroupParts): HostGroup {
  return {
    ...baseOf(view),
    kind: "host-group",
    source: parts.source,
    launches: parts.launches.launches,
    ...(parts.launches.open === undefined ? {} : { launchesRest: parts.launches.open }),
    subnets: parts.subnets,
    size: parts.size,
    targetGroups: parts.targetGroups ?? NO_LINKS,
    classicLoadBalancers: parts.classicLoadBalancers ?? NO_LINKS,
  };
}

/** Load balancing with which a group registers its own instances. */
export type Registrations = Pick<HostGroup, "targetGroups" | "classicLoadBalancers">;

/** How a dialect spells a traffic source. */
export interface TrafficNames {
  readonly identifier: string;
  readonly type: string;
}

/** `elb` names a classic load balancer, `vpc-lattice` is no load balancer
 *  (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TrafficSourceIdentifier.html). */
export function trafficSources(context: Context, sources: Views, names: TrafficNames): Registrations {
  const of = (family: "target-group" | "classic-load-balancer", isMeant: (type: string) => boolean): LinkSet => {
    const meant = sources.views.filter((view) => {
      const type = view.value(names.type);
      return isMeant(type?.kind === "string" ? type.value.toLowerCase() : "elbv2");
    });
    const links = meant.map((view) => {
      const found = linkSet(context, family, single(view.value(names.identifier)), siteOf(view, names.identifier));
      return onlyWhere(found, view.exists);
    });
    return join(sources.open === undefined ? links : [...links, { links: [], rest: sources.open }]);
  };
  return {
    targetGroups: of("target-group", (type) => type === "elbv2"),
    classicLoadBalancers: of("classic-load-balancer", (type) => type === "elb"),
  };
}

/** Links that are there only where something else is. */
function onlyWhere(set: LinkSet, exists: Existence): LinkSet {
  if (exists === true) return set;
  return { ...set, links: set.links.map((one) => ({ ...one, exists: bothExist(one.exists, exists) })) };
}

/** Registers a group's instances with further load balancing, where `view` exists, which says so. */
export function register(context: Context, hosts: Link | undefined, view: View, added: Partial<Registrations>): void {
  if (hosts === undefined) return;
  const exists = bothExist(view.resource.exists, certain(hosts, view));
  for (const id of hosts.to) {
    const group = context.node("host-group", id);
    if (group === undefined) continue;
    context.put({
      ...group,
      targetGroups: join([group.targetGroups, onlyWhere(added.targetGroups ?? NO_LINKS, exists)]),
      classicLoadBalancers: join([
        group.classicLoadBalancers,
        onlyWhere(added.classicLoadBalancers ?? NO_LINKS, exists),
      ]),
    });
  }
}

/** Adds groups to the primary interface of a lone instance. */
export function attachGroup(context: Context, instance: NodeId, group: Link): void {
  const node = context.node("host-group", instance);
  if (node === undefined) return;
  const launches = node.launches.map((launch) => ({
    ...launch,
    securityGroups: join([launch.securityGroups, { links: [group] }]),
  }));
  context.put({ ...node, launches });
}

/** What host groups are registered with: by themselves, by load balancing that names them, and by resources that attach the two. */
import { isOf } from "../../catalogue/catalogue.ts";
import type { HostGroup, Link, LinkSet, NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import {
  boundLinks,
  certain,
  furtherLinks,
  join,
  linkAt,
  linkSetAt,
  NO_LINKS,
  resourcesOf,
  singleLinkAt,
} from "../references/reference.ts";
import { bothExist, originOf } from "../value.ts";
import type { View } from "../view.ts";

/** Load balancing with which a group registers its own instances. */
export type Registrations = Pick<HostGroup, "targetGroups" | "classicLoadBalancers">;

/** The list of a group in which a family of load balancing is. */
const SERVES = { "target-group": "targetGroups", "classic-load-balancer": "classicLoadBalancers" } as const;

/** `elb` names a classic load balancer, `vpc-lattice` is no load balancer
 *  (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TrafficSourceIdentifier.html). */
export function trafficSources(context: Context, view: View): Registrations {
  const sources = view.views("trafficSources");
  const of = (family: keyof typeof SERVES, isMeant: (type: string) => boolean): LinkSet => {
    const meant = sources.views.filter((source) => {
      const type = source.value("type");
      return isMeant(type?.kind === "string" ? type.value.toLowerCase() : "elbv2");
    });
    const links = meant.map((one) => boundLinks(singleLinkAt(context, family, one, "identifier"), one.exists));
    return join([...links, furtherLinks(sources.rest)]);
  };
  return {
    targetGroups: of("target-group", (type) => type === "elbv2"),
    classicLoadBalancers: of("classic-load-balancer", (type) => type === "elb"),
  };
}

/** What a fleet's instances are registered with
 *  (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LoadBalancersConfig.html). */
export function fleetRegistrations(context: Context, request: View): Registrations {
  if (request.spelt("loadBalancersConfig") === undefined) {
    return {
      targetGroups: linkSetAt(context, "target-group", request, "targetGroupArns"),
      classicLoadBalancers: linkSetAt(context, "classic-load-balancer", request, "loadBalancerNames"),
    };
  }
  const balancing = request.views("loadBalancersConfig");
  const listed = (family: keyof typeof SERVES, list: string, name: string): LinkSet => {
    const configs = balancing.views.map((one) => one.views(`${list}Config`));
    const lists = configs.flatMap(({ views }) => views.map((one) => one.views(list)));
    const links = lists.flatMap(({ views }) => views.map((one) => singleLinkAt(context, family, one, name)));
    const rest = [balancing, ...configs, ...lists].find((one) => one.rest !== undefined)?.rest;
    return join([...links, furtherLinks(rest)]);
  };
  return {
    targetGroups: listed("target-group", "targetGroups", "arn"),
    classicLoadBalancers: listed("classic-load-balancer", "classicLoadBalancers", "name"),
  };
}

/** Resources that register hosts with load balancing or add groups to their interfaces. */
export function attachments(context: Context): void {
  const setAt = (family: keyof typeof SERVES, view: View, name: string): Partial<Registrations> => {
    const link = linkAt(context, family, view, name);
    return { [SERVES[family]]: link === undefined ? NO_LINKS : { links: [link] } };
  };
  for (const view of context.managed("auto-scaling-attachment"))
    register(context, groupAt(context, view), view, {
      ...setAt("target-group", view, "targetGroupArn"),
      ...setAt("classic-load-balancer", view, "elb"),
    });
  for (const view of context.managed("traffic-source-attachment"))
    register(context, groupAt(context, view), view, trafficSources(context, view));
  for (const view of context.managed("target-group-attachment"))
    register(context, instancesAt(context, view, "targetId"), view, setAt("target-group", view, "targetGroupArn"));
  for (const view of context.managed("target-group"))
    for (const target of view.views("targets").views)
      register(context, instancesAt(context, target, "id"), view, { targetGroups: self(target, "id") });
  for (const view of context.managed("classic-load-balancer"))
    register(context, instancesAt(context, view, "instances"), view, { classicLoadBalancers: self(view, "instances") });
  for (const view of context.managed("classic-attachment"))
    register(context, instancesAt(context, view, "instance"), view, setAt("classic-load-balancer", view, "elb"));
  for (const view of context.managed("interface-group-attachment")) {
    const group = linkAt(context, "security-group", view, "securityGroupId");
    const value = view.value("networkInterfaceId");
    const resource = value?.kind === "unknown" && value.ref !== undefined ? context.resource(value.ref) : undefined;
    if (group === undefined || resource === undefined || !isOf("instance", resource.type)) continue;
    attachGroup(context, nodeId(resource), { ...group, exists: bothExist(view.resource.exists, group.exists) });
  }
}

/** The load balancing that says itself, at an argument, which instances it serves. */
function self(view: View, name: string): LinkSet {
  const origin = { kind: "reference", span: view.spanOf(name) } as const;
  return { links: [{ to: [nodeId(view.resource)], exists: true, origin }] };
}

/** The auto scaling group that an attachment names. */
function groupAt(context: Context, view: View): readonly Link[] {
  const group = linkAt(context, "host-group", view, "autoScalingGroupName");
  return group === undefined ? [] : [group];
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

/** Registers the instances of groups with further load balancing, where `view` exists, which says so. */
function register(context: Context, hosts: readonly Link[], view: View, added: Partial<Registrations>): void {
  const { targetGroups = NO_LINKS, classicLoadBalancers = NO_LINKS } = added;
  for (const link of hosts) {
    const exists = bothExist(view.resource.exists, certain(link, view));
    for (const id of link.to) {
      const group = context.node("host-group", id);
      if (group === undefined) continue;
      context.put({
        ...group,
        targetGroups: join([group.targetGroups, boundLinks(targetGroups, exists)]),
        classicLoadBalancers: join([group.classicLoadBalancers, boundLinks(classicLoadBalancers, exists)]),
      });
    }
  }
}

/** Adds groups to the primary interface of a lone instance. */
function attachGroup(context: Context, instance: NodeId, group: Link): void {
  const node = context.node("host-group", instance);
  if (node === undefined) return;
  const launches = node.launches.map((launch) => ({
    ...launch,
    securityGroups: join([launch.securityGroups, { links: [group] }]),
  }));
  context.put({ ...node, launches });
}

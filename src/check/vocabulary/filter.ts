/** Security groups, network ACLs and their rules, as policy rules see them. */
import { groupBy, remembered } from "../../base/collections.ts";
import { any, truthOf } from "../../base/truth.ts";
import { identifyFilterRule } from "../../graph/describe.ts";
import type { FilterRule, NetworkAcl, SecurityGroup } from "../../graph/model.ts";
import { noAddresses } from "../../sets/ip-set.ts";
import type { World } from "../../worlds/judge.ts";
import type { NamedAddresses } from "../relation.ts";
import { countedRules, overruled, overruling, refusedBeside } from "./clash.ts";
import {
  addressOfNode,
  type EntityOf,
  type EntityRecord,
  existence,
  factText,
  MOST_TOLD,
  type One,
  openOf,
  own,
  type Property,
  unknownsIn,
  writtenAt,
  writtenText,
} from "./entity.ts";
import { dynamicPorts, namesLoadBalancer } from "./exposure.ts";
import { peerAddresses, peersOf, portsOf, protocolNames } from "./filter-rule-values.ts";
import { flowsThrough } from "./flows-through.ts";
import { linkedMany, linkedOne } from "./links.ts";
import { addressesOf, allAddresses, rangesOfVpc, unionOfBounds } from "./network.ts";

type Filter = SecurityGroup | NetworkAcl;

/** What security groups and network ACLs have in common, for rules about either. */
function filterProperties<E>(filterOf: (entity: E) => Filter) {
  return {
    address: addressOfNode(filterOf),
    isDefault: {
      type: "flag",
      description: "It is its VPC's default one.",
      read: (entity) => truthOf(filterOf(entity).isDefault),
    },
    rules: {
      type: "many",
      kind: "filterRule",
      description: "Its filter rules of both directions.",
      read: (entity) => {
        const filter = filterOf(entity);
        return {
          members: filterRules(filter).map((rule) => ({
            entity: { kind: "filterRule", filter, rule },
            exists: existence(rule.exists),
          })),
          mayBeMore:
            filter.ingressRest !== undefined || filter.egressRest !== undefined || filter.external !== undefined,
          why: () =>
            openOf(
              filter.external?.unknown,
              filter.ingressRest,
              filter.egressRest,
              ...filterRules(filter).map(({ exists }) => exists),
            ),
        };
      },
    },
    countedRules: {
      type: "number",
      description:
        "How many rules AWS counts of it against a quota, at least: those of one direction and one family of addresses, each peer for itself.",
      read: (entity) => countedRules(filterOf(entity)),
    },
    vpc: {
      type: "one",
      kind: "vpc",
      description: "Unknown where it is not in the source.",
      read: (entity, world) => vpcOf(world, filterOf(entity)),
    },
  } satisfies Readonly<Record<string, Property<E>>>;
}

export const securityGroup: EntityRecord<"securityGroup"> = {
  description: "A security group.",
  select: (world) =>
    own(world, world.graph.of("security-group")).map((securityGroup) => ({ kind: "securityGroup", securityGroup })),
  properties: filterProperties<EntityOf<"securityGroup">>(({ securityGroup }) => securityGroup),
  placeholders: {
    securityGroup: ({ securityGroup }) => securityGroup.address,
    rules: ({ securityGroup }) => String(securityGroup.rules.length),
    countedRules: ({ securityGroup }) => factText(countedRules(securityGroup)),
  },
  identity: ({ securityGroup }) => [securityGroup.id],
  place: ({ securityGroup }) => securityGroup.span,
  nodes: ({ securityGroup }) => [securityGroup],
};

export const networkAcl: EntityRecord<"networkAcl"> = {
  description: "A network ACL.",
  select: (world) =>
    own(world, world.graph.of("network-acl")).map((networkAcl) => ({ kind: "networkAcl", networkAcl })),
  properties: {
    ...filterProperties<EntityOf<"networkAcl">>(({ networkAcl }) => networkAcl),
    subnets: {
      type: "many",
      kind: "subnet",
      description: "The subnets that are associated with it.",
      read: ({ networkAcl }, world) =>
        linkedMany(world, networkAcl.subnets, "subnet", (subnet) => ({ kind: "subnet", subnet })),
    },
  },
  placeholders: {
    networkAcl: ({ networkAcl }) => networkAcl.address,
    rules: ({ networkAcl }) => String(networkAcl.entries.length),
    countedRules: ({ networkAcl }) => factText(countedRules(networkAcl)),
  },
  identity: ({ networkAcl }) => [networkAcl.id],
  place: ({ networkAcl }) => networkAcl.span,
  nodes: ({ networkAcl }) => [networkAcl],
};

export const filterRule: EntityRecord<"filterRule"> = {
  description: "An entry of a security group or network ACL, taken by itself.",
  select: (world) =>
    filtersOf(world).flatMap((filter) => filterRules(filter).map((rule) => ({ kind: "filterRule", filter, rule }))),
  properties: {
    direction: {
      type: "choice",
      description: "Always known.",
      of: ["ingress", "egress"],
      read: ({ rule }) => [rule.direction],
    },
    action: { type: "choice", description: "Always known.", of: ["allow", "deny"], read: ({ rule }) => [rule.action] },
    protocol: {
      type: "choice",
      description: "As written; `all` is every protocol, `other` any but these.",
      of: ["tcp", "udp", "icmp", "all", "other"],
      read: ({ rule }) => protocolNames(rule.protocol),
      why: ({ rule }) => openOf(rule.protocol),
    },
    ports: {
      type: "ports",
      description: "The ports that it names; all where its protocol has none.",
      read: ({ rule }) => portsOf(rule),
      why: ({ rule }) => (rule.ports === "all" ? [] : openOf(rule.ports.from, rule.ports.to)),
    },
    peers: {
      type: "addresses",
      description: "The addresses that it names.",
      read: ({ rule }) => peersOf(rule),
      named: ({ filter, rule }, world) => namedAddresses(filter, rule, world),
    },
    ranges: {
      type: "addresses",
      description:
        "The addresses that it names as CIDR blocks, without those of the groups and prefix lists that it names and of lists that are not known.",
      read: ({ rule }) => unionOfBounds(rule.peers.filter(({ kind }) => kind === "cidr").map(peerAddresses)),
      named: ({ filter, rule }, world) => namedAddresses(filter, rule, world),
    },
    namesLoadBalancer: {
      type: "flag",
      description: "It names a security group of a load balancer whose packets it filters.",
      read: ({ filter, rule }, world) => namesLoadBalancer(rule, flowsThrough(filter, rule, world).byLoadBalancer),
    },
    dynamicPorts: {
      type: "ports",
      description: "Those of its ports on which load balancers reach containers with dynamic host ports.",
      read: ({ filter, rule }, world) => dynamicPorts(portsOf(rule), flowsThrough(filter, rule, world).byPorts),
      why: ({ filter, rule }, world) => flowsThrough(filter, rule, world).all.flatMap(({ flow }) => flow.because),
    },
    from: {
      type: "number",
      description: "The first port, where its protocol has ports and it names some.",
      read: ({ rule }) => (rule.ports === "all" ? undefined : rule.ports.from),
    },
    to: {
      type: "number",
      description: "The last port, where its protocol has ports and it names some.",
      read: ({ rule }) => (rule.ports === "all" ? undefined : rule.ports.to),
    },
    number: {
      type: "number",
      description: "The rule number of an entry of a network ACL.",
      read: ({ rule }) => rule.number,
    },
    repeats: {
      type: "flag",
      description:
        "AWS refuses it beside one before it: an entry of its number in the same network ACL and direction, or, of two rules that are resources of their own, one that says the same of the same security group. Rules for ICMP are not compared.",
      read: ({ filter, rule }) => any(refusedBeside(filter, rule).map(({ truth }) => truth)),
    },
    overruled: {
      type: "flag",
      description:
        "It stands apart from a filter that has rules of its own in the same direction, and the next apply removes it. Unknown where the rule only may be there.",
      read: ({ filter, rule }) => overruled(filter, rule),
    },
    securityGroup: {
      type: "one",
      kind: "securityGroup",
      description: "The security group that it is a rule of; false where it is an entry of a network ACL.",
      read: ({ filter }) =>
        filter.kind === "security-group" ? [{ kind: "securityGroup", securityGroup: filter }] : "absent",
    },
    networkAcl: {
      type: "one",
      kind: "networkAcl",
      description: "The network ACL that it is an entry of; false where it is a rule of a security group.",
      read: ({ filter }) => (filter.kind === "network-acl" ? [{ kind: "networkAcl", networkAcl: filter }] : "absent"),
    },
    flows: {
      type: "many",
      kind: "flow",
      description:
        "The flows whose packets its security group or network ACL filters in its direction, on the way to the targets or back.",
      read: ({ filter, rule }, world) => flowsThrough(filter, rule, world).many,
    },
  },
  placeholders: {
    filter: ({ filter }) => filter.address,
    filterRule: ({ rule }) => rule.address,
    direction: ({ rule }) => rule.direction,
    number: ({ rule }) => writtenText(rule.number),
  },
  identity: ({ filter, rule }) => [filter.id, rule.address, ...identityIn(filter, rule)],
  place: ({ rule }) => rule.portsSpan ?? rule.span,
  places: { number: ({ rule }) => writtenAt(rule.number) },
  related({ filter, rule }, tell) {
    const same = filter.kind === "security-group" ? "says the same" : "has the number";
    for (const { with: other } of refusedBeside(filter, rule).slice(0, MOST_TOLD))
      tell(`${other.address} ${same} here`, other.span);
    for (const { inline } of overruling(filter, rule)) tell(`${filter.address} lists its rules here`, inline);
    tell(`it belongs to ${filter.address}`, filter.span);
  },
  nodes: ({ filter }) => [filter],
  why: ({ rule }) => unknownsIn(rule),
};

/** Every security group and network ACL. */
function filtersOf(world: World): readonly Filter[] {
  return own(world, [...world.graph.of("security-group"), ...world.graph.of("network-acl")]);
}

function filterRules(filter: Filter): readonly FilterRule[] {
  return filter.kind === "security-group" ? filter.rules : filter.entries;
}

/** What the rule says, and which it is where several say the same as far as it is known. */
function identityIn(filter: Filter, rule: FilterRule): readonly (string | number)[] {
  const alike = remembered(alikeIn, filter, () => groupBy(filterRules(filter), sayingOf));
  const at = alike.get(sayingOf(rule))!.indexOf(rule);
  return at > 0 ? [identifyFilterRule(rule), at] : [identifyFilterRule(rule)];
}

const alikeIn = new WeakMap<Filter, ReadonlyMap<string, readonly FilterRule[]>>();

function sayingOf(rule: FilterRule): string {
  return JSON.stringify([rule.address, identifyFilterRule(rule)]);
}

function namedAddresses(filter: Filter, rule: FilterRule, world: World): NamedAddresses {
  const balancers = flowsThrough(filter, rule, world).byLoadBalancer.map(({ flow, exists }) => {
    const subnets = flow.loadBalancer?.subnets;
    const bounds = subnets === undefined ? { must: noAddresses, may: allAddresses } : addressesOf(world, subnets);
    return exists === "true" ? bounds : { must: noAddresses, may: bounds.may };
  });
  return { vpc: rangesOfVpc(vpcOf(world, filter)), "load-balancer": unionOfBounds(balancers) };
}

function vpcOf(world: World, { vpc }: Filter): One {
  return vpc === undefined ? "unknown" : linkedOne(world, vpc, "vpc", (node) => ({ kind: "vpc", vpc: node }));
}

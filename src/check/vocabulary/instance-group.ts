/** Container instances that come and go together, as rules see them. */
import type { Fact } from "../../base/fact.ts";
import { and, any, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Graph, HostGroup, LinkSet } from "../../graph/model.ts";
import type { Many } from "./entity.ts";
import { addressOfNode, type EntityRecord, existence, openOf, own, possible } from "./entity.ts";
import { linkedMany, openLinks } from "./links.ts";
import { noWayOut } from "./way-out.ts";

export const instanceGroup: EntityRecord<"instanceGroup"> = {
  description: "Container instances that come and go together: an auto scaling group, a fleet, or a lone instance.",
  select: (world) => own(world, world.graph.of("host-group")).map((hosts) => ({ kind: "instanceGroup", hosts })),
  properties: {
    address: addressOfNode(({ hosts }) => hosts),
    minSize: { type: "number", description: "The fewest instances of it.", read: ({ hosts }) => hosts.size?.min },
    maxSize: { type: "number", description: "The most instances of it.", read: ({ hosts }) => hosts.size?.max },
    platform: {
      type: "choice",
      description: "The operating system of its instances; unknown where they may have different ones.",
      of: ["linux", "windows"],
      read: ({ hosts: { launches, launchesRest } }) => {
        const platforms = launches.map(({ platform }) => possible(platform));
        return launchesRest === undefined && platforms.every((one) => one !== undefined) ? platforms.flat() : undefined;
      },
    },
    securityGroups: {
      type: "many",
      kind: "securityGroup",
      description: "The security groups that its instances carry.",
      read: ({ hosts: { launches, launchesRest } }, world) => {
        const each = launches.map(({ securityGroups, exists }): Many => {
          const { members, mayBeMore } = linkedMany(world, securityGroups, "security-group", (securityGroup) => ({
            kind: "securityGroup",
            securityGroup,
          }));
          const isCertain = existence(exists) === "true" && launches.length === 1;
          return { members: members.map((one) => (isCertain ? one : { ...one, exists: "unknown" })), mayBeMore };
        });
        return {
          members: each.flatMap(({ members }) => members),
          mayBeMore: launchesRest !== undefined || each.some(({ mayBeMore }) => mayBeMore),
          why: () => [
            ...openOf(launchesRest, ...launches.map(({ exists }) => exists)),
            ...launches.flatMap(({ securityGroups }) => openLinks(world.graph, securityGroups)),
          ],
        };
      },
    },
    joinsCluster: {
      type: "flag",
      description:
        "Its instances join a cluster: their user data says which, or the group is a capacity provider's. Unknown where user data does not say one, as the image may.",
      read: ({ hosts }, { graph }) => joinsCluster(hosts, graph),
    },
    publicAddress: {
      type: "flag",
      description:
        "Its instances get public addresses: the launch says it, else their subnets do. Unknown where a lone instance does not, as an elastic address may be its.",
      read: ({ hosts }, { graph }) => publicAddress(hosts, graph),
      why: ({ hosts }, { graph }) => openPublicAddress(hosts, graph),
    },
    ownWayOut: {
      type: "flag",
      description:
        "User data names a proxy, or gives the instance an address, by which the agent may reach what it has no way to else. Unknown where not all user data is read.",
      read: ({ hosts: { launches, launchesRest } }) => {
        if (launches.some(({ ownWayOut }) => ownWayOut)) return "true";
        const isOpen =
          launchesRest !== undefined || launches.some(({ userDataUnread }) => userDataUnread !== undefined);
        return isOpen ? "unknown" : "false";
      },
    },
    namesGroupsTwice: {
      type: "flag",
      description:
        "Its launch template or configuration names security groups beside those of a network interface, where AWS does not take them.",
      read: ({ hosts: { launches } }) =>
        any(
          launches.map(({ securityGroupsIgnored, exists }) =>
            securityGroupsIgnored === undefined
              ? "false"
              : and(existence(exists), existence(securityGroupsIgnored.exists)),
          ),
        ),
    },
    subnets: {
      type: "many",
      kind: "subnet",
      description: "The subnets in which its instances are started.",
      read: ({ hosts }, world) => linkedMany(world, hosts.subnets, "subnet", (subnet) => ({ kind: "subnet", subnet })),
    },
    targetGroups: {
      type: "many",
      kind: "targetGroup",
      description: "The target groups with which its instances themselves are registered.",
      read: ({ hosts }, world) =>
        linkedMany(world, hosts.targetGroups, "target-group", (targetGroup) => ({ kind: "targetGroup", targetGroup })),
    },
  },
  placeholders: {
    instanceGroup: ({ hosts }) => hosts.address,
    noWayOut: ({ hosts }, world) =>
      noWayOut(hosts.subnets, ["ecs", "ecs-agent", "ecs-telemetry"], publicAddress(hosts, world.graph), world),
  },
  identity: ({ hosts }) => [hosts.id],
  place: ({ hosts }) => hosts.span,
  places: {
    groupsBesideInterface: ({ hosts }) =>
      hosts.launches.find(({ securityGroupsIgnored }) => securityGroupsIgnored !== undefined)?.securityGroupsIgnored
        ?.span,
  },
  related({ hosts }, tell) {
    for (const { securityGroupsIgnored, interface: block } of hosts.launches)
      if (securityGroupsIgnored !== undefined && block !== undefined) tell("the network interface is here", block);
  },
  nodes: ({ hosts }) => [hosts],
};

function joinsCluster({ id, launches, launchesRest }: HostGroup, graph: Graph): Truth {
  const provided = graph
    .of("capacity-provider")
    .some(
      ({ provides }) => provides.kind === "host-group" && provides.hosts.to.length === 1 && provides.hosts.to[0] === id,
    );
  if (provided) return "true";
  const joins = launches.map(
    ({ cluster, clusterDoubt, exists }): Truth =>
      cluster === undefined || clusterDoubt !== undefined
        ? "unknown"
        : and(existence(cluster.exists), existence(exists)),
  );
  const isOne = launchesRest === undefined && joins.length > 0 && joins.every((truth) => truth === "true");
  return isOne ? "true" : "unknown";
}

function publicAddress({ source, launches, launchesRest, subnets }: HostGroup, graph: Graph): Truth {
  if (launchesRest !== undefined) return "unknown";
  const each = launches.map(({ publicAddress: own, subnets: ownSubnets }) =>
    own === undefined ? bySubnets(ownSubnets ?? subnets, graph) : truthOfFact(own),
  );
  const [first] = each;
  const truth = first !== undefined && each.every((one) => one === first) ? first : "unknown";
  return truth === "false" && source === "instance" ? "unknown" : truth;
}

function openPublicAddress({ launches, launchesRest, subnets }: HostGroup, graph: Graph): readonly UnknownValue[] {
  const sets = launches.map((launch) => launch.subnets ?? subnets);
  const ids = sets.flatMap(({ links }) => links.flatMap(({ to }) => to));
  return [
    ...openOf(launchesRest, ...launches.map(({ publicAddress: own }) => own)),
    ...sets.flatMap((set) => openLinks(graph, set)),
    ...openOf(...ids.map((id) => graph.get("subnet", id)?.publicAddresses)),
  ];
}

/** What all of the subnets say. */
function bySubnets({ links, rest }: LinkSet, graph: Graph): Truth {
  const each = links.flatMap(({ to }) => to.map((id) => truthOfFact(graph.get("subnet", id)?.publicAddresses)));
  const [first] = each;
  return rest === undefined && first !== undefined && each.every((one) => one === first) ? first : "unknown";
}

function truthOfFact(fact: Fact<boolean> | undefined): Truth {
  return fact?.known ? truthOf(fact.value) : "unknown";
}

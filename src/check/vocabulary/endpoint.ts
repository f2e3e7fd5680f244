/** VPC endpoints, as rules see them, and to whom their security groups are closed. */
import { and, not, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import { addressOf } from "../../graph/describe.ts";
import type { HostGroup, Link, LinkSet, Service, VpcEndpoint } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import {
  addressOfNode,
  type Entity,
  type EntityOf,
  type EntityRecord,
  existence,
  list,
  type Many,
  openOf,
  own,
  unknownsIn,
} from "./entity.ts";
import { openLinks } from "./links.ts";
import { vpcOf } from "./network.ts";

export const vpcEndpoint: EntityRecord<"vpcEndpoint"> = {
  description: "An endpoint by which a VPC reaches a service without the internet.",
  select: (world) => own(world, world.graph.of("vpc-endpoint")).map((endpoint) => ({ kind: "vpcEndpoint", endpoint })),
  properties: {
    address: addressOfNode(({ endpoint }) => endpoint),
    service: {
      type: "text",
      description: "The service that it leads to, one of AWS without prefix and region: `ecr.dkr`, `s3`.",
      read: ({ endpoint }) => endpoint.service,
    },
    vpc: {
      type: "one",
      kind: "vpc",
      description: "Unknown where it is not in the source.",
      read: ({ endpoint }, world) => vpcOf(endpoint, world),
    },
    privateDns: {
      type: "flag",
      description:
        "It is an interface endpoint, and the names by which everybody knows the service lead to it in all of its VPC. Unknown where that is not written.",
      read: ({ endpoint: { interfaces } }) => {
        if (interfaces === undefined) return "false";
        const { privateDns } = interfaces;
        return privateDns?.known ? truthOf(privateDns.value) : "unknown";
      },
    },
    closedToTasksOf: {
      type: "many",
      kind: "service",
      description:
        "The services of its VPC whose tasks have an interface of their own to which its security groups do not open port 443, in one of their subnets at least.",
      read: (entity, world) => closedToTasksOf(entity, world),
    },
    closedToInstancesOf: {
      type: "many",
      kind: "instanceGroup",
      description:
        "The instance groups of its VPC to whose instances its security groups do not open port 443, in one of their subnets at least.",
      read: (entity, world) => closedToInstancesOf(entity, world),
    },
  },
  placeholders: {
    endpoint: ({ endpoint }) => endpoint.address,
    "endpoint.groups": ({ endpoint: { interfaces } }) =>
      list((interfaces?.securityGroups.links ?? []).flatMap(({ to }) => to.map(addressOf))) || "its security groups",
    closedToTasksOf: (subject, world) => namesIn(closedToTasksOf(subject, world)),
    closedToInstancesOf: (subject, world) => namesIn(closedToInstancesOf(subject, world)),
  },
  identity: ({ endpoint }) => [endpoint.id],
  place: ({ endpoint }) => endpoint.span,
  nodes: ({ endpoint }) => [endpoint],
};

type Endpoint = EntityOf<"vpcEndpoint">;

/** The port of every service of AWS. */
const HTTPS = 443;

function closedToTasksOf({ endpoint }: Endpoint, world: World): Many {
  return closed(endpoint, world, world.graph.of("service"), ({ network }) => network, kindOfService);
}

function closedToInstancesOf({ endpoint }: Endpoint, world: World): Many {
  return closed(endpoint, world, world.graph.of("host-group"), interfaceOf, kindOfHosts);
}

const kindOfService = (service: Service): Entity => ({ kind: "service", service });
const kindOfHosts = (hosts: HostGroup): Entity => ({ kind: "instanceGroup", hosts });

/** Of instances that may be launched in several ways nothing is said. */
function interfaceOf({ launches, launchesRest, subnets }: HostGroup): Interfaces | undefined {
  const [launch, ...others] = launches;
  if (launch === undefined || others.length > 0 || launchesRest !== undefined || launch.exists !== true)
    return undefined;
  return { securityGroups: launch.securityGroups, subnets: launch.subnets ?? subnets };
}

interface Interfaces {
  readonly securityGroups: LinkSet;
  readonly subnets: LinkSet;
}

/** Those of the nodes in its VPC that it does not admit, for certain or perhaps. */
function closed<N extends Service | HostGroup>(
  { vpc, interfaces, address, exists }: VpcEndpoint,
  world: World,
  nodes: readonly N[],
  interfacesOf: (node: N) => Interfaces | undefined,
  wrap: (node: N) => Entity,
): Many {
  if (interfaces === undefined) return { members: [], mayBeMore: false };
  const members = nodes.flatMap((node) => {
    const found = node.external === undefined ? interfacesOf(node) : undefined;
    if (found === undefined) return [];
    const inVpc = and(existence(exists), allIn(found.subnets, vpc, world));
    if (inVpc === "false") return [];
    const to = { address, securityGroups: interfaces.securityGroups, exists };
    const from = { address: node.address, ...found, exists: node.exists };
    const truth = and(inVpc, not(world.admission.admits(to, from, HTTPS)));
    return truth === "false" ? [] : [{ entity: wrap(node), exists: truth }];
  });
  return { members, mayBeMore: false, why: openAdmission };

  /** What leaves open whose groups there are, and what those of the endpoint admit. */
  function openAdmission(): readonly UnknownValue[] {
    const { graph } = world;
    const groups = interfaces!.securityGroups;
    const rules = groups.links.flatMap(({ to }) => to.flatMap((id) => graph.get("security-group", id)?.rules ?? []));
    const others = nodes.flatMap((node) => interfacesOf(node) ?? []);
    return [
      ...openOf(exists, ...members.map(({ entity }) => (entity.kind === "service" ? entity.service.exists : true))),
      ...openLinks(graph, groups),
      ...unknownsIn(rules),
      ...others.flatMap(({ securityGroups, subnets }) => [
        ...openLinks(graph, securityGroups),
        ...openLinks(graph, subnets),
      ]),
    ];
  }
}

/** Whether all of the subnets are in the VPC: subnets of a thing are in one. */
function allIn({ links }: LinkSet, vpc: Link | undefined, { graph }: World): Truth {
  const [id] = vpc?.to ?? [];
  const subnet = links.flatMap(({ to }) => to.flatMap((one) => graph.get("subnet", one) ?? []))[0];
  if (id === undefined || subnet?.vpc === undefined) return "unknown";
  if (vpc?.to.length === 1 && subnet.vpc.to.length === 1 && subnet.vpc.to[0] === id) return "true";
  const isOpen = [...vpc!.to, ...subnet.vpc.to].some((one) => graph.node(one)?.external?.literal === false);
  return isOpen || vpc!.to.some((one) => subnet.vpc!.to.includes(one)) ? "unknown" : "false";
}

function namesIn({ members }: Many): string {
  const certain = members.filter(({ exists }) => exists === "true");
  const told = certain.length > 0 ? certain : members;
  return list(
    told.flatMap(({ entity }) => {
      if (entity.kind === "service") return [entity.service.address];
      return entity.kind === "instanceGroup" ? [entity.hosts.address] : [];
    }),
  );
}

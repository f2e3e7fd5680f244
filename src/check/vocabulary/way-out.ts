/** Why interfaces in some subnets have no way to a service on the internet or of AWS, in words. */
import { all, not, type Truth, truthOf } from "../../base/truth.ts";
import type { Container, LinkSet, Service, Subnet, Vpc } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { list, possible } from "./entity.ts";
import { linkedMany } from "./links.ts";
import { endpointsOf } from "./network.ts";
import { tasksOf } from "./service-tasks.ts";

/**
 * `their subnets lead to an internet gateway, for which they have no public address, and aws_vpc.main has no endpoint for ecr.api and s3`.
 * `needed` are the services that endpoints may lead to instead, none where only the internet will do.
 */
export function noWayOut(subnets: LinkSet, needed: readonly string[], world: World): string {
  const { members } = linkedMany(world, subnets, "subnet", (subnet) => ({ kind: "subnet", subnet }));
  const found = members.flatMap(({ entity }) => (entity.kind === "subnet" ? [entity.subnet] : []));
  const out = found.some((subnet) => hasInternetGateway(subnet, world))
    ? "their subnets lead to an internet gateway, for which they have no public address"
    : "nothing leads out of their subnets";
  if (needed.length === 0) return `${out}, and no endpoint leads to a public registry`;
  const missing = vpcsOf(found, world).flatMap((vpc) => {
    const services = needed.filter((service) => lacksEndpoint(vpc, service, world) === "true");
    return services.length === 0 ? [] : [`${vpc.address} has no endpoint for ${list(services)}`];
  });
  return [out, ...missing].join(", and ");
}

/** The endpoints by which images can be pulled; none where one of them comes from the internet. */
export function neededToPull(service: Service, { graph }: World): readonly string[] {
  const isPublic = ({ registry }: Container): boolean => registry?.known === true && registry.value === "public";
  return tasksOf(service, graph).some(({ containers }) => containers.some(isPublic))
    ? []
    : ["ecr.api", "ecr.dkr", "s3"];
}

function hasInternetGateway({ routeTable }: Subnet, { graph }: World): boolean {
  return (routeTable?.to ?? []).some((id) =>
    graph.get("route-table", id)?.routes.some(({ target }) => possible(target)?.includes("internet-gateway") === true),
  );
}

function vpcsOf(subnets: readonly Subnet[], { graph }: World): readonly Vpc[] {
  const vpcs = subnets.flatMap(({ vpc }) => (vpc?.to ?? []).flatMap((id) => graph.get("vpc", id) ?? []));
  return [...new Set(vpcs)];
}

function lacksEndpoint(vpc: Vpc, service: string, world: World): Truth {
  const { members, mayBeMore } = endpointsOf(vpc, world);
  if (mayBeMore) return "unknown";
  return all(
    members.map(({ entity }) => {
      if (entity.kind !== "vpcEndpoint") return "unknown";
      const { service: led } = entity.endpoint;
      return led.known ? not(truthOf(led.value === service)) : "unknown";
    }),
  );
}

/** Why interfaces in some subnets have no way to a service on the internet or of AWS, in words. */
import { and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { LinkSet, Subnet, Vpc, VpcEndpoint } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { list, type Many } from "./entity.ts";
import { linkedMany } from "./links.ts";
import { endpointsFrom, endpointsOf, routeTableOf } from "./network.ts";
import { type WayOut, waysOut } from "./ways-out.ts";

/**
 * `their subnets lead to an internet gateway, for which they have no public address, and aws_vpc.main has no endpoint for ecr.api and s3`.
 * `needed` are the services that endpoints may lead to instead, none where only the internet will do. Where interfaces in some of the subnets
 * have a way, it is told of the others, by name.
 */
export function noWayOut(subnets: LinkSet, needed: readonly string[], hasAddress: Truth, world: World): string {
  const all = subnetsIn(subnets, world);
  const told = withoutWay(all, needed, hasAddress, world);
  const where = told.length < all.length ? list(told.map(({ address }) => address)) : "their subnets";
  const verb = told.length === 1 && told.length < all.length ? "leads" : "lead";
  const out = told.some((subnet) => waysOf(subnet, world)?.includes("nothing") === false)
    ? `${where} ${verb} to an internet gateway, for which they have no public address`
    : `nothing leads out of ${where}`;
  if (needed.length === 0) return `${out}, and no endpoint leads to a public registry`;
  return [out, ...missing(told, needed, world)].join(", and ");
}

/** Those in which it is certain that interfaces have no way, else all. */
function withoutWay(
  subnets: readonly Subnet[],
  needed: readonly string[],
  hasAddress: Truth,
  world: World,
): readonly Subnet[] {
  const found = subnets.filter((subnet) => {
    const ways = waysOf(subnet, world);
    const isOut = ways?.every((way) => way === "nothing" || (way === "public-address" && hasAddress === "false"));
    return isOut === true && (needed.length === 0 || needed.some((one) => hasEndpoint(subnet, one, world) === "false"));
  });
  return found.length > 0 ? found : subnets;
}

function missing(subnets: readonly Subnet[], needed: readonly string[], world: World): readonly string[] {
  const lacking = needed.filter((one) => subnets.some((subnet) => hasEndpoint(subnet, one, world) === "false"));
  return vpcsOf(subnets, world).flatMap((vpc) => {
    const endpoints = endpointsOf(vpc, world);
    const made = lacking.flatMap((one) => endpointFor(endpoints, one) ?? []);
    const absent = lacking.filter((one) => endpointFor(endpoints, one) === undefined);
    const unrouted = made.map(({ address }) => `their route tables have no route to ${address}`);
    return absent.length === 0 ? unrouted : [`${vpc.address} has no endpoint for ${list(absent)}`, ...unrouted];
  });
}

function endpointFor({ members }: Many, service: string): VpcEndpoint | undefined {
  const endpoints = members.flatMap(({ entity }) => (entity.kind === "vpcEndpoint" ? [entity.endpoint] : []));
  return endpoints.find(({ service: led }) => led.known && led.value === service);
}

function hasEndpoint(subnet: Subnet, service: string, world: World): Truth {
  const { members, mayBeMore } = endpointsFrom(subnet, world);
  const found = any(
    members.map(({ entity, exists }) => {
      if (entity.kind !== "vpcEndpoint") return "unknown";
      const { service: led } = entity.endpoint;
      return and(exists, led.known ? truthOf(led.value === service) : "unknown");
    }),
  );
  return or(found, mayBeMore ? "unknown" : "false");
}

function waysOf(subnet: Subnet, world: World): readonly WayOut[] | undefined {
  return waysOut(routeTableOf(subnet, world));
}

function subnetsIn(subnets: LinkSet, world: World): readonly Subnet[] {
  const { members } = linkedMany(world, subnets, "subnet", (subnet) => ({ kind: "subnet", subnet }));
  return members.flatMap(({ entity }) => (entity.kind === "subnet" ? [entity.subnet] : []));
}

function vpcsOf(subnets: readonly Subnet[], { graph }: World): readonly Vpc[] {
  const vpcs = subnets.flatMap(({ vpc }) => (vpc?.to ?? []).flatMap((id) => graph.get("vpc", id) ?? []));
  return [...new Set(vpcs)];
}

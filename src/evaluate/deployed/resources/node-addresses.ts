/** The nodes of network load balancers, of which each has an address of its own. */
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, member, text } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import { type Deployed, listOf, objectOf, valueAt } from "../shape.ts";

/** What of an ARN names the thing in its account and region: `loadbalancer/app/main/50dc6c495c0c9188`. */
export function endOfArn(arn: string): string {
  return arn.split(":").slice(5).join(":") || arn;
}

/** The subnets of a network load balancer, each with the private address of its node there. */
export function mappingsOf(deployed: Deployed, { node, id, span }: DeployedFact): Value | undefined {
  const zones = member(node, "AvailabilityZones");
  const mappings = elements(zones).map((zone) => {
    const subnet = member(zone, "SubnetId");
    return objectOf(zone.span, {
      subnet_id: valueAt(subnet),
      private_ipv4_address: nodeAddressOf(deployed, { id, span }, zone, text(subnet)),
    });
  });
  return mappings.length === 0 ? undefined : listOf(zones?.span ?? span, mappings);
}

/**
 * It is told with the load balancer where it was chosen, else with the network interface that this has in the subnet and keeps
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones). Undefined where there are several.
 */
function nodeAddressOf(
  deployed: Deployed,
  { id, span }: Pick<DeployedFact, "id" | "span">,
  zone: LocatedNode,
  subnet: string | undefined,
): Value | undefined {
  const chosen = elements(member(zone, "LoadBalancerAddresses")).flatMap(
    (one) => valueAt(member(one, "PrivateIPv4Address")) ?? [],
  );
  const description = endOfArn(id).replace(/^loadbalancer\//, "ELB ");
  const interfaces = deployed
    .all("network-interface")
    .filter(
      ({ node }) => text(member(node, "Description")) === description && text(member(node, "SubnetId")) === subnet,
    );
  const own = interfaces.flatMap(({ node }) => elements(member(node, "PrivateIpAddresses")));
  const told = chosen.length > 0 ? chosen : own.flatMap((one) => valueAt(member(one, "PrivateIpAddress")) ?? []);
  if (told.length > 0) return told.length === 1 ? told[0] : undefined;
  const symbol = `address of ${endOfArn(id)} in ${subnet}`;
  const command = deployed.command("network-interface");
  return deployed.untold(symbol, `no file tells the address of ${endOfArn(id)} in ${subnet}`, span, command);
}

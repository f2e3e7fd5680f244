/** Route tables, and the gateways to which their routes lead out of a VPC. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Existence, UnknownValue } from "../base/value.ts";
import type { IpRange } from "../sets/ip-set.ts";
import type { Link, NodeBase } from "./model.ts";

/**
 * `appliance`: an instance, a network interface or an endpoint of a firewall, which sends on what it gets as it likes. `other`: a VPN, a transit
 * gateway, a peering connection and the like, at whose other end there is another network.
 */
export type RouteTarget = "internet-gateway" | "nat-gateway" | "egress-only-gateway" | "appliance" | "other";

/** A route beside those within the VPC (`local`), and those of gateway endpoints. */
export interface TableRoute {
  /** The address of the resource that declares it. */
  readonly address: string;
  /** Undefined where a prefix list names it. */
  readonly destination: Fact<IpRange> | undefined;
  readonly target: Fact<RouteTarget>;
  /** Set where it leads to a NAT gateway, or may. */
  readonly natGateway?: Link;
  readonly exists: Existence;
  /** The block, list element or resource header that is the route. */
  readonly span: Span;
}

export interface RouteTable extends NodeBase {
  readonly kind: "route-table";
  readonly vpc: Link | undefined;
  readonly routes: readonly TableRoute[];
  /** There may be further routes. */
  readonly routesRest?: UnknownValue;
}

export interface NatGateway extends NodeBase {
  readonly kind: "nat-gateway";
  /** Undefined for one that is of the whole VPC. */
  readonly subnet: Link | undefined;
  /** It has no public address, and leads to other networks only. */
  readonly isPrivate: Fact<boolean>;
}

/** Security groups, network ACLs, and the rules in them. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Assumption, Existence, UnknownValue } from "../base/value.ts";
import type { IpRange } from "../sets/ip-set.ts";
import type { Link, LinkSet, NodeBase } from "./model.ts";

/** A protocol by IANA number; `all` is −1. */
export type Protocol = number | "all";

/** One end, as written: a fact of a number, 0–65535 where known and valid. `-1`, absent, or ignored ports are `"all"`. */
export type RulePorts = { readonly from: Fact<number>; readonly to: Fact<number> } | "all";

export type Peer =
  | { readonly kind: "cidr"; readonly range: Fact<IpRange>; readonly exists: Existence }
  | { readonly kind: "security-group"; readonly group: Link; readonly exists: Existence }
  | { readonly kind: "prefix-list"; readonly list: Link; readonly exists: Existence };

/** An entry of a security group or network ACL. */
export interface FilterRule {
  /** The address of the resource that declares it. */
  readonly address: string;
  readonly direction: "ingress" | "egress";
  readonly action: "allow" | "deny";
  /** Rule number, of network ACLs. */
  readonly number?: Fact<number>;
  readonly protocol: Fact<Protocol>;
  readonly ports: RulePorts;
  /** Source of ingress, destination of egress. Empty and no `peersRest`: matches nobody. */
  readonly peers: readonly Peer[];
  readonly peersRest?: UnknownValue;
  readonly exists: Existence;
  /** The block, list element or resource header that is the rule. */
  readonly span: Span;
  /** The tightest place that says the ports (from_port … to_port), for a finding about ports. */
  readonly portsSpan?: Span;
  /** Nobody wrote it: what makes it so, such as `CloudFormation adds this egress rule to a group without any`. */
  readonly implied?: string;
  readonly assumption?: Assumption;
}

/** Rules of one direction are written in the resource itself and as a resource of their own: the next apply removes the latter. */
export interface ConflictingRules {
  readonly direction: "ingress" | "egress";
  /** The block or argument in the resource, else the resource that says by having none that there are none. */
  readonly inline: Span;
  readonly standalone: Span;
  /** Of the rule that stands apart. */
  readonly address: string;
}

export interface SecurityGroup extends NodeBase {
  readonly kind: "security-group";
  readonly vpc: Link | undefined;
  /** The VPCs with which it is associated besides its own; absent where nothing says one. */
  readonly sharedWith?: LinkSet;
  readonly rules: readonly FilterRule[];
  /** There may be further rules in that direction. */
  readonly ingressRest?: UnknownValue;
  readonly egressRest?: UnknownValue;
  /** The default group of its VPC. */
  readonly isDefault: boolean;
  /** Not empty. */
  readonly conflicting?: readonly ConflictingRules[];
}

export interface NetworkAcl extends NodeBase {
  readonly kind: "network-acl";
  readonly vpc: Link | undefined;
  readonly entries: readonly FilterRule[];
  readonly ingressRest?: UnknownValue;
  readonly egressRest?: UnknownValue;
  /** The default ACL of its VPC: applies to every subnet of it that no other ACL claims. */
  readonly isDefault: boolean;
  /** Subnets explicitly associated. */
  readonly subnets: LinkSet;
  /** Not empty. */
  readonly conflicting?: readonly ConflictingRules[];
}

export interface PrefixList extends NodeBase {
  readonly kind: "prefix-list";
  readonly ranges: readonly Fact<IpRange>[];
  readonly rangesRest?: UnknownValue;
  /** Run by AWS (CloudFront, S3): never holds a load balancer or instance of the VPC. */
  readonly awsManaged: boolean;
}

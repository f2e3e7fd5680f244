/** The addresses that the other side of a hop has: a set that surely holds them, and the unknown ranges that they are in. */
import type { Fact } from "../../base/fact.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { LoadBalancer, Subnet, Vpc } from "../../graph/network.ts";
import { type IpRange, type IpSet, ipSetOf, wholeFamily } from "../../sets/ip-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { onlyTarget } from "../certainty/links.ts";
import { unassumed, unknownFor } from "../certainty/unknowns.ts";
import type { Place } from "./interfaces.ts";

export interface Addresses {
  /** Where every one of these passes, the flow passes. */
  readonly needed: IpSet;
  /** Where none of these passes, nothing does. Holds `needed`. */
  readonly possible: IpSet;
  /** They may be those of anyone, such as of a service of AWS, not only of interfaces in a VPC. */
  readonly anyones: boolean;
  /** Symbols of ranges with unknown ends that hold all needed addresses, and all possible ones unless these are anyone's. */
  readonly symbols: ReadonlySet<string>;
  /** Why it is not known which of the addresses are in use: what a filter leaves open that lets only some of them pass. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Whose they are, for people: the ranges of a VPC, a subnet, the clients. */
  readonly text: string;
}

/** The addresses of interfaces in a place; where the source does not name its subnet, those of its VPC, or any. */
export function placeAddresses(
  context: ReachContext,
  place: Place | undefined,
  family: 4 | 6,
  fallback: Vpc | undefined,
): Addresses {
  return context.ask(addressesOf, place, vpcOf(context, place?.subnet) ?? fallback, family);
}

function addressesOf(context: ReachContext, place: Place | undefined, vpc: Vpc | undefined, family: 4 | 6): Addresses {
  const { subnet, names = [] } = place ?? {};
  const around = vpcAddresses(context, vpc, family);
  const fact = subnet === undefined ? undefined : rangeOfFamily(subnet.cidrs, family);
  const name = subnet?.address ?? (vpc === undefined ? "a subnet that is not known" : `a subnet of ${vpc.address}`);
  const symbols = new Set(around.symbols);
  if (fact !== undefined && !fact.known) symbols.add(fact.unknown.symbol);
  const exact = fact?.known
    ? [usable(fact.value)]
    : fact?.among?.filter((range) => range.family === family).map(usable);
  const set = exact === undefined || exact.length === 0 ? around.needed : ipSetOf(exact);
  const why =
    fact === undefined || fact.known
      ? unknownFor(
          "computed",
          `IPv${family} addresses of ${subnet?.id ?? "any subnet"} in ${vpc?.id ?? "any VPC"}`,
          exact === undefined
            ? `the source gives no IPv${family} range of ${name}`
            : `AWS chooses which addresses of ${name} are used`,
          {
            hint:
              exact === undefined
                ? `scan the directory that defines ${name} too, or admit the security group of the other side`
                : `admit all of ${name}, or the security group of the other side`,
            ...(subnet === undefined ? {} : { span: subnet.span }),
          },
        )
      : fact.unknown;
  const outside = fact === undefined ? (subnet ?? vpc)?.external : undefined;
  // With the range of the VPC less has to be known than with the subnets.
  const among = subnet !== undefined ? [] : around.because.length > 0 ? around.because : names;
  return {
    needed: set,
    possible: set,
    anyones: false,
    symbols,
    because: outside !== undefined ? [outside.unknown] : among.length > 0 ? among : [why],
    assumptions: fact?.known ? [] : around.assumptions,
    text: name,
  };
}

/** What holds every address of a VPC: its ranges where all are known, else the whole family. */
function vpcAddresses(context: ReachContext, vpc: Vpc | undefined, family: 4 | 6): Addresses {
  return context.ask(addressesOfVpc, vpc, family);
}

function addressesOfVpc({ options }: ReachContext, vpc: Vpc | undefined, family: 4 | 6): Addresses {
  const facts = vpc?.cidrs ?? [];
  const rest = vpc?.cidrsRest ?? vpc?.external?.unknown;
  const known = facts.flatMap((fact) => (fact.known && fact.value.family === family ? [fact.value] : []));
  const unknown = facts.flatMap((fact) => (fact.known ? [] : [fact]));
  const assumption: Assumption | undefined =
    rest === undefined || facts.length === 0 || vpc === undefined
      ? undefined
      : { kind: "vpc-ranges", text: `${vpc.address} has no address ranges beyond those that the scan shows` };
  const closed = rest === undefined || (assumption !== undefined && !options.strict);
  const complete = closed && unknown.length === 0 && known.length > 0;
  const only = closed && known.length === 0 ? rangeOfFamily(facts, family) : undefined;
  const set = ipSetOf(complete ? known : [wholeFamily(family)]);
  return {
    needed: set,
    possible: set,
    anyones: false,
    symbols: new Set(only !== undefined && !only.known ? [only.unknown.symbol] : []),
    because: [
      ...unknown.map((fact) => fact.unknown),
      ...(rest === undefined ? [] : [assumption === undefined ? rest : unassumed(assumption, vpc?.span)]),
    ],
    assumptions: closed && assumption !== undefined ? [assumption] : [],
    text: vpc?.address ?? "a VPC that is not known",
  };
}

/** The clients of a network load balancer that keeps their addresses: anyone, where it faces the internet. */
export function clientAddresses(
  context: ReachContext,
  loadBalancer: LoadBalancer,
  family: 4 | 6,
  vpc: Vpc | undefined,
): Addresses {
  return context.ask(addressesOfClients, loadBalancer, family, vpc);
}

function addressesOfClients(
  context: ReachContext,
  loadBalancer: LoadBalancer,
  family: 4 | 6,
  vpc: Vpc | undefined,
): Addresses {
  const { id, address, internal, span } = loadBalancer;
  const anyone = ipSetOf([wholeFamily(family)]);
  const because = [
    internal.known
      ? unknownFor("external", `clients of ${id}`, `it depends on the addresses of the clients of ${address}`, {
          hint: "admit the addresses of all clients on the targets, or let the target group hide them (client IP preservation off)",
          span,
        })
      : internal.unknown,
  ];
  const text = `the clients of ${address}`;
  if (!internal.known || !internal.value || context.options.strict)
    return { needed: anyone, possible: anyone, anyones: true, symbols: new Set(), because, assumptions: [], text };
  const inside = vpcAddresses(context, vpc, family);
  const assumption = { kind: "internal-clients", text: `the clients of ${address} are in its VPC` };
  return {
    needed: inside.needed,
    possible: anyone,
    anyones: true,
    symbols: inside.symbols,
    because,
    assumptions: [assumption, ...inside.assumptions],
    text,
  };
}

/** It is not known which addresses. */
export function anyAddresses(context: ReachContext, because: readonly UnknownValue[], family: 4 | 6): Addresses {
  return context.ask(anyOf, family, ...because);
}

function anyOf(_: ReachContext, family: 4 | 6, ...because: readonly UnknownValue[]): Addresses {
  const anyone = ipSetOf([wholeFamily(family)]);
  return {
    needed: anyone,
    possible: anyone,
    anyones: true,
    symbols: new Set(),
    because,
    assumptions: [],
    text: "the load balancer, whose addresses are not known",
  };
}

export function vpcOf(context: ReachContext, subnet: Subnet | undefined): Vpc | undefined {
  const vpc = onlyTarget(context.graph, subnet?.vpc);
  return vpc?.kind === "vpc" ? vpc : undefined;
}

/** The range of a family; of unknown ones the IPv4 range comes first (see Subnet.cidrs). */
export function rangeOfFamily(facts: readonly Fact<IpRange>[], family: 4 | 6): Fact<IpRange> | undefined {
  const known = facts.find((fact) => fact.known && fact.value.family === family);
  if (known !== undefined) return known;
  const likely = facts.filter(
    (fact) => !fact.known && (fact.among === undefined || fact.among.some((range) => range.family === family)),
  );
  const other = facts.some((fact) => fact.known && fact.value.family !== family);
  return family === 4 || other ? likely[0] : likely[1];
}

/** The first four addresses and the last one of a subnet are never an interface's
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html). */
function usable(range: IpRange): IpRange {
  return range.last - range.first < 15n ? range : { ...range, first: range.first + 4n, last: range.last - 1n };
}

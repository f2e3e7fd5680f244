/**
 * Says in the language of an SMT solver which packets a graph lets through, with a variable for every unknown. Written apart
 * from the engine: rules are formulas here, not sets.
 */
import type { Arith, Bool, Context } from "z3-solver";
import type { Fact } from "../../src/base/fact.ts";
import type { Existence } from "../../src/base/value.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { FilterRule, LinkSet, NetworkAcl, Protocol, Subnet } from "../../src/graph/model.ts";
import type { Flow } from "../../src/reach/flow.ts";
import type { IpRange } from "../../src/sets/ip-range.ts";

type Z3 = Context<"reach">;
type Formula = Bool<"reach">;
type Term = Arith<"reach">;

interface Side {
  readonly groups: ReadonlyMap<string, Formula>;
  readonly address: Term;
}

/** The formulas "some packet of the flow passes" and "some packet does not", each with what holds of the unknowns. */
export class Encoding {
  readonly #z3: Z3;
  readonly #graph: Graph;
  readonly #facts: Formula[] = [];
  readonly #seen = new Set<string>();
  readonly #port: Term;
  readonly #sourcePort: Term;
  readonly #protocol = 6;

  constructor(z3: Z3, graph: Graph) {
    this.#z3 = z3;
    this.#graph = graph;
    this.#port = z3.Int.const("port");
    this.#sourcePort = z3.Int.const("source port");
  }

  packets(
    flow: Flow,
    dynamic: { readonly first: number; readonly last: number },
  ): { readonly passes: Formula; readonly fails: Formula } {
    const z3 = this.#z3;
    const { loadBalancer, service } = flow;
    const groups = loadBalancer!.securityGroups;
    const own = service.exists === true ? z3.Bool.val(true) : this.#exists(service.exists);
    const ways = this.#targets(flow).flatMap((target) =>
      this.#places(loadBalancer!.subnets).map((place) => ({ target, place })),
    );
    const both = ways.map(({ target, place }, at) => {
      const [from, to] = [z3.Int.const(`from ${at}`), z3.Int.const(`to ${at}`)];
      const sender: Side = { groups: groups === "unfiltered" ? new Map() : this.#carried(groups), address: from };
      const receiver: Side = { groups: target.groups, address: to };
      const there = z3.And(
        own,
        place.exists,
        target.exists,
        this.#within(from, place.subnet),
        this.#within(to, target.subnet),
        this.#needed(flow, dynamic),
      );
      const filters = [
        ...(groups === "unfiltered" ? [] : [this.#groupsAllow(sender, "egress", receiver)]),
        this.#groupsAllow(receiver, "ingress", sender),
        ...(place.subnet === target.subnet
          ? []
          : [
              this.#aclAllows(place.subnet, "egress", to, this.#port),
              this.#aclAllows(target.subnet, "ingress", from, this.#port),
              this.#aclAllows(target.subnet, "egress", from, this.#sourcePort),
              this.#aclAllows(place.subnet, "ingress", to, this.#sourcePort),
            ]),
        this.#served(loadBalancer!.subnets, target.subnet),
      ];
      const passes = z3.And(...filters);
      return { passes: z3.And(there, passes), fails: z3.And(there, z3.Not(passes)) };
    });
    const known = z3.And(z3.Bool.val(true), ...this.#facts);
    return {
      passes: z3.And(known, z3.Or(z3.Bool.val(false), ...both.map(({ passes }) => passes))),
      fails: z3.And(known, z3.Or(z3.Bool.val(false), ...both.map(({ fails }) => fails))),
    };
  }

  #exists(existence: Existence): Formula {
    return existence === true ? this.#z3.Bool.val(true) : this.#z3.Bool.const(existence.symbol);
  }

  #number(fact: Fact<number>, low = 0, high = 65535): Term {
    if (fact.known) return this.#z3.Int.val(fact.value);
    const term = this.#z3.Int.const(fact.unknown.symbol);
    this.#once(fact.unknown.symbol, () => [term.ge(low), term.le(high)]);
    return term;
  }

  #once(symbol: string, make: () => readonly Formula[]): void {
    if (this.#seen.has(symbol)) return;
    this.#seen.add(symbol);
    this.#facts.push(...make());
  }

  /** The two ends of a range; those of an unknown one are variables. */
  #ends(fact: Fact<IpRange>): readonly [Term, Term] | undefined {
    const z3 = this.#z3;
    if (fact.known)
      return fact.value.family === 4 ? [z3.Int.val(fact.value.first), z3.Int.val(fact.value.last)] : undefined;
    const { symbol } = fact.unknown;
    const ends = [z3.Int.const(`${symbol} first`), z3.Int.const(`${symbol} last`)] as const;
    this.#once(symbol, () => [ends[0].ge(0), ends[0].le(ends[1]), ends[1].le(2 ** 32 - 1)]);
    return ends;
  }

  /** An interface's address: in its subnet, which is in its VPC, and none that AWS keeps for itself. */
  #within(address: Term, subnet: Subnet): Formula {
    const [first, last] = this.#ends(subnet.cidrs[0]!)!;
    const vpc = this.#graph.get("vpc", subnet.vpc!.to[0]!)!;
    const [low, high] = this.#ends(vpc.cidrs[0]!)!;
    const inVpc = this.#z3.And(first.ge(low), last.le(high), last.sub(first).ge(15));
    return this.#z3.And(inVpc, address.ge(first.add(4)), address.le(last.sub(1)));
  }

  #needed(flow: Flow, dynamic: { readonly first: number; readonly last: number }): Formula {
    const z3 = this.#z3;
    const { first, last } = flow.required.intervals[0] ?? { first: 1, last: 65535 };
    const symbol =
      flow.required.intervals.length === 0 ? [this.#port.eq(this.#number(flow.entry.containerPort, 1))] : [];
    const low = flow.portMapping === "dynamic" ? dynamic.first : first;
    const high = flow.portMapping === "dynamic" ? dynamic.last : last;
    return z3.And(
      this.#port.ge(low),
      this.#port.le(high),
      this.#sourcePort.ge(1024),
      this.#sourcePort.le(65535),
      ...symbol,
    );
  }

  #places(subnets: LinkSet): readonly { readonly subnet: Subnet; readonly exists: Formula }[] {
    return subnets.links.map(({ to, exists }) => ({
      subnet: this.#graph.get("subnet", to[0]!)!,
      exists: this.#exists(exists),
    }));
  }

  /** The same group may be named twice. */
  #carried(groups: LinkSet): ReadonlyMap<string, Formula> {
    const carried = new Map<string, Formula>();
    for (const { to, exists } of groups.links) {
      const before = carried.get(to[0]!);
      carried.set(to[0]!, before === undefined ? this.#exists(exists) : this.#z3.Or(before, this.#exists(exists)));
    }
    return carried;
  }

  #targets({ service }: Flow): readonly {
    readonly subnet: Subnet;
    readonly groups: ReadonlyMap<string, Formula>;
    readonly exists: Formula;
  }[] {
    const { network } = service;
    if (network !== undefined)
      return this.#places(network.subnets).map((place) => ({
        ...place,
        groups: this.#carried(network.securityGroups),
      }));
    return this.#graph.of("host-group").flatMap((host) =>
      host.launches.flatMap((launch) =>
        this.#places(host.subnets).map(({ subnet, exists }) => ({
          subnet,
          groups: this.#carried(launch.securityGroups),
          exists: this.#z3.And(exists, this.#exists(launch.exists)),
        })),
      ),
    );
  }

  /** Whether the load balancer has a subnet in the zone. */
  #served(subnets: LinkSet, target: Subnet): Formula {
    const zone = (subnet: Subnet): string | undefined => (subnet.zone?.known ? subnet.zone.value : undefined);
    const near = this.#places(subnets).filter(({ subnet }) => zone(subnet) === zone(target));
    return this.#z3.Or(this.#z3.Bool.val(false), ...near.map(({ exists }) => exists));
  }

  #groupsAllow(own: Side, direction: "ingress" | "egress", other: Side): Formula {
    const z3 = this.#z3;
    const allowed = [...own.groups].flatMap(([id, carried]) =>
      this.#graph
        .get("security-group", id)!
        .rules.filter((rule) => rule.direction === direction)
        .map((rule) => z3.And(carried, this.#matches(rule, other, this.#port))),
    );
    return z3.Or(z3.Bool.val(false), ...allowed);
  }

  /** Some allow matches, and no other entry that matches comes before it. */
  #aclAllows(subnet: Subnet, direction: "ingress" | "egress", address: Term, port: Term): Formula {
    const z3 = this.#z3;
    const claims = this.#graph
      .of("network-acl")
      .flatMap((acl) =>
        acl.subnets.links
          .filter(({ to }) => to[0] === subnet.id)
          .map((link) => ({ acl, exists: this.#exists(link.exists) })),
      );
    const [claim] = claims;
    if (claim === undefined) return z3.Bool.val(true);
    const other: Side = { groups: new Map(), address };
    const entries = claim.acl.entries
      .filter((entry) => entry.direction === direction)
      .map((entry) => ({ entry, number: this.#order(claim.acl, entry), matches: this.#matches(entry, other, port) }));
    const allowed = entries
      .filter(({ entry }) => entry.action === "allow")
      .map((one) =>
        z3.And(
          one.matches,
          ...entries.filter((rest) => rest !== one).map((rest) => z3.Implies(rest.matches, one.number.lt(rest.number))),
        ),
      );
    return z3.Or(z3.Not(claim.exists), ...allowed);
  }

  /** Numbers of one ACL and direction are distinct. */
  #order(acl: NetworkAcl, entry: FilterRule): Term {
    const own = this.#number(entry.number!, 1, 32766);
    if (entry.number!.known) return own;
    this.#once(`${acl.id} ${entry.direction} ${entry.number!.unknown.symbol}`, () =>
      acl.entries
        .filter((other) => other !== entry && other.direction === entry.direction)
        .map((other) => own.neq(this.#number(other.number!, 1, 32766))),
    );
    return own;
  }

  #matches(rule: FilterRule, other: Side, port: Term): Formula {
    const z3 = this.#z3;
    const [tcp, all] = this.#speaks(rule.protocol);
    const ports =
      rule.ports === "all"
        ? z3.Bool.val(true)
        : z3.And(port.ge(this.#number(rule.ports.from)), port.le(this.#number(rule.ports.to)));
    const peers = rule.peers.map((peer) => {
      const exists = this.#exists(peer.exists);
      if (peer.kind === "security-group")
        return z3.And(exists, other.groups.get(peer.group.to[0]!) ?? z3.Bool.val(false));
      const ends = peer.kind === "cidr" ? this.#ends(peer.range) : undefined;
      return ends === undefined
        ? z3.Bool.val(false)
        : z3.And(exists, other.address.ge(ends[0]), other.address.le(ends[1]));
    });
    return z3.And(this.#exists(rule.exists), z3.Or(all, z3.And(tcp, ports)), z3.Or(z3.Bool.val(false), ...peers));
  }

  #speaks(protocol: Fact<Protocol>): readonly [Formula, Formula] {
    const z3 = this.#z3;
    if (protocol.known) return [z3.Bool.val(protocol.value === this.#protocol), z3.Bool.val(protocol.value === "all")];
    const { symbol } = protocol.unknown;
    return [z3.Bool.const(`${symbol} is tcp`), z3.Bool.const(`${symbol} is all`)];
  }
}

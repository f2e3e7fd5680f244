/**
 * Says in the language of an SMT solver which packets a graph lets through, with a variable for every unknown. Written apart
 * from the engine: rules are formulas here, not sets.
 */
import type { Fact } from "../../src/base/fact.ts";
import type { FilterRule, NetworkAcl, Protocol } from "../../src/graph/filters.ts";
import type { Graph, Link, LinkSet, Node } from "../../src/graph/model.ts";
import type { Subnet } from "../../src/graph/network.ts";
import type { Flow } from "../../src/reach/flow.ts";
import type { Dynamic } from "./connections.ts";
import { SmtPlacement } from "./smt-placement.ts";
import { type Formula, SmtUnknowns, type Term, type Z3 } from "./smt-unknowns.ts";

interface Side {
  /** Undefined where no group filters, and none is known to others. */
  readonly groups: ReadonlyMap<string, Formula> | undefined;
  readonly address: Term;
}

/** What a solver is asked about a flow. Each formula holds in some reality, or in none. */
export interface Packets {
  /** Some needed port of some pair gets through, with an answer; or does not, or its answer does not. */
  readonly passes: Formula;
  readonly fails: Formula;
  /** The port is needed, and gets through on some pair, on none that needs it, or on all of them. */
  readonly opens: (port: number) => Formula;
  readonly shuts: (port: number) => Formula;
  readonly opensEverywhere: (port: number) => Formula;
}

/** A pair of subnets between which packets may go. */
interface Way {
  readonly there: Formula;
  /** That the addresses of its ends are such as they can have. */
  readonly inside: Formula;
  readonly passes: Formula;
}

export class Encoding extends SmtUnknowns {
  readonly #graph: Graph;
  readonly #port: Term;
  readonly #sourcePort: Term;
  readonly #protocol = 6;

  constructor(z3: Z3, graph: Graph) {
    super(z3);
    this.#graph = graph;
    this.#port = z3.Int.const("port");
    this.#sourcePort = z3.Int.const("source port");
    for (const node of graph.nodes()) this.#bringAbout(node);
  }

  /** Of the traffic of a flow over a load balancer that is known. */
  packets(flow: Flow, dynamic: Dynamic): Packets {
    const z3 = this.z3;
    const [never, always] = [z3.Bool.val(false), z3.Bool.val(true)];
    const loadBalancer = flow.loadBalancer!;
    const places = this.places(loadBalancer.subnets);
    const across = this.#sendsAcross(flow);
    const known = z3.And(always, ...this.#route(flow));
    const ways = new SmtPlacement(z3, this.#graph, this, dynamic).targets(flow, this.#port).flatMap((target) =>
      places.map((place): Way => {
        const same = place.subnet === target.subnet;
        const near = places.filter((one) => zoneOf(one.subnet) === zoneOf(target.subnet));
        const served = z3.Or(never, ...near.map(({ exists }) => exists));
        const reaches = zoneOf(place.subnet) === zoneOf(target.subnet) ? always : z3.Or(across, z3.Not(served));
        const [from, to] = [z3.Int.const(`from ${this.count()}`), z3.Int.const(`to ${this.count()}`)];
        const sender: Side = { groups: this.#carried(loadBalancer.securityGroups), address: from };
        const receiver: Side = { groups: this.#carried(target.groups), address: to };
        const network = loadBalancer.type.known && loadBalancer.type.value === "network";
        const filters = [
          served,
          this.#groupsAllow(sender, "egress", receiver, network),
          this.#groupsAllow(receiver, "ingress", sender, false),
          ...(same
            ? []
            : [
                this.#aclAllows(place.subnet, "egress", to, this.#port),
                this.#aclAllows(target.subnet, "ingress", from, this.#port),
                this.#aclAllows(target.subnet, "egress", from, this.#sourcePort),
                this.#aclAllows(place.subnet, "ingress", to, this.#sourcePort),
              ]),
        ];
        const inside = z3.And(this.#within(from, place.subnet), this.#within(to, target.subnet));
        const there = z3.And(known, place.exists, target.exists, reaches, target.needed);
        return { there, inside, passes: z3.And(always, ...filters) };
      }),
    );
    const answers = z3.And(this.#sourcePort.ge(1024), this.#sourcePort.le(65535));
    const some = (of: (way: Way) => Formula): Formula => z3.And(answers, ...this.facts, z3.Or(never, ...ways.map(of)));
    const passes = some((way) => z3.And(way.there, way.inside, way.passes));
    const fails = some((way) => z3.And(way.there, way.inside, z3.Not(way.passes)));
    const every = z3.And(always, ...ways.map((way) => z3.And(way.inside, z3.Implies(way.there, way.passes))));
    const at = (port: number, ...rest: Formula[]): Formula => z3.And(this.#port.eq(port), ...rest);
    return {
      passes,
      fails,
      opens: (port) => at(port, passes),
      shuts: (port) => at(port, fails),
      opensEverywhere: (port) =>
        at(
          port,
          some(({ there }) => there),
          every,
        ),
    };
  }

  /** What is referred to exists. */
  #bringAbout(node: Node): void {
    const sets: (LinkSet | "unfiltered" | undefined)[] = [];
    const single: (Link | undefined)[] = [];
    if (node.kind === "load-balancer") sets.push(node.subnets, node.securityGroups);
    if (node.kind === "service") {
      sets.push(node.network?.subnets, node.network?.securityGroups);
      single.push(node.cluster, node.taskDefinition);
    }
    if (node.kind === "host-group")
      for (const { securityGroups, cluster } of node.launches) {
        sets.push(node.subnets, securityGroups);
        single.push(cluster);
      }
    if (node.kind === "capacity-provider" && node.provides.kind === "host-group") single.push(node.provides.hosts);
    if (node.kind === "listener") single.push(node.loadBalancer);
    const own = this.exists(node.exists);
    const links = [...sets.flatMap((set) => (set === undefined || set === "unfiltered" ? [] : set.links)), ...single];
    for (const link of links)
      for (const id of link?.to ?? [])
        this.facts.push(
          this.z3.Implies(this.z3.And(own, this.leads(link!, id)), this.exists(this.#graph.node(id)!.exists)),
        );
  }

  /** That the flow exists: its service, its entry, a listener that forwards to its target group. */
  #route({ service, entry, targetGroup, loadBalancer }: Flow): readonly Formula[] {
    const z3 = this.z3;
    const listening = this.#graph
      .of("listener")
      .flatMap((listener) =>
        listener.forwards.links
          .filter(({ to }) => to.includes(targetGroup!.id) && listener.loadBalancer.to.includes(loadBalancer!.id))
          .map((link) =>
            z3.And(
              this.exists(listener.exists),
              this.leads(link, targetGroup!.id),
              this.leads(listener.loadBalancer, loadBalancer!.id),
            ),
          ),
      );
    const named = [entry.targetGroup, entry.alternateTargetGroup].flatMap((link) =>
      link === undefined || !link.to.includes(targetGroup!.id) ? [] : [this.leads(link, targetGroup!.id)],
    );
    return [
      this.exists(service.exists),
      this.exists(entry.exists),
      this.exists(targetGroup!.exists),
      this.exists(loadBalancer!.exists),
      z3.Or(z3.Bool.val(false), ...listening),
      z3.Or(z3.Bool.val(false), ...named),
    ];
  }

  #sendsAcross({ loadBalancer }: Flow): Formula {
    const { type, crossZone, id } = loadBalancer!;
    if (type.known && type.value === "application") return this.z3.Bool.val(true);
    if (crossZone?.known) return this.z3.Bool.val(crossZone.value);
    return this.z3.Bool.const(crossZone?.unknown.symbol ?? `cross-zone of ${id}`);
  }

  /** An interface's address: in its subnet, which is in its VPC, and none that AWS keeps for itself. */
  #within(address: Term, subnet: Subnet): Formula {
    const [first, last] = this.ends(subnet.cidrs[0]!)!;
    const vpc = this.#graph.get("vpc", subnet.vpc!.to[0]!)!;
    const [low, high] = this.ends(vpc.cidrs[0]!)!;
    const inVpc = this.z3.And(first.ge(low), last.le(high), last.sub(first).ge(15));
    return this.z3.And(inVpc, address.ge(first.add(4)), address.le(last.sub(1)));
  }

  places(subnets: LinkSet): readonly { readonly subnet: Subnet; readonly exists: Formula }[] {
    return subnets.links.flatMap((link) =>
      link.to.map((id) => ({ subnet: this.#graph.get("subnet", id)!, exists: this.leads(link, id) })),
    );
  }

  /** The same group may be named twice. */
  #carried(groups: LinkSet | "unfiltered"): ReadonlyMap<string, Formula> | undefined {
    if (groups === "unfiltered") return undefined;
    const carried = new Map<string, Formula>();
    for (const link of groups.links)
      for (const id of link.to) {
        const [before, one] = [carried.get(id), this.leads(link, id)];
        carried.set(id, before === undefined ? one : this.z3.Or(before, one));
      }
    return carried;
  }

  /** An interface without any group has the default one of its VPC, of which nothing is known; a network load balancer has none. */
  #groupsAllow(own: Side, direction: "ingress" | "egress", other: Side, network: boolean): Formula {
    const z3 = this.z3;
    if (own.groups === undefined) return z3.Bool.val(true);
    const allowed = [...own.groups].flatMap(([id, carried]) =>
      this.#graph
        .get("security-group", id)!
        .rules.filter((rule) => rule.direction === direction)
        .map((rule) => z3.And(carried, this.#matches(rule, other, this.#port))),
    );
    const none = z3.Not(z3.Or(z3.Bool.val(false), ...own.groups.values()));
    const byDefault = network ? none : z3.And(none, z3.Bool.const(`default group ${this.count()}`));
    return z3.Or(byDefault, ...allowed);
  }

  /** Some allow matches, and no other entry that matches comes before it. */
  #aclAllows(subnet: Subnet, direction: "ingress" | "egress", address: Term, port: Term): Formula {
    const z3 = this.z3;
    const claims = this.#graph
      .of("network-acl")
      .flatMap((acl) =>
        acl.subnets.links
          .filter(({ to }) => to[0] === subnet.id)
          .map((link) => ({ acl, exists: this.exists(link.exists) })),
      );
    const [claim] = claims;
    if (claim === undefined) return z3.Bool.val(true);
    const other: Side = { groups: undefined, address };
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
    const own = this.number(entry.number!, 1, 32766);
    if (entry.number!.known) return own;
    this.once(`${acl.id} ${entry.direction} ${entry.number!.unknown.symbol}`, () =>
      acl.entries
        .filter((other) => other !== entry && other.direction === entry.direction)
        .map((other) => own.neq(this.number(other.number!, 1, 32766))),
    );
    return own;
  }

  #matches(rule: FilterRule, other: Side, port: Term): Formula {
    const z3 = this.z3;
    const [tcp, all] = this.#speaks(rule.protocol);
    const ports =
      rule.ports === "all"
        ? z3.Bool.val(true)
        : z3.And(port.ge(this.number(rule.ports.from)), port.le(this.number(rule.ports.to)));
    const peers = rule.peers.map((peer) => {
      const exists = this.exists(peer.exists);
      if (peer.kind === "security-group") return z3.And(exists, this.#carries(other, peer.group));
      const ends = peer.kind === "cidr" ? this.ends(peer.range) : undefined;
      return ends === undefined
        ? z3.Bool.val(false)
        : z3.And(exists, other.address.ge(ends[0]), other.address.le(ends[1]));
    });
    return z3.And(this.exists(rule.exists), z3.Or(all, z3.And(tcp, ports)), z3.Or(z3.Bool.val(false), ...peers));
  }

  #carries({ groups }: Side, peer: Link): Formula {
    const z3 = this.z3;
    const carried = peer.to.flatMap((id) => {
      const one = groups?.get(id);
      return one === undefined ? [] : [z3.And(this.leads(peer, id), one)];
    });
    return z3.Or(z3.Bool.val(false), ...carried);
  }

  #speaks(protocol: Fact<Protocol>): readonly [Formula, Formula] {
    const z3 = this.z3;
    if (protocol.known) return [z3.Bool.val(protocol.value === this.#protocol), z3.Bool.val(protocol.value === "all")];
    const { symbol } = protocol.unknown;
    return [z3.Bool.const(`${symbol} is tcp`), z3.Bool.const(`${symbol} is all`)];
  }
}

const zoneOf = ({ zone }: Subnet): string | undefined => (zone?.known ? zone.value : undefined);

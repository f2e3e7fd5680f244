/** Completes networks and filters: VPCs, subnets, security groups, network ACLs, and the unknown lists that others are given as. */
import type { Fact } from "../../src/base/fact.ts";
import type { UnknownValue } from "../../src/base/value.ts";
import type { FilterRule, NetworkAcl, Peer, RulePorts, SecurityGroup } from "../../src/graph/filters.ts";
import type { Node, NodeId } from "../../src/graph/model.ts";
import type { LoadBalancer, Subnet, Vpc } from "../../src/graph/network.ts";
import type { Launch } from "../../src/graph/workload.ts";
import type { IpRange } from "../../src/sets/ip-set.ts";
import { type Choices, copyOf } from "./completions.ts";
import { known, range, rule } from "./graph-builder.ts";

export const PORTS = [1, 80, 1024, 8080, 8081, 32767, 32768, 40000, 49152, 60999, 61000, 65535];
const RANGES = [
  "0.0.0.0/0",
  "10.0.0.0/16",
  "10.0.1.0/24",
  "10.0.2.0/25",
  "10.0.11.0/24",
  "10.0.12.128/25",
  "10.1.0.0/16",
  "192.168.0.0/16",
  "::/0",
].map(range);
/** What lists of AWS hold: addresses of its services, none of which is in a VPC, though clients of a load balancer may have them. */
const SERVICES = ["203.0.113.0/24", "2600:9000::/28"].map(range);
const WHOLE = ["10.0.0.0/16", "10.0.0.0/15", "10.0.0.0/8"].map(range);
const RULES = [
  "all * any",
  "tcp 32768-65535 10.0.0.0/16",
  "tcp 1024-40000 any",
  "tcp 8080 any",
  "udp * any",
  "all * ::/0",
];

export class NetworkCompletion {
  readonly #choices: Choices;
  #spare = 0;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  own(kind: Node["kind"], root: string): readonly NodeId[] {
    const { graph } = this.#choices;
    return graph
      .of(kind)
      .filter((node) => node.root === root && node.repeated === undefined && this.#choices.truth(node.exists))
      .map(({ id }) => id);
  }

  some(ids: readonly NodeId[], least = 0): readonly NodeId[] {
    return this.#choices.chance.some(ids, Math.min(least, ids.length)).slice(0, 2);
  }

  range(fact: Fact<IpRange>, ranges: readonly IpRange[] = RANGES): Fact<IpRange> {
    return this.#choices.settle(fact, ranges);
  }

  moreRanges(open: UnknownValue | undefined, ofServices = false): readonly Fact<IpRange>[] {
    if (open === undefined) return [];
    const among = ofServices ? SERVICES : RANGES;
    return this.#choices.value(open.symbol, () => this.#choices.chance.some(among).map((one) => known(one)));
  }

  vpc(node: Vpc): Vpc {
    const { chance } = this.#choices;
    const { cidrsRest, ...rest } = node;
    const open = cidrsRest ?? node.external?.unknown;
    const extra = open !== undefined && this.#choices.value(`ranges of ${node.id}`, () => chance.happens(0.3));
    const cidrs = node.cidrs.map((fact) => this.range(fact, WHOLE));
    return {
      ...rest,
      exists: true,
      cidrs: extra ? [...cidrs, known(range("10.9.0.0/16"))] : cidrs,
      middleboxRoutes: node.middleboxRoutes.map((fact) => this.range(fact)),
    };
  }

  /** Both families have a range, in the VPC; also where the source says none. */
  subnet(node: Subnet): readonly Subnet[] {
    const { chance, graph } = this.#choices;
    const vpc = node.vpc === undefined ? undefined : this.#choices.certainLink(node.vpc, "vpc");
    const made = (id: NodeId, third: number, own: readonly Fact<IpRange>[]): Subnet => {
      const second = graph.node(vpc?.to[0] ?? "")?.address === "w" ? 1 : 0;
      const four = [`10.${second}.${third}.0/24`, `10.${second}.${third}.128/25`].map(range);
      const cidrs = own.map((fact) => this.range(fact, four));
      const has = (family: 4 | 6): boolean => cidrs.some((fact) => fact.known && fact.value.family === family);
      return {
        ...node,
        id,
        vpc,
        exists: true,
        cidrs: [
          ...cidrs,
          ...(has(4) ? [] : [known(chance.pick(four))]),
          ...(has(6) ? [] : [known(range(`2001:db8:${third}::/64`))]),
        ],
        zone: this.#choices.settle(node.zone ?? unwritten(`zone of ${id}`, node), ["z1", "z2"]),
      };
    };
    const third = 20 + graph.of("subnet").indexOf(node);
    const first = made(node.id, third, node.cidrs);
    return node.repeated === undefined ? [first] : [first, made(copyOf(node.id), third + 100, [])];
  }

  group(node: SecurityGroup): SecurityGroup {
    const { ingressRest, egressRest, external, assumption, ...rest } = node;
    const open = external?.unknown;
    const own = this.#choices.holds(assumption);
    const more = [
      ...this.#moreRules(ingressRest ?? open, "ingress", ""),
      ...this.#moreRules(egressRest ?? open, "egress", ""),
      ...(own ? [] : this.otherRules("")),
    ];
    return { ...rest, exists: true, rules: [...(own ? node.rules.flatMap((one) => this.#rule(one)) : []), ...more] };
  }

  acl(node: NetworkAcl): NetworkAcl {
    const { ingressRest, egressRest, external, assumption, ...rest } = node;
    const open = external?.unknown;
    const own = this.#choices.holds(assumption);
    const number = (): string =>
      `${52 + this.#choices.chance.below(300) * 10} ${this.#choices.chance.pick(["allow", "deny"])} `;
    const more = [
      ...this.#moreRules(ingressRest ?? open, "ingress", number),
      ...this.#moreRules(egressRest ?? open, "egress", number),
      ...(own ? [] : this.otherRules(number)),
    ];
    const vpc = node.vpc && this.#choices.certainLink(node.vpc, "vpc");
    const subnets = this.#choices.links(node.subnets, "subnet", () => this.some(this.own("subnet", node.root)));
    const certain = node.subnets.links.filter(({ to, exists }) => exists === true && to.length === 1);
    const ids = new Set(node.exists === true ? certain.map(({ to }) => to[0]) : []);
    for (const one of subnets.links) if (ids.has(one.to[0])) this.#choices.sure.add(one);
    const entries = own ? node.entries.flatMap((one) => this.#rule(one)) : [];
    return {
      ...rest,
      exists: true,
      vpc,
      entries: distinct(this.#choices.chance.shuffle([...entries, ...more])),
      subnets,
    };
  }

  #rule(one: FilterRule): readonly FilterRule[] {
    if (!this.#choices.truth(one.exists) || !this.#choices.holds(one.assumption)) return [];
    const peers = one.peers.flatMap((peer): Peer[] => {
      if (!this.#choices.truth(peer.exists)) return [];
      if (peer.kind === "cidr") return [{ ...peer, range: this.range(peer.range), exists: true }];
      if (peer.kind === "prefix-list") {
        const list = this.#choices.link(peer.list, "prefix-list");
        return list === undefined ? [] : [{ ...peer, list, exists: true }];
      }
      const group = this.#choices.link(peer.group, "security-group");
      return group === undefined ? [] : [{ ...peer, group, exists: true }];
    });
    const { peersRest, number, assumption, ...rest } = one;
    const listed = this.#choices.listed(peersRest, () => this.#someGroups());
    const ports: RulePorts =
      one.ports === "all"
        ? "all"
        : { from: this.#choices.settle(one.ports.from, PORTS), to: this.#choices.settle(one.ports.to, PORTS) };
    const numbers = Array.from({ length: 20 }, (_, at) => 51 + 10 * at);
    return [
      {
        ...rest,
        exists: true,
        protocol: this.#choices.settle(one.protocol, [6, 17, "all"]),
        ports,
        ...(number === undefined ? {} : { number: this.#choices.settle(number, numbers) }),
        peers: [...peers, ...listed.map((group): Peer => ({ kind: "security-group", group, exists: true }))],
      },
    ];
  }

  /** Rules that a group or ACL may have beyond those that are written. */
  #moreRules(
    open: UnknownValue | undefined,
    direction: "ingress" | "egress",
    number: string | (() => string),
  ): FilterRule[] {
    const { chance } = this.#choices;
    const count = open === undefined ? 0 : chance.below(3);
    return Array.from({ length: count }, () =>
      rule(direction, `${typeof number === "string" ? number : number()}${chance.pick(RULES)}`),
    );
  }

  /** The rules of what is not as it was assumed to be. */
  otherRules(number: string | (() => string)): FilterRule[] {
    const open: UnknownValue = (unwritten<string>("rules", undefined) as { readonly unknown: UnknownValue }).unknown;
    return [...this.#moreRules(open, "ingress", number), ...this.#moreRules(open, "egress", number)];
  }

  /** An unknown list of groups; an interface for which none is written gets the default group of its VPC. */
  #someGroups(): readonly NodeId[] {
    const { chance } = this.#choices;
    const ids = this.#choices.graph
      .of("security-group")
      .filter((node) => this.#choices.truth(node.exists))
      .map(({ id }) => id);
    const count = chance.pick([0, 1, 1, 2]);
    return Array.from({ length: count }, () => (chance.happens(0.3) ? this.spareGroup() : chance.pick(ids)));
  }

  spareGroup(): NodeId {
    this.#spare += 1;
    const id = `spare group ${this.#spare}`;
    const [some] = this.#choices.graph.of("security-group");
    if (some === undefined) return id;
    const { external, assumption, vpc, ...rest } = some;
    this.#choices.made.push({ ...rest, id, vpc: undefined, rules: this.otherRules(""), exists: true });
    this.#choices.outside.add(id);
    return id;
  }

  /** A subnet of the VPC that the source does not show. */
  #spareSubnet(vpc: NodeId | undefined): NodeId {
    this.#spare += 1;
    const id = `spare subnet ${this.#spare}`;
    const { chance } = this.#choices;
    const [some] = this.#choices.graph.of("subnet");
    if (some === undefined) return id;
    const { external, repeated, ...rest } = some;
    const third = 200 + this.#spare;
    this.#choices.made.push({
      ...rest,
      id,
      vpc: vpc === undefined ? undefined : this.#choices.to(vpc),
      exists: true,
      zone: known(chance.pick(["z1", "z2"])),
      cidrs: [known(range(`10.0.${third}.0/24`)), known(range(`2001:db8:${third}::/64`))],
    });
    this.#choices.outside.add(id);
    return id;
  }

  /** An unknown list of subnets is not empty where nothing else is given: nothing is made without a subnet. */
  subnetList(root: string): readonly NodeId[] {
    const { chance } = this.#choices;
    const [vpc] = this.#choices.graph.of("vpc");
    const own = this.own("subnet", root);
    return Array.from({ length: 1 + chance.below(2) }, () =>
      own.length === 0 || chance.happens(0.5) ? this.#spareSubnet(vpc && this.#choices.is(vpc.id)) : chance.pick(own),
    );
  }

  groups(set: LoadBalancer["securityGroups"], network: boolean): LoadBalancer["securityGroups"] {
    if (set === "unfiltered") return set;
    const made = this.#choices.links(set, "security-group", () => this.#someGroups());
    if (made.links.length > 0) return made;
    return network ? "unfiltered" : { links: [this.#choices.to(this.spareGroup())] };
  }

  carried(set: Launch["securityGroups"]): Launch["securityGroups"] {
    return this.groups(set, false) as Launch["securityGroups"];
  }
}

/** A fact of something that the source does not say. */
export function unwritten<T>(symbol: string, node: Node | undefined): Fact<T> {
  const origin = { kind: "literal", span: node?.span ?? known(0).origin.span } as const;
  return {
    known: false,
    unknown: { kind: "unknown", type: { kind: "dynamic" }, symbol, cause: { kind: "computed", text: symbol } },
    origin,
  } as Fact<T>;
}

/** AWS refuses the same number twice: which of the entries is there is a matter of chance, and here the first. */
function distinct(entries: readonly FilterRule[]): readonly FilterRule[] {
  const taken = new Set<string>();
  return entries.filter(({ direction, number }) => {
    const key = `${direction} ${number?.known ? number.value : "?"}`;
    const free = !taken.has(key);
    taken.add(key);
    return free;
  });
}

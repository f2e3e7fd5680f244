/** Turns terse descriptions into graphs for tests. */
import ipaddr from "ipaddr.js";
import type { Fact } from "../../src/base/fact.ts";
import { SourceFile, type Span } from "../../src/base/source-file.ts";
import { type Assumption, DYNAMIC, type Existence, type Origin, type UnknownValue } from "../../src/base/value.ts";
import type { FilterRule, Peer, Protocol, RulePorts } from "../../src/graph/filters.ts";
import { Graph, type Link, type LinkSet, type Node, type NodeKind, type NodeOf } from "../../src/graph/model.ts";
import type { Launch } from "../../src/graph/workload.ts";
import type { IpRange } from "../../src/sets/ip-set.ts";

export const ROOT = "infra";

export function spanOf(text: string): Span {
  const file = new SourceFile(`${text.split(" ")[0]}.tf`, text);
  return { file, start: 0, end: text.length };
}

export const origin = (text: string): Origin => ({ kind: "literal", span: spanOf(text) });

/** What begins with `data.` is found by a lookup; all else is an input. */
export function unknown(symbol: string, from?: readonly UnknownValue[]): UnknownValue {
  const kind = symbol.startsWith("data.") ? "external" : "input";
  const cause = { kind, text: `${symbol} has no value` } as const;
  return { kind: "unknown", type: DYNAMIC, symbol, cause, ...(from === undefined ? {} : { from }) };
}

export function known<T>(value: T): Fact<T> {
  return { known: true, value, origin: origin(`${value}`) };
}

export function open<T>(symbol: string, among?: readonly T[]): Fact<T> {
  const base = { known: false, unknown: unknown(symbol), origin: origin(symbol) } as const;
  return among === undefined ? base : { ...base, among };
}

const rangesSeen = new Map<string, IpRange>();

/** `10.0.0.0/16`, `2001:db8::/32`. */
export function range(text: string): IpRange {
  const seen = rangesSeen.get(text) ?? parseRange(text);
  rangesSeen.set(text, seen);
  return seen;
}

function parseRange(text: string): IpRange {
  const [address, bits] = ipaddr.parseCIDR(text);
  const family = address.kind() === "ipv4" ? 4 : 6;
  const value = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt((family === 4 ? 32 : 128) - bits);
  return { family, first: value - (value % size), last: value - (value % size) + size - 1n };
}

/** `?symbol` is an unknown, all else a known range. */
export const rangeFact = (text: string): Fact<IpRange> =>
  text.startsWith("?") ? open(text.slice(1)) : known(range(text));

export const idOf = (address: string): string => `${ROOT}#${address}`;

/** What a name in a text stands for. */
export type Ids = (name: string) => string;

/** `a|b`: one of both; `a if x` or `a~x`: where x is true; `a!note`: under the assumption that `note` is true. */
export function link(text: string, ids: Ids = idOf): Link {
  const [named, condition] = text.replace(" if ", "~").split("~");
  const [names, note] = named!.split("!");
  return {
    to: names!.split("|").map(ids),
    exists: condition === undefined ? true : unknown(condition),
    origin: origin(text),
    ...(note === undefined ? {} : { assumption: given(note) }),
  };
}

/** An assumption of the graph's own. */
export const given = (text: string): Assumption => ({ kind: "given", text });

/** Names, and `?symbol` for an unknown rest. */
export function links(texts: readonly string[] = [], ids: Ids = idOf): LinkSet {
  const rest = texts.find((text) => text.startsWith("?"));
  return {
    links: texts.filter((text) => !text.startsWith("?")).map((text) => link(text, ids)),
    ...(rest === undefined ? {} : { rest: unknown(rest.slice(1)) }),
  };
}

const PROTOCOLS: Record<string, Protocol> = { tcp: 6, udp: 17, icmp: 1, all: "all" };

function peerOf(text: string, ids: Ids): Peer {
  const [name, condition] = text.split("~");
  const exists: Existence = condition === undefined ? true : unknown(condition);
  if (name!.startsWith("sg:")) return { kind: "security-group", group: link(name!.slice(3), ids), exists };
  if (name!.startsWith("pl:")) return { kind: "prefix-list", list: link(name!.slice(3), ids), exists };
  return { kind: "cidr", range: rangeFact(name === "any" ? "0.0.0.0/0" : name!), exists };
}

function portsOf(text: string): RulePorts {
  if (text === "*") return "all";
  const end = (part: string): Fact<number> => (part.startsWith("?") ? open(part.slice(1)) : known(Number(part)));
  const [from, to = from] = text.split("-");
  return { from: end(from!), to: end(to!) };
}

let rulesMade = 0;

/**
 * `tcp 80-90 sg:alb,10.0.0.0/16`, `all * any`, `tcp ?var.port ?var.cidr if var.on`; of an ACL with number and action in front:
 * `100 deny tcp 22 any`. A peer `sg:a~x` is there where x is true; `list:x` is an unknown list of peers.
 */
export function rule(direction: "ingress" | "egress", text: string, ids: Ids = idOf): FilterRule {
  const [body, condition] = text.split(" if ");
  const words = body!.split(" ");
  const numbered = words[1] === "allow" || words[1] === "deny";
  const number = numbered ? words.shift()! : undefined;
  const action = numbered ? (words.shift() as "allow" | "deny") : "allow";
  const [protocol, ports, peers = ""] = words;
  const all = peers.split(",").filter((peer) => peer !== "");
  const list = all.find((peer) => peer.startsWith("list:"));
  rulesMade += 1;
  return {
    address: `rule.${direction}.${body}`,
    direction,
    action,
    ...(number === undefined
      ? {}
      : { number: number.startsWith("?") ? open<number>(number.slice(1)) : known(Number(number)) }),
    protocol: protocol!.startsWith("?") ? open(protocol!.slice(1)) : known(PROTOCOLS[protocol!] ?? Number(protocol)),
    ports: portsOf(ports!),
    peers: all.filter((peer) => peer !== list).map((peer) => peerOf(peer, ids)),
    ...(list === undefined ? {} : { peersRest: unknown(list.slice(5)) }),
    exists: condition === undefined ? true : unknown(condition),
    span: spanOf(`rule${rulesMade} ${text}`),
  };
}

export interface Rules {
  readonly ingress?: readonly string[];
  readonly egress?: readonly string[];
}

export const rules = ({ ingress = [], egress = [] }: Rules): FilterRule[] => [
  ...ingress.map((text) => rule("ingress", text)),
  ...egress.map((text) => rule("egress", text)),
];

/** A launch whose interface carries the groups and whose user data joins the cluster. */
export function launch(groups: readonly string[], more: Partial<Launch> = {}): Launch {
  return {
    address: "launch",
    span: spanOf("launch"),
    securityGroups: links(groups),
    subnets: undefined,
    cluster: link("cluster"),
    platform: known("linux"),
    exists: true,
    assumptions: [],
    ...more,
  };
}

type Given<K extends NodeKind> = Partial<Omit<NodeOf<K>, "kind" | "id" | "address">>;

/** Collects nodes; later ones of a name replace earlier ones. */
export class GraphBuilder {
  readonly #nodes = new Map<string, Node>();

  graph(): Graph {
    return new Graph(this.#nodes.values());
  }

  add(node: Node): this {
    this.#nodes.set(node.id, node);
    return this;
  }

  /** A node of which the source knows nothing but its name. */
  external(kind: NodeKind, name: string, literal = false): this {
    const made = new GraphBuilder();
    const unknownName = unknown(name);
    made.node(kind, name, {});
    const node = made.#nodes.get(idOf(name))!;
    this.#nodes.set(node.id, { ...node, external: { unknown: unknownName, literal } } as Node);
    return this;
  }

  vpc(name: string, cidrs: readonly string[], more: Given<"vpc"> = {}): this {
    return this.node("vpc", name, { cidrs: cidrs.map(rangeFact), ...more });
  }

  subnet(name: string, cidr: string, zone?: string, more: Given<"subnet"> = {}): this {
    return this.node("subnet", name, {
      cidrs: cidr.split(",").map(rangeFact),
      zone: zone === undefined ? undefined : known(zone),
      ...more,
    });
  }

  group(name: string, { ingress = [], egress = [] }: Rules, more: Given<"security-group"> = {}): this {
    return this.node("security-group", name, { rules: rules({ ingress, egress }), ...more });
  }

  acl(name: string, subnets: readonly string[], texts: Rules, more: Given<"network-acl"> = {}): this {
    return this.node("network-acl", name, { subnets: links(subnets), entries: rules(texts), ...more });
  }

  node<K extends NodeKind>(kind: K, name: string, more: Given<K>): this {
    const base = { kind, id: idOf(name), address: name, root: ROOT, span: spanOf(`${name} header`), exists: true };
    this.#nodes.set(base.id, { ...base, ...defaults(kind), ...more } as unknown as Node);
    return this;
  }

  remove(name: string): this {
    this.#nodes.delete(idOf(name));
    return this;
  }
}

/** What a node has where a test says nothing: one VPC, an application load balancer, a bridge-mode service. */
export function defaults(kind: NodeKind): object {
  const vpc = link("vpc");
  switch (kind) {
    case "vpc":
      return { cidrs: [], middleboxRoutes: [] };
    case "subnet":
      return { vpc, cidrs: [], zone: undefined };
    case "route-table":
      return { vpc, routes: [] };
    case "vpc-endpoint":
      return { vpc, service: known("s3") };
    case "nat-gateway":
      return { subnet: undefined, isPrivate: known(false) };
    case "security-group":
      return { vpc, rules: [], isDefault: false };
    case "network-acl":
      return { vpc, entries: [], isDefault: false, subnets: links() };
    case "prefix-list":
      return { ranges: [], awsManaged: false };
    case "load-balancer":
      return {
        type: known("application"),
        internal: known(false),
        addressType: known("ipv4"),
        securityGroups: links(),
        subnets: links(),
        classicListeners: [],
      };
    case "listener":
      return { loadBalancer: link("lb"), port: known(80), protocol: known("HTTP"), forwards: links(["tg"]) };
    case "target-group":
      return {
        targetType: known("instance"),
        protocol: known("HTTP"),
        port: known(80),
        vpc,
        addressType: known("ipv4"),
        healthCheck: healthCheck("traffic-port"),
        preserveClientIp: undefined,
      };
    case "cluster":
      return { name: known("main"), capacityProviders: links(), defaultStrategy: [] };
    case "capacity-provider":
      return { provides: { kind: "fargate" } };
    case "host-group":
      return {
        source: "auto-scaling-group",
        launches: [],
        subnets: links(),
        size: undefined,
        targetGroups: links(),
        classicLoadBalancers: links(),
      };
    case "task-definition":
      return {
        networkMode: known("bridge"),
        containers: [container("web", [{}])],
        compatibilities: known([]),
        platform: known("linux"),
        cpu: undefined,
        memory: undefined,
      };
    case "service":
      return {
        cluster: link("cluster"),
        taskDefinition: link("task"),
        launchType: known("EC2"),
        strategy: [],
        network: undefined,
        loadBalancers: [entry({})],
        schedulingStrategy: known("REPLICA"),
        desiredCount: undefined,
        deployment: { rolling: known(true), minimumHealthyPercent: known(100), maximumPercent: known(200) },
        placementConstraints: [],
      };
  }
}

export const healthCheck = (port: number | "traffic-port" | `?${string}`) => ({
  enabled: known(true),
  port:
    typeof port === "string" && port.startsWith("?")
      ? open<number | "traffic-port">(port.slice(1))
      : known(port as number | "traffic-port"),
  protocol: known("HTTP"),
  span: spanOf("health check"),
});

export type PortText = number | `?${string}`;

const port = (text: PortText): Fact<number> => (typeof text === "number" ? known(text) : open(text.slice(1)));

/** One mapping: container port 8080 where not given; no host port where not given. */
export const container = (
  name: string,
  mappings: readonly {
    readonly container?: PortText;
    readonly host?: PortText;
    readonly protocol?: "tcp" | "udp" | "?var.protocol";
  }[],
) => ({
  name: name.startsWith("?") ? open<string>(name.slice(1)) : known(name),
  portMappings: mappings.map((mapping) => ({
    containerPort: port(mapping.container ?? 8080),
    hostPort: mapping.host === undefined ? undefined : port(mapping.host),
    protocol:
      mapping.protocol === "?var.protocol" ? open<"tcp" | "udp">("var.protocol") : known(mapping.protocol ?? "tcp"),
    exists: true as const,
    span: spanOf("mapping"),
  })),
  cpu: undefined,
  memory: undefined,
  memoryReservation: undefined,
  exists: true as const,
  span: spanOf(`container ${name}`),
});

export const entry = ({
  targetGroup = "tg" as string | undefined,
  alternate = undefined as string | undefined,
  classic = undefined as string | undefined,
  name = "web",
  port: text = 8080 as PortText,
}) => ({
  targetGroup: targetGroup === undefined || classic !== undefined ? undefined : link(targetGroup),
  alternateTargetGroup: alternate === undefined ? undefined : link(alternate),
  classicLoadBalancer: classic === undefined ? undefined : link(classic),
  containerName: name.startsWith("?") ? open<string>(name.slice(1)) : known(name),
  containerPort: port(text),
  exists: true as const,
  span: spanOf("entry"),
});

/**
 * A bridge-mode service with dynamic ports behind an application load balancer: subnets a1 and a2 for the load balancer, b1 and
 * b2 for the instances, all in `vpc`, no network ACLs. All that a test is about is open; it closes what it needs.
 */
export function shop(): GraphBuilder {
  return new GraphBuilder()
    .vpc("vpc", ["10.0.0.0/16"])
    .subnet("a1", "10.0.1.0/24", "zone-1")
    .subnet("a2", "10.0.2.0/24", "zone-2")
    .subnet("b1", "10.0.11.0/24", "zone-1")
    .subnet("b2", "10.0.12.0/24", "zone-2")
    .group("alb", { ingress: ["tcp 443 any"], egress: ["all * any"] })
    .group("hosts", { ingress: ["tcp 32768-65535 sg:alb"], egress: ["all * any"] })
    .node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["a1", "a2"]) })
    .node("listener", "listener", {})
    .node("target-group", "tg", {})
    .node("cluster", "cluster", {})
    .node("host-group", "asg", { launches: [launch(["hosts"])], subnets: links(["b1", "b2"]) })
    .node("task-definition", "task", {})
    .node("service", "service", {});
}

/** The same as a task of network mode awsvpc with container port 8080. */
export function taskShop(): GraphBuilder {
  return shop()
    .group("tasks", { ingress: ["tcp 8080 sg:alb"], egress: ["all * any"] })
    .node("target-group", "tg", { targetType: known("ip") })
    .node("task-definition", "task", { networkMode: known("awsvpc") })
    .node("service", "service", {
      launchType: known("FARGATE"),
      network: {
        securityGroups: links(["tasks"]),
        subnets: links(["b1", "b2"]),
        publicAddress: known(false),
        exists: true,
        span: spanOf("network"),
      },
    });
}

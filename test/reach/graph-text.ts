import type { LinkSet, Node, NodeKind, StrategyEntry } from "../../src/graph/model.ts";
import { type ExternalKind, externalNode } from "../../src/normalize/references/external.ts";
import {
  defaults,
  GraphBuilder,
  given,
  healthCheck,
  known,
  link,
  links,
  range,
  rule,
  spanOf,
  unknown,
} from "./graph-builder.ts";
import { fact, flag, Line, number, word } from "./graph-line.ts";

const KINDS: Readonly<Record<string, NodeKind>> = {
  vpc: "vpc",
  subnet: "subnet",
  group: "security-group",
  acl: "network-acl",
  prefixes: "prefix-list",
  balancer: "load-balancer",
  listener: "listener",
  target: "target-group",
  cluster: "cluster",
  provider: "capacity-provider",
  hosts: "host-group",
  task: "task-definition",
  service: "service",
};

/** Throws where a line is not one, or where a part has no node. */
export function build(lines: readonly string[]): GraphBuilder {
  const parsed = lines.map((text) => new Line(text));
  const nodes = parsed.filter(({ kind }) => kind in KINDS);
  const ids = new Map(nodes.map((line) => [line.name, nodeId(line)]));
  const parts = new Map<string, Line[]>(nodes.map(({ name }) => [name, []]));
  for (const line of parsed.filter(({ kind }) => !(kind in KINDS))) {
    const own = parts.get(line.name);
    if (own === undefined) throw new Error(`no node ${line.name}: ${line.text}`);
    own.push(line);
  }
  const reader = new Reader((name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`no node ${name}`);
    return id;
  });
  const builder = new GraphBuilder();
  for (const line of nodes) builder.add(reader.node(line, parts.get(line.name)!));
  return builder;
}

function nodeId(line: Line): string {
  return line.has("external") || line.has("literal") ? `external:${line.name}` : `${line.root}#${line.name}`;
}

const more = (key: string, text: string | undefined) => (text === undefined ? {} : { [key]: unknown(text) });

class Reader {
  readonly #ids: (name: string) => string;

  constructor(ids: (name: string) => string) {
    this.#ids = ids;
  }

  node(line: Line, parts: readonly Line[]): Node {
    const kind = KINDS[line.kind]!;
    const span = spanOf(`${line.name} header`);
    const base = {
      kind,
      id: this.#ids(line.name),
      address: line.name,
      root: line.root,
      span,
      exists: line.exists,
      ...(line.has("repeated") ? { repeated: true } : {}),
      ...(line.note === undefined ? {} : { assumption: given(line.note) }),
    };
    if (line.has("external") || line.has("literal")) {
      const thing = { ...base, unknown: unknown(line.name), literal: line.has("literal"), repeated: false };
      return externalNode(kind as ExternalKind, thing, base.id);
    }
    return { ...base, ...defaults(kind), ...this.#own(kind, line, parts) } as unknown as Node;
  }

  #own(kind: NodeKind, line: Line, parts: readonly Line[]): object {
    const vpc = line.get("vpc") === undefined ? undefined : link(line.get("vpc")!, this.#ids);
    switch (kind) {
      case "vpc":
        return {
          cidrs: line.list("ranges").map((text) => fact(text, range)),
          middleboxRoutes: line.list("routes").map((text) => fact(text, range)),
          ...more("cidrsRest", line.get("more")),
        };
      case "subnet":
        return {
          vpc,
          cidrs: line.list("ranges").map((text) => fact(text, range)),
          zone: line.get("zone") === undefined ? undefined : word(line.get("zone")!),
        };
      case "route-table":
        return { vpc };
      case "nat-gateway":
      case "vpc-endpoint":
        return {};
      case "security-group":
        return { vpc, rules: this.#rules(parts), ...opened(line) };
      case "network-acl":
        return {
          vpc,
          entries: this.#rules(parts),
          subnets: this.#links(line, "subnets"),
          isDefault: line.has("default"),
          ...opened(line),
        };
      case "prefix-list":
        return {
          ranges: line.list("ranges").map((text) => fact(text, range)),
          awsManaged: line.has("aws"),
          ...more("rangesRest", line.get("more")),
        };
      case "load-balancer":
        return this.#balancer(line);
      case "listener":
        return { loadBalancer: link(line.get("of")!, this.#ids), forwards: this.#links(line, "forwards") };
      case "target-group":
        return this.#target(line, vpc);
      case "cluster":
        return { name: word(line.get("called") ?? line.name), ...this.#strategy(line, "default") };
      case "capacity-provider":
        return { provides: this.#provides(line) };
      case "host-group":
        return {
          launches: parts.map((part, at) => this.#launch(part, at)),
          subnets: this.#links(line, "subnets"),
          ...more("launchesRest", line.get("more")),
        };
      case "task-definition":
        return this.#task(line, parts);
      case "service":
        return this.#service(line, parts);
    }
  }

  #links(line: Line, key: string): LinkSet {
    return links(line.list(key), this.#ids);
  }

  #rules(parts: readonly Line[]) {
    return parts.map(({ kind, text, note }) => {
      const body = text.split(" ").slice(2);
      const made = rule(
        kind === "in" ? "ingress" : "egress",
        body.filter((one) => !one.startsWith("!")).join(" "),
        this.#ids,
      );
      return note === undefined ? made : { ...made, assumption: given(note) };
    });
  }

  #balancer(line: Line): object {
    const [port, check] = [line.list("ports"), line.get("health")];
    return {
      type: word(line.get("type") ?? "application"),
      internal: flag(line.get("internal") ?? "no"),
      securityGroups: line.get("groups") === undefined ? "unfiltered" : this.#links(line, "groups"),
      subnets: this.#links(line, "subnets"),
      classicListeners: port.map((text) => {
        const [instancePort, condition] = text.split("~");
        const exists = condition === undefined ? true : unknown(condition);
        return { instancePort: number(instancePort!), exists, span: spanOf("listener") };
      }),
      ...(line.get("crosszone") === undefined ? {} : { crossZone: flag(line.get("crosszone")!) }),
      ...(check === undefined ? {} : { classicHealthCheck: { ...healthCheck("traffic-port"), port: number(check) } }),
    };
  }

  #target(line: Line, vpc: unknown): object {
    const port = line.get("health") ?? "traffic-port";
    const preserve = line.get("preserve");
    return {
      vpc,
      targetType: word(line.get("type") ?? "instance"),
      protocol: word(line.get("protocol") ?? "HTTP"),
      addressType: word(line.get("family") ?? "ipv4"),
      healthCheck: {
        ...healthCheck("traffic-port"),
        enabled: flag(line.get("checked") ?? "yes"),
        port: port === "traffic-port" ? known(port) : fact(port, (one) => (one === "traffic-port" ? one : Number(one))),
      },
      preserveClientIp: preserve === undefined ? undefined : flag(preserve),
      ...(line.get("crosszone") === undefined ? {} : { crossZone: flag(line.get("crosszone")!) }),
    };
  }

  /** `provider:weight:base`, and `?symbol` for an unknown rest. */
  #strategy(line: Line, key: "default" | ""): object {
    const texts = line.list("strategy");
    const rest = texts.find((text) => text.startsWith("?"))?.slice(1);
    const entries = texts
      .filter((text) => !text.startsWith("?"))
      .map((text): StrategyEntry => {
        const [provider, weight, base] = text.split(":");
        return { provider: link(provider!, this.#ids), weight: number(weight!), base: number(base!) };
      });
    return key === "default"
      ? { defaultStrategy: entries, ...more("defaultStrategyRest", rest) }
      : { strategy: entries, ...more("strategyRest", rest) };
  }

  #provides(line: Line): object {
    if (line.get("hosts") !== undefined) return { kind: "host-group", hosts: link(line.get("hosts")!, this.#ids) };
    if (line.get("unknown") !== undefined) return { kind: "unknown", unknown: unknown(line.get("unknown")!) };
    if (line.get("subnets") === undefined) return { kind: "fargate" };
    return {
      kind: "managed-instances",
      securityGroups: this.#links(line, "groups"),
      subnets: this.#links(line, "subnets"),
    };
  }

  #launch(line: Line, at: number): object {
    const [cluster, ports] = [line.get("cluster"), line.get("ports")?.split("-")];
    return {
      address: `${line.name}.launch${at}`,
      span: spanOf(`${line.name}.launch${at} header`),
      securityGroups: this.#links(line, "groups"),
      subnets: line.get("subnets") === undefined ? undefined : this.#links(line, "subnets"),
      cluster: cluster === undefined ? undefined : link(cluster, this.#ids),
      ...more("userDataUnread", line.get("unread")),
      ...(ports === undefined ? {} : { dynamicPorts: { from: number(ports[0]!), to: number(ports[1]!) } }),
      platform: word(line.get("platform") ?? "linux"),
      exists: line.exists,
      assumptions: line.note === undefined ? [] : [given(line.note)],
    };
  }

  #task(line: Line, parts: readonly Line[]): object {
    return {
      networkMode: word(line.get("mode") ?? "bridge"),
      platform: word(line.get("platform") ?? "linux"),
      ...more("containersRest", line.get("more")),
      containers: parts
        .filter(({ kind }) => kind === "container")
        .map((part) => ({
          name: word(part.words[0]!),
          portMappings: parts.filter((one) => one.kind === "map" && one.words[0] === part.words[0]).map(mapping),
          ...more("portMappingsRest", part.get("more")),
          exists: part.exists,
          span: spanOf(part.text),
        })),
    };
  }

  #service(line: Line, parts: readonly Line[]): object {
    const [type, task] = [line.get("type"), line.get("task")];
    const placed = line.get("subnets") !== undefined;
    const span = spanOf("network");
    return {
      cluster: link(line.get("cluster")!, this.#ids),
      taskDefinition: task === undefined ? undefined : link(task, this.#ids),
      launchType: type === undefined ? undefined : word(type),
      ...this.#strategy(line, ""),
      network: placed
        ? {
            securityGroups: this.#links(line, "groups"),
            subnets: this.#links(line, "subnets"),
            publicAddress: known(false),
            span,
          }
        : undefined,
      loadBalancers: parts.map((part, at) => this.#entry(part, at)),
    };
  }

  #entry(line: Line, at: number): object {
    const [name, port] = line.get("port")!.split(":");
    const to = (key: string) => (line.get(key) === undefined ? undefined : link(line.get(key)!, this.#ids));
    return {
      targetGroup: to("target"),
      alternateTargetGroup: to("other"),
      classicLoadBalancer: to("classic"),
      containerName: word(name!),
      containerPort: number(port!),
      exists: line.exists,
      span: spanOf(`entry${at} of ${line.name}`),
    };
  }
}

/** `map d0 web 8080:80/udp`: container port, host port where written, protocol where not TCP. */
function mapping(line: Line): object {
  const [ports, protocol] = line.words[1]!.split("/");
  const [container, host] = ports!.split(":");
  return {
    containerPort: number(container!),
    hostPort: host === undefined ? undefined : number(host),
    protocol: word(protocol ?? "tcp"),
    exists: line.exists,
    span: spanOf(line.text),
  };
}

const opened = (line: Line): object => ({
  ...more("ingressRest", line.get("in")),
  ...more("egressRest", line.get("out")),
});

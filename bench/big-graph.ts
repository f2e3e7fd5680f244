/** Makes graphs of any size for the benchmark of the reachability engine. */
import type { Fact } from "../src/base/fact.ts";
import { SourceFile, type Span } from "../src/base/source-file.ts";
import { type FilterRule, Graph, type Link, type LinkSet, type Node } from "../src/graph/model.ts";

const span: Span = { file: new SourceFile("main.tf", "x"), start: 0, end: 1 };
const origin = { kind: "literal", span } as const;
const known = <T>(value: T): Fact<T> => ({ known: true, value, origin });
const link = (id: string): Link => ({ to: [id], exists: true, origin });
const links = (...ids: readonly string[]): LinkSet => ({ links: ids.map(link) });

export interface Size {
  readonly services: number;
  readonly groups: number;
  readonly rulesPerGroup: number;
  readonly subnets: number;
}

/** Every service has its own target group, task definition, load balancer and two security groups; ten share a cluster. */
export function bigGraph({ services, groups, rulesPerGroup, subnets }: Size): Graph {
  const nodes: Node[] = [];
  const base = (id: string) => ({ id, address: id, root: "root", span, exists: true }) as const;
  const vpc = link("vpc");
  const range = (first: number, bits: number) =>
    known({ family: 4 as const, first: BigInt(first), last: BigInt(first + 2 ** (32 - bits) - 1) });
  const cidr = (at: number) => range(0x0a000000 + at * 256, 24);
  nodes.push({ ...base("vpc"), kind: "vpc", cidrs: [range(0x0a000000, 16)], middleboxRoutes: [] });
  for (let at = 0; at < subnets; at += 1)
    nodes.push({ ...base(`subnet${at}`), kind: "subnet", vpc, cidrs: [cidr(at)], zone: known(`zone-${at % 3}`) });
  for (let at = 0; at < subnets / 4; at += 1)
    nodes.push({
      ...base(`acl${at}`),
      kind: "network-acl",
      vpc,
      isDefault: false,
      subnets: links(`subnet${at}`),
      entries: entries(at),
    });
  for (let at = 0; at < groups; at += 1)
    nodes.push({ ...base(`group${at}`), kind: "security-group", vpc, isDefault: false, rules: rules(at) });
  const three = (at: number) =>
    links(...[0, 1, 2].map((zone) => `subnet${(3 * at + zone) % (subnets - (subnets % 3))}`));
  for (let at = 0; at < services; at += 1) {
    const cluster = `cluster${Math.floor(at / 10)}`;
    const balancer = `group${(2 * at) % groups}`;
    const hosts = `group${(2 * at + 1) % groups}`;
    if (at % 10 === 0)
      nodes.push(
        { ...base(cluster), kind: "cluster", name: known(cluster), capacityProviders: links(), defaultStrategy: [] },
        hostGroup(at, cluster, hosts),
      );
    nodes.push(
      {
        ...base(`lb${at}`),
        kind: "load-balancer",
        type: known("application"),
        internal: known(false),
        addressType: known("ipv4"),
        securityGroups: links(balancer),
        subnets: three(at),
        classicListeners: [],
      },
      {
        ...base(`listener${at}`),
        kind: "listener",
        loadBalancer: link(`lb${at}`),
        port: known(443),
        protocol: known("HTTPS"),
        forwards: links(`tg${at}`),
      },
      {
        ...base(`tg${at}`),
        kind: "target-group",
        targetType: known("instance"),
        protocol: known("HTTP"),
        port: known(80),
        vpc,
        addressType: known("ipv4"),
        healthCheck: { enabled: known(true), port: known("traffic-port"), protocol: known("HTTP"), span },
        preserveClientIp: undefined,
      },
      {
        ...base(`task${at}`),
        kind: "task-definition",
        networkMode: known("bridge"),
        containers: [
          {
            name: known("web"),
            portMappings: [
              { containerPort: known(8080), hostPort: known(0), protocol: known("tcp"), exists: true, span },
            ],
            cpu: undefined,
            memory: undefined,
            memoryReservation: undefined,
            exists: true,
            span,
          },
        ],
        compatibilities: known([]),
        platform: known("linux"),
        cpu: undefined,
        memory: undefined,
      },
      {
        ...base(`service${at}`),
        kind: "service",
        cluster: link(cluster),
        taskDefinition: link(`task${at}`),
        launchType: known("EC2"),
        strategy: [],
        network: undefined,
        loadBalancers: [
          {
            targetGroup: link(`tg${at}`),
            alternateTargetGroup: undefined,
            classicLoadBalancer: undefined,
            containerName: known("web"),
            containerPort: known(8080),
            exists: true,
            span,
          },
        ],
        schedulingStrategy: known("REPLICA"),
        desiredCount: known(2),
        deployment: { minimumHealthyPercent: known(100), maximumPercent: known(200) },
        placementConstraints: [],
      },
    );
  }
  return new Graph(nodes);

  function hostGroup(at: number, cluster: string, group: string): Node {
    return {
      ...base(`hosts${at}`),
      kind: "host-group",
      source: "auto-scaling-group",
      launches: [
        {
          address: `launch${at}`,
          span,
          securityGroups: links(group),
          subnets: undefined,
          cluster: link(cluster),
          platform: known("linux"),
          exists: true,
        },
      ],
      subnets: three(at + 1),
      size: undefined,
      targetGroups: links(),
      classicLoadBalancers: links(),
    };
  }

  function rule(
    direction: "ingress" | "egress",
    low: number,
    high: number,
    peer: FilterRule["peers"][number],
    more: Partial<FilterRule> = {},
  ): FilterRule {
    return {
      address: "rule",
      direction,
      action: "allow",
      protocol: known(6),
      ports: { from: known(low), to: known(high) },
      peers: [peer],
      exists: true,
      span,
      ...more,
    };
  }

  /** Two that admit everything of the VPC that is needed, last; before them half that name groups, and half that name ranges, of
   *  which a few hold only part of a subnet. */
  function rules(at: number): FilterRule[] {
    const inside = { kind: "cidr", range: range(0x0a000000, 16), exists: true } as const;
    const needed = [rule("ingress", 32768, 65535, inside), rule("egress", 0, 65535, inside)];
    const others = Array.from({ length: rulesPerGroup - 2 }, (_, index) => {
      const low = (index * 1009 + at * 13) % 60000;
      const direction = index % 2 === 0 ? "ingress" : "egress";
      if (index % 4 < 2)
        return rule(direction, low, low + 2000, {
          kind: "security-group",
          group: link(`group${(at + index - 30 + groups) % groups}`),
          exists: true,
        });
      const first = 0x0a000000 + ((index * 7 + at) % subnets) * 256;
      return rule(direction, low, low + 2000, {
        kind: "cidr",
        range: index % 3 === 0 ? range(first, 25) : range(first, 22),
        exists: true,
      });
    });
    return [...others, ...needed];
  }

  function entries(at: number): FilterRule[] {
    const anyone = { kind: "cidr", range: range(0, 0), exists: true } as const;
    return (["ingress", "egress"] as const).flatMap((direction) => [
      ...Array.from({ length: 18 }, (_, index) => {
        const peer = { kind: "cidr", range: cidr((at + index) % subnets), exists: true } as const;
        return rule(direction, 1000 * index, 1000 * index + 500, peer, {
          number: known(100 + index),
          action: index % 9 === 0 ? "deny" : "allow",
        });
      }),
      rule(direction, 0, 65535, anyone, { number: known(200) }),
    ]);
  }
}

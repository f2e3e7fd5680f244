/** Random graphs of one service behind one load balancer, with unknowns of every kind. */
import fc from "fast-check";
import type { Fact } from "../../src/base/fact.ts";
import type { NetworkAcl } from "../../src/graph/model.ts";
import {
  container,
  entry,
  GraphBuilder,
  healthCheck,
  known,
  launch,
  link,
  links,
  open,
  type PortText,
  rules,
  spanOf,
  unknown,
} from "../reach/graph-builder.ts";

const or = <T>(weight: number, rare: fc.Arbitrary<T>, usual: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: rare }, { weight: 100 - weight, arbitrary: usual });

const condition = fc.constantFrom("", "", "", "", "", "", " if var.x", " if var.y", " if var.own");
const portPair = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("*", "0-65535", "1-65535", "32768-65535", "1024-65535", "32768-60999", "49153-65535"),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "80",
      "8080",
      "0",
      "1024-8080",
      "40000-40010",
      "61000-65535",
      "32768-40000",
      "40001-65535",
      "443-80",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("?var.port", "?var.low-65535", "32768-?var.high", "?var.other", "?var.low-?var.high"),
  },
);
const protocol = fc.oneof(
  { weight: 6, arbitrary: fc.constant("tcp") },
  { weight: 3, arbitrary: fc.constant("all") },
  { weight: 1, arbitrary: fc.constantFrom("udp", "icmp", "?var.protocol") },
);
const cidr = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "any",
      "10.0.0.0/16",
      "10.0.0.0/8",
      "10.0.1.0/24",
      "10.0.2.0/24",
      "10.0.11.0/24",
      "10.0.12.0/24",
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "10.0.2.0/25",
      "10.0.2.128/25",
      "10.0.12.128/25",
      "192.168.0.0/16",
      "::/0",
      "10.0.1.0/26",
      "10.0.0.0/17",
      "10.0.128.0/17",
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom("?var.cidr", "?a1.cidr", "?b1.cidr", "?vpc.cidr") },
);
const groupName = fc.constantFrom("g0", "g1", "g2", "e0");
const groupPeer = fc
  .tuple(groupName, groupName, fc.integer({ min: 0, max: 9 }))
  .map(([a, b, way]) => `sg:${way === 0 ? `${a}|${b}` : a}${way === 1 ? "~var.x" : ""}`);
const peers = fc.oneof(
  { weight: 5, arbitrary: groupPeer },
  { weight: 5, arbitrary: cidr },
  { weight: 2, arbitrary: fc.tuple(cidr, groupPeer).map((pair) => pair.join(",")) },
  { weight: 1, arbitrary: fc.constantFrom("list:var.groups", "list:var.lb_groups", "") },
);
const groupRule = fc
  .tuple(protocol, portPair, peers, condition)
  .map(([p, ports, who, when]) => `${p} ${ports} ${who}${when}`.replace(/ +/g, " "));
const wideRule = fc.constantFrom(
  "all * any",
  "tcp 0-65535 10.0.0.0/16",
  "tcp 1024-65535 sg:g0",
  "tcp 32768-65535 sg:g0",
);
const groupRules = fc.array(or(25, wideRule, groupRule), { maxLength: 4 });

const aclRule = (number: number) =>
  fc
    .tuple(
      or(4, fc.constant(`?n${number}`), fc.constant(`${number}`)),
      or(30, fc.constant("deny"), fc.constant("allow")),
      protocol,
      portPair,
      cidr,
      condition,
    )
    .map(([n, action, p, ports, who, when]) => `${n} ${action} ${p} ${ports} ${who}${when}`);
const aclRules = fc
  .integer({ min: 0, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => aclRule(100 + 10 * at))))
  .chain((texts) => or<string[]>(75, fc.constant([...texts, "300 allow all * any"]), fc.constant([...texts])));

const set = (names: readonly string[], odd: readonly string[]) =>
  fc
    .tuple(
      fc.subarray([...names], { minLength: 1 }),
      or(
        15,
        fc.constantFrom(...odd).map((one) => [one]),
        fc.constant<string[]>([]),
      ),
    )
    .map(([a, b]) => [...a, ...b]);
const groupSet = (list: string) => set(["g0", "g1", "g2", "e0"], ["g0|g1", "g1 if var.x", "e0 if var.y", list]);
const subnetSet = set(["a1", "a2", "b1"], ["b2 if var.y", "?var.lb_subnets", "a1|b2"]);
const hostSubnets = set(["b1", "b2"], ["a1 if var.x", "?var.subnets", "b1|a2"]);

const kind = fc.constantFrom("dynamic", "dynamic", "static", "host", "task", "task", "symbol", "host-symbol");
const balancer = fc.constantFrom("application", "application", "application", "network", "network-groups");

/** What a random graph is made from: short texts, so that a failing case can be read. */
const recipe = fc.record({
  groups: fc.tuple(...["g0", "g1", "g2", "e0"].map(() => fc.record({ ingress: groupRules, egress: groupRules }))),
  lists: fc.tuple(
    ...["g0", "g1", "g2"].map(() => fc.constantFrom("", "", "", "", "", "", "", "", "ingress", "egress")),
  ),
  existing: fc.constantFrom("", "", "", "var.own"),
  service: fc.constantFrom("", "", "", "var.x"),
  cidrs: fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 4 }).map((way) => way === 0))),
  vpc: fc.constantFrom("10.0.0.0/16", "10.0.0.0/16", "?vpc.cidr"),
  balancer,
  crossZone: fc.constantFrom("yes", "yes", "no", "?"),
  lbGroups: groupSet("?var.lb_groups"),
  lbSubnets: subnetSet,
  kind,
  protocol: fc.constantFrom("TCP", "TCP", "UDP"),
  preserve: fc.constantFrom("", "", "true", "false", "?"),
  health: fc.constantFrom<(number | "traffic-port" | "?var.health")[]>(
    "traffic-port",
    "traffic-port",
    "traffic-port",
    8080,
    "?var.health",
  ),
  hosts: fc.array(fc.record({ groups: groupSet("?var.host_groups"), exists: fc.constantFrom("", "", "", "var.y") }), {
    minLength: 1,
    maxLength: 2,
  }),
  subnets: hostSubnets,
  acls: fc.array(
    fc.record({
      subnets: fc.subarray(["a1", "a2 if var.x", "b1", "b2"], { minLength: 1 }),
      ingress: aclRules,
      egress: aclRules,
      open: fc.constantFrom("", "", "", "", "", "ingress"),
    }),
    { maxLength: 2 },
  ),
  dynamic: fc.constantFrom({ first: 32768, last: 65535 }, { first: 32768, last: 60999 }, { first: 40000, last: 40003 }),
});

export type Recipe = typeof recipe extends fc.Arbitrary<infer R> ? R : never;

export const recipes: fc.Arbitrary<Recipe> = recipe;

const opened = (symbol: string, direction: string) =>
  direction === "" ? {} : direction === "ingress" ? { ingressRest: unknown(symbol) } : { egressRest: unknown(symbol) };

const flag = (text: string, symbol: string): Fact<boolean> =>
  text === "?" ? open<boolean>(symbol) : known(text === "true" || text === "yes");

export function build(made: Recipe): GraphBuilder {
  const builder = new GraphBuilder().vpc("vpc", [made.vpc]).subnet("extra", "10.0.99.0/24", "zone-1");
  [
    ["a1", "10.0.1.0/24", "zone-1"],
    ["a2", "10.0.2.0/24", "zone-2"],
    ["b1", "10.0.11.0/24", "zone-1"],
    ["b2", "10.0.12.0/24", "zone-2"],
  ].forEach(([name, cidr, zone], at) => {
    builder.subnet(name!, made.cidrs[at] ? `?${name}.cidr` : cidr!, zone);
  });
  ["g0", "g1", "g2"].forEach((name, at) => {
    const exists = at === 1 && made.existing !== "" ? { exists: unknown(made.existing) } : {};
    builder.group(name, made.groups[at]!, { ...opened(`${name}.rules`, made.lists[at]!), ...exists });
  });
  builder.external("security-group", "e0");
  const application = made.balancer === "application";
  const task = made.kind === "task" || made.kind === "symbol";
  builder
    .node("load-balancer", "lb", {
      type: known(application ? "application" : "network"),
      securityGroups: made.balancer === "network" ? "unfiltered" : links(made.lbGroups),
      subnets: links(made.lbSubnets),
      ...(application ? {} : { crossZone: flag(made.crossZone, "lb.cross_zone") }),
    })
    .node("listener", "listener", {})
    .node("target-group", "tg", {
      targetType: known(task ? "ip" : "instance"),
      protocol: known(application ? "HTTP" : made.protocol),
      healthCheck: healthCheck(made.kind === "dynamic" || made.kind === "static" ? "traffic-port" : made.health),
      preserveClientIp: made.preserve === "" ? undefined : flag(made.preserve, "tg.preserve"),
    })
    .node("cluster", "cluster", {});
  const port: PortText = made.kind === "symbol" || made.kind === "host-symbol" ? "?var.port" : 8080;
  const mode = {
    dynamic: "bridge",
    static: "bridge",
    host: "host",
    "host-symbol": "host",
    task: "awsvpc",
    symbol: "awsvpc",
  } as const;
  const mapping = {
    container: port,
    ...(made.kind === "static" ? { host: 80 } : {}),
    ...(made.protocol === "UDP" ? { protocol: "udp" as const } : {}),
  };
  builder.node("task-definition", "task", {
    networkMode: known(mode[made.kind as keyof typeof mode]),
    containers: [container("web", [mapping])],
  });
  const base = { loadBalancers: [entry({ port })], ...(made.service === "" ? {} : { exists: unknown(made.service) }) };
  if (task) {
    const network = {
      securityGroups: links(made.hosts[0]!.groups),
      subnets: links(made.subnets),
      publicAddress: known(false),
      exists: true as const,
      span: spanOf("network"),
    };
    builder.node("service", "service", { ...base, launchType: known("FARGATE"), network });
  } else {
    const launches = made.hosts.map(({ groups, exists }) =>
      launch(groups, exists === "" ? {} : { exists: unknown(exists) }),
    );
    builder
      .node("service", "service", base)
      .node("host-group", "asg", { launches, subnets: links(made.subnets), size: undefined });
  }
  const taken = new Set<string>();
  made.acls.forEach(({ subnets, ingress, egress, open: direction }, at) => {
    const free = subnets.filter((text) => !taken.has(text.split(" ")[0]!));
    for (const text of free) taken.add(text.split(" ")[0]!);
    const more: Partial<NetworkAcl> = opened(`acl${at}.entries`, direction);
    builder.node("network-acl", `acl${at}`, {
      subnets: links(free),
      entries: rules({ ingress, egress }),
      vpc: link("vpc"),
      ...more,
    });
  });
  return builder;
}

/** From where each kind of load balancer sends. */
import { describe, expect, test } from "vitest";
import type { FilterRule } from "../../src/graph/filters.ts";

import { flowOf, flowsOf, hopOf, summary } from "./flows.ts";
import {
  container,
  entry,
  type GraphBuilder,
  healthCheck,
  known,
  launch,
  link,
  links,
  open,
  shop,
  spanOf,
  taskShop,
  unknown,
} from "./graph-builder.ts";

const hosts = (builder: GraphBuilder, ...ingress: string[]) => builder.group("hosts", { ingress });
const health = { purpose: "health-check" } as const;

describe("network load balancers", () => {
  const network = (more = {}) => ({
    type: known("network" as const),
    subnets: links(["a1", "a2"]),
    securityGroups: "unfiltered" as const,
    crossZone: known(true),
    ...more,
  });
  const nlb = (more = {}, group = {}) =>
    shop()
      .node("load-balancer", "lb", network(more))
      .node("target-group", "tg", { protocol: known("TCP"), ...group });

  test("without groups keep the clients' addresses for instances: the internet must be admitted", () => {
    expect(summary(flowOf(hosts(nlb(), "tcp 32768-65535 any")))).toBe("reachable");
    expect(hopOf(flowOf(hosts(nlb(), "tcp 32768-65535 any")), "load-balancer-egress").verdict).toBe("not-applicable");
    expect(summary(flowOf(hosts(nlb(), "tcp 80 any")))).toBe("blocked 32768-65535");
  });

  test("without groups are in no group: a rule that names one admits neither traffic nor health checks", () => {
    const builder = hosts(nlb(), "tcp 32768-65535 sg:alb");
    expect(flowsOf(builder).map(summary)).toEqual(["blocked 32768-65535", "blocked 32768-65535"]);
  });

  test("which clients there are is not known: a rule for some of them proves nothing", () => {
    const flow = flowOf(hosts(nlb(), "tcp 32768-65535 203.0.113.0/24"));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ symbol }) => symbol)).toEqual(["clients of infra#lb"]);
  });

  test("health checks come from the nodes", () => {
    const builder = hosts(nlb(), "tcp 32768-65535 10.0.1.0/24,10.0.2.0/24");
    expect(summary(flowOf(builder, health))).toBe("reachable");
    expect(flowOf(builder).verdict).toBe("undetermined");
  });

  test("internal ones are assumed to have their clients in the VPC", () => {
    const builder = hosts(nlb({ internal: known(true) }), "tcp 32768-65535 10.0.0.0/16");
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(flowOf(builder).assumptions.map(({ kind }) => kind)).toEqual(["internal-clients"]);
    expect(flowOf(builder, { strict: true }).verdict).toBe("undetermined");
  });

  test("internal ones may have clients elsewhere: that only those are admitted proves nothing", () => {
    const builder = hosts(nlb({ internal: known(true) }), "tcp 32768-65535 192.168.0.0/16");
    expect(flowOf(builder).verdict).toBe("undetermined");
  });

  test.each([
    ["instance", "TCP", undefined, "clients"],
    ["instance", "TLS", undefined, "clients"],
    ["instance", "TCP", false, "nodes"],
    ["instance", "UDP", false, "clients"],
    ["instance", "TCP_UDP", undefined, "clients"],
    ["ip", "TCP", undefined, "nodes"],
    ["ip", "TLS", undefined, "nodes"],
    ["ip", "TCP", true, "clients"],
    ["ip", "UDP", undefined, "clients"],
    ["ip", "TCP_UDP", undefined, "clients"],
  ] as const)("targets of type %s, protocol %s, preservation %s see the %s", (type, protocol, preserve, seen) => {
    const base = type === "ip" ? taskShop() : shop();
    const builder = base
      .node("load-balancer", "lb", network())
      .node("target-group", "tg", {
        protocol: known(protocol),
        targetType: known(type),
        preserveClientIp: preserve === undefined ? undefined : known(preserve),
      })
      .node("task-definition", "task", {
        networkMode: known(type === "ip" ? "awsvpc" : "bridge"),
        containers: [container("web", [{ protocol: protocol === "UDP" ? "udp" : "tcp" }])],
      })
      .group("hosts", { ingress: ["all * 10.0.1.0/24,10.0.2.0/24"] })
      .group("tasks", { ingress: ["all * 10.0.1.0/24,10.0.2.0/24"] });
    expect(flowOf(builder).verdict).toBe(seen === "nodes" ? "reachable" : "undetermined");
  });

  test("an unknown attribute: only a rule for everyone is enough", () => {
    const builder = nlb({}, { preserveClientIp: open<boolean>("var.preserve") });
    expect(summary(flowOf(hosts(builder, "all * any")))).toBe("reachable");
    expect(summary(flowOf(hosts(builder, "all * 10.0.0.0/16")))).toBe("undetermined because var.preserve");
  });

  test("with groups are admitted by a rule that names them, though the clients' addresses are kept", () => {
    const builder = nlb({ securityGroups: links(["alb"]) });
    expect(summary(flowOf(hosts(builder, "tcp 32768-65535 sg:alb")))).toBe("reachable");
    const closed = builder.group("alb", { egress: [] });
    expect(flowsOf(closed).map(summary)).toEqual(["blocked 32768-65535", "blocked 32768-65535"]);
  });

  test("network ACLs of the targets see the clients, those of health checks the nodes", () => {
    const builder = hosts(nlb(), "all * any").acl("private", ["b1", "b2"], {
      ingress: ["100 allow all * 10.0.0.0/16"],
      egress: ["100 allow all * any"],
    });
    expect(flowOf(builder).verdict).toBe("undetermined");
    expect(summary(flowOf(builder, health))).toBe("reachable");
  });

  test("UDP containers are checked over TCP", () => {
    const builder = nlb({}, { protocol: known("UDP") }).node("task-definition", "task", {
      containers: [container("web", [{ protocol: "udp" }])],
    });
    const udp = hosts(builder, "udp 32768-65535 any");
    expect(flowsOf(udp).map(({ protocol, verdict }) => `${protocol} ${verdict}`)).toEqual([
      "udp reachable",
      "tcp blocked",
    ]);
  });

  describe("a host port that is mapped for another protocol than the target group's", () => {
    const mapped = (protocol: "tcp" | "udp" | "?var.protocol", group: string) =>
      hosts(nlb({}, { protocol: known(group) }), "all * any").node("task-definition", "task", {
        containers: [container("web", [{ protocol }])],
      });
    const told = (builder: GraphBuilder) =>
      flowsOf(builder).map(({ verdict, obstacles = [] }) => [verdict, ...obstacles.map(({ kind }) => kind)].join(" "));
    const other = "mapped-for-another-protocol";
    test("gets neither traffic nor health checks", () =>
      expect(told(mapped("udp", "TCP"))).toEqual([`undetermined ${other}`, `undetermined ${other}`]));
    test("for UDP gets no health checks, which come by TCP", () =>
      expect(told(mapped("udp", "UDP"))).toEqual(["reachable", `undetermined ${other}`]));
    test("for TCP gets the health checks, and no traffic by UDP", () =>
      expect(told(mapped("tcp", "UDP"))).toEqual([`undetermined ${other}`, "reachable"]));
    test("is left open by a protocol that is not known", () => {
      expect(told(mapped("?var.protocol", "TCP"))).toEqual([`undetermined ${other}`, `undetermined ${other}`]);
      expect(told(mapped("?var.protocol", "TCP_UDP"))).toEqual(["reachable", `undetermined ${other}`]);
    });
    test("is none where the container has the port itself", () => {
      const builder = mapped("udp", "TCP").node("task-definition", "task", {
        networkMode: known("host"),
        containers: [container("web", [{ protocol: "udp" }])],
      });
      expect(told(builder)).toEqual(["reachable", "reachable"]);
    });
    test("is not checked where the health check has a port of its own", () => {
      const checked = { protocol: known("UDP"), healthCheck: healthCheck(9000) };
      const builder = mapped("udp", "UDP").node("target-group", "tg", checked);
      expect(told(builder)[1]).toBe("blocked health-port-not-mapped");
    });
  });

  test("for both protocols send what the container takes, which may be either", () => {
    const builder = (protocol: "tcp" | "udp" | "?var.protocol") =>
      nlb({}, { protocol: known("TCP_UDP") }).node("task-definition", "task", {
        containers: [container("web", [{ protocol }])],
      });
    const udp = "udp 32768-65535 any";
    expect(summary(flowOf(hosts(builder("udp"), udp)))).toBe("reachable");
    expect(summary(flowOf(hosts(builder("tcp"), udp)))).toBe("blocked 32768-65535");
    expect(summary(flowOf(hosts(builder("?var.protocol"), udp)))).toBe("undetermined because var.protocol");
    expect(summary(flowOf(hosts(builder("?var.protocol"), "all * any")))).toBe("reachable");
  });

  test("for both protocols send either to a container that is not known", () => {
    const builder = nlb({}, { protocol: known("TCP_UDP") });
    const containersRest = unknown("var.containers");
    const inside = builder.node("task-definition", "task", { containers: [], containersRest });
    const outside = builder.node("service", "service", { taskDefinition: undefined });
    for (const either of [inside, outside]) {
      expect(flowOf(hosts(either, "tcp 1-65535 any")).verdict).toBe("undetermined");
      expect(flowOf(hosts(either, "udp 1-65535 any")).verdict).toBe("undetermined");
      expect(summary(flowOf(hosts(either, "all * any")))).toBe("reachable");
      expect(flowOf(hosts(either, "icmp * any")).verdict).toBe("blocked");
    }
  });

  test("without cross-zone sending only pairs within a zone matter", () => {
    const builder = (crossZone?: boolean) =>
      hosts(
        nlb(
          { crossZone: crossZone === undefined ? open<boolean>("cross_zone") : known(crossZone) },
          { preserveClientIp: known(false) },
        ),
        "all * any",
      ).acl("acl-b1", ["b1"], { ingress: ["100 allow all * 10.0.1.0/24"], egress: ["100 allow all * any"] });
    expect(summary(flowOf(builder(false)))).toBe("reachable");
    expect(summary(flowOf(builder(true)))).toBe("partial 32768-65535");
    expect(summary(flowOf(builder()))).toBe("undetermined because cross_zone");
  });
});

describe("classic load balancers", () => {
  const classic = (host: number | undefined, instancePort: number, protocol: "tcp" | "udp" = "tcp") =>
    shop()
      .node("load-balancer", "lb", {
        type: known("classic"),
        securityGroups: links(["alb"]),
        subnets: links(["a1", "a2"]),
        crossZone: known(true),
        classicListeners: [{ instancePort: known(instancePort), exists: true, span: spanOf("classic listener") }],
        classicHealthCheck: healthCheck(instancePort),
      })
      .remove("tg")
      .remove("listener")
      .node("task-definition", "task", {
        containers: [container("web", [host === undefined ? { protocol } : { host, protocol }])],
      })
      .node("service", "service", { loadBalancers: [entry({ classic: "lb" })] })
      .group("hosts", { ingress: ["tcp 8000-8999 sg:alb"] });

  test("reach a static host port", () => {
    expect(flowsOf(classic(8080, 8080)).map(summary)).toEqual(["reachable", "reachable"]);
  });

  test("send by TCP, whatever the container takes", () => {
    expect(flowsOf(classic(8080, 8080, "udp")).map(({ protocol }) => protocol)).toEqual(["tcp", "tcp"]);
  });

  test("do not send to dynamic ports", () => {
    const flow = flowOf(classic(undefined, 8080));
    expect(flow.verdict).toBe("blocked");
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["classic-port"]);
  });

  test("do not send to another port than their listeners say", () => {
    const flow = flowOf(classic(8080, 80));
    expect(flow.verdict).toBe("blocked");
    expect(flow.obstacles?.map(({ text }) => text)).toEqual(["lb sends to 80, and the host port is 8080"]);
  });
});

describe("other kinds", () => {
  const gateway = {
    type: known<"gateway">("gateway"),
    securityGroups: "unfiltered",
    subnets: links(["a1", "a2"]),
  } as const;

  test("a gateway load balancer takes no tasks on the ports of instances", () => {
    const flow = flowOf(shop().node("load-balancer", "lb", gateway));
    expect(flow.verdict).toBe("blocked");
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["load-balancer-type"]);
  });

  test("what it sends to tasks of mode awsvpc is not known", () => {
    const flow = flowOf(taskShop().node("load-balancer", "lb", gateway));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because[0]!.symbol).toBe("traffic of infra#lb");
  });

  test("an unknown kind: what everyone may send is enough", () => {
    const kind = {
      type: open<"application" | "network">("var.type"),
      securityGroups: links(["alb"]),
      subnets: links(["a1", "a2"]),
      crossZone: known(true),
    };
    const builder = shop().node("load-balancer", "lb", kind);
    expect(summary(flowOf(builder.group("hosts", { ingress: ["all * any"] })))).toBe("reachable");
    expect(summary(flowOf(builder.group("hosts", { ingress: ["all * 10.0.0.0/16"] })))).toBe(
      "undetermined because var.type",
    );
  });

  test("IPv6 target groups are reached over IPv6", () => {
    const builder = (ingress: string) =>
      taskShop()
        .vpc("vpc", ["10.0.0.0/16", "2001:db8::/56"])
        .subnet("a1", "10.0.1.0/24,2001:db8:0:1::/64")
        .subnet("a2", "10.0.2.0/24,2001:db8:0:2::/64")
        .subnet("b1", "10.0.11.0/24,2001:db8:0:11::/64")
        .subnet("b2", "10.0.12.0/24,2001:db8:0:12::/64")
        .node("target-group", "tg", { targetType: known("ip"), addressType: known("ipv6") })
        .group("tasks", { ingress: [ingress] });
    expect(summary(flowOf(builder("tcp 8080 sg:alb")))).toBe("blocked 8080");
    const out = (ingress: string) => builder(ingress).group("alb", { egress: ["all * ::/0"] });
    expect(summary(flowOf(out("tcp 8080 sg:alb")))).toBe("reachable");
    expect(summary(flowOf(out("tcp 8080 2001:db8::/56")))).toBe("reachable");
    expect(summary(flowOf(out("tcp 8080 any")))).toBe("blocked 8080");
  });
});

describe("which load balancers lead to a service", () => {
  test("each whose listener forwards to the target group has its flows", () => {
    const builder = shop()
      .group("alb2", { egress: ["all * any"] })
      .node("load-balancer", "lb2", { securityGroups: links(["alb2"]), subnets: links(["a1"]) })
      .node("listener", "listener2", { loadBalancer: link("lb2") })
      .node("listener", "listener3", { loadBalancer: link("lb2"), port: known(8443) });
    expect(flowsOf(builder).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      "infra: lb -> tg -> service (traffic) reachable",
      "infra: lb -> tg -> service (health-check) reachable",
      "infra: lb2 -> tg -> service (traffic) blocked",
      "infra: lb2 -> tg -> service (health-check) blocked",
    ]);
  });

  test("several target groups, and the alternate one of blue/green", () => {
    const builder = shop()
      .node("target-group", "tg2", {})
      .node("target-group", "green", {})
      .node("listener", "listener2", { forwards: links(["tg2", "green"]) })
      .node("service", "service", { loadBalancers: [entry({ alternate: "green" }), entry({ targetGroup: "tg2" })] });
    expect(
      flowsOf(builder)
        .filter(({ purpose }) => purpose === "traffic")
        .map(({ targetGroup }) => targetGroup?.address),
    ).toEqual(["tg", "green", "tg2"]);
  });

  test("no listener: undetermined, and says so", () => {
    const flow = flowOf(shop().remove("listener"));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.loadBalancer).toBeUndefined();
    expect(flow.because.map(({ cause }) => cause.text)).toEqual(["no listener in the scan forwards to tg"]);
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["no-listener"]);
  });

  test("no listener, and a target that admits nobody: blocked all the same", () => {
    expect(summary(flowOf(hosts(shop().remove("listener"))))).toBe("blocked 32768-65535");
  });

  test("a listener that may forward to it", () => {
    const builder = shop().node("listener", "listener", { forwards: { links: [], rest: unknown("var.target_group") } });
    expect(summary(flowOf(builder))).toBe("undetermined because var.target_group");
  });

  test("a target group that is not in the source", () => {
    const builder = shop()
      .external("target-group", "var.tg")
      .remove("listener")
      .node("service", "service", { loadBalancers: [entry({ targetGroup: "var.tg" })] });
    expect(flowsOf(builder).map(summary)).toEqual(["undetermined because var.tg", "undetermined because var.tg"]);
  });

  test("a load balancer that is not in the source: what its groups are is not known", () => {
    const builder = shop()
      .external("load-balancer", "var.lb")
      .node("listener", "listener", { loadBalancer: link("var.lb") });
    expect(summary(flowOf(builder))).toBe("undetermined because var.lb");
    expect(summary(flowOf(hosts(builder, "tcp 80 any")))).toBe("blocked 32768-65535");
    expect(summary(flowOf(hosts(builder, "tcp 32768-61000 any")))).toBe("partial 61001-65535");
  });

  test("a service without load balancers is silent; one whose load balancers are not known gets a note", () => {
    expect(flowsOf(shop().node("service", "service", { loadBalancers: [] }))).toEqual([]);
  });

  test("the load balancer's groups may be one of two", () => {
    const builder = shop()
      .group("alb2", { egress: ["all * any"] })
      .node("load-balancer", "lb", { securityGroups: links(["alb|alb2"]), subnets: links(["a1", "a2"]) });
    expect(summary(flowOf(hosts(builder, "all * sg:alb")))).toBe("undetermined because either:infra#alb|infra#alb2");
    expect(summary(flowOf(hosts(builder, "all * sg:alb", "tcp 1024-65535 sg:alb2")))).toBe("reachable");
    expect(summary(flowOf(hosts(builder, "all * sg:alb,sg:alb2")))).toBe("reachable");
    expect(summary(flowOf(hosts(builder, "all * sg:hosts")))).toBe("blocked 32768-65535");
  });
});

test("the rule of the shop's hosts names the load balancer's group", () => {
  const rule = flowOf(shop().node("host-group", "asg", { launches: [launch(["hosts"])], subnets: links(["b1"]) }));
  const decided: readonly FilterRule[] = hopOf(rule, "target-ingress").decidedBy.map((decision) => decision.rule);
  expect(decided.map(({ span }) => span.file.text.replace(/^rule\d+ /, ""))).toEqual(["tcp 32768-65535 sg:alb"]);
});

/**
 * Scenarios of other reachability tools, re-expressed: what they found on real AWS accounts, we must find too.
 * luhring/reach (acceptance tests of its analyzer): which TCP and UDP ports pass from one instance to another.
 * Batfish (its test of AWS load balancers): an internal network load balancer in front of two instances.
 */
import { describe, expect, test } from "vitest";
import { formatPorts } from "../../src/sets/port-set.ts";
import { flowOf, hopOf, summary } from "./flows.ts";
import { container, GraphBuilder, known, launch, links, type Rules, shop } from "./graph-builder.ts";

const ALL = "0-65535";
const EVERY_PORT = { ephemeral: { first: 0, last: 65535 } };

/** The security groups of the scenarios by name. */
const GROUPS: Readonly<Record<string, Rules>> = {
  none: {},
  "out-all": { egress: ["all 0-0 any"] },
  "out-tcp": { egress: ["tcp 0-65535 any"] },
  "out-esp": { egress: ["50 0-0 any"] },
  "out-udp-to-none": { egress: ["udp 0-65535 sg:none"] },
  "out-https": { egress: ["tcp 443 10.0.1.0/24"] },
  "out-postgres": { egress: ["tcp 5432 sg:none"] },
  "in-all": { ingress: ["all 0-0 any"] },
  "in-esp": { ingress: ["50 0-0 any"] },
  "in-https": { ingress: ["tcp 443 10.0.1.0/24"] },
  "in-ssh": { ingress: ["tcp 22 any"] },
  "in-dns-from-none": { ingress: ["udp 53 sg:none"] },
  "in-postgres-from-none": { ingress: ["tcp 5432 sg:none"] },
};

/** The load balancer stands for the source instance, the container instance for the destination; every port is needed. */
function pair(
  from: readonly string[],
  to: readonly string[],
  where: "one subnet" | "two subnets",
  protocol: "tcp" | "udp",
): GraphBuilder {
  const builder = new GraphBuilder()
    .vpc("vpc", ["10.0.0.0/16"])
    .subnet("one", "10.0.1.0/24")
    .subnet("two", "10.0.2.0/24");
  for (const [name, rules] of Object.entries(GROUPS)) builder.group(name, rules);
  return builder
    .node("load-balancer", "lb", {
      type: known("network"),
      securityGroups: links(from),
      subnets: links(["one"]),
      crossZone: known(true),
    })
    .node("listener", "listener", {})
    .node("target-group", "tg", { protocol: known(protocol === "udp" ? "UDP" : "TCP"), preserveClientIp: known(false) })
    .node("cluster", "cluster", {})
    .node("host-group", "hosts", { launches: [launch(to)], subnets: links([where === "one subnet" ? "one" : "two"]) })
    .node("task-definition", "task", { containers: [container("web", [{ protocol }])] })
    .node("service", "service", {});
}

describe("luhring/reach, one subnet", () => {
  const cases: [string, string[], string[], string, string][] = [
    ["no rules", ["none"], ["none"], "", ""],
    [
      "several protocols",
      ["none", "out-tcp", "out-udp-to-none", "out-esp"],
      ["none", "in-dns-from-none", "in-ssh", "in-esp"],
      "22",
      "53",
    ],
    ["DNS by reference to a group", ["none", "out-udp-to-none"], ["none", "in-dns-from-none"], "", "53"],
    ["HTTPS by addresses on both sides", ["out-https"], ["in-https"], "443", ""],
    ["SSH", ["out-all"], ["in-ssh"], "22", ""],
    ["all traffic", ["out-all"], ["in-all"], ALL, ALL],
  ];

  test.each(cases)("%s", (_name, from, to, tcp, udp) => {
    expect(formatPorts(flowOf(pair(from, to, "one subnet", "tcp"), EVERY_PORT).open.must)).toBe(tcp);
    const dns = flowOf(pair(from, to, "one subnet", "udp"), EVERY_PORT);
    expect(formatPorts(dns.open.must)).toBe(udp);
    expect(dns.protocol).toBe("udp");
  });
});

describe("luhring/reach, two subnets", () => {
  const acls = (builder: GraphBuilder, text: string | undefined): GraphBuilder => {
    const rules = text === undefined ? [] : [`100 allow ${text} any`];
    return builder.acl("both", ["one", "two"], { ingress: rules, egress: rules });
  };

  test("all traffic", () => {
    const flow = flowOf(acls(pair(["out-all"], ["in-all"], "two subnets", "tcp"), "all 0-0"), EVERY_PORT);
    expect(formatPorts(flow.open.must)).toBe(ALL);
    expect(hopOf(flow, "return-target-acl-out").verdict).toBe("open");
  });

  test("no allow in the network ACLs: nothing there, nothing back", () => {
    const flow = flowOf(acls(pair(["out-all"], ["in-all"], "two subnets", "tcp"), undefined), EVERY_PORT);
    expect(summary(flow)).toBe(`blocked ${ALL}`);
    expect(hopOf(flow, "return-load-balancer-acl-in").verdict).toBe("closed");
  });

  test("network ACLs for another protocol than the groups: nothing there, TCP back", () => {
    const flow = flowOf(acls(pair(["out-esp"], ["in-all"], "two subnets", "tcp"), "tcp 0-65535"), EVERY_PORT);
    expect(summary(flow)).toBe(`blocked ${ALL}`);
    expect(hopOf(flow, "return-target-acl-out").verdict).toBe("open");
  });

  test("Postgres with tight rules everywhere", () => {
    const builder = pair(["none", "out-postgres"], ["none", "in-postgres-from-none"], "two subnets", "tcp")
      .acl("of-source", ["one"], {
        egress: ["100 allow tcp 5432 10.0.2.0/24"],
        ingress: ["100 allow tcp 0-65535 10.0.2.0/24"],
      })
      .acl("of-destination", ["two"], {
        ingress: ["100 allow tcp 5432 10.0.1.0/24"],
        egress: ["100 allow tcp 0-65535 10.0.1.0/24"],
      });
    const flow = flowOf(builder, EVERY_PORT);
    expect(formatPorts(flow.open.must)).toBe("5432");
    expect(hopOf(flow, "return-load-balancer-acl-in").verdict).toBe("open");
  });
});

describe("Batfish, a load balancer in front of two instances", () => {
  /** Internal, without groups, across zones; the instances have an interface in the same two subnets. */
  const network = (host: number) =>
    new GraphBuilder()
      .vpc("vpc", ["10.1.0.0/16"])
      .subnet("s1", "10.1.1.0/24", "us-east-2b")
      .subnet("s20", "10.1.20.0/24", "us-east-2a")
      .group("ssh-only", { ingress: ["tcp 22 any"], egress: ["all * any"] })
      .node("load-balancer", "lb", {
        type: known("network"),
        internal: known(true),
        securityGroups: "unfiltered",
        subnets: links(["s1", "s20"]),
        crossZone: known(true),
      })
      .node("listener", "listener", {})
      .node("target-group", "tg", { protocol: known("TCP") })
      .node("cluster", "cluster", {})
      .node("host-group", "hosts", { launches: [launch(["ssh-only"])], subnets: links(["s1", "s20"]) })
      .node("task-definition", "task", { containers: [container("web", [{ host }])] })
      .node("service", "service", {});

  test("both instances are reached from both nodes, and answers come back", () => {
    const flow = flowOf(network(22));
    expect(summary(flow)).toBe("reachable");
    expect(flow.hops.every(({ verdict }) => verdict === "open" || verdict === "not-applicable")).toBe(true);
  });

  test("another port than the one that is open is not", () => {
    expect(summary(flowOf(network(80)))).toBe("blocked 80");
  });
});

test("a shop of ours agrees with the tools on what a group for everything means", () => {
  expect(summary(flowOf(shop().group("hosts", GROUPS["in-all"]!)))).toBe("reachable");
});

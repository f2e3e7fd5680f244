/** Pairs of subnets: their addresses, zones, VPCs and routes. */
import { describe, expect, test } from "vitest";
import type { Subnet } from "../../src/graph/network.ts";

import { flowOf, hopOf, summary } from "./flows.ts";
import { type GraphBuilder, launch, link, links, open, rangeFact, shop, taskShop, unknown } from "./graph-builder.ts";

const admits = (builder: GraphBuilder, text: string) => builder.group("hosts", { ingress: [text] });

describe("subnets whose ranges are not known", () => {
  const symbolic = (vpc: string[] = ["10.0.0.0/16"]) =>
    shop().vpc("vpc", vpc).subnet("a1", "?a1.cidr", "zone-1").subnet("a2", "?a2.cidr", "zone-2");

  test.each([
    ["all * ?a1.cidr,?a2.cidr", "reachable"],
    ["all * any", "reachable"],
    ["all * 10.0.0.0/16", "reachable"],
    ["all * 10.0.0.0/8", "reachable"],
    ["all * 10.0.0.0/17,10.0.128.0/17", "reachable"],
    ["all * ?a1.cidr", "undetermined because a1.cidr, a2.cidr"],
    ["all * 192.168.0.0/16", "blocked 32768-65535"],
    ["all * 10.0.1.0/24", "undetermined because a1.cidr, a2.cidr"],
  ])("%s: %s", (text, expected) => {
    const flow = flowOf(admits(symbolic(), text));
    if (expected.startsWith("undetermined")) expect(flow.verdict).toBe("undetermined");
    else expect(summary(flow)).toBe(expected);
  });

  test("lie within their VPC, whose range may be unknown too", () => {
    expect(summary(flowOf(admits(symbolic(["?var.vpc_cidr"]), "all * ?var.vpc_cidr")))).toBe("reachable");
    expect(summary(flowOf(admits(symbolic(["?var.vpc_cidr"]), "all * ?var.other")))).toBe(
      "undetermined because var.other",
    );
    expect(flowOf(admits(symbolic(["?var.vpc_cidr"]), "all * 10.0.0.0/8")).verdict).toBe("undetermined");
  });

  test("may lie in a secondary range of the VPC", () => {
    const two = symbolic(["10.0.0.0/16", "100.64.0.0/16"]);
    expect(flowOf(admits(two, "all * 10.0.0.0/16")).verdict).toBe("undetermined");
    expect(summary(flowOf(admits(two, "all * 10.0.0.0/16,100.64.0.0/16")))).toBe("reachable");
  });

  test("of a VPC that is not in the source: its range is taken to be its only one", () => {
    const vpc = shop().external("vpc", "data.vpc").graph().get("vpc", "infra#data.vpc")!;
    const builder = symbolic()
      .node("vpc", "vpc", { external: vpc.external!, cidrs: [rangeFact("?data.vpc.cidr")] })
      .group("hosts", { ingress: ["all * ?data.vpc.cidr"] });
    const flow = flowOf(builder);
    expect(summary(flow)).toBe("reachable");
    expect(flow.assumptions.map(({ kind }) => kind)).toContain("vpc-ranges");
    expect(flowOf(builder, { strict: true }).verdict).toBe("undetermined");
  });

  test("one of several ranges", () => {
    const subnet = {
      cidrs: [
        open(
          "var.cidr",
          [rangeFact("10.0.1.0/24"), rangeFact("10.0.3.0/24")].flatMap((fact) => (fact.known ? [fact.value] : [])),
        ),
      ],
    };
    const builder = shop().subnet("a1", "10.0.1.0/24", "zone-1", subnet);
    expect(summary(flowOf(admits(builder, "all * 10.0.0.0/22")))).toBe("reachable");
    expect(summary(flowOf(admits(builder, "all * 10.0.1.0/24,10.0.2.0/24")))).toBe("undetermined because var.cidr");
    expect(summary(flowOf(admits(builder, "all * 172.16.0.0/12")))).toBe("blocked 32768-65535");
  });
});

describe("secondary ranges", () => {
  test("the range of the VPC does not hold a subnet of its secondary range", () => {
    const builder = shop().vpc("vpc", ["10.0.0.0/16", "100.64.0.0/16"]).subnet("a2", "100.64.2.0/24", "zone-2");
    expect(summary(flowOf(admits(builder, "all * 10.0.0.0/16")))).toBe("partial 32768-65535");
  });
});

describe("zones", () => {
  test("a target in a zone that the load balancer does not serve", () => {
    const builder = shop().node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["a1"]) });
    const flow = flowOf(builder);
    expect(summary(flow)).toBe("partial 32768-65535");
    expect(flow.obstacles?.map(({ text }) => text)).toEqual(["lb has no subnet in zone-2, the zone of b2"]);
  });

  test("all targets in such zones", () => {
    const builder = shop()
      .node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["a1"]) })
      .node("host-group", "asg", { launches: [launch(["hosts"])], subnets: links(["b2"]) });
    expect(summary(flowOf(builder))).toBe("blocked 32768-65535");
  });

  test("zones that are not known, or the same unknown, are served", () => {
    const zone = (name: string, cidr: string) => ({ name, cidr, zone: open<string>("data.zones[0]") });
    const builder = [zone("a1", "10.0.1.0/24"), zone("b1", "10.0.11.0/24")].reduce(
      (made, one) => made.subnet(one.name, one.cidr, undefined, { zone: one.zone } satisfies Partial<Subnet>),
      shop(),
    );
    expect(summary(flowOf(builder))).toBe("reachable");
    const known1 = shop().node("load-balancer", "lb", {
      securityGroups: links(["alb"]),
      subnets: links(["a1", "?var.more"]),
    });
    expect(summary(flowOf(known1))).toBe("reachable");
    expect(flowOf(known1).assumptions.map(({ kind }) => kind)).toContain("zone-served");
    expect(flowOf(known1, { strict: true }).verdict).toBe("undetermined");
  });

  test("a subnet that the load balancer may not have does not surely serve its zone", () => {
    const lb = { securityGroups: links(["alb"]), subnets: links(["a1", "a2 if var.two"]) };
    expect(summary(flowOf(shop().node("load-balancer", "lb", lb)))).toBe("undetermined because var.two");
  });
});

describe("VPCs", () => {
  const two = () => shop().vpc("vpc2", ["10.1.0.0/16"]);

  test("instances outside the target group's VPC are no targets", () => {
    const flow = flowOf(two().node("target-group", "tg", { vpc: link("vpc2") }));
    expect(flow.verdict).toBe("blocked");
    expect(new Set(flow.obstacles?.map(({ kind }) => kind))).toEqual(new Set(["vpc-mismatch"]));
  });

  test("a load balancer outside it", () => {
    const builder = two()
      .subnet("a1", "10.1.1.0/24", "zone-1", { vpc: link("vpc2") })
      .subnet("a2", "10.1.2.0/24", "zone-2", { vpc: link("vpc2") });
    const flow = flowOf(builder);
    expect(flow.verdict).toBe("blocked");
    expect(flow.obstacles?.map(({ text }) => text)).toContain("lb and tg are in different VPCs");
  });

  test("a group of another VPC: possible with an association, so nothing is proven", () => {
    const builder = two().group("hosts", { ingress: ["all * any"] }, { vpc: link("vpc2") });
    expect(flowOf(builder).verdict).toBe("undetermined");
  });

  test("the same unknown VPC is the same", () => {
    const builder = shop()
      .external("vpc", "var.vpc")
      .node("target-group", "tg", { vpc: link("var.vpc") });
    expect(summary(flowOf(builder))).toBe("reachable");
  });
});

describe("middlebox routes", () => {
  const routed = (cidr: string) => shop().vpc("vpc", ["10.0.0.0/16"], { middleboxRoutes: [rangeFact(cidr)] });

  test("to a subnet of the way: undetermined", () => {
    const flow = flowOf(routed("10.0.11.0/24"));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ cause }) => cause.text)).toEqual([
      "a route of vpc leads traffic inside the VPC through a middlebox",
    ]);
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["middlebox-route"]);
  });

  test("to another subnet do not matter", () => {
    expect(summary(flowOf(routed("10.0.200.0/24")))).toBe("reachable");
  });

  test("what does not leave the load balancer is blocked all the same", () => {
    expect(summary(flowOf(routed("10.0.0.0/16").group("alb", {})))).toBe("blocked 32768-65535");
  });

  test("that a target would not admit the load balancer itself proves nothing", () => {
    expect(flowOf(admits(routed("10.0.0.0/16"), "tcp 80 any")).verdict).toBe("undetermined");
  });
});

describe("repeated things", () => {
  const repeated = (...acl: string[]) =>
    taskShop()
      .subnet("s", "?s[*].cidr", undefined, { repeated: true, zone: open<string>("s[*].zone") })
      .acl("own", ["s"], { ingress: acl, egress: ["100 allow all * any"] })
      .node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["s"]) })
      .node("service", "service", {
        ...taskShop().graph().get("service", "infra#service")!,
        network: { ...taskShop().graph().get("service", "infra#service")!.network!, subnets: links(["s"]) },
      });

  test("a subnet that stands for any number may be the same or another one", () => {
    expect(summary(flowOf(repeated("100 allow all * any")))).toBe("reachable");
    expect(summary(flowOf(repeated("100 allow all * 10.0.0.0/16")))).toBe("reachable");
    expect(flowOf(repeated("100 allow tcp 80 any")).verdict).toBe("undetermined");
  });
});

describe("the list of hops", () => {
  test("hops that are alike for all pairs are one; one that differs names its pair", () => {
    const builder = shop().acl("closed", ["b2"], {
      ingress: ["100 allow tcp 80 any"],
      egress: ["100 allow all * any"],
    });
    const flow = flowOf(builder);
    expect(summary(flow)).toBe("partial 32768-65535");
    expect(
      flow.hops.map(
        ({ kind, verdict, from, to }) => `${kind} ${verdict} ${from?.address ?? "-"} ${to?.address ?? "-"}`,
      ),
    ).toEqual([
      "load-balancer-egress open - -",
      "load-balancer-acl-out open a1 b1",
      "target-acl-in open a1 b1",
      "target-acl-in closed a1 b2",
      "target-ingress open - -",
      "return-target-acl-out open a1 b1",
      "return-target-acl-out open a1 b2",
      "return-load-balancer-acl-in open a1 b1",
    ]);
  });

  test("a flow with many pairs has a short list", () => {
    const names = Array.from({ length: 20 }, (_, at) => `s${at}`);
    const builder = names.reduce((made, name, at) => made.subnet(name, `10.0.${100 + at}.0/24`), shop());
    builder
      .node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(names) })
      .node("host-group", "asg", { launches: [launch(["hosts"])], subnets: links(names) });
    const flow = flowOf(builder);
    expect(flow.hops).toHaveLength(6);
    expect(hopOf(flow, "target-ingress").from).toBeUndefined();
  });

  test("subnets that may not be in use", () => {
    const builder = shop()
      .acl("closed", ["b2"], {})
      .node("host-group", "asg", { launches: [launch(["hosts"])], subnets: links(["b1", "b2 if var.two"]) });
    expect(summary(flowOf(builder))).toBe("undetermined because var.two");
    const given = shop()
      .acl("closed", ["b2"], {})
      .node("service", "service", { exists: unknown("var.two") })
      .node("host-group", "asg", { launches: [launch(["hosts"])], subnets: links(["b1", "b2 if var.two"]) });
    expect(summary(flowOf(given))).toBe("partial 32768-65535");
  });
});

test("an empty graph has no flows, and a lonely service none that is proven", () => {
  expect(
    summary(flowOf(shop().remove("tg").remove("listener").remove("cluster").remove("task").remove("asg"))),
  ).toMatch(/^undetermined/);
});

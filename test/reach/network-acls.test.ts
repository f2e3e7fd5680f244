/** What network ACLs let through, there and back. */
import { describe, expect, test } from "vitest";
import { flowOf, flowsOf, hopOf, summary } from "./flows.ts";
import { type GraphBuilder, link, links, type Rules, shop, unknown } from "./graph-builder.ts";

const OPEN = { ingress: ["100 allow all * any"], egress: ["100 allow all * any"] };
const hosts = (texts: Rules, more = {}): GraphBuilder =>
  shop().acl("private", ["b1", "b2"], { ...OPEN, ...texts }, more);
const balancer = (texts: Rules): GraphBuilder => shop().acl("public", ["a1", "a2"], { ...OPEN, ...texts });

describe("entries in order", () => {
  test.each([
    [["100 allow tcp 1024-65535 any"], "reachable"],
    [["100 allow tcp 32768-61000 any"], "partial 61001-65535"],
    [["100 allow tcp 80 any"], "blocked 32768-65535"],
    [["100 allow all 22-22 any"], "reachable"],
    [[], "blocked 32768-65535"],
    [["100 deny tcp 40000-40010 any", "110 allow all * any"], "partial 40000-40010"],
    [["110 deny tcp 40000-40010 any", "100 allow all * any"], "reachable"],
    [["90 deny all * 203.0.113.0/24", "100 allow all * any"], "reachable"],
    [["90 deny udp * any", "100 allow all * any"], "reachable"],
    [["90 deny tcp 22 ?var.admin", "100 allow all * any"], "reachable"],
    [["90 deny tcp 65535-1 any", "100 allow all * any"], "reachable"],
    [["100 allow all * ::/0"], "blocked 32768-65535"],
    [["100 allow all * 10.0.1.0/24"], "partial 32768-65535"],
    [["100 allow all * 10.0.1.0/24", "110 allow all * 10.0.2.0/24"], "reachable"],
    [["90 deny all * 10.0.2.0/24", "100 allow all * any"], "partial 32768-65535"],
  ])("%j: %s", (ingress, expected) => {
    expect(summary(flowOf(hosts({ ingress })))).toBe(expected);
  });

  test("a deny for half of the other subnet leaves it to the addresses that AWS chooses", () => {
    const flow = flowOf(hosts({ ingress: ["90 deny all * 10.0.2.128/25", "100 allow all * any"] }));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because).toHaveLength(1);
    expect(flow.because[0]!.cause.text).toBe("AWS chooses which addresses of a2 are used");
  });

  test("an unknown allow before an allow for all does not matter", () => {
    expect(summary(flowOf(hosts({ ingress: ["90 allow tcp ?var.port any", "100 allow all * any"] })))).toBe(
      "reachable",
    );
  });

  test("an unknown deny before an allow matters", () => {
    const texts = ["90 deny tcp ?var.port any", "100 allow all * any"];
    expect(summary(flowOf(hosts({ ingress: texts })))).toBe("undetermined because var.port");
    const cidr = ["90 deny tcp 40000 ?var.cidr", "100 allow all * any"];
    const flow = flowOf(hosts({ ingress: cidr }));
    expect(summary(flow)).toBe("undetermined because var.cidr");
    expect(flow.open.must.intervals).toEqual([
      { first: 32768, last: 39999 },
      { first: 40001, last: 65535 },
    ]);
  });

  test("an unknown deny before a certain deny does not matter", () => {
    const texts = ["90 deny tcp 1-65535 ?var.cidr", "95 deny tcp 40000-65535 any", "96 deny tcp 1-39999 any"];
    expect(summary(flowOf(hosts({ ingress: texts })))).toBe("blocked 32768-65535");
  });

  test("an entry of unknown number may be first or last", () => {
    const deny = ["?var.number deny tcp 40000 any", "100 allow all * any"];
    expect(summary(flowOf(hosts({ ingress: deny })))).toBe("undetermined because var.number");
    const allow = ["?var.number allow all * any", "100 deny tcp 40000 any"];
    expect(summary(flowOf(hosts({ ingress: allow })))).toBe("undetermined because var.number");
    const harmless = ["?var.number allow tcp 80 any", "100 allow all * any"];
    expect(summary(flowOf(hosts({ ingress: harmless })))).toBe("reachable");
  });

  test("an entry that may not exist", () => {
    expect(summary(flowOf(hosts({ ingress: ["100 allow all * any if var.on"] })))).toBe("undetermined because var.on");
  });

  test("the same number twice is refused by AWS: neither entry is certain", () => {
    const flow = flowOf(hosts({ ingress: ["100 allow all * any", "100 deny tcp 40000 any"] }));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because[0]!.cause.text).toContain("rule number 100 more than once for ingress");
  });

  test("entries that may be missing from the list", () => {
    expect(summary(flowOf(hosts({}, { ingressRest: unknown("var.entries") })))).toBe(
      "undetermined because var.entries",
    );
  });
});

describe("the four passages", () => {
  const cases: [GraphBuilder, string, string][] = [
    [
      balancer({ egress: ["100 allow tcp 32768-65535 10.0.11.0/24,10.0.12.0/24"] }),
      "load-balancer-acl-out",
      "reachable",
    ],
    [balancer({ egress: ["100 allow tcp 80 any"] }), "load-balancer-acl-out", "blocked 32768-65535"],
    [hosts({ ingress: ["100 allow tcp 80 any"] }), "target-acl-in", "blocked 32768-65535"],
    [hosts({ egress: ["100 allow tcp 80 any"] }), "return-target-acl-out", "blocked 32768-65535"],
    [hosts({ egress: ["100 allow tcp 1024-65535 10.0.0.0/16"] }), "return-target-acl-out", "reachable"],
    [hosts({ egress: ["100 allow tcp 32768-60999 any"] }), "return-target-acl-out", "partial"],
    [
      balancer({ ingress: ["100 allow tcp 443 any", "110 allow tcp 1024-65535 any"] }),
      "return-load-balancer-acl-in",
      "reachable",
    ],
    [balancer({ ingress: ["100 allow tcp 443 any"] }), "return-load-balancer-acl-in", "blocked 32768-65535"],
    [
      balancer({ ingress: ["100 allow tcp ?var.low-65535 any"] }),
      "return-load-balancer-acl-in",
      "undetermined because var.low",
    ],
  ];

  test.each(cases)("%#: %s decides %s", (builder, kind, expected) => {
    const flow = flowOf(builder);
    expect(summary(flow)).toBe(expected);
    const verdict = hopOf(flow, kind as never).verdict;
    const hopVerdict = { reachable: "open", partial: "partial", blocked: "closed", undetermined: "undetermined" }[
      flow.verdict
    ];
    expect(verdict).toBe(hopVerdict);
    for (const hop of flow.hops) if (hop.kind !== kind) expect(["open", "not-applicable"]).toContain(hop.verdict);
  });

  test("the load balancer's own answers to its clients are not on the way", () => {
    const egress = ["100 allow tcp 32768-65535 10.0.0.0/16"];
    expect(summary(flowOf(balancer({ egress })))).toBe("reachable");
  });

  test("are skipped within one subnet", () => {
    const builder = shop()
      .acl("closed", ["a1"], {})
      .node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["a1"]) })
      .node("host-group", "asg", { launches: shop().graph().of("host-group")[0]!.launches, subnets: links(["a1"]) });
    const flow = flowOf(builder);
    expect(summary(flow)).toBe("reachable");
    expect(hopOf(flow, "target-acl-in").verdict).toBe("not-applicable");
  });

  test("but apply to the other pairs of shared subnets", () => {
    const builder = shop()
      .acl("closed", ["a1", "a2"], { egress: ["100 allow all * any"], ingress: ["100 allow tcp 443 any"] })
      .node("host-group", "asg", {
        launches: shop().graph().of("host-group")[0]!.launches,
        subnets: links(["a1", "a2"]),
      });
    expect(summary(flowOf(builder))).toBe("partial 32768-65535");
  });

  test("names the rules that decide", () => {
    const hop = hopOf(
      flowOf(hosts({ ingress: ["90 deny tcp 40000-50000 any", "95 deny tcp 22 any", "100 allow all * any"] })),
      "target-acl-in",
    );
    expect(hop.decidedBy.map(({ role, rule }) => `${role} ${rule.number?.known && rule.number.value}`)).toEqual([
      "denies 90",
      "admits 100",
    ]);
    const miss = hopOf(flowOf(hosts({ ingress: ["100 allow tcp 80 any"] })), "target-acl-in");
    expect(miss.decidedBy.map(({ role, why }) => `${role}: ${why}`)).toEqual([
      "nearest: admits tcp 80 from 0.0.0.0/0; needs 32768-65535",
    ]);
  });
});

describe("which ACL a subnet has", () => {
  test("an ACL without subnets is inert", () => {
    expect(summary(flowOf(shop().acl("inert", [], {})))).toBe("reachable");
    expect(summary(flowOf(shop().subnet("other", "10.0.20.0/24").acl("other-acl", ["other"], {})))).toBe("reachable");
  });

  test("the managed default ACL applies to subnets that no other claims", () => {
    const closed = shop().acl("default", [], {}, { isDefault: true });
    expect(summary(flowOf(closed))).toBe("blocked 32768-65535");
    const claimed = closed.acl("own", ["a1", "a2", "b1", "b2"], OPEN);
    expect(summary(flowOf(claimed))).toBe("reachable");
    const foreign = shop()
      .acl("default", [], {}, { isDefault: true, vpc: link("vpc2") })
      .vpc("vpc2", []);
    expect(summary(flowOf(foreign))).toBe("reachable");
  });

  test("an ACL that may claim the subnet", () => {
    expect(summary(flowOf(shop().acl("maybe", ["b1 if var.acl", "b2 if var.acl"], {})))).toBe(
      "undetermined because var.acl",
    );
    const found = { ...unknown("data.subnets"), cause: { kind: "external", text: "a lookup" } } as const;
    const lookup = shop().acl("maybe", [], {}, { subnets: { links: [], rest: found } });
    expect(summary(flowOf(lookup))).toBe("undetermined because data.subnets");
    expect(summary(flowOf(shop().acl("harmless", ["?var.subnets"], OPEN)))).toBe("reachable");
    const foreign = shop()
      .vpc("vpc2", [])
      .acl("maybe", ["?var.subnets"], {}, { vpc: link("vpc2") });
    expect(summary(flowOf(foreign))).toBe("reachable");
  });

  test("subnets that are given from outside are assumed to be none of those that the source defines", () => {
    const builder = shop().acl("maybe", ["?var.subnets"], {});
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(flowOf(builder).assumptions.map(({ kind }) => kind)).toEqual(["outside-subnet"]);
    expect(flowOf(builder, { strict: true }).verdict).toBe("undetermined");
  });

  test("what is assumed of them is a sentence, also where they have no name", () => {
    const texts = (symbol: string): readonly string[] => {
      const rest = {
        ...unknown(symbol),
        cause: { kind: "input", text: "the list of subnets of a is empty by default" },
      } as const;
      return flowOf(shop().acl("maybe", [], {}, { subnets: { links: [], rest } })).assumptions.map(({ text }) => text);
    };
    expect(texts("var.subnets")).toEqual(["var.subnets leads to no subnet that the source defines"]);
    expect(texts("subnets of .#a")).toEqual([
      "the subnet that is not known, because the list of subnets of a is empty by default, is none that the source defines",
    ]);
  });

  test("two ACLs that claim the same subnet", () => {
    const builder = shop().acl("one", ["b1", "b2"], OPEN).acl("two", ["b1", "b2"], {});
    const flow = flowOf(builder);
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.some(({ cause }) => cause.text.includes("has only one network ACL"))).toBe(true);
  });
});

describe("subnets that are not in the source", () => {
  const outside = () =>
    shop().node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["?var.subnets"]) });

  test("are assumed to have the default ACL of their VPC", () => {
    const flow = flowOf(outside());
    expect(summary(flow)).toBe("reachable");
    expect(flow.assumptions.map(({ kind }) => kind)).toEqual(["zone-served", "default-network-acl"]);
    expect(flowOf(outside(), { strict: true }).verdict).toBe("undetermined");
  });

  test("a named external subnet too", () => {
    const builder = shop()
      .external("subnet", "var.subnet")
      .node("load-balancer", "lb", { securityGroups: links(["alb"]), subnets: links(["var.subnet"]) });
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(flowOf(builder).assumptions.map(({ text }) => text)).toEqual([
      "lb has a subnet in the zone of every target for which the zones are not known",
      "var.subnet has the default network ACL of its VPC as AWS makes it, which lets everything through",
    ]);
    const claimed = builder.acl("public", ["var.subnet"], { ...OPEN, egress: [] });
    expect(summary(flowOf(claimed))).toBe("blocked 32768-65535");
  });

  test("the ACL for the same unknown list of subnets applies", () => {
    expect(summary(flowOf(outside().acl("public", ["?var.subnets"], { ...OPEN, egress: [] })))).toBe(
      "blocked 32768-65535",
    );
    expect(
      hopOf(flowOf(outside().acl("public", ["?var.subnets"], { ...OPEN, egress: [] })), "load-balancer-acl-out")
        .verdict,
    ).toBe("closed");
  });

  test("a known ACL on the other side still decides, by the range of the VPC", () => {
    const admits = (cidr: string) =>
      outside().acl("private", ["b1", "b2"], { ...OPEN, ingress: [`100 allow all * ${cidr}`] });
    expect(summary(flowOf(admits("10.0.0.0/16")))).toBe("reachable");
    expect(summary(flowOf(admits("192.168.0.0/16")))).toBe("blocked 32768-65535");
    expect(flowOf(admits("10.0.1.0/24")).verdict).toBe("undetermined");
  });

  test("all flows of a graph without any subnet still have a verdict", () => {
    const builder = outside().node("host-group", "asg", {
      launches: shop().graph().of("host-group")[0]!.launches,
      subnets: links(["?var.private"]),
    });
    expect(flowsOf(builder).map(summary)).toEqual(["reachable", "reachable"]);
  });
});

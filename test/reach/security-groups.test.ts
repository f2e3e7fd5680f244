/** What security groups let through, hop by hop. */
import { describe, expect, test } from "vitest";
import { formatPorts } from "../../src/sets/port-set.ts";
import { flowOf, hopOf, summary } from "./flows.ts";
import { type GraphBuilder, known, launch, link, links, open, shop, spanOf, unknown } from "./graph-builder.ts";

const ingress = (...texts: string[]): GraphBuilder => shop().group("hosts", { ingress: texts });
const egress = (...texts: string[]): GraphBuilder => shop().group("alb", { egress: texts });

test("all open: reachable on the whole range of dynamic ports, without assumptions or unknowns", () => {
  const flow = flowOf(shop());
  expect(summary(flow)).toBe("reachable");
  expect(formatPorts(flow.required)).toBe("32768-65535");
  expect(formatPorts(flow.open.must)).toBe("32768-65535");
  expect(flow.portMapping).toBe("dynamic");
  expect(flow.assumptions).toEqual([]);
  expect(flow.obstacles).toBeUndefined();
  expect(flow.hops.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
    "load-balancer-egress open",
    "load-balancer-acl-out open",
    "target-acl-in open",
    "target-ingress open",
    "return-target-acl-out open",
    "return-load-balancer-acl-in open",
  ]);
});

describe("ports", () => {
  test.each([
    ["tcp 0-65535 sg:alb", "reachable"],
    ["all * sg:alb", "reachable"],
    ["all 22-22 sg:alb", "reachable"],
    ["6 32768-65535 sg:alb", "reachable"],
    ["tcp 32768-61000 sg:alb", "partial 61001-65535"],
    ["tcp 31000-61000 sg:alb", "partial 61001-65535"],
    ["tcp 10000-60000 sg:alb", "partial 60001-65535"],
    ["tcp 49153-65535 sg:alb", "partial 32768-49152"],
    ["tcp 80 sg:alb", "blocked 32768-65535"],
    ["tcp 0-0 sg:alb", "blocked 32768-65535"],
    ["tcp 65535-32768 sg:alb", "blocked 32768-65535"],
    ["udp 0-65535 sg:alb", "blocked 32768-65535"],
    ["icmp * sg:alb", "blocked 32768-65535"],
    ["50 * sg:alb", "blocked 32768-65535"],
  ])("a target that admits %s: %s", (text, expected) => {
    expect(summary(flowOf(ingress(text)))).toBe(expected);
  });

  test("two rules whose ranges overlap are united", () => {
    expect(summary(flowOf(ingress("tcp 32768-61000 sg:alb", "tcp 49153-65535 sg:alb")))).toBe("reachable");
  });

  test("two rules for disjoint ranges leave the gap closed", () => {
    expect(summary(flowOf(ingress("tcp 32768-40000 sg:alb", "tcp 50000-65535 sg:alb")))).toBe("partial 40001-49999");
  });

  test("a group without rules admits nothing", () => {
    const flow = flowOf(ingress());
    expect(summary(flow)).toBe("blocked 32768-65535");
    expect(hopOf(flow, "target-ingress").decidedBy).toEqual([]);
  });
});

describe("peers", () => {
  test.each([
    ["all * sg:other", "blocked 32768-65535"],
    ["all * sg:hosts", "blocked 32768-65535"],
    ["all * any", "reachable"],
    ["all * 10.0.0.0/16", "reachable"],
    ["all * 10.0.1.0/24,10.0.2.0/24", "reachable"],
    ["all * 10.0.1.0/25,10.0.1.128/25,10.0.2.0/23", "reachable"],
    ["all * 10.0.1.0/24", "partial 32768-65535"],
    ["all * 10.0.11.0/24", "blocked 32768-65535"],
    ["all * 0.0.0.0/24", "blocked 32768-65535"],
    ["all * 192.168.1.0/0", "reachable"],
    ["all * ::/0", "blocked 32768-65535"],
    ["all *", "blocked 32768-65535"],
  ])("a target that admits %s: %s", (text, expected) => {
    expect(summary(flowOf(ingress(text).group("other", {})))).toBe(expected);
  });

  test("half of a load balancer's subnet: it depends on the addresses that AWS chooses", () => {
    const flow = flowOf(ingress("all * 10.0.1.0/24", "all * 10.0.2.0/25"));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ cause }) => cause.text)).toEqual(["AWS chooses which addresses of a2 are used"]);
  });

  test("the addresses that AWS reserves in a subnet need not be admitted", () => {
    const halves = [
      "all * 10.0.1.8/29,10.0.1.16/28,10.0.1.32/27,10.0.1.64/26,10.0.1.128/25,10.0.1.4/30",
      "all * 10.0.2.0/24",
    ];
    expect(summary(flowOf(ingress(...halves)))).toBe("reachable");
  });

  test("a group that both sides carry admits only with a rule for itself", () => {
    const shared = (text: string) =>
      shop()
        .group("shared", { ingress: [text], egress: ["all * any"] })
        .node("load-balancer", "lb", { securityGroups: links(["shared"]), subnets: links(["a1", "a2"]) })
        .node("host-group", "asg", { launches: [launch(["shared"])], subnets: links(["b1", "b2"]) });
    expect(summary(flowOf(shared("tcp 32768-65535 sg:shared")))).toBe("reachable");
    expect(summary(flowOf(shared("tcp 443 any")))).toBe("blocked 32768-65535");
  });

  test("the second group of an interface may be the one that admits, or lets out", () => {
    const builder = shop()
      .group("alb", {})
      .group("out", { egress: ["all * sg:hosts"] })
      .group("hosts", {})
      .group("app", { ingress: ["tcp 1024-65535 sg:out"] })
      .node("load-balancer", "lb", { securityGroups: links(["alb", "out"]), subnets: links(["a1", "a2"]) })
      .node("host-group", "asg", { launches: [launch(["hosts", "app"])], subnets: links(["b1", "b2"]) });
    expect(summary(flowOf(builder))).toBe("reachable");
  });

  test("prefix lists of the source are their ranges; those of AWS never hold a load balancer", () => {
    const listed = ingress("all * pl:list");
    const list = (ranges: string[], more = {}) =>
      listed.node("prefix-list", "list", {
        ranges: ranges.map((text) => known({ family: 4 as const, ...bounds(text) })),
        ...more,
      });
    expect(summary(flowOf(list(["10.0.1.0", "10.0.2.0"])))).toBe("reachable");
    expect(summary(flowOf(list(["10.0.1.0"])))).toBe("partial 32768-65535");
    expect(summary(flowOf(list(["10.0.1.0"], { rangesRest: unknown("entries") })))).toBe(
      "undetermined because entries",
    );
    expect(summary(flowOf(list([], { awsManaged: true })))).toBe("blocked 32768-65535");
  });
});

/** The /24 that begins at an address. */
function bounds(text: string): { first: bigint; last: bigint } {
  const first = text.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { first, last: first + 255n };
}

describe("what leaves the load balancer", () => {
  test.each([
    ["all * sg:hosts", "reachable"],
    ["tcp 1-65535 10.0.0.0/16", "reachable"],
    ["tcp 32768-65535 10.0.11.0/24,10.0.12.0/24", "reachable"],
    ["tcp 32768-65535 10.0.11.0/24", "partial 32768-65535"],
    ["all * sg:alb", "blocked 32768-65535"],
    ["tcp 80 sg:hosts", "blocked 32768-65535"],
  ])("%s: %s", (text, expected) => {
    expect(summary(flowOf(egress(text)))).toBe(expected);
  });

  test("a group without egress lets nothing leave", () => {
    const flow = flowOf(egress());
    expect(summary(flow)).toBe("blocked 32768-65535");
    expect(hopOf(flow, "load-balancer-egress").span.file.text).toBe("alb header");
  });

  test("what is only open on different ports of both sides does not pass", () => {
    const builder = egress("tcp 32768-40000 any").group("hosts", { ingress: ["tcp 40001-65535 any"] });
    expect(summary(flowOf(builder))).toBe("blocked 32768-65535");
  });
});

describe("the nearest miss", () => {
  const why = (builder: GraphBuilder) =>
    hopOf(flowOf(builder), "target-ingress").decidedBy.map(({ why: text }) => text);

  test("other ports", () => {
    expect(why(ingress("tcp 22 any", "tcp 8080 sg:alb"))).toEqual(["admits tcp 8080 from alb; needs 32768-65535"]);
    expect(why(ingress("tcp 22 192.168.0.0/16", "tcp 8080 sg:alb"))).toEqual([
      "admits tcp 8080 from alb; needs 32768-65535",
    ]);
  });

  test("is a rule that is certainly there before one that may be of another group, and that is said of it", () => {
    expect(why(ingress("tcp 8080 sg:alb", "tcp 30000 sg:alb if var.group"))).toEqual([
      "admits tcp 8080 from alb; needs 32768-65535",
    ]);
    expect(why(ingress("tcp 30000 sg:alb if var.group"))).toEqual([
      "admits, if it is there, tcp 30000 from alb; needs 32768-65535",
    ]);
  });

  test("another peer", () => {
    const builder = ingress("tcp 32768-65535 sg:other").group("other", {});
    expect(why(builder)).toEqual(["admits tcp 32768-65535 from other; must admit alb"]);
  });

  test("another peer, and other ports", () => {
    const builder = ingress("tcp 8080 sg:other").group("other", {});
    expect(why(builder)).toEqual(["admits tcp 8080 from other; must admit 32768-65535 from alb"]);
  });

  test("what goes out is let out", () => {
    const out = (text: string) =>
      hopOf(flowOf(egress(text).group("other", {})), "load-balancer-egress").decidedBy.map(({ why: said }) => said);
    expect(out("tcp 80 sg:hosts")).toEqual(["lets out tcp 80 to hosts; needs 32768-65535"]);
    expect(out("all * sg:other")).toEqual(["lets out all traffic to other; must let it out to hosts"]);
    expect(out("tcp 80 sg:other")).toEqual(["lets out tcp 80 to other; must let 32768-65535 out to hosts"]);
  });

  test("another protocol", () => {
    expect(why(ingress("udp 32768-65535 sg:alb"))).toEqual(["admits udp 32768-65535 from alb; needs tcp"]);
  });

  test("points at the rule's ports", () => {
    const hop = hopOf(flowOf(ingress("tcp 8080 sg:alb")), "target-ingress");
    expect(hop.span.file.text).toMatch(/tcp 8080 sg:alb$/);
  });
});

describe("unknowns", () => {
  test.each([
    ["tcp 32768-65535 ?var.cidr", "undetermined because var.cidr"],
    ["tcp ?var.from-65535 sg:alb", "undetermined because var.from"],
    ["tcp 32768-?var.to sg:alb", "undetermined because var.to"],
    ["?var.protocol * sg:alb", "undetermined because var.protocol"],
    ["all * sg:alb if var.enabled", "undetermined because var.enabled"],
    ["all * sg:alb~var.peer", "undetermined because var.peer"],
    ["all * list:var.groups", "undetermined because var.groups"],
    ["all * sg:alb|other", "undetermined because either:infra#alb|infra#other"],
  ])("%s: %s", (text, expected) => {
    expect(summary(flowOf(ingress(text).group("other", {})))).toBe(expected);
  });

  test("of one rule do not matter where another rule surely opens", () => {
    expect(summary(flowOf(ingress("tcp ?var.port ?var.cidr", "tcp 1024-65535 sg:alb if var.on", "all * any")))).toBe(
      "reachable",
    );
  });

  test("of other ports, protocols and peers do not matter", () => {
    const texts = ["tcp 22 ?var.cidr", "udp ?var.port any", "tcp 0-?var.low 192.168.0.0/16"];
    expect(summary(flowOf(ingress(...texts)))).toBe("blocked 32768-65535");
  });

  test("only those that would settle it are named", () => {
    const texts = [
      "tcp 32768-50000 sg:alb",
      "tcp 40000-45000 ?var.settled",
      "tcp 50001-65535 ?var.open",
      "tcp 22 ?var.ssh",
    ];
    expect(summary(flowOf(ingress(...texts)))).toBe("undetermined because var.open");
  });

  test("a proven block stands whatever is unknown elsewhere", () => {
    const builder = egress().group("hosts", { ingress: ["tcp ?var.port ?var.cidr"] });
    expect(summary(flowOf(builder))).toBe("blocked 32768-65535");
  });

  test("an unknown part and a proven gap: partial", () => {
    const flow = flowOf(ingress("tcp 32768-50000 sg:alb", "tcp 50001-60000 ?var.cidr"));
    expect(summary(flow)).toBe("partial 60001-65535");
  });

  test("one of several values", () => {
    const one = (values: number[]) =>
      shop().group(
        "hosts",
        {},
        {
          rules: [
            {
              ...shop().graph().get("security-group", "infra#hosts")!.rules[0]!,
              ports: { from: open("var.from", values), to: known(65535) },
            },
          ],
        },
      );
    expect(summary(flowOf(one([1024, 32768])))).toBe("reachable");
    expect(summary(flowOf(one([1024, 40000])))).toBe("undetermined because var.from");
    expect(summary(flowOf(one([50000, 40000])))).toBe("partial 32768-39999");
  });

  test("rules that may be missing from a group's list", () => {
    const builder = shop().group("hosts", { ingress: ["tcp 22 any"] }, { ingressRest: unknown("var.rules") });
    expect(summary(flowOf(builder))).toBe("undetermined because var.rules");
    const other = shop().group("hosts", { ingress: ["tcp 22 any"] }, { egressRest: unknown("var.rules") });
    expect(summary(flowOf(other))).toBe("blocked 32768-65535");
  });

  test("an unknown group on the target may admit, an unknown group on the load balancer may be admitted", () => {
    const target = shop().node("host-group", "asg", { launches: [launch(["?var.groups"])], subnets: links(["b1"]) });
    expect(summary(flowOf(target))).toBe("undetermined because var.groups");
    const balancer = shop().node("load-balancer", "lb", {
      securityGroups: links(["?var.groups"]),
      subnets: links(["a1", "a2"]),
    });
    expect(summary(flowOf(balancer))).toBe("undetermined because var.groups");
    const closed = balancer.group("hosts", { ingress: ["all * 172.16.0.0/12"] });
    expect(summary(flowOf(closed))).toBe("blocked 32768-65535");
  });

  test("the same unknown list of groups on the load balancer and as the rule's peers", () => {
    const builder = shop()
      .node("load-balancer", "lb", { securityGroups: links(["?var.groups"]), subnets: links(["a1", "a2"]) })
      .group("hosts", { ingress: ["tcp 32768-65535 list:var.groups"] });
    expect(hopOf(flowOf(builder), "target-ingress").verdict).toBe("open");
    expect(hopOf(flowOf(builder, { strict: true }), "target-ingress").verdict).toBe("undetermined");
  });
});

describe("external groups", () => {
  const outside = () =>
    shop()
      .external("security-group", "var.alb_group")
      .node("load-balancer", "lb", { securityGroups: links(["var.alb_group", "alb"]), subnets: links(["a1", "a2"]) });

  test("the same unknown on both sides is the same group", () => {
    expect(summary(flowOf(outside().group("hosts", { ingress: ["tcp 32768-65535 sg:var.alb_group"] })))).toBe(
      "reachable",
    );
  });

  test("another unknown may be the same group, a defined group too", () => {
    const other = outside()
      .external("security-group", "var.other")
      .group("hosts", { ingress: ["all * sg:var.other"] });
    expect(flowOf(other).verdict).toBe("undetermined");
    const defined = outside()
      .group("app", {})
      .group("hosts", { ingress: ["all * sg:app"] });
    expect(summary(flowOf(defined))).toBe("undetermined because var.alb_group");
  });

  test("two literal ids differ", () => {
    const builder = shop()
      .external("security-group", "sg-1", true)
      .external("security-group", "sg-2", true)
      .node("load-balancer", "lb", { securityGroups: links(["sg-1"]), subnets: links(["a1"]) })
      .group("hosts", { ingress: ["all * sg:sg-2"] });
    expect(summary(flowOf(builder))).toBe("blocked 32768-65535");
  });

  test("the rules of an external group are not known beyond those that the source adds", () => {
    const builder = shop()
      .external("security-group", "var.group")
      .node("host-group", "asg", { launches: [launch(["var.group"])], subnets: links(["b1", "b2"]) });
    expect(summary(flowOf(builder))).toBe("undetermined because var.group");
  });
});

describe("existence", () => {
  test("what exists together with the service is certain in its flow", () => {
    const builder = shop()
      .node("service", "service", { exists: unknown("var.create") })
      .group("hosts", { ingress: ["tcp 32768-65535 sg:alb if var.create"] });
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(summary(flowOf(shop().group("hosts", { ingress: ["tcp 32768-65535 sg:alb if var.create"] })))).toBe(
      "undetermined because var.create",
    );
  });

  test("the rules of a group that may not exist are certain on an interface that carries it", () => {
    const builder = shop().group(
      "hosts",
      { ingress: ["tcp 32768-65535 sg:alb if var.own"] },
      { exists: unknown("var.own") },
    );
    expect(summary(flowOf(builder))).toBe("reachable");
  });

  test("a group that is only perhaps on the interface", () => {
    const builder = shop()
      .group("extra", { ingress: ["all * any"] })
      .group("hosts", {})
      .node("host-group", "asg", { launches: [launch(["hosts", "extra if var.extra"])], subnets: links(["b1", "b2"]) });
    expect(summary(flowOf(builder))).toBe("undetermined because var.extra");
  });
});

describe("assumptions", () => {
  const assumption = { kind: "default-security-group", text: "the default group has its rules as AWS makes them" };
  const assumed = () =>
    shop()
      .group("default", { ingress: ["all * sg:default"], egress: ["all * any"] }, { isDefault: true, assumption })
      .node("load-balancer", "lb", { securityGroups: links(["default"]), subnets: links(["a1", "a2"]) })
      .node("host-group", "asg", { launches: [launch(["default"])], subnets: links(["b1", "b2"]) });

  test("are listed where they are used", () => {
    const flow = flowOf(assumed());
    expect(summary(flow)).toBe("reachable");
    expect(flow.assumptions).toEqual([assumption]);
  });

  test("are unknowns under --strict", () => {
    const flow = flowOf(assumed(), { strict: true });
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ cause }) => cause.kind)).toEqual(["assumption"]);
  });

  test("of a link", () => {
    const builder = shop().node("host-group", "asg", {
      launches: [launch([], { securityGroups: { links: [{ ...link("hosts"), assumption }] } })],
      subnets: links(["b1", "b2"]),
    });
    expect(flowOf(builder).assumptions).toEqual([assumption]);
    expect(flowOf(builder, { strict: true }).verdict).toBe("undetermined");
  });

  test("of a rule that another rule makes unnecessary are not listed", () => {
    const [assumedRule, plain] = ["all * sg:alb", "tcp 32768-65535 sg:alb"].map(
      (text) =>
        shop()
          .group("x", { ingress: [text] })
          .graph()
          .get("security-group", "infra#x")!.rules[0]!,
    );
    const builder = shop().group("hosts", {}, { rules: [{ ...assumedRule!, assumption, span: spanOf("a") }, plain!] });
    expect(flowOf(builder).assumptions).toEqual([]);
  });
});

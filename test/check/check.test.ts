/** Findings of the built-in rules on a small scan: which, where, and what they say. */
import { describe, expect, test } from "vitest";
import { textOf } from "../../src/base/source-file.ts";
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { check } from "../../src/check/check.ts";
import type { Finding } from "../../src/check/finding.ts";
import type { Flow, Hop, HopKind } from "../../src/reach/flow.ts";
import {
  admits,
  egress,
  fact,
  flow,
  hop,
  hostAcl,
  loadBalancer,
  nearest,
  ports,
  service,
  subnetA,
  subnetB,
  unknown,
  world,
} from "./sample.ts";

const hosts = { ...subnetB, id: "infra#aws_subnet.hosts", address: "aws_subnet.hosts" };

const target = "dynamic-ports-blocked-by-target-security-group";

function findings(...flows: readonly Flow[]): readonly Finding[] {
  return check(builtinRules, [world(flows)]).findings;
}

const told = (found: readonly Finding[]) => found.map(({ ruleId, verdict, severity }) => [ruleId, verdict, severity]);

describe("a closed hop", () => {
  const blocked = flow([
    hop("load-balancer-egress", "open", { decidedBy: [admits] }),
    hop("target-ingress", "closed", { decidedBy: [nearest] }),
  ]);
  const [finding] = findings(blocked);

  test("is one finding at the ports of the nearest rule", () => {
    expect(told(findings(blocked))).toEqual([[target, "violated", "error"]]);
    expect(textOf(finding!.span)).toContain("from_port       = 80");
    expect(finding!.message).toBe(
      "aws_lb.main cannot reach aws_ecs_service.web on the dynamic host ports 32768-65535: " +
        "aws_security_group.hosts admits tcp 80 from aws_security_group.alb; needs 32768-65535 " +
        "(80 is the container's port, which is open only inside the container)",
    );
    expect(finding!.repair).toBe("allow tcp 32768-65535 from aws_security_group.alb into aws_security_group.hosts");
    expect(finding!.related.map(({ message }) => message)).toEqual([
      "aws_security_group.hosts filters here",
      "aws_ecs_service.web registers web here",
      "the container's port is mapped to a dynamic host port here",
      "the target group aws_lb_target_group.web",
      "the load balancer aws_lb.main",
    ]);
    expect(finding!.flow).toBe(blocked);
  });

  test("is not one of dynamic ports where the ports are static", () => {
    const found = findings(flow(blocked.hops, { portMapping: "static" })).map(({ ruleId }) => ruleId);
    expect(found.filter((id) => id.startsWith("dynamic"))).toEqual([]);
  });

  test("has the same fingerprint in another world, and another than its undetermined one", () => {
    const elsewhere = { id: "another id", when: ["Prod = true"] };
    expect(findings(flow(blocked.hops, elsewhere))[0]!.fingerprint).toBe(finding!.fingerprint);
    const open = findings(flow([hop("target-ingress", "undetermined")]))[0]!;
    expect(open.ruleId).toBe(target);
    expect(open.fingerprint).not.toBe(finding!.fingerprint);
    expect(finding!.fingerprint).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("each kind of hop has its rule", () => {
  test.each([
    ["load-balancer-egress", "dynamic-ports-blocked-by-load-balancer-egress"],
    ["load-balancer-acl-out", "dynamic-ports-blocked-by-network-acl"],
    ["target-acl-in", "dynamic-ports-blocked-by-network-acl"],
    ["target-ingress", target],
    ["return-target-acl-out", "return-traffic-blocked-by-network-acl"],
    ["return-load-balancer-acl-in", "return-traffic-blocked-by-network-acl"],
  ] as const)("%s", (kind, id) => {
    expect(told(findings(flow([hop(kind, "closed")])))).toEqual([[id, "violated", "error"]]);
    expect(told(findings(flow([hop(kind, "undetermined")])))).toEqual([[id, "undetermined", "note"]]);
    expect(findings(flow([hop(kind, "open")]))).toEqual([]);
    expect(findings(flow([hop(kind, "not-applicable")]))).toEqual([]);
  });
});

describe("a partly closed hop", () => {
  const part = (text: string, required = "32768-65535", range: Hop["range"] = "default") => {
    const passes = { must: ports(text), may: ports(text) };
    return flow([hop("target-ingress", "partial", { open: passes, required: ports(required), range })], {
      required: ports(required),
    });
  };
  test("is an error where a port of the kernel's default range is closed", () => {
    expect(told(findings(part("49153-65535")))).toEqual([["dynamic-range-partly-open", "violated", "error"]]);
    expect(told(findings(part("32768-60998")))).toEqual([["dynamic-range-partly-open", "violated", "error"]]);
  });
  test("is a warning where only ports beyond it are", () => {
    const found = findings(part("32768-60999"));
    expect(told(found)).toEqual([["dynamic-range-partly-open", "violated", "warning"]]);
    expect(found[0]!.message).toContain("61000-65535 of 32768-65535 is closed in aws_security_group.hosts");
    expect(found[0]!.repair).toBe(
      "allow tcp 61000-65535 from the addresses of aws_lb.main in aws_security_group.hosts",
    );
  });
  test("is an error where the instances are set to another range", () => {
    expect(told(findings(part("61000-61500", "61000-62000", "configured")))).toEqual([
      ["dynamic-range-partly-open", "violated", "error"],
    ]);
  });
  test("is undetermined where something is proven open and the rest is not known", () => {
    const bounds = { must: ports("32768-40000"), may: ports("32768-65535") };
    const found = findings(flow([hop("target-ingress", "undetermined", { open: bounds })]));
    expect(told(found)).toEqual([["dynamic-range-partly-open", "undetermined", "note"]]);
    expect(found[0]!.message).toContain("var.alb_security_group_id has no value");
  });
});

test("pairs of subnets with the same ACL are one finding, in which the proven prevails", () => {
  const found = findings(
    flow([
      hop("target-acl-in", "closed", { from: subnetA, to: subnetB }),
      hop("target-acl-in", "closed", { from: subnetB, to: subnetA }),
      hop("target-acl-in", "undetermined", { from: subnetB, to: subnetB }),
    ]),
  );
  expect(told(found)).toEqual([["dynamic-ports-blocked-by-network-acl", "violated", "error"]]);
  expect(found[0]!.repair).toBe(
    "allow tcp 32768-65535 from the addresses of aws_subnet.a and aws_subnet.b in aws_network_acl.hosts, before any entry that denies it",
  );
});

test("an entry that denies is told by its number, or by its resource where it is one by itself", () => {
  const denied = (address: string): string => {
    const rule = { ...egress, address, action: "deny", number: fact(90) } as const;
    const decidedBy = [{ rule, node: hostAcl, role: "denies" }] as const;
    return findings(flow([hop("target-acl-in", "closed", { from: subnetA, to: subnetB, decidedBy })]))[0]!.message;
  };
  expect(denied(hostAcl.address)).toContain("aws_network_acl.hosts denies it (rule 90)");
  expect(denied("aws_network_acl_rule.no")).toContain("aws_network_acl.hosts denies it in aws_network_acl_rule.no");
});

test("a load balancer that is named by what leads to it is said to be one", () => {
  const elsewhere = { ...loadBalancer, address: "module.alb.arn", external: { unknown, literal: false } };
  const found = findings(flow([hop("target-ingress", "closed")], { loadBalancer: elsewhere }));
  expect(found[0]!.repair).toBe(
    "allow tcp 32768-65535 from the addresses of the load balancer module.alb.arn into aws_security_group.hosts",
  );
});

test("the other side of answers is that of the packets, not of the pair", () => {
  const pairs = [
    { from: subnetA, to: hosts },
    { from: subnetB, to: hosts },
  ];
  const repair = (kind: HopKind) =>
    findings(flow([hop(kind, "closed", { from: subnetA, to: hosts, pairs })]))[0]!.repair;
  expect(repair("target-acl-in")).toContain(" from the addresses of aws_subnet.a and aws_subnet.b in ");
  expect(repair("return-target-acl-out")).toContain(" to the addresses of aws_subnet.a and aws_subnet.b in ");
  expect(repair("load-balancer-acl-out")).toContain(" to the addresses of aws_subnet.hosts in ");
  expect(repair("return-load-balancer-acl-in")).toContain(" from the addresses of aws_subnet.hosts in ");
});

test.each([
  ["closed", "violated", "error"],
  ["undetermined", "undetermined", "note"],
] as const)("where the port mapping is not known, a hop that is %s is one finding", (hopVerdict, verdict, severity) => {
  const found = findings(flow([hop("target-ingress", hopVerdict)], { portMapping: "unknown" }));
  expect(told(found)).toEqual([["ports-blocked-by-target-security-group", verdict, severity]]);
});

describe("worlds", () => {
  const one = (when: readonly string[], verdict: "closed" | "open") => ({
    ...world([flow([hop("target-acl-in", verdict, { nodes: [hostAcl] })])]),
    when,
  });
  test("a finding of every world is told once, without conditions", () => {
    const { findings } = check(builtinRules, [one(["UseNacl = true"], "closed"), one(["UseNacl = false"], "closed")]);
    expect(findings.map(({ when }) => when)).toEqual([[]]);
  });
  test("one of some worlds names what they share", () => {
    const { findings } = check(builtinRules, [
      one(["UseNacl = true", "Prod = true"], "closed"),
      one(["UseNacl = true", "Prod = false"], "closed"),
      one(["UseNacl = false", "Prod = true"], "open"),
      one(["UseNacl = false", "Prod = false"], "open"),
    ]);
    expect(findings.map(({ when }) => when)).toEqual([["UseNacl = true"]]);
  });

  test.each([
    ["in every world", "closed", "closed", "open", "error"],
    ["in one of two that no default chooses", "closed", "open", "open", "warning"],
    ["only where a value departs from its default", "open", "open", "closed", "warning"],
    ["wherever defaults lead", "closed", "closed", "closed", "error"],
  ] as const)("one that holds %s has its severity", (_name, first, second, departing, severity) => {
    const { findings } = check(builtinRules, [
      one(["Stage = test"], first),
      one(["Stage = live"], second),
      { ...one(["UseNacl = true"], departing), alternative: true as const },
    ]);
    expect(findings.map((finding) => finding.severity)).toEqual([severity]);
  });
});

test("findings are in order of path, place and rule, whatever the order of flows and rules", () => {
  const flows = [
    flow([hop("target-ingress", "closed"), hop("load-balancer-egress", "closed")], {
      id: "b",
      service: { ...service, id: "infra#b" },
    }),
    flow([hop("target-acl-in", "closed"), hop("target-ingress", "closed")], {
      id: "a",
      service: { ...service, id: "infra#a" },
    }),
  ];
  const forward = check(builtinRules, [world(flows)]).findings;
  const backward = check([...builtinRules].reverse(), [world([...flows].reverse())]).findings;
  expect(backward.map(({ fingerprint }) => fingerprint)).toEqual(forward.map(({ fingerprint }) => fingerprint));
  expect(forward.map(({ flow, ruleId }) => [ruleId.slice(25), flow?.id])).toEqual(
    [
      ["target-security-group", "a"],
      ["target-security-group", "b"],
      ["load-balancer-egress", "b"],
      ["network-acl", "a"],
    ].map(([id, of]) => [id!, of]),
  );
});

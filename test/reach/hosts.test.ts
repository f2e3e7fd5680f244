/** Which container instances serve a service. */
import { describe, expect, test } from "vitest";
import type { HostGroup, Launch, StrategyEntry } from "../../src/graph/workload.ts";

import { flowOf, hopOf, summary } from "./flows.ts";
import { type GraphBuilder, known, launch, link, links, open, shop, unknown } from "./graph-builder.ts";

const BLOCKED = "blocked 32768-65535";
const PARTLY = "partial 32768-65535";
const hosts = (...launches: readonly Launch[]): Partial<HostGroup> => ({ launches, subnets: links(["b1", "b2"]) });
const strategy = (...names: readonly string[]): StrategyEntry[] =>
  names.map((name) => ({ provider: link(name), weight: known(1), base: known(0) }));

describe("launch type EC2: the instances that join the cluster", () => {
  test("all of them must admit the load balancer", () => {
    const builder = shop()
      .group("closed", {})
      .node("host-group", "lone", { ...hosts(launch(["closed"])), source: "instance" });
    expect(summary(flowOf(builder))).toBe(PARTLY);
  });

  test("also those of which the subnets are not known", () => {
    const apart = { ...hosts(launch(["closed"])), subnets: links(["?var.subnets"]) };
    const builder = shop().group("closed", {}).node("host-group", "lone", apart);
    expect(summary(flowOf(builder))).toBe(PARTLY);
  });

  test("every launch of a mixed instances policy", () => {
    const builder = shop()
      .group("closed", {})
      .node("host-group", "asg", hosts(launch(["hosts"]), launch(["closed"])));
    expect(summary(flowOf(builder))).toBe(PARTLY);
  });

  test("instances of another cluster do not count", () => {
    const other = hosts(launch(["closed"], { cluster: link("cluster2") }));
    const builder = shop()
      .group("closed", {})
      .node("cluster", "cluster2", { name: known("other") })
      .node("host-group", "asg2", other);
    expect(summary(flowOf(builder))).toBe("reachable");
  });

  test("instances without user data join the cluster named default, and no other", () => {
    const { cluster: _cluster, ...plain } = launch(["closed"]);
    const builder = shop()
      .group("closed", {})
      .node("host-group", "asg2", hosts({ ...plain, cluster: undefined }));
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(summary(flowOf(builder.node("cluster", "cluster", { name: known("default") })))).toBe(PARTLY);
  });

  test("the interface that the launch names decides over the group's subnets", () => {
    const builder = shop()
      .acl("closed-b1", ["b1"], {})
      .node("host-group", "asg", hosts(launch(["hosts"], { subnets: links(["b2"]) })));
    expect(summary(flowOf(builder))).toBe("reachable");
  });

  test("no instance joins: undetermined, with a hint", () => {
    const flow = flowOf(shop().remove("asg"));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ cause }) => cause.text)).toEqual(["no instance in the scan is known to join cluster"]);
    expect(flow.because[0]!.cause.hint).toBeDefined();
  });

  test("no instance joins, but nothing leaves the load balancer: blocked", () => {
    expect(summary(flowOf(shop().remove("asg").group("alb", {})))).toBe(BLOCKED);
  });

  test("an instance whose membership is not known must admit too, and proves nothing by being shut", () => {
    const vague = (groups: string[]) =>
      shop()
        .group("closed", {})
        .external("cluster", "var.cluster")
        .node("host-group", "asg2", hosts(launch(groups, { cluster: link("var.cluster") })));
    expect(summary(flowOf(vague(["hosts"])))).toBe("reachable");
    expect(summary(flowOf(vague(["closed"])))).toBe("undetermined because var.cluster");
  });

  test("launches that may not exist, or are not known", () => {
    const maybe = shop()
      .group("closed", {})
      .node("host-group", "asg2", hosts(launch(["closed"], { exists: unknown("var.spot") })));
    expect(summary(flowOf(maybe))).toBe("undetermined because var.spot");
    const more = shop().node("host-group", "asg", {
      ...hosts(launch(["hosts"])),
      launchesRest: unknown("var.overrides"),
    });
    expect(summary(flowOf(more))).toBe("undetermined because var.overrides");
  });
});

describe("user data that is not known", () => {
  const unread = (groups: string[]) => {
    const { cluster: _cluster, ...plain } = launch(groups);
    return hosts({ ...plain, cluster: undefined, userDataUnread: unknown("var.user_data") });
  };
  const kinds = (builder: GraphBuilder) => flowOf(builder).assumptions.map(({ kind }) => kind);

  test("next to instances that join: assumed not to join", () => {
    const builder = shop()
      .group("closed", {})
      .node("host-group", "bastion", unread(["closed"]));
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(kinds(builder)).toEqual(["unread-user-data"]);
    expect(summary(flowOf(builder, { strict: true }))).toMatch(/^undetermined because .*var\.user_data$/);
  });

  test("where nothing else joins: assumed to join", () => {
    const builder = shop().node("host-group", "asg", unread(["hosts"]));
    expect(summary(flowOf(builder))).toBe("reachable");
    expect(kinds(builder)).toContain("unread-user-data");
    expect(flowOf(builder, { strict: true }).verdict).toBe("undetermined");
  });

  test("that it names no cluster: it may be the service's where that has a name that is not known", () => {
    const { cluster: _cluster, ...plain } = launch(["hosts"]);
    const nameless = shop().node("host-group", "asg", hosts({ ...plain, cluster: undefined }));
    expect(flowOf(nameless).unstaffed).toBe(true);
    const cluster = nameless.graph().get("cluster", "infra#cluster")!;
    const perhaps = nameless.node("cluster", "cluster", { ...cluster, name: open("var.name") });
    expect(flowOf(perhaps).unstaffed).toBeUndefined();
  });

  test("of a group whose launch template is not known either", () => {
    const anything = { ...hosts(), launchesRest: unknown("var.template") };
    const beside = shop().node("host-group", "bastion", anything);
    expect(summary(flowOf(beside))).toBe("reachable");
    expect(kinds(beside)).toEqual(["unread-user-data"]);
    expect(summary(flowOf(beside, { strict: true }))).toMatch(/^undetermined because .*var\.template/);
    const alone = flowOf(shop().node("host-group", "asg", anything));
    expect(alone.because.map(({ symbol }) => symbol)).toContain("var.template");
    expect(alone.unstaffed).toBeUndefined();
  });

  test("but that such an instance is shut proves nothing", () => {
    const builder = shop()
      .group("closed", {})
      .node("host-group", "asg", unread(["closed"]));
    expect(summary(flowOf(builder))).toBe("undetermined because var.user_data");
  });
});

describe("a cluster that is not in the source", () => {
  const outside = () => {
    const builder = shop().external("cluster", "var.cluster");
    const service = builder.graph().get("service", "infra#service")!;
    return builder
      .node("service", "service", { ...service, cluster: link("var.cluster") })
      .node("host-group", "asg", hosts(launch(["hosts"], { cluster: link("var.cluster") })));
  };

  test("has the instances of the scan that join the same unknown", () => {
    const flow = flowOf(outside());
    expect(summary(flow)).toBe("reachable");
    expect(flow.assumptions.map(({ kind }) => kind)).toEqual(["all-hosts-in-scan"]);
    expect(flowOf(outside(), { strict: true }).verdict).toBe("undetermined");
  });

  test("may be the one that instances join by its name", () => {
    const builder = outside()
      .group("closed", {})
      .node("host-group", "asg2", hosts(launch(["closed"])));
    expect(summary(flowOf(builder))).toBe("undetermined because var.cluster");
  });
});

describe("capacity providers", () => {
  const provided = () =>
    shop()
      .group("closed", {})
      .node("capacity-provider", "provider", { provides: { kind: "host-group", hosts: link("asg") } })
      .node("host-group", "other", hosts(launch(["closed"])));
  const service = (builder: GraphBuilder, more: object) =>
    builder.node("service", "service", {
      ...builder.graph().get("service", "infra#service")!,
      launchType: undefined,
      ...more,
    });

  test("the service's strategy picks the instances", () => {
    expect(summary(flowOf(service(provided(), { strategy: strategy("provider") })))).toBe("reachable");
  });

  test("else the default strategy of the cluster", () => {
    const builder = provided().node("cluster", "cluster", { defaultStrategy: strategy("provider") });
    expect(summary(flowOf(service(builder, {})))).toBe("reachable");
    expect(summary(flowOf(service(builder, { launchType: known("EC2") })))).toBe(PARTLY);
  });

  test("else the instances that join", () => {
    expect(summary(flowOf(service(provided(), {})))).toBe(PARTLY);
  });

  test("all providers of the strategy count, but not one without weight and base", () => {
    const second = provided().node("capacity-provider", "second", {
      provides: { kind: "host-group", hosts: link("other") },
    });
    expect(summary(flowOf(service(second, { strategy: strategy("provider", "second") })))).toBe(PARTLY);
    const idle = [...strategy("provider"), { ...strategy("second")[0]!, weight: known(0) }];
    expect(summary(flowOf(service(second, { strategy: idle })))).toBe("reachable");
  });

  describe("run tasks on those of their instances that join the cluster", () => {
    const launched = (...launches: readonly Launch[]) =>
      service(provided().node("host-group", "asg", hosts(...launches)), { strategy: strategy("provider") });
    const elsewhere = launch(["closed"], { cluster: link("batch") });

    test("not on others", () => {
      const batch = launched(launch(["hosts"]), elsewhere).node("cluster", "batch", { name: known("batch") });
      expect(summary(flowOf(batch))).toBe("reachable");
    });

    test("on none: undetermined, and certain, whatever else joins", () => {
      const batch = launched(elsewhere)
        .node("cluster", "batch", { name: known("batch") })
        .node("host-group", "beside", hosts(launch(["hosts"])));
      const flow = flowOf(batch);
      expect(flow.because.map(({ cause }) => cause.text)).toEqual([
        "the user data of asg does not make the instances join cluster",
      ]);
      expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["no-instances"]);
      expect(flow.unstaffed).toBe(true);
    });

    test("on none, told beside the verdict of tasks with interfaces of their own", () => {
      const network = { subnets: links(["b1", "b2"]), securityGroups: links(["hosts"]) };
      const batch = launched(elsewhere).node("cluster", "batch", { name: known("batch") });
      const own = service(batch, { strategy: strategy("provider"), network })
        .node("task-definition", "task", { networkMode: known("awsvpc") })
        .node("target-group", "tg", { targetType: known("ip") })
        .group("hosts", { ingress: ["tcp 8080 sg:alb"] });
      const flow = flowOf(own);
      expect(flow.verdict).toBe("reachable");
      expect(flow.obstacles?.map(({ kind, effect }) => [kind, effect])).toEqual([["no-instances", "beside"]]);
      expect(flow.unstaffed).toBeUndefined();
    });

    test("what user data does not tell, the provider does", () => {
      const unread = (groups: string[]) =>
        launched({ ...launch(groups), cluster: undefined, userDataUnread: unknown("var.user_data") });
      const vague = (groups: string[]) =>
        launched(launch(groups, { cluster: link("var.name") })).external("cluster", "var.name");
      const none = (groups: string[]) => launched({ ...launch(groups), cluster: undefined });
      for (const builder of [unread, vague, none]) {
        const flow = flowOf(builder(["hosts"]));
        expect(flow.verdict).toBe("reachable");
        expect(flow.assumptions.map(({ kind }) => kind)).toContain("provided-hosts");
        expect(flowOf(builder(["hosts"]), { strict: true }).verdict).toBe("undetermined");
        expect(summary(flowOf(builder(["closed"])))).toBe(BLOCKED);
      }
    });
  });

  test("one that is not known", () => {
    const builder = provided().external("capacity-provider", "var.provider");
    const flow = flowOf(service(builder, { strategy: strategy("provider", "var.provider") }));
    expect(summary(flow)).toBe("undetermined because var.provider");
    const rest = service(provided(), { strategy: strategy("provider"), strategyRest: unknown("var.strategy") });
    expect(summary(flowOf(rest))).toBe("undetermined because var.strategy");
  });

  test("managed instances have the groups and subnets of their provider", () => {
    const managed = (groups: string[]) =>
      service(
        provided()
          .node("capacity-provider", "managed", {
            provides: { kind: "managed-instances", securityGroups: links(groups), subnets: links(["b1"]) },
          })
          .node("task-definition", "task", { networkMode: known("host") }),
        { strategy: strategy("managed") },
      ).group("hosts", { ingress: ["tcp 8080 sg:alb"] });
    expect(summary(flowOf(managed(["hosts"])))).toBe("reachable");
    expect(summary(flowOf(managed(["closed"])))).toBe("blocked 8080");
  });
});

test("the default group of the VPC on instances without a group of their own", () => {
  const builder = shop()
    .group("default", { ingress: ["all * sg:default"], egress: ["all * any"] }, { isDefault: true })
    .node("host-group", "asg", hosts(launch(["default"])));
  const flow = flowOf(builder);
  expect(summary(flow)).toBe(BLOCKED);
  expect(hopOf(flow, "target-ingress").decidedBy.map(({ why }) => why)).toEqual([
    "admits all traffic from default; must admit alb",
    "the rule for it is on hosts, which the targets do not carry",
  ]);
  expect(
    summary(
      flowOf(builder.node("load-balancer", "lb", { securityGroups: links(["default"]), subnets: links(["a1", "a2"]) })),
    ),
  ).toBe("reachable");
});

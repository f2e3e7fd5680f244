/** Which ports a container gets, and where it is reached. */
import { describe, expect, test } from "vitest";
import type { TaskDefinition } from "../../src/graph/workload.ts";

import { formatPorts } from "../../src/sets/port-set.ts";
import { flowOf, flowsOf, type Options, summary } from "./flows.ts";
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

const health = { purpose: "health-check" } as const;
const task = (more: Partial<TaskDefinition>) => shop().node("task-definition", "task", more);
const required = (builder: GraphBuilder, options: Options = {}): string => {
  const flow = flowOf(builder, options);
  return `${flow.portMapping} ${flow.requiredText}`;
};

describe("the port by network mode and host port", () => {
  test.each([
    ["bridge", undefined, "dynamic 32768-65535"],
    ["bridge", 0, "dynamic 32768-65535"],
    ["bridge", 80, "static 80"],
    ["nat", undefined, "dynamic 32768-65535"],
    ["host", undefined, "static 8080"],
    ["host", 0, "static 8080"],
    ["host", 8080, "static 8080"],
  ] as const)("%s with host port %s: %s", (mode, host, expected) => {
    const mapping = host === undefined ? {} : { host };
    expect(required(task({ networkMode: known(mode), containers: [container("web", [mapping])] }))).toBe(expected);
  });

  test("awsvpc opens the container port on the task, with host port 0 too", () => {
    expect(required(taskShop())).toBe("task 8080");
    const zero = taskShop().node("task-definition", "task", {
      networkMode: known("awsvpc"),
      containers: [container("web", [{ host: 0 }])],
    });
    expect(required(zero)).toBe("task 8080");
    expect(summary(flowOf(zero))).toBe("reachable");
  });

  test("none cannot be behind a load balancer", () => {
    const flow = flowOf(task({ networkMode: known("none") }));
    expect(flow.verdict).toBe("blocked");
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["network-mode"]);
  });

  test("the container port is not the host port", () => {
    expect(summary(flowOf(shop().group("hosts", { ingress: ["tcp 8080 sg:alb"] })))).toBe("blocked 32768-65535");
  });

  test("a range of container ports has no single port to register", () => {
    const ranged = {
      ...container("web", [{}]),
      portMappings: [
        {
          ...container("web", [{}]).portMappings[0]!,
          containerPort: undefined,
          containerPortRange: known("8000-8100"),
        },
      ],
    };
    const flow = flowOf(task({ containers: [ranged] }));
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["port-not-mapped"]);
    expect(flow.verdict).toBe("undetermined");
  });

  test("the mapping of the registered container counts, not those of its neighbours", () => {
    const containers = [
      container("proxy", [{ host: 80 }]),
      container("web", [{ container: 9090, host: 90 }, { host: 81 }]),
    ];
    expect(required(task({ containers }))).toBe("static 81");
  });
});

describe("the range of dynamic ports", () => {
  const hosts = (more: Parameters<typeof launch>[1]) =>
    shop().node("host-group", "asg", { launches: [launch(["hosts"], more)], subnets: links(["b1", "b2"]) });

  test("of Windows begins at 49152", () => {
    expect(required(hosts({ platform: known("windows") }))).toBe("dynamic 49152-65535");
    expect(required(task({ platform: known("windows"), networkMode: known("nat") }))).toBe("dynamic 49152-65535");
  });

  test("is what user data says, else what the options say", () => {
    const written = hosts({ dynamicPorts: { from: known(40000), to: known(41000) } });
    expect(required(written, { ephemeral: { first: 1, last: 2 } })).toBe("dynamic 40000-41000");
    expect(required(shop(), { ephemeral: { first: 32768, last: 60999 } })).toBe("dynamic 32768-60999");
  });

  test("where user data says it with an unknown", () => {
    const builder = hosts({ dynamicPorts: { from: open("var.low"), to: known(41000) } });
    expect(summary(flowOf(builder))).toBe("undetermined because var.low");
    expect(summary(flowOf(builder.group("hosts", { ingress: ["all * sg:alb"] })))).toBe("reachable");
    expect(summary(flowOf(builder.group("hosts", { ingress: ["udp 1-2 sg:alb"] })))).toBe("blocked");
  });

  test("of instances with other ranges: each needs its own", () => {
    const builder = shop().node("host-group", "asg", {
      launches: [launch(["hosts"], { dynamicPorts: { from: known(20000), to: known(20100) } }), launch(["hosts"])],
      subnets: links(["b1"]),
    });
    const flow = flowOf(builder);
    expect(formatPorts(flow.required)).toBe("20000-20100,32768-65535");
    expect(summary(flow)).toBe("partial 20000-20100");
  });

  test("is assumed where not all of user data is known", () => {
    const builder = hosts({ userDataUnread: unknown("var.user_data") });
    expect(flowOf(builder).assumptions.map(({ kind }) => kind)).toEqual(["dynamic-range"]);
    expect(flowOf(builder, { strict: true }).verdict).toBe("undetermined");
    expect(summary(flowOf(builder.group("hosts", { ingress: ["all * sg:alb"] }), { strict: true }))).toBe("reachable");
  });
});

describe("ports that are not known", () => {
  const symbolic = (ingress: string) =>
    taskShop()
      .node("task-definition", "task", {
        networkMode: known("awsvpc"),
        containers: [container("web", [{ container: "?var.port" }])],
      })
      .group("tasks", { ingress: [ingress] });
  const service = (builder: GraphBuilder) => {
    const node = builder.graph().get("service", "infra#service")!;
    return builder.node("service", "service", { ...node, loadBalancers: [entry({ port: "?var.port" })] });
  };

  test.each([
    ["tcp ?var.port sg:alb", "reachable"],
    ["tcp 0-65535 sg:alb", "reachable"],
    ["tcp 1-65535 sg:alb", "reachable"],
    ["all * sg:alb", "reachable"],
    ["tcp 8080 sg:alb", "undetermined because var.port"],
    ["tcp 1024-65535 sg:alb", "undetermined because var.port"],
    ["tcp ?var.other sg:alb", "undetermined because var.other"],
    ["tcp ?var.port-65535 sg:alb", "reachable"],
    ["udp ?var.port sg:alb", "blocked"],
    ["tcp ?var.port sg:hosts", "blocked"],
  ])("a task whose port is var.port and that admits %s: %s", (ingress, expected) => {
    const flow = flowOf(service(symbolic(ingress)));
    expect(summary(flow)).toBe(expected);
    expect(flow.requiredText).toBe("var.port");
    expect(formatPorts(flow.required)).toBe("");
  });

  test("a known port on one side gives the port", () => {
    expect(summary(flowOf(symbolic("tcp 8080 sg:alb")))).toBe("reachable");
  });

  test("a host port that may be 0, and so dynamic", () => {
    const builder = task({ containers: [container("web", [{ host: "?var.host_port" }])] });
    expect(summary(flowOf(builder.group("hosts", { ingress: ["tcp ?var.host_port sg:alb"] })))).toBe(
      "undetermined because var.host_port",
    );
    expect(summary(flowOf(builder.group("hosts", { ingress: ["tcp 0-65535 sg:alb"] })))).toBe("reachable");
  });

  test("a task definition that is not in the source", () => {
    const builder = shop()
      .external("task-definition", "var.task")
      .node("service", "service", { taskDefinition: link("var.task") });
    expect(summary(flowOf(builder))).toBe("undetermined because var.task");
    expect(summary(flowOf(builder.group("hosts", { ingress: ["all * sg:alb"] })))).toBe("reachable");
    const node = taskShop().graph().get("service", "infra#service")!;
    const fargate = taskShop()
      .external("task-definition", "var.task")
      .node("service", "service", { ...node, taskDefinition: link("var.task") });
    expect(summary(flowOf(fargate))).toBe("reachable");
  });

  test("containers that are not known", () => {
    const builder = task({ containers: [], containersRest: unknown("var.containers") });
    expect(summary(flowOf(builder))).toBe("undetermined because var.containers");
  });

  test("the same unknown name on both sides", () => {
    const builder = task({
      containers: [container("?var.name", [{ host: 80 }]), container("other", [{ host: 81 }])],
    }).node("service", "service", {
      loadBalancers: [entry({ name: "?var.name" })],
    });
    expect(required(builder)).toBe("static 80");
  });
});

describe("what AWS does not register", () => {
  const kinds = (builder: GraphBuilder) => {
    const flow = flowOf(builder);
    return `${flow.verdict}: ${flow.obstacles?.map(({ kind }) => kind).join(", ")}`;
  };

  test("a target type that does not fit the network mode is told beside the verdict about the path", () => {
    expect(kinds(shop().node("target-group", "tg", { targetType: known("ip") }))).toBe(
      "reachable: target-type-mismatch",
    );
    expect(kinds(taskShop().node("target-group", "tg", { targetType: known("instance") }))).toBe(
      "reachable: target-type-mismatch",
    );
    expect(kinds(taskShop().node("target-group", "tg", { targetType: known("lambda") }))).toBe(
      "blocked: target-type-mismatch",
    );
  });

  test("Fargate without awsvpc, instances of launch type EXTERNAL", () => {
    expect(kinds(shop().node("service", "service", { launchType: known("FARGATE") }))).toBe("blocked: network-mode");
    expect(kinds(shop().node("service", "service", { launchType: known("EXTERNAL") }))).toBe("blocked: launch-type");
  });

  test("a container or port that the task definition does not have", () => {
    expect(kinds(task({ containers: [container("app", [{}])] }))).toBe("undetermined: container-not-found");
    expect(kinds(task({ containers: [container("web", [{ container: 80 }])] }))).toBe("undetermined: port-not-mapped");
  });

  test("an awsvpc service without network configuration", () => {
    const flow = flowOf(taskShop().node("service", "service", { launchType: known("FARGATE") }));
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ cause }) => cause.kind)).toEqual(["error"]);
  });
});

describe("health checks", () => {
  const checked = (port: Parameters<typeof healthCheck>[0], builder = shop()) =>
    builder.node("target-group", "tg", {
      ...builder.graph().get("target-group", "infra#tg")!,
      healthCheck: healthCheck(port),
    });

  test("on the traffic port need what traffic needs", () => {
    expect(required(shop(), health as never)).toBe("dynamic 32768-65535");
    expect(summary(flowOf(shop(), health))).toBe("reachable");
  });

  test("on a fixed port next to dynamic ones: nothing listens there", () => {
    const flow = flowOf(checked(8080), health);
    expect(flow.verdict).toBe("blocked");
    expect(flow.obstacles?.map(({ kind }) => kind)).toEqual(["health-port-not-mapped"]);
    expect(flowOf(checked(8080)).verdict).toBe("reachable");
  });

  test("on a fixed port where other services may be on the instances: one of them may listen there", () => {
    const builder = checked(8080).group("hosts", { ingress: ["tcp 8080 sg:alb", "tcp 32768-65535 sg:alb"] });
    expect(flowOf(builder, health).verdict).toBe("blocked");
    expect(flowOf(builder, { ...health, isComplete: () => false }).verdict).toBe("undetermined");
  });

  test("on a fixed port that is mapped too", () => {
    const builder = checked(9000, task({ containers: [container("web", [{}, { container: 9000, host: 9000 }])] }));
    expect(summary(flowOf(builder, health))).toBe("blocked 9000");
    expect(flowOf(builder, health).obstacles).toBeUndefined();
    const admitted = builder.group("hosts", { ingress: ["tcp 9000 sg:alb", "tcp 32768-65535 sg:alb"] });
    expect(flowsOf(admitted).map(summary)).toEqual(["reachable", "reachable"]);
  });

  test("whether the scan is complete is asked only where that may decide: a group of which it was asked is judged twice", () => {
    const asks = (builder: GraphBuilder): boolean => {
      let asked = false;
      flowsOf(builder, {
        isComplete: () => {
          asked = true;
          return true;
        },
      });
      return asked;
    };
    const mapped = [container("web", [{}, { container: 9000, host: 9000 }])];
    expect([asks(shop()), asks(taskShop()), asks(checked(9000, task({ containers: mapped })))]).toEqual([
      false,
      false,
      false,
    ]);
    expect(asks(checked(8080))).toBe(true);
  });

  test("on a port that another service maps on the same instances", () => {
    const builder = checked(9000)
      .node("task-definition", "agent", { containers: [container("agent", [{ container: 9000, host: 9000 }])] })
      .node("service", "daemon", { taskDefinition: link("agent"), loadBalancers: [] })
      .group("hosts", { ingress: ["tcp 9000 sg:alb", "tcp 32768-65535 sg:alb"] });
    expect(summary(flowOf(builder, health))).toBe("reachable");
  });

  test("on another port of a task are legitimate, and must be admitted", () => {
    const builder = checked(8081, taskShop());
    expect(summary(flowOf(builder, health))).toBe("blocked 8081");
    expect(summary(flowOf(builder.group("tasks", { ingress: ["tcp 8080-8081 sg:alb"] }), health))).toBe("reachable");
    expect(summary(flowOf(checked(8080, taskShop()), health))).toBe("reachable");
  });

  test("on an unknown port", () => {
    const builder = checked("?var.health", taskShop());
    expect(summary(flowOf(builder, health))).toBe("undetermined because var.health");
    expect(summary(flowOf(builder.group("tasks", { ingress: ["tcp ?var.health sg:alb"] }), health))).toBe("reachable");
  });

  test("that are switched off have no flow", () => {
    const off = { ...healthCheck("traffic-port"), enabled: known(false) };
    expect(flowsOf(shop().node("target-group", "tg", { healthCheck: off })).map(({ purpose }) => purpose)).toEqual([
      "traffic",
    ]);
  });
});

describe("AWS makes no service and no load balancer without a subnet: the error keeps the flow undecided", () => {
  const nowhere = {
    securityGroups: links(["tasks"]),
    subnets: links(),
    publicAddress: known(false),
    exists: true,
    span: spanOf("network"),
  } as const;
  const unfiltered = { type: known<"network">("network"), securityGroups: "unfiltered", subnets: links() } as const;
  test.each([
    ["a service", taskShop().node("service", "service", { network: nowhere }), "service"],
    ["an application load balancer", taskShop().node("load-balancer", "lb", { subnets: links() }), "lb"],
    ["a network load balancer without groups", taskShop().node("load-balancer", "lb", unfiltered), "lb"],
  ])("%s", (_, builder, name) => {
    const flow = flowOf(builder);
    expect(flow.verdict).toBe("undetermined");
    expect(flow.because.map(({ cause }) => cause)).toMatchObject([
      { kind: "error", text: `${name} names no subnet, without which AWS does not make it` },
    ]);
  });
});

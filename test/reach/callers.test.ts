/** Who can call tasks beside load balancers. */
import { describe, expect, test } from "vitest";
import type { Fact } from "../../src/base/fact.ts";
import type { DiscoveryEntry, HostGroup, Service } from "../../src/graph/workload.ts";
import { reach } from "../../src/reach/reach.ts";
import type { TaskCall } from "../../src/reach/ways/calls.ts";
import {
  container,
  GraphBuilder,
  idOf,
  known,
  launch,
  links,
  open,
  type Rules,
  range,
  spanOf,
  unknown,
} from "./graph-builder.ts";

const EVERYBODY: Rules = { ingress: ["all * any"], egress: ["all * any"] };

function network(
  subnet: string,
  group: string,
  more: Partial<NonNullable<Service["network"]>> = {},
): Service["network"] {
  const publicAddress = known(false);
  return {
    securityGroups: links([group]),
    subnets: links([subnet]),
    publicAddress,
    exists: true,
    span: spanOf("network"),
    ...more,
  };
}

const named = {
  ...container("api", [{}]),
  portMappings: [{ ...container("api", [{}]).portMappings[0]!, name: known("http") }],
};

/** A service `web` calls `api` on port 8080, which is named http; each has a group and a subnet of its own. */
function tasks(web: Rules = EVERYBODY, api: Rules = EVERYBODY): GraphBuilder {
  return new GraphBuilder()
    .vpc("vpc", ["10.0.0.0/16", "fd00::/56"])
    .subnet("one", "10.0.1.0/24")
    .subnet("two", "10.0.2.0/24")
    .group("web", web)
    .group("api", api)
    .node("cluster", "cluster", {})
    .node("task-definition", "task", { networkMode: known("awsvpc"), containers: [named] })
    .node("service", "web-service", { network: network("one", "web"), loadBalancers: [] })
    .node("service", "api-service", { network: network("two", "api"), loadBalancers: [] });
}

/** The same in mode bridge, on instances that join by the groups and sizes given. */
function instances(api: Rules, size: HostGroup["size"], mode: "bridge" | "host" = "bridge"): GraphBuilder {
  return tasks(EVERYBODY, api)
    .node("task-definition", "task", { networkMode: known(mode), containers: [named] })
    .node("host-group", "hosts", { launches: [launch(["api"])], subnets: links(["two"]), size })
    .node("service", "web-service", { loadBalancers: [] })
    .node("service", "api-service", { loadBalancers: [] });
}

const upTo = (max: Fact<number>): HostGroup["size"] => ({ min: known(1), max });

function call(builder: GraphBuilder, override?: number): TaskCall {
  const graph = builder.graph();
  const [web, api] = ["web-service", "api-service"].map((name) => graph.get("service", idOf(name))!);
  const endpoint = {
    portName: known("http"),
    exists: true,
    ...(override === undefined ? {} : { ingressPortOverride: known(override) }),
  } as const;
  return reach(graph, { ephemeral: undefined, strict: false }).admission.byConnect(web!, api!, endpoint);
}

function told({ truth, ports, closedAt, because }: TaskCall): string {
  return [truth, ports, ...closedAt, ...because.map(({ symbol }) => symbol)].join(" ");
}

describe("by Service Connect, tasks with interfaces of their own", () => {
  test.each<[string, GraphBuilder, string]>([
    ["everything is open", tasks(), "true 8080"],
    ["the other side does not admit", tasks(EVERYBODY, { ingress: ["tcp 80 sg:web"] }), "false 8080 api"],
    ["the caller is not let out", tasks({ egress: ["tcp 443 any"] }), "false 8080 web"],
    ["a group of the caller is admitted", tasks(EVERYBODY, { ingress: ["tcp 8080 sg:web"] }), "true 8080"],
    [
      "a group that is not known is admitted",
      tasks(EVERYBODY, { ingress: ["tcp 8080 sg:x"] }).external("security-group", "x"),
      "unknown 8080 x",
    ],
    [
      "the ACL lets nothing in",
      tasks().acl("acl", ["two"], { ingress: ["100 allow tcp 443 any"], egress: ["100 allow all * any"] }),
      "false 8080 acl",
    ],
    [
      "the ACL lets no answers in",
      tasks().acl("acl", ["one"], { ingress: ["100 allow tcp 443 any"], egress: ["100 allow all * any"] }),
      "false 8080 acl",
    ],
    [
      "some answers get back",
      tasks().acl("acl", ["two"], { ingress: ["100 allow all * any"], egress: ["100 allow tcp 32768-65535 any"] }),
      "unknown 8080 answers at infra#acl egress",
    ],
    [
      "IPv6 is admitted, which the subnets do not have",
      tasks(EVERYBODY, { ingress: ["tcp 8080 fd00::/56"] }),
      "false 8080 api",
    ],
    [
      "IPv6 is admitted, which the subnets have",
      tasks({ egress: ["all * ::/0"] }, { ingress: ["tcp 8080 fd00::/56"] })
        .subnet("one", "10.0.1.0/24,fd00:0:0:1::/64")
        .subnet("two", "10.0.2.0/24,fd00:0:0:2::/64"),
      "true 8080",
    ],
    [
      "IPv6 is admitted, which a subnet that is not known may have",
      tasks({ egress: ["all * ::/0"] }, { ingress: ["tcp 8080 fd00::/56"] })
        .subnet("one", "10.0.1.0/24,fd00:0:0:1::/64")
        .external("subnet", "two"),
      "unknown 8080 two",
    ],
    [
      "a middlebox is between both",
      tasks(EVERYBODY, {}).vpc("vpc", ["10.0.0.0/16"], { middleboxRoutes: [known(range("10.0.2.0/24"))] }),
      "unknown 8080 middlebox of infra#vpc",
    ],
    [
      "whether the tasks have the interfaces is not known",
      tasks().node("service", "web-service", {
        network: network("one", "web", { exists: unknown("var.n") }),
        loadBalancers: [],
      }),
      "unknown 8080 var.n",
    ],
    [
      "no mapping has the name",
      tasks(EVERYBODY, { ingress: ["tcp 8080 any"] }).node("task-definition", "task", { networkMode: known("awsvpc") }),
      "unknown  port name of infra#api-service",
    ],
  ])("%s: %s", (_, builder, expected) => {
    expect(told(call(builder))).toBe(expected);
  });

  test("on the port that is chosen", () => {
    expect(told(call(tasks(EVERYBODY, { ingress: ["tcp 8080 any"] }), 15000))).toBe("false 15000 api");
  });
});

describe("by Service Connect, on instances", () => {
  const itself: Rules = { ingress: ["tcp 32768-65535 sg:api"], egress: ["all * any"] };
  const closed: Rules = { ingress: ["tcp 8080 sg:api"], egress: ["all * any"] };
  test.each<[string, GraphBuilder, string]>([
    ["dynamic ports are admitted", instances(itself, upTo(known(2))), "true 32768-65535"],
    [
      "some of them are",
      instances({ ...itself, ingress: ["tcp 32768-60999 sg:api"] }, upTo(known(2))),
      "true 32768-65535",
    ],
    ["the container's port is", instances(closed, upTo(known(2))), "false 32768-65535 api"],
    ["and there is one instance only", instances(closed, upTo(known(1))), "true 32768-65535"],
    ["and how many there are is not known", instances(closed, upTo(open("var.max"))), "unknown 32768-65535 var.max"],
    ["or not said", instances(closed, undefined), "unknown 32768-65535 instances of infra#hosts"],
    [
      "and user data moves the range there",
      instances(closed, upTo(known(2))).node("host-group", "hosts", {
        launches: [launch(["api"], { dynamicPorts: { from: known(8000), to: known(9000) } })],
        subnets: links(["two"]),
        size: upTo(known(2)),
      }),
      "true 8000-9000",
    ],
    [
      "mode host, in which nobody says where the proxy listens",
      instances(itself, upTo(known(2)), "host"),
      "unknown  proxy of infra#api-service",
    ],
    [
      "nothing runs the tasks",
      instances(itself, upTo(known(2))).remove("hosts"),
      "unknown 32768-65535 instances of infra#cluster",
    ],
  ])("%s: %s", (_, builder, expected) => {
    expect(told(call(builder))).toBe(expected);
  });
});

describe("by service discovery", () => {
  const entry = (more: Partial<DiscoveryEntry> = {}): DiscoveryEntry => ({
    recordTypes: known(["A"]),
    exists: true,
    span: spanOf("entry"),
    ...more,
  });
  const found = (builder: GraphBuilder, discovered: DiscoveryEntry): string => {
    const graph = builder.graph();
    const service = graph.get("service", idOf("api-service"))!;
    return told(reach(graph, { ephemeral: undefined, strict: false }).admission.byDiscovery(service, discovered));
  };
  const api = (ingress: readonly string[]): GraphBuilder => tasks(EVERYBODY, { ingress, egress: ["all * any"] });
  const mapped = entry({ containerName: known("api"), containerPort: known(8080) });
  test.each<[string, GraphBuilder, DiscoveryEntry, string]>([
    ["nobody is admitted at all", api([]), entry(), "false 1-65535 api"],
    ["pings are", api(["icmp * any"]), entry(), "false 1-65535 api"],
    ["somebody is, on some port", api(["tcp 22 10.0.9.9/32"]), entry(), "true 1-65535"],
    ["by UDP", api(["udp 53 sg:web"]), entry(), "true 1-65535"],
    [
      "by IPv6, which the subnet has",
      api(["tcp 8080 ::/0"]).subnet("two", "10.0.2.0/24,fd00:0:0:2::/64"),
      mapped,
      "true 8080",
    ],
    ["by IPv6, which the subnet does not have", api(["tcp 8080 ::/0"]), mapped, "false 8080 api"],
    ["the registered port is closed", api(["tcp 22 any"]), entry({ port: known(8080) }), "false 8080 api"],
    ["the container's port is open", api(["tcp 8080 sg:web"]), mapped, "true 8080"],
    ["the container's port is open by another protocol", api(["udp 8080 sg:web"]), mapped, "false 8080 api"],
    [
      "which port it is is not known",
      api(["tcp 22 any"]),
      entry({ port: open("var.port") }),
      "unknown var.port var.port",
    ],
    [
      "there may be more rules",
      api([]).group("api", {}, { ingressRest: unknown("var.rules") }),
      entry(),
      "unknown 1-65535 var.rules",
    ],
    [
      "a network ACL says nothing of callers in the same subnet",
      api(["tcp 8080 any"]).acl("acl", ["two"], {}),
      mapped,
      "true 8080",
    ],
    [
      "the host port is dynamic, and closed",
      instances({ ingress: ["tcp 8080 any"] }, upTo(known(2))),
      mapped,
      "false 32768-65535 api",
    ],
    ["mode host", instances({ ingress: ["tcp 8080 any"] }, upTo(known(2)), "host"), mapped, "true 8080"],
  ])("%s: %s", (_, builder, discovered, expected) => {
    expect(found(builder, discovered)).toBe(expected);
  });
});

test("who is not in the source may call wherever somebody is admitted", () => {
  const outside = (builder: GraphBuilder): string => {
    const graph = builder.graph();
    const endpoint = { portName: known("http"), exists: true } as const;
    return told(
      reach(graph, { ephemeral: undefined, strict: false }).admission.byConnect(
        "outside",
        graph.get("service", idOf("api-service"))!,
        endpoint,
      ),
    );
  };
  expect(outside(tasks(EVERYBODY, { ingress: ["tcp 80 any"] }))).toBe("false 8080 api");
  expect(outside(tasks(EVERYBODY, { ingress: ["tcp 8080 sg:web"] }))).toBe(
    "unknown 8080 others in the namespace of infra#api-service",
  );
});

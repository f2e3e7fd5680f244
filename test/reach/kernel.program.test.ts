/** The kernel as arbiter: real TCP connections between namespaces succeed exactly where the engine says so. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { hasPort } from "../sets/has-port.ts";
import { Chance } from "./completions.ts";
import { flowsOf } from "./flows.ts";
import { type GraphBuilder, shop, taskShop } from "./graph-builder.ts";
import { type Attempt, KernelNetwork, obstacleToKernel } from "./kernel-network.ts";
import { receiverRules, routerRules, senderRules } from "./kernel-rules.ts";
import { build, knownPart, recipes } from "./random-graphs.ts";
import { connects, targets } from "./simulator.ts";

const SUBNETS = { a1: "10.0.1", a2: "10.0.2", b1: "10.0.11", b2: "10.0.12" };
const HOSTS = [20, 200];
const obstacle = obstacleToKernel();

/** Graphs like those of the fixtures, one for each filter that can be at fault, and random ones. */
function cases(): readonly (readonly [string, GraphBuilder, { first: number; last: number }])[] {
  const usual = { first: 32768, last: 65535 };
  const acl = (ingress: string[], egress: string[]) => shop().acl("private", ["b1", "b2"], { ingress, egress });
  const all = ["100 allow all * any"];
  const written: [string, GraphBuilder][] = [
    ["all open", shop()],
    ["target admits the container port only", shop().group("hosts", { ingress: ["tcp 8080 sg:alb"] })],
    ["target admits part of the range", shop().group("hosts", { ingress: ["tcp 32768-60999 sg:alb"] })],
    ["target admits one subnet of the load balancer", shop().group("hosts", { ingress: ["all * 10.0.1.0/24"] })],
    ["load balancer without egress", shop().group("alb", {})],
    ["load balancer with egress to one subnet", shop().group("alb", { egress: ["tcp 1024-65535 10.0.11.0/24"] })],
    ["ACL denies inside the range", acl(["90 deny tcp 40000-40010 any", ...all], all)],
    ["ACL without an answer's way", acl(all, ["100 allow tcp 443 any"])],
    ["ACL with a narrow way for answers", acl(all, ["100 allow tcp 32768-60999 any"])],
    [
      "ACL of the load balancer's subnets",
      shop().acl("public", ["a1", "a2"], { ingress: ["100 allow tcp 443 any"], egress: all }),
    ],
    ["ACL that admits half a subnet", acl(["100 allow tcp 1024-65535 10.0.1.0/25"], all)],
    ["a task", taskShop()],
    ["a task that admits another port", taskShop().group("tasks", { ingress: ["tcp 80 sg:alb"] })],
  ];
  const random = fc.sample(recipes, { numRuns: 28, seed: 20240725 }).map(knownPart);
  return [
    ...written.map(([name, builder]) => [name, builder, usual] as const),
    ...random.map((recipe, at) => [`random ${at}`, build(recipe), recipe.dynamic] as const),
  ];
}

describe.skipIf(obstacle !== undefined)("connections through namespaces", () => {
  const network = new KernelNetwork();
  beforeAll(() => network.start(SUBNETS, ["a1", "a2"], HOSTS));
  afterAll(() => network.stop(SUBNETS));

  test.each(cases())("%s", async (_name, builder, dynamic) => {
    const graph = builder.graph();
    const flow = flowsOf(builder, { ephemeral: dynamic })[0]!;
    const ends = endsOf(graph, flow);
    const carriers = new Map<string, string[]>();
    for (const { groups, subnet } of ends.all)
      for (const group of groups) carriers.set(group, [...(carriers.get(group) ?? []), ...addressesOf(subnet)]);
    for (const [name, groups] of ends.senders) network.rules(name, senderRules(graph, groups, carriers));
    for (const [name, groups] of ends.receivers) network.rules(name, receiverRules(graph, groups, carriers));
    network.rules("router", routerRules(graph, Object.keys(SUBNETS)));
    const attempts = attemptsOf(ends, flow, dynamic);
    const expected = attempts.map((attempt) => simulate(graph, ends, attempt));
    const first = await Promise.all(attempts.map((attempt) => network.attempt(attempt, 150)));
    // A busy machine may be slow: what should connect and did not is asked again with patience.
    const found = await Promise.all(
      first.map((ok, at) =>
        ok || !expected[at]
          ? ok
          : network.attempt({ ...attempts[at]!, sourcePort: attempts[at]!.sourcePort ^ 1 }, 3000),
      ),
    );
    expect(attempts.map((attempt, at) => ({ ...attempt, ok: found[at] }))).toEqual(
      attempts.map((attempt, at) => ({ ...attempt, ok: expected[at] })),
    );
    attempts.forEach(({ port }, at) => {
      if (hasPort(flow.open.must, port)) expect(found[at]).toBe(true);
      if (!hasPort(flow.open.may, port)) expect(found[at]).toBe(false);
      if (flow.verdict === "reachable") expect(found[at]).toBe(true);
      if (flow.verdict === "blocked") expect(found[at]).toBe(false);
    });
    expect(flow.verdict === "undetermined" ? flow.because.map(({ cause }) => cause.kind) : ["computed"]).toContain(
      "computed",
    );
  });
});

if (obstacle !== undefined) console.warn(`The kernel test is skipped: ${obstacle}.`);

interface Ends {
  readonly senders: ReadonlyMap<string, readonly string[]>;
  readonly receivers: ReadonlyMap<string, readonly string[]>;
  readonly all: readonly { readonly subnet: string; readonly groups: readonly string[] }[];
}

const nameOf = (id: string): string => id.split("#")[1]!;
const addressesOf = (subnet: string): string[] =>
  HOSTS.map((host) => `${SUBNETS[subnet as keyof typeof SUBNETS]}.${host}`);

/** One interface in each subnet: of several launches the first. */
function endsOf(graph: Graph, { loadBalancer, service }: Flow): Ends {
  const groups = loadBalancer!.securityGroups;
  const senders = new Map(
    targets(loadBalancer!.subnets).map((id) => [nameOf(id), groups === "unfiltered" ? [] : targets(groups)]),
  );
  const host = graph.of("host-group").find(() => service.network === undefined);
  const subnets = service.network?.subnets ?? host!.subnets;
  const carried = service.network?.securityGroups ?? host!.launches[0]!.securityGroups;
  const receivers = new Map(targets(subnets).map((id) => [nameOf(id), targets(carried)]));
  const all = [...senders, ...receivers].map(([subnet, names]) => ({ subnet, groups: names }));
  return { senders, receivers, all };
}

/** The ends and middles of every interval, from each address to each, with source ports at the ends of their range and between. */
function attemptsOf(
  ends: Ends,
  { open, required, requiredText }: Flow,
  dynamic: { first: number; last: number },
): readonly Attempt[] {
  const chance = new Chance(requiredText.length + dynamic.first);
  const ports = [required, open.must, open.may].flatMap(({ intervals }) =>
    intervals.flatMap(({ first, last }) => [first, (first + last) >> 1, last, first - 1, last + 1]),
  );
  const wanted = [...new Set(ports)].filter((port) => hasPort(required, port));
  return [...ends.senders.keys()].flatMap((from) =>
    [...ends.receivers.keys()].flatMap((to) =>
      wanted.slice(0, 8).map((port) => ({
        from,
        address: chance.pick(addressesOf(from)),
        sourcePort: chance.pick([2000, 32766, 33000, 60900, 61002, 65000]) + chance.below(90),
        to: chance.pick(addressesOf(to)),
        port,
      })),
    ),
  );
}

function simulate(graph: Graph, ends: Ends, { from, address, sourcePort, to, port }: Attempt): boolean {
  const number = (text: string): bigint => text.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const target = [...ends.receivers.keys()].find((name) => addressesOf(name).includes(to))!;
  return connects(graph, {
    from: {
      family: 4,
      address: number(address),
      groups: ends.senders.get(from)!,
      subnet: `infra#${from}`,
      filtered: true,
    },
    to: {
      family: 4,
      address: number(to),
      groups: ends.receivers.get(target)!,
      subnet: `infra#${target}`,
      filtered: true,
    },
    protocol: 6,
    sourcePort,
    port,
  });
}

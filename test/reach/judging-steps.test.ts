/** What it takes too much to judge is told at its place and not known; what was judged before, and a smaller graph, stay as they are. */
import { expect, test } from "vitest";
import type { Flow } from "../../src/reach/flow.ts";
import { reach } from "../../src/reach/reach.ts";
import { entry, GraphBuilder, launch, link, links, ROOT, spanOf } from "./graph-builder.ts";

/** Each of the services behind each of the load balancers. */
function graphOf(
  services: number,
  loadBalancers: number,
  subnets: number,
  // Instances of one block are all written in one place.
  header: (service: string) => string = () => "service header",
) {
  const names = (count: number, name: string): readonly string[] =>
    Array.from({ length: count }, (_, at) => `${name}${at}`);
  const builder = new GraphBuilder()
    .vpc("vpc", ["10.0.0.0/16"])
    .group("alb", { egress: ["all * any"] })
    .group("host", { ingress: ["tcp 80 sg:alb"], egress: ["all * any"] })
    .node("cluster", "cluster", {})
    .node("task-definition", "task", {})
    .node("target-group", "tg", {})
    .node("host-group", "hosts", { launches: [launch(["host"])], subnets: links(names(subnets, "subnet")) });
  for (const [at, name] of names(subnets, "subnet").entries()) builder.subnet(name, `10.0.${at}.0/24`);
  for (const name of names(loadBalancers, "lb")) {
    builder.node("load-balancer", name, { securityGroups: links(["alb"]), subnets: links(names(subnets, "subnet")) });
    builder.node("listener", `listener-${name}`, { loadBalancer: link(name) });
  }
  for (const name of names(services, "service")) {
    const span = spanOf(header(name));
    builder.node("service", name, { span, loadBalancers: [{ ...entry({}), span }] });
  }
  return builder.graph();
}

const options = { strict: false, ephemeral: undefined };

const verdicts = (flows: readonly Flow[]): Readonly<Record<string, number>> => {
  const counted: Record<string, number> = {};
  for (const { verdict } of flows) counted[verdict] = (counted[verdict] ?? 0) + 1;
  return counted;
};

test("below the limit nothing is said", () => {
  const { flows, diagnostics } = reach(graphOf(10, 10, 2), options);
  expect(verdicts(flows)).toEqual({ blocked: 200 });
  expect(diagnostics).toEqual([]);
});

test.each<[string, Parameters<typeof graphOf>]>([
  ["routes", [20, 10, 2]],
  ["pairs of subnets", [20, 1, 60]],
])("many %s: the first services are judged, the others are undetermined for that reason", (_, counts) => {
  const { flows, diagnostics } = reach(graphOf(...counts), { ...options, steps: 50_000 });
  const { blocked = 0, undetermined = 0 } = verdicts(flows);
  expect(blocked).toBeGreaterThan(0);
  expect(undetermined).toBeGreaterThan(0);
  expect(blocked + undetermined).toBe(flows.length);
  expect(new Set(flows.map(({ service }) => service.id)).size).toBe(20);
  expect(diagnostics).toMatchObject([{ code: "judging-steps", severity: "warning", notAnalysed: true }]);
  const unjudged = flows.filter(({ verdict }) => verdict === "undetermined");
  expect(diagnostics[0]!.span).toBe(unjudged[0]!.entry.span);
  for (const { because } of unjudged) expect(because[0]!.cause.text).toMatch(/takes more than the \d+ steps/);
});

test("of instances of one block that are not judged a hundred are told, and how many more there are", () => {
  const { flows, diagnostics } = reach(graphOf(300, 10, 2), { ...options, steps: 50_000 });
  const unjudged = flows.filter(({ unjudged }) => unjudged);
  const judged = new Set(flows.filter((flow) => !unjudged.includes(flow)).map(({ service }) => service.id));
  expect(unjudged).toHaveLength(100);
  expect(judged.size).toBeGreaterThan(0);
  const left = 300 - new Set(flows.map(({ service }) => service.id)).size;
  expect(diagnostics[0]!.message).toContain(`Of ${left} further services nothing else is told.`);
});

test("of all that are not judged two hundred are told", () => {
  const { flows, diagnostics } = reach(
    graphOf(400, 20, 2, (name) => `${name} x`),
    { ...options, steps: 1_000 },
  );
  expect(flows.filter(({ unjudged }) => unjudged)).toHaveLength(200);
  const left = 400 - new Set(flows.map(({ service }) => service.id)).size;
  expect(left).toBeGreaterThan(0);
  expect(diagnostics[0]!.message).toContain(`Of ${left} further services nothing else is told.`);
});

test("a graph that takes too much says the same each time, and more steps are enough for it", () => {
  const [one, other] = [graphOf(20, 10, 2), graphOf(20, 10, 2)].map((graph) => {
    return reach(graph, { ...options, steps: 50_000 }).flows.map(({ id, verdict }) => `${id} ${verdict}`);
  });
  expect(one).toEqual(other);
  expect(verdicts(reach(graphOf(20, 10, 2), { ...options, steps: 500_000 }).flows)).toEqual({ blocked: 400 });
});

test("graphs of one scan share what they may take beyond what each may in any case", () => {
  const ofScan = { taken: 0 };
  const judged = Array.from({ length: 6 }, () => reach(graphOf(10, 8, 2), { ...options, steps: 50_000, ofScan }));
  const told = judged.map(({ diagnostics }) => diagnostics.length);
  expect(told[0]).toBe(0);
  expect(told.at(-1)).toBe(1);
  // Each may take what a service as it is written takes.
  for (const { flows } of judged) expect(verdicts(flows).blocked).toBeGreaterThan(0);
});

/** Sixty of them, each in a file of so many characters, where the scan has no more steps than each may take in any case. */
function judgedOf(path: string, characters: number) {
  const header = (name: string): string => `${name} ${"x".repeat(characters)}`;
  const roots = new Map([[ROOT, path]]);
  return reach(graphOf(60, 1, 2, header), { ...options, steps: 20_000, ofScan: { taken: 200_001 } }, roots);
}

test("services of real length are judged whatever other roots have taken", () => {
  const { flows, diagnostics } = judgedOf(".", 1_000);
  expect(verdicts(flows)).toEqual({ blocked: 120 });
  expect(diagnostics).toEqual([]);
});

test.each([
  ["services that roots have from elsewhere", "elsewhere", 1_000],
  ["services that are shorter than any", ".", 10],
])("of %s each may judge a few whatever others have taken", (_, path, characters) => {
  const { flows, diagnostics } = judgedOf(path, characters);
  const { blocked = 0, undetermined = 0 } = verdicts(flows);
  expect(blocked).toBeGreaterThanOrEqual(2 * 16);
  expect(undetermined).toBeGreaterThan(0);
  expect(blocked / 2 + undetermined).toBe(60);
  const message = expect.stringContaining("the roots of this scan have taken the 200000 steps");
  expect(diagnostics).toMatchObject([{ code: "judging-steps", message }]);
});

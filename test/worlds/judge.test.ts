/** The example at judgeGroup: worlds that a condition makes, and a network that one of two templates exports. */
import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import { type GroupGraphs, type JudgedWorlds, judgeGroup, type WorldGraphs } from "../../src/worlds/judge.ts";
import { summary } from "../reach/flows.ts";
import { ROOT, shop, unknown } from "../reach/graph-builder.ts";

const root = { id: ROOT, path: "service.yaml", kind: "cloudformation" } as const;
const closed = shop().acl("acl", ["b1", "b2"], { ingress: ["100 allow tcp 80 any"], egress: ["100 allow all * any"] });
const undecided = shop().acl("acl", ["b1", "b2"], {
  ingress: ["100 allow all * any if import:acl"],
  egress: ["100 allow all * any"],
});

function world(graph: Graph, when: readonly string[] = []): WorldGraphs[number] {
  return { graph, world: { when, assumptions: [] } };
}

function judged(...groups: readonly GroupGraphs[]): readonly JudgedWorlds[] {
  return groups.flatMap((group) => judgeGroup(group, { strict: false, ephemeral: undefined, isComplete: () => true }));
}

/** Each flow of traffic that is told, with its conditions; the entries of the result apart. */
function told(worlds: WorldGraphs, ...alternatives: readonly WorldGraphs[]): readonly (readonly string[])[] {
  const named = alternatives.map((worlds, at) => ({ name: `${"abc"[at]}.yaml`, worlds }));
  const choices = named.length === 0 ? [] : [{ root: root.id, alternatives: named }];
  return judged({ roots: [root], worlds, choices, diagnostics: [], stated: [] }).map(({ flows }) =>
    flows
      .filter(({ purpose }) => purpose === "traffic")
      .map((flow) => [summary(flow), ...(flow.when ?? [])].join(" when ")),
  );
}

test("what is the same in each world is told once, what differs with its conditions", () => {
  const [yes, no] = [["UseNacl = true"], ["UseNacl = false"]];
  expect(told([world(shop().graph(), yes), world(shop().graph(), no)])).toEqual([["reachable"]]);
  expect(told([world(closed.graph(), yes), world(shop().graph(), no)])).toEqual([
    ["blocked 32768-65535 when UseNacl = true", "reachable when UseNacl = false"],
  ]);
});

test("what all alternatives agree on counts, from the first of them", () => {
  const open = [world(undecided.graph())];
  expect(told(open)).toEqual([["undetermined because import:acl"]]);
  expect(told(open, [world(closed.graph())], [world(closed.graph())])).toEqual([[], ["blocked 32768-65535"], []]);
});

test("where alternatives differ, the flow that leaves the choice open stays", () => {
  const open = [world(undecided.graph())];
  expect(told(open, [world(closed.graph())], [world(shop().graph())])).toEqual([
    ["undetermined because import:acl"],
    [],
    [],
  ]);
});

test("of an alternative only flows are judged, of the worlds that leave choices open nodes too", () => {
  const choices = [{ root: root.id, alternatives: [{ name: "a.yaml", worlds: [world(closed.graph())] }] }];
  const found = judged({ roots: [root], worlds: [world(undecided.graph())], choices, diagnostics: [], stated: [] });
  expect(found.map(({ worlds }) => [...worlds[0]!.judged!.keys()])).toEqual([[ROOT], []]);
});

test("instances of another group may join, unless they have a cluster of their own", () => {
  const graphs = (graph: Graph) => ({
    roots: [root],
    worlds: [world(graph)],
    choices: [],
    diagnostics: [],
    stated: [],
  });
  const idle = shop().node("host-group", "asg", { launches: [], launchesRest: unknown("var.launches") });
  const [first] = judged(graphs(shop().remove("asg").graph()), graphs(idle.graph()));
  expect(first!.flows[0]!.verdict).toBe("undetermined");
});

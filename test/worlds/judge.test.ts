/** The example at judgeGroups: worlds that a condition makes, and a network that one of two templates exports. */
import { expect, test } from "vitest";
import type { RootGroup } from "../../src/evaluate/resource.ts";
import type { Graph } from "../../src/graph/model.ts";
import { judgeGroups, type WorldGraphs } from "../../src/worlds/judge.ts";
import { summary } from "../reach/flows.ts";
import { ROOT, shop, unknown } from "../reach/graph-builder.ts";

const root = { id: ROOT, path: "service.yaml", kind: "cloudformation" } as const;
const closed = shop().acl("acl", ["b1", "b2"], { ingress: ["100 allow tcp 80 any"], egress: ["100 allow all * any"] });
const undecided = shop().acl("acl", ["b1", "b2"], {
  ingress: ["100 allow all * any if import:acl"],
  egress: ["100 allow all * any"],
});

function world(graph: Graph, when: readonly string[] = []): WorldGraphs[number] {
  return { graph, world: { when, resources: [], links: [], assumptions: [] } };
}

/** Each flow of traffic that is told, with its conditions; the entries of the result apart. */
function told(worlds: WorldGraphs, ...alternatives: readonly WorldGraphs[]): readonly (readonly string[])[] {
  const names = alternatives.map((_, at) => ({ name: `${"abc"[at]}.yaml`, worlds: [] }));
  const group: RootGroup = {
    roots: [root],
    worlds: worlds.map((one) => one.world),
    choices: alternatives.length === 0 ? [] : [{ root: root.id, alternatives: names }],
  };
  const choices = alternatives.length === 0 ? [] : [alternatives];
  const options = { strict: false, ephemeral: undefined };
  return judgeGroups([{ group, worlds, choices, diagnostics: [] }], options, true).map(({ flows }) =>
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
  const group: RootGroup = {
    roots: [root],
    worlds: [],
    choices: [{ root: root.id, alternatives: [{ name: "a.yaml", worlds: [] }] }],
  };
  const graphs = { group, worlds: [world(undecided.graph())], choices: [[[world(closed.graph())]]], diagnostics: [] };
  const judged = judgeGroups([graphs], { strict: false, ephemeral: undefined }, true);
  expect(judged.map(({ worlds }) => [...worlds[0]!.judged!])).toEqual([[ROOT], []]);
});

test("instances of another group may join, unless they have a cluster of their own", () => {
  const group: RootGroup = { roots: [root], worlds: [] };
  const graphs = (graph: Graph) => ({ group, worlds: [world(graph)], choices: [], diagnostics: [] });
  const idle = shop().node("host-group", "asg", { launches: [], launchesRest: unknown("var.launches") });
  const judged = judgeGroups(
    [graphs(shop().remove("asg").graph()), graphs(idle.graph())],
    { strict: false, ephemeral: undefined },
    true,
  );
  expect(judged[0]!.flows[0]!.verdict).toBe("undetermined");
});

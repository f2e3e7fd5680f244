/** The example at judgeGroup: worlds that a condition makes, and a network that one of two templates exports. */
import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import {
  type AlternativeGraphs,
  type GroupGraphs,
  type JudgedWorlds,
  judgeGroup,
  type WorldGraphs,
} from "../../src/worlds/judge.ts";
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

async function judged(...groups: readonly GroupGraphs[]): Promise<readonly JudgedWorlds[]> {
  const options = { strict: false, ephemeral: undefined, isComplete: () => true };
  return (await Promise.all(groups.map((group) => judgeGroup(group, options)))).flat();
}

/** Undefined: it is too much to try. */
function alternative(worlds: WorldGraphs | undefined, at: number): AlternativeGraphs {
  return { name: `${"abcd"[at]}.yaml`, worlds: async () => worlds };
}

/** Each flow of traffic that is told, with its conditions; the entries of the result apart. */
async function told(
  worlds: WorldGraphs,
  ...alternatives: readonly (WorldGraphs | undefined)[]
): Promise<readonly (readonly string[])[]> {
  const choices = [{ root: root.id, alternatives: () => alternatives.map(alternative) }];
  return (await judged({ roots: [root], worlds, choices, diagnostics: [], stated: [] })).map(({ flows }) =>
    flows
      .filter(({ purpose }) => purpose === "traffic")
      .map((flow) => [summary(flow), ...(flow.when ?? [])].join(" when ")),
  );
}

test("what is the same in each world is told once, what differs with its conditions", async () => {
  const [yes, no] = [["UseNacl = true"], ["UseNacl = false"]];
  expect(await told([world(shop().graph(), yes), world(shop().graph(), no)])).toEqual([["reachable"]]);
  expect(await told([world(closed.graph(), yes), world(shop().graph(), no)])).toEqual([
    ["blocked 32768-65535 when UseNacl = true", "reachable when UseNacl = false"],
  ]);
});

test("what all alternatives agree on counts, from the first of them", async () => {
  const open = [world(undecided.graph())];
  expect(await told(open)).toEqual([["undetermined because import:acl"]]);
  expect(await told(open, [world(closed.graph())], [world(closed.graph())])).toEqual([[], ["blocked 32768-65535"]]);
});

test("where alternatives differ, or one is too much to try, the flow that leaves the choice open stays", async () => {
  const open = [world(undecided.graph())];
  const stays = [["undetermined because import:acl"]];
  expect(await told(open, [world(closed.graph())], [world(shop().graph())])).toEqual(stays);
  expect(await told(open, [world(closed.graph())], undefined)).toEqual(stays);
});

test("no alternative is made once it does not matter how it ends", async () => {
  const made: string[] = [];
  const choice = (...graphs: readonly Graph[]) => ({
    root: root.id,
    alternatives: () =>
      graphs.map((graph, at) => ({
        name: `${at}`,
        worlds: async () => {
          made.push(`${at}`);
          return [world(graph)];
        },
      })),
  });
  const group = (graph: Graph, ...graphs: readonly Graph[]) =>
    judged({ roots: [root], worlds: [world(graph)], choices: [choice(...graphs)], diagnostics: [], stated: [] });
  await group(closed.graph(), closed.graph(), closed.graph());
  expect(made).toEqual([]);
  await group(undecided.graph(), closed.graph(), shop().graph(), closed.graph(), closed.graph());
  expect(made).toEqual(["0", "1"]);
});

test("of an alternative only flows are judged, of the worlds that leave choices open nodes too", async () => {
  const choices = [{ root: root.id, alternatives: () => [alternative([world(closed.graph())], 0)] }];
  const found = await judged({
    roots: [root],
    worlds: [world(undecided.graph())],
    choices,
    diagnostics: [],
    stated: [],
  });
  expect(found.map(({ worlds }) => [...worlds[0]!.judged!.keys()])).toEqual([[ROOT], []]);
});

test("instances of another group may join, unless they have a cluster of their own", async () => {
  const graphs = (graph: Graph) => ({
    roots: [root],
    worlds: [world(graph)],
    choices: [],
    diagnostics: [],
    stated: [],
  });
  const idle = shop().node("host-group", "asg", { launches: [], launchesRest: unknown("var.launches") });
  const [first] = await judged(graphs(shop().remove("asg").graph()), graphs(idle.graph()));
  expect(first!.flows[0]!.verdict).toBe("undetermined");
});

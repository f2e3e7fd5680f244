/** What flows of several worlds become when they are told together. */
import { describe, expect, test } from "vitest";
import type { Flow } from "../../src/reach/flow.ts";
import { type MergedFlows, mergeFlows, type WorldFlows } from "../../src/worlds/merge-flows.ts";
import { flowOf, summary } from "../reach/flows.ts";
import { shop } from "../reach/graph-builder.ts";

const reachable = flowOf(shop());
const acl = (entry: string) =>
  flowOf(shop().acl("acl", ["b1", "b2"], { ingress: [entry], egress: ["1 allow all * any"] }));
const blocked = acl("100 allow tcp 80 any");
const undetermined = acl("100 allow all * any if var.on");

function world(flow: Flow, ...when: readonly string[]): WorldFlows {
  return { when, flows: [flow] };
}
const departing = (flow: Flow, ...when: readonly string[]): WorldFlows => ({
  ...world(flow, ...when),
  alternative: true,
});
const told = ({ flows }: MergedFlows) => flows.map((flow) => [summary(flow), ...(flow.when ?? [])].join(" when "));

describe("worlds of equal rank", () => {
  test("one world is told as it is", () => {
    expect(mergeFlows([world(blocked)]).flows).toEqual([blocked]);
  });

  test("equal flows are one, and one object in each world", () => {
    const { flows, worlds } = mergeFlows([world(blocked, "Kind = a"), world({ ...blocked }, "Kind = b")]);
    expect(flows).toEqual([blocked]);
    for (const one of worlds) expect(one.flows[0]).toBe(flows[0]);
  });

  test("different flows have the conditions in their ids", () => {
    const merged = mergeFlows([world(blocked, "Kind = a"), world(reachable, "Kind = b")]);
    expect(told(merged)).toEqual(["blocked 32768-65535 when Kind = a", "reachable when Kind = b"]);
    expect(new Set(merged.flows.map(({ id }) => id)).size).toBe(2);
  });

  test("a condition that the worlds of a flow share is enough", () => {
    const worlds = [
      world(blocked, "A = 1", "B = 1"),
      world(blocked, "A = 1", "B = 2"),
      world(reachable, "A = 2", "B = 1"),
    ];
    expect(told(mergeFlows([...worlds, world(reachable, "A = 2", "B = 2")]))).toEqual([
      "blocked 32768-65535 when A = 1",
      "reachable when A = 2",
    ]);
  });
});

describe("a world that departs from a default", () => {
  test.each([
    ["is told where it is proven closed", blocked, ["reachable", "blocked 32768-65535 when Kind = b"]],
    ["says nothing where it is undetermined", undetermined, ["reachable"]],
    ["is one with the flow of the defaults where that ends alike", reachable, ["reachable"]],
  ])("%s", (_, flow, expected) => {
    expect(told(mergeFlows([departing(flow, "Kind = b"), world(reachable)]))).toEqual(expected);
  });
});

/** The tests of changed filter rules see what they are for: a scan that does not see a change, or sees the opposite, is told. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { scan } from "../../src/index.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { noPorts } from "../../src/sets/port-set.ts";
import { CLAIMS, type Claim } from "./filter-claims.ts";
import { type Look, mutate } from "./mutate.ts";

/** A deny comes before the allows, and stands alone. */
const FOLDER = join(import.meta.dirname, "../../fixtures/dynamic-ports-blocked-by-network-acl/deny-comes-first");
const source = await scan(FOLDER, ["main.tf"]);

/** Scans the source as it is truly, and each change of it as `say` has it. */
function lookThat(say: (flow: Flow) => Flow): Look {
  let scans = 0;
  return async () => {
    scans += 1;
    return scans <= 2 ? source : { ...source, flows: source.flows.map(say) };
  };
}

async function contradictedBy(look?: Look): Promise<readonly Claim[]> {
  const { contradictions } = await mutate(FOLDER, ({ dialect }) => dialect === "Terraform", look);
  const told = new Set(contradictions.map(({ claim }) => claim));
  return CLAIMS.filter((claim) => told.has(claim));
}

test("the program itself is not", async () => {
  expect(await contradictedBy()).toEqual([]);
});

test("a scan that does not see that a rule is gone is", async () => {
  expect(await contradictedBy(lookThat((flow) => flow))).toEqual([
    "a hop that one rule alone opens is closed and found without it",
    "a hop that one deny closes is open without it",
  ]);
});

test("a scan in which less opens a way, or more closes one, is", async () => {
  const opened = lookThat((flow) => ({ ...flow, verdict: "reachable" }));
  expect(await contradictedBy(opened)).toContain("no flow opens more");
  const nothing = { must: noPorts, may: noPorts };
  const closed = lookThat((flow) => ({ ...flow, hops: flow.hops.map((hop) => ({ ...hop, open: nothing })) }));
  const told = ["no flow opens less", "a hop is open with a rule for all ports and everybody in it"];
  expect(await contradictedBy(closed)).toEqual(expect.arrayContaining(told));
});

test("a scan that no longer knows the flow is", async () => {
  const renamed = lookThat((flow) => ({ ...flow, id: `${flow.id} again` }));
  expect(await contradictedBy(renamed)).toEqual(["a flow and its hops stay"]);
});

/** On which statements verdicts rest: enough for each, and none too many, in few trials. */
import { expect, test } from "vitest";
import type { Stated } from "../../src/base/statement.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { restsOn } from "../../src/worlds/rests-on.ts";

const statement = (id: string) => ({ id }) as unknown as Stated;
const flow = (id: string, verdict: Flow["verdict"] = "reachable") => ({ id, verdict, when: [] }) as unknown as Flow;

/** `needs`: by id of the flow, sets of statements each of which is enough for its verdict. */
async function found(needs: Readonly<Record<string, readonly string[]>>, count: number) {
  const taken = [...Array(count).keys()].map((at) => statement(String.fromCharCode(97 + at)));
  const flows = Object.keys(needs).map((id) => flow(id));
  let trials = 0;
  const rests = await restsOn(flows, taken, async (ids) => {
    trials += 1;
    return flows.map((one) => {
      const isEnough = needs[one.id]!.some((set) => [...set].every((id) => ids.has(id)));
      return isEnough ? one : flow(one.id, "undetermined");
    });
  });
  const names = Object.keys(needs).map((id) =>
    (rests.get(JSON.stringify([id, []])) ?? []).map((one) => one.id).join(""),
  );
  return { names, trials };
}

test("nothing, one, several, and one of two that are each enough", async () => {
  expect(await found({ none: [""], one: ["c"], two: ["ae"], either: ["b", "d"] }, 6)).toMatchObject({
    names: ["", "c", "ae", expect.stringMatching(/^[bd]$/)],
  });
});

test("few of many take few trials", async () => {
  const { names, trials } = await found({ one: ["bn"] }, 24);
  expect(names).toEqual(["bn"]);
  expect(trials).toBeLessThan(24);
});

test("all that are needed are found, or too many after too many trials, never too few", async () => {
  const all = [...Array(26).keys()].map((at) => String.fromCharCode(97 + at)).join("");
  expect((await found({ all: [all] }, 26)).names).toEqual([all]);
  const needs = Object.fromEntries([...all].map((one, at) => [`f${at}`, [one + all[(at * 7 + 3) % 26]!]]));
  const { names, trials } = await found(needs, 26);
  expect(trials).toBeLessThanOrEqual(64);
  for (const [at, [set]] of Object.values(needs).entries()) for (const one of set!) expect(names[at]).toContain(one);
});

test("what is not decided rests on nothing, and what would not be there without it rests on it", async () => {
  const taken = [statement("a")];
  const rests = await restsOn([flow("open", "undetermined"), flow("made")], taken, async () => []);
  expect([...rests.values()]).toEqual([taken]);
});

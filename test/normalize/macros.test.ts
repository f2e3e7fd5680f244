/** A macro is given a whole template and gives back another one, so that nothing is proven of flows through what is in it. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { fixture } from "../fixture-text.ts";
import { scanned } from "../inputs/estate.ts";

const TEMPLATES = readdirSync(new URL("../../fixtures/", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("/template.yaml"))
  .sort();

/** Flows of a fixture's template, to which a macro is added, with a verdict that is proven. */
async function proven(path: string): Promise<readonly string[]> {
  const { flows } = await scanned({ "template.yaml": `${fixture(path)}\nTransform: Platform\n` });
  return flows.flatMap(({ id, verdict }) => (verdict === "undetermined" ? [] : [`${path}: ${id} is ${verdict}`]));
}

test("no flow of a fixture is", async () => {
  expect((await Promise.all(TEMPLATES.map(proven))).flat()).toEqual([]);
});

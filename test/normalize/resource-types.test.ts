/** The list of resource types that a scan evaluates against what the normalizers ask for. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isRead } from "../../src/normalize/resource-types.ts";

const SOURCE = new URL("../../src/normalize/", import.meta.url);

/** Types that are data sources only. */
const DATA_ONLY: ReadonlySet<string> = new Set(["aws_network_acls", "aws_prefix_list"]);

test("every type that a normalizer names is evaluated", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const named = files.flatMap((name) => readFileSync(new URL(name, SOURCE), "utf8").match(/"aws_[a-z0-9_]+"/g) ?? []);
  const types = [...new Set(named.map((one) => one.slice(1, -1)))];
  expect(types.length).toBeGreaterThan(45);
  for (const type of types)
    expect([type, isRead(DATA_ONLY.has(type) ? "data" : "managed", type)]).toEqual([type, true]);
});

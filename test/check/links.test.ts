/** What a set of links leaves open. */
import { expect, test } from "vitest";
import { openLinks } from "../../src/check/vocabulary/links.ts";
import { Graph } from "../../src/graph/model.ts";
import { at } from "./sample.ts";

test("more links than a call takes arguments", () => {
  const link = { to: [], exists: true, origin: { kind: "literal", span: at("aws_lb") } } as const;
  expect(openLinks(new Graph([]), { links: Array.from({ length: 200_000 }, () => link) })).toEqual([]);
});

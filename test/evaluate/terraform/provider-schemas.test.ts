/** What is read of Terraform has the provider's schema, by which values get their types and unset attributes are known or not. */
import { expect, test } from "vitest";
import { ENTRIES } from "../../../src/catalogue/catalogue.ts";
import { RESOURCE_ATTRIBUTES } from "../../../src/evaluate/terraform/provider/schemas.generated.ts";

test("each resource type of the catalogue has its attributes", () => {
  const types = ENTRIES.flatMap(({ terraform = [] }) => terraform);
  expect(types.filter((type) => RESOURCE_ATTRIBUTES[type] === undefined)).toEqual([]);
});

/** Zones by their names and ids: a target's zone is not served only where both are written alike. */
import { expect, test } from "vitest";
import { TERRAFORM } from "../assume/sources.ts";
import { scanned } from "../inputs/estate.ts";

const NAME = "availability_zone";
const ID = "availability_zone_id";

test.each<readonly [balancer: string, host: string, verdict: string]>([
  [`${NAME} = "eu-west-1a"`, `${NAME} = "eu-west-1a"`, "reachable"],
  [`${NAME} = "eu-west-1a"`, `${NAME} = "eu-west-1b"`, "blocked"],
  [`${ID} = "euw1-az1"`, `${ID} = "euw1-az2"`, "blocked"],
  [`${NAME} = "eu-west-1a"`, `${ID} = "euw1-az2"`, "reachable, as zone-served"],
  [`${ID} = "usw2-lax1-az1"`, `${NAME} = "us-west-2-lax-1a"`, "reachable, as zone-served"],
])("a load balancer with %s, and hosts with %s", async (balancer, host, verdict) => {
  const source = TERRAFORM({})
    .replace('"10.0.1.0/24"', `"10.0.1.0/24"\n  ${balancer}`)
    .replace('"10.0.2.0/24"', `"10.0.2.0/24"\n  ${host}`);
  const { flows } = await scanned({ "main.tf": source });
  const verdicts = flows.map((flow) => {
    const isAssumed = flow.assumptions.some(({ kind }) => kind === "zone-served");
    return isAssumed ? `${flow.verdict}, as zone-served` : flow.verdict;
  });
  expect([...new Set(verdicts)]).toEqual([verdict]);
});

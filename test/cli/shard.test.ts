/** `--shard`: what is written, and what the systems that number runs say of themselves. */
import { expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { shardAsked } from "../../src/cli/shard.ts";

test("written out", () => {
  expect(shardAsked("1/4", {})).toEqual({ index: 1, count: 4 });
  expect(shardAsked("4/4", { CI_NODE_INDEX: "1" })).toEqual({ index: 4, count: 4 });
});

const GITLAB = { CI_NODE_INDEX: "2", CI_NODE_TOTAL: "3" };
const BATCH = { AWS_BATCH_JOB_ARRAY_INDEX: "0", AWS_BATCH_JOB_ARRAY_SIZE: "16" };
const SLURM = {
  SLURM_ARRAY_TASK_ID: "9",
  SLURM_ARRAY_TASK_MIN: "1",
  SLURM_ARRAY_TASK_COUNT: "6",
  SLURM_ARRAY_TASK_STEP: "2",
};
const KUBERNETES = { JOB_COMPLETION_INDEX: "7" };

test("by the system that runs it", () => {
  expect(shardAsked("auto", GITLAB)).toEqual({ index: 2, count: 3 });
  expect(shardAsked("auto", BATCH)).toEqual({ index: 1, count: 16 });
  expect(shardAsked("auto", SLURM)).toEqual({ index: 5, count: 6 });
  expect(
    shardAsked("auto", { SLURM_ARRAY_TASK_ID: "0", SLURM_ARRAY_TASK_MIN: "0", SLURM_ARRAY_TASK_COUNT: "4" }),
  ).toEqual({
    index: 1,
    count: 4,
  });
  expect(shardAsked("auto/8", KUBERNETES)).toEqual({ index: 8, count: 8 });
  expect(shardAsked("auto", { CI_NODE_TOTAL: "1", ...BATCH })).toEqual({ index: 1, count: 16 });
});

test.each([
  ["1", {}, "--shard 1 has not the form I/N"],
  ["a/4", {}, "--shard a/4 has not the form I/N"],
  ["1/4/2", {}, "--shard 1/4/2 has not the form I/N"],
  ["-1/4", {}, "--shard -1/4 has not the form I/N"],
  ["0/4", {}, "--shard 0/4 would be shard 0 of 4"],
  ["5/4", {}, "--shard 5/4 would be shard 5 of 4"],
  ["1/20000", {}, "--shard 1/20000 would be shard 1 of 20000"],
  ["auto", {}, "--shard auto finds nothing that says which shard this is"],
  ["auto", { CI_NODE_TOTAL: "1", CI_NODE_INDEX: "" }, "--shard auto finds nothing that says which shard this is"],
  ["auto", KUBERNETES, "Kubernetes does not say how many runs there are"],
  ["auto/7", KUBERNETES, "--shard auto/7 would be shard 8 of 7"],
  ["auto", { ...GITLAB, ...KUBERNETES }, "--shard auto finds both CI_NODE_INDEX and JOB_COMPLETION_INDEX"],
  ["auto", { AWS_BATCH_JOB_ARRAY_INDEX: "0" }, "AWS_BATCH_JOB_ARRAY_SIZE is not set"],
  ["auto", { ...GITLAB, CI_NODE_INDEX: "two" }, 'CI_NODE_INDEX is "two", which is no number'],
  ["auto", { ...SLURM, SLURM_ARRAY_TASK_ID: "8" }, "the runs of Slurm are not numbered one after the other"],
  ["auto", { ...SLURM, SLURM_ARRAY_TASK_STEP: "0" }, "the runs of Slurm are not numbered one after the other"],
] as const)("%s with %o is refused", (text, environment, message) => {
  let said: unknown;
  try {
    shardAsked(text, environment);
  } catch (error) {
    said = error;
  }
  expect(said).toBeInstanceOf(UsageError);
  expect((said as UsageError).message).toBe(message);
  expect((said as UsageError).hint).toBeDefined();
});

/** What is known of the instance types of EC2, as its documentation has it. */
import { expect, test } from "vitest";
import { instanceType } from "../../src/catalogue/instance-types.ts";

test.each([
  ["m5.large", 2, 8, 3, true],
  ["m6g.medium", 1, 4, 2, true],
  ["c5.9xlarge", 36, 72, 8, true],
  ["c5.metal", 96, 192, 15, true],
  ["c6in.32xlarge", 128, 256, 16, true],
  ["m7i.metal-24xl", 96, 384, 15, true],
  ["r4.large", 2, 15.25, 3, false],
  ["c4.8xlarge", 36, 60, 8, false],
  ["t2.micro", 1, 1, 2, false],
  ["t3a.small", 2, 2, 2, false],
] as const)("%s has %d vCPUs, %d GiB and %d interfaces", (name, vcpus, gib, interfaces, hasTrunk) => {
  expect(instanceType(name)).toEqual({ name, cpu: vcpus * 1024, memory: gib * 1024, interfaces, hasTrunk });
});

test.each(["", "m5", "m5.", "m5.huge", "t3.huge", "m99.large", "constructor.large", "m5.constructor"])(
  "nothing is known of %j",
  (name) => {
    expect(instanceType(name)).toBeUndefined();
  },
);

/** What is known of the instance types of EC2, as its documentation has it. */
import { expect, test } from "vitest";
import { instanceType } from "../../src/catalogue/instance-types.ts";

test.each([
  ["m5.large", 2, 8, 3, 10],
  ["m6g.medium", 1, 4, 2, 4],
  ["m6i.8xlarge", 32, 128, 8, 90],
  ["c5.9xlarge", 36, 72, 8, 60],
  ["c5.metal", 96, 192, 15, "unknown"],
  ["c6in.32xlarge", 128, 256, 16, 120],
  ["x2gd.medium", 1, 16, 2, 10],
  ["m7i.metal-24xl", 96, 384, 15, "unknown"],
  ["r4.large", 2, 15.25, 3, undefined],
  ["c4.8xlarge", 36, 60, 8, undefined],
  ["t2.micro", 1, 1, 2, undefined],
  ["t3a.small", 2, 2, 2, undefined],
] as const)(
  "%s has %d vCPUs, %d GiB and %d interfaces, with a trunk those of %s tasks",
  (name, vcpus, gib, interfaces, trunked) => {
    const more = trunked === undefined ? {} : { trunkedTasks: trunked };
    expect(instanceType(name)).toEqual({ name, cpu: vcpus * 1024, memory: gib * 1024, interfaces, ...more });
  },
);

test.each(["", "m5", "m5.", "m5.huge", "t3.huge", "m99.large", "constructor.large", "m5.constructor"])(
  "nothing is known of %j",
  (name) => {
    expect(instanceType(name)).toBeUndefined();
  },
);

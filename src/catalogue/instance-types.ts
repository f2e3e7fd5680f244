/** How large the instance types of EC2 are, by the name of each (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html). */
import type { InstanceType } from "../graph/model.ts";
import { trunkedTasks } from "./trunking.ts";

/** So many a large instance takes, and a bare-metal one. */
const MOST_INTERFACES = 15;

/** vCPUs and network interfaces of a size, as most families have it. */
const SIZES: Readonly<Record<string, readonly [vcpus: number, interfaces: number]>> = {
  medium: [1, 2],
  large: [2, 3],
  xlarge: [4, 4],
  "2xlarge": [8, 4],
  "4xlarge": [16, 8],
  "8xlarge": [32, 8],
  "12xlarge": [48, 8],
  "16xlarge": [64, MOST_INTERFACES],
  "24xlarge": [96, MOST_INTERFACES],
  "32xlarge": [128, MOST_INTERFACES],
  "48xlarge": [192, MOST_INTERFACES],
};

/**
 * By GiB of memory for each vCPU the families of these sizes, each with its largest, which its bare-metal one is like. A size that a family
 * lacks is here as it would be: AWS starts no such instance.
 */
const FAMILIES: Readonly<Record<number, string>> = {
  1.875: "c3:8xlarge c4:4xlarge",
  2: "a1:4xlarge c5:24xlarge c5a:24xlarge c5ad:24xlarge c5d:24xlarge c6a:48xlarge c6g:16xlarge c6gd:16xlarge c6gn:16xlarge c6i:32xlarge c6id:32xlarge c6in:24xlarge c7a:48xlarge c7g:16xlarge c7gd:16xlarge c7gn:16xlarge c7i:48xlarge c7i-flex:16xlarge c8g:48xlarge c8gd:48xlarge g5g:16xlarge",
  3.75: "m3:2xlarge",
  4: "g6:48xlarge inf2:48xlarge m5:24xlarge m5a:24xlarge m5ad:24xlarge m5d:24xlarge m5dn:24xlarge m5n:24xlarge m6a:48xlarge m6g:16xlarge m6gd:16xlarge m6i:32xlarge m6id:32xlarge m6idn:24xlarge m6in:24xlarge m7a:48xlarge m7g:16xlarge m7gd:16xlarge m7i:48xlarge m7i-flex:16xlarge m8g:48xlarge m8gd:48xlarge",
  7.625: "i3:16xlarge r4:16xlarge",
  8: "i4g:16xlarge i4i:32xlarge i7i:48xlarge i8g:48xlarge r5:24xlarge r5a:24xlarge r5ad:24xlarge r5b:24xlarge r5d:24xlarge r5dn:24xlarge r5n:24xlarge r6a:48xlarge r6g:16xlarge r6gd:16xlarge r6i:32xlarge r6id:32xlarge r6idn:24xlarge r6in:24xlarge r7a:48xlarge r7g:16xlarge r7gd:16xlarge r7i:48xlarge r7iz:32xlarge r8g:48xlarge r8gd:48xlarge",
  16: "x2gd:16xlarge x2idn:32xlarge x8g:48xlarge",
  32: "x2iedn:32xlarge",
};

/** What goes by another rule: vCPUs, GiB and interfaces. */
const OTHERS: Readonly<Record<string, string>> = {
  t2: "nano:1/0.5/2 micro:1/1/2 small:1/2/3 medium:2/4/3 large:2/8/3 xlarge:4/16/3 2xlarge:8/32/3",
  t3: "nano:2/0.5/2 micro:2/1/2 small:2/2/3 medium:2/4/3 large:2/8/3 xlarge:4/16/4 2xlarge:8/32/4",
  t3a: "nano:2/0.5/2 micro:2/1/2 small:2/2/2 medium:2/4/3 large:2/8/3 xlarge:4/16/4 2xlarge:8/32/4",
  t4g: "nano:2/0.5/2 micro:2/1/2 small:2/2/3 medium:2/4/3 large:2/8/3 xlarge:4/16/4 2xlarge:8/32/4",
  m4: "large:2/8/2 xlarge:4/16/4 2xlarge:8/32/4 4xlarge:16/64/8 10xlarge:40/160/8 16xlarge:64/256/8",
  m6idn: "32xlarge:128/512/16 metal:128/512/16",
  m6in: "32xlarge:128/512/16 metal:128/512/16",
  c4: "8xlarge:36/60/8",
  c5: "9xlarge:36/72/8 18xlarge:72/144/15",
  c5d: "9xlarge:36/72/8 18xlarge:72/144/15",
  c5n: "large:2/5.25/3 xlarge:4/10.5/4 2xlarge:8/21/4 4xlarge:16/42/8 9xlarge:36/96/8 18xlarge:72/192/15 metal:72/192/15",
  c6in: "32xlarge:128/256/16 metal:128/256/16",
  r3: "large:2/15/3 xlarge:4/30.5/4 2xlarge:8/61/4 4xlarge:16/122/8 8xlarge:32/244/8",
  r6idn: "32xlarge:128/1024/16 metal:128/1024/16",
  r6in: "32xlarge:128/1024/16 metal:128/1024/16",
  g4dn: "xlarge:4/16/3 2xlarge:8/32/3 4xlarge:16/64/3 8xlarge:32/128/4 12xlarge:48/192/8 16xlarge:64/256/4 metal:96/384/15",
  g5: "xlarge:4/16/4 2xlarge:8/32/4 4xlarge:16/64/8 8xlarge:32/128/8 12xlarge:48/192/15 16xlarge:64/256/8 24xlarge:96/384/15 48xlarge:192/768/7",
  i3en: "large:2/16/3 xlarge:4/32/4 2xlarge:8/64/4 3xlarge:12/96/4 6xlarge:24/192/8 12xlarge:48/384/8 24xlarge:96/768/15 metal:96/768/15",
  z1d: "large:2/16/3 xlarge:4/32/4 2xlarge:8/64/4 3xlarge:12/96/8 6xlarge:24/192/8 12xlarge:48/384/15 metal:48/384/15",
};

/** vCPUs, GiB and network interfaces. */
type Size = readonly [vcpus: number, gib: number, interfaces: number];

const BY_NAME: ReadonlyMap<string, Size> = new Map([...regularSizes(), ...otherSizes()]);

/** The type of that name, `m5.large`; undefined where it is not known. */
export function instanceType(name: string): InstanceType | undefined {
  const size = BY_NAME.get(name);
  if (size === undefined) return undefined;
  const [vcpus, gib, interfaces] = size;
  const trunked = trunkedTasks(name);
  const more = trunked === undefined ? {} : { trunkedTasks: trunked };
  return { name, cpu: vcpus * 1024, memory: gib * 1024, interfaces, ...more };
}

function regularSizes(): readonly (readonly [name: string, Size])[] {
  return Object.entries(FAMILIES).flatMap(([gibPerVcpu, families]) =>
    families.split(" ").flatMap((one) => {
      const [family, largest] = one.split(":");
      return Object.entries(SIZES).flatMap(([name, [vcpus, interfaces]]) => {
        const size: Size = [vcpus, vcpus * Number(gibPerVcpu), interfaces];
        const metal: Size = [size[0], size[1], MOST_INTERFACES];
        return [
          [`${family}.${name}`, size] as const,
          [`${family}.metal-${name.replace("xlarge", "xl")}`, metal] as const,
          ...(name === largest ? [[`${family}.metal`, metal] as const] : []),
        ];
      });
    }),
  );
}

function otherSizes(): readonly (readonly [name: string, Size])[] {
  return Object.entries(OTHERS).flatMap(([family, sizes]) =>
    sizes.split(" ").map((one) => {
      const [name, numbers = ""] = one.split(":");
      const [vcpus, gib, interfaces] = numbers.split("/").map(Number);
      return [`${family}.${name}`, [vcpus!, gib!, interfaces!]] as const;
    }),
  );
}

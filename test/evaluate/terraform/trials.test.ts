/** What several roots have and one looks for is tried with each of them, as far as a scan has steps for that; what is left open is told. */
import { describe, expect, test } from "vitest";
import { evaluateFiles, plain } from "./support.ts";

type Files = Readonly<Record<string, string>>;

const VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  tags       = { Name = "main" }\n}\n';
const LOOKS = 'data "aws_vpc" "v" {\n  tags = { Name = "main" }\n}\nresource "aws_ecs_service" "s" {}\n';
/** Takes some steps for each of so many elements. */
const long = (count: number) => `length([for one in range(${count}) : [one]]) > 1`;
const looking = (count: number) =>
  `${LOOKS}resource "x" "x" {\n  v = ${long(count)} ? data.aws_vpc.v.cidr_block : ""\n}\n`;
const having = (count: number) => VPC.replace('"10.0.0.0/16"', `${long(count)} ? "10.0.0.0/16" : ""`);

/** What each root that looks reads where it finds it in `dev`, and what is told. */
function tried(files: Files, steps: number) {
  const result = evaluateFiles(files, { steps }, []);
  const read = result.groups.flatMap(({ choices }) =>
    choices!.flatMap(({ root, alternatives }) => {
      const tried = alternatives().map(({ name, worlds }) => ({ name, worlds: worlds() }));
      if (tried.length === 0 || tried.some(({ worlds }) => worlds === undefined)) return [];
      const found = tried
        .find(({ name }) => name === "dev")!
        .worlds![0]?.resources.find(({ address }) => address === "x.x");
      return [[root, plain(found?.body.attributes.get("v")?.value)]];
    }),
  );
  return { read, told: [...result.diagnostics, ...result.untried()] };
}

const RANGE = "10.0.0.0/16";

test("what has it is evaluated once, however many look for it", () => {
  const lookers = Object.fromEntries(["a", "b", "c"].map((name) => [`${name}/main.tf`, looking(2)]));
  const { read, told } = tried({ ...lookers, "dev/main.tf": having(1_000), "prod/main.tf": VPC }, 10_000);
  expect(read).toEqual(["a", "b", "c"].map((name) => [name, RANGE]));
  expect(told).toEqual([]);
});

describe("beyond what a scan has steps for it is left open, and told at the first that is", () => {
  const told = (address: string, path: string, others: string) => [
    {
      code: "scan-trials",
      message: `There is too much to try: ${address} may find what one or another of 2 roots has, and is left open${others}, as the roots of this scan have taken the steps that they may take together to try what several have.`,
      span: expect.objectContaining({ file: expect.objectContaining({ path }) }),
      hint: "scan fewer directories at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
      notAnalysed: true,
    },
  ];
  const both = { "dev/main.tf": VPC, "prod/main.tf": VPC };

  test("where the roots that look take too many to be evaluated", () => {
    const files = (count: number) => ({
      "a/main.tf": looking(2),
      "b/main.tf": looking(count),
      "c/main.tf": looking(2),
      ...both,
    });
    expect(tried(files(100), 10_000)).toEqual({ read: ["a", "b", "c"].map((name) => [name, RANGE]), told: [] });
    const some = tried(files(800), 10_000);
    expect(some.read).toEqual([["a", RANGE]]);
    expect(some.told).toMatchObject(told("data.aws_vpc.v", "b/main.tf", " (and so is what another root looks for)"));
  });

  test("where there are too many", () => {
    const names = Array.from({ length: 12 }, (_, at) => `l${String(at).padStart(2, "0")}`);
    const files = { ...Object.fromEntries(names.map((name) => [`${name}/main.tf`, looking(2)])), ...both };
    const some = tried(files, 10_000);
    expect(some.read.map(([name]) => name)).toEqual(["l00", "l01", "l02"]);
    expect(some.told).toMatchObject(told("data.aws_vpc.v", "l03/main.tf", " (and so is what 8 other roots look for)"));
    const all = tried(files, 100_000);
    expect(all.read.map(([name]) => name)).toEqual(names);
    expect(all.told).toEqual([]);
  });
});

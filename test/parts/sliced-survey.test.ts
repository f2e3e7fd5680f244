/** A scan in parts with the surveys that earlier ones kept is divided, and tells, as one without them, whatever has changed since. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hashOf } from "../../src/parts/recorded-files.ts";
import { ShareSurveyor } from "../../src/parts/survey.ts";
import type { ScanOptions } from "../../src/request.ts";
import { statedIn } from "../assume/told.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { inParts, type Told } from "./told.ts";

const VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  tags = { Name = "main" }\n}\n';
const LOOK_UP = 'data "aws_vpc" "main" {\n  tags = { Name = "main" }\n}\n';
const GROUP = 'resource "aws_security_group" "g" {\n  vpc_id = data.aws_vpc.main.id\n}\n';
const stored = (key: string): string => `terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "${key}"\n  }\n}\n`;
const reads = (key: string): string =>
  `data "terraform_remote_state" "network" {\n  backend = "s3"\n  config = { bucket = "b", key = "${key}" }\n}\n`;
const exporting = (name: string): string =>
  `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\nOutputs:\n  Vpc: { Value: !Ref Vpc, Export: { Name: ${name} } }\n`;
const importing = (name: string): string =>
  `Parameters: { Name: { Type: String, Default: one } }\nResources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties: { GroupDescription: d, VpcId: !ImportValue ${name} }\n`;
const nesting = (url: string): string =>
  `Resources:\n  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: ${url} }\n`;
const calling = (source: string): string => `module "m" {\n  source = "${source}"\n}\n`;

const FILES: Readonly<Record<string, string>> = {
  "network/main.tf": VPC + stored("network"),
  "app/main.tf": GROUP + LOOK_UP,
  "reader/main.tf": reads("network"),
  "m/main.tf": 'resource "aws_security_group" "in_module" {}\n',
  "caller/main.tf": calling("../m"),
  "exports.yaml": exporting("one"),
  "imports.yaml": importing("one"),
  "outer.yaml": nesting("exports.yaml"),
  "other/main.tf": "locals { a = 1 }\n",
};

let directory: string;
let cache: string;
beforeEach(() => {
  directory = makeDirectory(FILES);
  mkdirSync(join(directory, ".git"));
  cache = makeDirectory();
});
afterEach(() => {
  vi.restoreAllMocks();
  removeDirectory(directory);
  removeDirectory(cache);
});

const write = (path: string, text: string) => (): void => {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), text);
};
const remove = (path: string) => (): void => rmSync(join(directory, path));

/** As the program does it for `--cache`. */
const keeping = (options: ScanOptions): Promise<Told> => inParts(directory, ["."], { ...options, cache });
const cold = (options: ScanOptions): Promise<Told> => inParts(directory, ["."], options);

/** Each starts from what those before it leave. `again`: how often something is surveyed that has not changed, as it asked for what lies around. */
const CHANGES: readonly (readonly [what: string, change: () => void, options: ScanOptions, again?: number])[] = [
  ["nothing", () => {}, {}],
  ["what a root looks up", write("app/main.tf", "locals { a = 2 }\n"), {}],
  ["it again", write("app/main.tf", GROUP + LOOK_UP), {}],
  ["where a state is kept", write("network/main.tf", VPC + stored("elsewhere")), {}],
  ["which state is read", write("reader/main.tf", reads("elsewhere")), {}],
  ["what a root calls", write("caller/main.tf", calling("../network")), {}],
  ["an export", write("exports.yaml", exporting("two")), {}],
  ["an import", write("imports.yaml", importing("two")), {}],
  ["an import by a parameter", write("imports.yaml", importing("!Ref Name")), {}],
  ["the parameter", () => {}, { parameters: new Map([["Name", "two"]]) }],
  ["what is said of it", () => {}, { stated: statedIn("imports.yaml#Name: two") }],
  ["which template is nested", write("outer.yaml", nesting("inner/exports.yaml")), {}, 1],
  ["a template where another one looks for it", write("inner/exports.yaml", exporting("three")), {}],
  ["a template less", remove("exports.yaml"), {}],
  ["a root more", write("more/main.tf", LOOK_UP + GROUP), {}],
  ["a file that overrides another one", write("caller/x_override.tf", calling("../m")), {}],
  ["a file less", remove("caller/x_override.tf"), {}],
  ["a file that cannot be read as what it is", write("m/more.yaml", "Resources: {\n"), {}],
];

test.each(CHANGES.map(([what, ...one], at) => [what, one, CHANGES.slice(0, at)] as const))(
  "%s",
  async (_, [change, options, again = 0], earlier) => {
    for (const [, change] of earlier) change();
    await keeping(options);
    change();
    const told = await cold(options);
    expect(await keeping(options)).toEqual(told);
    const survey = vi.spyOn(ShareSurveyor.prototype, "survey");
    expect(await keeping(options)).toEqual(told);
    expect(survey).toHaveBeenCalledTimes(again);
  },
);

test.each([
  ["an empty file", () => ""],
  ["half a file", (text: string) => text.slice(0, text.length / 2)],
  ["another result", (text: string) => text.replace(/main/g, "other")],
  ["a result of another kind", () => `{"content":"${hashOf("[[]]")}","read":{},"listed":{}}\n[[]]`],
])("%s among what is kept is as nothing", async (_, damaged) => {
  const told = await cold({});
  await keeping({});
  for (const name of readdirSync(cache)) {
    const file = join(cache, name);
    writeFileSync(file, damaged(readFileSync(file, "utf8")));
  }
  expect(await keeping({})).toEqual(told);
});

test("of many roots only those are surveyed again that stand near the one that has changed", async () => {
  for (let at = 0; at < 400; at++) write(`roots/r${at}/main.tf`, `locals { a = ${at} }\n`)();
  const counted = async (): Promise<number> => {
    const survey = vi.spyOn(ShareSurveyor.prototype, "survey");
    await inParts(directory, ["."], { cache }, 1);
    const { length } = survey.mock.calls;
    survey.mockRestore();
    return length;
  };
  expect(await counted()).toBeGreaterThan(3);
  expect(await counted()).toBe(0);
  write("roots/r77/main.tf", LOOK_UP)();
  expect(await counted()).toBe(1);
});

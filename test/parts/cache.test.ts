/** A scan with what earlier ones kept tells what one without it tells, whatever has changed since. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import { discover } from "../../src/discover/discover.ts";
import { cacheOf, PartCache } from "../../src/parts/cached-part.ts";
import type { Taken } from "../../src/parts/evaluate-sources.ts";
import type { JudgedPart } from "../../src/parts/part.ts";
import { NOTHING_TAKEN } from "../../src/parts/taken.ts";
import { scan } from "../../src/pipeline.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { type ScanOptions, scanRequest } from "../../src/request.ts";
import { statedIn } from "../assume/told.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const main = `variable "from" {\n  default = 32768\n}\nresource "aws_security_group" "hosts" {\n  ingress {\n    from_port = var.from\n    to_port = 65535\n    protocol = "tcp"\n    cidr_blocks = local.cidrs\n  }\n}\n`;

const FILES: Readonly<Record<string, string>> = {
  "a/main.tf": `${main}locals {\n  cidrs = split(",", file("\${path.module}/cidrs.txt"))\n}\nmodule "m" {\n  source = "../m"\n}\n`,
  "a/cidrs.txt": "0.0.0.0/0",
  "m/main.tf": 'resource "aws_security_group" "in_module" {\n  name = "m"\n}\n',
  "b.yaml":
    "Parameters: { P: { Type: Number, Default: 80 } }\nResources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties: { GroupDescription: d, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 0, ToPort: !Ref P, CidrIp: 0.0.0.0/0 }] }\n",
};

let directory: string;
let kept: string;
beforeEach(() => {
  directory = makeDirectory(FILES);
  mkdirSync(join(directory, ".git"));
  kept = makeDirectory();
});
afterEach(() => {
  removeDirectory(directory);
  removeDirectory(kept);
});

async function told(options: ScanOptions = {}): Promise<string> {
  const settings = settingsOf(directory, { paths: [], options });
  return renderJson(await scan(scanRequest(directory, settings.paths, settings.options)));
}

const write = (path: string, text: string) => (): void => {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), text);
};
const remove = (path: string) => (): void => rmSync(join(directory, path));

const writeAll = (files: Readonly<Record<string, string>>) => (): void => {
  for (const [path, text] of Object.entries(files)) write(path, text)();
};

const VALUES = {
  "a/env/a.tfvars": "from = 22\n",
  "a/env/b.tfvars": "from = 80\n",
  "p/a.json": '{"P": 22}',
  "p/b.json": '{"P": 80}',
};
const EACH: ScanOptions = { assignments: [{ kind: "each" }], each: [{ kind: "variables", glob: "a/env/*.tfvars" }] };
const EACH_PARAMETER: ScanOptions = { each: [{ kind: "parameters", glob: "p/*.json" }] };

/** Each starts from what those before it leave. */
const CHANGES: readonly (readonly [what: string, change: () => void, options: ScanOptions])[] = [
  ["nothing", () => {}, {}],
  ["a file of a root", write("a/main.tf", FILES["a/main.tf"]!.replace("32768", "1024")), {}],
  ["a file that a function reads", write("a/cidrs.txt", "10.0.0.0/8"), {}],
  ["a file that takes the place of a default", write("a/terraform.tfvars", "from = 22\n"), {}],
  ["a file that is there no more", remove("a/terraform.tfvars"), {}],
  ["a module", write("m/main.tf", 'resource "aws_security_group" "in_module" {\n  ingress {}\n}\n'), {}],
  [
    "a file beside others in a module",
    write("m/more.tf", 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'),
    {},
  ],
  ["a template", write("b.yaml", FILES["b.yaml"]!.replace("Default: 80", "Default: 65535")), {}],
  ["a value on the command line", () => {}, { assignments: [{ kind: "var", name: "from", text: "443" }] }],
  ["another value", () => {}, { assignments: [{ kind: "var", name: "from", text: "444" }] }],
  ["a parameter", () => {}, { parameters: new Map([["P", "22"]]) }],
  ["the rules that run", () => {}, { disable: ["dynamic-range-open-to-the-internet"] }],
  ["what is assumed of a root", () => {}, { stated: statedIn("local.cidrs: [10.0.0.0/8]\na#var.from: 22") }],
  ["other things assumed", () => {}, { stated: statedIn("a#var.from: 23") }],
  ["no assumptions", () => {}, { strict: true }],
  ["the range of ports", () => {}, { ephemeral: { first: 32768, last: 60999 } }],
  ["settings for one root", write("reachlint.yaml", "variables:\n  a:\n    values: { from: 8080 }\n"), {}],
  [
    "settings in another line",
    write("reachlint.yaml", "# a comment\nvariables:\n  a:\n    values: { from: 8080 }\n"),
    {},
  ],
  [
    "a suppression",
    write("a/main.tf", `# reachlint:ignore security-group-open-to-all because\n${FILES["a/main.tf"]}`),
    {},
  ],
  ["a file that cannot be read as what it is", write("a/more.tf", 'resource "x" {\n'), {}],
  ["the same file, mended", write("a/more.tf", "locals {}\n"), {}],
  ["files of values that nothing takes", writeAll(VALUES), {}],
  ["what one of several says that make worlds", write("a/env/b.tfvars", "from = 8443\n"), EACH],
  ["what one of several says that give parameters", write("p/b.json", '{"P": 65535}'), EACH_PARAMETER],
  ["a root more", write("c/main.tf", main.replace("local.cidrs", '["0.0.0.0/0"]')), {}],
];

test.each(CHANGES.map((one, at) => [...one, CHANGES.slice(0, at)] as const))(
  "%s",
  async (_, change, options, earlier) => {
    for (const [, change] of earlier) change();
    await told({ ...options, cache: kept });
    change();
    const cold = await told(options);
    expect(await told({ ...options, cache: kept })).toBe(cold);
    expect(await told({ ...options, cache: kept })).toBe(cold);
  },
);

test("what is kept is taken: nothing is judged that has not changed", async () => {
  const stages: string[] = [];
  await told({ cache: kept });
  await told({ cache: kept, onStage: (stage) => stages.push(stage) });
  expect(stages).not.toContain("reach");
});

/** Its service is written once, and takes more steps to be judged than any service may in any case. */
const SIX_SERVICES = readFileSync(
  new URL("../../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf", import.meta.url),
  "utf8",
).replace(/^resource "aws_ecs_service" "[^"]*" \{$/m, "$&\n  count = 6");

test("what takes of what all roots may take together is kept too", async () => {
  expect(SIX_SERVICES).toContain("count = 6");
  write("six/main.tf", SIX_SERVICES)();
  const stages: string[] = [];
  const cold = await told();
  expect(cold).toContain("aws_ecs_service.");
  await told({ cache: kept });
  expect(await told({ cache: kept, onStage: (stage) => stages.push(stage) })).toBe(cold);
  expect(stages).not.toContain("reach");
});

describe("a part that has taken 60 of the 100 steps that a scan has", () => {
  const most: Taken = { ...NOTHING_TAKEN, judging: 100 };
  const JUDGED: JudgedPart = {
    groups: [],
    notEvaluated: [],
    diagnostics: [],
    documents: 0,
    names: { variables: [], parameters: undefined },
    taken: { ...NOTHING_TAKEN, judging: 60 },
    accepting: [],
    rejected: [],
  };

  /** How often it is judged where others have taken so much before it, one scan after the other. */
  async function timesJudged(...before: readonly number[]): Promise<number> {
    const settings = settingsOf(directory, { paths: [], options: { cache: kept } });
    const request = scanRequest(directory, settings.paths, settings.options);
    const found = discover(request);
    let times = 0;
    for (const judging of before)
      await new PartCache(cacheOf(request)!, [], []).judged(
        { roots: found.terraform, templates: [], assemblies: [], plans: [] },
        found,
        request,
        { most, before: { ...NOTHING_TAKEN, judging } },
        async () => {
          times += 1;
          return JUDGED;
        },
      );
    return times;
  }

  test("is taken where that much is left, whatever others took", async () => {
    expect(await timesJudged(0, 40, 7)).toBe(1);
  });

  test("is judged again where less is left, as some of it would be refused", async () => {
    expect(await timesJudged(0, 41, 100, 0)).toBe(3);
  });

  test("is not kept where something may have been refused", async () => {
    expect(await timesJudged(41, 0, 0)).toBe(2);
  });
});

describe("what does not hold is judged again", () => {
  test.each([
    ["an empty file", () => ""],
    ["half a file", (text: string) => text.slice(0, text.length / 2)],
    ["another result", (text: string) => text.replace(/"violated"/g, '"undetermined"')],
    ["nothing that was ever kept", () => `{"content":"x","read":{},"listed":{}}\n[]`],
  ])("%s", async (_, damaged) => {
    const cold = await told();
    await told({ cache: kept });
    for (const name of readdirSync(kept)) {
      const file = join(kept, name);
      writeFileSync(file, damaged(readFileSync(file, "utf8")));
    }
    expect(await told({ cache: kept })).toBe(cold);
  });
});

test("a directory in what is scanned is refused: whoever changes that could put results there", async () => {
  await expect(told({ cache: join(directory, "kept") })).rejects.toThrow(UsageError);
});

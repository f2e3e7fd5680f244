/** Indexes in all the ways in which a scan reads them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import type { Location, Log } from "sarif";
import { afterEach, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import type { OfferedRoot } from "../../src/evaluate/offered-root.ts";
import { indexText } from "../../src/offers/write-index.ts";
import { render, SCAN_FORMATS, type ScanFormat } from "../../src/report/formats.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { asOne, inParts } from "../parts/told.ts";
import { expectSame } from "../shards/as-one-run.ts";
import { indexOf, scanIn, toldOf } from "./indexed.ts";
import { BY_LOOK_UP, BY_PARAMETER, BY_STATE, network, OUTPUTS, STORED } from "./sources.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const PLATFORM = network(9090, 9090, OUTPUTS + STORED);

/** The files of a scan, and the index of the platform where it is read. */
async function indexed(files: Readonly<Record<string, string>>): Promise<string> {
  const platform = makeDirectory({ "net/.git/HEAD": "", "net/prod/main.tf": PLATFORM });
  const at = makeDirectory({ "app/.git/HEAD": "", ...files, "indexes/net.json": await indexOf(platform, "net") });
  made.push(platform, at);
  return at;
}

const INDEX = { index: ["indexes"] };

test("what is written has the form that the schema tells", async () => {
  const at = await indexed({ "app/svc/main.tf": BY_STATE });
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../schemas/index.schema.json"), "utf8"),
  ) as object;
  const validate = new Ajv({ strict: false, allowUnionTypes: true }).compile(schema);
  validate(JSON.parse(readFileSync(join(at, "indexes/net.json"), "utf8")));
  expect(validate.errors).toBeNull();
});

test("the same sources give the same bytes", async () => {
  const [one, other] = [await indexed({}), await indexed({})];
  expect(readFileSync(join(one, "indexes/net.json"), "utf8")).toBe(
    readFileSync(join(other, "indexes/net.json"), "utf8"),
  );
});

test("a scan in parts says what one says, and roots that read of one other root are in one part", async () => {
  const at = await indexed({
    "app/a/main.tf": BY_STATE,
    "app/b/main.tf": BY_LOOK_UP,
    "app/c/main.tf": BY_PARAMETER,
    "app/d/main.tf": "locals { a = 1 }\n",
  });
  const whole = await asOne(at, ["app"], INDEX);
  const divided = await inParts(at, ["app"], INDEX);
  expect(divided.told).toEqual(whole.told);
  expect(divided.parts).toBe(2);
});

test("templates that import from one of another repository are in one part", async () => {
  const exporter =
    "Resources:\n  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\nOutputs:\n  Vpc: { Value: !Ref Vpc, Export: { Name: net-vpc } }\n";
  const importer =
    "Resources:\n  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: d, VpcId: !ImportValue net-vpc } }\n";
  const platform = makeDirectory({ "net/.git/HEAD": "", "net/vpc.yaml": exporter });
  const alone = importer.replace("!ImportValue net-vpc", "vpc-1");
  const at = makeDirectory({
    "app/.git/HEAD": "",
    "app/a.yaml": importer,
    "app/b.yaml": importer,
    "app/c.yaml": alone,
    "indexes/net.json": await indexOf(platform, "net"),
  });
  made.push(platform, at);
  const whole = await asOne(at, ["app"], INDEX);
  const divided = await inParts(at, ["app"], INDEX);
  expect(divided.told).toEqual(whole.told);
  expect(divided.parts).toBe(2);
});

test("shards say together what one run says", async () => {
  const at = await indexed({ "app/a/main.tf": BY_STATE, "app/b/main.tf": network(80), "app/c/main.tf": network(80) });
  await expectSame(at, ["app"], [2], INDEX);
});

test("what is kept in a cache holds as long as the index is as it was", async () => {
  const at = await indexed({ "app/svc/main.tf": BY_STATE });
  const cache = join(at, "cache");
  const verdicts = async () => (await scanIn(at, ["app"], { ...INDEX, cache })).flows.map(({ verdict }) => verdict);
  expect(await verdicts()).toEqual(["blocked", "blocked"]);
  expect(await verdicts()).toEqual(["blocked", "blocked"]);
  const path = join(at, "indexes/net.json");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll('"value": 9090', '"value": 8080'));
  expect(await verdicts()).toEqual(["reachable", "reachable"]);
});

test("a third repository is known through the index of the second", async () => {
  const names = ["vpc_id", "subnets", "groups", "listener", "cluster"];
  const between = `
terraform {
  backend "s3" {
    bucket = "states"
    key    = "between"
  }
}
data "terraform_remote_state" "network" {
  backend = "s3"
  config  = { bucket = "states", key = "network" }
}
${names.map((name) => `output "${name}" {\n  value = data.terraform_remote_state.network.outputs.${name}\n}`).join("\n")}`;
  const at = await indexed({
    "app/svc/main.tf": BY_STATE.replace('"network"\n    region', '"between"\n    region'),
    "between/.git/HEAD": "",
    "between/prod/main.tf": between,
  });
  writeFileSync(join(at, "indexes/between.json"), await indexOf(at, "between", { index: ["indexes"] }));
  const { flows } = await scanIn(at, ["app"], INDEX);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["blocked", "blocked"]);
});

test("what the scan itself has is meant before what an index tells", async () => {
  const at = await indexed({ "app/svc/main.tf": BY_LOOK_UP, "app/net/main.tf": network(8080) });
  const { flows } = await scanIn(at, ["app"], INDEX);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  expect(flows.flatMap(({ assumptions }) => assumptions.filter(({ kind }) => kind === "index"))).toEqual([]);
});

test("--strict takes nothing from an index", async () => {
  const at = await indexed({ "app/svc/main.tf": BY_STATE });
  expect(toldOf(await scanIn(at, ["app"], { ...INDEX, strict: true }), "app/svc")).toEqual(
    toldOf(await scanIn(at, ["app"], { strict: true }), "app/svc"),
  );
});

test("a verdict tells the place, the commit and that it rests on the index", async () => {
  const at = await indexed({ "app/svc/main.tf": BY_STATE });
  const result = await scanIn(at, ["app"], INDEX);
  const told = JSON.parse(renderJson(result)) as Report;
  const [closed] = told.flows[0]!.hops.filter(({ verdict }) => verdict === "closed");
  const path = "github.com/acme/net@3f2a1b0c9d8e/prod/main.tf";
  expect(closed?.decidedBy.map(({ location }) => location)).toMatchObject([{ path, startLine: 58, startColumn: 3 }]);
  expect(result.flows[0]?.assumptions.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      "github.com/acme/net is as its index tells it, of commit 3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a",
      "data.terraform_remote_state.network is the state of github.com/acme/net@3f2a1b0c9d8e/prod",
    ]),
  );
  expect(result.roots.map(({ path }) => path)).toEqual(["app/svc"]);
  expect(told.coverage.resources).toBe(4);
});

interface Report {
  readonly flows: readonly {
    readonly hops: readonly {
      readonly verdict: string;
      readonly decidedBy: readonly { readonly location: object }[];
    }[];
  }[];
  readonly coverage: { readonly resources: number };
}

test("platforms are shown a place that they have, and where the line at fault stands", async () => {
  const at = await indexed({ "app/svc/main.tf": BY_STATE });
  const result = await scanIn(at, ["app"], INDEX);
  const shown = async (format: ScanFormat) => render(SCAN_FORMATS[format], result);
  const elsewhere = "github.com/acme/net@3f2a1b0c9d8e/prod/main.tf:58:3";
  expect(await shown("text")).toContain(`╭─ ${elsewhere}\n`);
  expect(await shown("github")).toMatch(/^::error file=app\/svc\/main\.tf,line=45,/m);
  expect(await shown("github")).toContain(`What is at fault stands at ${elsewhere}.`);
  expect(JSON.parse(await shown("gitlab"))).toMatchObject([{ location: { path: "app/svc/main.tf" } }]);
  const { runs } = JSON.parse(await shown("sarif")) as Log;
  const uriOf = (location: Location | undefined) => location?.physicalLocation?.artifactLocation?.uri;
  expect(runs[0]?.results?.map(({ locations }) => uriOf(locations?.[0]))).toEqual(["app/svc/main.tf"]);
  expect(uriOf(runs[0]?.results?.[0]?.relatedLocations?.[0])).toBe("github.com/acme/net%403f2a1b0c9d8e/prod/main.tf");
});

test("what an index leaves open is told where it is written again, which leads to a verdict", async () => {
  const open = PLATFORM.replace("from_port                    = 9090", "from_port                    = var.port");
  const platform = makeDirectory({
    "net/.git/HEAD": "",
    "net/prod/main.tf": `${open}\nvariable "port" {\n  type = number\n}\n`,
  });
  const at = makeDirectory({
    "app/.git/HEAD": "",
    "app/svc/main.tf": BY_STATE,
    "indexes/net.json": await indexOf(platform, "net"),
  });
  made.push(platform, at);
  const [flow] = (await scanIn(at, ["app"], INDEX)).flows;
  expect(flow?.because.map(({ cause: { text, hint } }) => [text, hint])).toEqual([
    [
      "var.port has no value",
      "where github.com/acme/net is indexed, give it with --var port=… or in a terraform.tfvars file",
    ],
  ]);
  const given = { assignments: [{ kind: "var", name: "port", text: "9090" }] } as const;
  writeFileSync(join(at, "indexes/net.json"), await indexOf(platform, "net", given));
  const { flows } = await scanIn(at, ["app"], INDEX);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["blocked", "blocked"]);
});

test("what would not be read is not written", () => {
  const span = { file: SourceFile.elsewhere("main.tf"), start: 0, end: 0 };
  const large = { value: { kind: "string", value: "x".repeat(17 * 1024 * 1024) }, span } as const;
  const root: OfferedRoot = {
    id: "index:net//.",
    path: ".",
    state: undefined,
    providers: new Map(),
    outputs: new Map([["large", large]]),
    resources: [],
    workspace: undefined,
    unread: [],
    lost: [],
    assumptions: [],
  };
  const repository = { name: "net", commit: undefined, isModified: false };
  const write = () =>
    indexText(
      repository,
      { roots: [root], templates: [] },
      (path) => path,
      () => undefined,
    );
  expect(write).toThrow(/more than is read of one index: 0 resources in 18 MB/);
});

test("the state of a workspace is that of an index which was written in it", async () => {
  const stated = PLATFORM.replace('Name = "main"', 'Name = "main", Stage = terraform.workspace');
  const reading = (workspace: string) =>
    BY_STATE.replace('backend = "s3"', `backend   = "s3"\n  workspace = "${workspace}"`);
  const platform = makeDirectory({ "net/.git/HEAD": "", "net/prod/main.tf": stated });
  const at = makeDirectory({
    "app/.git/HEAD": "",
    "app/blue/main.tf": reading("blue"),
    "app/green/main.tf": reading("green"),
    "indexes/net.json": await indexOf(platform, "net", { workspace: "blue" }),
  });
  made.push(platform, at);
  const { flows } = await scanIn(at, ["app"], INDEX);
  expect(flows.map(({ root, verdict }) => `${root} ${verdict}`)).toEqual([
    "app/blue blocked",
    "app/blue blocked",
    "app/green undetermined",
    "app/green undetermined",
  ]);
  // As the hint for green says.
  const [hint] = flows.flatMap(({ root, because }) =>
    root === "app/green" ? because.map(({ cause }) => cause.hint) : [],
  );
  expect(hint).toMatch(/reachlint index/);
  writeFileSync(join(at, "indexes/green.json"), await indexOf(platform, "net", { workspace: "green" }));
  const followed = await scanIn(at, ["app"], INDEX);
  expect(followed.flows.map(({ root, verdict }) => `${root} ${verdict}`)).toEqual([
    "app/blue blocked",
    "app/blue blocked",
    "app/green blocked",
    "app/green blocked",
  ]);
  expect(followed.diagnostics.filter(({ code }) => code === "not-an-index")).toEqual([]);
});

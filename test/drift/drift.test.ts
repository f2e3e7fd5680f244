/** Where source says otherwise than what is deployed. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterEach, describe, expect, test } from "vitest";
import { isRead } from "../../src/catalogue/catalogue.ts";
import { type Drift, driftOf } from "../../src/drift/drift.ts";
import { renderDriftJson } from "../../src/drift/drift-json.ts";
import { renderDrift } from "../../src/drift/drift-text.ts";
import { namedServices } from "../../src/drift/named-services.ts";
import { evaluate, scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { account, filesOf } from "../evaluate/deployed/account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const FIXTURE = "../../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only";
const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`${FIXTURE}/${name}`, import.meta.url)), "utf8");

/** The hosts admit the container's port alone. */
const CLOSED = { "infra/main.tf": read("main.tf") };
const OPEN = {
  "infra/main.tf": read("main.tf").replace(
    "from_port       = 80\n    to_port         = 80",
    "from_port       = 32768\n    to_port         = 65535",
  ),
};

async function drift(
  source: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, object>>,
): Promise<Drift> {
  const at = makeDirectory({ ...source, ...filesOf(facts) });
  made.push(at);
  const sideOf = async (paths: readonly string[]) => {
    const request = scanRequest(at, paths, { facts: "facts" });
    const { flows, findings } = await scan(request);
    return { flows, findings, names: namedServices((await evaluate(request, isRead)).groups) };
  };
  return driftOf(await sideOf(["infra"]), await sideOf([]));
}

const textOf = (one: Drift): string => renderDrift(one, { color: false, width: 80 });

describe("source and its deployed twin", () => {
  test.each([
    ["both open", OPEN, account()],
    ["both closed", CLOSED, account({ from: 80, to: 80 })],
  ])("are alike where they are %s", async (_, source, facts) => {
    const found = await drift(source, facts);
    expect(found).toMatchObject({ differences: [], alike: 2, undecided: 0, onlySource: [], onlyDeployed: [] });
  });

  test("differ where the account is closed, by the rule that AWS tells", async () => {
    const found = await drift(OPEN, account({ from: 80, to: 80 }));
    expect(found.differences.map(({ closedIn }) => closedIn)).toEqual(["deployed", "deployed"]);
    const [first] = found.differences;
    expect(first?.reason?.span.file.path).toBe("facts/describe-security-groups.json");
    expect(textOf(found)).toBe(`differs web, traffic and health checks on tcp 32768-65535
  source   reachable aws_ecs_service.web in infra
  deployed blocked service/web/web in facts
           sg-0405 admits tcp 80 from sg-0a1b; needs 32768-65535
           facts/describe-security-groups.json:75:33

2 paths of services that are in both: 2 differ
`);
  });

  test("differ where the source is closed, by the line of the source", async () => {
    const found = await drift(CLOSED, account());
    expect(found.differences.map(({ closedIn }) => closedIn)).toEqual(["source", "source"]);
    expect(found.differences[0]?.reason?.span.file.path).toBe("infra/main.tf");
  });

  test("differ where one is open for a part of the ports", async () => {
    const found = await drift(OPEN, account({ from: 32768, to: 61000 }));
    expect(found.differences.map(({ deployed }) => deployed.verdict)).toEqual(["partial", "partial"]);
  });

  test("are not compared where one side does not know", async () => {
    const { "describe-network-acls.json": _acls, ...others } = account();
    const found = await drift(OPEN, others);
    expect(found).toMatchObject({ differences: [], alike: 0, undecided: 2 });
    expect(textOf(found)).toContain("2 not known on one side");
  });
});

describe("services", () => {
  test("of another name, or in a cluster of another name, are no twins", async () => {
    for (const [from, to] of [
      ['name            = "web"', 'name            = "other"'],
      ['name = "web"', 'name = "another"'],
    ] as const) {
      const found = await drift({ "infra/main.tf": OPEN["infra/main.tf"].replace(from, to) }, account());
      expect(found.onlySource.map(({ address }) => address)).toEqual(["aws_ecs_service.web"]);
      expect(found.onlyDeployed.map(({ address }) => address)).toEqual(["service/web/web"]);
      expect(textOf(found).replace(/\s+/g, " ")).toContain(
        "only in source: aws_ecs_service.web · only deployed: service/web/web",
      );
    }
  });

  test("of CloudFormation are found by their names too, and have no twin where they have none", async () => {
    const template = read("template.yaml");
    expect(template).toContain("ServiceName: web");
    expect(await drift({ "infra/template.yaml": template }, account({ from: 80, to: 80 }))).toMatchObject({ alike: 2 });
    const nameless = template.replace(/ +ServiceName: web\n/, "");
    expect((await drift({ "infra/template.yaml": nameless }, account())).onlySource).toHaveLength(1);
  });
});

test("as JSON it is what its schema says", async () => {
  const schema = JSON.parse(
    readFileSync(fileURLToPath(new URL("../../schemas/drift.schema.json", import.meta.url)), "utf8"),
  );
  const validate = new Ajv({ strict: false }).compile(schema);
  const told = async (...of: Parameters<typeof drift>) => {
    const json = JSON.parse(renderDriftJson(await drift(...of)));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    return json;
  };
  const closed = await told(OPEN, account({ from: 80, to: 80 }));
  expect(closed).toMatchObject({ alike: 0, undecided: 0, onlySource: [], onlyDeployed: [] });
  expect(closed.differences).toHaveLength(2);
  expect(closed.differences[0]).toMatchObject({
    purpose: "traffic",
    container: { name: "web", port: 80 },
    required: "32768-65535",
    source: { root: "infra", service: { address: "aws_ecs_service.web" }, verdict: "reachable", blocked: "" },
    deployed: { root: "facts", service: { address: "service/web/web" }, verdict: "blocked", blocked: "32768-65535" },
    closedIn: "deployed",
    reason: { location: { path: "facts/describe-security-groups.json", startLine: 75 } },
  });
  expect(await told(OPEN, account())).toMatchObject({ differences: [], alike: 2 });
  const other = {
    "infra/main.tf": OPEN["infra/main.tf"].replace('name            = "web"', 'name            = "other"'),
  };
  expect(await told(other, account())).toMatchObject({
    onlySource: [{ address: "aws_ecs_service.web" }],
    onlyDeployed: [{ address: "service/web/web" }],
  });
  expect(validate({ ...closed, more: 1 })).toBe(false);
});

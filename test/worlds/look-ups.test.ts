/** What several roots have that a data source may find: a flow is decided where it ends alike with each. */
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { scan } from "../../src/index.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const FIXTURE = "../../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf";
const PORTS = /from_port {7}= 80\n {4}to_port {9}= 80/;
const APP = readFileSync(new URL(FIXTURE, import.meta.url), "utf8").replace(
  PORTS,
  "from_port = tonumber(data.aws_ssm_parameter.p.value)\n    to_port = 65535",
);

const stored = (value: string): string =>
  `resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n  value = "${value}"\n}\n`;

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

async function verdicts(dev: string, prod: string, strict = false) {
  directory = makeDirectory({
    "app/main.tf": `${APP}data "aws_ssm_parameter" "p" {\n  name = "p"\n}\n`,
    "dev/main.tf": stored(dev),
    "prod/main.tf": stored(prod),
  });
  return (await scan(directory, ["."], { strict })).flows;
}

test("alike with each it is decided, and says that it is an assumption", async () => {
  const flows = await verdicts("1024", "2048");
  expect(new Set(flows.map(({ verdict }) => verdict))).toEqual(new Set(["reachable"]));
  const assumed = flows.flatMap(({ assumptions }) => assumptions.map(({ text }) => text));
  expect(assumed).toContain("app ends alike with what its data sources find in dev or prod");
});

test("otherwise it is undetermined, because of what the data source finds", async () => {
  const flows = await verdicts("1024", "50000");
  expect(new Set(flows.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
  const causes = flows.flatMap(({ because }) => because.map(({ cause }) => cause.text));
  expect(causes).toContain(
    "data.aws_ssm_parameter.p may find aws_ssm_parameter.p of dev or aws_ssm_parameter.p of prod",
  );
});

test("under strict nothing is tried", async () => {
  const flows = await verdicts("1024", "1024", true);
  expect(new Set(flows.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
});

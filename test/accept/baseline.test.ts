/** Baselines: what they keep, what of it still counts, and what is told when it is gone. */
import { expect, test } from "vitest";
import {
  type BaselineEntry,
  baselineOf,
  beyond,
  markBaselined,
  pruned,
  renderBaseline,
  updated,
} from "../../src/accept/baseline.ts";
import { UsageError } from "../../src/base/diagnostic.ts";
import { exitCode } from "../../src/report/exit-code.ts";
import { type ScanResult, told } from "../../src/report/scan-result.ts";
import { RULE, TEMPLATE, TERRAFORM } from "../adoption-samples.ts";
import { type Scanned, scanOf } from "../scan-repository.ts";
import { templateAsJson } from "../template-as-json.ts";

const FILE = "reachlint-baseline.json";
const entry = (root: string, address: string, count = 1) => ({ rule: RULE, root, addresses: [address], count });
const HOSTS = "aws_security_group.host";

const written = (...findings: readonly object[]) => JSON.stringify({ version: 1, findings }, undefined, 2);

const saidOf = ({ diagnostics }: ScanResult) => diagnostics.map(({ code, message }) => `${code}: ${message}`);

async function repository(files: Readonly<Record<string, string>>, baseline: string, scanned: Scanned = {}) {
  return scanOf({ ...files, [FILE]: baseline }, { ...scanned, baseline: FILE });
}

test("it is keyed by rule, root and addresses, so that edits around a finding change nothing in it", async () => {
  const files = { "live/main.tf": TERRAFORM, "stacks/web.yaml": TEMPLATE, "json/web.json": templateAsJson(TEMPLATE) };
  const text = renderBaseline((await scanOf(files)).baseline.found);
  expect(JSON.parse(text)).toEqual({
    version: 1,
    findings: [
      entry("json/web.json", "HostSecurityGroup"),
      entry("live", HOSTS),
      entry("stacks/web.yaml", "HostSecurityGroup"),
    ],
  });
  const moved = { ...files, "live/main.tf": `# one\n# two\n${TERRAFORM.replace(/= 80\n/, "= 79\n")}` };
  expect(renderBaseline((await scanOf(moved)).baseline.found)).toBe(text);
  // Wherever the scan starts.
  expect(renderBaseline((await scanOf(files, { paths: ["live"] })).baseline.found)).toBe(
    written(entry("live", HOSTS)) + "\n",
  );

  const result = await repository(moved, text);
  expect(told(result)).toMatchObject({ violations: [], baselined: [{}, {}, {}] });
  expect(exitCode(result, "undetermined")).toBe(0);
  expect(saidOf(result)).toEqual([]);
});

test("what is not in it counts", async () => {
  const files = { "a/main.tf": TERRAFORM, "b/main.tf": TERRAFORM };
  const result = await repository(files, written(entry("a", HOSTS)));
  expect(told(result).violations.map(({ span }) => span.file.path)).toEqual(["b/main.tf"]);
  expect(exitCode(result, "error")).toBe(1);
});

test("of findings that are alike as many are old as it counts", async () => {
  const [finding] = (await scanOf({ "main.tf": TERRAFORM })).findings;
  const alike = [finding!, { ...finding!, fingerprint: "of another load balancer" }];
  expect(baselineOf(alike)).toEqual([entry(".", HOSTS, 2)]);
  const marked = (...entries: readonly BaselineEntry[]) =>
    markBaselined(alike, entries).map(({ baselined }) => baselined);
  expect(marked(entry(".", HOSTS))).toEqual([true, undefined]);
  expect(marked(entry(".", HOSTS), entry(".", HOSTS, 5))).toEqual([true, true]);
  expect(marked(entry("infra", HOSTS))).toEqual([undefined, undefined]);
});

test("what occurs no more is told with its place, where the scan looked, and pruned", async () => {
  const baseline = written(entry("a", HOSTS, 3), entry("a", "gone"), entry("b", "x"), entry("old", "y"));
  const files = { "a/main.tf": TERRAFORM, "b/main.tf": TERRAFORM };
  const all = await repository(files, baseline);
  expect(saidOf(all)).toEqual([
    `baseline-entry-gone: ${RULE} is found once at ${HOSTS} of a, where the baseline has 3`,
    `baseline-entry-gone: ${RULE} is not found any more at gone of a`,
    `baseline-entry-gone: ${RULE} is not found any more at x of b`,
    `baseline-entry-gone: ${RULE} is not found any more at y of old`,
  ]);
  expect(all.diagnostics[0]!.span!.file.path).toBe(FILE);
  expect(pruned(all.baseline)).toMatchObject([entry("a", HOSTS)]);
  expect(updated(all.baseline)).toMatchObject([entry("a", HOSTS), entry("b", HOSTS)]);

  const part = await repository(files, baseline, { paths: ["b"] });
  expect(saidOf(part)).toEqual([`baseline-entry-gone: ${RULE} is not found any more at x of b`]);
  expect(pruned(part.baseline)).toMatchObject([entry("a", HOSTS, 3), entry("a", "gone"), entry("old", "y")]);
});

test("of a root that is left out nothing is told, and its entries stay", async () => {
  const baseline = written(entry("a", HOSTS), entry("b/one.yaml", "x"), entry("c", "y"));
  const files = { "a/main.tf": TERRAFORM, "b/two.yaml": TEMPLATE, "d/main.tf": TERRAFORM };
  const exclude = ["a", "b/*.yaml"];
  const configured = { ...files, "reachlint.yaml": `exclude: ${JSON.stringify(exclude)}` };
  for (const result of [await repository(files, baseline, { exclude }), await repository(configured, baseline)]) {
    expect(saidOf(result)).toEqual([`baseline-entry-gone: ${RULE} is not found any more at y of c`]);
    expect(pruned(result.baseline)).toMatchObject([entry("a", HOSTS), entry("b/one.yaml", "x")]);
  }
});

test("nothing is told to be gone where something could not be read, or where a rule did not run", async () => {
  const baseline = written(entry("a", "gone"));
  expect(saidOf(await repository({ "a/main.tf": "x = {\n" }, baseline)).filter((one) => one.includes("gone"))).toEqual(
    [],
  );
  const disabled = { "a/main.tf": TERRAFORM, "reachlint.yaml": `disable: [${RULE}]` };
  expect(saidOf(await repository(disabled, baseline))).toEqual([]);
});

test("what a comment accepts is not taken into it, and takes nothing from it", async () => {
  const accepted = TERRAFORM.replace(/# violated.*/, `# reachlint:ignore ${RULE} known`);
  const result = await repository({ "main.tf": accepted }, written(entry(".", HOSTS)));
  expect(result.baseline.found).toEqual([]);
  expect(told(result)).toMatchObject({ suppressed: 1, baselined: [] });
});

test("what is undetermined is another entry than the same proven", async () => {
  const open = `${TERRAFORM.replace(/= 80\n( +to_port +)= 80/, "= var.port\n$1= var.port")}\nvariable "port" {}\n`;
  const { found } = (await scanOf({ "main.tf": open })).baseline;
  expect(found.every(({ verdict }) => verdict === "undetermined")).toBe(true);
  const baseline = renderBaseline(found);
  expect(exitCode(await repository({ "main.tf": open }, baseline), "undetermined")).toBe(0);
  expect(exitCode(await repository({ "main.tf": TERRAFORM }, baseline), "error")).toBe(1);
});

test("changes are counted", () => {
  expect(beyond([entry("a", "x", 3), entry("a", "y")], [entry("a", "x")])).toBe(3);
  expect(beyond([], [entry("a", "x")])).toBe(0);
});

test.each([
  ["", ""],
  ["[]", "1:1: expected a mapping with version, findings"],
  ['{ "version": 2, "findings": [] }', "1:14: version: expected 1; found `2`"],
  [
    '{ "version": 1, "findings": [{ "rule": "a", "root": "b", "addresses": [], "count": 0 }] }',
    "1:84: findings: count: expected a number above 0; found `0`",
  ],
  ["<<<<<<< HEAD", ""],
])("%j is no baseline", async (text, message) => {
  const scanned = repository({ "main.tf": "" }, text);
  await expect(scanned).rejects.toThrow(UsageError);
  await expect(scanned).rejects.toThrow(`${FILE}:${message}`);
});

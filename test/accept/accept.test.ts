/** What accepts a finding in either dialect, in plans and in synthesised templates, and what is told of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { told } from "../../src/report/scan-result.ts";
import { RULE, TEMPLATE, TERRAFORM } from "../adoption-samples.ts";
import { scanOf } from "../scan-repository.ts";
import { templateAsJson } from "../template-as-json.ts";

/** The reasons of what is accepted, and `-` for what is not. */
const reasons = ({ findings }: ScanResult) => findings.map(({ suppressed }) => suppressed?.reason ?? "-");

/** `code place: message` of what is told. */
const saidOf = ({ diagnostics }: ScanResult) =>
  diagnostics.map(({ code, span, message }) => {
    const { line, column } = span!.file.position(span!.start);
    return `${code} ${span!.file.path}:${line}:${column}: ${message}`;
  });

const comment = `# reachlint:ignore ${RULE} the proxy does it`;
const inTerraform = TERRAFORM.replace(/^.*# violated.*$/m, comment);
const inTemplate = TEMPLATE.replace(/# violated.*$/m, comment);

describe("a comment", () => {
  test.each([
    ["main.tf", inTerraform],
    ["template.yaml", inTemplate],
  ])("accepts what is found below it in %s", async (name, text) => {
    const result = await scanOf({ [name]: text });
    expect(reasons(result)).toEqual(["the proxy does it"]);
    expect(told(result)).toMatchObject({ violations: [], suppressed: 1 });
    expect(saidOf(result)).toEqual([]);
  });

  test.each([
    ["main.tf", inTerraform, "54:1"],
    ["template.yaml", inTemplate, "56:11"],
  ])("without a reason does not hold in %s, and is told", async (name, text, place) => {
    const result = await scanOf({ [name]: text.replace(" the proxy does it", "") });
    expect(reasons(result)).toEqual(["-"]);
    expect(saidOf(result)).toEqual([
      `suppression-without-reason ${name}:${place}: this suppression of ${RULE} does not hold, because it gives no reason`,
    ]);
  });

  test("of a rule that there is not is told with the one that is meant", async () => {
    const result = await scanOf({ "main.tf": inTerraform.replace(RULE, RULE.slice(0, -1)) });
    expect(reasons(result)).toEqual(["-"]);
    expect(saidOf(result)).toEqual([
      `suppression-unknown-rule main.tf:54:20: this suppression names the rule ${RULE.slice(0, -1)}, which does not exist; did you mean ${RULE}?`,
    ]);
  });

  test("that accepts nothing is told, unless its rule did not run", async () => {
    const files = {
      "main.tf": TERRAFORM.replace(/= 80\n/, "= 0\n")
        .replace(/= 80\n/, "= 65535\n")
        .concat(`\n${comment}\n`),
    };
    expect(saidOf(await scanOf(files))).toEqual([
      expect.stringMatching(/^suppression-unused main\.tf:\d+:1: nothing is left to suppress here of dynamic-ports/),
    ]);
    expect(saidOf(await scanOf({ ...files, "reachlint.yaml": `disable: [${RULE}]` }))).toEqual([]);
  });

  test("in a module counts for each that calls it, and is not told of in one that the scan only borrows", async () => {
    const call = 'module "app" { source = "../modules/app" }\n';
    const files = { "modules/app/main.tf": `${inTerraform}\n${comment}\n`, "a/main.tf": call };
    const result = await scanOf(files, { paths: ["a"] });
    expect(reasons(result)).toEqual(["the proxy does it"]);
    expect(saidOf(result)).toEqual([]);
    expect(saidOf(await scanOf(files))).toHaveLength(1);
  });
});

describe("Metadata of a resource", () => {
  const block = (indent: string, more = "") =>
    `Metadata:\n${indent}  reachlint:\n${indent}    ignore:\n${indent}      - rule: ${RULE}\n${indent}        reason: the proxy does it${more}\n${indent}`;
  const withBlock = (more = "", resource = "HostSecurityGroup") =>
    TEMPLATE.replace(`  ${resource}:\n    `, `  ${resource}:\n    ${block("    ", more)}`);
  test("accepts what is found in it, in YAML and in JSON", async () => {
    expect(reasons(await scanOf({ "t.yaml": withBlock() }))).toEqual(["the proxy does it"]);
    const json = JSON.parse(templateAsJson(TEMPLATE));
    expect(reasons(await scanOf({ "t.json": JSON.stringify(json) }))).toEqual(["-"]);
    json.Resources.HostSecurityGroup.Metadata = { reachlint: { ignore: [{ rule: RULE, reason: "known" }] } };
    expect(reasons(await scanOf({ "t.json": JSON.stringify(json) }))).toEqual(["known"]);
  });

  test("of another resource accepts nothing, and is told", async () => {
    const result = await scanOf({ "t.yaml": withBlock("", "Vpc") });
    expect(reasons(result)).toEqual(["-"]);
    expect(saidOf(result)).toEqual([expect.stringMatching(/^suppression-unused t\.yaml:9:13: /)]);
  });

  test("holds until its day", async () => {
    const files = { "t.yaml": withBlock("\n            until: 2026-11-29") };
    expect(reasons(await scanOf(files))).toEqual(["the proxy does it"]);
    const late = await scanOf(files, { today: "2026-11-30" });
    expect(reasons(late)).toEqual(["-"]);
    expect(saidOf(late)).toEqual([
      expect.stringMatching(/^suppression-expired t\.yaml:\d+:\d+: this suppression of .* held until 2026-11-29$/),
    ]);
  });

  test("in another form is told", async () => {
    const result = await scanOf({ "t.yaml": withBlock("\n            untill: 2026-11-29") });
    expect(saidOf(result)).toEqual([
      expect.stringMatching(/^suppression-form .*unknown key `untill`; did you mean `until`\?/),
    ]);
  });
});

describe("an address in reachlint.yaml", () => {
  const accepting = (more: string) => `ignore:\n  - rule: ${RULE}\n    reason: known\n${more.replace(/^/gm, "    ")}\n`;

  test.each([
    ["of what is at fault", "address: aws_security_group.host", "known"],
    ["by a pattern", "address: 'aws_*.host'", "known"],
    ["of the only service that it cuts off", "address: aws_ecs_service.web", "known"],
    ["in this root", "address: aws_ecs_service.web\nroot: 'live/*'", "known"],
    ["in another root", "address: aws_ecs_service.web\nroot: test", "-"],
    ["of something else", "address: aws_lb.main", "-"],
  ])("%s", async (_, text, expected) => {
    const result = await scanOf({ "live/a/main.tf": TERRAFORM, "reachlint.yaml": accepting(text) });
    expect(reasons(result)).toEqual([expected]);
  });

  test("of one of several services does not hide what the others suffer", async () => {
    const other = TERRAFORM.slice(TERRAFORM.indexOf('resource "aws_ecs_service" "web"')).replaceAll('"web"', '"api"');
    const service = other
      .slice(0, other.indexOf("\n}\n") + 3)
      .replace('container_name   = "api"', 'container_name   = "web"');
    const files = { "main.tf": `${TERRAFORM}\n${service}` };
    const address = (pattern: string) => ({ ...files, "reachlint.yaml": accepting(`address: ${pattern}`) });
    expect(reasons(await scanOf(address("aws_ecs_service.web")))).toEqual(["-"]);
    expect(reasons(await scanOf(address("aws_ecs_service.*")))).toEqual(["known"]);
  });

  test("ends on its day, and then is told with its place", async () => {
    const files = { "main.tf": TERRAFORM, "reachlint.yaml": accepting("address: '*'\nuntil: 2027-01-31") };
    expect(reasons(await scanOf(files, { today: "2027-01-31" }))).toEqual(["known"]);
    const late = await scanOf(files, { today: "2027-02-01" });
    expect(reasons(late)).toEqual(["-"]);
    expect(saidOf(late)).toEqual([
      `suppression-expired reachlint.yaml:5:12: this suppression of ${RULE} held until 2027-01-31`,
    ]);
  });

  test("that accepts nothing is told where the scan looks at all that it speaks of", async () => {
    const files = (more: string) => ({
      "a/main.tf": TERRAFORM,
      "b/main.tf": TERRAFORM,
      "reachlint.yaml": accepting(`address: nowhere${more}`),
    });
    const unused = [`suppression-unused reachlint.yaml:2:5: nothing is left to suppress here of ${RULE}`];
    expect(saidOf(await scanOf(files("")))).toEqual(unused);
    expect(saidOf(await scanOf(files(""), { paths: ["a"] }))).toEqual([]);
    expect(saidOf(await scanOf(files("\nroot: a"), { paths: ["a"] }))).toEqual(unused);
    expect(saidOf(await scanOf(files("\nroot: a"), { paths: ["b"] }))).toEqual([]);
  });

  test("holds for what a plan says, where no comment can stand", async () => {
    const plan = readFileSync(new URL("../evaluate/plan/through-modules.plan.json", import.meta.url), "utf8");
    const before = await scanOf({ "plan.json": plan });
    const [finding] = before.findings;
    const text = `ignore:\n  - { rule: ${finding!.ruleId}, address: "${finding!.atFault[0]!.address}", reason: known }\n`;
    expect(reasons(before)[0]).toBe("-");
    expect(reasons(await scanOf({ "plan.json": plan, "reachlint.yaml": text }))[0]).toBe("known");
  });
});

test("a template that the CDK synthesised is accepted by address and by the construct's metadata", async () => {
  const from = fileURLToPath(new URL("../cdk/", import.meta.url));
  const app = readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("cdk.out/") && /\.json$|cdk\.out$/.test(name))
    .map((name) => [name, readFileSync(join(from, name), "utf8")] as const);
  const files = Object.fromEntries(app);
  const before = await scanOf(files);
  const finding = before.findings.find(({ ruleId }) => ruleId === RULE)!;
  const accepted = (result: ScanResult) => result.findings.filter(({ suppressed }) => suppressed !== undefined).length;
  expect(accepted(before)).toBe(0);
  const address = finding.atFault[0]!.address;
  const text = `ignore:\n  - { rule: ${RULE}, address: "${address}", reason: known }\n`;
  expect(accepted(await scanOf({ ...files, "reachlint.yaml": text }))).toBeGreaterThan(0);
  const name = Object.keys(files).find((one) => finding.span.file.path.endsWith(one))!;
  const template = JSON.parse(files[name]!);
  template.Resources[address.split(".").at(-1)!].Metadata = {
    reachlint: { ignore: [{ rule: RULE, reason: "known" }] },
  };
  expect(accepted(await scanOf({ ...files, [name]: JSON.stringify(template) }))).toBeGreaterThan(0);
});

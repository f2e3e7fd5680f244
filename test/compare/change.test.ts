/** What a change of a repository brings: paths, findings and what counts. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { afterEach, describe, expect, test } from "vitest";
import { scanAgainst } from "../../src/configuration/scan-against.ts";
import type { FailOn } from "../../src/report/exit-code.ts";
import { exitCode } from "../../src/report/exit-code.ts";
import { DIFF_FORMATS, render, SCAN_FORMATS } from "../../src/report/formats.ts";
import { type ScanResult, told } from "../../src/report/scan-result.ts";
import type { ScanOptions } from "../../src/request.ts";
import { RULE, TERRAFORM } from "../adoption-samples.ts";
import { removeDirectory } from "../built-program.ts";
import { change, commit, GIT_ENVIRONMENT, makeRepository } from "../git/repository.ts";

/** The sample, with its hosts open on these ports. */
const open = (ports: string): string => {
  const [first, last] = ports.split("-");
  return TERRAFORM.replace(/from_port( +)= 80\n( +)to_port( +)= 80\n/, `from_port = ${first}\n    to_port = ${last}\n`);
};
const ALL = "32768-65535";

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeDirectory));

function repository(files: Parameters<typeof makeRepository>[0]): string {
  const top = makeRepository(files);
  made.push(top);
  return top;
}

interface Compared extends ScanResult {
  readonly code: (failOn?: FailOn) => number;
}

/** What the working tree brings since the last commit. */
async function since(top: string, options: ScanOptions = {}, baseline?: string): Promise<Compared> {
  const asked = { paths: ["."], options, baseline };
  const { result } = await scanAgainst(top, asked, { base: "HEAD", environment: GIT_ENVIRONMENT });
  return { ...result, code: (failOn = "error") => exitCode(result, failOn) };
}

/** Each change of a path, and how many findings are new, repaired and as before. */
function summary(result: ScanResult): unknown {
  const { violations, unchanged } = told(result);
  const flows = result.change!.flows.map(
    ({ kind, before, after }) => `${kind} ${before?.verdict ?? "-"} ${after?.verdict ?? "-"}`,
  );
  return {
    flows: [...new Set(flows)],
    new: violations.length,
    fixed: result.change!.fixed.length,
    before: unchanged.length,
  };
}

async function brought(before: string, after: string): Promise<unknown> {
  const top = repository({ "infra/main.tf": before });
  change(top, { "infra/main.tf": after });
  return summary(await since(top));
}

describe("a path", () => {
  test.each([
    [
      "that is narrowed to nothing",
      open(ALL),
      TERRAFORM,
      { flows: ["lost reachable blocked"], new: 1, fixed: 0, before: 0 },
    ],
    [
      "that is narrowed",
      open(ALL),
      open("32768-60999"),
      { flows: ["lost reachable partial"], new: 1, fixed: 0, before: 0 },
    ],
    ["that is opened", TERRAFORM, open(ALL), { flows: ["gained blocked reachable"], new: 0, fixed: 1, before: 0 }],
    [
      "that is partly opened",
      TERRAFORM,
      open("32768-60999"),
      { flows: ["gained blocked partial"], new: 1, fixed: 1, before: 0 },
    ],
    [
      "of which less is open",
      open("32768-60999"),
      open("32768-40000"),
      { flows: ["lost partial partial"], new: 0, fixed: 0, before: 1 },
    ],
    [
      "of which more is open",
      open("32768-40000"),
      open("32768-60999"),
      { flows: ["gained partial partial"], new: 0, fixed: 0, before: 1 },
    ],
    ["that nobody touches", TERRAFORM, `# more lines\n\n${TERRAFORM}`, { flows: [], new: 0, fixed: 0, before: 1 }],
    ["that is new", "", open(ALL), { flows: ["added - reachable"], new: 0, fixed: 0, before: 0 }],
    ["that is new and blocked", "", TERRAFORM, { flows: ["added - blocked"], new: 1, fixed: 0, before: 0 }],
    ["that goes", open(ALL), "", { flows: ["removed reachable -"], new: 0, fixed: 0, before: 0 }],
  ])("%s", async (_, before, after, expected) => {
    expect(await brought(before, after)).toEqual(expected);
  });

  test("that is no longer known, and that is known again", async () => {
    const unknown = `${open(ALL).replace("from_port = 32768", "from_port = var.first")}\nvariable "first" {}\n`;
    expect(await brought(open(ALL), unknown)).toMatchObject({ flows: ["doubted reachable undetermined"], new: 0 });
    expect(await brought(unknown, open(ALL))).toMatchObject({ flows: ["settled undetermined reachable"] });
    const top = repository({ "infra/main.tf": unknown });
    change(top, { "infra/main.tf": "" });
    expect(await render(DIFF_FORMATS.text, await since(top))).toContain("no new findings, no path changes");
    expect(await brought(unknown, open("80-80"))).toMatchObject({ flows: ["lost undetermined blocked"], new: 1 });
  });

  test("whose target group and load balancer are called otherwise is the same", async () => {
    const renamed = TERRAFORM.replaceAll(/aws_lb_target_group([." ]+)web/g, "aws_lb_target_group$1app").replaceAll(
      /aws_lb([." ]+)main/g,
      "aws_lb$1front",
    );
    expect(renamed).toContain("aws_lb_target_group.app.arn");
    expect(await brought(open(ALL), renamed)).toMatchObject({ flows: ["lost reachable blocked"], new: 1 });
  });

  test("is told with the line that closes it, and the rule that let it through", async () => {
    const top = repository({ "infra/main.tf": open(ALL) });
    change(top, { "infra/main.tf": `# one more line\n${TERRAFORM}` });
    const { change: brings, findings } = await since(top);
    const [flow] = brings!.flows;
    expect(flow!.reason!.span).toEqual(findings[0]!.span);
    expect(flow!.reason!.text).toBe(
      "aws_security_group.host admits tcp 80 from aws_security_group.alb; needs 32768-65535",
    );
    expect(flow!.was).toMatchObject({ text: "allow tcp 32768-65535 from aws_security_group.alb" });
    const lineOf = ({ file, start }: { file: { position(at: number): { line: number } }; start: number }): number =>
      file.position(start).line;
    expect(lineOf(flow!.reason!.span)).toBe(lineOf(flow!.was!.span) + 1);
  });
});

describe("findings", () => {
  test("that were there do not count; one beside them does", async () => {
    const top = repository({ "a/main.tf": TERRAFORM, "b/main.tf": open(ALL) });
    change(top, { "readme.md": "x" });
    const before = await since(top);
    expect(summary(before)).toEqual({ flows: [], new: 0, fixed: 0, before: 1 });
    expect(before.code()).toBe(0);
    change(top, { "b/main.tf": TERRAFORM });
    const after = await since(top);
    expect(summary(after)).toMatchObject({ new: 1, before: 1 });
    expect(told(after).violations[0]!.span.file.path).toBe("b/main.tf");
    expect(after.code()).toBe(1);
  });

  test("that a comment accepted are new without it, and those that one accepts now are not", async () => {
    const accepted = TERRAFORM.replace(/# violated: .*\n/, `# reachlint:ignore ${RULE} it is closed\n`);
    const top = repository({ "infra/main.tf": accepted });
    change(top, { "infra/main.tf": TERRAFORM });
    expect(summary(await since(top))).toEqual({ flows: [], new: 1, fixed: 0, before: 0 });
    commit(top, {});
    change(top, { "infra/main.tf": accepted });
    expect(summary(await since(top))).toEqual({ flows: [], new: 0, fixed: 0, before: 0 });
  });

  test("in a baseline are neither new nor as before", async () => {
    const entry = { rule: RULE, root: "a", addresses: ["aws_security_group.host"], count: 1 };
    const old = JSON.stringify({ version: 1, findings: [entry] });
    const top = repository({ "a/main.tf": TERRAFORM, "b/main.tf": TERRAFORM, "old.json": old });
    const result = await since(top, {}, "old.json");
    expect(told(result)).toMatchObject({
      violations: [],
      baselined: [{ ruleId: RULE }],
      unchanged: [{ ruleId: RULE }],
    });
    expect(result.code()).toBe(0);
  });

  test("of a rule that the change switches on were there before", async () => {
    const top = repository({ "infra/main.tf": TERRAFORM, "reachlint.yaml": `disable: [${RULE}]\n` });
    change(top, { "reachlint.yaml": "{}\n" });
    expect(summary(await since(top))).toMatchObject({ new: 0, before: 1 });
  });
});

describe("a module from elsewhere", () => {
  /** The only service is in it. */
  const call = (version: string): string =>
    `module "shop" {\n  source  = "acme/shop/aws"\n  version = "${version}"\n}\n`;
  /** Of the head, as no commit holds what is installed. */
  const installed = (version: string): Readonly<Record<string, string>> => ({
    "infra/.terraform/modules/modules.json": JSON.stringify({
      Modules: [
        { Key: "", Source: "", Dir: "." },
        {
          Key: "shop",
          Source: "registry.terraform.io/acme/shop/aws",
          Version: version,
          Dir: ".terraform/modules/shop",
        },
      ],
    }),
    "infra/.terraform/modules/shop/main.tf": TERRAFORM,
  });

  test("is on both sides where both call the same", async () => {
    const top = repository({ "infra/main.tf": call("1.2.0"), ".gitignore": ".terraform\n" });
    change(top, { "readme.md": "", ...installed("1.2.0") });
    const result = await since(top);
    expect(summary(result)).toEqual({ flows: [], new: 0, fixed: 0, before: 1 });
    expect(result.diagnostics).toEqual([]);
    change(top, { "infra/main.tf": call("~> 1.0") });
    expect(summary(await since(top))).toMatchObject({ new: 0, before: 1 });
  });

  test("of another version is not on the side that calls no such version: what is found in it is new, which is told", async () => {
    const top = repository({ "infra/main.tf": call("1.2.0"), ".gitignore": ".terraform\n" });
    change(top, { "infra/main.tf": call("2.0.0"), ...installed("2.0.0") });
    const result = await since(top);
    expect(summary(result)).toMatchObject({ new: 1, before: 0 });
    expect(result.code()).toBe(1);
    const note =
      "the base is not wholly read, so that what is found in module.shop counts as new: there, module.shop (acme/shop/aws) is not installed: version 2.0.0 is";
    expect(result.diagnostics).toMatchObject([{ code: "base-not-read", severity: "note", message: note }]);
    const text = await render(DIFF_FORMATS.text, result, { color: false, width: 200, quiet: false, verbose: false });
    expect(text).toContain(`note ${note}`);
    expect(await render(SCAN_FORMATS.markdown, result)).toMatch(
      /^- ℹ️ the base is not wholly read, .*module\\\.shop counts as new/m,
    );
    expect(await render(SCAN_FORMATS.github, result)).toMatch(
      /^::notice file=infra\/main\.tf,.*module\.shop counts as new/m,
    );
  });
});

describe("with --fail-on undetermined", () => {
  const open1 = `${open(ALL).replace("from_port = 32768", "from_port = var.first")}\nvariable "first" {}\n`;
  const call = 'module "far" { source = "example/far/aws" }\n';

  test("doubts that were there do not count, and new ones do", async () => {
    const top = repository({ "infra/main.tf": open1 + call });
    change(top, { "readme.md": "" });
    expect((await since(top)).code("undetermined")).toBe(0);
    change(top, { "more/main.tf": open1 });
    expect((await since(top)).code("undetermined")).toBe(1);
  });

  test("a module that is not there counts where it was not called before", async () => {
    const top = repository({ "infra/main.tf": open(ALL) });
    change(top, { "infra/main.tf": open(ALL) + call });
    const result = await since(top);
    expect(result.code("undetermined")).toBe(1);
    expect(result.code()).toBe(0);
  });
});

describe("a file that cannot be parsed", () => {
  const broken = 'resource "a" "b" {\n  c = \n}\n';

  test("does not count where it could not be before, and does where it could", async () => {
    const top = repository({ "a/main.tf": broken, "b/main.tf": "" });
    expect((await since(top)).code()).toBe(0);
    change(top, { "b/main.tf": broken });
    expect((await since(top)).code()).toBe(3);
  });

  test("only in the base is told, as all that is found in it counts as new", async () => {
    const top = repository({ "infra/main.tf": broken });
    change(top, { "infra/main.tf": TERRAFORM });
    const result = await since(top);
    expect(result.diagnostics).toMatchObject([{ code: "base-not-read", severity: "note", path: "infra/main.tf" }]);
    expect(result.code()).toBe(1);
  });
});

test("the guide shows what is printed", async () => {
  const top = repository({ "infra/main.tf": open(ALL) });
  change(top, { "infra/main.tf": TERRAFORM });
  const text = await render(DIFF_FORMATS.text, await since(top), {
    color: false,
    width: 80,
    quiet: false,
    verbose: false,
  });
  const guide = readFileSync(new URL("../../docs/usage.md", import.meta.url), "utf8");
  const [, example = ""] = /^```text\n(lost .*?)^```$/ms.exec(guide) ?? [];
  expect(text.slice(0, example.length)).toBe(example);
});

test("every report tells of it", async () => {
  const top = repository({ "a/main.tf": open(ALL), "b/main.tf": TERRAFORM, "c/main.tf": TERRAFORM });
  change(top, { "a/main.tf": open("80-443"), "b/main.tf": open(ALL) });
  const result = await since(top);
  const options = { color: false, width: 80, quiet: false, verbose: false };
  const text = await render(DIFF_FORMATS.text, result, options);
  await expect(text.replace(/[0-9a-f]{12}/, "COMMIT")).toMatchFileSnapshot("expected/change.txt");
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  await expect((await render(SCAN_FORMATS.markdown, result)).replace(/[0-9a-f]{12}/, "COMMIT")).toMatchFileSnapshot(
    "expected/change.md",
  );

  const schema = JSON.parse(readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
  const json = JSON.parse(await render(SCAN_FORMATS.json, result));
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  expect(json.change).toMatchObject({
    base: { name: "HEAD" },
    head: { name: "the working tree", commit: null },
    flows: [{ change: "lost" }, { change: "lost" }, { change: "gained" }, { change: "gained" }],
    opened: [{ filter: "aws_security_group.host", root: "a" }, { root: "b" }],
    fixed: [{ ruleId: RULE, location: { path: "b/main.tf" } }],
  });

  const states = async (format: (typeof SCAN_FORMATS)["sarif"] | (typeof DIFF_FORMATS)["sarif"]): Promise<string[]> =>
    JSON.parse(await render(format, result)).runs[0].results.map(
      (one: {
        baselineState: string;
        suppressions?: unknown;
        locations: [{ physicalLocation: { artifactLocation: { uri: string } } }];
      }) => `${one.locations[0].physicalLocation.artifactLocation.uri} ${one.baselineState}`,
    );
  expect(await states(SCAN_FORMATS.sarif)).toEqual(["a/main.tf new", "c/main.tf unchanged"]);
  expect(await states(DIFF_FORMATS.sarif)).toEqual(["a/main.tf new", "c/main.tf unchanged", "b/main.tf absent"]);

  const annotations = await render(SCAN_FORMATS.github, result);
  expect(annotations.match(/^::\w+ (?:file=[^,]+)?/gm)).toEqual(["::error file=a/main.tf", "::notice "]);
  expect(await render(SCAN_FORMATS.text, result)).toMatch(/1 finding \(error\) · 1 as before ·/);
});

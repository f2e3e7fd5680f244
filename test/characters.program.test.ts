/** What is no text reaches no output as it is: in names, in paths, and in files that are not UTF-8. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { EXPLAIN_FORMATS, type Format, GRAPH_FORMATS, SCAN_FORMATS } from "../src/report/formats.ts";
import type { ScanResult } from "../src/report/scan-result.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";
import { fixture } from "./fixture-text.ts";

const HEALTHY = fixture("dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");
const TEMPLATE = fixture("dynamic-ports-blocked-by-target-security-group/container-port-only/template.yaml");

/** An escape sequence, one of eight bits, a bell, both kinds of bidirectional characters, widths of zero, a tag, ends of lines, markup. */
const EVIL =
  "\u001b[31m\u009b1m\u0007\u202e\u2066\u200b\u200d\ufeff\u{e0041}\u2028\u2029<img src=x>`|[a](javascript:x)${\u0000";
/** What a file system and HCL's identifiers take of it. */
const PATH = "\u001b[31m\u202e\u200b\u2028::error::x%0A<img src=x>`|";

const escaped = (text: string): string =>
  [...text].map((one) => `\\U${one.codePointAt(0)!.toString(16).padStart(8, "0")}`).join("");

/** Each name that a report tells, made of them. */
function terraform(): string {
  return HEALTHY.replace(
    'resource "aws_ecs_service" "web" {',
    `resource "aws_ecs_service" "web" {\n  for_each        = toset(["${escaped(EVIL)}", "\\n::error::y", "##[error]z"])`,
  )
    .replace('family = "web"', `family = "${escaped(EVIL)}"`)
    .replace("cluster         = aws_ecs_cluster.main.id", `cluster         = aws_ecs_cluster.main.id # ${PATH}`)
    .replace(
      'protocol        = "tcp"\n    security_groups',
      `protocol        = "tcp" # ${PATH} \ud83d\ude00\n    description = "${escaped(EVIL)}"\n    security_groups`,
    )
    .concat(`
resource "aws_security_group_rule" "wrong" {
  type              = "ingress"
  security_group_id = aws_security_group.host.id
  protocol          = "${escaped(EVIL)}"
  from_port         = "${escaped(EVIL)}"
  to_port           = 1
  cidr_blocks       = ["${escaped(EVIL)}"]
}
resource "aws_ecs_service" "other" {
  cluster         = "${escaped(EVIL)}"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "${escaped(EVIL)}"
    container_port   = 81
  }
}
`);
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, "utf8");
}

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");

let program: string;
let scanned: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  scanned = makeDirectory({
    ".git/HEAD": "",
    "healthy/main.tf": HEALTHY,
    [`names/${PATH.replaceAll("/", "")}/main.tf`]: terraform(),
    [`stack/${PATH.replaceAll("/", "")}.yaml`]: TEMPLATE.replace(
      "Resources:\n",
      `Metadata: { "${EVIL.replaceAll("\u0000", "\\0").replaceAll("\u0007", "\\a").replaceAll("\u001b", "\\e")}": 1 }\nResources:\n`,
    ),
    "json/template.json": JSON.stringify({
      Resources: {
        [EVIL]: { Type: EVIL, Properties: { [EVIL]: { "Fn::GetAtt": [EVIL, EVIL] } } },
        Half: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "\ud83d", VpcId: { Ref: EVIL } } },
      },
    }).replaceAll("\ud83d\\", "\\ud83d\\"),
  });
  for (const [path, bytes] of [
    ["bytes/main.tf", Buffer.concat([bytesOf(HEALTHY), Buffer.from([0x23, 0xff, 0xfe, 0xc3, 0x28, 0x0a])])],
    ["wide/main.tf", utf16(HEALTHY)],
    ["wide-stack/template.yaml", utf16(TEMPLATE)],
    ["nul/main.tf", bytesOf(`${HEALTHY}locals {\n  a = "\u0000"\n}\n`)],
    ["nul-stack/template.yaml", bytesOf(`${TEMPLATE}  A\u0000: { Type: AWS::EC2::VPC }\n`)],
    ["mark/main.tf", bytesOf(`\ufeff${HEALTHY}`)],
  ] as const) {
    mkdirSync(join(scanned, path, ".."), { recursive: true });
    writeFileSync(join(scanned, path), bytes);
  }
});
afterAll(() => [program, scanned].forEach(removeDirectory));

function run(...words: readonly string[]): Run {
  return runNode([join(program, "dist/cli.js"), ...words], scanned, { REACHLINT_DEBUG: "1" });
}

/** Any character that is no text, in order. */
function unsafe(text: string): readonly string[] {
  return text.match(/[^\P{C}\n]|\p{Zl}|\p{Zp}/gu) ?? [];
}

const COMMAND = /^\s*::[a-z]|##\[[a-z]/im;

const FILES = Object.entries<Format<ScanResult>>(SCAN_FORMATS).flatMap(([name, { onlyOutput }]) =>
  onlyOutput === true ? [] : [name],
);

test("a scan writes none into any of its reports", () => {
  const { code, out, err } = run(
    "scan",
    ".",
    "--verbose",
    ...FILES.flatMap((name) => ["--report", `${name}=r.${name}`]),
  );
  expect([1, 3]).toContain(code);
  const reports = FILES.map((name) => readFileSync(join(scanned, `r.${name}`), "utf8"));
  for (const text of [out, err, ...reports]) {
    expect(unsafe(text)).toEqual([]);
    expect(text).not.toMatch(COMMAND);
  }
  const [html] = reports.slice(FILES.indexOf("html"));
  expect(html).not.toContain("<img");
  expect(readFileSync(join(scanned, "r.junit"), "utf8")).not.toContain("<img");
});

test("annotations are only ours", () => {
  const { out } = run("scan", ".", "--format", "github");
  expect(unsafe(out)).toEqual([]);
  for (const line of out.split("\n").filter(Boolean))
    expect(line).toMatch(/^::(?:error|warning|notice) (?:file|title)=/);
});

test.each([
  ...Object.keys(EXPLAIN_FORMATS).map((format) => ["explain", ".", "--format", format]),
  ...Object.keys(GRAPH_FORMATS).map((format) => ["graph", ".", "--format", format]),
  ["evaluate", "healthy"],
  ["config", "."],
  ["index", "."],
  ["missing", "."],
  ["missing", ".", "--commands"],
  ["scan", "."],
])("%s %s %s %s", (...words) => {
  const { out, err } = run(...words.filter((word) => word !== undefined));
  expect(unsafe(out + err)).toEqual([]);
  expect(out + err).not.toMatch(COMMAND);
  expect(out.length).toBeGreaterThan(10);
});

test("evaluate prints the root with such names too, escaped", () => {
  const { out, err } = run("evaluate", `names/${PATH.replaceAll("/", "")}`);
  expect(unsafe(out + err)).toEqual([]);
  expect(JSON.stringify(JSON.parse(out))).toContain("\u202e");
});

test.each([
  ["scan", PATH],
  ["scan", "--format", PATH],
  ["scan", "--var", PATH],
  ["scan", "--disable", PATH],
  ["scan", "--plan", PATH],
  ["scan", "--config", PATH],
  [PATH],
])("what somebody typed is told so too: %s %s", (...words) => {
  const { code, out, err } = run(...words);
  expect(code).toBeGreaterThan(0);
  expect(unsafe(out + err)).toEqual([]);
  expect(out + err).not.toMatch(COMMAND);
});

describe("files that are not UTF-8, or hold what no text has", () => {
  test.each(["bytes", "wide", "wide-stack", "nul", "nul-stack"])("%s is told at its place, or read", (root) => {
    const { out } = run("scan", root, "--format", "json");
    const { flows, diagnostics } = JSON.parse(out);
    // A file that is no template by its first bytes is not taken for one, which is told where there is nothing else.
    if (flows.length === 0) expect(JSON.stringify(diagnostics)).toMatch(new RegExp(`${root}/|"no-input"`));
    else expect(flows.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["blocked", "blocked"]);
  });
  test("a byte order mark is none of the text", () => {
    const { flows, diagnostics } = JSON.parse(run("scan", "mark", "--format", "json").out);
    expect(flows.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["blocked", "blocked"]);
    expect(diagnostics).toEqual([]);
  });
});

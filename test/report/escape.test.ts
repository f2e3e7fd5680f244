/** Hostile names reach no terminal, workflow log or page as anything but text. */
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { markdown, markdownCode, plain, wellFormed } from "../../src/report/escape.ts";
import { exactJson, JsonNumber } from "../../src/report/evaluated/value-json.ts";
import {
  DIFF_FORMATS,
  EXPLAIN_FORMATS,
  type Format,
  GRAPH_FORMATS,
  render,
  SCAN_FORMATS,
} from "../../src/report/formats.ts";
import { renderAnnotations } from "../../src/report/github/annotations.ts";
import type { DrawnGroup } from "../../src/report/graph/graph.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { renderSummary } from "../../src/report/markdown/summary.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { renderText } from "../../src/report/text/text.ts";
import { admits, hop, service, unknown, world } from "../check/sample.ts";
import { blocked, scanOf } from "./sample-scan.ts";

const ESC = "\u001b";
const EVIL = `::warning::w ##[error]e ${ESC}[2J${ESC}]8;;http://evil/\u0007\u202ekcolb\u2066 \u009b31m\u0000\r\n::error::x%0A\u2028<img src=x>|[a](javascript:1) \`code\` @team`;

/** The sample with hostile text wherever names of the scan go. */
function hostile(): ScanResult {
  const file = new SourceFile(`in\u202efra/${ESC}[31m.tf`, `a = "${EVIL}"\nb\n`);
  const span = { file, start: 4, end: 9 };
  const cause = { ...unknown.cause, text: EVIL, hint: EVIL, span };
  const evil = {
    ...blocked,
    id: EVIL,
    service: { ...blocked.service, address: EVIL },
    loadBalancer: { ...blocked.loadBalancer!, address: EVIL },
    because: [{ ...unknown, symbol: EVIL, cause }],
    assumptions: [{ kind: "x", text: EVIL }],
    verdict: "undetermined" as const,
    hops: [
      hop("target-ingress", "closed", { span }),
      hop("target-acl-in", "undetermined", { because: [{ ...unknown, symbol: EVIL, cause }] }),
    ],
    when: [EVIL],
  };
  const scan = scanOf(evil);
  const reason = { text: EVIL, span };
  const opened = {
    filter: { ...admits.node, address: EVIL },
    rule: admits.rule,
    protocol: 6,
    ports: evil.required,
    peer: EVIL,
  };
  const kinds = ["lost", "doubted", "gained", "settled", "added", "removed"] as const;
  return {
    ...scan,
    change: {
      base: { name: EVIL, commit: EVIL },
      head: { name: EVIL },
      flows: kinds.map((kind) => ({ kind, before: evil, after: evil, ports: evil.required, reason, was: reason })),
      opened: [opened],
      fixed: scan.findings,
      unread: [{ code: EVIL, severity: "note", message: EVIL, span }],
      before: new Set(),
    },
    diagnostics: [{ code: EVIL, severity: "error", message: EVIL, hint: EVIL, span, notAnalysed: true }],
  };
}

/** Any character that is no text; colours of our own are taken out first. */
function unsafe(text: string): readonly string[] {
  const ours = new RegExp(`${ESC}\\[[0-9;]*m`, "g");
  return text.replace(ours, "").match(/[^\P{C}\n]|\p{Zl}|\p{Zp}/gu) ?? [];
}

describe("control, format and bidirectional characters", () => {
  test.each([
    ...Object.entries<Format<ScanResult>>(SCAN_FORMATS),
    ["explain", EXPLAIN_FORMATS.text] as const,
    ["diff", DIFF_FORMATS.text] as const,
    ["diff as SARIF", DIFF_FORMATS.sarif] as const,
  ])("do not get through %s", async (_, format) => {
    const text = await render(format, hostile());
    expect(text).not.toContain(ESC);
    expect(unsafe(text)).toEqual([]);
    expect(text.length).toBeGreaterThan(100);
    const isCommand = /^\s*::[a-z]|##\[[a-z]/im;
    expect(format === SCAN_FORMATS.github ? text.replace(/^::(?:error|warning|notice) /gm, "") : text).not.toMatch(
      isCommand,
    );
  });
  test.each(Object.entries<Format<readonly DrawnGroup[]>>(GRAPH_FORMATS))(
    "do not get through a graph as %s",
    async (_, format) => {
      const { graph } = world([], [{ ...service, address: EVIL }]);
      const text = await render(format, [{ roots: [], worlds: [{ when: [EVIL], graph }] }]);
      expect(text).not.toContain(ESC);
      expect(unsafe(text)).toEqual([]);
      expect(text).toContain("aws_lb.main");
    },
  );
  test("leave colours as the only escape sequences of the text report", () => {
    const text = renderText(hostile(), { color: true, width: 100, quiet: false, verbose: false });
    expect(text).toContain(`${ESC}[1m`);
    expect(unsafe(text)).toEqual([]);
  });
  test("are shown, and what a runner would take for a command is none", () => {
    expect(plain("::error::x ::add-mask::y ##[group]z")).toBe(":\\u003aerror::x :\\u003aadd-mask::y ##\\u005bgroup]z");
    expect(plain("AWS::EC2::VPC ::/0 a::b ## [x] ##[1]")).toBe("AWS::EC2::VPC ::/0 a::b ## [x] ##[1]");
    expect(plain(`a${ESC}[31m\u202eb\n\tc\u{e0041}`)).toBe("a\\u001b[31m\\u202eb  c\\udb40\\udc41");
  });
});

test("JSON says the same after escaping, also that of what is evaluated", () => {
  const text = exactJson({ [EVIL]: [EVIL, new JsonNumber("1e400")] });
  expect(unsafe(text)).toEqual([]);
  expect(text).not.toMatch(/^\s*::[a-z]|##\[[a-z]/im);
  expect(text).toContain("1e400");
  expect(JSON.parse(text)).toEqual({ [EVIL]: [EVIL, Number.POSITIVE_INFINITY] });
  const parsed = JSON.parse(renderJson(hostile()));
  expect(parsed.flows[0].service.address).toBe(EVIL);
});

describe("workflow commands", () => {
  const lines = renderAnnotations(hostile()).split("\n").filter(Boolean);
  test("are only ours", () => {
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) file=[^,:]+,line=\d+,/);
    expect(lines).toHaveLength(3);
  });
  test("escape what would end a property or the line", () => {
    const scan = scanOf(blocked);
    const [finding] = scan.findings;
    const file = new SourceFile("a,b:c%.tf", "x\ny\n");
    const text = renderAnnotations({
      ...scan,
      diagnostics: [],
      findings: [{ ...finding!, message: "50%\nof it", repair: undefined, span: { file, start: 0, end: 1 } }],
    });
    expect(text).toBe(
      `::error file=a%2Cb%3Ac%25.tf,line=1,endLine=1,col=1,endColumn=2,title=${finding!.ruleId}::50%25%0Aof it\n`,
    );
  });
});

describe("Markdown", () => {
  test("has no markup of the scan's", () => {
    const code = /(?<![`\\])(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;
    const text = renderSummary(hostile()).replace(code, "");
    expect(text).not.toContain("<img");
    expect(text).not.toMatch(/(?<!\\)\]\(javascript/);
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)!.length).toBeLessThanOrEqual(6);
  });
  test("code spans hold their text", () => {
    expect(markdownCode("a`b``c")).toBe("``` a`b``c ```");
    expect(markdownCode("main.tf")).toBe("`main.tf`");
    expect(markdownCode("`x".repeat(200_000))).toMatch(/^`` `x`x/);
    expect(markdown("aws_lb.x[0] <b> @a")).toBe("aws\\_lb\\.x\\[0\\] &lt;b\\> \\@a");
  });
});

test("half of a surrogate pair is no character", () => {
  expect(wellFormed("a\ud83dx\u{1f600}")).toBe("a\ufffdx\u{1f600}");
});

/** The job summary as GitHub reads it: its tables by a Markdown parser, its pictures by Mermaid itself. */
import { readFileSync } from "node:fs";
import { marked, type Tokens } from "marked";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "../../src/reach/flow.ts";
import { renderMermaid } from "../../src/report/graph/graph.ts";
import { withinLimit } from "../../src/report/markdown/blocks.ts";
import { renderSummary, summaryWithin } from "../../src/report/markdown/summary.ts";
import { at, flow, hop, loadBalancer, service, world } from "../check/sample.ts";
import { NO_BROWSER, startBrowser } from "./browser.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

const HOSTILE =
  '\u202e\u0007@team a"]:::bad\n```\n</details><img src=x onerror="window.sprung=1"> #34;#quot; `b` "`**c**`" | [d](javascript:window.sprung=1) %%{init: {}}%% click target call x()';

const named = (address: string): Flow => ({
  ...blocked,
  service: { ...service, address },
  loadBalancer: { ...loadBalancer, address },
  container: { name: address, port: 80 },
  hops: blocked.hops.map((one) => ({ ...one, nodes: one.nodes.map((node) => ({ ...node, address })) })),
});

const reachable: Flow = { ...blocked, id: "a", verdict: "reachable", hops: [hop("target-ingress", "open")] };
const calm = {
  ...scanOf(reachable),
  findings: [],
  diagnostics: [],
  coverage: { files: 1, resources: 1, notEvaluated: [], withoutFlow: [] },
};
const heading = (text: string): string => text.split("\n", 1)[0]!;

function tables(text: string): readonly Tokens.Table[] {
  return marked.lexer(text).filter((one): one is Tokens.Table => one.type === "table");
}

function pictures(text: string): readonly string[] {
  return marked
    .lexer(text)
    .flatMap((one) => (one.type === "code" && one.lang === "mermaid" ? [one.text as string] : []));
}

function tags(node: DefaultTreeAdapterTypes.Node): readonly string[] {
  const children = "childNodes" in node ? node.childNodes.flatMap(tags) : [];
  return "tagName" in node ? [node.tagName, ...children] : children;
}

describe("the heading", () => {
  test("is a success only where everything is proven", () => {
    expect(heading(renderSummary(calm))).toBe("### ✅ reachlint: 1 flow reachable");
    expect(heading(renderSummary({ ...calm, flows: [] }))).toBe(
      "### ➖ reachlint: no flow from a load balancer to a service",
    );
  });
  test("begins with what is not known where nothing is wrong", () => {
    const { findings, coverage } = scanOf(undetermined);
    expect(heading(renderSummary({ ...calm, flows: [undetermined], findings }))).toBe(
      "### ❔ reachlint: 1 flow cannot be decided",
    );
    expect(heading(renderSummary({ ...calm, flows: [reachable, undetermined], coverage }))).toBe(
      "### ❔ reachlint: 1 flow cannot be decided, 1 part of the configuration not read, no finding",
    );
    const unread = { code: "x", severity: "error", message: "x", notAnalysed: true } as const;
    expect(heading(renderSummary({ ...calm, diagnostics: [unread] }))).toBe(
      "### ❔ reachlint: 1 input could not be read, 1 flow reachable",
    );
  });
});

test("of two directions the one that is open is an arrow, and pictures that are the same are one", () => {
  const closed = flow([
    hop("target-acl-in", "open"),
    hop("target-ingress", "closed"),
    hop("return-target-acl-out", "open"),
  ]);
  const other = { ...closed, id: "b", targetGroup: { ...closed.targetGroup!, id: "infra#other" } };
  const [picture, ...more] = pictures(renderSummary(scanOf(closed, other)));
  expect(more).toEqual([]);
  expect(picture).toMatch(/g0 -->.* g1\n.*g1 --x.* target\n.*target -->\|"answers"\| balancer/);
  expect(renderSummary(scanOf(closed, other))).toContain("\\(dynamic\\)** (2 paths)");
  const lost = flow([hop("target-ingress", "open"), hop("return-target-acl-out", "closed")]);
  expect(pictures(renderSummary(scanOf(lost)))[0]).toMatch(/ balancer -->.* target\n.*r0\[.*\n.*target -->.* r0\n/);
});

test("of many broken paths the pictures are not open", () => {
  const broken = (at: number) => ({ ...named(`aws_ecs_service.s${at}`), id: `${at}` });
  expect(renderSummary(scanOf(broken(0)))).toContain("<details open><summary>1 broken path</summary>");
  expect(renderSummary(scanOf(...[0, 1, 2, 3].map(broken)))).toContain("<details><summary>4 broken paths</summary>");
});

test("of findings the gravest comes first", () => {
  const [finding] = scanOf(blocked).findings;
  const note = { ...finding!, severity: "note", span: at("aws_lb") } as const;
  expect(renderSummary({ ...calm, findings: [note, finding!] })).toMatch(/❌ error.*ℹ️ note/s);
});

test("checks of no flow that cannot be decided are told with their place", () => {
  const [finding] = scanOf(blocked).findings;
  const check = {
    ...finding!,
    flow: undefined,
    flows: [],
    verdict: "undetermined" as const,
    message: "whether it heals is not known",
  };
  const text = renderSummary({ ...calm, findings: [check] });
  expect(heading(text)).toBe("### ❔ reachlint: 1 check cannot be decided, 1 flow reachable");
  expect(tables(text)[0]!.rows[0]!.map((cell) => cell.text.replaceAll("\\", ""))).toEqual([
    "`infra/main.tf:7:5`",
    "whether it heals is not known",
    expect.any(String),
  ]);
});

test("what is assumed stands before the list of flows, which is folded", () => {
  const text = renderSummary({ ...calm, flows: [{ ...reachable, assumptions: [{ kind: "x", text: "so it is" }] }] });
  expect(text.indexOf("**Assumed:** so it is")).toBeGreaterThan(0);
  expect(text.indexOf("**Assumed:**")).toBeLessThan(text.indexOf("<details>"));
});

describe("tables", () => {
  test("have a row for each thing and no more cells than columns, whatever it is called", () => {
    for (const text of [renderSummary(scanOf(blocked, undetermined)), renderSummary(scanOf(named(HOSTILE)))]) {
      expect(tables(text).length).toBeGreaterThanOrEqual(3);
      for (const { header, rows, raw } of tables(text)) {
        expect(rows).toHaveLength(raw.trim().split("\n").length - 2);
        for (const row of rows) expect(row).toHaveLength(header.length);
        const cells = raw.split("\n").filter(Boolean);
        for (const line of cells) expect(line.match(/(?<!\\)\|/g)).toHaveLength(header.length + 1);
      }
    }
  });
  test("have nothing of the scan's as markup", () => {
    const ours = [
      "h3",
      "table",
      "thead",
      "tbody",
      "tr",
      "th",
      "td",
      "code",
      "br",
      "details",
      "summary",
      "p",
      "strong",
      "pre",
    ];
    const page = marked.parse(renderSummary(scanOf(named(HOSTILE))), { async: false });
    expect([...new Set(tags(parseFragment(page)))].filter((tag) => !ours.includes(tag))).toEqual([]);
    expect(page).not.toMatch(/<strong>c<|@team<\/a>/);
  });
});

describe("cut to a size", () => {
  const many = Array.from({ length: 3_000 }, (_, index) => ({ ...named(`ecs ü ${index}`), id: `flow ${index}` }));
  const scan = { ...scanOf(blocked, undetermined), flows: many };

  test.each([2_500, 9_999, 60_000, 900_000])("%i bytes: only whole rows, everything closed, and said", (limit) => {
    const text = summaryWithin(limit, scan);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(text.match(/<details/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
    expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    for (const { header, rows } of tables(text)) for (const row of rows) expect(row).toHaveLength(header.length);
    const said = /^\*\*Left out, as it would be too long:\*\* .*?(\d+) paths?\. The HTML/m.exec(text);
    const shown = text.split("\n").filter((line) => /^\| ❌ blocked \|/.test(line)).length;
    expect(limit === 900_000 ? said : shown + Number(said![1])).toBe(limit === 900_000 ? null : 3_000);
  });
  test("nothing is said where everything fits", () => {
    const block = { what: "row", head: ["head"], rows: ["a", "b"], foot: ["foot"] };
    expect(withinLimit([block], 1_014)).toBe("head\na\nb\nfoot\n");
    expect(withinLimit([block], 1_013)).toMatch(/^head\na\nfoot\n.*1 row\./);
    expect(withinLimit([block], 1_010)).toMatch(/^\*\*Left out.*2 rows\./);
  });
});

describe("pictures", () => {
  test("are of the paths that are broken, and not of old ones", () => {
    const scan = scanOf(blocked, undetermined);
    expect(pictures(renderSummary(scan))).toHaveLength(1);
    const findings = scan.findings.map((one) => ({ ...one, unchanged: true as const }));
    expect(pictures(renderSummary({ ...scan, findings }))).toEqual([]);
  });
  test("are not more than a page can draw", () => {
    const flows = Array.from({ length: 30 }, (_, index) => ({
      ...blocked,
      id: `flow ${index}`,
      service: { ...service, id: `infra#s${index}`, address: `s${index}` },
    }));
    const text = renderSummary({ ...scanOf(blocked), flows });
    expect(pictures(text)).toHaveLength(20);
    expect(text).toContain("and 10 more broken paths");
  });
});

test("what one thing settles is one row, whose command stands there once", () => {
  const parts = ["module.a", "module.b", "module.b", ...Array.from({ length: 6 }, (_, n) => `module.m${n}`)];
  const hint = "run it";
  const other = { address: "x", because: "x is not read", hint: "write it out" };
  const scan = scanOf();
  const notEvaluated = [...parts.map((address) => ({ address, because: `${address} is not there`, hint })), other];
  const summary = renderSummary({ ...scan, coverage: { ...scan.coverage, notEvaluated } });
  expect(summary.split("run it")).toHaveLength(2);
  expect(summary.replaceAll("\\", "")).toContain(
    "|  | module.a is not there, and 8 more parts: module.b, module.m0, module.m1, module.m2, module.m3 and 2 more | run it |",
  );
  expect(summary).toContain("|  | x is not read | write it out |");
});

describe.skipIf(NO_BROWSER !== undefined)(
  `Mermaid draws${NO_BROWSER === undefined ? "" : ` (skipped: ${NO_BROWSER})`}`,
  () => {
    const mermaid = readFileSync(
      new URL("../../node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js", import.meta.url),
      "utf8",
    );
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await startBrowser();
      page = await browser.newPage();
      await page.setContent("<!doctype html><title>x</title>");
      await page.addScriptTag({ content: mermaid });
      await page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })");
    }, 120_000);
    afterAll(() => browser.close());

    /** What a reader sees of each box and arrow. */
    async function drawn(text: string): Promise<readonly string[]> {
      const script = `(async () => {
      const { svg } = await mermaid.render("picture", ${JSON.stringify(text)});
      document.body.innerHTML = svg;
      return [...document.querySelectorAll(".node .nodeLabel, .edgeLabel .edgeLabel")].map((one) => one.innerText.trim()).filter(Boolean);
    })()`;
      return (await page.evaluate(script)) as readonly string[];
    }

    test("a broken path with its filters and ports", async () => {
      const texts = await drawn(pictures(renderSummary(scanOf(blocked)))[0]!);
      expect(texts).toContain("aws_ecs_service.web\ncontainer web:80");
      expect(texts).toContain("security group, in\naws_security_group.hosts\nclosed 32768-65535");
      expect(texts).toContain("nothing");
    });
    test("what stands in the way where no filter does", async () => {
      const obstacle = {
        kind: "zone-not-served",
        text: "no subnet in zone c",
        span: at("aws_lb"),
        effect: "shuts",
      } as const;
      const texts = await drawn(pictures(renderSummary(scanOf({ ...blocked, hops: [], obstacles: [obstacle] })))[0]!);
      expect(texts).toEqual(expect.arrayContaining(["aws_lb.main", "no subnet in zone c", "nothing"]));
    });
    test.each([
      ["a broken path", () => pictures(renderSummary(scanOf(named(HOSTILE))))[0]!],
      [
        "the graph",
        () =>
          renderMermaid([
            { roots: [], worlds: [{ when: [], graph: world([], [{ ...service, address: HOSTILE }]).graph }] },
          ]),
      ],
    ])("hostile names of %s as text alone", async (_, make) => {
      const texts = await drawn(make());
      expect(texts.join("\n")).toContain('<img src=x onerror="window.sprung=1">');
      expect(texts.join("\n")).toContain("\\u202e");
      const found = "[window.sprung, document.body.querySelectorAll('img, a, script, strong').length]";
      expect(await page.evaluate(found)).toEqual([undefined, 0]);
    });
  },
);

/** The page of the HTML report, as a parser of HTML reads it. */
import { createHash } from "node:crypto";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { beforeAll, describe, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { excerpt } from "../../src/report/html/excerpt.ts";
import { renderHtml } from "../../src/report/html/html.ts";
import { html, name } from "../../src/report/html/markup.ts";
import { headline } from "../../src/report/html/overview.ts";
import { portBar } from "../../src/report/html/port-bar.ts";
import { lanesOf } from "../../src/report/lanes.ts";
import { pathsOf } from "../../src/report/paths.ts";
import { at, flow, hop, ports } from "../check/sample.ts";
import { HOSTILE, hostileScan, scanFixtures } from "./html-samples.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

type Element = DefaultTreeAdapterTypes.Element;

/** All elements of a page in their order, and what the parser has to complain of. */
function elementsOf(text: string): { readonly elements: readonly Element[]; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const elements: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ("attrs" in node) elements.push(node);
    if ("childNodes" in node) node.childNodes.forEach(visit);
  };
  visit(
    parse(text, {
      sourceCodeLocationInfo: true,
      onParseError: ({ code, startLine }) => errors.push(`${startLine}: ${code}`),
    }),
  );
  return { elements, errors };
}

function attribute({ attrs }: Element, wanted: string): string | undefined {
  return attrs.find((one) => one.name === wanted)?.value;
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

function withClass(elements: readonly Element[], wanted: string): readonly Element[] {
  return elements.filter((one) => attribute(one, "class")?.split(" ").includes(wanted));
}

/** An element of which there is one. */
function only(elements: readonly Element[], tag: string): Element {
  const found = elements.filter(({ tagName }) => tagName === tag);
  expect(found).toHaveLength(1);
  return found[0]!;
}

let fixtures = "";
beforeAll(async () => {
  fixtures = renderHtml(await scanFixtures());
}, 120_000);

describe.each([
  ["fixtures", () => fixtures],
  ["hostile names", () => renderHtml(hostileScan())],
  ["nothing", () => renderHtml({ ...scanOf(), findings: [], diagnostics: [] })],
])("the page of %s", (_, page) => {
  test("is parsed without a complaint", () => {
    expect(elementsOf(page()).errors).toEqual([]);
  });

  test("has elements and attributes of ours only, and asks for nothing from elsewhere", () => {
    const { elements } = elementsOf(page());
    const tags = new Set(elements.map(({ tagName }) => tagName));
    for (const tag of ["img", "iframe", "object", "textarea", "base"]) expect(tags).not.toContain(tag);
    const attributes = elements.flatMap(({ attrs }) => attrs);
    expect(attributes.filter(({ name }) => name.startsWith("on") || name === "style" || name === "src")).toEqual([]);
    const links = elements.flatMap((one) => attribute(one, "href") ?? []);
    expect(links.filter((link) => !link.startsWith("#") && link !== "data:,")).toEqual([]);
  });

  test("runs nothing but what the hashes of its policy name", () => {
    const { elements } = elementsOf(page());
    const meta = elements.find((one) => attribute(one, "http-equiv") === "Content-Security-Policy")!;
    const policy = new Map(
      attribute(meta, "content")!
        .split("; ")
        .map((part) => [part.split(" ")[0], part]),
    );
    const hash = (tag: string): string =>
      `'sha256-${createHash("sha256")
        .update(textOf(only(elements, tag)))
        .digest("base64")}'`;
    expect(policy.get("default-src")).toBe("default-src 'none'");
    expect(policy.get("script-src")).toBe(`script-src ${hash("script")}`);
    expect(policy.get("style-src")).toBe(`style-src ${hash("style")}`);
    expect(policy.get("require-trusted-types-for")).toBe("require-trusted-types-for 'script'");
  });

  test("has each id once, and everything that refers to one finds it", () => {
    const { elements } = elementsOf(page());
    const ids = elements.flatMap((one) => attribute(one, "id") ?? []);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const references = elements.flatMap((one) => [
      ...["aria-controls", "aria-labelledby"].flatMap((name) => attribute(one, name) ?? []),
      ...(attribute(one, "href")?.startsWith("#") ? [attribute(one, "href")!.slice(1)] : []),
    ]);
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

test("of very many paths the gravest are drawn, and the others told", () => {
  const many = Array.from({ length: 1200 }, (_, at) => {
    const of = at % 3 === 0 ? undetermined : blocked;
    return { ...of, id: `${of.id} ${at}`, service: { ...of.service, id: `s${at}`, address: `aws_ecs_service.s${at}` } };
  });
  // Without a parser, which takes seconds for a page of that size.
  const [, ...paths] = renderHtml(scanOf(...many)).split('<details class="path"');
  expect(paths.map((path) => !path.includes("The page draws the first 1000 paths"))).toEqual(
    paths.map((_, at) => at < 1000),
  );
  expect(paths.slice(0, 800).filter((path) => path.includes('data-verdict="undetermined"'))).toEqual([]);
  expect(paths.map((path) => path.match(/aws_ecs_service\.s\d+/)?.[0]).sort()).toEqual(
    many.map(({ service }) => service.address).sort(),
  );
});

test("a page of fixtures tells of each verdict, and of each filter with its line", () => {
  const { elements } = elementsOf(fixtures);
  const paths = elements.filter(
    ({ tagName, attrs }) => tagName === "details" && attrs.some(({ value }) => value === "path"),
  );
  const verdicts = paths.map((one) => attribute(one, "data-verdict"));
  expect(new Set(verdicts)).toEqual(new Set(["blocked", "partial", "undetermined", "reachable"]));
  expect(verdicts).toEqual([...verdicts].sort((a, b) => rank(a) - rank(b)));
  const gates = withClass(elements, "gate");
  expect(gates.length).toBeGreaterThan(paths.length * 2);
  for (const gate of gates) expect(textOf(gate)).toMatch(/Security group|Network ACL/);
  expect(textOf(only(elements, "h1"))).toMatch(
    /^\d+ of \d+ paths (?:is|are) blocked, \d+ partly blocked and \d+ undecided$/,
  );
  expect(fixtures).toContain("main.tf:55:5");
});

function rank(verdict: string | undefined): number {
  return ["blocked", "partial", "undetermined", "reachable"].indexOf(verdict ?? "");
}

test("paths that differ in their target groups alone name them, and what was not analysed has its name", () => {
  const other = {
    ...blocked,
    id: "b",
    targetGroup: { ...blocked.targetGroup!, id: "infra#b", address: "aws_lb_target_group.b" },
  };
  const about = (page: string) => [...page.matchAll(/<span class="about">([^<]*)</g)].map(([, text]) => text);
  expect(about(renderHtml(scanOf(blocked)))).toEqual([expect.not.stringContaining(" by ")]);
  expect(about(renderHtml(scanOf(blocked, other)))).toEqual([
    expect.stringContaining(", by aws_lb_target_group.b"),
    expect.stringContaining(", by aws_lb_target_group.web"),
  ]);
  const scan = scanOf(blocked);
  const notEvaluated = [{ address: "Housing", because: "its URL is not known", span: at("aws_lb") }];
  const page = renderHtml({ ...scan, coverage: { ...scan.coverage, notEvaluated } });
  expect(page).toContain("<p>Housing: its URL is not known</p>");
});

test("hostile names are text, wherever they go", () => {
  const { elements } = elementsOf(renderHtml(hostileScan()));
  const told = (wanted: string): readonly string[] => withClass(elements, wanted).map(textOf);
  for (const wanted of ["rule", "repair", "place", "about", "hint", "name", "line"])
    expect(told(wanted).join(""), wanted).toContain(HOSTILE);
  expect(elements.flatMap((one) => attribute(one, "data-root") ?? [])).toEqual([HOSTILE]);
});

describe("markup", () => {
  test("escapes what is put into it, in text and in attributes", () => {
    expect(html`<a title="${`"'<>&`}">${["<b>", html`<i>${"</i>"}</i>`, 7, undefined]}</a>`.text).toBe(
      `<a title="&quot;&#39;&lt;&gt;&amp;">&lt;b&gt;<i>&lt;/i&gt;</i>7</a>`,
    );
  });
  test("shows control characters, and half of a pair as no character", () => {
    expect(html`${"a\u202eb\u0000\ud83d"}`.text).toBe("a\\u202eb\\u0000\ufffd");
  });
  test("lets names break where their parts end", () => {
    expect(name("module.a.aws_lb.main").text).toBe("module.<wbr>a.<wbr>aws_<wbr>lb.<wbr>main");
    expect(name("<LoadBalancer>").text).toBe("&lt;Load<wbr>Balancer&gt;");
  });
});

describe("lines of source", () => {
  const file = (text: string): SourceFile => new SourceFile("a.tf", text);
  test("mark the span and nothing else", () => {
    const { elements } = elementsOf(excerpt({ file: file("a\n  b = 1\nc\nd\n"), start: 4, end: 9 }, 1).text);
    expect(withClass(elements, "line").map((line) => textOf(line).trim())).toEqual(["1a", "2  b = 1", "3c"]);
    expect(elements.filter(({ tagName }) => tagName === "mark").map(textOf)).toEqual(["b = 1"]);
  });
  test("are cut around the mark where they are long", () => {
    const text = `${"x".repeat(5000)}MARK${"y".repeat(5000)}`;
    const { elements } = elementsOf(excerpt({ file: file(text), start: 5000, end: 5004 }, 1).text);
    const [line] = withClass(elements, "text").map(textOf);
    expect(line).toMatch(/^…x{60}MARKy{136}…$/);
  });
  test("are the first of many", () => {
    const { elements } = elementsOf(excerpt({ file: file("z\n".repeat(50)), start: 0, end: 90 }, 0).text);
    expect(withClass(elements, "line")).toHaveLength(9);
    expect(textOf(withClass(elements, "line").at(-1)!)).toBe("⋮");
  });
});

describe("the bar of ports", () => {
  const drawn = (required: string, open: string, closed: string): readonly string[] => {
    const bar = portBar({ required: ports(required), open: ports(open), closed: ports(closed) });
    const rectangles = elementsOf(bar!.text).elements.filter(({ tagName }) => tagName === "rect");
    return rectangles.slice(1).map((one) => ["class", "x", "width"].map((wanted) => attribute(one, wanted)).join(" "));
  };
  test("has a part for what is open, closed and not known", () => {
    expect(drawn("32768-65535", "32768-49151", "49152-57343")).toEqual([
      "required 500.0 500.0",
      "open 500.0 250.0",
      "closed 750.0 125.0",
      "unknown 875.0 125.0",
    ]);
  });
  test("shows a single port, also the last one", () => {
    expect(drawn("80,65535", "80,65535", "")).toEqual([
      "required 1.2 5.0",
      "required 995.0 5.0",
      "open 1.2 5.0",
      "open 995.0 5.0",
    ]);
  });
  test("says the same in words", () => {
    const bar = portBar({ required: ports("80-90"), open: ports("80"), closed: ports("81-90") })!;
    const [svg] = elementsOf(bar.text).elements.filter(({ tagName }) => tagName === "svg");
    expect(attribute(svg!, "aria-label")).toBe("Ports from 0 to 65535: required 80-90, open 80, closed 81-90");
  });
  test("is not there where no port is known", () => {
    expect(portBar({ required: ports(""), open: ports(""), closed: ports("") })).toBeUndefined();
  });
});

describe("arrows of the picture", () => {
  const passing = (...hops: Parameters<typeof flow>[0]): readonly string[] => {
    const { there } = lanesOf(flow(hops));
    return [there.arrow, ...there.gates.map(({ arrow }) => arrow)].map(({ passing, label }) => `${passing} ${label}`);
  };
  test("say what goes on behind each filter", () => {
    expect(passing(hop("load-balancer-egress", "open"), hop("target-ingress", "closed"))).toEqual([
      "all 32768-65535",
      "all 32768-65535",
      "nothing nothing",
    ]);
  });
  test("know a part, and what is not known", () => {
    const some = { must: ports("40000-50000"), may: ports("40000-50000") };
    expect(passing(hop("load-balancer-egress", "partial", { open: some }))[1]).toBe("part 40000-50000");
    expect(passing(hop("target-ingress", "undetermined"))[1]).toBe("unknown not known");
  });
  test("of a filter that is closed for some pairs say so", () => {
    const hops = [hop("target-acl-in", "open"), hop("target-acl-in", "closed")];
    const [gate] = lanesOf(flow(hops, { verdict: "partial" })).there.gates;
    expect(gate!.arrow).toEqual({ passing: "part", label: "not everywhere" });
  });
  test("bring nothing where all ways are closed, each by another filter; but where answers are lost, what was asked", () => {
    const last = (...hops: Parameters<typeof flow>[0]) =>
      lanesOf(flow(hops, { verdict: "blocked" })).there.gates.at(-1)!.arrow.passing;
    expect(last(hop("target-ingress", "undetermined"))).toBe("nothing");
    expect(last(hop("target-ingress", "open"), hop("return-target-acl-out", "closed"))).toBe("all");
  });
  test("lead from end to end where no filter was asked", () => {
    expect(passing().join()).toBe("all passes");
    expect(lanesOf(flow([], { verdict: "blocked" })).there.arrow).toEqual({ passing: "nothing", label: "nothing" });
  });
});

describe("paths", () => {
  const health = { ...blocked, id: `${blocked.id} health`, purpose: "health-check" as const };
  test("are traffic and health checks that go the same way", () => {
    const [path, ...others] = pathsOf([health, blocked]);
    expect(others).toEqual([]);
    expect(path!.flow).toBe(blocked);
    expect(pathsOf([{ ...health, requiredText: "8080" }, blocked])).toHaveLength(2);
  });
  test("come with the gravest first, and the headline counts them", () => {
    const open = flow([], { id: "open", service: { ...blocked.service, id: "other" } });
    const paths = pathsOf([open, undetermined, blocked]);
    expect(paths.map((path) => path.flow.verdict)).toEqual(["blocked", "undetermined", "reachable"]);
    expect(headline(paths)).toBe("1 of 3 paths is blocked and 1 undecided");
    expect(headline(pathsOf([open]))).toBe("The only path from a load balancer to a service is proven open");
    expect(headline([])).toBe("No path from a load balancer to a service was found");
  });
  test("have an element that keeps its id", () => {
    expect(pathsOf([blocked])[0]!.element).toBe(pathsOf([undetermined, blocked])[0]!.element);
  });
});

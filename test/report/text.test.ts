/** What people read: the text report, explain, annotations and the job summary. */
import { describe, expect, test } from "vitest";
import { renderAnnotations } from "../../src/report/github/annotations.ts";
import { renderHtml } from "../../src/report/html/html.ts";
import { renderSummary } from "../../src/report/markdown/summary.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { renderExplain } from "../../src/report/text/explain.ts";
import { fold } from "../../src/report/text/lines.ts";
import { renderText } from "../../src/report/text/text.ts";
import { admits, at, fact, flow, hop, service, subnetA, subnetB, unknown } from "../check/sample.ts";
import { proven } from "../proofs.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

const plain = { color: false, width: 110, quiet: false, verbose: false };
const other = {
  ...blocked,
  id: "infra other",
  service: { ...service, id: "infra#aws_ecs_service.b", address: "aws_ecs_service.b" },
};

describe("the text report", () => {
  const text = renderText(scanOf(blocked, undetermined), plain);
  test("is as it was", async () => {
    await expect(text).toMatchFileSnapshot("expected/scan.txt");
  });
  test.each([60, 80])("keeps to %i columns, but for words that are longer", (width) => {
    for (const report of [
      renderText(scanOf(blocked, undetermined), { ...plain, width }),
      renderExplain(scanOf(blocked, undetermined), { ...plain, width }),
    ]) {
      const long = report.split("\n").filter((line) => line.length > width && line.trim().includes(" "));
      expect(long.filter((line) => !/^ *(?:╭─|\d* │) /.test(line))).toEqual([]);
      expect(report).toMatch(/\n {4}✗ into the target: aws_security_group\.hosts closed\s/);
    }
  });
  test("has the hops in columns where they fit", () => {
    expect(renderText(scanOf(blocked), plain)).toMatch(
      /\n {4}✗ into the target {26}aws_security_group\.hosts {2}closed 32768-65535\n/,
    );
  });
  test("ends with the summary", () => {
    expect(
      renderText(scanOf(blocked, undetermined), { ...plain, width: 200 })
        .trimEnd()
        .split("\n")
        .slice(-2),
    ).toEqual([
      "2 flows: 1 blocked, 1 undetermined · 2 findings (errors) · 1 problem in the configuration · 3 files, 12 resources",
      "not analysed: 1 module (its services were not checked): module.vpc → run terraform get",
    ]);
    expect(renderText(scanOf(), plain)).toContain("no flows from a load balancer to a service · no findings");
  });
  test("says in a line what is assumed, of each kind once, and nothing of flows that are not decided", () => {
    const acl = (name: string) => ({
      kind: "default-network-acl",
      text: `default network ACL of ${name} allows everything, as AWS makes it, because nothing in the source manages it`,
    });
    const one = { ...blocked, assumptions: [acl("aws_vpc.a"), { kind: "new", text: "data.x is aws_y.z" }] };
    const two = { ...other, assumptions: [acl("aws_vpc.b"), acl("aws_vpc.a")] };
    const told = "default network ACLs let everything through (2); data.x is aws_y.z";
    expect(renderText(scanOf(one, two), { ...plain, width: 200 })).toContain(`\nassumed: ${told}\n`);
    expect(renderSummary(scanOf(one, two)).replaceAll("\\", "")).toContain(`\n**Assumed:** ${told}\n`);
    const waiting = { ...undetermined, assumptions: [acl("aws_vpc.a")] };
    expect(renderText(scanOf(waiting), plain)).not.toContain("assumed");
  });
  test("says what was not read, so that no flows do not look like all is well", () => {
    expect(renderText(scanOf(), plain)).toContain(
      "\nnot analysed: 1 module (its services were not checked): module.vpc → run terraform get\n",
    );
    expect(renderText(scanOf(), { ...plain, verbose: true })).toMatch(
      /not analysed: 1 module \(its services were not checked\)\n {2}\? its source is not there {2}infra\/main.tf:\S+\n {4}→ run terraform get\n/,
    );
    const other = { address: "aws_cloudformation_stack.x", because: "its template is not known" };
    const scan = scanOf();
    const [module] = scan.coverage.notEvaluated;
    const three = {
      ...scan,
      coverage: { ...scan.coverage, notEvaluated: [module!, { ...module!, address: "module.b" }, other] },
    };
    expect(renderText(three, { ...plain, width: 200 })).toContain(
      "\nnot analysed: 2 modules and 1 other part (their services were not checked): module.vpc, module.b, aws_cloudformation_stack.x → run terraform get\n",
    );
    const twice = { ...scan, coverage: { ...scan.coverage, notEvaluated: [module!, module!] } };
    expect(renderText(twice, { ...plain, width: 200 })).toContain(
      "\nnot analysed: 2 modules of 1 name (their services were not checked): module.vpc → run terraform get\n",
    );
  });
  test("names the services of which nothing was judged, and why", () => {
    const scan = scanOf();
    const idle = (address: string, because: "no-load-balancer" | "count-0") => ({
      address,
      root: "infra",
      because,
      span: at("aws_lb"),
    });
    const withoutFlow = [...["a", "b", "c"].map((name) => idle(name, "no-load-balancer")), idle("d", "count-0")];
    const told = (services: typeof withoutFlow, more = {}) =>
      renderText({ ...scan, coverage: { ...scan.coverage, withoutFlow: services } }, { ...plain, width: 200, ...more });
    expect(told(withoutFlow)).toContain(
      "\n3 services without a load balancer: a, b, c; 1 service not made (count 0): d\n",
    );
    const nested = ["a", "b", "c"].map((name) =>
      idle(`module.platform.module.services["${name}"].aws_ecs_service.this`, "no-load-balancer"),
    );
    expect(told(nested)).toContain(
      "\n3 services without a load balancer: module.platform.module.services[*].aws_ecs_service.this\n",
    );
    expect(told([...nested, ...withoutFlow.slice(0, 2)])).toContain(
      "\n5 services without a load balancer: module.platform.module.services[*].aws_ecs_service.this, a and 1 more\n",
    );
    expect(told(nested.slice(0, 1))).toContain(
      '\n1 service without a load balancer: module.platform.module.services["a"].aws_ecs_service.this\n',
    );
    expect(told(nested, { verbose: true })).toContain('module.services["c"].aws_ecs_service.this\n');
    const elsewhere = { ...idle("a", "no-load-balancer"), root: "infra/b" };
    expect(told([withoutFlow[0]!, elsewhere])).toContain(
      "\n2 services without a load balancer: a in infra, a in infra/b\n",
    );
  });
  test("tells one place once, with all services", () => {
    const both = renderText(scanOf(blocked, other), plain);
    expect(both.match(/error dynamic-ports-blocked-by-target-security-group/g)).toHaveLength(1);
    expect(both).toContain("the same for\n    aws_lb.main → aws_ecs_service.b, traffic on tcp 32768-65535 (dynamic)");
  });
  test("when quiet has findings and errors only", () => {
    const quiet = renderText(scanOf(blocked, undetermined), { ...plain, quiet: true });
    expect(quiet).toContain("error dynamic-ports-blocked-by-target-security-group");
    expect(quiet).not.toMatch(/undetermined \d|module-not-found|flows:/);
    expect(renderText(scanOf(), { ...plain, quiet: true })).toBe("");
  });
  test("counts problems of the configuration apart, and tells details only when asked", () => {
    const scan = scanOf(blocked);
    const detail = { code: "ambiguous-export", severity: "note", message: "from two templates", detail: true } as const;
    const wrong = { code: "hcl-syntax", severity: "error", message: "not closed" } as const;
    const result: ScanResult = { ...scan, diagnostics: [detail, wrong] };
    const usual = renderText(result, plain);
    expect(usual).toMatch(/ 2 findings \(errors\) · 1 problem in the configuration · --verbose tells more · /);
    expect(usual).not.toContain("from two templates");
    const verbose = renderText(result, { ...plain, verbose: true });
    expect(verbose).toContain("note from two templates [ambiguous-export]");
    expect(verbose).not.toContain("--verbose");
  });
  test("leaves out what is suppressed but counts it", () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, suppressed: { reason: "known", span: one.span } }));
    const report = renderText({ ...scan, findings }, plain);
    expect(report).not.toContain("error dynamic");
    expect(report).toContain("no findings · 1 problem in the configuration · 3 suppressed");
  });
  test("leaves out what is in the baseline but counts it, as every report does", () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, baselined: true as const }));
    const report = renderText({ ...scan, findings }, plain);
    expect(report).not.toContain("error dynamic");
    expect(report).toContain("no new findings · 1 problem in the configuration · 3 in the baseline");
    expect(renderSummary({ ...scan, findings })).toContain("nothing new, 3 in the baseline");
    expect(renderAnnotations({ ...scan, findings })).toBe(
      "::notice title=reachlint::3 findings in the baseline, which do not count\n",
    );
  });
  test("without colour has no escape sequence, and with it says the same", () => {
    const colored = renderText(scanOf(blocked, undetermined), { ...plain, color: true });
    const stripped = colored.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
    expect(stripped).toBe(text);
  });
  test("names the world", () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, when: ["UseNacl = true"] }));
    expect(renderText({ ...scan, findings }, plain)).toContain("  when UseNacl = true\n");
  });
  test("lists what is proven to work, with root and world where they tell flows apart", () => {
    const open = flow([hop("target-ingress", "open")], { when: ["Prod = true"] });
    const elsewhere = { ...open, id: "other", root: "infra/b", when: [] };
    const lines = renderText(scanOf(open, elsewhere), plain).split("\n");
    expect(lines.slice(0, 2)).toEqual([
      "✓ aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic) in infra, when Prod = true",
      "✓ aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic) in infra/b",
    ]);
    const many = Array.from({ length: 25 }, (_, index) => ({
      ...open,
      service: { ...service, id: `${index}`, address: `aws_ecs_service.s${index}` },
    }));
    expect(renderText(scanOf(...many), plain)).toContain("  and 15 more that are reachable\n");
    expect(renderText(scanOf(...many), { ...plain, verbose: true })).toContain("✓ aws_lb.main → aws_ecs_service.s24,");
  });
  test("tells traffic and health checks of one path, and target groups that read the same, in one line", () => {
    const open = flow([hop("target-ingress", "open")]);
    const health = { ...open, id: "health", purpose: "health-check" } as const;
    const lines = (...flows: readonly (typeof open)[]) =>
      renderText(scanOf(...flows), plain)
        .split("\n\n")[0]!
        .split("\n")
        .sort();
    expect(lines(health, open)).toEqual([
      "✓ aws_lb.main → aws_ecs_service.web, traffic and health checks on tcp 32768-65535 (dynamic)",
    ]);
    expect(lines({ ...health, requiredText: "8081", portMapping: "static" }, open)).toEqual([
      "✓ aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic), health checks on tcp 8081",
    ]);
    const green = { ...open, id: "green", targetGroup: { ...open.targetGroup!, id: "infra#green" } };
    expect(lines(open, health, green)).toEqual([
      "✓ aws_lb.main → aws_ecs_service.web, traffic and health checks on tcp 32768-65535 (dynamic)",
      "✓ aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic)",
    ]);
    expect(lines(open, green)).toEqual([
      "✓ aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic) (2 target groups)",
    ]);
  });
  test("tells what one thing settles together, with the places of each cause", () => {
    const cause = (text: string) => ({
      ...unknown,
      symbol: text,
      cause: { ...unknown.cause, text, hint: "run terraform get" },
    });
    const because = ["a", "b", "c", "d"].map((name) => cause(`the source of module.${name} is not in the scan`));
    const text = renderText(scanOf({ ...undetermined, because }), plain);
    expect(text.split("run terraform get")).toHaveLength(3);
    expect(text).toContain(
      "    the source of module.c is not in the scan  infra/main.tf:47:1\n    and 1 more, which the same settles\n      → run terraform get\n",
    );
  });
  test("only counts checks that are not decided, until it is asked", () => {
    const scan = scanOf(blocked);
    const check = {
      ...scan.findings[0]!,
      verdict: "undetermined",
      severity: "note",
      flow: undefined,
      message: "not known whether",
    } as const;
    const result = { ...scan, findings: [check] };
    expect(renderText(result, plain)).not.toContain("not known whether");
    expect(renderText(result, { ...plain, width: 200 })).toContain(" · 1 check undecided · --verbose tells more · ");
    expect(renderText(result, { ...plain, verbose: true })).toContain("not known whether");
  });
  test("tells the gravest first, and a path once", () => {
    const text = renderText(scanOf(blocked), plain);
    const severities = [...text.matchAll(/^(error|warning|note) [a-z-]+$/gm)].map(([, severity]) => severity);
    expect(severities).toEqual([...severities].sort());
    expect(severities.length).toBeGreaterThan(1);
    expect(text.match(/✗ into the target /g)).toHaveLength(1);
    expect(text).toContain("(its path stands above)");
  });
  test("tells what stands in the way of a flow that filters let through", () => {
    const text = "network mode awsvpc needs target type ip, and aws_lb_target_group.web has instance";
    const obstacle = proven({ kind: "target-type-mismatch", text, span: blocked.service.span });
    const through = { ...blocked, verdict: "reachable", obstacles: [obstacle] } as const;
    expect(renderText(scanOf(through), plain)).toMatch(
      /✓ aws_lb\.main → aws_ecs_service\.web, traffic [^\n]*\n {2}✗ network mode awsvpc needs target type ip/,
    );
  });
  test("tells three problems of a kind, and one of every input that could not be read", () => {
    const wrong = (message: string, code: string) => ({ code, severity: "error", message }) as const;
    const diagnostics = [
      ...Array.from({ length: 5 }, (_, at) => wrong(`twice ${at}`, "duplicate")),
      ...Array.from({ length: 10 }, (_, at) => {
        const path = `${at % 5}.tf`;
        return { ...wrong(`not closed ${at}`, "hcl-syntax"), path, notAnalysed: true };
      }),
      // The files that these are in could be read.
      ...Array.from({ length: 5 }, (_, at) => {
        return { ...wrong(`beyond ${at}`, "module-outside"), path: `calls/${at}.tf`, notAnalysed: true };
      }),
    ];
    const text = renderText({ ...scanOf(), diagnostics }, plain);
    expect(text.match(/twice \d/g)).toEqual(["twice 0", "twice 1", "twice 2"]);
    expect(text).toContain("  and 2 more like these (--verbose)\n");
    expect(text.match(/not closed \d/g)).toEqual([0, 1, 2, 3, 4].map((at) => `not closed ${at}`));
    expect(text).toContain("  and 5 more like these (--verbose)\n");
    expect(text.match(/beyond \d/g)).toEqual(["beyond 0", "beyond 1", "beyond 2"]);
    expect(text).toContain(" · 20 problems in the configuration · ");
    expect(renderText({ ...scanOf(), diagnostics }, { ...plain, quiet: true }).match(/twice/g)).toHaveLength(5);
  });
  test("counts the pairs of subnets of answers that differ, where the subnets are known", () => {
    const pairs = [{ from: subnetA, to: subnetB }];
    const hops = [hop("target-ingress", "closed", { pairs }), hop("target-ingress", "undetermined", { pairs: [] })];
    const text = renderText(scanOf({ ...blocked, hops }), plain);
    expect(text.match(/pairs? of subnets/g)).toEqual(["pair of subnets"]);
  });
  test("tells what is wrong alike at several places once, and what settles several below the last", () => {
    const wrong = (message: string, path: string, hint?: string) => {
      return { code: "c", severity: "error", message, path, ...(hint === undefined ? {} : { hint }) } as const;
    };
    const diagnostics = [wrong("one", "a.tf", "do it"), wrong("two", "b.tf", "do it"), wrong("one", "c.tf", "do it")];
    expect(renderText({ ...scanOf(), diagnostics }, plain)).toContain(
      "error one [c]\n    a.tf\n    c.tf\nerror b.tf two [c]\n  → do it\n\n",
    );
    const others = [wrong("one", "a.tf", "do this"), wrong("one", "b.tf", "do that")];
    expect(renderText({ ...scanOf(), diagnostics: others }, plain)).toContain(
      "error a.tf one [c]\n  → do this\nerror b.tf one [c]\n  → do that\n",
    );
  });
  test("says the root where another list has the same names in another root", () => {
    const elsewhere = { ...blocked, id: "other", root: "infra/b" };
    const open = flow([hop("target-ingress", "open")]);
    const waiting = { ...undetermined, loadBalancer: open.loadBalancer, service: open.service, root: "infra/c" };
    const told = renderText(scanOf(open, elsewhere, waiting), { ...plain, width: 80 });
    for (const root of ["infra", "infra/b", "infra/c"])
      expect(told).toMatch(
        new RegExp(
          `aws_lb\\.main → aws_ecs_service\\.web, traffic on tcp 32768-65535 \\(dynamic\\)\\s+in\\s+${root}[ \\n]`,
        ),
      );
    expect(renderText(scanOf(open, { ...elsewhere, service: other.service }), plain)).not.toContain(" in infra\n");
    expect(renderSummary(scanOf(open, elsewhere))).toContain("\\(dynamic\\) in infra/b**");
  });
  test("names the root of the first flow of a finding where they are of several", () => {
    const elsewhere = { ...other, root: "infra/b" };
    const both = renderText(scanOf(blocked, elsewhere), plain);
    expect(both).toContain(
      "  aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic) in infra\n    ✓ out of",
    );
    expect(both).toContain(
      "the same for\n    aws_lb.main → aws_ecs_service.b, traffic on tcp 32768-65535 (dynamic) in infra/b",
    );
  });
  test("tells the argument that several calls of one module lack once", () => {
    const lacking = (call: string, name: string) => ({
      ...undetermined,
      id: call + name,
      because: [
        {
          ...unknown,
          symbol: `module.${call}.var.${name}`,
          cause: {
            ...unknown.cause,
            text: `The call of module "${call}" lacks the argument "${name}", which is required.`,
            hint: `pass ${name} in the block of module.${call}`,
          },
        },
      ],
    });
    const calls = ["a", "b", "c"].flatMap((call) => ["groups", "subnets"].map((name) => lacking(call, name)));
    const told = renderText(scanOf(...calls), { ...plain, width: 80 });
    expect(told.match(/lacks the argument/g)).toHaveLength(2);
    expect(told).toContain("      → pass subnets in the block of module.a\n      and so in 2 more calls of it\n");
  });
  test("tells one cause once, however many things it leaves open", () => {
    const symbols = ["module.alb.a", "module.alb.b"].map((symbol) => ({ ...unknown, symbol }));
    const text = renderText(scanOf({ ...undetermined, because: symbols }), plain);
    expect(text.match(/var\.alb_security_group_id has no value/g)).toHaveLength(1);
  });
  test("shows what stands in the way besides filters", () => {
    const obstacle = proven({ kind: "zone-not-served", text: "aws_lb.main has no subnet in c", span: at("aws_lb") });
    const report = renderText(
      scanOf(flow([hop("target-ingress", "open")], { obstacles: [obstacle], verdict: "partial" })),
      plain,
    );
    expect(report).toContain("    ✗ aws_lb.main has no subnet in c\n");
  });
});

describe("explain", () => {
  test("is as it was", async () => {
    await expect(renderExplain(scanOf(blocked, undetermined), plain)).toMatchFileSnapshot("expected/explain.txt");
  });
  test("tells traffic and health checks that go the same way as one", () => {
    const health = { ...blocked, id: `${blocked.id} health`, purpose: "health-check" } as const;
    const text = renderExplain(scanOf(blocked, health), plain);
    expect(text.match(/✗ blocked/g)).toHaveLength(1);
    expect(text).toContain("aws_lb.main → aws_ecs_service.web, traffic and health checks on tcp 32768-65535 (dynamic)");
    const elsewhere = { ...health, requiredText: "8081" };
    expect(renderExplain(scanOf(blocked, elsewhere), plain).match(/✗ blocked/g)).toHaveLength(2);
  });
  test("tells with each rule the pairs of subnets for which it decides", () => {
    const decidedBy = (number: number) => [{ ...admits, rule: { ...admits.rule, number: fact(number) } }];
    const hops = [
      hop("target-acl-in", "open", { from: subnetA, to: subnetA, decidedBy: decidedBy(100) }),
      hop("target-acl-in", "open", { from: subnetA, to: subnetB, decidedBy: decidedBy(100) }),
      hop("target-acl-in", "open", { from: subnetB, to: subnetA, decidedBy: decidedBy(110) }),
    ];
    const text = renderExplain(scanOf(flow(hops)), plain);
    expect(text).toMatch(/a → .*a, .*b\n {6}by .*rule 100.*\n(?: .*\n)+ {6}.*b → .*a\n {6}by .*rule 110/);
    const page = renderHtml(scanOf(flow(hops)));
    expect(page.match(/rule 1[01]0/g)).toEqual(["rule 100", "rule 110"]);
  });
  test("says what is missing where there is nothing", () => {
    expect(renderExplain(scanOf(), plain)).toBe("There is no flow from a load balancer to a service.\n");
  });
});

describe("annotations", () => {
  test("are one command for each place, errors first", () => {
    const lines = renderAnnotations(scanOf(blocked, other)).split("\n").filter(Boolean);
    expect(lines.map((line) => line.slice(0, 8))).toEqual(["::error ", "::error "]);
    expect(lines[0]).toContain(
      "file=infra/main.tf,line=7,endLine=8,title=dynamic-ports-blocked-by-target-security-group::aws_lb.main cannot",
    );
    expect(lines[0]).toContain("%0ARepair: allow tcp 32768-65535");
    expect(lines[0]).toContain("%0AThe same for 1 more.");
  });
  test("and the job summary say in which world a finding holds", () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, when: ["Mode = narrow"] }));
    expect(renderAnnotations({ ...scan, findings })).toContain("%0AIt holds when Mode = narrow.%0ARepair:");
    expect(renderSummary({ ...scan, findings })).toMatch(/<br>.* when Mode = narrow/);
  });
  test("name files that could not be read", () => {
    const diagnostics = [
      { code: "hcl-syntax", severity: "error", message: "expected }", path: "a.tf", notAnalysed: true },
    ] as const;
    expect(renderAnnotations({ ...scanOf(), diagnostics })).toBe("::error file=a.tf,title=hcl-syntax::expected }\n");
  });
});

describe("the job summary", () => {
  test("is as it was", async () => {
    await expect(renderSummary(scanOf(blocked, undetermined))).toMatchFileSnapshot("expected/summary.md");
  });
  test("tells traffic and health checks of one path in one line, and roots where there are several", () => {
    const checks = { ...blocked, id: "checks", purpose: "health-check" as const };
    expect(renderSummary(scanOf(blocked, checks))).toContain(
      "| ❌ blocked | `aws_lb.main` | `aws_ecs_service.web` | tcp 32768\\-65535 | traffic and health checks |\n",
    );
    expect(renderSummary(scanOf(blocked, { ...blocked, id: "other", root: "other" }))).toContain(
      "| ❌ blocked | `other` | `aws_lb.main` | `aws_ecs_service.web` | tcp 32768\\-65535 | traffic |\n",
    );
  });
  test("fits into what a step may write", () => {
    const scan = scanOf(blocked);
    const flows = Array.from({ length: 20_000 }, (_, index) => ({
      ...blocked,
      id: `flow ${index}`,
      service: { ...blocked.service, address: `aws_ecs_service.number_${index}` },
    }));
    const text = renderSummary({ ...scan, flows } satisfies ScanResult);
    expect(new TextEncoder().encode(text).length).toBeLessThan(1024 * 1024);
    expect(text).toContain("Left out, as it would be too long");
  });
});

test("lines are broken at blanks, of which none is left at the end, and a long word stays whole", () => {
  expect(fold(`${"x".repeat(28)}  yyyy`, { width: 30 }, "")).toEqual(["x".repeat(28), "yyyy"]);
  expect(fold("aaa bbb ccc", { width: 30 }, "")).toEqual(["aaa bbb ccc"]);
  expect(fold(`error ${"x".repeat(40)} y`, { width: 30 }, "", "  ")).toEqual([`error ${"x".repeat(40)}`, "  y"]);
  expect(fold(`note ${"x".repeat(31)} y`, { width: 32 }, "", "  ")).toEqual([`note ${"x".repeat(31)}`, "  y"]);
  expect(fold(`${"x".repeat(29)} in ${"y".repeat(40)}`, { width: 30 }, "")).toEqual([
    "x".repeat(29),
    `in ${"y".repeat(40)}`,
  ]);
  expect(fold(`? ${"x".repeat(40)} y`, { width: 30 }, "", "  ")).toEqual([`? ${"x".repeat(40)}`, "  y"]);
  expect(fold(`${"x".repeat(25)}  ${"y".repeat(20)}`, { width: 30 }, "")).toEqual(["x".repeat(25), "y".repeat(20)]);
  expect(fold(`${"x".repeat(25)} ${"y".repeat(40)} z`, { width: 32 }, "  ")).toEqual([
    `  ${"x".repeat(25)}`,
    `  ${"y".repeat(40)}`,
    "  z",
  ]);
});

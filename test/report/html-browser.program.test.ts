/** The page of the HTML report in a browser: what people do with it, by mouse, by keyboard and with a screen reader, and what it must not do. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html/html.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { flow, hop, service } from "../check/sample.ts";
import { NO_BROWSER, startBrowser } from "./browser.ts";
import { hostileScan, scanFixtures } from "./html-samples.ts";
import { scanOf } from "./sample-scan.ts";

const directory = makeDirectory();
let browser: Browser;
let fixtures: ScanResult;
beforeAll(async () => {
  if (NO_BROWSER !== undefined) return;
  browser = await startBrowser();
  fixtures = await scanFixtures();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  removeDirectory(directory);
});

/** What a page did besides being shown: it must be nothing. */
let misdeeds: string[] = [];
afterEach(() => {
  expect(misdeeds).toEqual([]);
});

type Look = NonNullable<Parameters<Browser["newPage"]>[0]>;

async function open(result: ScanResult, look: Look = {}): Promise<Page> {
  misdeeds = [];
  const file = join(directory, "report.html");
  writeFileSync(file, renderHtml(result));
  const address = pathToFileURL(file).href;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...look });
  const tell = (what: string) => misdeeds.push(what);
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) tell(`asks for ${request.url()}`);
  });
  page.on("console", (message) => tell(`says ${message.text()}`));
  page.on("pageerror", (error) => tell(`fails: ${error.message}`));
  page.on("dialog", (dialog) => tell(`shows a dialog: ${dialog.message()}`));
  await page.exposeFunction("tellViolation", (what: string) => tell(`violates its policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      (globalThis as unknown as { tellViolation: (what: string) => void }).tellViolation(
        `${violatedDirective} ${blockedURI}`,
      ),
    );
  });
  await page.goto(address);
  return page;
}

describe.skipIf(NO_BROWSER !== undefined)(
  `the page in a browser${NO_BROWSER === undefined ? "" : ` (${NO_BROWSER})`}`,
  () => {
    describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
      test.each([1280, 400])("has nothing that axe finds fault with, %i pixels wide", async (width) => {
        const page = await open(fixtures, { viewport: { width, height: 900 }, colorScheme });
        if (width === 1280) await page.click("#unfold");
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)} ${nodes[0]!.failureSummary}`),
        ).toEqual([]);
        await page.close();
      });
    });

    test("shows the first filter at which something goes wrong, and another one that is clicked", async () => {
      const page = await open(fixtures);
      const path = page.locator("details.path").first();
      const panels = path.locator(".panels > .panel:visible");
      expect(await panels.count()).toBe(1);
      expect(await panels.textContent()).toContain("closed 32768-65535");
      await path.locator("button.gate.good").first().click();
      expect(await panels.count()).toBe(1);
      expect(await panels.textContent()).toContain("Let through by");
      await path.locator("button.gate[aria-expanded=true]").click();
      expect(await panels.count()).toBe(0);
      await page.close();
    });

    test("brings into a narrow window what a filter says that is clicked", async () => {
      const page = await open(fixtures, { viewport: { width: 400, height: 700 } });
      const path = page.locator("details.path").first();
      await path.locator("button.gate.good").first().click();
      const { y } = (await path.locator(".panels > .panel:visible").boundingBox())!;
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThan(700);
      await page.close();
    });

    test("finds by words, and filters by verdict and root", async () => {
      const page = await open(fixtures);
      const shown = page.locator("details.path:visible");
      const all = await shown.count();
      await page.click("[data-choose=reachable]");
      expect(await shown.count()).toBeLessThan(all);
      expect(await shown.evaluateAll((paths) => new Set(paths.map(({ dataset }) => dataset.verdict)).size)).toBe(1);
      expect(await page.locator("#shown").textContent()).toMatch(/^\d+ of \d+ paths, \d+ of \d+ findings$/);
      await page.click("[data-choose=reachable]");
      expect(await shown.count()).toBe(all);
      await page.fill("#search", "LoneSecurityGroup capacity");
      await expect.poll(() => shown.count()).toBe(1);
      await page.fill("#search", "no such thing");
      await expect.poll(() => page.locator("#no-path").isVisible()).toBe(true);
      await page.fill("#search", "");
      await expect.poll(() => shown.count()).toBe(all);
      const root = await page.locator("#root option").nth(1).getAttribute("value");
      await page.selectOption("#root", root);
      expect(await shown.evaluateAll((paths) => [...new Set(paths.map(({ dataset }) => dataset.root))])).toEqual([
        root,
      ]);
      await page.close();
    });

    test("is walked through with the keyboard alone", async () => {
      const page = await open(fixtures);
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement?.className || document.activeElement?.id || "");
      await page.keyboard.press("Tab");
      expect(await focused()).toBe("skip");
      await page.keyboard.press("/");
      expect(await focused()).toBe("search");
      await page.keyboard.type("container-port-only main.tf");
      await expect.poll(() => page.locator("details.path:visible").count()).toBe(1);
      const path = page.locator("details.path:visible");
      await path.locator("summary").focus();
      if (!(await path.evaluate((details: HTMLDetailsElement) => details.open))) await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expect(await focused()).toContain("gate good");
      await page.keyboard.press("Enter");
      expect(await path.locator(".panels > .panel:visible").textContent()).toContain("Out of the load balancer");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Space");
      expect(await path.locator(".panels > .panel:visible").textContent()).toContain("Out of its subnet");
      await page.keyboard.press("Escape");
      expect(await path.locator(".panels > .panel:visible").count()).toBe(0);
      expect(await focused()).toContain("gate good");
      await page.close();
    });

    test("opens the path that a link leads to, also one that a filter hides", async () => {
      const page = await open(fixtures);
      await page.click("[data-choose=reachable]");
      const link = page.locator(".finding a").last();
      const id = (await link.getAttribute("href"))!.slice(1);
      await link.click();
      const path = page.locator(`#${id}`);
      await expect
        .poll(() => path.evaluate((details: HTMLDetailsElement) => details.open && !details.hidden))
        .toBe(true);
      expect(await page.evaluate(() => document.activeElement?.parentElement?.id)).toBe(id);
      await page.close();
    });

    test("stands in its columns without running over, wide and narrow", async () => {
      for (const width of [1280, 400, 320]) {
        const page = await open(fixtures, { viewport: { width, height: 900 } });
        await page.click("#unfold");
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await page.close();
      }
    });

    test("can be read without its program", async () => {
      const page = await open(fixtures, { javaScriptEnabled: false });
      misdeeds = [];
      const path = page.locator("details.path").first();
      expect(await path.locator(".panel").first().isVisible()).toBe(true);
      expect(await page.locator(".toolbar").isVisible()).toBe(false);
      await page.close();
    });

    test("prints what is not well, with the lines that decide, in dark colours on white", async () => {
      const page = await open(fixtures, { colorScheme: "dark" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.emulateMedia({ media: "print" });
      const { color, background } = await page.evaluate(() => {
        const { color, backgroundColor: background } = getComputedStyle(document.querySelector(".path .gate")!);
        return { color, background };
      });
      expect([color, background]).toEqual(["rgb(25, 29, 35)", "rgb(255, 255, 255)"]);
      const closed = await page
        .locator("details.path:not([open])")
        .evaluateAll((all) => all.map(({ dataset }) => dataset.verdict));
      expect(new Set(closed)).toEqual(new Set(["reachable"]));
      expect(await page.locator(".toolbar").isVisible()).toBe(false);
      for (const panel of await page.locator("details.path[open] .panel.bad").all())
        expect(await panel.isVisible()).toBe(true);
      await page.close();
    });

    test("runs nothing that a name of the scan says", async () => {
      const page = await open(hostileScan());
      expect(await page.title()).toContain("reachlint");
      for (const summary of await page.locator("summary:visible").all()) await summary.click();
      for (const gate of await page.locator("button.gate:visible").all()) await gate.click();
      await page.fill("#search", "<svg onload");
      await expect.poll(() => page.locator("details.path:visible").count()).toBe(1);
      expect(await page.locator("img, svg[onload], script").count()).toBe(1);
      await page.close();
    });

    test("has room for hundreds of paths", async () => {
      const many = Array.from({ length: 300 }, (_, at) =>
        flow([hop("load-balancer-egress", "open"), hop("target-ingress", at % 3 === 0 ? "closed" : "open")], {
          id: `service ${at}`,
          service: { ...service, id: `infra#${at}`, address: `aws_ecs_service.number_${at}` },
        }),
      );
      const page = await open(scanOf(...many));
      await page.click("#unfold");
      await page.fill("#search", "number_29");
      await expect.poll(() => page.locator("details.path:visible").count()).toBe(11);
      await page.close();
    });
  },
);

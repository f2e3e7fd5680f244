/** The overview of an organisation in a browser: nothing that axe finds fault with, nothing asked for, nothing said. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readResult } from "../../src/organisation/read-result.ts";
import { repositoriesIn } from "../../src/organisation/repositories.ts";
import { organisationOf } from "../../src/organisation/show.ts";
import { renderOrganisation } from "../../src/report/html/organisation-page.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { NO_BROWSER, startBrowser } from "../report/browser.ts";
import { hostileScan, scanFixtures } from "../report/html-samples.ts";

const directory = makeDirectory();
const file = join(directory, "overview.html");
let browser: Browser;
beforeAll(async () => {
  if (NO_BROWSER !== undefined) return;
  browser = await startBrowser();
  const now = [readResult("now/fixtures.json", renderJson(await scanFixtures()))];
  const hostile = readResult("now/hostile.json", renderJson(hostileScan()));
  writeFileSync(
    file,
    renderOrganisation(organisationOf(repositoriesIn([...now, hostile], 0), repositoriesIn([hostile], 0))),
  );
}, 120_000);
afterAll(async () => {
  await browser?.close();
  removeDirectory(directory);
});

describe.skipIf(NO_BROWSER !== undefined)("the overview in a browser", () => {
  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 400],
  ] as const)("in %s, %i pixels wide", async (colorScheme, width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("request", (request) => {
      if (request.url() !== pathToFileURL(file).href && !request.url().startsWith("data:")) said.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    for (const summary of await page.locator("details > summary").all())
      if (!(await summary.evaluate(({ parentElement }) => parentElement!.hasAttribute("open")))) await summary.click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.title()).not.toBe("taken");
    expect(said).toEqual([]);
    await page.close();
  });
});

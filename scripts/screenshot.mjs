/**
 * A path of the HTML report, as a browser shows it → docs/images/path.png, the picture in the README.
 *
 * node scripts/screenshot.mjs, where a chromium is on PATH or named by CHROMIUM. Not part of `npm run gen`: fonts differ from machine to machine.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { buildProgram } from "./build/bundles.mjs";

const FIXTURE = "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf";

const top = fileURLToPath(new URL("../", import.meta.url));
const executablePath = process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
const scratch = mkdtempSync(join(tmpdir(), "screenshot-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const file = join(scratch, "report.html");
  writeFileSync(join(scratch, "package.json"), '{ "type": "module" }');
  await buildProgram(join(scratch, "dist"));
  const args = [join(scratch, "dist/cli.js"), "scan", FIXTURE, "--format", "html", "--fail-on", "never"];
  writeFileSync(file, execFileSync(process.execPath, args, { cwd: top }));
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 }, colorScheme: "light" });
  await page.goto(pathToFileURL(file).href);
  const from = await page.locator("details.path").first().boundingBox();
  const to = await page.locator(".panels").first().boundingBox();
  mkdirSync(join(top, "docs/images"), { recursive: true });
  await page.screenshot({
    path: join(top, "docs/images/path.png"),
    clip: { x: from.x - 8, y: from.y - 8, width: from.width + 16, height: to.y + to.height - from.y + 24 },
  });
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}

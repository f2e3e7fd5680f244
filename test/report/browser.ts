/** A browser for tests of pages: Chromium or Chrome, where one is installed. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Why tests in a browser are skipped; undefined where there is one. */
export const NO_BROWSER = executable() === undefined ? "no chromium is on PATH" : undefined;

function executable(): string | undefined {
  const files = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Without its sandbox, which is not there for root; it only sees pages of the tests. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable()!, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

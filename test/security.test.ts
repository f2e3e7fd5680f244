/** docs/security.md says what holds the program safe, with places and tests: they are all there. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const text = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const page = text("docs/security.md");
const rows = page.split("\n").filter((line) => /^\| (?!what is tried)/.test(line));

/** The links of a row to files of the repository. */
function linksOf(row: string): readonly (readonly [text: string, path: string])[] {
  return [...row.matchAll(/\[([^\]]+)\]\(\.\.\/([^)#]+)\)/g)].map(([, name, path]) => [name!, path!]);
}

/** What a test, or a group or a case of tests, is called. */
function isTitleIn(path: string, title: string): boolean {
  const found = ['"', "'", "`"].some((quote) => text(path).includes(`${quote}${title}${quote}`));
  return found && /\.test\.ts$/.test(path);
}

test("SECURITY.md leads to it", () => {
  expect(text("SECURITY.md")).toContain("](docs/security.md)");
});

test.each(rows.map((row) => [row.split(" | ")[0]!.slice(2, 90), row] as const))("%s", (_, row) => {
  const tests = linksOf(row).filter(([, path]) => path.startsWith("test/"));
  const places = linksOf(row).filter(([, path]) => !path.startsWith("test/"));
  expect(places.length).toBeGreaterThan(0);
  expect(tests.length).toBeGreaterThan(0);
  for (const [, path] of places) expect(existsSync(new URL(`../${path}`, import.meta.url)), path).toBe(true);
  for (const [title, path] of tests) expect(isTitleIn(path, title), `${path}: ${title}`).toBe(true);
});

test("there are many lines", () => {
  expect(rows.length).toBeGreaterThan(30);
});

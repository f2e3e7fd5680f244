/** Files of fixtures/ for tests that change them. */
import { readFileSync } from "node:fs";

/** The text of a file by its path in `fixtures/`. */
export function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8");
}

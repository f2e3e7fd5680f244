/** Files that change while a scan reads them: the most telling changes. The long run has all. */
import { test } from "vitest";
import { changeAtEachMoment, removeAtEachMoment } from "./change-at-each-moment.ts";

test.each([
  ["app/main.tf", "gone"],
  ["app/main.tf", "shorter"],
  ["app/main.tf", "empty"],
  ["app/range.txt", "another"],
  ["shared/main.tf", "another"],
  ["shared/main.tf", "unreadable"],
  ["other/main.tf", "a directory"],
  ["stack/nested.yaml", "longer"],
] as const)("%s: %s", changeAtEachMoment);

test("a directory that vanishes", () => removeAtEachMoment("app"));

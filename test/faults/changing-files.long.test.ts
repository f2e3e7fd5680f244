/** Each file of a scan changed in each way at each moment. */
import { test } from "vitest";
import { CHANGES, changeAtEachMoment, FILES, removeAtEachMoment } from "./change-at-each-moment.ts";

const ALL = Object.keys(FILES).flatMap((name) => Object.keys(CHANGES).map((becomes) => [name, becomes] as const));

test.each(ALL)("%s: %s", changeAtEachMoment);

test.each(["app", "other", "shared", "ignored", "stack"])("the directory %s vanishes", removeAtEachMoment);

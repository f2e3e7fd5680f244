/** The program as its sources are now, scanning as the command line does. */
import { renderJson, scan } from "../../src/index.ts";
import type { Scan } from "./measure.ts";

export const bySource: Scan = (directory, { strict = false, told }) => {
  const assignments =
    told?.dialect === "terraform" ? [{ kind: "var" as const, name: told.name, text: told.value }] : [];
  const parameters = new Map(told?.dialect === "cloudformation" ? [[told.name, told.value]] : []);
  return scan(directory, ["."], { strict, assignments, parameters }).then(renderJson);
};

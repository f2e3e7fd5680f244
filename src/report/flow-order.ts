/** Flows in the order in which every report has them. */
import type { Flow } from "../reach/flow.ts";

/** By id, in the order of UTF-16 units. */
export function byId(flows: readonly Flow[]): readonly Flow[] {
  return [...flows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

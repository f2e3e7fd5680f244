/** What the source says of a thing although others may change it. */
import type { Assumption } from "../base/value.ts";
import type { View } from "./view.ts";

/** That what a resource says by some arguments is so, although `ignore_changes` leaves it to others; undefined where it does not. */
export function asWritten(view: View, ...names: readonly string[]): Assumption | undefined {
  const { ignored, address } = view.resource;
  if (ignored === undefined) return undefined;
  const spelt = names.map((name) => view.spelt(name) ?? name);
  const left = ignored.has("all") ? spelt : spelt.filter((name) => ignored.has(name));
  if (left.length === 0) return undefined;
  const text = `${address} has the ${left.join(" and ")} that is written, although its ignore_changes leaves that to others`;
  return { kind: "ignored-changes", text };
}

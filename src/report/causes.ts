/** Unknowns → what is at their root, told once for people. */
import { rootUnknowns, type UnknownValue } from "../base/value.ts";

/** One for each cause that reads the same and stands at the same place, though several things may be unknown because of it. */
export function causesOf(because: readonly UnknownValue[]): ReadonlyMap<string, UnknownValue> {
  const found = new Map<string, UnknownValue>();
  for (const unknown of because.flatMap(rootUnknowns)) {
    const { text, span } = unknown.cause;
    const key = JSON.stringify([text, span?.file.path ?? "", span?.start ?? 0]);
    if (!found.has(key)) found.set(key, unknown);
  }
  return found;
}

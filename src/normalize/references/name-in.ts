/** What a thing is called, in what AWS takes in place of its name. */
import type { StringValue, TextValue, UnknownValue } from "../../base/value.ts";
import { ARN_MARKS, type Family } from "../../catalogue/families.ts";
import { joinedPieces } from "../../values/text-runs.ts";

/** The name inside an ARN, `family:revision` or `account/group`; the value itself where it is a plain name. */
export function nameIn(family: Family, value: StringValue | TextValue): StringValue | TextValue | UnknownValue {
  const parts = value.kind === "string" ? [value.value] : value.parts;
  let rest: readonly (string | UnknownValue)[] = parts;
  for (const mark of ARN_MARKS[family] ?? []) {
    const at = parts.findIndex((part) => typeof part === "string" && part.includes(mark));
    const part = parts[at];
    if (typeof part !== "string") continue;
    rest = [part.slice(part.indexOf(mark) + mark.length), ...parts.slice(at + 1)];
    break;
  }
  if (family === "task-definition") rest = cut(rest, ":");
  if (family === "target-group" || family === "load-balancer") rest = cut(rest, "/");
  const [only, another] = parts;
  if (family === "security-group" && another === undefined && typeof only === "string")
    rest = [only.replace(/^\d{12}\//, "")];
  return joinedPieces(rest, {});
}

/** The parts up to the first mark. */
function cut(parts: readonly (string | UnknownValue)[], mark: string): readonly (string | UnknownValue)[] {
  const at = parts.findIndex((part) => typeof part === "string" && part.includes(mark));
  const part = parts[at];
  return typeof part === "string" ? [...parts.slice(0, at), part.slice(0, part.indexOf(mark))] : parts;
}

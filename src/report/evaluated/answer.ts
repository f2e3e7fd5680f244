/** One answer of `reachlint console` → one line of JSON. */
import { infinity } from "../../base/big-float.ts";
import type { Value } from "../../base/value.ts";
import { exactJsonLine, type Json, partsOfValue } from "./value-json.ts";

/** `errors` where there is no value. */
export type Answered = { readonly value: Value; readonly type: string } | { readonly errors: readonly string[] };

/**
 * A value has the form that `jsonencode` writes, and none where that fails; what is unknown inside is null, and `unknown` then true.
 */
export function renderAnswer(answer: Answered): string {
  if ("errors" in answer) return line({ ok: false, error: answer.errors.join(" ") });
  if (holdsInfinity(answer.value)) return line({ ok: false, error: "cannot serialize infinity as JSON." });
  const { known, unknown } = partsOfValue(answer.value);
  return line({
    ok: true,
    type: answer.type,
    ...(known === undefined ? {} : { value: known }),
    ...(holds(unknown) ? { unknown: true } : {}),
  });
}

function holdsInfinity(value: Value): boolean {
  if (value.sensitive === true) return false;
  if (value.kind === "number") return infinity(value.value) !== 0;
  if (value.kind === "list") return value.elements.some(holdsInfinity);
  return value.kind === "map" && [...value.entries.values()].some(holdsInfinity);
}

function holds(mask: Json): boolean {
  if (mask === true) return true;
  return typeof mask === "object" && mask !== null && Object.values(mask).some((part) => holds(part as Json));
}

function line(json: Json): string {
  return `${exactJsonLine(json)}\n`;
}

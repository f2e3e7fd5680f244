/** What is missing → JSON for programs. */
import { jsonText } from "../escape.ts";
import { location } from "../location.ts";
import type { Missing } from "./missing.ts";
import { typeJson } from "./type-shapes.ts";

/** Each thing with the ids of the flows that wait for it. */
export function renderMissingJson({ things, waiting, beyond }: Missing): string {
  return jsonText({
    waiting,
    beyond,
    missing: things.map(({ key, kind, form, type, candidates, because, span, settles, shares }) => ({
      name: key,
      ...(kind === undefined ? {} : { kind }),
      form,
      ...(form === "list" || form === "any" ? { type: typeJson(type) } : {}),
      candidates,
      because,
      ...(span === undefined ? {} : { location: location(span) }),
      settles: settles.map(({ id }) => id),
      shares: shares.map(({ flow, of }) => ({ flow: flow.id, of })),
    })),
  });
}

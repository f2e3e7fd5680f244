/** A value that leads to no thing of the scan → the unknown that stands for the thing, with what the user can do. */
import { definition } from "../base/origin.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../base/value.ts";
import type { Linked } from "./external.ts";
import type { Site } from "./site.ts";
import { originOf, unsettled } from "./value.ts";

/**
 * A literal id, ARN or name of something that the root does not define. Ids and ARNs are in no source; names are, but in which of
 * several roots a name is meant, only a reference says.
 */
export function notInSource(text: string, family: Linked, { span }: Site): UnknownValue {
  const hint = `refer to the ${spoken(family)} by a resource, data source, remote state or import in place of ${text}, and scan what defines it together with this`;
  return unsettled(text, `${text} is not in the source`, "external", span, hint);
}

/** A default that somebody has to fill in: each may stand for another thing. */
export function emptyName(value: StringValue | TextValue, family: Linked, site: Site): UnknownValue {
  const { span, input, hint: other } = definition(originOf(value, site.span));
  const { symbol, hint } = input ?? {
    symbol: `${span.file.path}:${span.file.position(span.start).line}`,
    hint: other ?? `write there which ${spoken(family)} is meant`,
  };
  return unsettled(`${spoken(family)} of ${symbol}`, `an empty text names no ${spoken(family)}`, "input", span, hint);
}

export function misplaced({ kind }: Value, family: Linked, { span }: Site): UnknownValue {
  const text = `a ${kind} stands where a ${spoken(family)} is expected`;
  return unsettled(
    `invalid reference at ${span.file.path}:${span.start}`,
    text,
    "error",
    span,
    `refer to one ${spoken(family)} there`,
  );
}

export function tooDeep({ span }: Site): UnknownValue {
  const text = "it is a reference through too many others";
  return unsettled("deep reference", text, "unsupported", span, "refer to the thing itself");
}

function spoken(family: Linked): string {
  return family.replaceAll("-", " ");
}

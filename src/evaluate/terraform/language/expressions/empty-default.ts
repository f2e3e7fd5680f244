/** What has no elements because an input is empty by default: whoever applies it gives others. */
import type { Span } from "../../../../base/source-file.ts";
import { definition, type UnknownValue, type Value } from "../../../../base/value.ts";
import { makeUnknown } from "../../../../values/unknown.ts";
import { occasion, type Scope } from "../scope.ts";

/** Undefined where the list has elements, or is empty by itself: then asking for one is an error whatever is given. */
export function ofEmptyDefault(list: Value, span: Span, scope: Scope): UnknownValue | undefined {
  if (list.kind !== "list" || list.elements.length > 0 || list.origin === undefined) return undefined;
  const { kind, input } = definition(list.origin);
  if (kind !== "variable-default" || input === undefined) return undefined;
  const { symbol, hint, of } = input;
  const text = `there is no element here because of the default of ${symbol}`;
  scope.report({ code: "empty-by-default", severity: "warning", message: text, hint, span });
  const { line, column } = span.file.position(span.start);
  return makeUnknown({
    cause: { kind: "error", text, hint, span, ...(of === undefined ? {} : { input: of }) },
    symbol: `error at ${span.file.path}:${line}:${column}${occasion(scope)}`,
  });
}

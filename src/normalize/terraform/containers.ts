/** The JSON of `container_definitions`, known, with holes or one of several, into views of containers. */

import type { Span } from "../../base/source-file.ts";
import type { Existence, UnknownValue, Value } from "../../base/value.ts";
import { parseJsonText } from "../../values/json-text.ts";
import type { Context } from "../context.ts";
import { inJson } from "../spelling.ts";
import { bothExist, derived } from "../value.ts";
import { boundViews, type View, type Views, viewsOfValue } from "../view.ts";

export function containers(context: Context, view: View): Views {
  const value = view.value("containerDefinitions");
  if (value === undefined) return { views: [], written: false };
  return read(context, view, value, view.spanOf("containerDefinitions"), true);
}

function read(context: Context, view: View, value: Value, fallback: Span, exists: Existence): Views {
  if (value.kind === "unknown" && value.oneOf !== undefined) {
    const parts = value.oneOf.map((one) => read(context, view, one, fallback, bothExist(exists, value)));
    const rest = parts.find((part) => part.rest !== undefined)?.rest;
    return { views: parts.flatMap((part) => part.views), written: true, ...(rest === undefined ? {} : { rest }) };
  }
  if (value.kind !== "string" && value.kind !== "text") {
    return boundViews(viewsOfValue(view.resource, value, fallback, inJson), exists);
  }
  const json = parseJsonText(value);
  if (json.ok) return boundViews(viewsOfValue(view.resource, json.value, fallback, inJson), exists);
  const span = json.origin?.span ?? value.origin?.span ?? fallback;
  const message = `container_definitions of ${view.resource.address} is not JSON: ${json.message}`;
  context.warn("container-definitions", message, span);
  return { views: [], written: true, rest: unreadable(view, json.message) };
}

function unreadable(view: View, message: string): UnknownValue {
  const symbol = `${view.resource.address}.container_definitions`;
  return {
    ...derived(symbol, "", []),
    cause: { kind: "error", text: `${symbol} is not JSON: ${message}`, hint: "write JSON there, best with jsonencode" },
  };
}

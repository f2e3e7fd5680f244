/** The JSON of `container_definitions`, known, with holes or one of several, into views of containers. */

import type { Span } from "../../base/source-file.ts";
import type { Existence, UnknownValue, Value } from "../../base/value.ts";
import { parseJsonText } from "../../values/json-text.ts";
import type { Context } from "../context.ts";
import { bothExist, derived } from "../value.ts";
import { boundViews, changed, type View, type Views, viewsOfValue } from "../view.ts";

export function containerViews(context: Context, view: View, name: string): Views {
  const value = view.value(name);
  if (value === undefined) return { views: [], written: false };
  const found = read(context, view, value, view.spanOf(name), true);
  return { ...found, views: found.views.map(anyCase) };
}

function read(context: Context, view: View, value: Value, fallback: Span, exists: Existence): Views {
  if (value.kind === "unknown" && value.oneOf !== undefined) {
    const parts = value.oneOf.map((one) => read(context, view, one, fallback, bothExist(exists, value)));
    const open = parts.find((part) => part.open !== undefined)?.open;
    return { views: parts.flatMap((part) => part.views), written: true, ...(open === undefined ? {} : { open }) };
  }
  if (value.kind !== "string" && value.kind !== "text") {
    return boundViews(viewsOfValue(view.resource, value, fallback), exists);
  }
  const json = parseJsonText(value);
  if (json.ok) return boundViews(viewsOfValue(view.resource, json.value, fallback), exists);
  const span = json.origin?.span ?? value.origin?.span ?? fallback;
  const message = `container_definitions of ${view.resource.address} is not JSON: ${json.message}`;
  context.warn("container-definitions", message, span);
  return { views: [], written: true, open: unreadable(view, json.message) };
}

function unreadable(view: View, message: string): UnknownValue {
  const symbol = `${view.resource.address}.container_definitions`;
  return {
    ...derived(symbol, "", []),
    cause: { kind: "error", text: `${symbol} is not JSON: ${message}`, hint: "write JSON there, best with jsonencode" },
  };
}

/**
 * The provider decodes the JSON with Go, which takes property names in any case
 * (https://pkg.go.dev/encoding/json#Unmarshal).
 */
function anyCase(view: View): View {
  const spelled = new Map(view.names().map((name) => [name.toLowerCase(), name]));
  const own = (name: string): string => spelled.get(name.toLowerCase()) ?? name;
  return changed(view, {
    value: (name) => view.value(own(name)),
    spanOf: (name) => view.spanOf(own(name)),
    argumentSpan: (name) => view.argumentSpan(own(name)),
    views: (name) => {
      const found = view.views(own(name));
      return { ...found, views: found.views.map(anyCase) };
    },
  });
}

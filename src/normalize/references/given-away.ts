/** What modules, stacks and code that are not in the scan are given of the things of the graph. */
import type { UnknownValue, Value } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import { COMPANION_KIND, companionOf, type Family } from "../../catalogue/families.ts";
import type { Unread } from "../../evaluate/resource.ts";
import type { NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { unsettled } from "../value.ts";
import { companionId } from "./companion.ts";
import { identifies } from "./derivation.ts";

/** A thing that is given as a whole, or by what names it. */
interface Given {
  readonly id: NodeId;
  readonly family: Family;
}

/** A VPC that is given gives its main table too where it is the whole of it, and any companion that an attribute of it names. */
export function thingsGiven(context: Context, { given }: Unread): readonly Given[] {
  return [...unknownsOf(given)].flatMap(({ ref }) => {
    const resource = ref === undefined ? undefined : context.resource(context.redirect(ref)?.to ?? ref);
    const meant = resource === undefined ? undefined : (context.sameAs(resource) ?? resource);
    const family = meant === undefined ? undefined : familyOf(meant.type);
    if (ref === undefined || meant === undefined || family === undefined) return [];
    const id = nodeId(meant);
    const beside =
      family !== "vpc" ? undefined : ref.attribute === "" ? "main-route-table" : companionOf(ref.attribute);
    return [
      ...(ref.attribute === "" || identifies(ref.attribute, meant) ? [{ id, family }] : []),
      ...(beside === undefined ? [] : [{ id: companionId(context, beside, id), family: COMPANION_KIND[beside] }]),
    ];
  });
}

/** What one makes, by the name that this has as an unknown. */
export function whatIsMade({ because, span, hint }: Unread, symbol: string, text: string): UnknownValue {
  return unsettled(symbol, `${text}, and ${because}`, "missing-source", span, hint);
}

/** The unknowns in values, and those that they may be or are made from. */
function unknownsOf(values: readonly Value[]): readonly UnknownValue[] {
  // A set is walked with what is added to it on the way.
  const visited = new Set(values);
  for (const value of visited) for (const part of partsOf(value)) visited.add(part);
  return [...visited].filter((value) => value.kind === "unknown");
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "list":
      return [...value.elements, ...(value.rest === undefined ? [] : [value.rest])];
    case "map":
      return [...value.entries.values(), ...(value.rest === undefined ? [] : [value.rest])];
    case "text":
      return value.parts.filter((part) => typeof part !== "string");
    case "unknown":
      return [...(value.from ?? []), ...(value.oneOf ?? [])];
    default:
      return [];
  }
}

/** What modules, stacks and code that are not in the scan are given of the things of the graph. */
import type { UnknownValue } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import { COMPANION_KIND, companionOf, type Family } from "../../catalogue/families.ts";
import type { Unread } from "../../evaluate/resource.ts";
import type { NodeId } from "../../graph/model.ts";
import { everythingIn } from "../../values/everything-in.ts";
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
  return everythingIn(given).flatMap((value) => {
    const ref = value.kind === "unknown" ? value.ref : undefined;
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

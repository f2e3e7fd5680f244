/** A value that names a thing into a link to its node. */
import { definition, type Existence, type ResourceRef, type UnknownValue, type Value } from "../../base/value.ts";
import { familyOf, identityOf } from "../../catalogue/catalogue.ts";
import type { Family } from "../../catalogue/families.ts";
import { companionOf } from "../../catalogue/families.ts";
import type { Resource } from "../../evaluate/resource.ts";
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { attributeOf } from "../spelling.ts";
import { bothExist, derived, elementsOf, given, ofInput, originOf, single, unsettled } from "../value.ts";
import { type Site, siteOf, type View } from "../view.ts";
import { defaultVpc, impliedLink } from "./companion.ts";
import type { Linked } from "./external.ts";
import { resolve } from "./resolve.ts";

/** The link that a value makes. */
export function link(context: Context, family: Linked, value: Value, site: Site): Link {
  const found = resolve(context, family, value, site);
  const perhaps = value.kind === "unknown" && value.oneOf?.some((one) => one.kind === "null") === true;
  const assumption = found.find((one) => one.assumption !== undefined)?.assumption;
  const to = found.length === 1 ? [found[0]!.id] : [...new Set(found.map((one) => one.id))];
  const chosenBy = to.length > 1 && value.kind === "unknown" && value.oneOf !== undefined ? value : undefined;
  return {
    to,
    exists: perhaps ? value : true,
    origin: originOf(value, site.span),
    ...given({ assumption, chosenBy }),
  };
}

/** The argument's link, or undefined where it is absent. */
export function linkAt(context: Context, family: Linked, view: View, name: string): Link | undefined {
  const value = view.value(name);
  return value === undefined ? undefined : link(context, family, value, siteOf(view, name));
}

/** The argument's link; where it is absent, as a default to be filled in is, one to a thing of its own that is not known. */
export function requiredLink(context: Context, family: Linked, view: View, name: string): Link {
  const written = linkAt(context, family, view, name);
  if (written !== undefined) return written;
  const spelt = view.spelt(name);
  const symbol = `${spelt} of ${nodeId(view.resource)}`;
  const text = `${spelt} of ${view.resource.address} is not given`;
  const origin = view.nullOrigin(name);
  const {
    input,
    hint = `give ${spelt} there, or the input that it comes from`,
    of,
  } = (origin && definition(origin)) ?? {};
  const unknown = unsettled(symbol, text, "input", view.spanOf(name), input?.hint ?? hint);
  return link(context, family, ofInput(unknown, input?.of ?? of), siteOf(view, name));
}

/**
 * Links to all that a list names. Of a list of which not even the length is known there is only `rest`: two uses of the same unknown
 * list are equal by its symbol. A list of every instance of a repeated resource is one link to the node that stands for them.
 */
export function linkSet(context: Context, family: Linked, value: Value | undefined, site: Site): LinkSet {
  if (value === undefined) return NO_LINKS;
  const { elements, rest } = elementsOf(value);
  const refused = context.tooManyLinks(elements.length, site);
  if (refused !== undefined) return furtherLinks(refused);
  const links = elements.map((element) => {
    const made = link(context, family, element.value, site);
    return element.exists === true ? made : { ...made, exists: bothExist(made.exists, element.exists) };
  });
  if (rest === undefined) return { links };
  const repeated = repeatedResource(context, family, rest);
  if (repeated === undefined) return { links, rest };
  return { links: [...links, { to: [repeated], exists: true, origin: originOf(rest, site.span) }] };
}

export function linkSetAt(context: Context, family: Linked, view: View, ...names: readonly string[]): LinkSet {
  return join(names.map((name) => linkSet(context, family, view.value(name), siteOf(view, name))));
}

/** The argument's link as a set: an unknown is one thing, not any number. */
export function singleLinkAt(context: Context, family: Linked, view: View, name: string): LinkSet {
  return linkSet(context, family, single(view.value(name)), siteOf(view, name));
}

/** The subnets that an argument names, else the default ones of the zones that the thing names. */
export function subnetsOf(context: Context, view: View, name: string): LinkSet {
  const written = linkSetAt(context, "subnet", view, name);
  const isWritten = written.links.length > 0 || written.rest !== undefined;
  if (isWritten || view.value("availabilityZones") === undefined) return written;
  const symbol = `default subnets of ${view.resource.address}`;
  return furtherLinks(derived(symbol, "they are the default subnets of its zones", []));
}

/**
 * The subnets that an argument names. A list that is empty only because an input is so by default is one to be filled in, be it the default
 * itself or made from it. `further`: subnets that another argument names.
 */
export function subnetsToGive(context: Context, view: View, name: string, further: LinkSet = NO_LINKS): LinkSet {
  const written = join([linkSetAt(context, "subnet", view, name), further]);
  const origin = view.value(name)?.origin ?? view.nullOrigin(name);
  const at = origin === undefined ? undefined : definition(origin);
  if (written.links.length > 0 || written.rest !== undefined || at?.kind !== "variable-default") return written;
  const symbol = `subnets of ${nodeId(view.resource)}`;
  const text = `the list of subnets of ${view.resource.address} is empty by default`;
  const { symbol: input = symbol, hint = at.hint, of = at.of } = at.input ?? {};
  const unknown = unsettled(input, text, "input", view.spanOf(name), hint);
  return furtherLinks(derived(symbol, text, [ofInput(unknown, of)]));
}

/** Links that are there only where something else is. */
export function boundLinks(set: LinkSet, exists: Existence): LinkSet {
  if (exists === true) return set;
  return { ...set, links: set.links.map((one) => ({ ...one, exists: bothExist(one.exists, exists) })) };
}

/** The links that a list may have beside those that are known. */
export function furtherLinks(rest: UnknownValue | undefined): LinkSet {
  return rest === undefined ? NO_LINKS : { links: [], rest };
}

/** All links of several sets. */
export function join(all: readonly LinkSet[]): LinkSet {
  const sets = all.filter((set) => set !== NO_LINKS);
  if (sets.length <= 1) return sets[0] ?? NO_LINKS;
  const rest = sets.find((set) => set.rest !== undefined)?.rest;
  return { links: sets.flatMap((set) => set.links), ...given({ rest }) };
}

export const NO_LINKS: LinkSet = { links: [] };

/** The VPC that a thing is in; the account's default one where it names none. */
export function vpcOrDefault(context: Context, view: View): Link {
  const place = siteOf(view, "vpcId");
  return linkAt(context, "vpc", view, "vpcId") ?? impliedLink(defaultVpc(context, place), view.span);
}

/** The VPC of which an argument names something that comes with it; undefined where the source does not say. */
export function vpcOfDefault(context: Context, view: View, name: string): Link | undefined {
  const value = view.value(name);
  const vpc = value === undefined ? undefined : ownerOfDefault(value);
  return vpc === undefined ? undefined : link(context, "vpc", vpc, siteOf(view, name));
}

/** The VPC whose default thing a value names; of one of several values, one of their VPCs. */
function ownerOfDefault(value: Value): Value | undefined {
  if (value.kind !== "unknown") return undefined;
  const { ref, oneOf } = value;
  if (oneOf !== undefined) {
    const all = oneOf.map(ownerOfDefault);
    const owners = all.filter((one) => one !== undefined);
    return owners.length < all.length ? undefined : { ...value, oneOf: owners };
  }
  if (ref === undefined || companionOf(ref.attribute) === undefined) return undefined;
  return { ...value, ref: { ...ref, attribute: "id" } };
}

/** Whether a link leads to one thing for certain: else what it makes exists in one of several. */
export function certain(target: Link, view: View): Existence {
  if (target.to.length <= 1) return target.exists;
  const { address, span } = view.resource;
  return unsettled(
    `target of ${address}`,
    `${address} belongs to one of several`,
    "derived",
    span,
    "name the one that it belongs to",
  );
}

/** The resources of the scan that a value names exactly, of a family that is no node. */
export function resourcesOf(
  context: Context,
  family: Family,
  value: Value,
  at: { readonly root: string; readonly scope: string },
): readonly Resource[] {
  if (value.kind === "unknown") {
    if (value.oneOf !== undefined) return value.oneOf.flatMap((one) => resourcesOf(context, family, one, at));
    const resource = value.ref === undefined ? undefined : madeAt(context, value.ref);
    if (resource !== undefined && familyOf(resource.type) === family) return [resource];
  }
  return context.named(family, value, at);
}

/** The resource that a reference leads to; of a data source that which it finds, for what it reads itself says nothing of the thing. */
function madeAt(context: Context, ref: ResourceRef): Resource | undefined {
  const resource = context.resource(context.redirect(ref)?.to ?? ref);
  return resource?.mode === "data" ? context.sameAs(resource) : resource;
}

/** Those that an argument names. */
export function resourcesAt(context: Context, family: Family, view: View, name: string): readonly Resource[] {
  const value = view.value(name);
  return value === undefined ? [] : resourcesOf(context, family, value, view.resource);
}

function repeatedResource(context: Context, family: Linked, list: UnknownValue): NodeId | undefined {
  const resource = list.ref === undefined ? undefined : context.resource(list.ref);
  if (resource === undefined || !resource.repeated || resource.mode === "data") return undefined;
  const attribute = attributeOf(resource, list.ref!.attribute);
  return familyOf(resource.type) === family && identityOf(resource.type).includes(attribute)
    ? nodeId(resource)
    : undefined;
}

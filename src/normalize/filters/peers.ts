/** Whom a rule admits or denies: the arguments that name ranges, groups and prefix lists into peers. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import type { FilterRule, Link, Peer } from "../../graph/model.ts";
import type { IpRange } from "../../sets/ip-set.ts";
import type { Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import { asBoolean, factOf, rangeFact } from "../facts.ts";
import { linkSet } from "../references/reference.ts";
import { resolve } from "../references/resolve.ts";
import { elementsOf, given, isEmptyText, single } from "../value.ts";
import { alternative, attributeAt, type Site, siteOf, type View, viewOf } from "../view.ts";

export interface Peers {
  readonly peers: readonly Peer[];
  readonly rest?: UnknownValue;
}

const NOBODY: Peers = { peers: [] };

/** One peer for each CIDR of a list. */
export function cidrPeers(context: Context, value: Value | undefined, fallback: Span): Peers {
  if (value === undefined) return NOBODY;
  const { elements, rest } = elementsOf(value);
  const peers = elements
    .filter((element) => !isEmptyText(element.value))
    .map((element): Peer => {
      const found = ofSameResource(context, element.value);
      const range = found === undefined ? rangeOfVpc(context, element.value) : undefined;
      return { kind: "cidr", range: range ?? rangeFact(found ?? element.value, fallback), exists: element.exists };
    });
  return { peers, ...given({ rest }) };
}

/** The argument of the resource that a data source names by its id, where the attribute is one. */
function ofSameResource(context: Context, value: Value): Value | undefined {
  const ref = value.kind === "unknown" ? value.ref : undefined;
  const source = ref === undefined ? undefined : context.resource(ref);
  const same = source === undefined ? undefined : context.sameAs(source);
  return same === undefined || ref === undefined ? undefined : attributeAt(same, ref.attribute);
}

/** One peer for each group or prefix list of a list. */
export function linkedPeers(
  context: Context,
  kind: "security-group" | "prefix-list",
  value: Value | undefined,
  site: Site,
): Peers {
  if (value === undefined) return NOBODY;
  const { links, rest } = linkSet(context, kind, value, site);
  const peers = links.map(
    (link): Peer =>
      kind === "security-group"
        ? { kind, group: link, exists: link.exists }
        : { kind, list: link, exists: link.exists },
  );
  return { peers, ...given({ rest }) };
}

/** The group itself where `self` is set. */
export function selfPeers(view: View, name: string, group: Link): Peers {
  const value = view.value(name);
  if (value === undefined) return NOBODY;
  const self = factOf(value, asBoolean, view.spanOf(name));
  if (self.known && !self.value) return NOBODY;
  const exists = self.known ? true : self.unknown;
  return { peers: [{ kind: "security-group", group: { ...group, origin: self.origin }, exists }] };
}

export function joinPeers(...parts: readonly Peers[]): Peers {
  const all = parts.filter((one) => one !== NOBODY);
  if (all.length <= 1) return all[0] ?? NOBODY;
  const peers = all.flatMap((one) => one.peers);
  const rest = all.find((one) => one.rest !== undefined)?.rest;
  return { peers, ...given({ rest }) };
}

/** The peers of a rule that takes lists of ranges and prefix lists. */
export function listedPeers(context: Context, view: View): Peers {
  return joinPeers(
    cidrPeers(context, view.value("cidrBlocks"), view.spanOf("cidrBlocks")),
    cidrPeers(context, view.value("ipv6CidrBlocks"), view.spanOf("ipv6CidrBlocks")),
    linkedPeers(context, "prefix-list", view.value("prefixListIds"), siteOf(view, "prefixListIds")),
  );
}

/** The peers of a rule that takes one of each sort. A rule without any is accepted and admits nobody. */
export function singlePeers(context: Context, view: View, direction: FilterRule["direction"]): Peers {
  const [list, byId, byName] =
    direction === "ingress"
      ? (["sourcePrefixListId", "sourceSecurityGroupId", "sourceSecurityGroupName"] as const)
      : (["destinationPrefixListId", "destinationSecurityGroupId"] as const);
  const group = byName !== undefined && view.value(byId) === undefined ? byName : byId;
  const read = (name: string) =>
    meaningOf(view).emptyIsAbsent ? alternative(view, name, ["cidrIpv4", "cidrIpv6", list, byId]) : view.value(name);
  return joinPeers(
    cidrPeers(context, single(view.value("cidrIpv4")), view.spanOf("cidrIpv4")),
    cidrPeers(context, single(view.value("cidrIpv6")), view.spanOf("cidrIpv6")),
    linkedPeers(context, "prefix-list", single(read(list)), siteOf(view, list)),
    linkedPeers(context, "security-group", single(read(group)), siteOf(view, group)),
  );
}

/** The range that a data source reads of a VPC, as that of the VPC's node, which is what its subnets are compared with. Undefined where the value is not the range of a data source's VPC, or the VPC has several. */
function rangeOfVpc(context: Context, value: Value): Fact<IpRange> | undefined {
  const ref = value.kind === "unknown" ? value.ref : undefined;
  const resource = ref?.attribute === "cidr_block" ? context.resource(ref) : undefined;
  if (ref === undefined || resource?.mode !== "data" || familyOf(resource.type) !== "vpc") return undefined;
  const view = viewOf(resource);
  const id = view.value("id") ?? { ...value, ref: { ...ref, attribute: "id" } };
  const [only, second] = resolve(context, "vpc", id, siteOf(view, "id"));
  if (only === undefined || second !== undefined) return undefined;
  const [range, more] = context.node("vpc", only.id)?.cidrs ?? [];
  return more === undefined ? range : undefined;
}

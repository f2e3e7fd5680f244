/** The arguments of one security group rule or network ACL entry into a filter rule. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Existence, UnknownValue, Value } from "../base/value.ts";
import type { Assumption, FilterRule, Link, Peer, RulePorts } from "../graph/model.ts";
import { rangeFact } from "./cidr.ts";
import type { Context } from "./context.ts";
import { asBoolean, asNumber, factOf } from "./facts.ts";
import { hasPorts, protocolFact } from "./protocol.ts";
import { linkSet } from "./reference.ts";
import type { Site } from "./site.ts";
import { bothExist, elementsOf } from "./value.ts";
import { spanOver, type View, viewOf } from "./view.ts";
import { rangeOfVpc } from "./vpc-range.ts";

/** Where a dialect's resource writes what. */
export interface RuleNames {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
}

export interface RuleParts {
  readonly direction: FilterRule["direction"];
  readonly action: FilterRule["action"];
  readonly peers: Peers;
  readonly exists: Existence;
  readonly number?: Fact<number>;
  /** What omitted ports mean, where that is not all. */
  readonly omitted?: number;
}

export interface Peers {
  readonly peers: readonly Peer[];
  /** What had to be assumed to know a peer. */
  readonly assumption?: Assumption;
  readonly open?: UnknownValue;
}

/**
 * `ports` is the thing that holds the port arguments, where that is not the rule itself. A rule whose protocol is no protocol, as with
 * a default of `""`, cannot be made as it stands: its peers are not taken to be all that it will have.
 */
export function filterRule(view: View, names: RuleNames, parts: RuleParts, ports: View = view): FilterRule {
  const named = view.value(names.protocol);
  const protocol = protocolFact(named, view.spanOf(names.protocol));
  const unfinished = named?.kind === "string" && !protocol.known ? protocol.unknown : undefined;
  const peersRest = parts.peers.open ?? unfinished;
  const range = rulePorts(ports, names, protocol, parts.omitted);
  const portsSpan = range === "all" ? undefined : spanOver(ports, [names.from, names.to]);
  return {
    address: view.resource.address,
    direction: parts.direction,
    action: parts.action,
    ...(parts.number === undefined ? {} : { number: parts.number }),
    protocol,
    ports: range,
    peers: parts.peers.peers,
    ...(peersRest === undefined ? {} : { peersRest }),
    exists: parts.exists,
    span: view.span,
    ...(portsSpan === undefined ? {} : { portsSpan }),
    ...(parts.peers.assumption === undefined ? {} : { assumption: parts.peers.assumption }),
  };
}

function rulePorts(view: View, names: RuleNames, protocol: FilterRule["protocol"], omitted?: number): RulePorts {
  if (!hasPorts(protocol)) return "all";
  const from = view.value(names.from);
  const to = view.value(names.to);
  if (from === undefined && to === undefined && omitted === undefined) return "all";
  const first = portFact(view, names.from, from ?? to, omitted);
  const last = portFact(view, names.to, to ?? from, omitted);
  if (first.known && last.known && (first.value === -1 || last.value === -1)) return "all";
  return { from: first, to: last };
}

function portFact(view: View, name: string, value: Value | undefined, omitted = 0): Fact<number> {
  if (value === undefined) return { known: true, value: omitted, origin: { kind: "default", span: view.span } };
  return factOf(value, asNumber, view.spanOf(name));
}

const NOBODY: Peers = { peers: [] };

/** One peer for each CIDR of a list. What a data source reads of a resource of the scan is that resource's, as an assumption. */
export function cidrPeers(context: Context, value: Value | undefined, fallback: Span): Peers {
  if (value === undefined) return NOBODY;
  const { elements, open } = elementsOf(value);
  let assumption: Assumption | undefined;
  const peers = elements
    .filter((element) => !(element.value.kind === "string" && element.value.value === ""))
    .map((element): Peer => {
      const found = lookThrough(context, element.value);
      assumption = found?.assumption ?? assumption;
      const range = found === undefined ? rangeOfVpc(context, element.value) : undefined;
      return {
        kind: "cidr",
        range: range ?? rangeFact(found?.value ?? element.value, fallback),
        exists: element.exists,
      };
    });
  return { peers, ...(open === undefined ? {} : { open }), ...(assumption === undefined ? {} : { assumption }) };
}

/** The argument of the resource that a data source names or is taken to find, where the attribute is one. */
function lookThrough(
  context: Context,
  value: Value,
): { readonly value: Value; readonly assumption: Assumption | undefined } | undefined {
  const ref = value.kind === "unknown" ? value.ref : undefined;
  if (ref === undefined) return undefined;
  const source = context.resource(ref);
  const same = source === undefined ? undefined : context.sameAs(source);
  const redirect = same === undefined ? context.redirect(ref) : undefined;
  const resource = same ?? (redirect === undefined ? undefined : context.resource(redirect.to));
  const found = resource === undefined ? undefined : viewOf(resource).value(ref.attribute);
  if (found === undefined) return undefined;
  const assumed = redirect?.assumption;
  return { value: found, assumption: assumed === undefined ? undefined : { kind: assumed.kind, text: assumed.text } };
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
  const peers = links.map((one) => linkedPeer(kind, one));
  return rest === undefined ? { peers } : { peers, open: rest };
}

function linkedPeer(kind: "security-group" | "prefix-list", link: Link): Peer {
  if (kind === "security-group") return { kind, group: link, exists: link.exists };
  return { kind, list: link, exists: link.exists };
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
  const open = all.find((one) => one.open !== undefined)?.open;
  const assumption = all.find((one) => one.assumption !== undefined)?.assumption;
  return { peers, ...(open === undefined ? {} : { open }), ...(assumption === undefined ? {} : { assumption }) };
}

/**
 * Whether copies of a rule (a resource or block with an unknown number of instances) can only repeat what this one says: its ports,
 * protocol and peers are all known. Else the copies may differ and the returned unknown says why.
 */
export function variesWith(context: Context, rule: FilterRule): UnknownValue | undefined {
  if (!rule.protocol.known) return rule.protocol.unknown;
  if (rule.ports !== "all") {
    if (!rule.ports.from.known) return rule.ports.from.unknown;
    if (!rule.ports.to.known) return rule.ports.to.unknown;
  }
  if (rule.peersRest !== undefined) return rule.peersRest;
  for (const peer of rule.peers) {
    if (peer.kind === "cidr") {
      if (!peer.range.known) return peer.range.unknown;
      continue;
    }
    const link = peer.kind === "security-group" ? peer.group : peer.list;
    for (const id of link.to) {
      const kind = peer.kind === "security-group" ? "security-group" : "prefix-list";
      const outside = context.node(kind, id)?.external;
      if (outside !== undefined && !outside.literal) return outside.unknown;
    }
  }
  return undefined;
}

/** The same rule, existing only where something else does too. */
export function bound(rule: FilterRule, exists: Existence): FilterRule {
  return exists === true ? rule : { ...rule, exists: bothExist(rule.exists, exists) };
}

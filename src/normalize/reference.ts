/** Turns a value that names a thing into a link to its node, making an external node where the source does not define it. */
import type { Span } from "../base/source-file.ts";
import {
  type Existence,
  rootUnknowns,
  type StringValue,
  type TextValue,
  type UnknownValue,
  type Value,
} from "../base/value.ts";
import type { Resource } from "../evaluate/resource.ts";
import type { Assumption, Link, LinkSet, NodeId } from "../graph/model.ts";
import { companion, defaultVpc } from "./companion.ts";
import { type Context, nodeId } from "./context.ts";
import { type ExternalKind, externalNode } from "./external.ts";
import { ARN_MARKS, companionOf, echoOf, type Family, IDENTITIES, LITERAL_ID, nodeKindOf } from "./identity.ts";
import { elementsOf, isListType, joined, originOf, unknownOfText, unsettled } from "./value.ts";
import { type View, viewOf } from "./view.ts";

/** Where a reference stands. */
export interface Site {
  readonly root: string;
  readonly span: Span;
}

export function siteOf(view: View, name: string): Site {
  return { root: view.resource.root, span: view.spanOf(name) };
}

/** A node that a value may name. */
interface Candidate {
  readonly id: NodeId;
  readonly assumption?: Assumption;
}

/** Families that are nodes. */
type Linked = Exclude<Family, "launch-template" | "launch-configuration" | "network-interface" | "service">;

const DEPTH = 8;

/** The link that a value makes. */
export function link(context: Context, family: Linked, value: Value, site: Site): Link {
  const found = resolve(context, family, value, site, 0);
  const perhaps = value.kind === "unknown" && value.oneOf?.some((one) => one.kind === "null") === true;
  const assumption = found.find((one) => one.assumption !== undefined)?.assumption;
  return {
    to: [...new Set(found.map((one) => one.id))],
    exists: perhaps ? value : true,
    origin: originOf(value, site.span),
    ...(assumption === undefined ? {} : { assumption }),
  };
}

/** The argument's link, or undefined where it is absent. */
export function linkAt(context: Context, family: Linked, view: View, name: string): Link | undefined {
  const value = view.value(name);
  return value === undefined ? undefined : link(context, family, value, siteOf(view, name));
}

/** The first of the arguments that is written, as a link. */
export function firstLink(context: Context, family: Linked, view: View, names: readonly string[]): Link | undefined {
  for (const name of names) {
    const found = linkAt(context, family, view, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Links to all that a list names. Of a list of which not even the length is known, one link leads to a repeated node that stands
 * for its elements, so that two uses of the same unknown list meet; `open` says that nothing else is known of it.
 */
export function linkSet(context: Context, family: Linked, value: Value | undefined, site: Site): LinkSet {
  const { elements, open } = elementsOf(value);
  const links = elements.map((element) => {
    const made = link(context, family, element.value, site);
    return element.exists === true ? made : { ...made, exists: element.exists };
  });
  if (open === undefined) return { links };
  const repeated = repeatedResource(context, family, open);
  if (repeated !== undefined)
    return { links: [...links, { to: [repeated], exists: true, origin: originOf(open, site.span) }] };
  const each = external(context, family, { ...open, symbol: `each of ${open.symbol}` }, site, { repeated: true });
  return { links: [...links, { to: [each], exists: open, origin: originOf(open, site.span) }], open };
}

export function linkSetAt(context: Context, family: Linked, view: View, ...names: readonly string[]): LinkSet {
  return join(names.map((name) => linkSet(context, family, view.value(name), siteOf(view, name))));
}

/** All links of several sets. */
export function join(sets: readonly LinkSet[]): LinkSet {
  const links = sets.flatMap((set) => set.links);
  const open = sets.find((set) => set.open !== undefined)?.open;
  return open === undefined ? { links } : { links, open };
}

export const NO_LINKS: LinkSet = { links: [] };

/** A link that nobody wrote. */
export function impliedLink(id: NodeId, span: Span): Link {
  return { to: [id], exists: true, origin: { kind: "default", span } };
}

/** Whether a link leads to one thing for certain: else what it makes exists in one of several. */
export function certain(target: Link, view: View): Existence {
  if (target.to.length <= 1) return target.exists;
  const { address, span } = view.resource;
  return unsettled(`target of ${address}`, `${address} belongs to one of several`, "derived", span);
}

/** The resources of the scan that a value names exactly, of a family that is no node. */
export function resourcesOf(context: Context, family: Family, value: Value, root: string): readonly Resource[] {
  if (value.kind === "unknown") {
    if (value.oneOf !== undefined) return value.oneOf.flatMap((one) => resourcesOf(context, family, one, root));
    const resource = value.ref === undefined ? undefined : context.resource(value.ref);
    if (resource !== undefined && IDENTITIES.get(resource.type)?.family === family) return [resource];
  }
  return context.named(family, value, root);
}

function resolve(context: Context, family: Linked, value: Value, site: Site, depth: number): readonly Candidate[] {
  if (depth > DEPTH)
    return [
      {
        id: external(
          context,
          family,
          unsettled("deep reference", "it is a reference through too many others", "unsupported", site.span),
          site,
        ),
      },
    ];
  switch (value.kind) {
    case "unknown":
      return ofUnknown(context, family, value, site, depth);
    case "text":
    case "string":
      return ofText(context, family, value, site);
    case "number":
      if (typeof value.value === "number")
        return ofText(context, family, { kind: "string", value: String(value.value) }, site);
  }
  const symbol = `invalid reference at ${site.span.file.path}:${site.span.start}`;
  return [
    {
      id: external(
        context,
        family,
        unsettled(symbol, `a ${value.kind} stands where a ${family} is expected`, "error", site.span),
        site,
      ),
    },
  ];
}

function ofUnknown(
  context: Context,
  family: Linked,
  value: UnknownValue,
  site: Site,
  depth: number,
): readonly Candidate[] {
  if (value.oneOf !== undefined) {
    const named = value.oneOf.filter((one) => one.kind !== "null");
    if (named.length > 0) return named.flatMap((one) => resolve(context, family, one, site, depth + 1));
  }
  if (value.ref !== undefined) {
    const found = ofReference(context, family, value, site, depth);
    if (found !== undefined) return found;
  }
  const named = byName(context, family, value, site);
  if (named.length > 0) return named;
  return fromDerivation(context, family, value) ?? [{ id: external(context, family, value, site) }];
}

/** An attribute of a resource of the scan, or of a data source. */
function ofReference(
  context: Context,
  family: Linked,
  value: UnknownValue,
  site: Site,
  depth: number,
): readonly Candidate[] | undefined {
  const { ref } = value;
  if (ref === undefined) return undefined;
  const redirect = context.redirect(ref);
  if (redirect !== undefined) {
    const to = context.resource(redirect.to);
    const sameKind = to !== undefined && IDENTITIES.get(to.type)?.family === family;
    if (sameKind)
      return [{ id: nodeId(to), assumption: { kind: redirect.assumption.kind, text: redirect.assumption.text } }];
  }
  const resource = context.resource(ref);
  if (resource === undefined) return undefined;
  const identity = IDENTITIES.get(resource.type);
  const attribute = ref.attribute;
  const beside = companionOf(attribute);
  if (beside !== undefined && identity?.family === "vpc" && nodeKindOf(family) === kindOfCompanion(beside)) {
    const vpc = resolve(
      context,
      "vpc",
      { ...value, ref: { ...ref, attribute: identity.attributes[0]! } },
      site,
      depth + 1,
    );
    return vpc.map((one) => ({ ...one, id: companion(context, beside, one.id, site) }));
  }
  if (identity?.family === family && (identity.attributes.includes(attribute) || attribute === "")) {
    return resource.mode === "data"
      ? ofDataSource(context, family, resource, value, site, depth)
      : [{ id: nodeId(resource) }];
  }
  const echo = echoOf(attribute);
  const echoed = echo === undefined ? undefined : viewOf(resource).value(echo);
  if (echoed !== undefined && echoed !== value) return resolve(context, family, echoed, site, depth + 1);
  if (
    identity?.family === family &&
    resource.mode === "managed" &&
    (attribute === "arn" || attribute === "id" || attribute === "Arn")
  ) {
    context.warn(
      "wrong-reference",
      `${value.symbol} is not what names a ${family} here: AWS expects ${identity.attributes.join(" or ")}`,
      originOf(value, site.span).span,
    );
  }
  return undefined;
}

function kindOfCompanion(beside: string): string {
  return beside === "default-security-group" ? "security-group" : "network-acl";
}

/** What a data source reads is outside the source, except where its arguments say which thing it is. */
function ofDataSource(
  context: Context,
  family: Linked,
  resource: Resource,
  value: UnknownValue,
  site: Site,
  depth: number,
): readonly Candidate[] {
  const view = viewOf(resource);
  if (family === "task-definition") {
    const definition = view.value("task_definition");
    if (definition !== undefined) {
      const found = resolve(context, family, definition, siteOf(view, "task_definition"), depth + 1);
      if (found.every((one) => context.node("task-definition", one.id)?.external === undefined)) return found;
    }
  }
  if (family === "security-group" && isText(view.value("name"), "default")) {
    const vpc = view.value("vpc_id");
    const ids = vpc === undefined ? [{ id: defaultVpc(context, site) }] : resolve(context, "vpc", vpc, site, depth + 1);
    return ids.map((one) => ({ ...one, id: companion(context, "default-security-group", one.id, site) }));
  }
  const byDefault = view.value("default");
  if (family === "vpc" && byDefault?.kind === "bool" && byDefault.value) return [{ id: defaultVpc(context, site) }];
  const symbol = nodeId(resource);
  const made = { symbol, address: resource.address, repeated: resource.repeated };
  return [{ id: external(context, family, value, { ...site, span: resource.span }, made) }];
}

function isText(value: Value | undefined, text: string): boolean {
  return value?.kind === "string" && value.value === text;
}

function repeatedResource(context: Context, family: Linked, list: UnknownValue): NodeId | undefined {
  const resource = list.ref === undefined ? undefined : context.resource(list.ref);
  if (resource === undefined || !resource.repeated || resource.mode === "data") return undefined;
  const identity = IDENTITIES.get(resource.type);
  return identity?.family === family && identity.attributes.includes(list.ref!.attribute)
    ? nodeId(resource)
    : undefined;
}

/** An expression over exactly one identifying attribute (`split("/", aws_ecs_cluster.x.id)[1]`) is taken to name the same thing. */
function fromDerivation(context: Context, family: Linked, value: UnknownValue): readonly Candidate[] | undefined {
  if (context.strict || value.from === undefined) return undefined;
  const roots = rootUnknowns(value);
  const [only] = roots;
  if (roots.length !== 1 || only?.ref === undefined || only === value) return undefined;
  const resource = context.resource(only.ref);
  if (resource === undefined || resource.mode === "data") return undefined;
  if (IDENTITIES.get(resource.type)?.family !== family) return undefined;
  const text = `${value.symbol} is taken to name ${resource.address}`;
  return [{ id: nodeId(resource), assumption: { kind: "derived-reference", text } }];
}

function ofText(context: Context, family: Linked, value: StringValue | TextValue, site: Site): readonly Candidate[] {
  const name = nameIn(family, value);
  if (name.kind === "unknown" && name.ref !== undefined) {
    const found = ofReference(context, family, name, site, 0);
    if (found !== undefined) return found;
  }
  const named = byName(context, family, name, site);
  if (named.length > 0) return named;
  if (value.kind === "text") {
    const unknown = unknownOfText(value);
    return fromDerivation(context, family, unknown) ?? [{ id: external(context, family, unknown, site) }];
  }
  const text = name.kind === "string" ? name.value : value.value;
  if (family === "capacity-provider" && RESERVED.has(text)) return [{ id: reserved(context, text, site) }];
  const unknown = unsettled(text, `${text} is not in the source`, "external", site.span);
  return [{ id: external(context, family, unknown, site, { literal: true }) }];
}

/** Names of the capacity providers that every cluster can use
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html). */
const RESERVED: ReadonlySet<string> = new Set(["FARGATE", "FARGATE_SPOT"]);

function reserved(context: Context, name: string, site: Site): NodeId {
  const id = `aws:${name}`;
  if (!context.has(id)) {
    context.put({
      kind: "capacity-provider",
      id,
      address: name,
      root: site.root,
      span: site.span,
      exists: true,
      provides: { kind: "fargate" },
    });
  }
  return id;
}

function byName(context: Context, family: Linked, name: Value, site: Site): readonly Candidate[] {
  const literal = LITERAL_ID[family];
  if (name.kind === "string" && literal?.test(name.value) === true) return [];
  return context.named(family, name, site.root).map((resource) => ({ id: nodeId(resource) }));
}

/** The name inside an ARN, `family:revision` or `account/group`; the value itself where it is a plain name. */
function nameIn(family: Family, value: StringValue | TextValue): Value {
  const parts = value.kind === "string" ? [value.value] : value.parts;
  let rest: readonly (string | UnknownValue)[] = parts;
  for (const mark of ARN_MARKS[family] ?? []) {
    const at = parts.findIndex((part) => typeof part === "string" && part.includes(mark));
    const part = parts[at];
    if (typeof part !== "string") continue;
    rest = [part.slice(part.indexOf(mark) + mark.length), ...parts.slice(at + 1)];
    break;
  }
  if (family === "task-definition") rest = cut(rest, ":");
  if (family === "target-group" || family === "load-balancer") rest = cut(rest, "/");
  if (family === "security-group" && parts.length === 1) rest = [String(parts[0]).replace(/^\d{12}\//, "")];
  return joined(rest, {});
}

/** The parts up to the first mark. */
function cut(parts: readonly (string | UnknownValue)[], mark: string): readonly (string | UnknownValue)[] {
  const at = parts.findIndex((part) => typeof part === "string" && part.includes(mark));
  const part = parts[at];
  return typeof part === "string" ? [...parts.slice(0, at), part.slice(0, part.indexOf(mark))] : parts;
}

interface ExternalOptions {
  readonly symbol?: string;
  readonly address?: string;
  readonly literal?: boolean;
  readonly repeated?: boolean;
}

/** The id of the external node of a symbol, which is made on its first use. */
export function external(
  context: Context,
  family: Linked,
  unknown: UnknownValue,
  site: Site,
  options: ExternalOptions = {},
): NodeId {
  const kind = nodeKindOf(family) as ExternalKind;
  const symbol = options.symbol ?? unknown.symbol;
  const plain = `external:${symbol}`;
  const taken = context.has(plain) && context.node(kind, plain) === undefined;
  const id = taken ? `${plain} as ${kind}` : plain;
  if (context.has(id)) return id;
  const thing = {
    id,
    address: options.address ?? symbol,
    root: site.root,
    span: originOf(unknown, site.span).span,
    unknown,
    literal: options.literal === true,
    repeated: options.repeated === true || isListType(unknown),
  };
  const loadBalancer =
    kind === "listener"
      ? external(context, "load-balancer", { ...unknown, symbol: `load balancer of ${symbol}` }, site)
      : id;
  context.put(externalNode(kind, thing, loadBalancer));
  return id;
}

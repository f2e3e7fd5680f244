/** A value that names a thing into the nodes that it may be, making an external one where the source does not define it. */
import type { Assumption, StringValue, TextValue, UnknownValue, Value } from "../../base/value.ts";
import { rootUnknowns } from "../../base/value.ts";
import { familyOf, identityOf } from "../../catalogue/catalogue.ts";
import {
  COMPANION_KIND,
  companionOf,
  echoOf,
  LITERAL_ID,
  nodeKindOf,
  SOURCE_GROUPS,
} from "../../catalogue/families.ts";
import type { Resource } from "../../evaluate/resource.ts";
import type { Link, NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { given, originOf, unknownOfText } from "../value.ts";
import { attributeAt, type Site, siteOf, type View, viewOf } from "../view.ts";
import { companion, defaultVpc } from "./companion.ts";
import { attributeNamed, bringsAnId, identifies, OWN_TURN, writesText } from "./derivation.ts";
import { addArguments, emptyName, external, type Linked, misplaced, tooDeep } from "./external.ts";
import { nameIn } from "./name-in.ts";
import { RESERVED, reserved } from "./reserved-providers.ts";
import { addStated, statedAs } from "./stated.ts";
import { notInSource } from "./written.ts";

/** A node that a value may name. */
interface Candidate {
  readonly id: NodeId;
  readonly assumption?: Assumption;
}

const DEPTH = 8;

/** What is looked for, and where it is asked. */
interface Asked {
  readonly context: Context;
  readonly family: Linked;
  readonly site: Site;
  /** Through so many other references. */
  readonly depth: number;
}

/** Never empty. */
export function resolve(context: Context, family: Linked, value: Value, site: Site): readonly Candidate[] {
  return candidates({ context, family, site, depth: 0 }, value);
}

function candidates(asked: Asked, value: Value): readonly Candidate[] {
  const { context, family, site, depth } = asked;
  if (depth > DEPTH) return [{ id: external(context, family, tooDeep(site), site) }];
  switch (value.kind) {
    case "unknown":
      return ofUnknown(asked, value);
    case "text":
    case "string":
      return ofText(asked, value);
    case "number":
      if (typeof value.value === "number") return ofText(asked, { kind: "string", value: String(value.value) });
  }
  return [{ id: external(context, family, misplaced(value, family, site), site) }];
}

function deeper(asked: Asked, family: Linked = asked.family): Asked {
  return { ...asked, family, depth: asked.depth + 1 };
}

function ofUnknown(asked: Asked, value: UnknownValue): readonly Candidate[] {
  if (value.oneOf !== undefined) {
    const named = value.oneOf.filter((one) => one.kind !== "null");
    if (named.length > 0) return named.flatMap((one) => candidates(deeper(asked), one));
  }
  if (value.ref !== undefined) {
    const found = ofReference(asked, value);
    if (found !== undefined) return found;
  }
  const named = byName(asked, value);
  if (named.length > 0) return named;
  return fromDerivation(asked, value) ?? [{ id: outside(asked, value) }];
}

/** A thing from outside, with what is known of it. */
function outside(asked: Asked, unknown: UnknownValue, options: { readonly literal?: true } = {}): NodeId {
  const { context, family, site } = asked;
  const id = external(context, family, unknown, site, options);
  addStated(context, id, site, (vpc, at) => vpcLink(asked, vpc, at));
  return id;
}

function vpcLink(asked: Asked, vpc: Value, site: Site): Link {
  const to = candidates({ ...deeper(asked, "vpc"), site }, vpc).map((one) => one.id);
  return { to: [...new Set(to)], exists: true, origin: originOf(vpc, site.span) };
}

/** An attribute of a resource of the scan, or of a data source. */
function ofReference(asked: Asked, value: UnknownValue): readonly Candidate[] | undefined {
  const { context, family, site } = asked;
  const { ref } = value;
  if (ref === undefined) return undefined;
  const redirect = context.redirect(ref);
  if (redirect !== undefined) {
    const to = context.resource(redirect.to);
    if (to !== undefined && familyOf(to.type) === family)
      return [{ id: nodeId(to), ...given({ assumption: redirect.assumption }) }];
  }
  const resource = context.resource(ref);
  if (resource === undefined) return undefined;
  const same = context.sameAs(resource);
  if (same !== undefined) {
    const { root, address } = same;
    return ofReference(deeper(asked), { ...value, ref: { ...ref, root, address } });
  }
  const own = familyOf(resource.type);
  const identity = identityOf(resource.type);
  const attribute = attributeNamed(ref.attribute, resource);
  const beside = companionOf(attribute);
  if (beside !== undefined && own === "vpc" && nodeKindOf(family) === COMPANION_KIND[beside]) {
    const vpc = candidates(deeper(asked, "vpc"), { ...value, ref: { ...ref, attribute: identity[0]! } });
    return vpc.map((one) => ({ ...one, id: companion(context, beside, one.id, site) }));
  }
  if (own === family && (identity.includes(attribute) || attribute === "")) {
    if (resource.repeated && ref.attribute.includes("."))
      return [{ id: external(context, family, oneOfMany(value, resource), site) }];
    return resource.mode === "data" ? ofDataSource(asked, resource, value) : [{ id: nodeId(resource) }];
  }
  const special = ofSpecialAttribute(asked, resource, attribute, value);
  if (special !== undefined) return special;
  const echo = echoOf(attribute);
  const echoed = echo === undefined ? undefined : viewOf(resource).value(echo);
  if (echoed !== undefined && echoed !== value) return candidates(deeper(asked), echoed);
  if (
    own === family &&
    resource.mode === "managed" &&
    (attribute === "arn" || attribute === "id" || attribute === "Arn")
  ) {
    context.warn(
      "wrong-reference",
      `${value.symbol} is not what names a ${family} here: AWS expects ${identity.join(" or ")}`,
      originOf(value, site.span).span,
    );
  }
  return undefined;
}

/** The group of a classic load balancer, and the list of addresses that an endpoint's service has. */
function ofSpecialAttribute(
  asked: Asked,
  resource: Resource,
  attribute: string,
  value: UnknownValue,
): readonly Candidate[] | undefined {
  const { context, family, site } = asked;
  if (family === "security-group" && SOURCE_GROUPS.has(attribute)) {
    const view = viewOf(resource);
    const groups = view.value("securityGroups");
    const [only, second] = groups?.kind === "list" ? groups.elements : [];
    return only === undefined || second !== undefined ? undefined : candidates(deeper(asked), only);
  }
  if (family === "prefix-list" && attribute === "prefix_list_id") {
    return [{ id: external(context, family, value, site, { awsManaged: true }) }];
  }
  return undefined;
}

/** Two of a list are not the same, such as groups of which only members of one let each other in: that one stands for all is not enough. */
function oneOfMany(value: UnknownValue, { exists }: Resource): UnknownValue {
  return exists === true ? value : { ...value, from: [exists] };
}

/** What a data source reads is outside the source, except where its arguments say which thing it is. */
function ofDataSource(asked: Asked, resource: Resource, value: UnknownValue): readonly Candidate[] {
  const { context, family, site } = asked;
  const view = viewOf(resource);
  if (family === "task-definition") {
    const definition = view.value("taskDefinition");
    if (definition !== undefined) {
      const found = candidates({ ...deeper(asked), site: siteOf(view, "taskDefinition") }, definition);
      if (found.every((one) => context.node("task-definition", one.id)?.external === undefined)) return found;
    }
  }
  if (family === "security-group" && isText(view.value("name"), "default")) {
    const vpc = view.value("vpcId");
    const ids = vpc === undefined ? [{ id: defaultVpc(context, site) }] : candidates(deeper(asked, "vpc"), vpc);
    return ids.map((one) => ({ ...one, id: companion(context, "default-security-group", one.id, site) }));
  }
  const found = family === "cluster" ? ofClusterName(asked, resource) : undefined;
  if (found !== undefined) return found;
  const byDefault = view.value("default");
  if (family === "vpc" && byDefault?.kind === "bool" && byDefault.value) return [{ id: defaultVpc(context, site) }];
  const end = `.${value.ref?.attribute ?? ""}`;
  const symbol = value.symbol.endsWith(end) ? value.symbol.slice(0, -end.length) : nodeId(resource);
  const name = view.value("name");
  const awsManaged = family === "prefix-list" && name?.kind === "string" && name.value.startsWith("com.amazonaws.");
  const loadBalancer = family === "listener" ? loadBalancerOf(asked, view) : undefined;
  const made = { symbol, address: resource.address, repeated: resource.repeated, awsManaged, loadBalancer };
  const id = external(context, family, value, { ...site, span: resource.span }, made);
  addArguments(context, id, view, (vpc, at) => vpcLink(asked, vpc, siteOf(view, at)));
  addStated(context, id, site, (vpc, at) => vpcLink(asked, vpc, at));
  return [{ id }];
}

/** The one whose listener a data source looks for. */
function loadBalancerOf(asked: Asked, view: View): NodeId | undefined {
  const arn = view.value("loadBalancerArn");
  if (arn === undefined) return undefined;
  const site = siteOf(view, "loadBalancerArn");
  const [only, other] = candidates({ ...deeper(asked, "load-balancer"), site }, arn);
  return other === undefined ? only?.id : undefined;
}

/** A cluster is found by its name alone: where the source has none of that name, it is the same as whatever else is called so. */
function ofClusterName(asked: Asked, resource: Resource): readonly Candidate[] | undefined {
  const name = resource.repeated ? undefined : attributeAt(resource, "cluster_name");
  return name === undefined || byName(asked, name).length > 0 ? undefined : candidates(deeper(asked), name);
}

function isText(value: Value | undefined, text: string): boolean {
  return value?.kind === "string" && value.value === text;
}

/**
 * An expression over exactly one identifying attribute (`split("/", aws_ecs_cluster.x.id)[1]`) is taken to name the same thing, also where it
 * asks how many there are of it.
 */
function fromDerivation(asked: Asked, value: UnknownValue): readonly Candidate[] | undefined {
  const { context, family } = asked;
  if (context.strict || value.from === undefined) return undefined;
  const roots = rootUnknowns(value);
  const [only, other] = roots.filter(({ ref }) => ref?.attribute !== "");
  if (only?.ref === undefined || other !== undefined || only === value) return undefined;
  if (roots.some(({ ref }) => ref === undefined || nodeId(ref) !== nodeId(only.ref!))) return undefined;
  const resource = context.resource(only.ref);
  if (resource === undefined || resource.mode === "data") return undefined;
  if (familyOf(resource.type) !== family || !identifies(only.ref.attribute, resource)) return undefined;
  if (bringsAnId(value.symbol, family) || writesText(value.symbol)) return undefined;
  if (resource.repeated && !OWN_TURN.test(value.symbol))
    return [{ id: external(context, family, oneOfMany(value, resource), asked.site) }];
  const text = `${value.symbol} is taken to name ${resource.address}`;
  return [{ id: nodeId(resource), assumption: { kind: "derived-reference", text } }];
}

function ofText(asked: Asked, value: StringValue | TextValue): readonly Candidate[] {
  const { context, family, site } = asked;
  const identified = context.identified(family, value);
  if (identified !== undefined) return [candidateOf(context, identified)];
  const name = nameIn(family, value);
  if (name.kind === "unknown" && name.ref !== undefined) {
    const found = ofReference({ ...asked, depth: 0 }, name);
    if (found !== undefined) return found;
  }
  const named = byName(asked, name, value.kind === "string" && value.value.startsWith("arn:"));
  if (named.length > 0) return named;
  // A name that is not known is the same whether it stands alone or in an ARN.
  if (name.kind === "unknown") return ofUnknown(deeper(asked), name);
  if (name.kind === "text") {
    const unknown = unknownOfText(name);
    return fromDerivation(asked, unknown) ?? [{ id: external(context, family, unknown, site) }];
  }
  const text = name.value;
  if (text === "") return [{ id: external(context, family, emptyName(value, family, site), site) }];
  if (family === "capacity-provider" && RESERVED.has(text)) return [{ id: reserved(context, text, site) }];
  const stated = statedAs(context, text, family, site);
  if (stated !== undefined) return [{ id: stated }];
  const made = notInSource(text, family, site, value.kind === "string" ? value.value : undefined);
  const hint = context.literalHint(family, value.kind === "string" ? value.value : text);
  const unknown =
    hint === undefined || made.cause.kind === "error" ? made : { ...made, cause: { ...made.cause, hint } };
  return [{ id: outside(asked, unknown, { literal: true }) }];
}

/** `ofArn`: the name stood in an ARN, and what is deployed is known by its own. */
function byName(asked: Asked, name: Value, ofArn = false): readonly Candidate[] {
  const { context, family, site } = asked;
  const literal = LITERAL_ID[family];
  if (name.kind === "string" && literal?.test(name.value) === true) return [];
  const named = context.named(family, name, site);
  const meant = ofArn ? named.filter(({ identities }) => identities === undefined) : named;
  return meant.map((resource) => candidateOf(context, resource));
}

/** That what is deployed is as it was told is an assumption, where a source names it. */
function candidateOf({ deployed, strict }: Context, resource: Resource): Candidate {
  const assumption = strict ? undefined : deployed.get(resource.root);
  return { id: nodeId(resource), ...given({ assumption }) };
}

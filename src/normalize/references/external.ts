/**
 * A thing that the source refers to but does not define: the unknown that stands for it, with what the user can do, and its node, which is
 * made on the first use.
 */

import { definition, type StringValue, type TextValue, type UnknownValue, type Value } from "../../base/value.ts";
import type { Family } from "../../catalogue/entry.ts";
import { nodeKindOf } from "../../catalogue/families.ts";
import type { Link, NodeId } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asString, optional, rangeFact } from "../facts.ts";
import { isListType, originOf, unsettled } from "../value.ts";
import type { Site, View } from "../view.ts";
import { type ExternalKind, externalNode } from "./external-node.ts";

/** Families that are nodes and can be outside the source. */
export type Linked = Extract<Family, ExternalKind | "classic-load-balancer">;

interface ExternalOptions {
  readonly symbol?: string;
  readonly address?: string;
  readonly literal?: boolean;
  /** A prefix list that AWS runs for a service. */
  readonly awsManaged?: boolean;
  /** It stands for any number of things. */
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
    awsManaged: options.awsManaged === true,
    repeated: options.repeated === true || isListType(unknown),
  };
  const loadBalancer =
    kind === "listener"
      ? external(context, "load-balancer", { ...unknown, symbol: `load balancer of ${symbol}` }, site)
      : id;
  context.put(externalNode(kind, thing, loadBalancer));
  return id;
}

/**
 * A literal id, ARN or name of something that the root does not define. Ids and ARNs are in no source; names are, but in which of
 * several roots a name is meant, only a reference says.
 */
export function notInSource(text: string, family: Linked, { span }: Site): UnknownValue {
  const hint = `refer to the ${spoken(family)} by a resource, data source, remote state or import in place of ${text}, and scan what defines it together with this`;
  return unsettled(text, `${text} is not in the source`, "external", span, hint);
}

/** A default that somebody has to fill in: each may stand for another thing. */
export function emptyName(value: StringValue | TextValue, family: Linked, site: Site): UnknownValue {
  const { span, input, hint: other } = definition(originOf(value, site.span));
  const { symbol, hint } = input ?? {
    symbol: `${span.file.path}:${span.file.position(span.start).line}`,
    hint: other ?? `write there which ${spoken(family)} is meant`,
  };
  return unsettled(`${spoken(family)} of ${symbol}`, `an empty text names no ${spoken(family)}`, "input", span, hint);
}

export function misplaced({ kind }: Value, family: Linked, { span }: Site): UnknownValue {
  const text = `a ${kind} stands where a ${spoken(family)} is expected`;
  return unsettled(
    `invalid reference at ${span.file.path}:${span.start}`,
    text,
    "error",
    span,
    `refer to one ${spoken(family)} there`,
  );
}

export function tooDeep({ span }: Site): UnknownValue {
  const text = "it is a reference through too many others";
  return unsettled("deep reference", text, "unsupported", span, "refer to the thing itself");
}

function spoken(family: Linked): string {
  return family.replaceAll("-", " ");
}

/** `toVpc` makes the link to the VPC that an argument names. */
export function addArguments(
  context: Context,
  id: NodeId,
  view: View,
  toVpc: (vpc: Value, name: string) => Link,
): void {
  const group = context.node("security-group", id);
  const vpc = vpcOf(view);
  if (group !== undefined && vpc !== undefined) context.put({ ...group, vpc: toVpc(vpc.value, vpc.name) });
  const subnet = context.node("subnet", id);
  if (subnet === undefined) return;
  const cidr = view.value("cidrBlock");
  const zone = optional(view, "availabilityZone", asString) ?? optional(view, "availabilityZoneId", asString);
  context.put({
    ...subnet,
    vpc: vpc === undefined ? subnet.vpc : toVpc(vpc.value, vpc.name),
    cidrs: cidr === undefined ? subnet.cidrs : [rangeFact(cidr, view.spanOf("cidrBlock"))],
    zone: zone ?? subnet.zone,
  });
}

/** The `vpcId` argument, or the only value of the filter of that name. */
function vpcOf(view: View): { readonly value: Value; readonly name: string } | undefined {
  const value = view.value("vpcId");
  if (value !== undefined) return { value, name: "vpcId" };
  for (const filter of view.views("filter").views) {
    const name = filter.value("name");
    const values = filter.value("values");
    if (name?.kind !== "string" || name.value !== "vpc-id" || values?.kind !== "list") continue;
    const [only, second] = values.elements;
    if (only !== undefined && second === undefined) return { value: only, name: "filter" };
  }
  return undefined;
}

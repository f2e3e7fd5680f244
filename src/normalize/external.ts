/** A thing that the source refers to but does not define into its node, which is made on the first use. */
import type { UnknownValue } from "../base/value.ts";
import type { NodeId } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { type ExternalKind, externalNode } from "./external-node.ts";
import { type Family, nodeKindOf } from "./identity.ts";
import type { Site } from "./site.ts";
import { isListType, originOf } from "./value.ts";

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

/** What a part of the source that could not be read may change of what could. */
import type { Span } from "../base/source-file.ts";
import type { UnknownValue } from "../base/value.ts";
import { isOf, type Kind } from "../catalogue/catalogue.ts";
import type { Lost } from "../evaluate/resource.ts";
import type { NetworkAcl, Node, NodeId, SecurityGroup } from "../graph/model.ts";
import { perhapsScaled } from "./containers/scaling.ts";
import { type Context, nodeId } from "./context.ts";
import { mayHaveMore } from "./networks/route-tables.ts";
import { bothExist, unsettled } from "./value.ts";

/** Kinds of resources that say something of things which others declare. What refers to one of another kind is not known by itself. */
const RULES: readonly Kind[] = ["security-group-rule", "ingress-rule", "egress-rule", "default-security-group"];
const ACLS: readonly Kind[] = ["network-acl", "default-network-acl", "network-acl-association"];

/**
 * It may add to any thing of its root, as a module that is not there may to what it is given; a network ACL that is lost may be that of any
 * subnet for which no other one certainly is.
 */
export function openToLost(context: Context): void {
  for (const lost of context.lost) {
    const add = (what: string) => whatMay(lost, `add ${what}`);
    if (mayBe(lost, RULES))
      for (const group of ofRoot(context.nodesOf("security-group"), lost)) context.put(opened(group, add("rules")));
    if (mayBe(lost, ["security-group-vpc-association"]))
      for (const group of ofRoot(context.nodesOf("security-group"), lost))
        context.put({ ...group, sharedWith: { links: group.sharedWith?.links ?? [], rest: add("VPCs") } });
    if (mayBe(lost, ["network-acl-entry"]))
      for (const acl of ofRoot(context.nodesOf("network-acl"), lost))
        if (isItself(lost, "network-acl-entry") || !isAsAwsMakesIt(context, acl))
          context.put(opened(acl, add("entries")));
    if (mayBe(lost, ["prefix-list-entry"]))
      for (const list of ofRoot(context.nodesOf("prefix-list"), lost))
        context.put({ ...list, rangesRest: list.rangesRest ?? add("ranges") });
    if (mayBe(lost, ["listener", "listener-rule"]))
      for (const group of ofRoot(context.nodesOf("target-group"), lost))
        context.put({ ...group, listenersRest: group.listenersRest ?? add("listeners") });
    if (mayBe(lost, ["vpc-endpoint"]))
      for (const vpc of ofRoot(context.nodesOf("vpc"), lost)) context.put({ ...vpc, endpointsRest: add("endpoints") });
    if (mayBe(lost, ["vpc-cidr-block"]))
      for (const vpc of ofRoot(context.nodesOf("vpc"), lost))
        context.put({ ...vpc, cidrsRest: vpc.cidrsRest ?? add("ranges") });
    if (mayBe(lost, ["route-table-association", "main-route-table-association"]))
      for (const { routeTable: _, ...subnet } of ofRoot(context.nodesOf("subnet"), lost)) context.put(subnet);
    if (mayBe(lost, ["route", "route-propagation", "default-route-table"]))
      for (const { id } of ofRoot(context.nodesOf("route-table"), lost)) mayHaveMore(context, id, add("routes"));
    if (mayBe(lost, ["scalable-target", "scheduled-scaling"]))
      for (const service of ofRoot(context.nodesOf("service"), lost))
        context.put(perhapsScaled(service, add("auto scaling")));
    if (isItself(lost, "exclusive-security-group-rules")) removeRules(context, lost, () => true);
    if (isItself(lost, "default-security-group")) removeRules(context, lost, ({ isDefault }) => isDefault);
    if (ACLS.some((kind) => isItself(lost, kind))) putAcl(context, lost);
    if (lost.otherwise !== undefined) rewrite(context, lost);
  }
}

/** Whether a resource of one of the kinds may be lost, itself or in a module. */
function mayBe(lost: Lost, kinds: readonly Kind[]): boolean {
  return lost.types?.includes("module") === true || kinds.some((kind) => isItself(lost, kind));
}

/** Whether a resource of the kind itself may be. */
function isItself({ types }: Lost, kind: Kind): boolean {
  return types === undefined || types.some((type) => isOf(kind, type));
}

function ofRoot<T extends Node>(nodes: readonly T[], { root }: Lost): readonly T[] {
  return nodes.filter((node) => node.root === root && node.external === undefined);
}

/** It stands in no source, so that no module can be given it but by the VPC. */
function isAsAwsMakesIt(context: Context, { id }: NetworkAcl): boolean {
  return !context.managed("network-acl", "default-network-acl").some(({ resource }) => nodeId(resource) === id);
}

function opened<T extends SecurityGroup | NetworkAcl>(filter: T, unknown: UnknownValue): T {
  return { ...filter, ingressRest: filter.ingressRest ?? unknown, egressRest: filter.egressRest ?? unknown };
}

function whatMay({ root, address, path, span, types, otherwise }: Lost, what: string): UnknownValue {
  const because = otherwise?.because ?? "cannot be read";
  const text = `${address} ${because}${types === undefined ? ": it may change anything" : `, and may ${what}`}`;
  const symbol = `what may ${what} at ${placeOf(path, span)} in ${root}`;
  return unsettled(
    symbol,
    text,
    otherwise === undefined ? "error" : "unsupported",
    span,
    otherwise?.hint ?? (span === undefined ? `make ${path} readable` : "correct what is wrong there"),
  );
}

/** The same in an index, which keeps lines and columns. */
function placeOf(path: string, span: Span | undefined): string {
  if (span === undefined) return path;
  const { line, column } = span.file.position(span.start);
  return `${path}:${line}:${column}`;
}

function removeRules(context: Context, lost: Lost, isMeant: (group: SecurityGroup) => boolean): void {
  const unknown = whatMay(lost, "remove rules");
  for (const group of ofRoot(context.nodesOf("security-group"), lost).filter(isMeant))
    context.put({ ...group, rules: group.rules.map((rule) => ({ ...rule, exists: bothExist(rule.exists, unknown) })) });
}

/** What is written in a template goes to the macro, and what comes back may be anything. */
function rewrite(context: Context, lost: Lost): void {
  const rewritten = whatMay(lost, "write another template");
  for (const node of ofRoot(context.nodes(), lost)) context.put({ ...node, rewritten });
}

/** Nothing is known of its entries, nor of its subnets. */
function putAcl(context: Context, lost: Lost): void {
  const { root, address, path } = lost;
  const span = lost.span ?? context.resources.find((one) => one.root === root)?.span;
  // Without a resource there is no subnet either.
  if (span === undefined) return;
  const id: NodeId = `${root}#network ACL at ${placeOf(path, span)}`;
  const unknown = whatMay(lost, "be the network ACL of any subnet");
  context.put({
    kind: "network-acl",
    id,
    address,
    root,
    span,
    exists: unknown,
    vpc: undefined,
    entries: [],
    ingressRest: unknown,
    egressRest: unknown,
    isDefault: false,
    subnets: { links: [], rest: unknown },
  });
}

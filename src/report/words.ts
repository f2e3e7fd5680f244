/** The words that all reports have for flows, hops and causes. */

import { withoutKeys } from "../base/address.ts";
import { groupBy } from "../base/collections.ts";
import { type Cause, type CauseKind, rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { NotEvaluated } from "../evaluate/resource.ts";
import type { LoadBalancer, TargetGroup } from "../graph/network.ts";
import type { Flow, Hop, HopKind } from "../reach/flow.ts";
import { formatPorts, isNoPorts } from "../sets/port-set.ts";
import type { WithoutFlow } from "../worlds/without-flow.ts";
import { isNameable } from "./missing/names.ts";

/** Both, the word in the plural unless there is one. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** The load balancer, as far as it is known. */
export function sourceName({ loadBalancer, targetGroup }: Flow): string {
  const node = loadBalancer ?? targetGroup;
  if (node === undefined) return "load balancer";
  const name = node.address.replace(/\barn:aws[\w-]*:[\w-]*:[\w-]*:\d*:/g, "");
  return name.length <= MOST_OF_A_NAME || !/[({]/.test(name) ? name : (madeOf(node) ?? cut(name));
}

/** What is not known is named by its expression, which can be long: what it is made of tells more than a part of it. */
function madeOf({ kind, external }: LoadBalancer | TargetGroup): string | undefined {
  const symbols = external === undefined ? [] : rootUnknowns(external.unknown).map(({ symbol }) => symbol);
  const whole = symbols.filter((one) => !symbols.some((other) => other !== one && other.startsWith(one)));
  const name = `${kind.replaceAll("-", " ")} from ${whole.join(" and ")}`;
  return whole.length > 0 && name.length <= MOST_OF_A_NAME ? name : undefined;
}

function cut(name: string): string {
  return `${name.slice(0, MOST_OF_A_NAME / 2)}…${name.slice(1 - MOST_OF_A_NAME / 2)}`;
}

const MOST_OF_A_NAME = 80;

/** `aws_lb.main → aws_ecs_service.web`. */
function endsName(flow: Flow): string {
  return `${sourceName(flow)} → ${flow.service.address}`;
}

/** `tcp 32768-65535 (dynamic)`. */
function needText(flow: Flow): string {
  return `${neededPorts(flow)}${flow.portMapping === "dynamic" ? " (dynamic)" : ""}`;
}

/** `tcp 32768-65535`. */
export function neededPorts({ protocol, requiredText, taskDefinition }: Flow): string {
  // The name of the task definition, where that is all that is known of its ports.
  const isPort = taskDefinition?.external?.unknown.symbol !== requiredText;
  return portText(protocol, isPort ? requiredText : "");
}

/** `aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic)`. */
export function flowName(flow: Flow): string {
  return `${endsName(flow)}, ${flow.purpose === "traffic" ? "traffic" : "health checks"} on ${needText(flow)}`;
}

/** Ports, or the name of the input that a port comes from; what else is not known is told by its cause. */
function portText(protocol: string, required: string): string {
  if (/^\d/.test(required)) return `${protocol} ${required}`;
  return INPUT.test(required) ? `${protocol} port ${required}` : `an unknown ${protocol} port`;
}

/** A variable of Terraform, or a parameter of a template. */
const INPUT = /^(?:(?:module\.[\w[\]"-]{1,40}\.){0,2}var\.)?[\w-]{1,40}$/;

/** One line of a list, and the flows that it stands for. */
export interface ListedFlows {
  readonly line: string;
  readonly flows: readonly [Flow, ...Flow[]];
}

/**
 * In the order of the first of each. What is the same for all of `flows` is not said: a root only where there are several, or where the report has
 * the same names in another one. Flows by several target groups that read the same are one line with their number.
 */
export function listFlows(flows: readonly Flow[], { namesakes }: Told): readonly ListedFlows[] {
  const severalRoots = namesakes || flows.some(({ root }) => root !== flows[0]?.root);
  const routes = groupBy(flows, ({ root, service, loadBalancer, targetGroup, verdict, when }) =>
    JSON.stringify([root, service.id, loadBalancer?.id, targetGroup?.id, verdict, when]),
  );
  const lines = groupBy(routes.values(), (route) => lineOf(route, severalRoots));
  return [...lines].map(([line, [first, ...others]]) => {
    const all = [...first, ...others.flat()] as const;
    const groups = new Set(all.map(({ targetGroup }) => targetGroup?.id)).size;
    return { line: groups === 1 ? line : `${line} (${count(groups, "target group")})`, flows: all };
  });
}

/** What a list of some flows must know of all that the report tells. */
type Told = { readonly namesakes: boolean };

/** Whether flows of several roots have the same load balancer and service by their names. */
export function hasNamesakes(flows: readonly Flow[]): boolean {
  const rootOf = new Map(flows.map((flow) => [endsName(flow), flow.root]));
  return flows.some((flow) => rootOf.get(endsName(flow)) !== flow.root);
}

/** The line of a route as it is told where it stands alone: `aws_lb.main → aws_ecs_service.web, traffic and health checks on tcp 80`. */
export function routeName(route: readonly [Flow, ...Flow[]]): string {
  const [first] = route;
  if (route.length === 1) return flowName(first);
  const needs = groupBy(route, needText);
  const parts = [...needs].map(([need, same]) => {
    const purposes = new Set(same.map(({ purpose }) => purpose));
    const what =
      purposes.size === 2 ? "traffic and health checks" : purposes.has("traffic") ? "traffic" : "health checks";
    return { what, need };
  });
  // Traffic is what people look for.
  const ordered = [
    ...parts.filter(({ what }) => what !== "health checks"),
    ...parts.filter(({ what }) => what === "health checks"),
  ];
  return `${endsName(first)}, ${ordered.map(({ what, need }) => `${what} on ${need}`).join(", ")}`;
}

/** The line of a route in a list: with the root where there are several, and with the world where it does not hold in all. */
export function lineOf(route: readonly [Flow, ...Flow[]], withRoot: boolean): string {
  const [{ root, when }] = route;
  return `${routeName(route)}${withRoot ? ` in ${root}` : ""}${when.length === 0 ? "" : `, ${whenText(when)}`}`;
}

/** `when UseNacl = true`, `with env/prod.tfvars`: the worlds in which something holds; of many the first ones, and how many others there are: `explain` and JSON have all. */
export function whenText(when: readonly string[]): string {
  const [first = ""] = when;
  const text = `${first.startsWith("with ") ? "" : "when "}${when.join(" and ")}`;
  if (text.length <= LONGEST_WHEN) return text;
  const worlds = text.split(", or ");
  const some = worlds.filter((_, at) => worlds.slice(0, at + 1).join(", or ").length <= LONGEST_WHEN);
  const shown = some.length === 0 ? worlds.slice(0, 1) : some;
  const left = worlds.length - shown.length;
  return `${shown.join(", or ")}${left === 0 ? "" : `, or in ${count(left, "other case")}`}`;
}

const LONGEST_WHEN = 240;

/** One for each cause that reads the same and stands at the same place, though several things may be unknown because of it; each with a hint. */
export function causesOf(because: readonly UnknownValue[]): ReadonlyMap<string, ToldUnknown> {
  const groups = groupBy(because.flatMap(rootUnknowns), ({ cause: { text, span } }) =>
    JSON.stringify([text, span?.file.path ?? "", span?.start ?? 0]),
  );
  return new Map([...groups].map(([key, [first]]) => [key, { ...first, cause: withHint(first.cause) }]));
}

type ToldUnknown = UnknownValue & { readonly cause: Required<Pick<Cause, "hint">> };

/** What else helps, whatever is not known, said once in a report; undefined where nothing can be said of what flows wait for. `plans`: paths of roots that are plans. */
export function otherHelp(
  waiting: readonly Pick<Flow, "because" | "root">[],
  plans: ReadonlySet<string>,
): OtherHelp | undefined {
  const sayable = waiting.flatMap(({ because, root }) =>
    because.flatMap(rootUnknowns).filter((unknown) => isNameable(unknown, plans.has(root))),
  );
  if (sayable.length === 0) return undefined;
  const canBeAsked = sayable.some(({ cause }) => cause.kind === "external");
  return { text: canBeAsked ? `${SAY_IT}, ${ASK_FOR_IT}` : SAY_IT, canBeAsked };
}

export interface OtherHelp {
  readonly text: string;
  /** An account may tell some of it. */
  readonly canBeAsked: boolean;
}

const SAY_IT = "say what is known of it under assume: in reachlint.yaml; reachlint missing prints the lines";
const ASK_FOR_IT = "and with --commands what asks AWS for it";

/** The cause with what settles it: what is said of it, or what helps with all of its kind. */
export function withHint(cause: Cause): Cause & Required<Pick<Cause, "hint">> {
  return { ...cause, hint: cause.hint ?? SETTLING[cause.kind] };
}

/** What helps where nothing more special is said. */
export const SETTLING: Readonly<Record<CauseKind, string>> = {
  computed: "write it in the configuration, or give a plan that knows it (--plan FILE, by terraform show -json)",
  input: "give it a value",
  "missing-source": "write it there, or scan the directory that defines it too",
  external: "scan what defines it together with this, or write it into the source",
  impure: "write a constant in its place",
  error: "correct what is written there",
  unsupported: "check it by hand: no value settles it",
  derived: "give the values that it depends on, or write it out there",
  assumption: "write it into the source, or scan without --strict",
};

/** Why a part was not read, by its name where the reason does not say it. */
export function unreadText({ address, because }: NotEvaluated): string {
  return because.includes(address) ? because : `${address}: ${because}`;
}

/** Which services there are no flows for, and why: how many, and of their names as many as have room unless `all` is asked for. Undefined where there are none. */
export function withoutFlowText(services: readonly WithoutFlow[], all: boolean): string | undefined {
  if (services.length === 0) return undefined;
  const inSeveral = new Set(services.map(({ root }) => root)).size > 1;
  const told = [...groupBy(services, whyWithoutFlow)].map(([because, same]) => {
    const names = [...new Set(same.map(({ address, root }) => (inSeveral ? `${address} in ${root}` : address)))];
    return `${count(names.length, "service")} ${because}: ${all ? names.join(", ") : someNames(together(names))}`;
  });
  return told.join("; ");
}

function whyWithoutFlow({ because, assumption }: WithoutFlow): string {
  return `${WITHOUT_FLOW[because]}${assumption === undefined ? "" : `, where ${assumption.text}`}`;
}

const WITHOUT_FLOW: Readonly<Record<WithoutFlow["because"], string>> = {
  "no-load-balancer": "without a load balancer",
  "count-0": "not made (count 0)",
  "condition-false": "not made (condition false)",
};

/** Addresses that differ in nothing but keys and indexes are one name, with `[*]` in their places. */
function together(addresses: readonly string[]): readonly string[] {
  const alike = groupBy(addresses, withoutKeys);
  return [...alike].map(([name, same]) => (same.length === 1 ? same[0] : name));
}

/** The first, and those after it that have room beside it. */
export function someNames(names: readonly string[]): string {
  const shown = names.filter((_, at) => at === 0 || names.slice(0, at + 1).join(", ").length <= ROOM_FOR_NAMES);
  const left = names.length - shown.length;
  return `${shown.join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
}

const ROOM_FOR_NAMES = 60;

export const HOP_NAMES: Readonly<Record<HopKind, string>> = {
  "load-balancer-egress": "out of the load balancer",
  "load-balancer-acl-out": "out of its subnet",
  "target-acl-in": "into the target's subnet",
  "target-ingress": "into the target",
  "return-target-acl-out": "answer: out of the target's subnet",
  "return-load-balancer-acl-in": "answer: into the load balancer's subnet",
};

/** Hops of one kind, filter and answer: one line, whatever pairs of subnets they are for. */
export interface HopLine {
  readonly hop: Hop;
  readonly hops: readonly Hop[];
}

/** In the order of the path. */
export function collapse(hops: readonly Hop[]): readonly HopLine[] {
  const filtering = hops.filter(({ verdict }) => verdict !== "not-applicable");
  const lines = groupBy(filtering, ({ kind, nodes, verdict, open: { must, may } }) =>
    JSON.stringify([kind, nodes.map(({ id }) => id), verdict, formatPorts(must), formatPorts(may)]),
  );
  return [...lines.values()].map((same) => ({ hop: same[0], hops: same }));
}

/** How many pairs of subnets the hops hold for; 1 where they are the same for all. */
export function pairCount(hops: readonly Hop[]): number {
  return hops.reduce((sum, { pairs }) => sum + (pairs?.length ?? 1), 0);
}

/** The security groups or the network ACL; not safe for a terminal. */
export function filterNames({ nodes, kind, verdict }: Hop): string {
  const names = nodes.map(({ address }) => address).join(", ");
  if (names !== "") return names;
  const isAcl = kind.includes("acl");
  if (verdict === "undetermined") return isAcl ? "an unknown network ACL" : "unknown security groups";
  // Every subnet has a network ACL: of one that is not known the default one is assumed.
  return isAcl ? "default network ACL (assumed)" : "no filter";
}

/** `open`, `closed`, `only 32768-60999 of 32768-65535`, `not decided`. */
export function openText({ verdict, open, required }: Hop): string {
  switch (verdict) {
    case "open":
      return `open ${formatPorts(required)}`.trimEnd();
    case "closed":
      return `closed ${formatPorts(required)}`.trimEnd();
    case "partial":
      return `open ${formatPorts(open.must) || "none"} of ${formatPorts(required)}`;
    case "undetermined":
      return isNoPorts(open.must)
        ? "not decided"
        : `open ${formatPorts(open.must)}, the rest of ${formatPorts(required)} not decided`;
    case "not-applicable":
      return "";
  }
}

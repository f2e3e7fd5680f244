/** The words that all reports have for flows, hops and causes. */
import { groupBy } from "../base/collections.ts";
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { Flow, Hop, HopKind } from "../reach/flow.ts";
import { formatPorts, isNoPorts } from "../sets/port-set.ts";

/** Both, the word in the plural unless there is one. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** The load balancer, as far as it is known. */
export function sourceName({ loadBalancer, targetGroup }: Flow): string {
  return loadBalancer?.address ?? targetGroup?.address ?? "load balancer";
}

/** `aws_lb.main → aws_ecs_service.web, traffic on tcp 32768-65535 (dynamic)`. */
export function flowName(flow: Flow): string {
  const { service, purpose, protocol, requiredText, portMapping } = flow;
  const what = purpose === "traffic" ? "traffic" : "health checks";
  const how = portMapping === "dynamic" ? " (dynamic)" : "";
  return `${sourceName(flow)} → ${service.address}, ${what} on ${protocol} ${portText(requiredText)}${how}`;
}

/** Ports, or the name of a port that is not known where it is short enough to be read. */
function portText(required: string): string {
  if (/^\d/.test(required)) return required;
  return required === "" || /[^\w.[\]"-]/.test(required) || required.length > MOST_NAME
    ? "an unknown port"
    : `port ${required}`;
}

const MOST_NAME = 60;

/** The name in a list of flows: with the world where it does not hold in all, and with the root where there are several. */
export function listedName(flow: Flow, all: readonly Flow[]): string {
  const root = all.some((other) => other.root !== flow.root) ? ` in ${flow.root}` : "";
  const world = flow.when.length === 0 ? "" : `, when ${flow.when.join(" and ")}`;
  return `${flowName(flow)}${root}${world}`;
}

/** One for each cause that reads the same and stands at the same place, though several things may be unknown because of it. */
export function causesOf(because: readonly UnknownValue[]): ReadonlyMap<string, UnknownValue> {
  const groups = groupBy(because.flatMap(rootUnknowns), ({ cause: { text, span } }) =>
    JSON.stringify([text, span?.file.path ?? "", span?.start ?? 0]),
  );
  return new Map([...groups].map(([key, [first]]) => [key, first]));
}

/** What is taken as given in what is decided: the first of each kind, with how many more there are of it; undefined where nothing is. */
export function assumed(flows: readonly Flow[]): string | undefined {
  const decided = flows.filter(({ verdict }) => verdict !== "undetermined");
  const once = new Map(decided.flatMap(({ assumptions }) => assumptions.map((one) => [one.text, one])));
  const kinds = [...groupBy(once.values(), ({ kind }) => kind).values()];
  if (kinds.length === 0) return undefined;
  const told = kinds.slice(0, MOST_ASSUMED);
  const texts = told.map(([{ text }, ...others]) =>
    others.length === 0 ? text : `${text} (and ${others.length} more)`,
  );
  const left = kinds.slice(MOST_ASSUMED).reduce((sum, { length }) => sum + length, 0);
  return [...texts, ...(left === 0 ? [] : [`${left} more, which reachlint explain tells`])].join("; ");
}

const MOST_ASSUMED = 3;

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
export function filterNames({ nodes }: Hop): string {
  return nodes.map(({ address }) => address).join(", ") || "no filter";
}

/** `open`, `closed`, `only 32768-60999 of 32768-65535`, `not known`. */
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
        ? "not known"
        : `open ${formatPorts(open.must)}, the rest of ${formatPorts(required)} not known`;
    case "not-applicable":
      return "";
  }
}

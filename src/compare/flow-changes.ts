/** The flows of two scans → those whose path is another one, and the line by which it is. */
import { groupBy } from "../base/collections.ts";
import type { Span } from "../base/source-file.ts";
import type { Finding } from "../check/finding.ts";
import { describeFilterRule } from "../graph/describe.ts";
import type { Flow, FlowVerdict, Hop } from "../reach/flow.ts";
import { isNoPorts, type PortSet, subtractPorts } from "../sets/port-set.ts";

/**
 * `lost`: ports are proven closed that were not; `gained`: the other way round; `doubted`: it is no longer proven; `settled`: it was not,
 * and is proven open; `added` and `removed`: there is no such flow on the other side.
 */
export type FlowChangeKind = "lost" | "doubted" | "gained" | "settled" | "added" | "removed";

/** What decides, with its place. */
export interface ChangeReason {
  readonly text: string;
  readonly span: Span;
}

export interface FlowChange {
  readonly kind: FlowChangeKind;
  readonly before: Flow | undefined;
  readonly after: Flow | undefined;
  /** Of what is lost or gained: the ports; none where not the ports decide, but that the path is there at all. */
  readonly ports: PortSet;
  /** Where it is lost, gained or doubted. */
  readonly reason: ChangeReason | undefined;
  /** Of what is lost: the rule that let it through. */
  readonly was: ChangeReason | undefined;
}

/** In the order of the flows of `after`, then of those that are gone. `findings`: of `after`, the new ones before others. */
export function flowChanges(
  before: readonly Flow[],
  after: readonly Flow[],
  findings: readonly Finding[],
): readonly FlowChange[] {
  const pairs = pairFlows(before, after);
  const paired = new Set(pairs.map(([old]) => old));
  return [
    ...pairs.flatMap(([old, now]) => changeOf(old, now, findings) ?? []),
    ...before.filter((flow) => !paired.has(flow)).map((flow) => only("removed", flow, undefined)),
  ];
}

/**
 * By id; else by the id without worlds, for a flow that is told for several of them on one side only; else by service and purpose, where a
 * target group or load balancer has another name. What is one of several on a side is paired by id alone.
 */
function pairFlows(before: readonly Flow[], after: readonly Flow[]): readonly (readonly [Flow | undefined, Flow])[] {
  const found = new Map<Flow, Flow>();
  const paired = new Set<Flow>();
  for (const keyOf of [({ id }: Flow) => id, wayOf, serviceOf]) {
    const old = groupBy(
      before.filter((flow) => !paired.has(flow)),
      keyOf,
    );
    const now = groupBy(
      after.filter((flow) => !found.has(flow)),
      keyOf,
    );
    for (const [key, [flow, ...others]] of now) {
      const [match, ...more] = old.get(key) ?? [];
      if (match === undefined || others.length + more.length > 0) continue;
      found.set(flow, match);
      paired.add(match);
    }
  }
  return after.map((flow) => [found.get(flow), flow]);
}

function serviceOf({ service, purpose }: Flow): string {
  return JSON.stringify([service.id, purpose]);
}

/** The id without the worlds, which stand at its end. */
function wayOf({ id, when }: Flow): string {
  return when.length === 0 ? id : id.slice(0, -` when ${when.join(" and ")}`.length);
}

function only(kind: "added" | "removed", before: Flow | undefined, after: Flow | undefined): FlowChange {
  return { kind, before, after, ports: { intervals: [] }, reason: undefined, was: undefined };
}

function changeOf(before: Flow | undefined, after: Flow, findings: readonly Finding[]): FlowChange | undefined {
  if (before === undefined)
    return { ...only("added", undefined, after), reason: isClosed(after) ? reasonOf(after, findings) : undefined };
  const kind = kindOf(before, after);
  if (kind === undefined) return undefined;
  const ports =
    kind === "lost"
      ? subtractPorts(after.blocked, before.blocked)
      : kind === "gained"
        ? subtractPorts(before.blocked, after.blocked)
        : { intervals: [] };
  return {
    kind,
    before,
    after,
    ports,
    reason:
      kind === "lost"
        ? reasonOf(after, findings)
        : kind === "doubted"
          ? doubtOf(after)
          : kind === "gained"
            ? admitterOf(after, before)
            : undefined,
    was: kind === "lost" ? admitterOf(before, after) : undefined,
  };
}

const OPENNESS: Readonly<Record<Exclude<FlowVerdict, "undetermined">, number>> = {
  blocked: 0,
  partial: 1,
  reachable: 2,
};

function kindOf(before: Flow, after: Flow): FlowChangeKind | undefined {
  if (after.verdict === "undetermined") return before.verdict === "undetermined" ? undefined : "doubted";
  if (before.verdict === "undetermined") return isClosed(after) ? "lost" : "settled";
  const [then, now] = [OPENNESS[before.verdict], OPENNESS[after.verdict]];
  if (then !== now) return now < then ? "lost" : "gained";
  if (after.verdict !== "partial") return undefined;
  if (!isNoPorts(subtractPorts(after.blocked, before.blocked))) return "lost";
  return isNoPorts(subtractPorts(before.blocked, after.blocked)) ? undefined : "gained";
}

function isClosed({ verdict }: Flow): boolean {
  return verdict === "blocked" || verdict === "partial";
}

/** The finding that tells of it is at the line that a person would change. */
function reasonOf(flow: Flow, findings: readonly Finding[]): ChangeReason | undefined {
  const told = findings.find((one) => one.verdict === "violated" && one.flows.some(({ id }) => id === flow.id));
  const [hop] = closedHops(flow);
  const obstacle = flow.obstacles?.find(({ proof }) => proof !== undefined);
  const text = hop === undefined ? (obstacle?.text ?? told?.message) : closedText(hop);
  const span = told?.span ?? hop?.span ?? obstacle?.span;
  return text === undefined || span === undefined ? undefined : { text, span };
}

/** `aws_security_group.hosts admits tcp 80 from aws_security_group.alb; needs 32768-65535`. */
function closedText({ nodes, decidedBy }: Hop): string {
  const [why] = decidedBy.flatMap((one) => one.why ?? []);
  const names = nodes.map(({ address }) => address).join(", ");
  return why === undefined ? `${names || "a filter"} closes it` : `${names} ${why}`;
}

function doubtOf({ because }: Flow): ChangeReason | undefined {
  const cause = because.map((one) => one.cause).find(({ span }) => span !== undefined);
  return cause?.span === undefined ? undefined : { text: cause.text, span: cause.span };
}

function closedHops({ hops }: Flow): readonly Hop[] {
  return hops.filter(({ verdict }) => verdict === "closed" || verdict === "partial");
}

/** The rule that lets packets through where they are stopped on the other side. */
function admitterOf(open: Flow, closed: Flow): ChangeReason | undefined {
  const kinds = closedHops(closed).map(({ kind }) => kind);
  const hops = open.hops.filter(({ kind }) => kinds.includes(kind));
  const [rule] = hops.flatMap(({ decidedBy }) => decidedBy.flatMap((one) => (one.role === "admits" ? one.rule : [])));
  return rule && { text: rule.implied ?? describeFilterRule(rule), span: rule.portsSpan ?? rule.span };
}

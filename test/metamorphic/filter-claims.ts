/** Scans before and after a change of filter rules → what of them does not fit together, and how often each claim was held against them. */

import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import type { Finding } from "../../src/check/finding.ts";
import type { FilterRule } from "../../src/graph/filters.ts";
import type { Flow, FlowVerdict, Hop } from "../../src/reach/flow.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import {
  type Bounds,
  formatPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portRange,
  portsMeet,
  portsWithin,
  subtractPorts,
} from "../../src/sets/port-set.ts";
import type { FilterChange } from "./filter-change.ts";
import {
  comesBefore,
  type HopRules,
  maySpeakOf,
  rulesAt,
  sharesNumber,
  speaksOfAll,
  widenedSpeaksOfAll,
} from "./filter-rules.ts";

const STAYS = "a flow and its hops stay";

export const CLAIMS = [
  STAYS,
  "no flow opens more",
  "no flow opens less",
  "a hop that one rule alone opens is closed and found without it",
  "a hop is open with a rule for all ports and everybody in it",
  "the finding that marks a rule is gone with that rule wide",
  "a hop that one deny closes is open without it",
  "a hop is closed with a deny of everything before all allows",
] as const;

export type Claim = (typeof CLAIMS)[number];

export interface Held {
  readonly claim: Claim;
  /** What contradicts it. */
  readonly wrong?: string;
}

/** `port`: the one that nothing needs, to which rules are narrowed; where the needed port is not known it may be that one. */
export function claimsOf(change: FilterChange, before: ScanResult, after: ScanResult, port: number): readonly Held[] {
  const aside = change.kind === "a rule narrowed" ? portRange(port, port) : noPorts;
  return before.flows.flatMap((was) => {
    const now = after.flows.filter((flow) => nameOf(flow) === nameOf(was) && canBothHold(flow, was));
    if (now.length === 0) return [{ claim: STAYS, wrong: `${was.id} is gone` }];
    return now.flatMap((flow) => [
      { claim: STAYS },
      ...monotone(change, was, flow, aside),
      ...was.hops.flatMap((hop): readonly Held[] => {
        const same = counterpart(hop, flow);
        if (same !== undefined) {
          const seen = { flow, hop: same, findings: after.findings };
          return ofHop(change, { flow: was, hop, findings: before.findings }, seen, aside);
        }
        return change.rule === undefined ? [] : [{ claim: STAYS, wrong: `${was.id}: ${toldHop(hop)} is gone` }];
      }),
    ]);
  });
}

/** Without the conditions under which it ends so. */
function nameOf({ id, when }: Flow): string {
  return when.length === 0 ? id : id.slice(0, -` when ${when.join(" and ")}`.length);
}

/** Not where a condition is one thing for the one and another for the other. */
function canBothHold(one: Flow, other: Flow): boolean {
  const conditions = new Map(one.when.map((text) => text.split(" = ", 2) as [string, string]));
  return other.when.every((text) => {
    const [name, value] = text.split(" = ", 2) as [string, string];
    return (conditions.get(name) ?? value) === value;
  });
}

/** A hop without subnets holds for all of them. */
function meets(one: Hop["from"], other: Hop["from"]): boolean {
  return one === undefined || other === undefined || one.id === other.id;
}

/** The hop of the same filters between the same subnets; undefined where a name that is dropped leaves other filters there. */
function counterpart({ kind, nodes, from, to }: Hop, { hops }: Flow): Hop | undefined {
  const filters = (all: Hop["nodes"]): string => all.map(({ id }) => id).join();
  return hops.find(
    (one) =>
      one.kind === kind &&
      filters(one.nodes) === filters(nodes) &&
      [one, ...(one.pairs ?? [])].some((pair) => meets(pair.from, from) && meets(pair.to, to)),
  );
}

const RANK: Readonly<Record<FlowVerdict, number>> = { blocked: 0, partial: 1, undetermined: 2, reachable: 3 };

/** Less that is allowed opens nothing, neither for certain nor perhaps, and what was proven closed stays so. */
function monotone(change: FilterChange, was: Flow, now: Flow, aside: PortSet): readonly Held[] {
  if (change.effect === "either" || numberIsSettled(change, was)) return [];
  const closes = change.effect === "closes";
  const claim = closes ? "no flow opens more" : "no flow opens less";
  const [less, more] = closes ? [now, was] : [was, now];
  const mayNeedAside = !isNoPorts(aside) && isNoPorts(was.required);
  const verdictFits = mayNeedAside || RANK[less.verdict] <= RANK[more.verdict];
  const hopsFit = less.hops.every((hop) => {
    const same = counterpart(hop, more);
    return same === undefined || isWithin(hop.open, same.open, aside);
  });
  if (verdictFits && hopsFit && isWithin(less.open, more.open, aside)) return [{ claim }];
  return [{ claim, wrong: `${told(was)} became ${told(now)}` }];
}

/** What is certain of the entry that is left is not of two entries with one number, of which AWS takes one. */
function numberIsSettled(change: FilterChange, { hops }: Flow): boolean {
  return (
    change.kind === "a rule dropped" &&
    hops.some((hop) => {
      const { changed, others } = rulesAt(hop, change);
      return changed.some((rule) => sharesNumber(rule, others));
    })
  );
}

function isWithin(less: Bounds<PortSet>, more: Bounds<PortSet>, aside: PortSet): boolean {
  return (
    portsWithin(subtractPorts(less.must, aside), more.must) && portsWithin(subtractPorts(less.may, aside), more.may)
  );
}

/** A hop of a flow, and the findings of the scan that saw it. */
interface Seen {
  readonly flow: Flow;
  readonly hop: Hop;
  readonly findings: readonly Finding[];
}

/** What the rule alone decides at a hop, where that is certain from what is written. */
function ofHop(change: FilterChange, was: Seen, now: Seen, aside: PortSet): readonly Held[] {
  const { flow, hop } = was;
  const rules = rulesAt(hop, change);
  const [rule] = rules.changed;
  if (rule === undefined || isNoPorts(hop.required)) return [];
  const held = decided(change, rules, was, now, aside);
  return held.map(({ claim, wrong }) =>
    wrong === undefined
      ? { claim }
      : { claim, wrong: `${wrong}: ${told(flow)} at ${toldHop(hop)} became ${told(now.flow)} at ${toldHop(now.hop)}` },
  );
}

function decided(change: FilterChange, rules: HopRules, was: Seen, now: Seen, aside: PortSet): readonly Held[] {
  const widened = change.kind === "a rule widened";
  if (rules.changed[0]!.action === "allow")
    return widened ? allowWidened(rules, was, now) : allowGone(change, rules, was, now, aside);
  return widened ? denyWidened(rules, was, now) : denyGone(rules, was, now);
}

function allowGone(
  { effect, kind }: FilterChange,
  { changed, others, hasRest }: HopRules,
  { flow, hop }: Seen,
  now: Seen,
  aside: PortSet,
): readonly Held[] {
  const isAlone = !hasRest && !others.some((one) => one.action === "allow" && maySpeakOf(one, hop.required, flow));
  if (effect !== "closes" || hop.verdict !== "open" || !isAlone) return [];
  const claim = "a hop that one rule alone opens is closed and found without it";
  if (!hop.decidedBy.every(({ rule, role }) => changed.includes(rule) && role === "admits"))
    return [{ claim, wrong: "another rule is named" }];
  // Clients whose addresses the load balancer keeps may have the one that is left.
  const { must, may } = now.hop.open;
  const isOpen = portsMeet(subtractPorts(kind === "a peer narrowed" ? must : may, aside), hop.required);
  if (isOpen || now.flow.verdict === "reachable") return [{ claim, wrong: "still open" }];
  // Of a service that AWS refuses it is told why, and not what else may stand in its way.
  const isTold = (flow.obstacles ?? []).length === 0;
  return [!isTold || isFound(now) ? { claim } : { claim, wrong: "not found" }];
}

function allowWidened({ changed, others }: HopRules, was: Seen, now: Seen): readonly Held[] {
  const { flow, hop } = was;
  const isDenied = others.some((one) => one.action === "deny" && maySpeakOf(one, hop.required, flow));
  const admits = changed.some((one) => isInForce(one, hop, others) && widenedSpeaksOfAll(one, hop, flow));
  if (hop.nodes.length > 1 || isDenied || !admits) return [];
  const claim = "a hop is open with a rule for all ports and everybody in it";
  if (!portsWithin(hop.required, now.hop.open.must)) return [{ claim, wrong: "not open" }];
  const isMarked = hop.verdict !== "open" && hop.decidedBy.some(({ rule }) => changed.includes(rule)) && isFound(was);
  const stillClosed = now.flow.hops.some((one) => one.kind === hop.kind && one.verdict !== "open");
  if (!isMarked || stillClosed) return [{ claim }];
  const gone = "the finding that marks a rule is gone with that rule wide";
  return [{ claim }, isFound(now) ? { claim: gone, wrong: "still found" } : { claim: gone }];
}

/** An entry of an ACL with a number of its own; rules of groups need none. */
function isInForce(rule: FilterRule, { nodes }: Hop, others: readonly FilterRule[]): boolean {
  return nodes[0]?.kind === "security-group" || (rule.number?.known === true && !sharesNumber(rule, others));
}

function denyWidened({ changed, others }: HopRules, { flow, hop }: Seen, now: Seen): readonly Held[] {
  const [rule] = changed;
  const allows = others.filter(({ action }) => action === "allow");
  const denies = widenedSpeaksOfAll(rule!, hop, flow) && comesBefore(rule!, allows) && !sharesNumber(rule!, others);
  if (hop.nodes.length > 1 || !denies) return [];
  const claim = "a hop is closed with a deny of everything before all allows";
  return [portsMeet(now.hop.open.may, hop.required) ? { claim, wrong: "not closed" } : { claim }];
}

function denyGone({ others, hasRest }: HopRules, { flow, hop }: Seen, now: Seen): readonly Held[] {
  const isDenied = others.some((one) => one.action === "deny" && maySpeakOf(one, hop.required, flow));
  const isAllowed = others.some(
    (one) => one.action === "allow" && isInForce(one, hop, others) && speaksOfAll(one, hop.required, flow),
  );
  if (hop.nodes.length > 1 || hop.verdict === "open" || isDenied || !isAllowed || hasRest) return [];
  const claim = "a hop that one deny closes is open without it";
  return [portsWithin(hop.required, now.hop.open.must) ? { claim } : { claim, wrong: "not open" }];
}

const KINDS_OF_RULES = new Map(
  builtinRules.flatMap(({ id, forbid }) => {
    const hop = forbid?.hop;
    return hop?.blocks === undefined ? [] : [[id, [hop.kind ?? []].flat()] as const];
  }),
);

/** Whether something is said of the flow, or of the traffic that is told in the place of its health checks, at this filter. */
function isFound({ flow, hop, findings }: Seen): boolean {
  const route = ({ service, container, targetGroup, loadBalancer }: Flow): string =>
    [service.id, container.name, container.port, targetGroup?.id, loadBalancer?.id].join(" ");
  const isAt = ({ span, related }: Finding): boolean =>
    hop.nodes.some(
      (node) =>
        related.some(({ message }) => message === `${node.address} filters here`) ||
        (span.file.path === node.span.file.path && span.start === node.span.start),
    );
  return findings.some(
    (finding) =>
      KINDS_OF_RULES.get(finding.ruleId)?.includes(hop.kind) === true &&
      finding.flows.some((one) => route(one) === route(flow)) &&
      isAt(finding),
  );
}

function told({ id, verdict, open }: Flow): string {
  return `${id}: ${verdict}, ${formatPorts(open.must)} to ${formatPorts(open.may)}`;
}

function toldHop({ kind, nodes, verdict, open }: Hop): string {
  return `${kind} ${nodes.map(({ address }) => address).join(", ")} (${verdict}, ${formatPorts(open.must)} to ${formatPorts(open.may)})`;
}

/** What a change brings → the words that all reports have for it. */
import { groupBy } from "../base/collections.ts";
import type { Span } from "../base/source-file.ts";
import type { Change } from "../compare/change.ts";
import type { FlowChange, FlowChangeKind } from "../compare/flow-changes.ts";
import type { OpenedFilter } from "../compare/opened-filters.ts";
import { protocolName } from "../graph/describe.ts";
import type { Flow, FlowVerdict } from "../reach/flow.ts";
import { allPorts, formatPorts, samePorts } from "../sets/port-set.ts";
import { sourceName, whenText } from "./words.ts";

/** Changes of one kind, for one reason, between two ends: traffic and health checks are told together. */
export interface ToldFlowChange {
  readonly change: FlowChange;
  /** `aws_lb.main → aws_ecs_service.web`. */
  readonly name: string;
  /** `traffic and health checks on tcp 32768-65535`. */
  readonly what: string;
  /** `reachable → blocked on 32768-65535`. */
  readonly becomes: string;
}

/** What is worse comes first. */
const KINDS: readonly FlowChangeKind[] = ["lost", "doubted", "added", "removed", "gained", "settled"];

/** That something goes of which nothing was known is no news. */
export function toldFlowChanges({ flows }: Change): readonly ToldFlowChange[] {
  const news = flows.filter(({ kind, before }) => kind !== "removed" || before?.verdict !== "undetermined");
  const told = news.map((change) => ({ change, name: nameOf(change, flows), becomes: becomes(change) }));
  const groups = groupBy(told, ({ change, name, becomes }) => {
    const { kind, reason } = change;
    const { protocol, requiredText } = flowOf(change);
    return JSON.stringify([kind, name, becomes, protocol, requiredText, reason?.span.file.path, reason?.span.start]);
  });
  const together = [...groups.values()].map((group) => ({
    ...group[0],
    what: whatOf(group.map(({ change }) => change)),
  }));
  return KINDS.flatMap((kind) => together.filter(({ change }) => change.kind === kind));
}

/** As it is now, or was. */
export function flowOf({ before, after }: FlowChange): Flow {
  return (after ?? before)!;
}

function nameOf(change: FlowChange, all: readonly FlowChange[]): string {
  const flow = flowOf(change);
  const root = all.some((other) => flowOf(other).root !== flow.root) ? ` in ${flow.root}` : "";
  const world = flow.when.length === 0 ? "" : `, ${whenText(flow.when)}`;
  return `${sourceName(flow)} → ${flow.service.address}${root}${world}`;
}

function whatOf(changes: readonly FlowChange[]): string {
  const flow = flowOf(changes[0]!);
  const purposes = [...new Set(changes.map((one) => flowOf(one).purpose))].sort().reverse();
  const words = purposes.map((purpose) => (purpose === "traffic" ? "traffic" : "health checks"));
  return `${words.join(" and ")} on ${flow.protocol} ${flow.requiredText || "an unknown port"}`;
}

const VERDICT: Readonly<Record<FlowVerdict, string>> = {
  reachable: "reachable",
  partial: "partly blocked",
  blocked: "blocked",
  undetermined: "not known",
};

function becomes({ before, after, kind, ports }: FlowChange): string {
  if (after === undefined) return `gone, was ${VERDICT[before!.verdict]}`;
  if (before === undefined) return `new, ${VERDICT[after.verdict]}`;
  const which = formatPorts(ports);
  const text = `${VERDICT[before.verdict]} → ${VERDICT[after.verdict]}`;
  if (which === "" || after.verdict === "reachable") return text;
  return kind === "lost" ? `${text} on ${which}` : `${text}, now open on ${which}`;
}

/** A rule that opened wider, to all peers for whom it did so alike. */
export interface ToldOpening {
  /** With its root where there are several. */
  readonly filter: string;
  /** `admits tcp 81-65535 from 0.0.0.0/0, ::/0`. */
  readonly text: string;
  readonly span: Span;
}

export function toldOpenings({ opened }: Change): readonly ToldOpening[] {
  const groups = groupBy(opened, ({ filter, rule, protocol, ports }) => {
    const { file, start } = rule.span;
    return JSON.stringify([filter.id, rule.direction, file.path, start, protocol, formatPorts(ports)]);
  });
  return [...groups.values()].map((group) => {
    const [{ filter, rule }] = group;
    const root = opened.some((other) => other.filter.root !== filter.root) ? ` in ${filter.root}` : "";
    return { filter: `${filter.address}${root}`, text: openedText(group), span: rule.portsSpan ?? rule.span };
  });
}

/** Of one rule. */
export function openedText(opened: readonly [OpenedFilter, ...OpenedFilter[]]): string {
  const [{ rule, protocol, ports }] = opened;
  const which = protocol === "all" || samePorts(ports, allPorts) ? "" : ` ${formatPorts(ports)}`;
  const traffic = protocol === "all" ? "all traffic" : protocolName(protocol);
  const peers = opened.map(({ peer }) => peer).join(", ");
  return rule.direction === "ingress"
    ? `admits ${traffic}${which} from ${peers}`
    : `lets out ${traffic}${which} to ${peers}`;
}

/** `1 path lost, 1 filter opened wider, 2 findings repaired`; empty where nothing changes. */
export function changeCounts(change: Change): readonly string[] {
  const told = toldFlowChanges(change);
  const of = (...kinds: readonly FlowChangeKind[]): number =>
    told.filter(({ change }) => kinds.includes(change.kind)).length;
  return [
    [of("lost"), "path lost", "paths lost"],
    [of("doubted"), "path in doubt", "paths in doubt"],
    [of("added"), "new path", "new paths"],
    [of("removed"), "path gone", "paths gone"],
    [of("gained", "settled"), "path gained", "paths gained"],
    [toldOpenings(change).length, "filter rule opened wider", "filter rules opened wider"],
    [change.fixed.length, "finding repaired", "findings repaired"],
  ].flatMap(([number, one, many]) => (number === 0 ? [] : [`${number} ${number === 1 ? one : many}`]));
}

/** So many digits of a commit's id are enough for people. */
const SHORT = 12;

/** `main (0a1b2c3d4e5f)`. */
export function sideText({ name, commit }: Change["base"]): string {
  const short = commit?.slice(0, SHORT);
  if (short === undefined) return name;
  return commit?.startsWith(name) ? short : `${name} (${short})`;
}

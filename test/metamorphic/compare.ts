/** What a scan says before and after a transformation → what of it does not fit together. */
import { grouped } from "./change.ts";

/** What is read of the JSON report (schemas/report.schema.json). */
export interface Report {
  readonly flows: readonly ReportedFlow[];
  readonly findings: readonly ReportedFinding[];
  readonly diagnostics: readonly { readonly code: string; readonly severity: string }[];
}

export interface ReportedFlow {
  readonly id: string;
  readonly root: string;
  readonly when: readonly string[];
  readonly service: { readonly address: string };
  readonly container: { readonly name: string | null; readonly port: number | null };
  readonly targetGroup: { readonly address: string } | null;
  readonly loadBalancer: { readonly address: string } | null;
  readonly purpose: string;
  readonly portMapping: string;
  readonly protocol: string;
  readonly required: string;
  readonly verdict: string;
  readonly open: { readonly must: string; readonly may: string };
  readonly blocked: string;
  readonly assumptions: readonly string[];
  readonly obstacles: readonly { readonly kind: string; readonly certain: boolean }[];
}

export interface ReportedFinding {
  readonly ruleId: string;
  readonly verdict: string;
  readonly severity: string;
  readonly message: string;
  readonly location: { readonly path: string };
  readonly flow: string | null;
  readonly when: readonly string[];
}

/** Whether the source still means the same, says less than before, or more. */
export type Relation = "same" | "less" | "more";

export interface Claim {
  readonly text: string;
  /** It rests on an assumption that was not made before, and may be wrong for that. */
  readonly newlyAssumed: boolean;
}

export function contradictions(relation: Relation, before: Report, after: Report): readonly Claim[] {
  if (relation === "same") return differences(before, after).map((text) => ({ text, newlyAssumed: false }));
  const said = relation === "less" ? forgotten(before, after) : learnt(before, after);
  return [...said, ...newlyViolated(before, after, relation)];
}

/** Everything that is said of a flow, and each finding, whatever the order. */
function differences(before: Report, after: Report): readonly string[] {
  return [
    ...unlike(before.flows.map(describeFlow), after.flows.map(describeFlow)),
    ...unlike(before.findings.map(describeFinding), after.findings.map(describeFinding)),
  ];
}

function unlike(before: readonly string[], after: readonly string[]): readonly string[] {
  const count = new Map<string, number>();
  for (const one of before) count.set(one, (count.get(one) ?? 0) - 1);
  for (const one of after) count.set(one, (count.get(one) ?? 0) + 1);
  return [...count]
    .filter(([, n]) => n !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([one, n]) => `${n < 0 ? "only before" : "only after"}: ${one}`);
}

function describeFlow(flow: ReportedFlow): string {
  const { root, service, container, targetGroup, loadBalancer, open } = flow;
  return [
    `flow ${root} ${service.address}`,
    `${container.name}:${container.port}`,
    `${targetGroup?.address ?? "no target group"}, ${loadBalancer?.address ?? "no load balancer"}`,
    `${flow.purpose} ${flow.portMapping} ${flow.protocol} ${flow.required}`,
    `${flow.verdict}, open ${open.must} to ${open.may}, blocked ${flow.blocked}`,
    ...flow.when
      .map(inAnyOrder)
      .sort()
      .map((when) => `when ${when}`),
    ...[...new Set(assumptionsOf(flow).map(inAnyOrder))].sort().map((text) => `assumed ${text}`),
  ].join(" | ");
}

/**
 * Where a root imports from one of several stacks with each of which a flow ends alike, it is told as it is with the first by name
 * (docs/decisions/0014-what-an-import-may-mean.md): what it assumes of that one's resources is not compared.
 */
function assumptionsOf({ assumptions }: ReportedFlow): readonly string[] {
  const alike = assumptions.filter((text) => text.endsWith("the verdict is the same with each of them"));
  return alike.length > 0 ? alike : assumptions;
}

function describeFinding({ ruleId, verdict, severity, when }: ReportedFinding): string {
  return [`finding ${verdict} ${ruleId} ${severity}`, ...when.map(inAnyOrder).sort()].join(" | ");
}

/** Texts name several things, and conditions, in the order of the source. */
function inAnyOrder(text: string): string {
  return text
    .split(/[\s,]+/)
    .sort()
    .join(" ");
}

/** What a verdict claims of the ports: that all get through, that some surely do, that some surely do not. */
function claims({ verdict, open }: ReportedFlow): {
  readonly all: boolean;
  readonly some: boolean;
  readonly shut: boolean;
} {
  return {
    all: verdict === "reachable",
    some: verdict === "reachable" || (verdict !== "blocked" && open.must !== ""),
    shut: verdict === "partial" || verdict === "blocked",
  };
}

function isDefinite({ verdict }: ReportedFlow): boolean {
  return verdict !== "undetermined";
}

/** Both cannot be so at once. Where something is shut and the rest is not known, all may be shut. */
function contradict(one: ReportedFlow, other: ReportedFlow): boolean {
  const [a, b] = [claims(one), claims(other)];
  const nothing = (flow: ReportedFlow): boolean => flow.verdict === "blocked";
  return (a.all && b.shut) || (b.all && a.shut) || (a.some && nothing(other)) || (b.some && nothing(one));
}

/** Instances of one thing count as one: with less known there may be any number of them. */
function withoutIndex(text: string): string {
  return text.replaceAll(/\[[^\]]*\]/g, "");
}

function flowKey({ root, service, container, targetGroup, loadBalancer, purpose }: ReportedFlow): string {
  const ends = `${targetGroup?.address} ${loadBalancer?.address}`;
  return withoutIndex(`${root} ${service.address} ${container.name}:${container.port} ${ends} ${purpose}`);
}

function serviceKey({ root, service, purpose }: ReportedFlow): string {
  return withoutIndex(`${root} ${service.address} ${purpose}`);
}

/** Of each flow after, the flows before that it may be: those with the same ends, else all of the same service. */
function counterparts(before: Report): (flow: ReportedFlow) => readonly ReportedFlow[] {
  const exact = grouped(before.flows, flowKey);
  const alike = grouped(before.flows, serviceKey);
  return (flow) => exact.get(flowKey(flow)) ?? alike.get(serviceKey(flow)) ?? [];
}

/** What was said with more known is one of the cases that are possible now: no verdict that holds in all of them may contradict it. */
function forgotten(before: Report, after: Report): readonly Claim[] {
  const earlier = counterparts(before);
  return [...grouped(after.flows, flowKey).values()].flatMap((flows) => {
    const old = earlier(flows[0]!);
    if (old.length === 0 || !old.every(isDefinite) || old.some(runsNowhere)) return [];
    const fitsNone = (flow: ReportedFlow): boolean => old.every((one) => contradict(one, flow));
    const always = flows.filter((flow) => flow.when.length === 0 && fitsNone(flow));
    const wrong = flows.every(fitsNone) ? flows : always;
    const assumed = new Set(old.flatMap(({ assumptions }) => assumptions));
    return wrong.map((flow) => ({
      text: `${verdicts(old)} became ${flow.verdict}: ${describeFlow(flow)}`,
      newlyAssumed: flow.assumptions.some((text) => !assumed.has(text)),
    }));
  });
}

/** AWS refuses a service like this one: the value is none that it can have. */
function isRefused({ verdict, obstacles }: ReportedFlow): boolean {
  return verdict === "undetermined" && obstacles.some(({ certain }) => certain);
}

/** Fargate refuses its tasks: with a value forgotten of which that depends, it is another service, and other things are told of it. */
function runsNowhere({ obstacles }: ReportedFlow): boolean {
  return obstacles.some(({ kind, certain }) => certain && kind === "network-mode");
}

function verdicts(flows: readonly ReportedFlow[]): string {
  return [...new Set(flows.map(({ verdict }) => verdict))].join(" and ");
}

/** What was certain with less known is certain still. */
function learnt(before: Report, after: Report): readonly Claim[] {
  const old = grouped(before.flows, flowKey);
  return after.flows.flatMap((flow) => {
    const was = old.get(flowKey(flow)) ?? [];
    const one = new Set(was.map(({ verdict }) => verdict)).size === 1 ? was[0] : undefined;
    if (one === undefined || !isDefinite(one) || flow.when.length > 0 || isRefused(flow)) return [];
    if (isDefinite(flow) && !contradict(one, flow)) return [];
    return [{ text: `${one.verdict} became ${flow.verdict}: ${describeFlow(flow)}`, newlyAssumed: false }];
  });
}

/** A violation of what was not violated, although less is known, or although it was certain that it is not. */
function newlyViolated(before: Report, after: Report, relation: Relation): readonly Claim[] {
  // What was not certain may turn out to be violated once more is known.
  const told = before.findings.filter(({ verdict }) => verdict === "violated" || relation === "more");
  const rules = new Set(told.map((finding) => findingKey(before, finding)));
  const earlier = counterparts(before);
  // Of a finding without a flow, a flow of the service that the message names.
  const flowOf = ({ flow, message }: ReportedFinding): ReportedFlow | undefined => {
    const words = new Set(message.split(/[\s,:;]+/));
    return after.flows.find(({ id, service }) => (flow === null ? words.has(service.address) : id === flow));
  };
  const assumed = new Set(before.flows.flatMap(({ assumptions }) => assumptions));
  return after.findings.flatMap((finding) => {
    if (finding.verdict !== "violated" || finding.when.length > 0 || rules.has(findingKey(after, finding))) return [];
    const flow = flowOf(finding);
    if (flow === undefined && before.flows.some(runsNowhere)) return [];
    const old = flow === undefined ? [] : earlier(flow);
    if (relation === "more" ? old.length === 0 : flow !== undefined && old.length === 0) return [];
    if (!old.every(({ verdict }) => verdict === "reachable")) return [];
    return [
      {
        text: `newly violated: ${finding.ruleId}: ${finding.message}`,
        newlyAssumed: flow?.assumptions.some((text) => !assumed.has(text)) ?? false,
      },
    ];
  });
}

/** Of a finding without a flow, all in one file are alike. */
function findingKey({ flows }: Report, { ruleId, flow, location }: ReportedFinding): string {
  const of = flows.find(({ id }) => id === flow);
  return `${ruleId} ${of === undefined ? location.path : serviceKey(of)}`;
}

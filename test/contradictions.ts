/** What findings and verdicts of a scan must never say of each other. */
import { builtinRules } from "../src/check/builtin-rules.generated.ts";
import type { Finding } from "../src/check/finding.ts";
import type { Flow } from "../src/reach/flow.ts";

/** The violations of a path that a flow's verdict does not bear out, and the broken flows that no violation explains. */
export function contradictions(flows: readonly Flow[], findings: readonly Finding[]): readonly string[] {
  const violated = findings.filter(({ verdict }) => verdict === "violated");
  const unproven = violated.flatMap((finding) =>
    finding.flows
      .filter((flow) => speaksOfPath(finding, flow) && !isBroken(flow))
      .map((flow) => `${finding.ruleId} is violated, but ${flow.id} is ${flow.verdict}`),
  );
  const explained = new Set(violated.flatMap((finding) => finding.flows));
  const unexplained = flows
    .filter((flow) => isBroken(flow) && !explained.has(flow) && !explained.has(trafficOf(flow, flows)))
    .map(({ id, verdict }) => `${id} is ${verdict}, but nothing is violated`);
  return [...unproven, ...unexplained];
}

export function isBroken({ verdict }: Flow): boolean {
  return verdict === "blocked" || verdict === "partial";
}

const rules = new Map(builtinRules.map((rule) => [rule.id, rule]));

/** Whether the finding says that packets are stopped: by a filter, or by an obstacle that shuts. */
function speaksOfPath({ ruleId }: Finding, flow: Flow): boolean {
  const { forbid = {} } = rules.get(ruleId)!;
  if (forbid.hop !== undefined) return true;
  const kinds: readonly unknown[] = [forbid.obstacle?.kind ?? []].flat();
  return (flow.obstacles ?? []).some(({ kind, effect }) => effect === "shuts" && kinds.includes(kind));
}

/** The traffic of the same route: what it is told of is not repeated for the health checks. */
function trafficOf({ entry, targetGroup, loadBalancer, when }: Flow, flows: readonly Flow[]): Flow {
  return flows.find(
    (one) =>
      one.purpose === "traffic" &&
      one.entry === entry &&
      one.targetGroup?.id === targetGroup?.id &&
      one.loadBalancer?.id === loadBalancer?.id &&
      one.when.join() === when.join(),
  )!;
}

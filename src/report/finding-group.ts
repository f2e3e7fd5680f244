/** Findings → those of one rule at one place together: one defect of the source, however many services it cuts off. */
import type { Finding } from "../check/finding.ts";

export type FindingGroup = readonly [Finding, ...Finding[]];

/** In the order of the first of each group. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { ruleId, verdict, severity, span } = finding;
    const key = JSON.stringify([ruleId, verdict, severity, span.file.path, span.start, span.end]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/**
 * The result of a scan → a report of GitLab's Code Quality, which a merge request shows beside the lines
 * (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
 */
import type { Severity } from "../../base/diagnostic.ts";
import { jsonText } from "../escape.ts";
import { location, shownSpan } from "../location.ts";
import { defectsOf, type FindingGroup, type ScanResult, told } from "../scan-result.ts";
import { whenText } from "../words.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "critical", warning: "minor", note: "info" };

/** One entry for each defect, also for those of the baseline: GitLab itself tells the new ones by comparing with the target branch. */
export function renderCodeQuality(result: ScanResult): string {
  const { defects, baselined } = told(result);
  const old = defectsOf(baselined.filter(({ verdict }) => verdict === "violated"));
  return jsonText([...defects, ...old].map(issue));
}

function issue(group: FindingGroup): object {
  const [finding, ...others] = group;
  const { ruleId, severity, message, repair, when, fingerprint } = finding;
  const { path, startLine, endLine } = location(shownSpan(finding));
  const parts = [
    message,
    ...(when.length === 0 ? [] : [`${whenText(when)}`]),
    ...(repair === undefined ? [] : [`repair: ${repair}`]),
    ...(others.length === 0 ? [] : [`the same for ${others.length} more`]),
  ];
  return {
    description: parts.join("; "),
    check_name: ruleId,
    fingerprint,
    severity: SEVERITY[severity],
    location: { path, lines: { begin: startLine, end: endLine } },
  };
}

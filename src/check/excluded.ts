/** Findings of a scan → those to tell where some files are excluded: each at a place outside of them. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { CheckResult } from "./check.ts";
import { orderFindings } from "./check.ts";
import type { Finding } from "./finding.ts";
import { suppressionOf } from "./suppression.ts";

/**
 * An excluded file is read where an included one needs it, and can so be why a service is cut off. That is then told at the first of
 * the finding's other places that is not excluded; where there is none, only how many such findings there are.
 */
export function outsideOf(isExcluded: (path: string) => boolean, findings: readonly Finding[]): CheckResult {
  const told = findings.flatMap((finding) => elsewhere(finding, isExcluded) ?? []);
  const left = findings.length - told.length;
  return { findings: orderFindings(told), diagnostics: left === 0 ? [] : [leftOut(left)] };
}

function elsewhere(finding: Finding, isExcluded: (path: string) => boolean): Finding | undefined {
  if (!isExcluded(finding.span.file.path)) return finding;
  const place = finding.related.find(({ span }) => !isExcluded(span.file.path));
  if (place === undefined) return undefined;
  return {
    ...finding,
    span: place.span,
    related: [
      { message: "this decides, in an excluded file", span: finding.span },
      ...finding.related.filter((one) => one !== place),
    ],
    suppressed: suppressionOf(finding.ruleId, place.span) ?? finding.suppressed,
  };
}

function leftOut(number: number): Diagnostic {
  return {
    code: "excluded-findings",
    severity: "note",
    message: `${number === 1 ? "1 finding lies" : `${number} findings lie`} in excluded files only and ${number === 1 ? "is" : "are"} left out`,
    hint: "explain shows the flows that are blocked there",
  };
}

/** The result of a scan → the JSON report of schemas/report.schema.json. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Finding } from "../check/finding.ts";
import type { FlowVerdict } from "../reach/flow.ts";
import { jsonText } from "./escape.ts";
import { flowJson } from "./flow-json.ts";
import { byId } from "./flow-order.ts";
import { location } from "./location.ts";
import type { ScanResult } from "./scan-result.ts";

export function renderJson(result: ScanResult): string {
  return jsonText(reportJson(result));
}

/** The report as a value, for programs that use the library. */
export function reportJson({ version, roots, flows, findings, diagnostics, coverage }: ScanResult): object {
  const count = (verdict: FlowVerdict): number => flows.filter((flow) => flow.verdict === verdict).length;
  return {
    schemaVersion: 1,
    tool: { name: "reachlint", version },
    roots: roots.map(({ path, kind }) => ({ path, kind })),
    flows: byId(flows).map(flowJson),
    findings: findings.map(findingJson),
    diagnostics: diagnostics.map(diagnosticJson),
    coverage: {
      files: coverage.files,
      resources: coverage.resources,
      flows: {
        reachable: count("reachable"),
        partial: count("partial"),
        blocked: count("blocked"),
        undetermined: count("undetermined"),
      },
      notEvaluated: coverage.notEvaluated.map(({ address, because, span }) => ({
        address,
        because,
        location: span === undefined ? null : location(span),
      })),
    },
  };
}

function findingJson(finding: Finding): object {
  const { suppressed, repair } = finding;
  return {
    ruleId: finding.ruleId,
    verdict: finding.verdict,
    severity: finding.severity,
    message: finding.message,
    location: location(finding.span),
    related: finding.related.map(({ message, span }) => ({ message, location: location(span) })),
    flow: finding.flow?.id ?? null,
    flows: finding.flows.map(({ id }) => id),
    when: finding.when,
    fingerprint: finding.fingerprint,
    suppressed: suppressed === undefined ? null : { reason: suppressed.reason, location: location(suppressed.span) },
    fix: repair === undefined ? null : { description: repair, edits: [] },
  };
}

function diagnosticJson({ code, severity, message, span, path, hint }: Diagnostic): object {
  return {
    code,
    severity,
    message,
    location: span === undefined ? null : location(span),
    ...(path === undefined ? {} : { path }),
    ...(hint === undefined ? {} : { hint }),
  };
}

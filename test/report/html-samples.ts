/** Scans whose pages are looked at: of fixtures with every verdict, and one with hostile text wherever names of the scan go. */
import { fileURLToPath } from "node:url";
import { SourceFile } from "../../src/base/source-file.ts";
import { scan } from "../../src/pipeline.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { scanRequest } from "../../src/request.ts";
import { hop, nearest, unknown } from "../check/sample.ts";
import { blocked, scanOf } from "./sample-scan.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

/** Fixtures, whose flows end in every way that there is. */
export function scanFixtures(): Promise<ScanResult> {
  const cases = [
    "dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf",
    "dynamic-ports-blocked-by-target-security-group/second-source-of-capacity/template.yaml",
    "dynamic-ports-blocked-by-network-acl/cross-zone-is-an-input/main.tf",
    "dynamic-ports-blocked-by-network-acl/acl-of-no-subnet/template.yaml",
    "return-traffic-blocked-by-network-acl/dynamic-range-out/main.tf",
    "target-group-without-listener/no-listener/main.tf",
  ];
  const paths = cases.map((one) => `fixtures/${one}`);
  return scan(scanRequest(PROJECT, paths, {}));
}

/** Ends tags, attributes, comments and scripts, and begins others. */
export const HOSTILE = `</script></style></textarea><img src=x onerror="document.title='taken'">"'><svg onload=alert(1)><!--${"`"}&lt;{{7*7}}`;

/** Every text of it is hostile. */
export function hostileScan(): ScanResult {
  const file = new SourceFile(`a/${HOSTILE}.tf`, `# ${HOSTILE}\nport = "${HOSTILE}" # ${HOSTILE}\n`);
  const start = file.text.indexOf("port");
  const span = { file, start, end: start + 4 + HOSTILE.length };
  const cause = { ...unknown.cause, text: HOSTILE, hint: HOSTILE, span };
  const because = [{ ...unknown, symbol: HOSTILE, cause }];
  const node = { ...blocked.hops[0]!.nodes[0]!, address: HOSTILE };
  const rule = { ...nearest.rule, address: HOSTILE, span, portsSpan: span };
  const evil = {
    ...blocked,
    id: HOSTILE,
    root: HOSTILE,
    service: { ...blocked.service, address: HOSTILE },
    loadBalancer: { ...blocked.loadBalancer!, address: HOSTILE },
    targetGroup: { ...blocked.targetGroup!, address: HOSTILE },
    container: { name: HOSTILE, port: 80 },
    requiredText: HOSTILE,
    because,
    assumptions: [{ kind: "x", text: HOSTILE }],
    obstacles: [{ kind: "no-listener" as const, text: HOSTILE, span, effect: "shuts" as const }],
    verdict: "undetermined" as const,
    hops: [
      hop("load-balancer-egress", "open", { nodes: [node], decidedBy: [{ ...nearest, rule, node, why: HOSTILE }] }),
      hop("target-ingress", "closed", { nodes: [node], span, decidedBy: [{ ...nearest, rule, node, why: HOSTILE }] }),
      hop("return-target-acl-out", "undetermined", { because }),
    ],
    when: [HOSTILE],
  };
  const found = scanOf(evil);
  const [rest] = found.findings;
  const finding = {
    ...rest!,
    ruleId: HOSTILE,
    message: HOSTILE,
    span,
    repair: HOSTILE,
    related: [{ message: HOSTILE, span }],
  };
  return {
    ...found,
    findings: [finding, { ...finding, baselined: true, fingerprint: "old" }],
    diagnostics: [{ code: HOSTILE, severity: "error", message: HOSTILE, hint: HOSTILE, span }],
    coverage: { ...found.coverage, notEvaluated: [{ address: HOSTILE, because: HOSTILE, span }] },
  };
}
